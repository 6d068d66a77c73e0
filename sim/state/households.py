"""The household table: one array per attribute, one row per registered family or collective household.

A row is a registered (hukou) family with a joint budget whose members may live in
different places, or a collective household whose residents have a fixed place. The rows
of a unit lie together, with room behind them for the households formed in the run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

# Members of a household have slots; an empty slot has this age.
SLOTS = 8
EMPTY = 255
OLDEST = 100

# Places a member can live in.
VILLAGE, TOWN, SEAT, CITY, OTHER_PROVINCE = range(5)
PLACES = ("village", "town", "seat", "city", "other_province")

# The eight alternatives a household chooses among (who lives where: `submodels/residence_choice.py`).
(
    IN_VILLAGE,
    IN_VILLAGE_WORKERS_AWAY,
    IN_TOWN,
    IN_SEAT,
    IN_SEAT_FOR_SCHOOL,
    IN_SEAT_WORKERS_AWAY,
    IN_CITY,
    IN_OTHER_PROVINCE,
) = range(8)
ALTERNATIVES = (
    "village",
    "village_workers_away",
    "town",
    "seat",
    "seat_for_school",
    "seat_workers_away",
    "city",
    "other_province",
)

# Kinds of row.
VACANT, FAMILY, COLLECTIVE = range(3)

# Hukou of the household. Those of the county count as registered here.
RURAL_HUKOU, URBAN_HUKOU, HUKOU_IN_PROVINCE, HUKOU_OTHER_PROVINCE, HUKOU_MOVED_TO_CITY = range(5)

# What a household has done with a right.
NO_RIGHT, HELD, RENTED_OUT, GIVEN_UP, SOLD = range(5)
# A homestead that is held but empty.
IDLE = 5

# Tenure in town.
NO_TOWN_HOME, RENTING, OWNER = range(3)

# Bits of a member's traits.
FEMALE = 0x01
PLACE_SHIFT = 1
PLACE_MASK = 0x0E
EDUCATION_SHIFT = 4
EDUCATION_MASK = 0x30
PARTNERED = 0x40
APART = 0x80  # lives where she chose alone, not where the household's alternative puts her

# Education reached.
PRIMARY, JUNIOR_HIGH, SENIOR_HIGH, COLLEGE = range(4)


class HouseholdColumns(NamedTuple):
    """The arrays of all rows, or of one unit's rows (views)."""

    id: np.ndarray  # uint64: stable identity; derived from parent and year for those formed in the run
    kind: np.ndarray  # uint8: VACANT, FAMILY or COLLECTIVE
    age: np.ndarray  # uint8 (rows, SLOTS): completed years, EMPTY behind the last member
    trait: np.ndarray  # uint8 (rows, SLOTS): sex, place, education, partnered, apart
    alternative: np.ndarray  # uint8: where the household lives
    village: np.ndarray  # uint16: home village, numbered within the unit from the least to the most remote
    village_origin: np.ndarray  # uint8: 1 if the family is, or was in the base year, of a village
    hukou: np.ndarray  # uint8
    years: np.ndarray  # uint8: years of residence where the family lives, at most 255
    land: np.ndarray  # uint16: contracted land, hundredths of a mu
    contract: np.ndarray  # uint8: what is done with it
    homestead: np.ndarray  # uint8: what is done with the homestead
    collective: np.ndarray  # uint8: what is done with the share in the collective
    tenure: np.ndarray  # uint8: home in town
    savings: np.ndarray  # float32: yuan; below 0 a loan
    events: np.ndarray  # uint16: what happened this year (bits in `submodels/residence_choice.py`)


COLUMN_TYPES: dict[str, tuple[np.dtype, bool]] = {
    "id": (np.dtype(np.uint64), False),
    "kind": (np.dtype(np.uint8), False),
    "age": (np.dtype(np.uint8), True),
    "trait": (np.dtype(np.uint8), True),
    "alternative": (np.dtype(np.uint8), False),
    "village": (np.dtype(np.uint16), False),
    "village_origin": (np.dtype(np.uint8), False),
    "hukou": (np.dtype(np.uint8), False),
    "years": (np.dtype(np.uint8), False),
    "land": (np.dtype(np.uint16), False),
    "contract": (np.dtype(np.uint8), False),
    "homestead": (np.dtype(np.uint8), False),
    "collective": (np.dtype(np.uint8), False),
    "tenure": (np.dtype(np.uint8), False),
    "savings": (np.dtype(np.float32), False),
    "events": (np.dtype(np.uint16), False),
}


def empty_columns(rows: int) -> HouseholdColumns:
    """Columns of `rows` vacant rows."""
    arrays = {
        name: np.zeros((rows, SLOTS) if by_member else rows, dtype)
        for name, (dtype, by_member) in COLUMN_TYPES.items()
    }
    return HouseholdColumns(**arrays)


@dataclass(frozen=True)
class Households:
    """All households of the simulated units.

    `first` (units + 1) gives each unit's span of rows, `used` (units) how many of them
    have ever held a household, `weight` (units) how many households of the real county
    one row stands for.
    """

    columns: HouseholdColumns
    first: np.ndarray
    used: np.ndarray
    weight: np.ndarray

    @property
    def units(self) -> int:
        """How many units there are."""
        return len(self.used)

    def of_unit(self, unit: int) -> HouseholdColumns:
        """Views on the whole span of one unit, room for new households included."""
        span = slice(int(self.first[unit]), int(self.first[unit + 1]))
        return HouseholdColumns(*(array[span] for array in self.columns))

    def used_rows(self, unit: int) -> HouseholdColumns:
        """Views on the rows of one unit that have ever held a household."""
        span = slice(int(self.first[unit]), int(self.first[unit] + self.used[unit]))
        return HouseholdColumns(*(array[span] for array in self.columns))

    def copy(
        self, over: Households | None = None, each_unit: Callable[[Callable[[int], None]], None] | None = None
    ) -> Households:
        """An independent copy of the state; rows never used are left untouched, so they take no memory.

        An earlier copy that nobody needs may be written `over`: memory that is in use already is faster.
        `each_unit(task)` does a task for every unit, if need be several at once.
        """
        columns = empty_columns(len(self.columns.kind)) if over is None else over.columns
        twin = replace(self, columns=columns, used=self.used.copy())

        def copy_unit(unit: int) -> None:
            for target, source in zip(twin.used_rows(unit), self.used_rows(unit), strict=True):
                target[:] = source

        if each_unit is None:
            for unit in range(self.units):
                copy_unit(unit)
        else:
            each_unit(copy_unit)
        return twin
