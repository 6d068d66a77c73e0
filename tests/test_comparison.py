"""Paired by luck: what is added, with an interval, and a folder that proves itself."""

import random

import numpy as np
import pandas as pd
import pytest
from fake_run import fake_run

from sim.comparison import COLUMNS, Comparison, comparison_folder, goal_years, read_comparison, write_comparison
from sim.experiments.compare import compare
from sim.experiments.run import run
from sim.outcomes import KEYS, OUTCOMES, differences, outcomes_of, over_seeds
from sim.results import read_results, verify
from sim.tables import csv_bytes, groups_of, summary, tables
from sim.whole_files import ResultsError

OPTIONS = {"scale": 0.1, "units": ["芦山县", "宝兴县"], "years": (2020, 2026), "threads": 1}


@pytest.fixture(scope="module")
def comparison():
    return compare(["baseline", "decision-2023-core"], seeds=2, **OPTIONS)


@pytest.fixture
def folder(comparison, tmp_path):
    return write_comparison(comparison, tmp_path, "xiancheng compare", {"added.png": lambda at: at.write_bytes(b"1")})


def test_an_interval_by_hand():
    row = over_seeds(pd.DataFrame([[1.0, 2.0, 3.0, 6.0], [5.0, np.nan, 5.0, 5.0]])).iloc[0]
    spread = np.sqrt((4 + 1 + 0 + 9) / 3)
    assert row["mean"] == 3.0 and row["seeds"] == 4
    assert row["high"] - 3.0 == pytest.approx(3.182446 * spread / 2, rel=1e-6)
    assert row["low"] + row["high"] == pytest.approx(6.0)


def test_a_figure_that_is_missing_under_one_seed_has_no_interval():
    assert over_seeds(pd.DataFrame([[5.0, np.nan]])).iloc[0][["mean", "low", "high"]].isna().all()


def test_identical_arms_differ_nowhere(written_scenario):
    same = compare(["baseline", written_scenario("levers: {}\n")], seeds=2, **OPTIONS)
    assert not same.differences["mean"].isna().any()
    assert (same.differences[["mean", "low", "high"]] == 0.0).all(axis=None)
    off = same.movers[same.movers["place_first"] != same.movers["place"]]
    assert (off[["households", "persons_first", "persons"]] == 0).all(axis=None)
    assert same.cost["years"] == 2 * (3 + 2 * 3)  # the second scenario takes no year of its own


def test_every_arm_is_the_run_of_that_seed(comparison):
    alone = run("decision-2023-core", luck_seed=2, **OPTIONS)
    for pause, frame in alone.frames.items():
        pd.testing.assert_frame_equal(comparison.frames["decision-2023-core", 2][pause], frame, check_exact=True)
    groups = groups_of(comparison.region, comparison.positions, counties=True)
    table = summary(comparison.frames["decision-2023-core", 2], groups)
    expected = tables(alone)["summary.csv"].drop(columns="own_figures")
    chosen = table[table["group"] == "selected"].reset_index(drop=True)
    pd.testing.assert_frame_equal(chosen, expected, check_exact=True)


def test_nothing_is_added_before_the_policy_and_something_after(comparison):
    added = comparison.difference("decision-2023-core")
    assert (added.loc[added["year"] < 2024, ["mean", "low", "high"]] == 0).all(axis=None)
    assert (added.loc[added["year"] == 2026, "mean"] > 0).all()
    assert set(added["pause"]) == {"ended", "stays"}


def test_groups_counties_and_outcomes(comparison):
    table = comparison.differences
    assert set(table["group"]) == {"selected", "511826", "511827"}
    assert set(table["outcome"]) == set(OUTCOMES)
    assert set(table.loc[table["group"] == "511826", "label_zh"]) == {"芦山县"}
    last = table[(table["year"] == 2026) & (table["pause"] == "ended")].set_index(["outcome", "group"])["mean"]
    for counted in ("residents", "urban_residents", "conversions", "members_away"):
        assert last[counted, "selected"] == pytest.approx(last[counted, "511826"] + last[counted, "511827"])


def test_a_difference_is_the_mean_of_paired_levels(comparison):
    levels = comparison.paths.query("group == 'selected' and pause == 'stays' and year == 2026")
    levels = levels.pivot(index="seed", columns="scenario", values="urban_share")
    by_seed = 100 * (levels["decision-2023-core"] - levels["baseline"])
    added = comparison.difference("decision-2023-core").query("pause == 'stays' and year == 2026").iloc[0]
    assert added["mean"] == pytest.approx(by_seed.mean(), rel=1e-12)


