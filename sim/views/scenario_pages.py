"""A page for every scenario: what it changes, why, from which source, and what came out of it.

`python -m sim.views.scenario_pages` runs every scenario, keeps the figures in docs/scenarios/results.csv
and writes docs/scenarios.md with its folder; `--stale` runs only those whose figures belong to an
earlier version of the scenario, `--pages` runs nothing. A test holds the pages to scenarios and figures.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from ..parameters import Evidence, Lever
from ..region import Region, load_region
from ..scenario import Scenario, Target, load_scenario, scenario_names
from ..submodels import DECLARATIONS
from ..submodels.policy import Layer, Schedule
from .lever_page import anchor
from .markdown import need_docs, number, table, write_pages, years
from .scenario_results import (
    ASKED,
    HISTORY,
    PAUSES,
    REFERENCE,
    SCALE,
    SEED,
    YEARS,
    Row,
    figures,
    is_stale,
    place_of,
    read_results,
    results_text,
    row_of,
    rows_of,
)

DOCS = Path(__file__).parents[2] / "docs"
INDEX, FOLDER, RESULTS = "scenarios.md", "scenarios", "results.csv"
COMMAND = "python -m sim.views.scenario_pages"

_HEAD = """\
# {title}

Written by `{command}`; do not edit. All scenarios: [scenarios](../scenarios.md).

{why_en}

{why_zh}

**Source**: {source_en} · {source_zh}

{setting}
"""
_INDEX = f"""\
# Scenarios

Written by `{COMMAND}`; do not edit. In the terminal: `xiancheng scenarios`.

A scenario is a file of a few lines that says how it differs from its parent. Each has a page with the levers it
changes, its source and its results. **Added** is the difference to the baseline of the same luck in percentage
points of the urban share of the county domain (of the county, where a scenario is about one), **ended** and
**stays** the two answers to whether the pause of 2021–23 ended. One draw of luck each (scale {SCALE:g}, seed {SEED}):
paths, not forecasts. Most strengths are assumed, and an effect of an assumed strength shows what would follow,
not what was measured. `*` marks figures of an earlier version of the scenario or of the baseline.

"""


def load(name: str, region: Region) -> Scenario:
    """A scenario checked against the region's names."""
    from ..experiments.calendar import fitted_declarations, unit_names

    return load_scenario(
        name, fitted_declarations(region), known_groups=region.groups, known_units=unit_names(region)
    )


def all_scenarios(region: Region) -> dict[str, Scenario]:
    """The project's scenarios by name, the roots first."""
    names = sorted(scenario_names(), key=lambda name: (name != REFERENCE, name != HISTORY, name))
    return {name: load(name, region) for name in names}


# --- pages


def pages(scenarios: Mapping[str, Scenario], region: Region, results: Sequence[Row]) -> dict[str, str]:
    """File name below docs to Markdown: the index and a page for every scenario."""
    found = {INDEX: _index(scenarios, results)}
    for name, scenario in scenarios.items():
        found[f"{FOLDER}/{name}.md"] = _page(scenario, region, results, scenarios)
    return found


def _index(scenarios: Mapping[str, Scenario], results: Sequence[Row]) -> str:
    rows = []
    for name, scenario in scenarios.items():
        cells = [_added(scenario, scenarios, results, pause, ASKED[0]) for pause in PAUSES]
        rows.append((f"[{name}]({FOLDER}/{name}.md)", f"{scenario.title.en} · {scenario.title.zh}",
                     str(len(changed(scenario))), *cells))  # fmt: skip
    heads = ("scenario", "title", "levers", *(f"added {ASKED[0]}, {pause}" for pause in PAUSES))
    return _INDEX + table(heads, rows)


def _page(
    scenario: Scenario, region: Region, results: Sequence[Row], scenarios: Mapping[str, Scenario]
) -> str:
    parts = [
        _HEAD.format(title=f"{scenario.title.en} · {scenario.title.zh}", command=COMMAND, why_en=scenario.why.en,
                     why_zh=scenario.why.zh, source_en=scenario.source.en, source_zh=scenario.source.zh,
                     setting=_setting(scenario)),
        "## What it changes\n", _changes(scenario, region),
    ]  # fmt: skip
    if scenario.name != HISTORY:
        parts += ["## Results\n", _results(scenario, scenarios, results)]
    return "\n".join(parts)


