"""A finished sweep read back, and the conditions under which it misses a goal."""

import shutil

import pandas as pd
import pyarrow.parquet as pq
import pytest
from fake_run import region
from fake_sweep import SPANS, YEARS, fake_sweep, latin_hypercube, share

import sim
from sim.discovery import NothingToDiscover, conditions_of, discover, to_ema_workbench
from sim.experiments.calendar import unit_names
from sim.goals import region_goals
from sim.reading.goals import parse_goal
from sim.sweep_results import NotKept
from sim.verification import verify
from sim.whole_files import INTEGRITY, ResultsError

SAMPLES = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return fake_sweep(tmp_path_factory.mktemp("结果"), latin_hypercube(SAMPLES))


@pytest.fixture(scope="module")
def sweep(folder):
    return sim.read_sweep(folder)


def judged(sweep, line="domain urban_share >= 0.48 in 2027"):
    return sweep.judged(parse_goal(line, region().groups, unit_names(region())), region())


def test_what_was_varied_and_what_came_of_it(folder, sweep):
    assert verify(folder) == []
    assert sweep.variables == sweep.numbers == list(SPANS) and sweep.group == "domain"
    assert len(sweep.runs) == 2 * SAMPLES and (sweep.runs["status"] == "failed").sum() == 1
    assert sweep.runs["message"].iloc[-1] == "=1+1"
    values = sweep.values("urban_share", 2035)
    assert len(values) == 2 * (2 * SAMPLES - 1)
    for row in values.head(20).itertuples():
        point = sweep.runs.set_index("run").loc[row.run, list(SPANS)].tolist()
        assert row.value == share(point, 2035, row.pause, row.seed)
    assert sweep.label("seat_jobs", "zh") != sweep.label("seat_jobs", "en") != "seat_jobs"


def test_what_was_not_kept_is_said(sweep):
    for wanted, words in [
        (("income_ratio", 2027), "outcome income_ratio was not kept; allowed: urban_share, policy_cost_so_far"),
        (("urban_share", 2030), "year 2030 was not kept; allowed: 2027, 2035"),
        (("urban_share", 2027, "yaan"), "group yaan was not kept; allowed: domain"),
    ]:
        with pytest.raises(NotKept, match=words):
            sweep.values(*wanted)
    for line in ("芦山县 urban_share >= 0.6 in 2027", "yaan urban_share >= 0.6 in 2027"):
        with pytest.raises(NotKept):
            judged(sweep, line)
    with pytest.raises(NotKept, match="judged on with_trend"):
        sweep.judged(next(goal for goal in region_goals(region()) if goal.group == "province"), region())


def test_a_damaged_sweep_is_not_read(folder, tmp_path):
    for number, name in enumerate(("summary.parquet", "runs.csv", "runs/000000000003.parquet", "sweep.yaml")):
        damaged = shutil.copytree(folder, tmp_path / str(number))
        content = bytearray((damaged / name).read_bytes())
        content[len(content) // 2] ^= 1
        (damaged / name).write_bytes(content)
        assert [(finding.kind, finding.file) for finding in verify(damaged)] == [("changed", name)]
        with pytest.raises(ResultsError, match=name) as refused:
            sim.read_sweep(damaged)
        assert refused.value.code == INTEGRITY


def test_spreadsheets_and_other_programs_read_the_summary(folder):
    content = (folder / "summary.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") and len(pd.read_csv(folder / "summary.csv")) == 8 * (2 * SAMPLES - 1)
    plain = pq.read_table(folder / "summary.parquet")
    others = ("run", "scenario", "seed", "pause", "group", "year", "outcome", "value")
    assert set(plain.schema.names) == {*SPANS, *others}
    assert plain.schema.field("seat_jobs").metadata[b"unit"]


def test_a_database_reads_the_summary(folder):
    database = pytest.importorskip("duckdb")
    path = folder / "summary.parquet"
    (means,) = database.sql(f"select count(*) from '{path}' where outcome = 'urban_share'").fetchall()
    assert means == (4 * (2 * SAMPLES - 1),)


def test_a_goal_is_judged_run_by_run(sweep):
    table = judged(sweep)
    assert (table["met"] == (table["value"] >= 0.48)).all() and 0 < table["met"].sum() < len(table)
    below = judged(sweep, "domain urban_share <= 0.48 in 2027")
    assert (below["met"] != table["met"]).all()


def test_conditions_are_what_was_varied_and_the_answers(sweep):
    table = conditions_of(sweep, judged(sweep))
    assert list(table.columns) == [*SPANS, "pause"]


def test_the_conditions_under_which_the_goal_is_missed_are_found(sweep):
    pytest.importorskip("ema_workbench")
    (box, *_) = discover(sweep, judged(sweep))
    found = {condition.variable: condition for condition in box.conditions}
    assert set(found) == {"hukou_threshold_seat", "seat_jobs"}
    hukou, jobs = found["hukou_threshold_seat"], found["seat_jobs"]
    assert hukou.low == pytest.approx(0.6, abs=0.05) and hukou.high is None
    assert jobs.high == pytest.approx(1.8, abs=0.15) and jobs.low is None
    assert box.density > 0.8 and box.coverage > 0.8 and max(hukou.chance, jobs.chance) < 0.01
    with pytest.raises(NothingToDiscover, match="every run meets"):
        discover(sweep, judged(sweep, "domain urban_share >= 0.1 in 2027"))


def test_the_ema_workbench_takes_the_pair_as_its_own(sweep):
    experiments, outcomes = to_ema_workbench(sweep)
    runs = 2 * (2 * SAMPLES - 1)
    assert len(experiments) == runs and {"scenario", "policy", "model", *SPANS} <= set(experiments.columns)
    assert set(outcomes) == {"urban_share", "policy_cost_so_far", "TIME"}
    assert all(array.shape == (runs, len(YEARS)) for array in outcomes.values())
    row = experiments.iloc[5]
    one = sweep.values("urban_share", 2035).set_index(["run", "pause"])["value"]
    assert outcomes["urban_share"][5, 1] == one[row["scenario"], row["pause"]]
    scores = pytest.importorskip("ema_workbench.analysis.feature_scoring")
    told = scores.get_ex_feature_scores(
        experiments[list(SPANS)], outcomes["urban_share"][:, 0], mode=scores.RuleInductionType.REGRESSION
    )[0]  # fmt: skip
    assert told[1].idxmin() == "village_amenity@less_developed_39"
