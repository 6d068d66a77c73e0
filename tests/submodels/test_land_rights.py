"""The rent of land, idle land, paid exit and credit on rights."""

import numpy as np
import pytest

from sim.state.households import HELD, RENTED_OUT
from sim.submodels import LEVERS
from sim.submodels import land_rights as land


def rent(declared, share, base=0.4, **changes):
    return float(land.cleared_rent(declared(**changes), np.array([base]), np.array([share]))[0])


def test_the_share_let_counts_what_is_held_and_let():
    states = np.zeros((1, 5))
    states[0, [HELD, RENTED_OUT, 3]] = 300, 100, 999
    assert land.rented_share(states)[0] == 0.25


def test_the_rent_is_the_declared_one_where_nothing_changed(declared):
    assert rent(declared, 0.4) == 500.0


def test_the_rent_clears_the_market(declared):
    """At the rent found, operators ask for just what is let."""
    for share in (0.3, 0.5, 0.6):
        for better in (0.0, 8.0):
            values = declared(farm_productivity=better)[0]
            found = rent(declared, share, farm_productivity=better)
            elasticity = values["land_demand_elasticity"]
            asked = 0.4 * ((1 + better / 100) * values["land_rent"] / found) ** elasticity
            assert asked == pytest.approx(share)


def test_more_land_to_let_lowers_the_rent_and_better_land_raises_it(declared):
    assert rent(declared, 0.6) < rent(declared, 0.5) < 500 < rent(declared, 0.3)
    assert rent(declared, 0.4, farm_productivity=15) == pytest.approx(575)
    assert rent(declared, 0.0) == 1000 and rent(declared, 1.0, land_demand_elasticity=0.5) == 250


def letting(declared, farms, paid=500.0, **changes):
    return land.rent_out_probability(farms, paid, declared(**changes)[0])


def test_letting_follows_what_it_brings(declared):
    assert letting(declared, False) == pytest.approx(0.15 * 0.95 * 0.75)
    assert letting(declared, True) == pytest.approx(0.01 * 0.95 * 0.75)
    assert letting(declared, False, paid=400.0) == pytest.approx(0.8 * letting(declared, False))
    dearer, safer = letting(declared, False, rental_friction=50), letting(declared, False, title_use=1)
    assert dearer < letting(declared, False) < safer


def test_the_penalty_of_idle_land_makes_those_let_who_do_not_farm(declared):
    assert letting(declared, False, abandonment_penalty=100) == pytest.approx(0.15 * 0.95 * 0.95)
    assert letting(declared, True, abandonment_penalty=500) == letting(declared, True)
    assert letting(declared, False, abandonment_penalty=500, rent_out_rate_away=0.5, land_rent=200) == 1.0


def test_idle_land_is_let_half_of_the_time_and_else_costs_the_penalty():
    assert land.idle_land_income(4.0, 1500.0, 0.0) == 750.0
    assert land.idle_land_income(4.0, 1500.0, 100.0) == 550.0


def exits(declared, **changes):
    return land.exit_probability(declared(**({"land_exit_open": 1.0, "land_exit_price": 7.0} | changes))[0])


def test_exit_needs_a_price_and_an_open_village(declared):
    assert exits(declared) == pytest.approx(0.01)
    assert exits(declared, land_exit_open=0.0) == exits(declared, land_exit_price=0.0) == 0.0


def test_quota_finances_exits(declared):
    """0.7 of those asked for before, all at 0.6 mu and beyond; 0.4 without any."""
    assert exits(declared, quota_link=0.6) == exits(declared, quota_link=1.0) == pytest.approx(0.01 / 0.7)
    assert exits(declared, quota_link=0.0) == pytest.approx(0.01 * 0.4 / 0.7)
    assert exits(declared, quota_link=1.0, land_exit_price=10.0, exit_rate=0.03) == 0.03


def test_the_collective_pays_no_more_than_local_buyers(declared):
    assert land.exit_payment(declared(land_exit_price=7.0)[0]) == 7.0
    assert land.exit_payment(declared(land_exit_price=25.0)[0]) == 10.0
    assert exits(declared, land_exit_price=25.0) == exits(declared, land_exit_price=10.0)


def test_credit_is_a_share_of_what_the_rights_are_worth(declared):
    values = declared(rights_as_collateral=0.2)[0]
    assert land.credit_on_rights(3.0, True, values) == pytest.approx(0.2 * (3 * 500 * 10 + 40_000))
    assert land.credit_on_rights(3.0, False, values) == pytest.approx(3000)
    assert land.credit_on_rights(0.0, False, values) == 0.0
    assert land.credit_on_rights(3.0, True, declared(rights_as_collateral=0.0)[0]) == 0.0


def test_the_rent_of_a_county_answers_what_is_let(county, model_of):
    """More is let year by year, so rents fall; with the feedback off, only what land yields moves them."""
    off = {"feedback_land_rental": 0.0, "farm_productivity": 10.0}
    cleared, fixed = model_of(county), model_of(county, changes=off)
    for _ in range(2):
        cleared.step()
        fixed.step()
    share = land.rented_share(cleared.stock.land) / land.rented_share(cleared.base_stock.land)
    assert share[0] > 1
    assert cleared.places.columns.land_rent[0] == pytest.approx(500 / share[0] ** 0.5)
    assert fixed.places.columns.land_rent[0] == pytest.approx(550)


def test_levers_that_do_nothing_alone_name_real_partners():
    names = {lever.name for lever in LEVERS}
    paired = {lever.name: set(lever.together_with) for lever in LEVERS if lever.together_with}
    assert paired["land_exit_price"] == {"land_exit_open"} and paired["land_exit_open"] == {"land_exit_price"}
    assert all(partners <= names - {name} for name, partners in paired.items())
