"""What the report says of one run beside its path: who moved, land and services, costs, the counties furthest off."""

from __future__ import annotations

from ...parameters import FAMILIES
from ..opened import Opened
from ..run_measures import PANELS, at, counties, lever_costs, moves
from ..strings import text
from ..terminal import COUNTY_SCALE, PER_HEAD, PUBLISHED_SETTLING
from .content import Cell, Number, Picture, Section, Table
from .words import in_words, pause_label

FURTHEST = 10


def moves_section(opened: Opened, language: str) -> Section:
    """Who moved from where to where."""
    first, last = opened.years[0], opened.told_year
    found = moves(opened, first, last)
    heads = [text("report_stream", language), *(pause_label(pause, language) for pause in opened.pauses)]
    rows: list[list[Cell]] = [
        [text(f"stream_{name}", language), *map(Number, by_pause.values())] for name, by_pause in found.items()
    ]
    caption = text("report_moves_table", language, first=first + 1, last=last)
    alt = in_words(caption, rows, language)
    return Section("moves", text("report_moves", language), pictures=[Picture("moves", alt)],
                   tables=[Table("moves", caption, heads, rows)],
                   notes=[text("report_moves_note", language)])  # fmt: skip


def land_section(opened: Opened, language: str) -> Section:
    """Land, services, housing and age in the years a reader asks for."""
    first, *targets = opened.years
    cases = [(opened.pauses[0], first), *((pause, year) for pause in opened.pauses for year in targets)]
    heads = [text("measure", language), str(first)]
    heads += [f"{year}, {pause_label(pause, language)}" for pause, year in cases[1:]]
    rows: list[list[Cell]] = []
    for panel in PANELS:
        label = text(
            "with_unit", language, label=panel.label.in_language(language), unit=panel.unit.in_language(language)
        )
        decimals = 0 if panel.column == "seat_house_price" else 1 if panel.factor == 100 else 2
        rows.append(
            [label, *(Number(panel.factor * at(opened.overall, *case, panel.column), decimals) for case in cases)]
        )
    table = Table("land_services", text("report_land_table", language), heads, rows)
    alt = text("alt_panels", language, what="; ".join(panel.label.in_language(language) for panel in PANELS))
    return Section("land", text("report_land", language), pictures=[Picture("land_services", alt)], tables=[table],
                   notes=[text("report_land_note", language)])  # fmt: skip


def cost_section(opened: Opened, language: str) -> Section:
    """Public cost for each new urban resident, and what the levers cost by family."""
    rows: list[list[Cell]] = []
    unit = PER_HEAD[language]
    for pause in opened.pauses:
        path = opened.overall[opened.overall["pause"] == pause]
        persons = path["new_urban_residents"].sum()
        if persons > 0:
            total, works, policy = (path[name].sum() / persons / unit
                                    for name in ("settling_cost", "newcomer_works", "policy_cost"))  # fmt: skip
            parts = (persons, total + policy, works, total - works, policy)
            rows.append([pause_label(pause, language), Number(persons), *(Number(part, 1) for part in parts[1:])])
    heads = [text(head, language) for head in ("pause", "report_new_residents", "report_cost_each", "report_cost_works",
                                               "report_cost_services", "report_cost_policy")]  # fmt: skip
    first, last = opened.years[0], opened.years[-1]
    low, high = (cost / unit for cost in PUBLISHED_SETTLING)
    caption = text("report_cost_table", language, first=first, last=last)
    tables = [
        Table("cost_per_resident", caption, heads, rows, [text("report_cost_note", language, low=low, high=high)])
    ]
    spent, pictures = lever_costs(opened), []
    if spent:
        heads = [text("family", language), *(pause_label(pause, language) for pause in opened.pauses)]
        by_family: list[list[Cell]] = [
            [FAMILIES[name].in_language(language), *(Number(yuan / 1e8, 1) for yuan in by_pause.values())]
            for name, by_pause in spent.items()
        ]
        totals = (sum(by_pause[pause] for by_pause in spent.values()) for pause in opened.pauses)
        by_family.append([text("total", language), *(Number(yuan / 1e8, 1) for yuan in totals)])
        caption = text("report_lever_costs", language, first=first + 1, last=last)
        tables.append(Table("lever_costs", caption, heads, by_family))
        pictures = [Picture("costs", in_words(caption, by_family, language))]
    notes = [] if spent else [text("report_no_levers", language)]
    return Section("cost", text("report_cost", language), pictures=pictures, tables=tables, notes=notes)


def added_section(opened: Opened, language: str) -> Section:
    """A run alone cannot say what a policy added; the comparison that can is named."""
    name = opened.manifest["scenario"]
    asked = "decision-2023-evidenced" if name == "baseline" else name
    command = f"xiancheng compare baseline {asked} --attribute"
    return Section("added", text("report_added", language), [text("report_added_run", language, command=command)])


def furthest_section(opened: Opened, language: str) -> Section:
    """The counties furthest below the goal in its year."""
    goal, year = opened.landmarks.goal_share, opened.told_year
    tables = []
    for pause in opened.pauses:
        rows: list[list[Cell]] = [
            [str(row[f"name_{language}"]), str(row["adcode"]), Number(100 * row["urban_share"], 1),
             Number(100 * row["gap"], 1, signed=True), Number(row["residents"]),
             Number(100 * row["village_60plus_share"], 1)]
            for _, row in counties(opened, pause, year).head(FURTHEST).iterrows()
        ]  # fmt: skip
        heads = [text(head, language) for head in ("county", "col_adcode", "report_share", "report_gap",
                                                   "report_residents", "report_village_60plus")]  # fmt: skip
        caption = text(
            "report_furthest_table", language, year=year, goal=100 * goal, pause=pause_label(pause, language)
        )
        tables.append(Table(f"furthest_{pause}", caption, heads, rows))
    small = opened.settings["scale"] < COUNTY_SCALE
    return Section("furthest", text("report_furthest", language), tables=tables,
                   notes=[text("small_scale_note", language)] if small else [])  # fmt: skip
