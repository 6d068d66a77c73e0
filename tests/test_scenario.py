import csv
import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scenario_declarations import (
    GROUPS,
    HEAD,
    LEVERS,
    POLICIES,
    UNITS,
    lever,
    load,
    problems_of,
    values,
    written,
)

from sim import scenario as scenario_module
from sim.goals import AT_LEAST, AT_MOST, Goal
from sim.parameters import Label, Lever
from sim.reading.goals import parse_goal
from sim.scenario import (
    ScenarioError,
    Target,
    resolve_yaml,
    scenario_names,
)

MALFORMED = Path(__file__).parent / "malformed_scenarios"
EXPECTED = list(csv.DictReader((MALFORMED / "expected.csv").open(encoding="utf-8", newline="")))


# --- files with mistakes


def test_every_malformed_file_is_expected_and_there_are_many():
    files = {path.name for path in MALFORMED.glob("*.yaml")}
    assert files == {row["file"] for row in EXPECTED}
    assert len(files) >= 70


@pytest.mark.parametrize("row", EXPECTED, ids=[f"{row['file'][:-5]}-{row['code']}" for row in EXPECTED])
def test_malformed_file_is_refused_with_its_place_and_what_is_allowed(row):
    path = MALFORMED / row["file"]
    found = problems_of(path, known_groups=GROUPS, known_units=UNITS)
    matching = [
        problem
        for problem in found
        if problem.code == row["code"]
        and problem.line == int(row["line"])
        and row["text"] in str(problem)
        and Path(problem.file).name == row["file"]
    ]
    assert matching, "\n".join(map(str, found))
    problem = matching[0]
    assert str(problem).startswith(f"{path}:{problem.line}:{problem.column}: {problem.field}: ")
    assert f"[{problem.code}]" in str(problem)
    assert problem.allowed or problem.hint or problem.code in ("yaml-syntax", "file-unreadable")


def test_several_mistakes_are_reported_at_once(tmp_path):
    text = (
        "title: {en: Trial, cn: 试验}\nwhy: ''\nextends: baseline\n"
        "levers:\n  keep_homested: 1\n  keep_homestead: 1.5\n"
        "  title_use: {values: {2020: 1}, between: curve}\n"
    )
    found = problems_of(written(tmp_path, text))
    assert [(problem.line, problem.code) for problem in found] == [
        (1, "key-missing"), (1, "key-missing"), (1, "key-unknown"), (2, "empty"), (5, "lever-unknown"),
        (6, "out-of-bounds"), (7, "year-too-early"), (7, "value-unknown"),
    ]  # fmt: skip
    assert "did you mean 'keep_homestead'?" in str(found[4])


def test_a_mistake_in_a_parent_names_the_parent(tmp_path):
    written(tmp_path, HEAD + "levers: {seat_lnd: 1}\n", "parent.yaml")
    child = written(tmp_path, HEAD.replace("baseline", "parent") + "levers: {title_use: 7}\n")
    assert [Path(problem.file).name for problem in problems_of(child)] == ["trial.yaml", "parent.yaml"]


def test_parents_that_extend_each_other_are_a_circle(tmp_path):
    first = written(tmp_path, HEAD.replace("baseline", "second"), "first.yaml")
    written(tmp_path, HEAD.replace("baseline", "first"), "second.yaml")
    (problem,) = problems_of(first)
    assert problem.code == "parent-circle" and "first → second → first" in problem.message


def test_an_unknown_scenario_lists_what_there_is():
    (problem,) = problems_of("hukou-onyl")
    assert problem.code == "scenario-missing"
    assert "hukou-only" in problem.allowed and "hukou-only" in problem.hint


@pytest.mark.parametrize("name", ["", ".", "..", "a\0b", "x" * 5000, "/", "nowhere/baseline", "none.yaml"])
def test_an_absurd_name_is_refused(name):
    assert problems_of(name)[0].code in ("scenario-missing", "file-unreadable")


