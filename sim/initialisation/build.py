"""The population and places of the simulated units in a base year: built once, copied by every run.

Households are made of a few parameters (`MADE_OF`) and see no others, so that runs which differ
in any other start from the same ones; places are cheap, and made of every parameter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..kernel.stocktaking import take_stock
from ..kernel.tallies import Stock, empty_count, empty_stock, of_unit, weighted
from ..kernel.threads import each_unit
from ..region import DATA, Region
from ..state.households import FAMILY, HUKOU_IN_PROVINCE, HouseholdColumns, Households, empty_columns
from ..state.places import VILLAGE_GROUPS, Places
from .carried import load_carried
from .draft import Draft
from .places import base_places
from .population import Margins, draft_unit, household_weight, sample, unit_margins
from .rights import settle_rights

# Room behind a unit's rows for households formed and arriving, per year of the run. The young cohorts
# of 2010 are large: some units then form 8 % of their rows a year, none after 2020 as many as 3 %.
ROOM_PER_YEAR = 0.035
ROOM_PER_YEAR_BEFORE_2020 = 0.12

# Every parameter the households of a base year are made of.
MADE_OF = (
    "seat_share", "seat_share_per_town", "collective_urban_share", "grandparent_families", "in_migrants_urban_share",
    "urban_hukou_in_town", "urban_hukou_shift", "away_children", "away_peak", "away_peak_age", "away_decline",
    "workers_away_share", "in_province_share", "partnership_age_male", "partnership_age_female",
    "partnership_age_spread", "partnership_ever", "land_rented_share_base",
    "land_per_registered_member", "homestead_held_elsewhere", "owner_share_base",
)  # fmt: skip
MADE_OF_RECORD = np.dtype([(name, np.float64) for name in MADE_OF])

TEMPLATE = np.dtype([("village", np.uint16), ("alternative", np.uint8), ("hukou", np.uint8)])


class Templates(NamedTuple):
    """In-migrant households of the base year, which later arrivals are like."""

    rows: np.ndarray  # TEMPLATE records
    age: np.ndarray  # uint8 (rows, 8)
    trait: np.ndarray  # uint8 (rows, 8)


@dataclass(frozen=True)
class Population:
    """The state of the simulated units at the base year."""

    year: int
    positions: np.ndarray
    margins: list[Margins]
    households: Households
    places: Places
    templates: list[Templates]

    @property
    def represented(self) -> int:
        """Households of the real counties the rows stand for."""
        kinds = self.households.columns.kind
        return sum(
            int((kinds[first : first + used] == FAMILY).sum() * weight)
            for first, used, weight in zip(
                self.households.first, self.households.used, self.households.weight, strict=False
            )
        )


@dataclass(frozen=True)
class BaseHouseholds:
    """The households of the simulated units in the base year, before they have places; never changed."""

    year: int
    positions: np.ndarray
    margins: list[Margins]
    households: Households
    templates: list[Templates]
    stock: Stock  # in real persons, households and land

    def in_places(self, region: Region, values: np.ndarray) -> Population:
        """The same households in the places that `values`, one record per unit of the region, make."""
        villages = np.array([margins.villages for margins in self.margins])
        places = base_places(region, self.positions, self.year, values[self.positions], self.stock, villages)
        return Population(self.year, self.positions, self.margins, self.households, places, self.templates)


def build_population(
    region: Region, values: np.ndarray, *, year: int, scale: float = 1.0, world_seed: int = 1,
    positions: np.ndarray | None = None, last_year: int = 2035, threads: int = 1,
) -> Population:
    """Households and places of the units at `positions` in a base year.

    `values` holds one record of every parameter per unit of the region. Deterministic in
    the world seed.
    """
    households = build_households(
        region, made_of(values), year=year, scale=scale, world_seed=world_seed, positions=positions,
        last_year=last_year, threads=threads,
    )
    return households.in_places(region, values)


def made_of(values: np.ndarray) -> np.ndarray:
    """The part of every unit's record that households are made of, MADE_OF_RECORD (units,)."""
    records = np.empty(len(values), MADE_OF_RECORD)
    for name in MADE_OF:
        records[name] = values[name]
    return records


def build_households(
    region: Region, values: np.ndarray, *, year: int, scale: float, world_seed: int,
    positions: np.ndarray | None, last_year: int, threads: int,
) -> BaseHouseholds:
    """The households of the units at `positions`; `values` are their MADE_OF_RECORD, one per unit of the region."""
    margins = unit_margins(region, year, values)
    chosen = np.arange(len(margins)) if positions is None else np.asarray(positions)
    carried = load_carried(DATA / region.name, year)
    drafts: list[Draft | None] = [None] * len(chosen)
    weights = np.ones(len(chosen), np.int64)
    largest_first = np.argsort([-margins[int(unit)].persons.sum() for unit in chosen], kind="stable").tolist()

    def form(k: int) -> None:
        unit = int(chosen[k])
        whole = draft_unit(margins[unit], values[unit], world_seed, carried)
        weights[k] = household_weight(int((whole.kind == FAMILY).sum()), scale)
        drafts[k] = sample(whole, int(weights[k]))

    each_unit(form, largest_first, threads)

    used = np.array([len(draft.id) for draft in drafts if draft is not None], np.int64)
    a_year = ROOM_PER_YEAR_BEFORE_2020 if year < 2020 else ROOM_PER_YEAR
    room = (used * (1 + a_year * (last_year - year)) + 64).astype(np.int64)
    first = np.concatenate([[0], np.cumsum(room)])
    households = Households(empty_columns(int(first[-1])), first, used, weights)
    villages = np.array([m.villages for m in margins])
    most_villages = int(villages[chosen].max())
    stock = empty_stock(len(chosen), most_villages)
    no_village = np.zeros(most_villages, np.uint8)
    templates: list[Templates | None] = [None] * len(chosen)

    def settle(k: int) -> None:
        unit, number = int(chosen[k]), int(used[k])
        draft, drafts[k] = drafts[k], None
        rows = households.of_unit(k)
        assert draft is not None
        draft.write(rows)
        settle_rights(rows, number, world_seed, values[unit], carried.rented_share(values[unit]))
        carried.settle_years(rows, number, world_seed)
        groups = (np.arange(most_villages) * VILLAGE_GROUPS // villages[unit]).clip(0, VILLAGE_GROUPS - 1)
        take_stock(rows, number, groups.astype(np.uint8), no_village, of_unit(stock, k), empty_count())
        templates[k] = _templates(households.used_rows(k))

    each_unit(settle, largest_first, threads)
    found = [each for each in templates if each is not None]
    return BaseHouseholds(year, chosen, margins, households, found, weighted(stock, weights))


def _templates(rows: HouseholdColumns) -> Templates:
    chosen = np.flatnonzero((rows.hukou >= HUKOU_IN_PROVINCE) & (rows.kind == FAMILY))
    records = np.zeros(len(chosen), TEMPLATE)
    for name in TEMPLATE.names or ():
        records[name] = getattr(rows, name)[chosen]
    return Templates(records, rows.age.take(chosen, axis=0), rows.trait.take(chosen, axis=0))
