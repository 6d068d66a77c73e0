"""What levers cost: every lever has its line, and what stands as before costs nothing."""

import numpy as np
import pytest

from sim.lever_costs import COST_BASES, COSTS, RANGE, costs_of
from sim.submodels import BEFORE, LEVERS, RECORD

HEADS = {base: np.array([1000]) for base in COST_BASES}


def values_of(**changes):
    values = np.empty(1, RECORD)
    for lever in LEVERS:
        values[lever.name] = changes.get(lever.name, lever.value)
    return values


def test_every_lever_has_a_cost_with_a_source_and_knows_it():
    assert sorted(COSTS) == sorted(lever.name for lever in LEVERS)
    for lever in LEVERS:
        assert (lever.cost, lever.cost_base, lever.cost_source) == (
            COSTS[lever.name].yuan, COSTS[lever.name].base, COSTS[lever.name].source
        )  # fmt: skip


@pytest.mark.parametrize("name", COSTS)
def test_a_cost_has_a_base_a_source_and_bounds(name):
    cost = COSTS[name]
    low, high = cost.bounds
    assert cost.base in COST_BASES and low <= cost.yuan <= high
    if cost.source.startswith("assumed"):
        assert sorted(abs(end) for end in (low, high)) == [abs(cost.yuan) * factor for factor in RANGE]
    else:
        assert low == high
        assert cost.source.startswith("none" if cost.yuan == 0 else ("by definition", "as the model pays it"))


def test_levers_as_they_stood_cost_nothing():
    assert costs_of(values_of(), BEFORE, HEADS) == {}


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.name)
def test_the_reading_never_earns_money(lever):
    costs = costs_of(values_of(**{lever.name: lever.reading}), BEFORE, HEADS)
    expected = COSTS[lever.name].yuan * (lever.reading - lever.value) * 1000
    assert expected >= 0
    assert costs == ({} if expected == 0 else {lever.name: pytest.approx(np.array([expected]))})


def test_going_back_saves_only_where_a_running_expense_is_cut():
    back = costs_of(values_of(access_education=0.5, hukou_threshold_seat=0.3), BEFORE, HEADS)
    assert set(back) == {"access_education"}
    assert back["access_education"][0] == pytest.approx(-0.4 * 1000 * 1000)
