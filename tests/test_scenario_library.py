"""The project's scenarios say what the declarations say: the Decision whole, by evidence, by chapter, and late."""

import numpy as np
import pytest
from ruamel.yaml import YAML

from sim.experiments.calendar import calendar_of, fitted_declarations, mask_of, unit_names
from sim.parameters import Evidence
from sim.reading.scenario_file import FIRST_POLICY_YEAR
from sim.region import load_region
from sim.scenario import load_scenario, project_folder, resolve_yaml, scenario_names
from sim.submodels import DECLARATIONS, LEVERS

REGION = load_region("sichuan")
YEARS = list(range(2010, 2046))
HAVE_EVIDENCE = {Evidence.MEASURED_HERE, Evidence.MEASURED_ELSEWHERE, Evidence.SIGN_ONLY}
DECISION = {lever.name for lever in LEVERS if "decision" in lever.documents}
# Every clause of the Decision that a lever quotes, and the chapter whose scenario holds it.
CHAPTERS = {
    "chapter-county-seat": {"II(1)", "II(2)", "II(3)", "II(4)"},
    "chapter-villages": {"III", "III(1)", "III(2)", "III(3)", "III(4)"},
    "chapter-citizenship": {"IV(1)"},
    "chapter-land": {"IV(2)", "IV(3)"},
    "chapter-services": {"V(1)", "V(2)", "V(3)"},
    "chapter-governance": {"IV(4)", "VI(2)", "VI(3)", "VII(3)"},
}


def load(name):
    return load_scenario(
        name, fitted_declarations(REGION), known_groups=REGION.groups, known_units=unit_names(REGION)
    )


def values(scenario, unit=0):
    """Every lever by year in one unit."""
    return scenario.calendar(mask_of(REGION), DECLARATIONS, YEARS, len(REGION.units))[:, unit]


def at(table, name, year):
    return float(table[name][year - YEARS[0]])


def set_by(name):
    """The levers that a file itself sets everywhere."""
    text = (project_folder() / f"{name}.yaml").read_text(encoding="utf-8")
    return set(YAML(typ="safe").load(text).get("levers") or {})


def changed_by(scenario, unit=0):
    table, before = values(scenario, unit), values(load("baseline"), unit)
    return {lever.name for lever in LEVERS if (table[lever.name] != before[lever.name]).any()}


# --- the whole Decision


def test_every_scenario_loads_says_its_title_twice_and_comes_back_from_its_resolved_file(tmp_path):
    for name in scenario_names():
        scenario = load(name)
        assert scenario.name == name and scenario.title.en and scenario.title.zh
        assert any("\u4e00" <= letter <= "\u9fff" for letter in scenario.title.zh), name
        file = tmp_path / f"{name}.yaml"
        file.write_text(resolve_yaml(scenario), encoding="utf-8")
        assert load(file) == scenario and load(file).digest == scenario.digest


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.name)
def test_the_decision_takes_each_lever_from_before_to_our_reading(lever):
    table = values(load("decision-2023"))
    assert at(table, lever.name, FIRST_POLICY_YEAR - 1) == lever.value
    assert at(table, lever.name, lever.begins - 1) == lever.value
    assert at(table, lever.name, lever.complete) == at(table, lever.name, YEARS[-1]) == lever.reading
    years = range(lever.begins, lever.complete + 1)
    if len(years) > 1:
        straight = np.linspace(lever.value, lever.reading, len(years))
        assert [at(table, lever.name, year) for year in years] == pytest.approx(straight)


def test_no_lever_of_the_decision_is_left_out():
    assert set_by("decision-2023") | set_by("decision-2023-evidenced") == DECISION
    assert not set_by("decision-2023") & set_by("decision-2023-evidenced")


def test_the_headline_package_has_the_levers_with_evidence_and_no_other():
    graded = {lever.name for lever in LEVERS if lever.evidence in HAVE_EVIDENCE}
    assert set_by("decision-2023-evidenced") == graded & DECISION
    assert not load("decision-2023-evidenced").has_band and load("decision-2023").has_band


def test_each_lever_of_the_decision_is_in_exactly_one_chapter():
    for chapter, clauses in CHAPTERS.items():
        assert set_by(chapter) == {lever.name for lever in LEVERS if lever.clause in clauses}, chapter
    assert sorted(name for chapter in CHAPTERS for name in set_by(chapter)) == sorted(DECISION)


def test_the_chapters_together_are_the_decision():
    whole, parts = values(load("decision-2023")), {name: values(load(name)) for name in CHAPTERS}
    for chapter, table in parts.items():
        for name in set_by(chapter):
            assert (table[name] == whole[name]).all(), (chapter, name)


# --- the others


def test_hukou_and_land_together_are_the_two_alone():
    together, parts = load("land-and-hukou-together"), [load("hukou-only"), load("land-only")]
    assert changed_by(together) == changed_by(parts[0]) | changed_by(parts[1])
    for part in parts:
        for name in changed_by(part):
            assert (values(together)[name] == values(part)[name]).all(), name