def test_a_parent_is_a_name_and_not_a_path(tmp_path):
    written(tmp_path, HEAD, "other.yaml")
    for name in ("./other", "other.yaml", "../other", "x" * 5000):
        assert problems_of(written(tmp_path, HEAD.replace("baseline", name)))[0].code == "parent-missing"


def test_a_folder_is_not_a_scenario(tmp_path):
    (tmp_path / "trial.yaml").mkdir()
    assert problems_of(tmp_path / "trial.yaml")[0].code == "file-unreadable"


def test_large_files_and_floods_of_mistakes_are_cut_short(tmp_path):
    assert problems_of(written(tmp_path, "#" * 1_000_001))[0].code == "file-too-large"
    assert problems_of(written(tmp_path, "[" * 900_000))[0].code == "yaml-nesting"
    assert problems_of(written(tmp_path, HEAD + "levers:\n" + "- 1\n" * 30_000))[0].code == "file-too-large"
    flood = problems_of(written(tmp_path, HEAD + "levers:\n" + "".join(f"  x{i}: 1\n" for i in range(2000))))
    assert len(flood) == 101 and "1900 more" in flood[-1].message


def test_a_damaged_file_never_raises_anything_else(tmp_path):
    whole = (scenario_module.project_folder() / "land-only.yaml").read_bytes()
    luck = np.random.default_rng(20)
    odd = b"\x00 \xff \t { } [ : ' \" &a *a ! % - | ? > @ ` , # << --- \xef\xbb\xbf".split(b" ") + [b"\n"]
    for _ in range(150):
        cut, width = luck.integers(0, len(whole)), luck.integers(0, 4)
        path = written(tmp_path, whole[:cut] + odd[luck.integers(len(odd))] + whole[cut + width :])
        try:
            load(path)
        except ScenarioError as error:
            assert error.problems


def test_an_error_survives_the_way_back_from_a_worker(tmp_path):
    with pytest.raises(ScenarioError) as caught:
        load(written(tmp_path, "[]"))
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems


# --- layers and dates


def test_an_undated_value_starts_in_2024(tmp_path):
    trial = load(written(tmp_path, HEAD + "levers: {keep_homestead: 1}\n"))
    assert lever(trial, "keep_homestead", 2010, 2014, 2023, 2024, 2035) == [0.5, 0.8, 0.8, 1.0, 1.0]


def test_a_lever_at_its_default_changes_nothing(tmp_path):
    lines = "".join(f"  {one.name}: {one.value}\n" for one in LEVERS)
    idle = load(written(tmp_path, HEAD + "levers:\n" + lines))
    assert (values(idle) == values(load("baseline"))).all()


def test_a_child_of_a_policy_changes_only_what_it_says(tmp_path):
    text = HEAD.replace("baseline", "hukou-only") + "levers: {hukou_threshold_city: {values: {2026: 0.1}}}\n"
    trial, parent = load(written(tmp_path, text)), load("hukou-only")
    assert lever(trial, "hukou_threshold_city", 2019, 2024, 2026, 2030) == [0.4, 0.3, 0.1, 0.1]
    assert lever(trial, "hukou_threshold_city", 2025) == lever(parent, "hukou_threshold_city", 2025)
    origins = [layer.origin for layer in trial.levers["hukou_threshold_city"].layers]
    assert origins == ["history", "hukou-only", "trial"]


def test_an_undated_parameter_holds_from_the_start_and_a_dated_one_from_its_date(tmp_path):
    text = HEAD + "parameters: {psi_risk: 0.3, period_factor: {values: {2021: 0.7, 2024: 1.0}}}\n"
    trial = load(written(tmp_path, text))
    assert lever(trial, "psi_risk", 2010, 2035) == [0.3, 0.3]
    assert lever(trial, "period_factor", 2020, 2021, 2024) == [1.0, 0.7, 1.0]
    assert {"psi_risk", "period_factor"} <= set(trial.parameters)


