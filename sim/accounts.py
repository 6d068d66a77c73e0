"""The year's accounts: stock and flows of every unit as rows of indicators."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from .indicators import COUNT_NAMES, MEAN_NAMES
from .kernel.tallies import Flows, Stock, residents_by_place
from .state.households import (
    CITY,
    GIVEN_UP,
    HELD,
    IDLE,
    NO_RIGHT,
    OTHER_PROVINCE,
    PLACES,
    RENTED_OUT,
    SEAT,
    SOLD,
    TOWN,
    VILLAGE,
)
from .state.places import CHILDCARE, EDUCATION, ELDER_CARE, PlaceColumns
from .submodels import livelihoods
from .submodels.public_finance import FEN, PASSED_ON, WORKS, Account, settling_cost

COUNTY = (VILLAGE, TOWN, SEAT)
URBAN = np.array([False, True, True, False, False])


def cost_bases(stock: Stock, flows: Flows, demand: np.ndarray, places: PlaceColumns) -> dict[str, np.ndarray]:
    """Heads by which levers cost (`lever_costs.COST_BASES`), each (units,).

    Stock and flows are weighted; `demand` (units, 5, 4) are the users of the services. Residents
    of reclassified villages count as villagers, since they are served there.
    """
    reclassified = stock.reclassified.sum(axis=1)
    residents = residents_by_place(stock)
    urban = residents[:, TOWN] + residents[:, SEAT]
    return {
        "county": np.ones(len(urban), np.int64),
        "residents": urban + residents[:, VILLAGE],
        "urban_residents": urban,
        "village_residents": residents[:, VILLAGE],
        "town_residents": residents[:, TOWN],
        "seat_residents": residents[:, SEAT],
        "village_origin_urban_residents": np.maximum(stock.village_origin_urban - reclassified, 0),
        "new_urban_residents": new_urban_residents(flows),
        "returns": flows.moves[:, 3:, :3].sum(axis=(1, 2)),
        "village_pupils": demand[:, VILLAGE, EDUCATION],
        "town_pupils": demand[:, TOWN, EDUCATION],
        "village_elders": demand[:, VILLAGE, ELDER_CARE],
        "town_elders": demand[:, TOWN, ELDER_CARE],
        "seat_elders": demand[:, SEAT, ELDER_CARE],
        "seat_small_children": demand[:, SEAT, CHILDCARE],
        "workers": stock.workers[:, list(COUNTY)].sum(axis=1),
        "urban_workers": stock.workers[:, [TOWN, SEAT]].sum(axis=1),
        "urban_households": stock.households[:, [TOWN, SEAT]].sum(axis=1),
        "village_households": stock.households[:, VILLAGE],
        "villages": places.village_number,
        "contracted_mu": (stock.land[:, HELD] + stock.land[:, RENTED_OUT]) / 100,
        "rented_mu": stock.land[:, RENTED_OUT] / 100,
        "homesteads_sold": flows.homesteads_sold,
    }


def new_urban_residents(flows: Flows) -> np.ndarray:
    """Persons (units,) by whom moves within the county and across its border raised the residents of town and seat."""
    moved = gains(flows, np.zeros(len(flows.births), np.int64))
    from_villages = moved["in_county_moves"][0]
    back_home = moved["returns"][0] + moved["departures"][0]
    return np.maximum(from_villages, 0) + np.maximum(back_home, 0)


def money_columns(account: Account, flows: Flows, values: np.ndarray) -> dict[str, np.ndarray]:
    """The indicators of an account, yuan (units,), and the new urban residents they are for; flows are weighted."""
    newcomers = new_urban_residents(flows)
    fens = {
        "county_revenue": account.total(account.revenue),
        "service_cost": account.total({"services": account.obligations["services"]} if account.obligations else {}),
        "newcomer_works": account.newcomers,
        "policy_cost": account.policy,
        "unfunded_cost": account.unfunded,
        "province_payments": account.paid_by_province,
        "county_debt": account.closing_debt,
    }
    return {
        "new_urban_residents": newcomers,
        **{name: amount / FEN for name, amount in fens.items()},
        "settling_cost": newcomers * settling_cost(values),
    }


def gains(flows: Flows, reclassified: np.ndarray) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Urban residents and residents gained by each of the six flows, each (units,)."""
    moves = flows.moves
    into = moves[:, 3:, :3].sum(axis=1)
    out_of = moves[:, :3, 3:].sum(axis=2)
    natural = flows.births - flows.deaths
    inside = moves[:, :3, :3]
    return {
        "in_county_moves": (inside[:, 0, 1:].sum(axis=1) - inside[:, 1:, 0].sum(axis=1), np.zeros_like(reclassified)),
        "departures": (-out_of[:, 1:].sum(axis=1), -out_of.sum(axis=1)),
        "returns": (into[:, 1:].sum(axis=1), into.sum(axis=1)),
        "in_migration": (flows.arrivals[:, 1:3].sum(axis=1), flows.arrivals[:, :3].sum(axis=1)),
        "natural": (natural[:, 1:3].sum(axis=1), natural[:, :3].sum(axis=1)),
        "reclassification": (reclassified, np.zeros_like(reclassified)),
    }


