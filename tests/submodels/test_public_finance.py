"""Public finance: every fen is found again, plans are paid as far as means reach, the rest slows services."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.lever_costs import COST_BASES
from sim.state.households import SEAT, TOWN
from sim.submodels import DECLARATIONS, RECORD, public_finance, public_services
from sim.submodels.housing import seat_land
from sim.submodels.public_finance import FEN, Account, settle

DECLARED = {parameter.name: parameter for parameter in DECLARATIONS}


def values_of(units=1, **changes):
    values = np.empty(units, RECORD)
    for name, parameter in DECLARED.items():
        values[name] = changes.get(name, parameter.value)
    return values


def heads_of(units=1, **given):
    return {base: np.full(units, given.get(base, 0)) for base in COST_BASES}


def year(values, heads, costs=None, homes=0.0, price=0.0, debt=0):
    units = len(values)
    new_homes, prices = np.zeros((units, 5)), np.zeros((units, 5))
    new_homes[:, [TOWN, SEAT]], prices[:, [TOWN, SEAT]] = homes, price
    return settle(values, heads, costs or {}, new_homes, prices, np.full(units, debt, np.int64))


def test_an_account_by_hand():
    values = values_of(absorption_bonus=20.0, assessment_weight=0.5, fiscal_autonomy=10.0)
    heads = heads_of(urban_residents=1000, village_residents=2000, new_urban_residents=10, homesteads_sold=3)
    account = year(values, heads, {"seat_amenity": np.array([5000.0])}, homes=4, price=5000.0, debt=100_000_00)
    revenue = {name: int(amount[0]) / FEN for name, amount in account.revenue.items()}
    assert revenue["own_revenue"] == 2200 * 1000 + 480 * 2000
    assert revenue["transfer"] == 4950 * 1000 + 5700 * 2000
    assert revenue["land_revenue"] == pytest.approx(0.15 * (4 + 4) * 5000 * 90)
    assert revenue["quota_revenue"] == pytest.approx(3 * 0.3 * 100_000)
    assert revenue["autonomy"] == pytest.approx(0.1 * (revenue["own_revenue"] + revenue["transfer"]))
    assert revenue["bonus"] == 10 * 20_000 * 1.5
    assert revenue["earmarked"] == 0.7 * 5000
    assert int(account.obligations["services"][0]) / FEN == 5650 * 3000 + 2400 * 1000
    assert int(account.obligations["interest"][0]) / FEN == 3000
    assert int(account.newcomers[0]) / FEN == 10 * (12_000 + 5000 + 8000 + 15_000)
    assert int(account.policy[0]) / FEN == 5000 + 0.5 * revenue["bonus"]
    assert int(account.plans["autonomy_spending"][0]) == round(80 * revenue["autonomy"])
    assert int(account.unfunded[0]) == 0


amounts = st.integers(0, 5_000_000)


@given(
    st.lists(amounts, min_size=6, max_size=6), st.integers(-(10**12), 10**13),
    st.floats(80, 300), st.floats(0, 60), st.floats(0.1, 1), st.floats(-1e8, 1e10),
)  # fmt: skip
def test_every_fen_is_found_again(counts, debt, cap, bonus, share, cost):
    urban, village, new, sold, homes, price = counts
    values = values_of(
        debt_cap=cap, absorption_bonus=bonus, county_share_of_lever_costs=share, fiscal_autonomy=bonus / 4
    )
    heads = heads_of(urban_residents=urban, village_residents=village, new_urban_residents=new, homesteads_sold=sold)
    account = year(values, heads, {"a": np.array([cost]), "b": np.array([0.3 * cost])}, homes, price / 1e4, debt)
    for items in (account.revenue, account.obligations, account.plans):
        assert all(amount.dtype == np.int64 for amount in items.values())
    revenue = sum(int(amount[0]) for amount in account.revenue.values())
    obligations = sum(int(amount[0]) for amount in account.obligations.values())
    plans = sum(int(amount[0]) for amount in account.plans.values())
    unfunded, closing = int(account.unfunded[0]), int(account.closing_debt[0])
    # Opening debt and all that was spent, less all that came in, is the closing debt: exactly.
    assert debt + obligations + plans - unfunded - revenue == closing
    assert 0 <= unfunded <= max(plans, 0)
    # Plans never take a county beyond the cap, nor beyond where services alone leave it.
    if unfunded or plans > 0:
        assert closing <= max(round(revenue * (cap / 100)), debt, debt + obligations - revenue)
    # What the province pays is what the county gets from it, and both halves make the levers' cost.
    paid = sum(int(account.revenue[name][0]) for name in ("autonomy", "bonus", "earmarked"))
    assert paid == int(account.paid_by_province[0])


def test_a_county_pays_services_and_interest_whatever_its_debt():
    heads = heads_of(urban_residents=1000, village_residents=1000, new_urban_residents=50)
    account = year(values_of(), heads, debt=10**12)
    assert account.unfunded[0] == account.newcomers[0] > 0
    assert account.funded_share[0] == 0
    assert account.closing_debt[0] > account.opening_debt[0]


@pytest.mark.parametrize("low, high", [(80, 150), (150, 300)])
def test_a_higher_cap_pays_for_more_until_all_is_paid(low, high):
    heads = heads_of(urban_residents=1000, village_residents=1000, new_urban_residents=150)
    revenue = int(sum(public_finance.regular_revenue(values_of(), np.array([1000]), np.array([1000])).values())[0])
    left = [
        int(year(values_of(debt_cap=cap), heads, debt=int(0.01 * low * revenue)).unfunded[0]) for cap in (low, high)
    ]
    assert left[0] > left[1] == 0


def test_where_nobody_comes_and_no_lever_stands_elsewhere_there_are_no_plans():
    account = year(values_of(), heads_of(urban_residents=1000, village_residents=1000))
    assert account.total(account.plans)[0] == 0 and account.funded_share[0] == 1
    assert public_finance.capacity_from_bonus(values_of(), account, np.array([1000]))[0] == 0


def broke():
    heads = heads_of(urban_residents=1000, village_residents=1000, new_urban_residents=50)
    return year(values_of(absorption_bonus=20.0), heads, debt=10**12)


def test_unpaid_plans_slow_capacity_and_the_switch_turns_that_off():
    account = broke()
    funded = float(account.funded_share[0])
    assert 0 <= funded < 1
    assert public_finance.capacity_pace(values_of(), account)[0] == pytest.approx(funded)
    assert public_finance.capacity_pace(values_of(feedback_public_finance=0.0), account)[0] == 1
    assert public_finance.capacity_pace(values_of(feedback_public_finance=0.5), account)[0] == (1 + funded) / 2


def test_the_bonus_builds_places_at_what_is_built_for_a_newcomer():
    values = values_of(absorption_bonus=20.0)
    account = year(values, heads_of(urban_residents=1000, village_residents=1000, new_urban_residents=8))
    # Half of 8 x 20,000 yuan at 40,000 yuan a place: two places for a thousand.
    assert public_finance.capacity_from_bonus(values, account, np.array([1000]))[0] == pytest.approx(0.002)


def test_capacity_grows_by_the_pace_and_the_bonus():
    values = values_of()
    demand, capacity = np.full((1, 5, 4), 105.0), np.full((1, 5, 4), 100.0)

    def grown(pace, bonus):
        args = {"pace": np.array([pace]), "from_bonus": np.array([bonus])}
        return public_services.crowding(values, demand, capacity, **args)[1][0, SEAT, 0]

    full = 0.01 + 0.3 * 0.05
    assert grown(1.0, 0.0) == pytest.approx(100 * (1 + full))
    assert grown(0.5, 0.0) == pytest.approx(100 * (1 + full / 2))
    assert grown(0.0, 0.0) == 100.0
    assert grown(1.0, 0.002) == pytest.approx(100 * (1 + full + 0.002))


def test_settling_for_good_costs_what_is_published():
    works = [DECLARED[name] for name in public_finance.WORKS]
    services, years = DECLARED["service_cost_urban_extra"], DECLARED["newcomer_years"].value
    for end, published in ((0, 80_000), (1, 130_000)):
        assert sum(part.bounds[end] for part in works) + years * services.bounds[end] == published
    assert 80_000 <= public_finance.settling_cost(values_of())[0] <= 130_000


def test_a_good_assessment_is_rewarded_with_land():
    assert seat_land(values_of())[0] == DECLARED["seat_land"].value
    assert seat_land(values_of(assessment_weight=0.5, seat_land=2.0))[0] == pytest.approx(2.2)


def test_the_base_year_has_a_debt_and_no_flows():
    urban, village = np.array([1000, 0]), np.array([2000, 10])
    debt = public_finance.base_debt(values_of(2, debt_base=50.0), urban, village)
    revenue = sum(public_finance.regular_revenue(values_of(2), urban, village).values())
    assert debt.dtype == np.int64 and (debt == revenue // 2).all()
    account = public_finance.opening(debt)
    assert isinstance(account, Account) and (account.closing_debt == debt).all()
    assert (account.policy == 0).all() and (account.paid_by_province == 0).all()
