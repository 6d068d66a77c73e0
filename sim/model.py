"""The model: its state, and what happens in a year, on one page."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from . import accounts, constraints, lever_costs, markets
from .initialisation.build import Population
from .initialisation.places import idle_share, service_demand
from .kernel.household_formation import form_households
from .kernel.population_year import live_a_year
from .kernel.residence_year import choose_residence, relocate
from .kernel.rights_year import decide_on_rights
from .kernel.stocktaking import arrive, take_stock
from .kernel.tallies import Flows, Stock, empty_count, empty_flows, empty_stock, of_unit, weighted
from .kernel.thinkers import Thinkers, room_for_thinkers
from .kernel.threads import Crew
from .offers import build_relocation_homes, develop_villages, set_offers
from .randomness import room_for_draws
from .region import Region
from .state.households import OLDEST, SLOTS, TOWN, VILLAGE
from .submodels import (
    BEFORE,
    LEVERS,
    demography,
    networks,
    policy,
    public_finance,
    public_services,
    reclassification,
    residence_choice,
    towns,
)
from .witness import Witness


@dataclass(frozen=True)
class Settings:
    """What a run is besides its scenario."""

    luck_seed: int = 1
    world_seed: int = 1
    threads: int = 0  # 0 = as many as the machine has

    @property
    def workers(self) -> int:
        """Threads to use."""
        return self.threads or os.cpu_count() or 1


class Model:
    """Households and places of the simulated units, moved on a year at a time by `step`.

    `calendar(year)` gives one record of every parameter and lever per unit, also of the years
    to come that households may expect (`policy.AHEAD`). The model works on a copy of the
    population, or on the population itself if it is to `own` it.
    """

    def __init__(
        self,
        region: Region,
        population: Population,
        calendar: Callable[[int], np.ndarray],
        settings: Settings | None = None,
        own: bool = False,
    ) -> None:
        self.settings = settings or Settings()
        self.luck, self.world = self.settings.luck_seed, self.settings.world_seed
        self.region = region
        self.calendar = calendar
        self.positions = population.positions
        self.adcodes = region.adcodes[population.positions]
        self.year = population.year
        self.base_year = population.year
        self.households = population.households if own else population.households.copy()
        self.places = population.places if own else population.places.copy()
        self._take_views()
        self.templates = population.templates
        self.pull_of_towns = population.places.columns.city_constant.copy()
        self.units = len(self.positions)
        largest_first = np.argsort(-self.households.used, kind="stable").tolist()
        self.crew = Crew(largest_first, self.settings.workers)
        self.flows = empty_flows(self.units)
        self.reclassified_this_year = np.zeros(self.units, np.int64)
        self.real: list[tuple[Stock | Flows, Stock | Flows]] = []
        self.values = calendar(self.year)
        self.take_stock()
        self.base_stock = self.stock
        self.land_returned = np.zeros(self.units, np.int64)  # to the collectives since the base year, 1/100 mu
        self.account_of_year = public_finance.opening(self.places.columns.debt.copy())
        self.new_homes = np.zeros((self.units, 5))
        self.rows = [self._row()]
        self.years_accounts: list[tuple[int, public_finance.Account]] = []
        self.years_flows: list[tuple[int, Flows, np.ndarray]] = []
        self.witness: Witness | None = None

    # --- the year on one page -------------------------------------------------------------

    def step(self) -> None:
        """One year, from 1 November to 1 November."""
        self.begin_year()
        self.put_levers_in_force()
        self.reclassify_villages()
        with self.crew.unit_by_unit():
            self.renew_population()
            self.choose_residence()
        with self.crew.unit_by_unit():
            self.relocate()
            self.decide_on_rights()
            self.receive_in_migrants()
            self.take_stock()
        self.clear_markets()
        self.crowd_services()
        self.update_villages()
        self.settle_public_finance()
        self.account()

    # --- its parts --------------------------------------------------------------------------

    def begin_year(self) -> None:
        """Turns the calendar; last year's stock and prices are what households see."""
        self.year += 1
        self.flows = empty_flows(self.units)
        self.unit_flows = [of_unit(self.flows, unit) for unit in range(self.units)]
        self.stock_before = self.stock
        self.real = [pair for pair in self.real if pair[0] is self.stock or pair[0] is self.base_stock]

    def put_levers_in_force(self) -> None:
        """Levers and parameters of the year for every unit, rates by age, and the pace of moves."""
        self.values = self.calendar(self.year)
        self.expected = policy.expected(self.calendar, self.year, [lever.name for lever in LEVERS])
        first = self.values[0]
        self.tables = demography.age_tables(
            first, self.year, residence_choice.reconsideration_shape(first), residence_choice.horizons(first)
        )
        places = self.places.columns
        develop_villages(places, self.values, self.region)
        village_families = self.stock_before.households[:, VILLAGE] * self.households.weight
        build_relocation_homes(places, self.values, village_families)
        set_offers(places, self.values, self.expected, self.region)
        places.city_constant[:] = self.pull_of_towns + self.values["town_trend"] * max(self.year - 2020, 0)
        self.pace = np.array([
            residence_choice.period_of(self.year, values["period_factor"], values["pause_stays"])
            for values in self.values
        ])  # fmt: skip

    def reclassify_villages(self) -> None:
        """Villages that become town without anyone moving, by last year's residents."""
        places = self.places.columns
        weight = self.households.weight
        due = reclassification.residents_due(self.values, self._residents(self.stock_before) * weight, self.year)
        places.reclassification_due[:] += due
        self.reclassified_this_year = np.zeros(self.units, np.int64)
        for unit in range(self.units):
            number = int(places.village_number[unit])
            residents = self.stock_before.village_residents[unit, :number] * weight[unit]
            flips, left = reclassification.villages_that_become_town(
                residents, places.reclassified[unit, :number], float(places.reclassification_due[unit])
            )
            places.reclassified[unit, :number][flips] = 1
            places.reclassification_due[unit] = left
            self.reclassified_this_year[unit] = residents[flips].sum()

    def renew_population(self) -> None:
        """Ageing, deaths, births, school stages, years of residence, partners, new households, the young."""

        most = int(self.households.used.max()) * 2 + SLOTS

        def unit_year(unit: int, words: np.ndarray, young: np.ndarray) -> None:
            rows, used = self.unit_rows[unit], int(self.households.used[unit])
            reclassified = self.places.columns.reclassified[unit]
            seekers, men, women = young[:2], young[2], young[3]
            found = np.zeros(2, np.int64)
            flows, values = self.unit_flows[unit], self.values[unit : unit + 1]
            live_a_year(
                rows, used, self.year, self.luck, self.tables, values, self.pace[unit],
                reclassified, flows, seekers, found, words,
            )
            self.households.used[unit] = form_households(
                rows, used, len(rows.id), self.year, self.luck, values, reclassified, flows, seekers,
                found, men, women, np.empty(OLDEST + 1, np.int64),
            )

        self.crew.each_unit(unit_year, lambda: room_for_draws(3), lambda: np.empty((4, most), np.int64))

    def choose_residence(self) -> None:
        """Who reconsiders, and which of the eight alternatives is chosen."""
        self.choices = [np.empty(0, np.uint8)] * self.units
        self.wanted = np.zeros((self.units, 5), np.int64)

        def unit_year(unit: int, words: np.ndarray, thinkers: Thinkers) -> None:
            used = int(self.households.used[unit])
            self.choices[unit] = np.empty(used, np.uint8)
            choose_residence(
                self.unit_rows[unit], used, self.year, self.luck, self.world, self.tables,
                self.unit_places[unit], self.expected[unit : unit + 1], self.pace[unit],
                self.places.columns.village_group[unit], self.choices[unit], self.wanted[unit],
                self.unit_flows[unit], words, thinkers,
            )

        self.crew.each_unit(unit_year, room_for_draws, room_for_thinkers)

    def relocate(self) -> None:
        """Full places are rationed by luck; everyone who is placed moves."""
        if self.witness:
            self.witness.choices_made(self)

        def unit_year(unit: int, thinkers: Thinkers) -> None:
            relocate(
                self.unit_rows[unit], int(self.households.used[unit]), self.year, self.luck, self.world,
                self.tables.horizon,
                self.unit_places[unit], self.expected[unit : unit + 1], self.places.columns.village_group[unit],
                self.places.columns.reclassified[unit], self.choices[unit], self.wanted[unit],
                self.stock_before.households[unit], float(self.households.weight[unit]), self.unit_flows[unit],
                thinkers, np.empty(5),
            )

        self.crew.each_unit(unit_year, room_for_thinkers)

    def decide_on_rights(self) -> None:
        """Conversion, contracted land, homestead, savings and buying a home."""

        def unit_year(unit: int, words: np.ndarray) -> None:
            decide_on_rights(
                self.unit_rows[unit], int(self.households.used[unit]), self.year, self.luck, self.world,
                self.unit_places[unit], self.values[unit : unit + 1], self.unit_flows[unit], words,
                np.empty(5),
            )

        self.crew.each_unit(unit_year, room_for_draws)

    def receive_in_migrants(self) -> None:
        """Arrivals from other counties and provinces, the same in every scenario."""

        def unit_year(unit: int) -> None:
            rows, templates = self.unit_rows[unit], self.templates[unit]
            self.households.used[unit] = arrive(
                rows, int(self.households.used[unit]), len(rows.id), self.year, self.luck,
                float(self.values["in_migration_rate"][unit] * self.pace[unit]), templates.rows, templates.age,
                    templates.trait,
                self.places.columns.reclassified[unit], self.unit_flows[unit],
            )

        self.crew.each_unit(unit_year)

    def take_stock(self) -> None:
        """Counts who and what is where."""
        self.stock = empty_stock(self.units, self.places.columns.reclassified.shape[1])

        def unit_year(unit: int) -> None:
            take_stock(
                self.unit_rows[unit], int(self.households.used[unit]),
                self.places.columns.village_group[unit], self.places.columns.reclassified[unit],
                of_unit(self.stock, unit), empty_count(),
            )

        self.crew.each_unit(unit_year)

    def clear_markets(self) -> None:
        """House prices and building, the rent of land, wages and employment: what next year's households will see."""
        places, base = self.places.columns, self._in_real_numbers(self.base_stock)
        before, now = (self._seen_by("feedback_housing", stock) for stock in (self.stock_before, self.stock))
        self.new_homes = markets.clear_housing(places, self.values, before, now)
        markets.clear_land_rental(places, self.values, base, self._seen_by("feedback_land_rental", self.stock))
        markets.clear_labour(places, self.values, base, self._seen_by("feedback_labour", self.stock))

    def crowd_services(self) -> None:
        """Demand for the four services against capacity; investment follows."""
        places = self.places.columns
        stock = self._seen_by("feedback_crowding", self.stock)
        large_towns = towns.capacity_factor(self.values, places.town_number, stock.persons[:, TOWN].sum(axis=1))
        places.crowding[:], places.capacity[:] = public_services.crowding(
            self.values, service_demand(stock), places.capacity, large_towns, places.service_pace,
            places.bonus_capacity,
        )

    def update_villages(self) -> None:
        """Networks, empty homes and village services."""
        places = self.places.columns
        known = self._seen_by("feedback_networks", self.stock)
        places.network[:] = networks.updated(self.values, places.network, known.group_members)
        seen = self._seen_by("feedback_villages", self.stock)
        places.empty_homes[:] = idle_share(seen)
        now = seen.group_members[..., VILLAGE] / self.households.weight[:, None]
        base = np.maximum(self.base_stock.group_members[..., VILLAGE], 1)
        places.schools_open[:] = public_services.village_services(self.values, now / base)

    def settle_public_finance(self) -> None:
        """What the year cost the county and brought in, its debt, and what is left for next year's capacity."""
        places = self.places.columns
        stock, flows = self._in_real_numbers(self.stock), self._in_real_numbers(self.flows)
        heads = accounts.cost_bases(stock, flows, service_demand(stock), places)
        costs = lever_costs.costs_of(self.values, BEFORE, heads)
        account = public_finance.settle(
            self.values, heads, costs, self.new_homes, places.house_price, places.debt
        )
        places.debt[:] = account.closing_debt
        places.service_pace[:] = public_finance.capacity_pace(self.values, account)
        places.bonus_capacity[:] = public_finance.capacity_from_bonus(
            self.values, account, heads["urban_residents"]
        )
        self.account_of_year = account
        self.years_accounts.append((self.year, account))

    def account(self) -> None:
        """Indicators and flows of the year; a broken constraint stops the run."""
        self.land_returned = self.land_returned + self.flows.land_lapsed + self.flows.rights_given_up[:, 0]
        constraints.check(
            self.year, self.adcodes, self.base_stock, self.stock_before, self.stock, self.flows, self.land_returned
        )
        self.rows.append(self._row())
        flows = self._in_real_numbers(self.flows)
        self.years_flows.append((self.year, flows, self.reclassified_this_year))
        if self.witness:
            self.witness.year_over(self)

    # --- reading it ---------------------------------------------------------------------------

    def indicators(self) -> pd.DataFrame:
        """Counts and means of every unit and year so far."""
        return accounts.rows(self.rows)

    def flow_table(self) -> pd.DataFrame:
        """Persons moved by unit, year, flow, origin and destination so far."""
        return accounts.flow_rows(self.adcodes, self.years_flows)

    def finance_table(self) -> pd.DataFrame:
        """Yuan by unit, year and item of the county's account so far."""
        return accounts.finance_rows(self.adcodes, self.years_accounts)

    def copy(self) -> Model:
        """An independent model in the same state."""
        twin = object.__new__(Model)
        twin.__dict__.update(self.__dict__)
        twin.households = self.households.copy(each_unit=self.crew.each_unit)
        twin.places = self.places.copy()
        twin._take_views()
        twin.real = list(self.real)
        twin.rows, twin.years_flows = list(self.rows), list(self.years_flows)
        twin.years_accounts = list(self.years_accounts)
        twin.witness = self.witness.copy() if self.witness else None
        return twin

    # --- helpers --------------------------------------------------------------------------------

    def _take_views(self) -> None:
        """Every unit's rows and places, as the loops of the year are handed them."""
        self.unit_rows = [self.households.of_unit(unit) for unit in range(len(self.positions))]
        self.unit_places = [self.places.of_unit(unit) for unit in range(len(self.positions))]

    def _seen_by(self, feedback: str, stock: Stock) -> Stock:
        """The stock as a feedback sees it, in real persons: the base year's where the feedback is switched off."""
        now = self._in_real_numbers(stock)
        on = self.values[feedback]
        if (on == 1.0).all():
            return now
        base = self._in_real_numbers(self.base_stock)
        return Stock(*(
            then + on.reshape((-1,) + (1,) * (then.ndim - 1)) * (today - then)
            for then, today in zip(base, now, strict=True)
        ))

    def _in_real_numbers(self, tally):
        """This year's flows or stock, or last year's stock, weighted; worked out once, when all is counted."""
        for known, real in self.real:
            if known is tally:
                return real
        self.real.append((tally, weighted(tally, self.households.weight)))
        return self.real[-1][1]

    @staticmethod
    def _residents(stock) -> np.ndarray:
        return stock.persons[:, :3].sum(axis=(1, 2))

    def _row(self) -> dict[str, np.ndarray]:
        flows = self._in_real_numbers(self.flows)
        return accounts.unit_columns(
            self.year, self.adcodes, self._in_real_numbers(self.stock), flows,
            self.reclassified_this_year, self.places.columns, self.values,
            accounts.money_columns(self.account_of_year, flows, self.values),
        )
