"""Central and large towns by hand."""

import numpy as np
import pytest

from sim.submodels.towns import boost, capacity_factor, size_shares

TOWNS = np.array([4])


def test_towns_follow_the_rank_size_rule(declared):
    shares = size_shares(declared(2), np.array([4, 2]))
    assert shares[0] == pytest.approx(np.array([12, 6, 4, 3]) / 25)
    assert shares[1] == pytest.approx([2 / 3, 1 / 3, 0, 0])


def test_central_towns_are_the_largest_and_the_last_counts_in_part(declared):
    # A tenth of the province's 40 towns is here: 15 central ones make 1.5 of the four.
    values = declared(central_towns=15.0, central_town_boost=0.5)
    assert boost(values, TOWNS, 40.0)[0] == pytest.approx(0.5 * (12 + 6 / 2) / 25)


def test_all_towns_central_is_the_boost_itself(declared):
    assert boost(declared(central_towns=400.0), TOWNS, 40.0)[0] == pytest.approx(0.3)


def test_without_central_towns_no_boost(declared):
    assert boost(declared(central_town_boost=1.0), TOWNS, 40.0)[0] == 0.0
    assert boost(declared(central_towns=400.0, central_town_boost=0.0), TOWNS, 40.0)[0] == 0.0


def test_a_lower_threshold_gives_capacity_to_the_towns_it_lets_in(declared):
    residents = np.array([250_000.0])  # towns of 120, 60, 40 and 30 thousand
    assert capacity_factor(declared(), TOWNS, residents)[0] == 1.0
    assert capacity_factor(declared(town_upgrade_threshold=5.0), TOWNS, residents)[0] == pytest.approx(1 + 0.2 * 6 / 25)
    assert capacity_factor(declared(town_upgrade_threshold=3.5), TOWNS, residents)[0] == pytest.approx(1 + 0.2 * 0.4)


def test_a_threshold_above_every_town_changes_nothing(declared):
    assert capacity_factor(declared(town_upgrade_threshold=5.0), TOWNS, np.array([60_000.0]))[0] == 1.0
