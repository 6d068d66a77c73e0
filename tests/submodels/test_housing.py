"""Homes offered to village families, and homes of a seat at risk given up."""

import numpy as np
import pytest

from sim.kernel.residence_year import NO_CHANGE
from sim.state.households import FAMILY, IN_TOWN, OWNER, SEAT, TOWN, VILLAGE
from sim.submodels import housing
from sim.submodels.residence_choice import HOME_OFFERED, OFFER_ALONE, family_place


def test_offers_are_spread_over_the_village_families(declared):
    values = declared(3, relocation_housing=200.0)
    assert housing.offer_probability(values, np.array([10_000, 100, 0])).tolist() == [0.02, 1.0, 1.0]
    assert housing.offer_probability(declared(), np.array([10_000]))[0] == 0.0


def test_no_more_homes_are_given_up_than_there_are(declared):
    homes = np.zeros((2, 5))
    homes[:, SEAT] = 20_000, 300
    assert housing.homes_given_up(declared(2, hazard_relocation=500.0), homes).tolist() == [500, 300]
    assert housing.homes_given_up(declared(2), homes).tolist() == [0, 0]


@pytest.fixture(scope="module")
def offered(aged_county):
    """A year in which every fourth village family is offered a home, up to their choice; and who is asked."""
    model = aged_county.copy()
    plain = model.calendar

    def calendar(year):
        values = plain(year).copy()
        values["relocation_housing"] = 0.25 * model.stock.households[0, VILLAGE] * model.households.weight[0]
        return values

    model.calendar = calendar
    model.begin_year()
    homes = model.places.columns.homes.copy()
    model.put_levers_in_force()
    built = model.places.columns.homes[0, TOWN] - homes[0, TOWN]
    assert built == pytest.approx(model.values["relocation_housing"][0])
    model.reclassify_villages()
    model.renew_population()
    model.choose_residence()
    rows = model.households.used_rows(0)
    return model, (rows.events & HOME_OFFERED) > 0


def test_village_families_are_asked_at_the_rate_of_offers(offered):
    model, asked = offered
    rows = model.households.used_rows(0)
    places = np.array([family_place(a) for a in range(8)])[rows.alternative]
    assert (places[asked] == VILLAGE).all() and (rows.kind[asked] == FAMILY).all()
    assert 0.2 < asked.sum() / ((places == VILLAGE) & (rows.kind == FAMILY)).sum() < 0.27


def test_the_offer_alone_moves_families_to_town_or_nowhere(offered):
    model, _ = offered
    rows = model.households.used_rows(0)
    alone = (rows.events & OFFER_ALONE) > 0
    chosen = model.choices[0][alone]
    assert set(chosen.tolist()) == {NO_CHANGE, IN_TOWN}
    assert 0.02 < (chosen == IN_TOWN).mean() < 0.6


def test_who_takes_the_offer_owns_the_home(offered):
    model = offered[0].copy()
    rows = model.households.used_rows(0)
    before = rows.alternative.copy()
    model.relocate()
    rows = model.households.used_rows(0)
    took = (before < IN_TOWN) & (rows.alternative == IN_TOWN)
    asked = (rows.events & HOME_OFFERED) > 0
    assert (took & asked).any() and (rows.tenure[took & asked] == OWNER).all()
    assert (rows.years[took] == 0).all()


def test_a_seat_at_risk_loses_homes_and_services_to_town(county, model_of):
    safe, at_risk = model_of(county), model_of(county, changes={"hazard_relocation": 400.0})
    for model in (safe, at_risk):
        model.step()
    one, other = safe.places.columns, at_risk.places.columns
    assert one.homes[0, SEAT] - other.homes[0, SEAT] == pytest.approx(400)
    assert other.homes[0, TOWN] - one.homes[0, TOWN] == pytest.approx(400)
    lost = 400 / one.homes[0, SEAT]
    # Crowding answers the loss in the same year, and capacity follows a part of it.
    assert other.crowding[0, SEAT] == pytest.approx(one.crowding[0, SEAT] / (1 - lost))
    assert other.crowding[0, TOWN] == pytest.approx(one.crowding[0, TOWN])
