"""Sweep files: what is right means what it says, what is wrong is told with its place."""

import csv
import json
import re
from pathlib import Path

import pytest

from sim.experiments.sweeps.archive import archived
from sim.experiments.sweeps.plan import is_sweep, plan_sweep, sweep_folder, sweep_names
from sim.experiments.sweeps.points import number_of_points, points_of
from sim.outcomes import MEASURES
from sim.parameters import Role
from sim.reading.sweep_file import KEYS, REQUIRED
from sim.reading.sweep_schema import sweep_schema_text
from sim.scenario import ScenarioError
from sim.submodels import DECLARATIONS
from sim.submodels.policy import DatedValues

MALFORMED = Path(__file__).parent / "malformed_sweeps"
EXPECTED = list(csv.DictReader((MALFORMED / "expected.csv").open(encoding="utf-8", newline="")))
HEAD = "title: {en: Trial, zh: 试验}\nwhy: To see.\nscenario: baseline\n"
SMALL = "units: [芦山县]\nscale: 0.01\nyears: 2020:2024\noutcomes: [urban_share]\n"


@pytest.fixture
def planned(tmp_path, region):
    """The plan of a sweep file with this text below the usual head."""

    def plan(text, head=HEAD, name="trial.yaml", rest=SMALL):
        path = tmp_path / name
        path.write_bytes((head + text + rest).encode("utf-8"))
        return plan_sweep(path, region)

    return plan


def points(plan):
    return [{variable.column: level for variable, level in point.items()} for point in points_of(plan.file)]


def test_every_malformed_file_is_expected_and_there_are_many():
    files = {path.name for path in MALFORMED.glob("*.yaml")}
    assert files == {row["file"] for row in EXPECTED} and len(files) >= 60


@pytest.mark.parametrize("row", EXPECTED, ids=[row["file"][:-5] for row in EXPECTED])
def test_malformed_file_is_refused_with_its_place_and_what_is_allowed(row, region):
    path = MALFORMED / row["file"]
    with pytest.raises(ScenarioError) as refused:
        plan_sweep(path, region)
    found = refused.value.problems
    matching = [
        problem for problem in found
        if problem.code == row["code"] and problem.line == int(row["line"]) and row["text"] in str(problem)
    ]  # fmt: skip
    assert matching, "\n".join(map(str, found))
    problem = matching[0]
    assert str(problem).startswith(f"{path}:{problem.line}:{problem.column}: {problem.field}: ")
    assert problem.allowed or problem.hint or problem.code == "yaml-syntax"


def test_every_mistake_is_told_at_once(planned):
    with pytest.raises(ScenarioError) as refused:
        planned("design: sobol\nlevers: {seat_jbs: {from: 0, to: 1}}\nseeds: 0\npause: no\n")
    assert {problem.code for problem in refused.value.problems} == {
        "lever-unknown", "out-of-bounds", "value-unknown", "key-missing",
    }  # fmt: skip


def test_a_mistake_in_the_scenario_names_the_scenario(planned, tmp_path):
    (tmp_path / "mine.yaml").write_text(HEAD.replace("scenario: baseline", "source: me\nextends: baseline\nlevels: 1"))
    with pytest.raises(ScenarioError) as refused:
        planned("design: list\n", head=HEAD.replace("baseline", "mine"))
    assert {Path(problem.file).name for problem in refused.value.problems} == {"mine.yaml"}


def test_a_grid_has_every_combination_in_order(planned):
    plan = planned(
        "design: grid\nlevers: {keep_homestead: [0.8, 1.0]}\nparameters: {move_cost_seat: [4, 8, 16]}\n"
        "where: [{units: [芦山县], levers: {seat_jobs: [0, {values: {2024: 0, 2027: 1}, between: linear}]}}]\n"
    )
    found = points(plan)
    assert len(found) == 12 == number_of_points(plan.file) == plan.number_of_runs
    assert plan.columns == ("keep_homestead", "move_cost_seat", "seat_jobs@芦山县")
    assert found[0] == {"keep_homestead": 0.8, "move_cost_seat": 4.0, "seat_jobs@芦山县": 0.0}
    dated = DatedValues.of({2024: 0, 2027: 1}, "linear")
    assert found[-1] == {"keep_homestead": 1.0, "move_cost_seat": 16.0, "seat_jobs@芦山县": dated}
    assert len({tuple(each.items()) for each in found}) == 12