def test_conversions_add_up_from_the_base_year(comparison):
    one = comparison.paths.query("scenario == 'baseline' and seed == 1 and group == 'selected' and pause == 'ended'")
    assert (one["conversions_so_far"] == one["conversions"].cumsum()).all()


def test_public_cost_adds_up_services_works_and_levers(comparison):
    name = comparison.names[1]
    groups = groups_of(comparison.region, comparison.positions, counties=True)
    table = summary(comparison.frames[name, 1], groups)
    level = outcomes_of(table).set_index(KEYS)["public_cost_so_far"].sort_index()
    yearly = table.set_index(KEYS)[["service_cost", "newcomer_works", "policy_cost"]].sum(axis=1)
    for key, years in yearly.groupby(level=["pause", "group"]):
        assert np.allclose(level.loc[key], years.sort_index().cumsum())


def test_the_domain_comes_with_the_groups_of_the_region():
    runs = {(name, seed): fake_run(name, years=(2020, 2028)) for name in ("a", "b") for seed in (1, 2)}
    one = runs["a", 1]
    found = Comparison.of({name: runs[name, 1].scenario for name in "ab"}, one.region, one.positions, one.settings,
                          {key: each.frames for key, each in runs.items()})  # fmt: skip
    groups = list(dict.fromkeys(found.paths["group"]))
    assert groups[0] == "domain"
    assert set(groups) >= {"less_developed_39", "county_level_cities", "autonomous_counties"}
    assert goal_years(one.region, 2028) == [2027, 2028] and goal_years(one.region, 2025) == [2025]
    again = differences(found.paths, found.names)
    assert (again["mean"] == 0).all()


def test_goals_are_counted_over_seeds():
    """芦山县 goes past a goal under one seed of two; a goal of one scenario is judged in all."""
    goal = "芦山县 urban_share >= {} in 2026"
    plain = compare(["baseline", "decision-2023-core"], seeds=2, movers=False, **OPTIONS)
    shares = plain.paths.query("group == '511826' and year == 2026 and pause == 'ended'")
    shares = shares.pivot(index="scenario", columns="seed", values="urban_share").loc["baseline"]
    line = goal.format(float(shares.mean()))
    found = compare(["baseline", "decision-2023-core"], seeds=2, movers=False, goals=[line], **OPTIONS)
    mine = found.goals[found.goals["goal"] == line].set_index(["scenario", "pause"])
    assert set(mine.index.get_level_values("scenario")) == {"baseline", "decision-2023-core"}
    assert mine.loc[("baseline", "ended"), "probability"] == 0.5 and (mine["seeds"] == 2).all()
    assert mine.loc[("decision-2023-core", "ended"), "probability"] >= 0.5
    assert comparison_folder(found, "") != comparison_folder(plain, "")


def test_the_folder_holds_what_it_promises(comparison, folder):
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "paths.csv", "differences.csv", "goals.csv", "counties.csv", "movers.csv", "profile.csv", "baseline.yaml",
        "decision-2023-core.yaml", "added.png", "manifest.json",
    }  # fmt: skip
    assert folder == comparison_folder(comparison, folder.parents[1])
    assert folder.parent.name == "compare-baseline-decision-2023-core" and verify(folder) == []


def test_tables_come_back_bit_for_bit(comparison, folder):
    kept = read_comparison(folder)
    assert set(kept.manifest["digests"]) == {"exact", "portable"} and kept.manifest["cost"]["runs"] == 8
    for name, table in comparison.tables.items():
        assert list(kept.tables[name].columns) == COLUMNS[name]
        assert csv_bytes(kept.tables[name]) == csv_bytes(table)


def test_every_flipped_bit_is_seen(folder):
    chance = random.Random(1)
    for path in sorted(folder.iterdir()):
        content = bytearray(before := path.read_bytes())
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        assert verify(folder), f"{path.name} changed unseen"
        path.write_bytes(before)
    assert verify(folder) == []


def test_a_damaged_or_foreign_folder_is_not_read(folder):
    with pytest.raises(ResultsError, match="not the results of one run"):
        read_results(folder)
    (folder / "paths.csv").write_text("")
    with pytest.raises(ResultsError, match="paths.csv"):
        read_comparison(folder)


def test_two_scenarios_of_one_name_are_refused():
    with pytest.raises(ValueError, match="baseline"):
        compare(["baseline", "baseline"], seeds=2, **OPTIONS)
