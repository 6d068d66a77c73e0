"""What the report says of a comparison: goals, what was added, for whom, by which levers, at what cost."""

from __future__ import annotations

import pandas as pd

from ...movers import DESTINATIONS
from ...outcomes import OUTCOMES
from ..comparison_tables import DECIMALS, TOLD, family_label
from ..goal_table import goal_name, goal_target
from ..opened import Opened
from ..run_measures import added_by_family, added_by_group, compared_counties
from ..strings import text
from ..terminal import PER_HEAD, PUBLISHED_SETTLING
from .answers import added_rows, cost_each
from .content import Cell, Number, Picture, Section, Table
from .run_details import FURTHEST
from .spread import probabilities, spread_section
from .words import in_words, numbered_notes, pause_label, shown_notes


def _titles(opened: Opened, language: str) -> dict[str, str]:
    return {name: scenario.title.in_language(language) for name, scenario in opened.scenarios.items()}


def _rows(opened: Opened, table: pd.DataFrame, label: str, decimals: int, language: str) -> list[list[Cell]]:
    """A row for each value of the column `label` and scenario, in the table's order: mean and interval by pause
    answer. With one scenario beside the first its name would only repeat."""
    titles, several = _titles(opened, language), len(opened.scenarios) > 2
    rows: list[list[Cell]] = []
    for (value, scenario), same in table.groupby([label, "scenario"], sort=False):
        cells: list[Cell] = [str(value), *([titles[str(scenario)]] if several else [])]
        for pause in opened.pauses:
            row = same[same["pause"] == pause].iloc[0]
            cells += [Number(float(row[name]), decimals, signed=True) for name in ("mean", "low", "high")]
        rows.append(cells)
    return rows


def _heads(opened: Opened, first: str, language: str) -> list[str]:
    heads = [text(first, language), *([text("scenario", language)] if len(opened.scenarios) > 2 else [])]
    for pause in opened.pauses:
        heads += [text("report_mean", language, pause=pause_label(pause, language)), text("report_low", language),
                  text("report_high", language)]  # fmt: skip
    return heads


def goals_section(opened: Opened, language: str) -> Section:
    """Under which share of the seeds each goal is met, scenario by scenario."""
    goals, titles = probabilities(opened), _titles(opened, language)
    assert goals is not None
    rows: list[list[Cell]] = []
    notes = numbered_notes(goals, language)
    for _, about in goals.groupby("goal", sort=False):
        for pause, same in about.groupby("pause"):
            chances = same.set_index("scenario")["probability"]
            cells: list[Cell] = [Number(100 * chances.get(name, float("nan")), 0) for name in titles]
            row = same.iloc[0]
            rows.append(
                [goal_name(row, language, notes), goal_target(row, language), pause_label(str(pause), language), *cells]
            )
    heads = [text(head, language) for head in ("goal", "goal_target", "pause")] + list(titles.values())
    key = "report_goals_ensemble" if opened.has("goal_probabilities.csv") else "report_goals_compared"
    caption = text(key, language, runs=int(goals["runs"].max()) if len(goals) else 0)
    shown = shown_notes(notes, language)
    return Section("goals", text("report_goals", language), tables=[Table("goals", caption, heads, rows, shown)])


def path_section(opened: Opened, language: str) -> Section:
    """What was added to the urban share, year by year."""
    table = opened.table("differences.csv")
    table = table[(table["outcome"] == "urban_share") & (table["group"] == opened.everyone)]
    rows = _rows(opened, table.sort_values(["scenario", "year"], kind="stable"), "year", 3, language)
    notes = [text("luck_only", language)]
    if len(opened.pauses) > 1:
        notes.append(text("pause_note", language))
    told = [row for row in rows if row[0] == str(opened.told_year)]
    alt = in_words(text("axis_added", language), told, language)
    heads = _heads(opened, "year", language)
    return Section("path", text("report_added_path", language), pictures=[Picture("added", alt)], notes=notes,
                   tables=[Table("added", text("report_added_table", language), heads, rows)])  # fmt: skip


def groups_section(opened: Opened, language: str) -> Section:
    """What was added group by group, in the year that is told."""
    rows = _rows(opened, added_by_group(opened), f"label_{language}", 3, language)
    caption = text("report_groups_table", language, year=opened.told_year)
    pictures = [Picture("groups", text("alt_panels", language, what=caption))] if rows else []
    notes = [text("report_groups_note", language)]
    tables = [Table("groups", caption, _heads(opened, "group", language), rows)] if rows else []
    return Section("groups", text("report_groups", language), pictures=pictures, notes=notes, tables=tables)


def counties_section(opened: Opened, language: str) -> list[Section]:
    """Where: a map of what was added, and the counties furthest from the goal under each scenario."""
    if not opened.has("counties.csv"):
        return []
    goal, year, says, tables = 100 * opened.landmarks.goal_share, opened.told_year, [], []
    for name, title in list(_titles(opened, language).items())[1:]:
        for pause in opened.pauses:
            table = compared_counties(opened, name, pause, year)
            label = pause_label(pause, language)
            says.append(text("report_gained", language, title=title, pause=label, units=len(table),
                             gained=int((table["low"] > 0).sum()), lost=int((table["high"] < 0).sum())))  # fmt: skip
            rows: list[list[Cell]] = [
                [str(row[f"name_{language}"]), str(row["adcode"]), Number(100 * row["urban_share"], 1),
                 Number(100 * row["gap"], 1, signed=True),
                 *(Number(row[one], 2, signed=True) for one in ("mean", "low", "high"))]
                for _, row in table.head(FURTHEST).iterrows()
            ]  # fmt: skip
            heads = [text(head, language) for head in ("county", "col_adcode", "report_share", "report_gap",
                                                       "report_points_added", "report_low", "report_high")]  # fmt: skip
            caption = text("report_furthest_table", language, year=year, goal=goal, pause=f"{title}, {label}")
            tables.append(Table(f"furthest_{name}_{pause}", caption, heads, rows))
    notes = [text("report_map_note", language), text("report_county_luck", language)]
    picture = Picture("added_map", " ".join(says))
    return [Section("map", text("report_where_added", language), says, [picture], tables, notes)]


