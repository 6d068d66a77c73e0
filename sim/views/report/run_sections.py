"""What the report says of one run, from the goals to the counties furthest from them."""

from __future__ import annotations

from ...goals import GROWS, MET, MISSED, NOT_MODELLED
from ...indicators import FLOWS
from ..goal_table import goal_name, goal_target
from ..opened import Opened
from ..run_measures import at, counties, decomposition
from ..strings import text
from .content import Cell, Number, Picture, Section, Table
from .run_details import added_section, cost_section, furthest_section, land_section, moves_section
from .spread import probabilities, spread_section
from .words import in_words, numbered_notes, pause_label, shown_notes

# Decimals of a goal's figures by their unit; shares are told in percent, with two.
_DECIMALS = {"persons": 0, "persons a year": 0, "ratio": 2}


def goals_section(opened: Opened, language: str) -> Section:
    """The scoreboard: met or missed, by how much, since when, with what probability if that was worked out."""
    goals = opened.table("goals.csv")
    judged = goals[goals["verdict"].isin([MET, MISSED, NOT_MODELLED])]
    odds = probabilities(opened)
    chance = {} if odds is None else odds.set_index(["goal", "pause"])["probability"].to_dict()
    heads = ["goal", "goal_target", "pause", "goal_value", "goal_gap", "verdict", "goal_first"]
    rows: list[list[Cell]] = []
    numbered = numbered_notes(judged, language)
    order = {goal: number for number, goal in enumerate(dict.fromkeys(judged["goal"]))}
    for _, row in judged.assign(rank=judged["goal"].map(order)).sort_values(["rank", "pause"]).iterrows():
        cells: list[Cell] = [goal_name(row, language, numbered), goal_target(row, language),
                             pause_label(row["pause"], language)]  # fmt: skip
        share = str(row["unit"]).startswith("share")
        decimals = 2 if share else _DECIMALS.get(str(row["unit"]), 0)
        factor = 100 if share else 1
        cells += [Number(factor * row["value"], decimals), Number(factor * row["gap"], decimals, signed=True)]
        cells += [text(f"verdict_{row['verdict']}", language), str(row["first_year"]) or "–"]
        likely = chance.get((row["goal"], row["pause"]), float("nan"))
        rows.append(cells + ([Number(100 * likely, 0)] if chance else []))
    columns = [text(head, language) for head in (*heads, *(["goal_probability_percent"] if chance else []))]
    notes = [*shown_notes(numbered, language), text("report_goals_key", language)]
    if odds is not None:
        notes.append(text("ensemble_goals_key", language, runs=int(odds["runs"].max())))
    if (judged["comparison"] == GROWS).any():
        notes.append(text("report_goals_growth", language))
    table = Table("goals", text("goals_table", language), columns, rows, notes)
    left_out = goals.loc[goals["verdict"] == "not_simulated", "goal"].nunique()
    more = [text("goals_left_out", language, number=left_out)] if left_out else []
    return Section("goals", text("report_goals", language), tables=[table], notes=more)


def path_section(opened: Opened, language: str) -> Section:
    """The urban share year by year."""
    rows: list[list[Cell]] = []
    band = opened.table("band.csv") if opened.has("band.csv") else None
    for year in sorted(opened.overall["year"].unique()):
        cells: list[Cell] = [str(year)]
        for pause in opened.pauses:
            cells.append(Number(100 * at(opened.overall, pause, year, "urban_share"), 2))
            if band is not None:
                cells += [Number(100 * at(band, pause, year, edge), 2) for edge in ("low", "high")]
        rows.append(cells)
    heads = [text("year", language)]
    for pause in opened.pauses:
        label = pause_label(pause, language)
        heads.append(label)
        if band is not None:
            heads += [text(f"band_{edge}", language, pause=label) for edge in ("low", "high")]
    table = Table("urban_share", text("urban_share_table", language), heads, rows)
    notes = (
        [text("report_band", language, draws=opened.settings.get("band", {}).get("draws", 0))]
        if band is not None
        else []
    )
    if len(opened.pauses) > 1:
        notes.append(text("pause_note", language))
    shares = "; ".join(
        f"{pause_label(pause, language)}: " + ", ".join(
            f"{year}: {100 * at(opened.overall, pause, year, 'urban_share'):.1f} %" for year in opened.years)
        for pause in opened.pauses
    )  # fmt: skip
    alt = text("alt_path", language, place=opened.place(language), shares=shares)
    return Section(
        "path", text("report_path", language), pictures=[Picture("urban_share", alt)], tables=[table], notes=notes
    )


def map_section(opened: Opened, language: str) -> Section:
    """County seats against the goal."""
    goal, year = opened.landmarks.goal_share, opened.told_year
    says = []
    for pause in opened.pauses:
        table = counties(opened, pause, year)
        reached = int((table["gap"] >= 0).sum())
        says.append(text("report_map_says", language, pause=pause_label(pause, language), year=year, reached=reached,
                         units=len(table), goal=100 * goal))  # fmt: skip
    return Section("map", text("report_map", language), says, [Picture("map", " ".join(says))],
                   notes=[text("report_map_note", language)])  # fmt: skip


def decomposition_section(opened: Opened, language: str) -> Section:
    """What changed the urban share, flow by flow, without residual."""
    first, *targets = opened.years
    cases = [(pause, year) for pause in opened.pauses for year in targets]
    found = {year: decomposition(opened, first, year) for year in targets}
    labels = {flow: FLOWS[flow].in_language(language) for flow in FLOWS} | {"total": text("total", language)}
    rows: list[list[Cell]] = [
        [label, *(Number(found[year][name][pause], 2, signed=True) for pause, year in cases)]
        for name, label in labels.items()
    ]
    heads = [text("flow", language), *(f"{first}–{year}, {pause_label(pause, language)}" for pause, year in cases)]
    table = Table("decomposition", text("flows_table", language), heads, rows)
    alt = in_words(table.caption, rows, language)
    return Section("decomposition", text("report_decomposition", language), pictures=[Picture("decomposition", alt)],
                   tables=[table], notes=[text("report_decomposition_note", language)])  # fmt: skip


def run_sections(opened: Opened, language: str) -> list[Section]:
    """All that is said of a run between the answer and the evidence."""
    return [
        goals_section(opened, language),
        path_section(opened, language),
        *spread_section(opened, language),
        *(
            build(opened, language)
            for build in (map_section, decomposition_section, moves_section, land_section, cost_section,
                          added_section, furthest_section)
        ),
    ]  # fmt: skip
