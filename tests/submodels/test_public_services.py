"""What levers make of schools, clinics and their capacity."""

import numpy as np
import pytest

from sim.state.households import SEAT, TOWN, VILLAGE
from sim.state.places import EDUCATION, ELDER_CARE, HEALTH
from sim.submodels.public_services import base_quality, crowding, village_services, with_works

NONE = np.zeros(1)


def changed(declared, town_boost=0.0, **levers):
    """Where quality differs from the base year's, and by how much."""
    values = declared(**levers)
    base = base_quality(values)
    found = with_works(values, base, np.array([town_boost]))
    return {tuple(at): float(found[0][tuple(at)] - base[0][tuple(at)]) for at in np.argwhere(found[0] != base[0])}


def test_without_levers_quality_is_that_of_the_base_year(declared):
    assert changed(declared) == {}


def test_schools_close_part_of_the_gap_to_the_seat(declared):
    assert changed(declared, school_quality_gap_closed_village=25.0) == {
        (VILLAGE, EDUCATION): pytest.approx(0.25 * (1 - 0.45))
    }
    assert changed(declared, school_quality_gap_closed_town=100.0) == {(TOWN, EDUCATION): pytest.approx(0.35)}
    ahead = {"quality_education_town": 1.4, "school_quality_gap_closed_town": 50.0}
    assert changed(declared, **ahead) == {}


def test_hospitals_and_clinics_gain_by_the_standard_deviation(declared):
    assert changed(declared, seat_hospital_quality=0.4) == {(SEAT, HEALTH): pytest.approx(0.08)}
    assert changed(declared, village_town_clinic_quality=0.25) == {
        (VILLAGE, HEALTH): pytest.approx(0.05), (TOWN, HEALTH): pytest.approx(0.05)
    }  # fmt: skip


def test_rural_investment_has_small_returns_in_the_village_alone(declared):
    found = changed(declared, rural_investment=600.0)
    assert found == {
        (VILLAGE, EDUCATION): pytest.approx(0.45 * (2**0.1 - 1)), (VILLAGE, HEALTH): pytest.approx(0.4 * (2**0.1 - 1))
    }  # fmt: skip
    assert all(-0.3 < less < 0 for less in changed(declared, rural_investment=0.0).values())


def test_central_towns_have_better_schools_and_clinics(declared):
    assert changed(declared, town_boost=0.1) == {
        (TOWN, EDUCATION): pytest.approx(0.02), (TOWN, HEALTH): pytest.approx(0.02)
    }  # fmt: skip


def table(number):
    return np.full((1, 5, 4), number)


def test_works_of_the_seat_relieve_it_in_their_year_and_leave_its_capacity_alone(declared):
    plain, grown = crowding(declared(), table(105.0), table(100.0))
    found, after = crowding(declared(seat_utility_capacity=25.0), table(105.0), table(100.0))
    assert found[0, SEAT] == pytest.approx(105 / 125) and (found[0, TOWN] == plain[0, TOWN]).all()
    assert after[0, SEAT] == pytest.approx(101.0) and grown[0, SEAT] == pytest.approx(101 + 0.3 * 0.05 * 100)


def test_large_towns_serve_more(declared):
    found, _ = crowding(declared(), table(105.0), table(100.0), np.array([1.05]))
    assert found[0, TOWN] == pytest.approx(1.0) and found[0, SEAT] == pytest.approx(1.05)


def test_own_means_build_faster(declared):
    _, plain = crowding(declared(), table(90.0), table(100.0))
    _, faster = crowding(declared(fiscal_autonomy=5.0), table(90.0), table(100.0))
    assert plain[0, TOWN] == pytest.approx(101.0)
    assert faster[0, TOWN] == pytest.approx(100 * (1 + 0.01 * (1 + 4 * 0.05)))
    assert faster[0, SEAT, ELDER_CARE] == faster[0, TOWN, ELDER_CARE]


def test_services_that_follow_grow_where_it_crowds_and_close_where_people_leave(declared):
    _, plain = crowding(declared(), table(105.0), table(100.0))
    _, follows = crowding(declared(capacity_follows_population=0.8), table(105.0), table(100.0))
    assert follows[0, SEAT, 0] - plain[0, SEAT, 0] == pytest.approx(0.5 * 0.05 * 100)
    left = np.full((1, 8), 0.81)
    assert village_services(declared(), left) == pytest.approx(0.819 * 0.9)
    assert village_services(declared(capacity_follows_population=0.8), left) == pytest.approx(0.819 * 0.81**0.75)
    whole = np.ones((1, 8))
    assert (village_services(declared(capacity_follows_population=1.0), whole) == 0.819).all()
