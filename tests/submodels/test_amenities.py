"""Amenities by hand."""

import numpy as np
import pytest

from sim.state.households import CITY, OTHER_PROVINCE, SEAT, TOWN, VILLAGE
from sim.submodels.amenities import amenity

NONE = np.zeros(1)


def test_without_levers_no_place_is_pleasanter(declared):
    assert (amenity(declared(3), np.zeros(3)) == 0).all()


def test_each_lever_reaches_its_places_and_no_others(declared):
    places = {
        "seat_amenity": {SEAT}, "village_amenity": {VILLAGE}, "rural_infrastructure": {VILLAGE},
        "public_culture": {TOWN, SEAT},
    }  # fmt: skip
    for name, reached in places.items():
        added = amenity(declared(**{name: 0.5}), NONE)[0]
        assert set(np.flatnonzero(added)) == reached
        assert added[sorted(reached)] == pytest.approx(0.1 * 0.5)


def test_amenities_add_up_and_the_weight_turns_them_off(declared):
    values = declared(village_amenity=0.3, rural_infrastructure=0.4, public_culture=0.2)
    assert amenity(values, np.array([0.1]))[0] == pytest.approx([0.07, 0.03, 0.02, 0, 0])
    assert (amenity(declared(village_amenity=1.0, amenity_weight=0.0), NONE) == 0).all()
    assert (amenity(values, NONE)[:, [CITY, OTHER_PROVINCE]] == 0).all()
