"""Demonstration villages: how many, and which."""

import numpy as np
import pytest

from sim.submodels.villages import newly_due, order_of_turn, picked


def test_each_unit_gets_its_share_of_the_province(declared):
    due = newly_due(declared(2, demonstration_villages=1000.0), np.array([260, 52]), 26_000.0)
    assert due == pytest.approx([10, 2])
    assert (newly_due(declared(2), np.array([260, 52]), 26_000.0) == 0).all()


def test_the_order_is_one_of_all_villages_and_mixes_near_and_remote():
    for number in (1, 2, 7, 160, 500):
        order = order_of_turn(number)
        assert sorted(order) == list(range(number))
    first = order_of_turn(160)[:40]
    assert 10 <= (first < 80).sum() <= 30


def test_villages_are_picked_once_and_whole():
    demonstration = np.zeros(10, np.uint8)
    seen = []
    for due in (2.7, 3.0, 9.0):
        now = picked(demonstration, due)
        assert (demonstration[now] == 0).all()
        demonstration[now] = 1
        seen.append(len(now))
    assert seen == [2, 3, 5] and demonstration.all()
    assert len(picked(demonstration, 4.0)) == 0


def test_demonstration_villages_of_a_run_are_as_many_as_were_due(county, model_of):
    model = model_of(county, changes={"demonstration_villages": 1000.0})
    for year in (1, 2, 3):
        model.step()
        places = model.places.columns
        due = year * 1000 * places.village_number[0] / model.region.all_units["village_committees"].sum()
        assert places.demonstration.sum() == int(due)
        assert places.demonstration_due[0] == pytest.approx(due - int(due))
