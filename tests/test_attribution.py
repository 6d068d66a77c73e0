"""Shapley's division: exact, order-free, nothing for those who do nothing."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.experiments.attribution import attribute, plan_attribution, shapley
from sim.experiments.compare import compare
from sim.submodels import LEVERS

OPTIONS = {"units": ["芦山县", "宝兴县"], "years": (2020, 2026), "threads": 1}
worths = st.integers(1, 5).flatmap(
    lambda players: st.lists(
        st.floats(-1e6, 1e6, allow_nan=False), min_size=2**players, max_size=2**players
    ).map(lambda values: (players, {number: np.array([value]) for number, value in enumerate(values)}))
)


@given(worths)
def test_the_parts_add_up_to_the_whole(game):
    players, worth = game
    whole = worth[2**players - 1] - worth[0]
    assert sum(shapley(worth, players)) == pytest.approx(whole, abs=1e-6)


@given(worths)
def test_a_part_is_the_mean_over_all_orders(game):
    players, worth = game
    orders = list(permutations(range(players)))
    for player, part in enumerate(shapley(worth, players)):
        gained = []
        for order in orders:
            before = sum(1 << other for other in order[: order.index(player)])
            gained.append(worth[before | 1 << player] - worth[before])
        assert part == pytest.approx(np.mean(gained), abs=1e-6)


def test_two_symmetric_families_by_hand():
    """Alone each adds 1, together 4: the interaction of 2 is shared in halves."""
    worth = {0b00: 10.0, 0b01: 11.0, 0b10: 11.0, 0b11: 14.0}
    assert shapley({key: np.array(value) for key, value in worth.items()}, 2) == [2.0, 2.0]


def test_a_family_that_does_nothing_gets_nothing():
    worth = {coalition: np.array([float(coalition & 0b101)]) for coalition in range(8)}
    assert [part[0] for part in shapley(worth, 3)] == [1.0, 0.0, 4.0]


@pytest.fixture(scope="module")
def plan():
    return plan_attribution("baseline", "decision-2023-core", scale=0.1, seeds=2, **OPTIONS)


@pytest.fixture(scope="module")
def attribution(plan):
    heard = []
    result = attribute(plan, lambda done, message: heard.append(done))
    assert len(heard) == plan.years and heard[-1] == pytest.approx(1.0)
    return result


def test_the_plan_says_what_it_takes(plan):
    assert {"citizenship", "land"} <= set(plan.families)
    changed = {name for names in plan.families.values() for name in names}
    family_of = {lever.name: lever.family for lever in LEVERS}
    assert all(family_of[name] == family for family, names in plan.families.items() for name in names)
    assert "keep_homestead" in changed and "pause_stays" not in changed
    assert plan.coalitions == 2 ** len(plan.families)
    assert plan.runs == 2 * 2 * plan.coalitions
    assert plan.years < plan.runs * 6


def test_parts_of_runs_add_up_to_what_compare_finds(plan, attribution):
    keys = ["outcome", "pause", "group", "year"]
    mean = attribution.table.pivot(index=keys, columns="family", values="mean")
    assert set(mean.columns) == {*plan.families, "whole"}
    parts = mean[list(plan.families)].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(mean["whole"].to_numpy(), rel=1e-9, abs=1e-6)
    share = mean.xs("urban_share")
    assert share[list(plan.families)].sum(axis=1).to_numpy() == pytest.approx(share["whole"].to_numpy(), abs=1e-12)
    comparison = compare(["baseline", "decision-2023-core"], scale=0.1, seeds=2, movers=False, **OPTIONS)
    found = comparison.differences.set_index(keys).loc[mean.index]
    assert mean["whole"].to_numpy() == pytest.approx(found["mean"].to_numpy(), rel=1e-9, abs=1e-9)
    explained = comparison.with_attribution(attribution)
    assert explained.tables["attribution.csv"] is not None and explained.settings["attribution"]["seeds"] == 2


def test_a_family_with_no_changed_lever_gets_no_part():
    plan = plan_attribution("baseline", "hukou-only", scale=0.1, seeds=2, **{**OPTIONS, "units": ["芦山县"]})
    assert list(plan.families) == ["citizenship"]
    means = attribute(plan).table.pivot(index=["outcome", "pause", "group", "year"], columns="family", values="mean")
    assert (means["citizenship"] == means["whole"]).all() and list(means) == ["citizenship", "whole"]


def test_what_differs_and_is_no_lever_is_a_family_of_its_own(written_scenario):
    options = {**OPTIONS, "units": ["芦山县"], "years": (2020, 2025), "pause": "ended"}
    trial = written_scenario("levers: {keep_homestead: 1.0}\nparameters: {seat_share: 0.7}\n")
    plan = plan_attribution("baseline", trial, scale=0.1, seeds=2, **options)
    assert list(plan.families) == ["land", "parameters"] and len(plan.stems()) == 2
    table = attribute(plan).table
    means = table.pivot(index=["outcome", "group", "year"], columns="family", values="mean")
    assert means.drop(columns="whole").sum(axis=1).to_numpy() == pytest.approx(means["whole"].to_numpy(), abs=1e-6)


def test_identical_scenarios_have_nothing_to_attribute(written_scenario):
    same = plan_attribution("baseline", written_scenario("levers: {}\n"), scale=0.1, **OPTIONS)
    assert same.families == {} and same.coalitions == 1
