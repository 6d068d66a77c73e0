"""What the county pays to families: assistance up to a floor, pensions, payments for a return."""

import pytest

from sim.submodels import livelihoods


def test_the_floor_of_before_adds_nothing_and_who_is_above_gets_nothing():
    assert livelihoods.added_assistance(5_000.0, 3, 6000.0, 0.3) == 0.0
    assert livelihoods.added_assistance(90_000.0, 3, 12_000.0, 0.3) == 0.0


def test_a_higher_floor_pays_its_reach_of_what_is_missing():
    # below both floors: the difference of the floors; between them: what is missing to the new one
    assert livelihoods.added_assistance(10_000.0, 3, 8000.0, 0.3) == pytest.approx(0.3 * 3 * 2000)
    assert livelihoods.added_assistance(21_000.0, 3, 8000.0, 0.3) == pytest.approx(0.3 * 3000)
    assert livelihoods.added_assistance(10_000.0, 3, 0.0, 0.3) == pytest.approx(-0.3 * 8000)


def test_rural_pensions_rise_as_the_gap_closes(declared):
    for gap, expected in ((50.0, 1700.0), (30.0, 2380.0), (0.0, 3400.0), (60.0, 1360.0)):
        assert livelihoods.rural_pension(declared(benefit_gap=gap))[0] == pytest.approx(expected)


def test_a_smaller_gap_takes_away_a_reason_to_convert():
    assert livelihoods.benefit_pull(50.0, 1.0) == 0.0
    assert livelihoods.benefit_pull(30.0, 1.0) == pytest.approx(-0.2)
    assert livelihoods.benefit_pull(30.0, 0.0) == 0.0


def test_a_payment_for_a_return_is_spread_over_the_horizon():
    assert livelihoods.return_payment(5.0, 16.0) == 312.5
    assert livelihoods.return_payment(0.0, 16.0) == 0.0
