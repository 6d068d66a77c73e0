"""The counties' money in a run: years join, tables add up, and levers of finance move what they should."""

import numpy as np
import pandas as pd
import pytest

from sim.accounts import cost_bases
from sim.initialisation.places import service_demand
from sim.kernel.tallies import weighted
from sim.lever_costs import COST_BASES

COSTLY = {"access_education": 1.0, "access_health": 1.0, "public_housing_share": 30.0,
          "job_matching": 0.1, "county_share_of_lever_costs": 1.0, "lever_cost_factor": 2.0}  # fmt: skip


def run_to(model, until=2026):
    while model.year < until:
        model.step()
    return model


@pytest.fixture(scope="module")
def plain(several, model_of):
    return run_to(model_of(several))


def test_a_year_opens_with_the_debt_the_last_one_closed_with(plain):
    debts = [account.closing_debt for _, account in plain.years_accounts]
    for closed, (_, account) in zip(debts, plain.years_accounts[1:], strict=False):
        assert np.array_equal(closed, account.opening_debt)
    assert np.array_equal(debts[-1], plain.places.columns.debt)
    assert plain.places.columns.debt.dtype == np.int64


def test_the_finance_table_adds_up_to_the_fen(several, model_of):
    table = run_to(model_of(several, changes={**COSTLY, "absorption_bonus": 20.0, "debt_cap": 80.0})).finance_table()
    table["fen"] = np.rint(table["yuan"] * 100).astype(np.int64)
    for (_, _), rows in table.groupby(["adcode", "year"]):
        by = rows.groupby("side")["fen"].sum()
        balance = rows[rows["side"] == "balance"].set_index("item")["fen"].reindex(
            ["opening_debt", "unfunded", "closing_debt"], fill_value=0
        )  # fmt: skip
        spent = by["spending"] + by["lever"] - balance["unfunded"]
        assert balance["opening_debt"] + spent - by["revenue"] == balance["closing_debt"]
    assert (table["item"] == "unfunded").any()


def test_what_the_province_pays_is_what_the_counties_receive(several, model_of):
    model = run_to(model_of(several, changes={"absorption_bonus": 20.0, "fiscal_autonomy": 5.0}), 2023)
    table, frame = model.finance_table(), model.indicators()
    received = table[table["item"].isin(["bonus", "autonomy", "earmarked"])].groupby("year")["yuan"].sum()
    paid = frame[frame["year"] > 2020].groupby("year")["province_payments"].sum()
    pd.testing.assert_series_equal(received, paid, check_names=False)
    bonus = table[table["item"] == "bonus"].set_index(["adcode", "year"])["yuan"]
    persons = frame.set_index(["adcode", "year"])["new_urban_residents"].reindex(bonus.index)
    assert (bonus == 20_000 * persons).all()


def test_heads_are_those_of_the_table_of_costs(plain):
    weight = plain.households.weight
    stock = weighted(plain.stock, weight)
    heads = cost_bases(stock, weighted(plain.flows, weight), service_demand(stock), plain.places.columns)
    assert set(heads) == set(COST_BASES)
    assert all(len(head) == plain.units and (head >= 0).all() for head in heads.values())
    assert (heads["residents"] == heads["urban_residents"] + heads["village_residents"]).all()


def test_without_new_policy_the_feedback_hardly_acts(several, model_of, plain, unit_digests):
    off = run_to(model_of(several, changes={"feedback_public_finance": 0.0}))
    last = plain.indicators().query("year == 2026")
    assert (last["policy_cost"] == 0).all() and (last["province_payments"] == 0).all()
    assert (last["unfunded_cost"] == 0).all() and unit_digests(plain) == unit_digests(off)


def last_year(model, column):
    frame = model.indicators()
    return frame.loc[frame["year"] == model.year, column].to_numpy(float)


@pytest.mark.parametrize(
    "lever, high, outcome",
    [("absorption_bonus", 60.0, "seat_school_crowding"), ("fiscal_autonomy", 15.0, "county_debt"),
     ("assessment_weight", 1.0, "seat_house_price")],
)  # fmt: skip
def test_levers_of_finance_move_their_outcome(several, model_of, plain, lever, high, outcome):
    turned = run_to(model_of(several, changes={lever: high}))
    assert (last_year(turned, outcome) < last_year(plain, outcome)).all()


def test_the_debt_cap_decides_what_a_costly_policy_leaves_unpaid_and_so_how_services_grow(several, model_of):
    tight, loose = (run_to(model_of(several, changes={**COSTLY, "debt_cap": cap})) for cap in (80.0, 300.0))
    assert (last_year(tight, "unfunded_cost") > last_year(loose, "unfunded_cost")).all()
    assert (last_year(loose, "unfunded_cost") == 0).all()
    capacity = [model.places.columns.capacity[:, 1:3].sum(axis=(1, 2)) for model in (tight, loose)]
    assert (capacity[0] < capacity[1]).all()
    assert (tight.places.columns.service_pace < 1).all() and (loose.places.columns.service_pace == 1).all()
