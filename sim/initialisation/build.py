"""The population and places of the simulated units in a base year: built once, copied by every run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ..kernel.stocktaking import take_stock
from ..kernel.tallies import empty_count, empty_stock, of_unit, weighted
from ..kernel.threads import each_unit
from ..region import DATA, Region
from ..state.households import FAMILY, HUKOU_IN_PROVINCE, HouseholdColumns, Households, empty_columns
from ..state.places import VILLAGE_GROUPS, Places
from .carried import load_carried
from .draft import Draft
from .places import base_places
from .population import Margins, draft_unit, household_weight, sample, unit_margins
from .rights import settle_rights

# Room behind a unit's rows for households formed and arriving, per year of the run.
ROOM_PER_YEAR = 0.035

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


def build_population(
    region: Region, values: np.ndarray, *, year: int, scale: float = 1.0, world_seed: int = 1,
    positions: np.ndarray | None = None, last_year: int = 2035, threads: int = 1,
) -> Population:
    """Households and places of the units at `positions` in a base year.

    `values` holds one record of every parameter per unit of the region. Deterministic in
    the world seed.
    """
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
    room = (used * (1 + ROOM_PER_YEAR * (last_year - year)) + 64).astype(np.int64)
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
    places = base_places(region, chosen, year, values[chosen], weighted(stock, weights), villages)
    return Population(year, chosen, margins, households, places, [t for t in templates if t is not None])


def _templates(rows: HouseholdColumns) -> Templates:
    chosen = np.flatnonzero((rows.hukou >= HUKOU_IN_PROVINCE) & (rows.kind == FAMILY))
    records = np.zeros(len(chosen), TEMPLATE)
    for name in TEMPLATE.names or ():
        records[name] = getattr(rows, name)[chosen]
    return Templates(records, rows.age[chosen], rows.trait[chosen])
