"""Travel time by hand."""

import numpy as np
import pytest

from sim.state.households import CITY, OTHER_PROVINCE, SEAT, TOWN, VILLAGE
from sim.submodels.travel import commuting_gain, distances

AWAY = np.arange(1.0, 41.0).reshape(1, 8, 5)
TO_TOWN, POOR, RICH = np.array([[5.0] * 8]), np.array([15_000.0]), np.array([29_000.0])


def test_only_ways_to_town_and_seat_are_shortened(declared):
    found = distances(declared(travel_time=-20.0), AWAY)
    assert found[..., [TOWN, SEAT]] == pytest.approx(0.8 * AWAY[..., [TOWN, SEAT]])
    others = [VILLAGE, CITY, OTHER_PROVINCE]
    assert (found[..., others] == AWAY[..., others]).all()
    assert (distances(declared(), AWAY) == AWAY).all()


def test_shorter_ways_bring_commuters_the_difference_of_earnings(declared):
    found = commuting_gain(declared(travel_time=-10.0), TO_TOWN, POOR, RICH)
    assert found[0, 0] == pytest.approx(14_000 * 0.1 * (np.exp(-0.45) - np.exp(-0.5)))


def test_nobody_commutes_more_without_shorter_ways_or_for_less_pay(declared):
    assert (commuting_gain(declared(), TO_TOWN, POOR, RICH) == 0).all()
    assert (commuting_gain(declared(travel_time=-40.0), TO_TOWN, RICH, POOR) == 0).all()


def test_the_switch_turns_commuting_off(declared):
    assert (commuting_gain(declared(travel_time=-40.0, feedback_travel=0.0), TO_TOWN, POOR, RICH) == 0).all()


def test_ever_shorter_ways_bring_ever_more(declared):
    gains = [commuting_gain(declared(travel_time=way), TO_TOWN, POOR, RICH)[0, 0] for way in (0, -10, -20, -40)]
    assert gains == sorted(gains) and gains[0] < gains[-1]
