"""Every scenario has its page, current with its levers, and figures that say which version they were made from."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from sim.parameters import Label
from sim.region import load_region
from sim.submodels import LEVERS
from sim.views import scenario_pages
from sim.views.scenario_results import (
    ASKED,
    COLUMNS,
    HISTORY,
    PAUSES,
    REFERENCE,
    figures,
    is_stale,
    place_of,
    read_results,
    results_text,
    rows_of,
)

DOCS = Path(__file__).parents[2] / "docs"
REGION = load_region()
SCENARIOS = scenario_pages.all_scenarios(REGION)
RESULTS = read_results(DOCS / "scenarios" / "results.csv")
PAGES = scenario_pages.pages(SCENARIOS, REGION, RESULTS)


def test_every_scenario_has_its_page_and_no_page_is_left_over():
    kept = {path.name for path in (DOCS / "scenarios").iterdir()}
    assert kept == {f"{name}.md" for name in SCENARIOS} | {"results.csv"}


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_what_scenarios_and_figures_say(name):
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES[name], f"run {scenario_pages.COMMAND} --pages"


@pytest.mark.parametrize("name", sorted(set(SCENARIOS) - {HISTORY}))
def test_figures_name_the_version_they_were_made_from_and_say_when_it_is_another(name):
    scenario = SCENARIOS[name]
    rows = rows_of(RESULTS, name, place_of(scenario))
    assert [(row["pause"], row["year"]) for row in rows] == [(p, str(year)) for p in PAUSES for year in ASKED]
    assert rows[0]["digest"][:12] in PAGES[f"scenarios/{name}.md"]
    assert is_stale(scenario, rows) == ("the scenario has changed since" in PAGES[f"scenarios/{name}.md"])


def test_a_scenario_that_changes_and_one_whose_baseline_changes_are_marked():
    def pages_with(name):
        changed = replace(SCENARIOS[name], source=Label("another", "另一个"))
        return scenario_pages.pages({**SCENARIOS, name: changed}, REGION, fresh)

    fresh = [{**row, "digest": SCENARIOS[row["scenario"]].digest} for row in RESULTS]
    current = scenario_pages.pages(SCENARIOS, REGION, fresh)
    assert not any("Stale" in page for page in current.values()) and "\\*" not in current["scenarios.md"]
    one = pages_with("hukou-only")
    assert [name for name, page in one.items() if "Stale" in page] == ["scenarios/hukou-only.md"]
    assert re.search(r"hukou-only\.md.*\\\*", one["scenarios.md"])
    every = pages_with(REFERENCE)
    stale = {name for name, page in every.items() if "Stale" in page}
    assert stale == set(every) - {"scenarios.md", f"scenarios/{HISTORY}.md"}


def test_a_scenario_without_figures_says_so():
    page = scenario_pages.pages(SCENARIOS, REGION, [])["scenarios/hukou-only.md"]
    assert "None yet" in page and "## What it changes" in page


def test_the_table_of_the_whole_decision_has_every_lever_from_before_to_reading():
    page = PAGES["scenarios/decision-2023.md"]
    for lever in LEVERS:
        (row,) = [line for line in page.splitlines() if f"[`{lever.name}`]" in line]
        course = row.split(" | ")[3]
        if lever.reading == lever.value:
            assert course.endswith("as it stood")
        else:
            assert course == f"{lever.value:g} → {lever.reading:g}".replace("-", "−"), lever.name


def test_a_scenario_of_some_counties_is_run_there_beside_the_baseline():
    assert place_of(SCENARIOS["lushan"]) == ("芦山县",)
    assert not any(place_of(one) for name, one in SCENARIOS.items() if name != "lushan")
    (row, *_) = figures(SCENARIOS["lushan"], ("芦山县",), scale=0.2)
    assert list(row) == COLUMNS and row["place"] == "芦山县" and row["digest"] == SCENARIOS["lushan"].digest
    assert rows_of(RESULTS, REFERENCE, ("芦山县",))


def test_figures_come_back_from_their_file(tmp_path):
    path = tmp_path / "results.csv"
    path.write_text(results_text(RESULTS, list(SCENARIOS)), encoding="utf-8")
    assert read_results(path) == RESULTS and read_results(tmp_path / "none.csv") == []
    path.write_text(results_text(RESULTS, ["hukou-only"]), encoding="utf-8")
    assert {row["scenario"] for row in read_results(path)} == {"hukou-only"}