def _setting(scenario: Scenario) -> str:
    """Where the file is and what it differs from."""
    said = [f"File: `scenarios/{scenario.name}.yaml`"]
    if scenario.extends:
        said.append(f"differs from [{scenario.extends}]({scenario.extends}.md)")
    if scenario.has_band:
        said.append("a run lays a band over the assumed strengths around it")
    if scenario.goals:
        said.append("goals of its own: " + ", ".join(f"`{goal.line}`" for goal in scenario.goals))
    return "; ".join(said) + "."


def changed(scenario: Scenario) -> dict[str, Schedule]:
    """The schedules of levers that the scenario or a parent of it sets; of history, its own."""
    mine = {
        name: [layer for layer in schedule.layers if (layer.origin == HISTORY) == (scenario.name == HISTORY)]
        for name, schedule in scenario.levers.items()
    }
    return {name: Schedule(_before(scenario.levers[name]), tuple(layers)) for name, layers in mine.items() if layers}


def _before(schedule: Schedule) -> float:
    """The last value that history gave, or the declared one."""
    past = [layer for layer in schedule.layers if layer.origin == HISTORY]
    return past[-1].dated.points[-1][1] if past else schedule.before


def _changes(scenario: Scenario, region: Region) -> str:
    """One row a lever and place, in the order of the catalogue."""
    found, past = changed(scenario), scenario.name == HISTORY
    declared = sorted((each for each in DECLARATIONS if isinstance(each, Lever)), key=lambda lever: lever.number)
    rows = [
        (str(lever.number), f"[`{lever.name}`](../{anchor(lever)})", f"{lever.label.en} · {lever.label.zh}",
         _course(found[lever.name].before, layer, past), _timing(layer, found[lever.name].before, past), lever.unit,
         _place(layer, region), str(lever.evidence), _origin(layer.origin, scenario))
        for lever in declared if lever.name in found for layer in found[lever.name].layers
    ]  # fmt: skip
    if not rows:
        return "No lever: each stays as [history](history.md) left it.\n"
    assumed = sum(each.name in found and each.evidence is Evidence.ASSUMED for each in declared)
    levers = f"{len(found)} lever{'s' if len(found) > 1 else ''} set"
    heads = ("no.", "lever", "label", "before → after", "timing", "unit", "where", "evidence", "set in")
    return f"{levers}, {assumed} of them at an assumed strength.\n\n" + table(heads, rows)


def _course(before: float, layer: Layer, past: bool) -> str:
    """From value to value; a value that stays is said once."""
    values = [*(() if past else (before,)), *(value for _, value in layer.dated.points)]
    course = [value for place, value in enumerate(values) if place == 0 or value != values[place - 1]]
    return " → ".join(map(number, course)) if len(course) > 1 else f"{number(course[0])}, as it stood"


def _timing(layer: Layer, before: float, past: bool) -> str:
    dates = [year for year, _ in layer.dated.points]
    if not past and {value for _, value in layer.dated.points} == {before}:
        return ""
    if layer.dated.between == "linear" and len(dates) > 1:
        return f"{years(dates[0], dates[-1])}, linear"
    return ", ".join(map(str, dates))


def _place(layer: Layer, region: Region) -> str:
    if not isinstance(layer.where, Target):
        return "everywhere"
    if layer.where.group is not None:
        return f"{region.group_label(layer.where.group, 'en')} · {region.group_label(layer.where.group, 'zh')}"
    return ", ".join(layer.where.units)


def _origin(origin: str, scenario: Scenario) -> str:
    return "here" if origin == scenario.name else f"[{origin}]({origin}.md)"


# --- results


