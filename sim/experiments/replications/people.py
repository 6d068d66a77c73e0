"""Members of the families of a model in one year, as flat tables to measure on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...model import Model
from ...state.attributes import live_rows, unit_of
from ...state.households import (
    CITY,
    EMPTY,
    FAMILY,
    HUKOU_IN_PROVINCE,
    HUKOU_OTHER_PROVINCE,
    PLACE_MASK,
    PLACE_SHIFT,
    HouseholdColumns,
)

WORKING = (16, 50)  # the ages of Giles and Mu


class Families(NamedTuple):
    """Families registered here or once registered here, one entry each; members as (families, slots)."""

    unit: np.ndarray
    weight: np.ndarray
    village_origin: np.ndarray
    hukou: np.ndarray
    contract: np.ndarray
    alternative: np.ndarray
    land: np.ndarray
    age: np.ndarray  # 255 where there is no member
    place: np.ndarray

    @property
    def outside(self) -> np.ndarray:
        """Which members live beyond the county, bool (families, slots)."""
        return (self.place >= CITY) & (self.age != EMPTY)

    def aged(self, youngest: int, oldest: int) -> np.ndarray:
        """Which members are of these ages, bool (families, slots)."""
        return (self.age >= youngest) & (self.age <= oldest) & (self.age != EMPTY)

    def chosen(self, which: np.ndarray) -> Families:
        """Some of the families."""
        return Families(*(column[which] for column in self))


def families(model: Model) -> Families:
    """The families of a model now; in-migrants from other counties are left out."""
    h: HouseholdColumns = model.households.columns
    rows = live_rows(model.households)
    at_home = ~np.isin(h.hukou[rows], (HUKOU_IN_PROVINCE, HUKOU_OTHER_PROVINCE))
    rows = rows[(h.kind[rows] == FAMILY) & at_home]
    unit = unit_of(model.households, rows)
    return Families(
        unit, model.households.weight[unit].astype(float), h.village_origin[rows] == 1, h.hukou[rows],
        h.contract[rows], h.alternative[rows], h.land[rows].astype(float), h.age[rows],
        (h.trait[rows] & PLACE_MASK) >> PLACE_SHIFT,
    )  # fmt: skip


def share(which: np.ndarray, among: np.ndarray, weight: np.ndarray) -> float:
    """Weighted share of the members in `among` who are in `which`, both (families, slots)."""
    return float(((which & among).sum(axis=1) @ weight) / (among.sum(axis=1) @ weight))
