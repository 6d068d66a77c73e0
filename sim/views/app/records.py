"""What is kept of a year, so that finished years can be looked at while the run goes on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ... import accounts
from ...kernel.tallies import weighted
from ...mesa_model import XianchengModel
from ...snapshot import FAMILY_PLACE, WHEREABOUTS, deciding_ages
from ...state.households import EDUCATION_MASK, EDUCATION_SHIFT, EMPTY, FAMILY, SEAT, SENIOR_HIGH
from ...state.places import VILLAGE_GROUPS

# Families by where they lived a year ago and live now (codes of `snapshot.WHEREABOUTS`).
MOVER_GROUPS = ("to_town", "away", "back", "stayed")
# Means but the first; those of working age, 18 to 59, who finished senior high school; land in mu.
MOVER_TRAITS = ("families", "decider_age", "schooled", "members", "land")
_VILLAGE, _TOWN, _SEAT, _OUTSIDE = range(len(WHEREABOUTS))
_NOWHERE = 255


@dataclass(frozen=True)
class Villages:
    """The village groups of every unit, from the least to the most remote; each (units, 8)."""

    number: np.ndarray
    residents: np.ndarray
    kilometres: np.ndarray
    empty_homes: np.ndarray
    schools_open: np.ndarray


@dataclass(frozen=True)
class YearRecord:
    """One year of one run: everything the page shows of it."""

    year: int
    summary: pd.Series  # every indicator, all units together
    counties: pd.DataFrame  # every indicator, a row a unit
    flows: pd.DataFrame  # as `accounts.flow_rows`, of this year
    villages: Villages
    crowding: np.ndarray  # (units, 5, 4): demand / capacity
    house_price: np.ndarray  # (units, 5): yuan per square metre
    movers: np.ndarray  # (units, MOVER_GROUPS, MOVER_TRAITS); NaN where nobody did


@dataclass
class Recorder:
    """Writes down the years of one model; remembers where families lived a year ago."""

    places: np.ndarray | None = None

    def copy(self) -> Recorder:
        """One that goes on by itself; the places are replaced, never changed."""
        return Recorder(self.places)

    def record(self, model: XianchengModel) -> YearRecord:
        """The year the model has reached."""
        engine = model.engine
        before, self.places = self.places, self._places(model)
        return YearRecord(
            year=engine.year,
            summary=model.summary().iloc[0],
            counties=model.county_table(),
            flows=accounts.flow_rows(engine.adcodes, engine.years_flows[-1:]),
            villages=_villages(model),
            crowding=engine.places.columns.crowding.copy(),
            house_price=engine.places.columns.house_price.copy(),
            movers=_movers(model, before, self.places),
        )

    @staticmethod
    def _places(model: XianchengModel) -> np.ndarray:
        """Where the family of every row lives, a code of WHEREABOUTS; _NOWHERE where there is none."""
        columns = model.engine.households.columns
        return np.where(columns.kind == FAMILY, FAMILY_PLACE[columns.alternative], _NOWHERE).astype(np.uint8)


def _villages(model: XianchengModel) -> Villages:
    engine = model.engine
    places, units = engine.places.columns, engine.units
    groups = places.village_group
    there = np.arange(groups.shape[1]) < places.village_number[:, None]
    unit = np.broadcast_to(np.arange(units)[:, None], groups.shape)
    cells = (unit * VILLAGE_GROUPS + groups)[there]
    residents = weighted(engine.stock, engine.households.weight).village_residents

    def added(values: np.ndarray) -> np.ndarray:
        return np.bincount(cells, values[there], units * VILLAGE_GROUPS).reshape(units, VILLAGE_GROUPS)

    return Villages(
        number=added(np.ones(groups.shape)), residents=added(residents[:, : groups.shape[1]]),
        kilometres=places.distance[:, :, SEAT].copy(), empty_homes=places.empty_homes.copy(),
        schools_open=places.schools_open.copy(),
    )  # fmt: skip


def _movers(model: XianchengModel, before: np.ndarray | None, now: np.ndarray) -> np.ndarray:
    """Who moved in the year: families of each group and their mean traits, by unit."""
    engine = model.engine
    units = engine.units
    found = np.full((units, len(MOVER_GROUPS), len(MOVER_TRAITS)), np.nan)
    if before is None:
        return found
    inside, was_inside = (now == _TOWN) | (now == _SEAT), before < _OUTSIDE
    sets = (
        (before == _VILLAGE) & inside,
        was_inside & (now == _OUTSIDE),
        (before == _OUTSIDE) & (now < _OUTSIDE),
        (before == _VILLAGE) & (now == _VILLAGE),
    )
    columns, weight = engine.households.columns, engine.households.weight
    for group, chosen in enumerate(sets):
        rows = np.flatnonzero(chosen)
        unit = np.searchsorted(engine.households.first, rows, side="right") - 1
        number = np.bincount(unit, minlength=units)
        age, trait = columns.age[rows], columns.trait[rows]
        adult = (age >= 18) & (age < 60)
        schooled = adult & ((trait & EDUCATION_MASK) >> EDUCATION_SHIFT >= SENIOR_HIGH)
        adults = np.bincount(unit, adult.sum(axis=1), units)
        with np.errstate(invalid="ignore", divide="ignore"):
            found[:, group, 0] = number * weight
            found[:, group, 1] = np.bincount(unit, deciding_ages(age, trait), units) / number
            found[:, group, 2] = np.bincount(unit, schooled.sum(axis=1), units) / adults
            found[:, group, 3] = np.bincount(unit, (age != EMPTY).sum(axis=1), units) / number
            found[:, group, 4] = np.bincount(unit, columns.land[rows] / 100, units) / number
    return found