def _results(scenario: Scenario, scenarios: Mapping[str, Scenario], results: Sequence[Row]) -> str:
    place = place_of(scenario)
    mine, reference = rows_of(results, scenario.name, place), rows_of(results, REFERENCE, place)
    if not mine:
        return f"None yet: run `{COMMAND} --stale`.\n"
    one = mine[0]
    said = [
        f"{', '.join(place) or 'Whole county domain'}, {YEARS[0]}–{YEARS[1]}, scale {one['scale']}, "
        f"seed {one['seed']}; made by `{COMMAND}` from the scenario with digest `{one['digest'][:12]}`. "
        "One draw of luck: a path, not a forecast."
    ]
    if is_stale(scenario, mine):
        said.append(f"**Stale**: the scenario has changed since; its digest is now `{scenario.digest[:12]}`.")
    elif is_stale(scenarios[REFERENCE], reference):
        said.append("**Stale**: the baseline has changed since.")
    rows = [
        (label, *(cell(pause, year) for year in ASKED for pause in PAUSES))
        for label, cell in _measures(scenario, scenarios, results)
    ]
    heads = ("", *(f"{year}, {label}" for year in ASKED for label in PAUSES.values()))
    reached = ", ".join(
        f"{label}: {row_of(mine, pause, ASKED[-1])['first_year_at_goal'] or f'not by {YEARS[1]}'}"
        for pause, label in PAUSES.items()
    )
    goal = "" if place else f"\nFirst year at 48 % or more: {reached}.\n"
    return "\n\n".join([*said, table(heads, rows) + goal])


Cell = Callable[[str, int], str]


def _measures(
    scenario: Scenario, scenarios: Mapping[str, Scenario], results: Sequence[Row]
) -> Iterator[tuple[str, Cell]]:
    """Label, and what stands in the cell of a pause answer and year."""
    mine = rows_of(results, scenario.name, place_of(scenario))

    def figure(column: str, form: str, factor: float = 1.0) -> Cell:
        return lambda pause, year: form.format(factor * float(row_of(mine, pause, year)[column]))

    yield "urban share, %", figure("urban_share", "{:.2f}", 100)
    if scenario.name != REFERENCE:
        yield "added to the baseline, pp", lambda pause, year: _added(scenario, scenarios, results, pause, year)
    if mine[0]["low"]:
        yield "lowest with assumed strengths from none to twice, %", figure("low", "{:.2f}", 100)
        yield "highest, %", figure("high", "{:.2f}", 100)
    yield "income ratio, urban / rural", figure("income_ratio", "{:.2f}")
    yield "public cost of levers since 2024, billion yuan", figure("policy_cost", "{:.2f}", 1e-9)


def _added(
    scenario: Scenario, scenarios: Mapping[str, Scenario], results: Sequence[Row], pause: str, year: int
) -> str:
    """What the scenario adds to the baseline, pp; "" where it is not known, "*" where it is stale."""
    place = place_of(scenario)
    mine, reference = rows_of(results, scenario.name, place), rows_of(results, REFERENCE, place)
    if scenario.name == REFERENCE or not (mine and reference):
        return ""
    ours, theirs = (float(row_of(rows, pause, year)["urban_share"]) for rows in (mine, reference))
    star = "\\*" if is_stale(scenario, mine) or is_stale(scenarios[REFERENCE], reference) else ""
    return f"{round(100 * (ours - theirs), 2) + 0.0:+.2f}{star}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the scenarios and write their pages into the project's docs folder."""
    parser = argparse.ArgumentParser(prog=COMMAND, description="Runs every scenario and writes its page.")
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--stale", action="store_true", help="run only what has no figures of its present version")
    chosen.add_argument("--pages", action="store_true", help="run nothing; write the pages from the figures kept")
    asked = parser.parse_args(arguments)
    need_docs(DOCS)
    region = load_region()
    scenarios = all_scenarios(region)
    results = read_results(DOCS / FOLDER / RESULTS)
    places = {name: place_of(scenario) for name, scenario in scenarios.items() if name != HISTORY}
    # The baseline in every place that a scenario is about, then the scenarios.
    wanted = [(REFERENCE, place) for place in dict.fromkeys(places.values())]
    wanted += [(name, place) for name, place in places.items() if name != REFERENCE]
    for name, place in wanted:
        kept = rows_of(results, name, place)
        if asked.pages or (asked.stale and kept and not is_stale(scenarios[name], kept)):
            continue
        began = time.monotonic()
        results = [*(row for row in results if row not in kept), *figures(scenarios[name], place)]
        write_pages({f"{FOLDER}/{RESULTS}": results_text(results, list(scenarios))}, DOCS)
        print(f"{' '.join((name, *place))}: {time.monotonic() - began:.0f} s", flush=True)
    write_pages(pages(scenarios, region, results), DOCS)
    print(f"{DOCS.name}/{INDEX}, {DOCS.name}/{FOLDER}/")


if __name__ == "__main__":
    main()