def families_section(opened: Opened, language: str) -> Section:
    """What each family of levers added, if that was asked for."""
    heading = text("report_added", language)
    if not opened.has("attribution.csv"):
        names = " ".join(list(opened.scenarios)[:2])
        return Section("added", heading, [text("report_no_attribution", language,
                                               command=f"xiancheng compare {names} --attribute")])  # fmt: skip
    table = added_by_family(opened)
    table = table.assign(label=[family_label(name, language) for name in table["family"]])
    rows, heads = _rows(opened, table, "label", 3, language), _heads(opened, "family", language)
    asked = opened.settings["attribution"]
    caption = text(
        "report_families_table", language, year=int(table["year"].min()), seeds=asked["seeds"], scale=asked["scale"]
    )
    picture = Picture("families", in_words(caption, rows, language))
    return Section("added", heading, pictures=[picture], tables=[Table("attribution", caption, heads, rows)],
                   notes=[text("attribution_note", language, scale=asked["scale"])])  # fmt: skip


def movers_section(opened: Opened, language: str) -> Section:
    """Where the same families live under the first scenario and under the other."""
    heading = text("report_movers", language)
    if not opened.has("movers.csv"):
        return Section("moves", heading, [text("report_no_movers", language)])
    table, titles = opened.table("movers.csv"), _titles(opened, language)
    tables = []
    for (scenario, pause, year), same in table.groupby(["scenario", "pause", "year"]):
        if year != opened.told_year:
            continue
        persons = same.groupby(["place_first", "place"])["persons_first"].sum() / same["seed"].nunique()
        seen = same[same["households"] > 0]
        places = [place for place in DESTINATIONS if place in {*seen["place_first"], *seen["place"]}]
        rows: list[list[Cell]] = [
            [text(f"place_{origin}", language), *(Number(persons[origin, place]) for place in places)]
            for origin in places if origin != "not_there"
        ]  # fmt: skip
        heads = [text("movers_rows", language), *(text(f"place_{place}", language) for place in places)]
        caption = text("movers_title", language, year=year, pause=pause_label(str(pause), language))
        key = text("movers_key", language, reference=next(iter(titles.values())), scenario=titles[str(scenario)])
        tables.append(Table(f"movers_{scenario}_{pause}", f"{titles[str(scenario)]}: {caption}", heads, rows, [key]))
    return Section("moves", heading, tables=tables)


def outcomes_section(opened: Opened, language: str) -> Section:
    """What was added to land, services, incomes and public money."""
    rows: list[list[Cell]] = []
    table = opened.table("differences.csv")
    table = table[(table["group"] == opened.everyone) & (table["year"] == opened.told_year)]
    for name in TOLD:
        outcome = OUTCOMES[name]
        label = outcome.label.in_language(language)
        label = text("with_unit", language, label=label, unit=outcome.unit.in_language(language))
        some = table[table["outcome"] == name].assign(label=label)
        rows += _rows(opened, some, "label", DECIMALS[outcome.unit.en], language)
    caption = text("report_outcomes_table", language, year=opened.told_year)
    heads = _heads(opened, "measure", language)
    return Section("land", text("report_outcomes", language), tables=[Table("outcomes", caption, heads, rows)])


def cost_section(opened: Opened, language: str) -> Section:
    """Public money for each urban resident that a scenario added."""
    unit, rows = PER_HEAD[language], []
    for name, title in list(_titles(opened, language).items())[1:]:
        cost = added_rows(opened, name, "public_cost_so_far").set_index("pause")["mean"]
        for pause, (persons, yuan) in cost_each(opened, name, opened.told_year).items():
            cells: list[Cell] = [title, pause_label(pause, language), Number(cost[pause], 1, signed=True),
                                 Number(persons, 0, signed=True), Number(yuan / unit, 1)]  # fmt: skip
            rows.append(cells)
    heads = [text(head, language) for head in ("scenario", "pause", "report_cost_added", "report_persons_added",
                                               "report_cost_each_added")]  # fmt: skip
    low, high = (cost / unit for cost in PUBLISHED_SETTLING)
    caption = text("report_cost_added_table", language, first=opened.years[0], year=opened.told_year)
    notes = [text("report_cost_added_note", language, low=low, high=high)]
    return Section(
        "cost", text("report_cost", language), tables=[Table("cost_per_resident", caption, heads, rows, notes)]
    )


def comparison_sections(opened: Opened, language: str) -> list[Section]:
    """All that is said of a comparison between the answer and the evidence."""
    first, *others = (
        build(opened, language)
        for build in (goals_section, path_section, groups_section, movers_section, outcomes_section, cost_section,
                      families_section)
    )  # fmt: skip
    path, groups, *rest = others
    return [first, path, *spread_section(opened, language), *counties_section(opened, language), groups, *rest]