def test_one_at_a_time_begins_with_the_scenario_itself(planned):
    plan = planned("design: one_at_a_time\nparameters: {move_cost_seat: [4, 16], weight_health: [0, 1]}\n")
    assert points(plan) == [
        {}, {"move_cost_seat": 4.0}, {"move_cost_seat": 16.0}, {"weight_health": 0.0}, {"weight_health": 1.0},
    ]  # fmt: skip
    assert number_of_points(plan.file) == 5


@pytest.mark.parametrize("design", ["latin_hypercube", "sobol"])
def test_drawn_points_fill_their_spans_evenly(planned, design):
    spans = "levers: {keep_homestead: {from: 0.5, to: 1.0}}\nparameters: {move_cost_seat: {from: 4, to: 12}}\n"
    plan = planned(f"design: {design}\nsamples: 16\n{spans}")
    found = points(plan)
    assert len(found) == 16 and found == points(planned(f"design: {design}\nsamples: 16\n{spans}"))
    for name, low, high in (("keep_homestead", 0.5, 1.0), ("move_cost_seat", 4, 12)):
        sixteenths = sorted(int(16 * (point[name] - low) / (high - low)) for point in found)
        assert sixteenths == list(range(16))


def test_more_points_of_a_sobol_sequence_begin_with_those_that_are_done(planned):
    text = "design: sobol\nsamples: {}\nparameters: {{move_cost_seat: {{from: 4, to: 12}}}}\n"
    few, many = (planned(text.format(number)) for number in (8, 16))
    assert points(many)[:8] == points(few)
    assert {run.run for run in few.runs()} < {run.run for run in many.runs()}


def test_a_list_sets_what_it_says(planned):
    plan = planned(
        "design: list\npoints:\n  - {}\n  - {levers: {keep_homestead: 1.0}}\n"
        "  - {parameters: {move_cost_seat: 4}, where: [{group: less_developed_39, levers: {seat_jobs: 1}}]}\n"
    )
    assert points(plan) == [{}, {"keep_homestead": 1.0}, {"move_cost_seat": 4.0, "seat_jobs@less_developed_39": 1.0}]


def test_every_point_is_run_under_every_scenario_and_seed(planned):
    plan = planned(
        "design: grid\nlevers: {keep_homestead: [0.8, 1.0]}\nseeds: [3, 5]\n",
        head=HEAD.replace("baseline", "[baseline, hukou-only]"),
    )
    runs = list(plan.runs())
    assert len({run.run for run in runs}) == len(runs) == plan.number_of_runs == 8
    assert {(run.scenario, run.point, run.seed) for run in runs} == {
        (name, point, seed) for name in ("baseline", "hukou-only") for point in (0, 1) for seed in (3, 5)
    }


def test_a_point_lies_on_top_of_the_scenario(planned, region):
    plan = planned(
        "design: list\npoints: [{levers: {keep_homestead: 0.5}, parameters: {move_cost_seat: 4},"
        " where: [{units: [芦山县], levers: {seat_jobs: 1}}]}]\n"
    )
    (point,) = points_of(plan.file)
    changed, base = plan.scenario_at("baseline", point), plan.scenarios["baseline"]
    for name in ("keep_homestead", "seat_jobs"):
        assert changed.levers[name].layers[:-1] == base.levers[name].layers
    assert changed.levers["keep_homestead"].over([2023, 2024], 1).tolist() == [[0.8], [0.5]]
    assert changed.parameters["move_cost_seat"].before == 4
    differing = {name for name in base.levers if changed.levers[name] != base.levers[name]}
    assert differing == {"keep_homestead", "seat_jobs"}