def test_the_scenario_without_land_rights_takes_them_and_nothing_else():
    table = values(load("no-land-retention"))
    assert changed_by(load("no-land-retention")) == {
        "keep_contracted_land", "keep_homestead", "keep_collective_share"
    }  # fmt: skip
    assert all(at(table, name, 2024) == 0 for name in changed_by(load("no-land-retention")))


def test_villages_first_goes_to_the_end_of_every_range():
    table = values(load("villages-first"))
    for lever in LEVERS:
        if lever.name in changed_by(load("villages-first")):
            assert at(table, lever.name, 2027) == lever.bounds[1], lever.name


def test_fiscal_restraint_leaves_every_lever_that_costs_as_it_stood():
    restraint, costs = load("fiscal-restraint"), {lever.name: lever.cost for lever in LEVERS}
    assert [name for name in changed_by(restraint) if costs[name]] == []
    free = {lever.name for lever in LEVERS if not lever.cost and lever.reading != lever.value}
    assert changed_by(restraint) == free - {"absorption_bonus"} | {"debt_cap"}
    assert at(values(restraint), "debt_cap", 2024) == next(one for one in LEVERS if one.name == "debt_cap").bounds[0]


@pytest.mark.parametrize(("name", "document"), [("lushan", "lushan"), ("shanxi-style", "shanxi")])
def test_a_documents_scenario_has_every_lever_that_the_document_names(name, document):
    unit = int(REGION.find(["芦山县"])[0])
    named = {lever.name for lever in LEVERS if document in lever.documents and lever.reading != lever.value}
    assert named <= changed_by(load(name), unit)


def test_lushan_changes_lushan_only_and_has_its_goals():
    scenario, unit = load("lushan"), int(REGION.find(["芦山县"])[0])
    assert changed_by(scenario, unit) and not changed_by(scenario, (unit + 1) % len(REGION.units))
    assert [(goal.indicator, goal.value, goal.year) for goal in scenario.goals] == [
        ("urban_share", 0.6, 2027), ("income_ratio", 2.1, 2027)
    ]  # fmt: skip


def test_pilots_start_first_and_everyone_follows():
    inside = int(np.flatnonzero(REGION.groups["pilot_western_chengdu"])[0])
    outside = int(np.flatnonzero(~REGION.groups["pilot_western_chengdu"])[0])
    scenario, before = load("pilots-western-chengdu"), values(load("baseline"))
    pilot, others = values(scenario, inside), values(scenario, outside)
    readings = {lever.name: lever.reading for lever in LEVERS}
    for name in changed_by(scenario, inside):
        assert at(pilot, name, 2024) == at(others, name, 2027) == at(pilot, name, 2035) == readings[name]
        assert at(others, name, 2026) == at(before, name, 2026) != readings[name]
    assert changed_by(scenario, inside) == changed_by(scenario, outside)


# --- delay


def delayed(tmp_path, years, parent="decision-2023", name="late"):
    text = f"title: {{en: Late, zh: 推迟}}\nwhy: To see.\nsource: assumed\nextends: {parent}\ndelay_years: {years}\n"
    path = tmp_path / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_delay_changes_nothing(tmp_path):
    plain, late = load("decision-2023"), load(delayed(tmp_path, 0))
    assert late.levers == plain.levers and late.parameters == plain.parameters


@pytest.mark.parametrize("parent", ["decision-2023", "pilots-western-chengdu", "lushan"])
@pytest.mark.parametrize("years", [1, 2, 3])
def test_a_delay_moves_the_schedule_by_exactly_so_many_years_and_leaves_history(tmp_path, parent, years):
    plain, late, history = load(parent), load(delayed(tmp_path, years, parent)), load("baseline")
    for unit in REGION.find(["芦山县", "蒲江县"]):
        now, then, past = (values(each, unit) for each in (plain, late, history))
        for lever in LEVERS:
            first = FIRST_POLICY_YEAR - YEARS[0]
            moved, was = then[lever.name][first + years :], now[lever.name][first : len(YEARS) - years]
            assert (moved == was).all(), lever.name
            assert (then[lever.name][: first + years] == past[lever.name][: first + years]).all(), lever.name


def test_delays_of_parent_and_child_add_up(tmp_path):
    delayed(tmp_path, 1)
    twice = load(delayed(tmp_path, 2, "late", "later"))
    assert twice.levers == load(delayed(tmp_path, 3, name="thrice")).levers


def test_slow_start_is_the_decision_two_years_late_and_its_resolved_file_has_plain_dates(tmp_path):
    slow = load("slow-start")
    assert slow.levers == load(delayed(tmp_path, 2)).levers and "delay_years" not in resolve_yaml(slow)
    assert at(values(slow), "hukou_threshold_town", 2025) > at(values(slow), "hukou_threshold_town", 2026) == 0


def test_until_its_start_a_delayed_scenario_is_the_baseline():
    """What a model is given, expectations included, is the same; so are its tables (see `branches.together`)."""
    slow, base = (calendar_of(load(name), REGION, (2020, 2035)) for name in ("slow-start", "baseline"))
    assert all((slow(year) == base(year)).all() for year in range(2020, 2026))
    assert (slow(2026) != base(2026)).any()
