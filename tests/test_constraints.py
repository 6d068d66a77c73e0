"""Rights are lost by recorded acts alone: true of a run under the strongest levers, and found out where it is not."""

import numpy as np
import pytest

from sim.constraints import BrokenConstraint, check
from sim.state.households import FAMILY, GIVEN_UP, HELD, IDLE, NO_RIGHT, SOLD, URBAN_HUKOU

STRONG = {"land_exit_open": 1.0, "land_exit_price": 25.0, "quota_link": 1.0, "keep_contracted_land": 0.0,
          "keep_homestead": 0.0, "keep_collective_share": 0.0, "relocation_housing": 2000.0,
          "abandonment_penalty": 500.0, "bride_price": 0.0}  # fmt: skip


@pytest.fixture(scope="module")
def year(several, model_of):
    """Three years of some counties under strong levers."""
    model = model_of(several, changes=STRONG)
    for _ in range(3):
        model.step()
    return model


def checked(model, **changed):
    """The constraints of the model's last year, some of what they read replaced."""
    given = {"base": model.base_stock, "before": model.stock_before, "after": model.stock, "flows": model.flows,
             "land_returned": model.land_returned} | changed  # fmt: skip
    check(model.year, model.adcodes, **given)


def test_every_way_to_lose_a_right_is_at_work_and_recorded(year):
    assert (year.flows.rights_given_up.sum(axis=0) > 0).all()
    assert year.flows.homesteads_sold.sum() > 0
    assert (year.flows.shares.sum(axis=0) > 0).all()
    checked(year)


def plus_one(tally, column, *where):
    array = getattr(tally, column).copy()
    array[(1, *where)] += 1
    return tally._replace(**{column: array})


@pytest.mark.parametrize(
    "which, column, where, rule",
    [("after", "land", (HELD,), "contracted land"), ("before", "homesteads", (IDLE,), "homesteads before"),
     ("flows", "homesteads_sold", (), "homesteads before"), ("flows", "rights_given_up", (2,), "shares"),
     ("after", "homesteads_outside", (), "nobody but"), ("base", "land", (HELD,), "farmland")],
)  # fmt: skip
def test_a_right_lost_without_an_act_is_found(year, which, column, where, rule):
    tally = {"base": year.base_stock, "before": year.stock_before, "after": year.stock, "flows": year.flows}[which]
    with pytest.raises(BrokenConstraint, match=rule) as error:
        checked(year, **{which: plus_one(tally, column, *where)})
    assert str(year.adcodes[1]) in str(error.value) and str(year.year) in str(error.value)


def families(model):
    rows = model.households.used_rows(0)
    return rows, np.flatnonzero(rows.kind == FAMILY)


@pytest.mark.parametrize(
    "right, held, lost, rule",
    [("homestead", HELD, SOLD, "homesteads"), ("homestead", HELD, NO_RIGHT, "homesteads"),
     ("contract", HELD, GIVEN_UP, "contracted land"), ("collective", HELD, GIVEN_UP, "shares")],
)  # fmt: skip
def test_a_run_in_which_a_right_is_taken_stops(year, right, held, lost, rule):
    model = year.copy()
    decide = model.decide_on_rights

    def and_take_one():
        decide()
        rows, family = families(model)
        column = getattr(rows, right)
        column[family[column[family] == held][0]] = lost

    model.decide_on_rights = and_take_one
    with pytest.raises(BrokenConstraint, match=rule):
        model.step()


def test_a_run_in_which_a_townsman_gets_a_homestead_stops(year):
    model = year.copy()
    decide = model.decide_on_rights

    def and_pass_one_on():
        decide()
        rows, family = families(model)
        giver = family[(rows.homestead[family] == IDLE)][0]
        townsman = family[(rows.hukou[family] == URBAN_HUKOU) & (rows.village_origin[family] == 0)][0]
        rows.homestead[giver], rows.homestead[townsman] = NO_RIGHT, IDLE

    model.decide_on_rights = and_pass_one_on
    with pytest.raises(BrokenConstraint, match="nobody but"):
        model.step()


def test_a_copied_model_keeps_its_own_account_of_land(year):
    twin = year.copy()
    before = year.land_returned.copy()
    twin.step()
    assert (year.land_returned == before).all() and (twin.land_returned >= before).all()
    assert twin.land_returned.sum() > before.sum()