def test_a_target_holds_there_and_nowhere_else(tmp_path):
    text = HEAD + (
        "levers: {seat_land: 2}\n"
        "where:\n"
        "  - group: less_developed_39\n"
        "    levers: {seat_land: {values: {2024: 1, 2026: 3}, between: linear}}\n"
        "  - units: [芦山县, 511826]\n    levers: {title_use: 1}\n"
    )
    trial = load(written(tmp_path, text), known_groups=GROUPS, known_units=UNITS)
    group, units = Target(group="less_developed_39"), Target(units=("芦山县", "511826"))
    assert set(trial.targets) == {group, units}
    masks = {group: np.array([True, False, True]), units: np.array([False, True, True])}
    table = values(trial, 3, masks.__getitem__)
    assert table["seat_land"][2025 - 2010].tolist() == [2, 2, 2]
    assert table["seat_land"][2024 - 2010].tolist() == [1, 2, 1]
    assert table["seat_land"][2027 - 2010].tolist() == [3, 2, 3]
    assert table["title_use"][2024 - 2010].tolist() == [0.9, 1, 1]
    assert table["seat_land"][2023 - 2010].tolist() == [1, 1, 1]


def test_a_child_overrules_its_parents_target(tmp_path):
    where = "where: [{group: less_developed_39, levers: {seat_land: 3}}]\n"
    written(tmp_path, HEAD + where, "parent.yaml")
    child = written(tmp_path, HEAD.replace("baseline", "parent") + "levers: {seat_land: 2}\n")
    assert load(child).targets == ()
    assert lever(load(child), "seat_land", 2023, 2024) == [1, 2]


# --- goals

GOALS = """goals:
  - {units: [芦山县, 511826], indicator: urban_share, at_least: 0.6, year: 2027}
  - {group: domain, indicator: residents, at_most: 44e6, year: 2030, title: {en: Not fewer, zh: 不再减少}}
"""


def test_goals_are_read_with_their_place_bound_and_title(tmp_path):
    first, second = load(written(tmp_path, HEAD + GOALS), known_groups=GROUPS, known_units=UNITS).goals
    assert first == Goal("urban_share", AT_LEAST, 0.6, 2027, units=("芦山县", "511826"))
    assert second == Goal("residents", AT_MOST, 44e6, 2030, group="domain", label=Label("Not fewer", "不再减少"))


def test_a_childs_goals_join_its_parents_each_once(tmp_path):
    written(tmp_path, HEAD + GOALS, "parent.yaml")
    child = load(written(tmp_path, HEAD.replace("baseline", "parent") + GOALS.replace("0.6", "0.7")))
    assert [goal.value for goal in child.goals] == [0.6, 44e6, 0.7]
    assert child.with_goals(child.goals[:1]) == child
    assert len(child.with_goals([replace(child.goals[0], value=0.8)]).goals) == 4


def test_goals_belong_to_the_scenario_and_to_its_digest_but_change_no_value(tmp_path):
    plain, aiming = load(written(tmp_path, HEAD)), load(written(tmp_path, HEAD + GOALS))
    assert plain.digest != aiming.digest and (values(plain) == values(aiming)).all()
    again = load(written(tmp_path, resolve_yaml(aiming), "scenario.yaml"))
    assert again == aiming and again.digest == aiming.digest
    assert plain.digest == replace(aiming, goals=()).digest and "goals" not in resolve_yaml(plain)


@pytest.mark.parametrize("sign", [">=", "≥", " >= ", ">= "])
@pytest.mark.parametrize("ending", ["in 2027", "by 2027", "2027", "2027年"])
def test_a_line_says_the_same_as_an_entry(sign, ending):
    goal = parse_goal(f"芦山县，511826 urban_share{sign}0.6 {ending}", GROUPS, UNITS)
    assert goal == Goal("urban_share", AT_LEAST, 0.6, 2027, units=("芦山县", "511826"))