def incomes(stock: Stock, places: PlaceColumns, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Income per head of urban and of village residents at the level published for 2020, each (units,), yuan."""
    earned = stock.workers * places.wage * places.employment * places.pay_factor
    demonstration = places.demonstration.sum(axis=1) / places.village_number
    earned[:, VILLAGE] *= 1 + values["demonstration_pay"] * demonstration
    earned[:, VILLAGE] += stock.workers[:, VILLAGE] * places.commuting.mean(axis=1)
    sent_home = 0.2 * earned[:, [CITY, OTHER_PROVINCE]].sum(axis=1)
    land = (stock.land[:, HELD] * values["farm_income_per_mu"] + stock.land[:, RENTED_OUT] * places.land_rent) / 100
    reclassified = stock.reclassified.sum(axis=1)  # they work and farm as before
    village = stock.persons[:, VILLAGE].sum(axis=1) + reclassified
    pensions = stock.persons[:, VILLAGE, 12:].sum(axis=1) * livelihoods.rural_pension(values)
    collective = village * (values["collective_income"] + values["collective_land_value"])
    urban = stock.persons[:, [TOWN, SEAT]].sum(axis=(1, 2)) - reclassified
    return (
        values["income_scale_urban"] * earned[:, [TOWN, SEAT]].sum(axis=1) / np.maximum(urban, 1),
        values["income_scale_village"] * (earned[:,
            VILLAGE] + sent_home + land + pensions + collective) / np.maximum(village, 1),
    )


def unit_columns(
    year: int, adcodes: np.ndarray, stock: Stock, flows: Flows, reclassified: np.ndarray, places: PlaceColumns,
    values: np.ndarray, money: dict[str, np.ndarray],
) -> dict[str, np.ndarray]:
    """Every count and mean of `indicators` by unit, with the unit, its adcode and the year first.

    `stock` and `flows` are weighted; `reclassified` (units,) are the residents
    reclassified this year, `money` the columns of the year's account.
    """
    persons = stock.persons
    by_place = persons.sum(axis=2)
    old = persons[:, :, 12:].sum(axis=2)
    homesteads = stock.homesteads
    urban_income, village_income = incomes(stock, places, values)
    columns: dict[str, np.ndarray] = {
        "residents": by_place[:, :3].sum(axis=1),
        "urban_residents": by_place[:, 1:3].sum(axis=1),
        "village_residents": by_place[:, VILLAGE],
        "town_residents": by_place[:, TOWN],
        "seat_residents": by_place[:, SEAT],
        "reclassified_residents": stock.reclassified.sum(axis=1),
        "residents_60plus": old[:, :3].sum(axis=1),
        "village_residents_60plus": old[:, VILLAGE],
        "collective_residents": stock.collective,
        "registered": stock.registered,
        "away_in_province": stock.away[:, 0],
        "away_other_province": stock.away[:, 1],
        "conversions": flows.conversions.sum(axis=1),
        "not_placed": flows.not_placed,
        "village_origin_urban_residents": stock.village_origin_urban,
        "households": stock.households[:, :3].sum(axis=1),
        "households_away": stock.households[:, 3:].sum(axis=1),
        "homesteads": homesteads.sum(axis=1) - homesteads[:, [NO_RIGHT, GIVEN_UP, SOLD]].sum(axis=1),
        "homesteads_idle": homesteads[:, IDLE],
        "homesteads_rented": homesteads[:, RENTED_OUT],
        "homesteads_given_up": homesteads[:, GIVEN_UP],
        "homesteads_sold": homesteads[:, SOLD],
        "contracted_land": (stock.land[:, HELD] + stock.land[:, RENTED_OUT]) / 100,
        "land_rented_out": stock.land[:, RENTED_OUT] / 100,
        "land_given_up": stock.land[:, GIVEN_UP] / 100,
        "land_sold": stock.land[:, SOLD] / 100,
        "urban_income": urban_income,
        "village_income": village_income,
        "seat_house_price": places.house_price[:, SEAT],
        "seat_school_crowding": places.crowding[:, SEAT, 0],
        "seat_health_crowding": places.crowding[:, SEAT, 1],
        "seat_elder_care_crowding": places.crowding[:, SEAT, 2],
        "seat_childcare_crowding": places.crowding[:, SEAT, 3],
        "town_elder_care_crowding": places.crowding[:, TOWN, 2],
        **money,
    }
    for flow, (urban, residents) in gains(flows, reclassified).items():
        columns[f"urban_gain_{flow}"] = urban
        columns[f"resident_gain_{flow}"] = residents
    units = len(adcodes)
    named = {"unit": np.arange(units), "adcode": adcodes, "year": np.full(units, year)}
    # Copies: prices and crowding are views of places that change next year.
    return {**named, **{name: np.array(columns[name]) for name in (*COUNT_NAMES, *MEAN_NAMES)}}


def rows(years: list[dict[str, np.ndarray]]) -> pd.DataFrame:
    """One row per unit and year."""
    return pd.DataFrame({name: np.concatenate([columns[name] for columns in years]) for name in years[0]})


def flow_rows(adcodes: np.ndarray, years: list[tuple[int, Flows, np.ndarray]]) -> pd.DataFrame:
    """One row per year, flow, origin, destination and unit with the persons moved (zero rows left out).

    `years` holds the year, its weighted flows and the residents reclassified (units,).
    """
    columns: dict[str, list[np.ndarray]] = {
        name: [] for name in ("adcode", "year", "flow", "origin", "destination", "persons")
    }
    for year, flows, reclassified in years:
        for flow, origin, destination, persons in _named_flows(flows, reclassified):
            some = np.flatnonzero(persons)
            for name, value in (("year", year), ("flow", flow), ("origin", origin), ("destination", destination)):
                columns[name].append(np.full(len(some), value, object if isinstance(value, str) else np.int64))
            columns["adcode"].append(adcodes[some])
            columns["persons"].append(persons[some])
    return pd.DataFrame({
        name: np.concatenate(parts) if parts else np.empty(0, np.int64) for name, parts in columns.items()
    })  # fmt: skip


def finance_rows(adcodes: np.ndarray, years: list[tuple[int, Account]]) -> pd.DataFrame:
    """One row per year, item of the account and unit, yuan (zero rows left out).

    Sides: balance (debt at both ends, and plans not paid for), revenue, spending, lever. The
    opening debt, spending and levers, less the unfunded and the revenue, are the closing debt.
    """
    columns: dict[str, list[np.ndarray]] = {name: [] for name in ("adcode", "year", "side", "item", "yuan")}
    for year, account in years:
        for side, item, amount in _named_items(account):
            some = np.flatnonzero(amount)
            for name, value in (("year", year), ("side", side), ("item", item)):
                columns[name].append(np.full(len(some), value, object if isinstance(value, str) else np.int64))
            columns["adcode"].append(adcodes[some])
            columns["yuan"].append(amount[some] / FEN)
    return pd.DataFrame({
        name: np.concatenate(parts) if parts else np.empty(0, np.int64) for name, parts in columns.items()
    })  # fmt: skip


def _named_items(account: Account) -> Iterator[tuple[str, str, np.ndarray]]:
    yield "balance", "opening_debt", account.opening_debt
    for item, amount in account.revenue.items():
        yield "revenue", item, amount
    for item, amount in account.obligations.items():
        yield "spending", item, amount
    for item, amount in account.plans.items():
        yield "spending" if item in WORKS or item in PASSED_ON else "lever", item, amount
    yield "balance", "unfunded", account.unfunded
    yield "balance", "closing_debt", account.closing_debt


def _named_flows(flows: Flows, reclassified: np.ndarray) -> Iterator[tuple[str, str, str, np.ndarray]]:
    for start, origin in enumerate(PLACES):
        for end, destination in enumerate(PLACES):
            flow = "in_county_moves" if start < CITY and end < CITY else "departures" if start < CITY else "returns"
            if start >= CITY and end >= CITY:
                flow = "moves_outside"
            yield flow, origin, destination, flows.moves[:, start, end]
    for place, name in enumerate(PLACES):
        yield "births", "", name, flows.births[:, place]
        yield "deaths", name, "", flows.deaths[:, place]
        yield "in_migration", "elsewhere", name, flows.arrivals[:, place]
    yield "reclassification", "village", "town", reclassified
