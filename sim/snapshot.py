"""Families as they stand in one year, in a few bytes each: what a comparison needs to know of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from .state.attributes import live_rows, unit_of
from .state.households import (
    APART,
    EDUCATION_MASK,
    EDUCATION_SHIFT,
    EMPTY,
    FAMILY,
    HELD,
    IDLE,
    OWNER,
    RENTED_OUT,
    SEAT,
    SENIOR_HIGH,
    URBAN_HUKOU,
    HouseholdColumns,
    Households,
)
from .state.places import Places

# Where a family lives: village, town, seat, or outside the county (city or another province).
WHEREABOUTS = ("village", "town", "seat", "outside")
FAMILY_PLACE = np.array([0, 0, 1, 2, 2, 2, 3, 3], np.uint8)  # by alternative


class FamilyColumns(NamedTuple):
    """One entry a family, in the order of the model's rows."""

    id: np.ndarray  # uint64
    unit: np.ndarray  # uint16: 0-based among the simulated
    place: np.ndarray  # uint8: code of WHEREABOUTS
    members: np.ndarray  # uint8, those apart included
    decider_age: np.ndarray  # uint8: eldest under 60 who lives with the family, else the eldest
    pupils: np.ndarray  # uint8: members of 6-17 who live with the family
    elders: np.ndarray  # uint8: members of 65 and over who live with the family
    adults: np.ndarray  # uint8: members of 18-59
    schooled: np.ndarray  # uint8: of these, with senior high school or more
    land: np.ndarray  # uint16: contracted land held or let, hundredths of a mu
    land_is_rented: np.ndarray  # bool
    homestead_is_idle: np.ndarray  # bool
    urban_hukou: np.ndarray  # bool: registered urban in the county
    owner: np.ndarray  # bool: owns a home in town
    village_group: np.ndarray  # uint8: from the least to the most remote
    kilometres: np.ndarray  # float32: from the village to the county seat


class Observed(Protocol):
    """What is read of a model."""

    @property
    def year(self) -> int: ...
    @property
    def households(self) -> Households: ...
    @property
    def places(self) -> Places: ...


@dataclass(frozen=True)
class Snapshot:
    """The families of one arm in one year; `weight` (families,) are the real ones each stands for."""

    year: int
    columns: FamilyColumns
    weight: np.ndarray


def take_snapshot(model: Observed) -> Snapshot:
    """The families of a model as they stand now, in arrays of their own."""
    h = model.households.columns
    rows = live_rows(model.households)
    rows = rows[h.kind[rows] == FAMILY]
    unit = unit_of(model.households, rows)
    group = model.places.columns.village_group[unit, h.village[rows]]
    holds_land = np.isin(h.contract[rows], (HELD, RENTED_OUT))
    adult, schooled = _schooling(h, rows)
    columns = FamilyColumns(
        id=h.id[rows],
        unit=unit.astype(np.uint16),
        place=FAMILY_PLACE[h.alternative[rows]],
        members=_count(h.age[rows] != EMPTY),
        decider_age=deciding_ages(h.age[rows], h.trait[rows]),
        pupils=_with_family(h, rows, 6, 17),
        elders=_with_family(h, rows, 65, EMPTY - 1),
        adults=adult,
        schooled=schooled,
        land=np.where(holds_land, h.land[rows], 0).astype(np.uint16),
        land_is_rented=h.contract[rows] == RENTED_OUT,
        homestead_is_idle=h.homestead[rows] == IDLE,
        urban_hukou=h.hukou[rows] == URBAN_HUKOU,
        owner=h.tenure[rows] == OWNER,
        village_group=group.astype(np.uint8),
        kilometres=model.places.columns.distance[unit, group, SEAT].astype(np.float32),
    )
    return Snapshot(model.year, columns, model.households.weight[unit])


def deciding_ages(ages: np.ndarray, traits: np.ndarray) -> np.ndarray:
    """Age of each family's decision-maker, uint8; ages and traits are (families, SLOTS)."""
    there = np.where((ages == EMPTY) | (traits & APART != 0), 0, ages)
    deciding = np.where(there < 60, there, 0).max(axis=1)
    return np.where(deciding >= 16, deciding, there.max(axis=1)).astype(np.uint8)


def _with_family(h: HouseholdColumns, rows: np.ndarray, youngest: int, eldest: int) -> np.ndarray:
    ages = h.age[rows]
    return _count((ages >= youngest) & (ages <= eldest) & (h.trait[rows] & APART == 0))


def _schooling(h: HouseholdColumns, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    adult = (h.age[rows] >= 18) & (h.age[rows] < 60)
    education = (h.trait[rows] & EDUCATION_MASK) >> EDUCATION_SHIFT
    return _count(adult), _count(adult & (education >= SENIOR_HIGH))


def _count(members: np.ndarray) -> np.ndarray:
    return members.sum(axis=1).astype(np.uint8)