@pytest.mark.parametrize("place", ["domain", "pilot_counties", "芦山县", "芦山县,Lushan"])
def test_a_goals_own_line_says_it_again(place):
    goal = parse_goal(f"{place} away_share <= 0.1234567890123 in 2030", GROUPS, UNITS)
    assert goal.comparison == AT_MOST and parse_goal(goal.line, GROUPS, UNITS) == goal


@pytest.mark.parametrize(("line", "code", "column", "words"), [
    ("", "goal-form", 1, "PLACE INDICATOR"), ("芦山县 urban_share", "goal-form", 1, "PLACE INDICATOR"),
    ("芦山县 urban_share = 0.6 in 2027", "goal-form", 1, ">= or <="),
    ("卢山县 urban_share >= 0.6 in 2027", "unit-unknown", 1, "did you mean '芦山县'?"),
    ("芦山县,Lushn urban_share >= 0.6 in 2027", "unit-unknown", 1, "did you mean 'Lushan'?"),
    ("less_developed urban_share >= 0.6 in 2027", "group-unknown", 1, "did you mean 'less_developed_39'?"),
    ("芦山县 urban_shar >= 0.6 in 2027", "indicator-unknown", 5, "did you mean 'urban_share'?"),
    ("芦山县 urban_share >= 60% in 2027", "number-wanted", 20, "without % or units"),
    ("芦山县 urban_share >= 60 in 2027", "out-of-bounds", 20, "0 to 1"),
    ("芦山县 urban_share >= nan in 2027", "number-not-finite", 20, "0 to 1"),
    ("芦山县 urban_share >= 0.6 in 3027", "year-out-of-range", 27, "2010 to 2100"),
    ("芦山县 urban_share >= 0.6 in time", "year-wanted", 27, "'time' is not a year"),
])  # fmt: skip
def test_a_wrong_line_is_refused_with_its_column(line, code, column, words):
    with pytest.raises(ScenarioError) as caught:
        parse_goal(line, GROUPS, UNITS)
    problem = caught.value.problems[0]
    assert (problem.file, problem.code, problem.line, problem.column) == ("--goal", code, 1, column)
    assert words in str(problem)


# --- the files of the project


def test_the_project_has_its_scenarios():
    assert set(scenario_names()) >= {"history", "baseline", *POLICIES}


@pytest.mark.parametrize("name", ["history", "baseline", *POLICIES])
def test_every_scenario_of_the_project_loads(name):
    scenario = load(name)
    assert scenario.name == name and scenario.title.zh and scenario.path is not None
    assert list(scenario.levers) == [one.name for one in LEVERS]


def test_history_ends_where_the_levers_stood_before_the_decision():
    last = values(load("history"))[2023 - 2010, 0]
    assert {one.name: last[one.name] for one in LEVERS} == {one.name: one.value for one in LEVERS}
    assert (values(load("baseline")) == values(load("history"))).all()


@pytest.mark.parametrize("one", LEVERS, ids=lambda one: one.name)
def test_the_decision_takes_each_lever_from_before_to_reading(one: Lever):
    decision = load("decision-2023-core")
    assert lever(decision, one.name, 2023) == [one.value]
    assert lever(decision, one.name, one.complete, 2035) == [one.reading, one.reading]
    if not one.name.startswith("land_exit") and one.begins < one.complete:
        assert lever(decision, one.name, one.begins) == [one.value]
        (between,) = lever(decision, one.name, one.complete - 1) if one.complete - one.begins > 1 else [None]
        assert between is None or min(one.value, one.reading) < between < max(one.value, one.reading)


def test_the_core_decision_is_its_three_families_together():
    baseline, core = values(load("baseline")), values(load("decision-2023-core"))
    parts = {name: values(load(f"{name}-only")) for name in ("hukou", "services", "land")}
    for one in LEVERS:
        changed_by = [name for name, part in parts.items() if (part[one.name] != baseline[one.name]).any()]
        assert len(changed_by) <= 1, one.name
        expected = parts[changed_by[0]] if changed_by else baseline
        assert (core[one.name] == expected[one.name]).all(), one.name
