"""Care by hand: it acts by its ratio to what there was before the Decision."""

import numpy as np
import pytest

from sim.state.households import SEAT, TOWN, VILLAGE
from sim.state.places import CHILDCARE, ELDER_CARE
from sim.submodels.care import left_behind, with_care, work_for_childcare

QUALITY = np.full((1, 5, 4), 0.6)


def test_before_the_decision_nothing_changes(declared):
    assert (with_care(declared(), QUALITY) == QUALITY).all()
    assert left_behind(declared())[0].tolist() == [0.2, 0.3]
    assert work_for_childcare(0.88, 2.0, 0.01) == 0.0


@pytest.mark.parametrize(
    ("name", "place", "before"), [("village", VILLAGE, 0.2), ("town", TOWN, 0.3), ("seat", SEAT, 0.5)]
)
def test_elder_care_grows_with_coverage_where_it_is(declared, name, place, before):
    found = with_care(declared(**{f"elder_care_{name}": 1.5 * before}), QUALITY)
    assert found[0, place, ELDER_CARE] == pytest.approx(0.9)
    found[0, place, ELDER_CARE] = 0.6
    assert (found == QUALITY).all()


def test_childcare_of_the_seat_follows_a_square_root(declared):
    found = with_care(declared(childcare_seat=4.5), QUALITY)
    assert found[0, SEAT, CHILDCARE] == pytest.approx(0.6 * 1.5)
    assert with_care(declared(childcare_seat=0.0), QUALITY)[0, SEAT, CHILDCARE] == 0.0


def test_support_and_village_care_make_leaving_lighter(declared):
    assert left_behind(declared(left_behind_support=0.6))[0] == pytest.approx([0.1, 0.3])
    assert left_behind(declared(elder_care_village=0.6))[0] == pytest.approx([0.2, 0.15])
    assert left_behind(declared(elder_care_village=1.0, left_behind_support=1.0))[0] == pytest.approx([0, 0])


def test_women_work_more_with_childcare_and_never_more_than_the_year():
    assert work_for_childcare(0.88, 4.5, 0.01) == pytest.approx(0.025)
    assert work_for_childcare(0.99, 6.0, 0.03) == pytest.approx(0.01)
    assert work_for_childcare(0.01, 0.0, 0.03) == pytest.approx(-0.01)