def test_the_name_of_a_run_hangs_on_what_decides_it_and_nothing_else(planned):
    text = "design: grid\nlevers: {keep_homestead: [0.8, 1.0]}\nseeds: 2\n"
    names = {run.run for run in planned(text).runs()}
    assert {run.run for run in planned(text, name="other.yaml").runs()} == names
    assert {run.run for run in planned(text, head=HEAD.replace("To see", "To know")).runs()} == names
    fewer = {run.run for run in planned(text.replace("seeds: 2", "seeds: [2]")).runs()}
    assert fewer < names
    for rest in (
        SMALL.replace("0.01", "0.02"), SMALL.replace("2024", "2025"), SMALL.replace("芦山县", "宝兴县"),
        SMALL.replace("urban_share", "residents"), SMALL + "pause: stays\n", SMALL + "world_seed: 2\n",
        SMALL + "keep_years: 2024\n",
    ):  # fmt: skip
        assert not {run.run for run in planned(text, rest=rest).runs()} & names, rest


@pytest.mark.parametrize("name", sweep_names())
def test_the_examples_are_right_and_run_again_from_their_archive(name, region, tmp_path):
    plan = plan_sweep(name, region)
    for file, content in archived(plan).items():
        (tmp_path / file).write_bytes(content)
    again = plan_sweep(tmp_path / "sweep.yaml", region)
    assert again.digest == plan.digest and list(again.runs()) == list(plan.runs())
    assert again.file.name == plan.file.name and again.columns == plan.columns
    assert archived(again) == archived(plan)
    first = (sweep_folder() / f"{name}.yaml").read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../docs/sweep.schema.json"


def test_the_examples_show_every_design(region):
    assert {plan_sweep(name, region).file.design for name in sweep_names()} == {
        "grid", "one_at_a_time", "latin_hypercube", "sobol", "list",
    }  # fmt: skip


def test_the_examples_of_the_page_are_right(region, tmp_path, capsys):
    page = (Path(__file__).parents[1] / "docs" / "sweeps.md").read_text("utf-8")
    (tmp_path / "page.yaml").write_text(re.search(r"```yaml\n(.*?)```", page, re.DOTALL)[1], "utf-8")
    plan = plan_sweep(tmp_path / "page.yaml", region)
    assert plan.number_of_runs == 64 and "seat_jobs@less_developed_39" in plan.columns
    exec(re.search(r"```python\n(.*?)```", page, re.DOTALL)[1], {})
    assert capsys.readouterr().out.startswith("108 (")


def test_files_of_other_editors_are_read(planned, tmp_path):
    text = "design: grid\nlevers: {keep_homestead: [0.8, 1.0]}\n"
    plain = planned(text)
    marked = planned(text.replace("\n", "\r\n"), head="\ufeff" + HEAD.replace("\n", "\r\n"))
    assert list(marked.runs()) == list(plain.runs())
    assert is_sweep(str(tmp_path / "trial.yaml"))


def test_scenarios_and_sweeps_are_told_apart():
    assert is_sweep("hukou-land-services") and not is_sweep("baseline") and not is_sweep("nowhere.yaml")
    folder = sweep_folder()
    assert all(is_sweep(str(path)) for path in folder.glob("*.yaml"))
    assert not any(is_sweep(str(path)) for path in folder.parent.glob("*.yaml"))


def test_an_unknown_sweep_lists_what_there_is(region):
    for name in ("hukou-land-service", "nowhere/sweep.yaml", "a\0b", ""):
        with pytest.raises(ScenarioError) as refused:
            plan_sweep(name, region)
        assert refused.value.problems[0].code == "sweep-missing"
        assert "hukou-land-services" in refused.value.problems[0].allowed


def test_the_schema_says_what_the_reader_takes():
    text = sweep_schema_text(DECLARATIONS, MEASURES)
    assert text == (Path(__file__).parents[1] / "docs" / "sweep.schema.json").read_text("utf-8")
    schema = json.loads(text)
    assert tuple(schema["properties"]) == KEYS and tuple(schema["required"]) == REQUIRED
    assert list(schema["$defs"]["levers"]["properties"]) == [
        each.name for each in DECLARATIONS if each.role is Role.LEVER
    ]
    for name in ("levers", "parameters"):
        for each in schema["$defs"][name]["properties"].values():
            assert each["$ref"].removeprefix("#/$defs/") in schema["$defs"]
