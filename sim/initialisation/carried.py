"""What a census does not record, carried over from the run that led up to it.

A cross-section does not say how long people have lived where they are, which ages are
away, or how much land is let. For 2010 these are declared assumptions; for 2020 they are
drawn from the 2010-2020 run, whose summary ships beside the region's data, so that moves
do not jump in the base year.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..compiled import loop
from ..randomness import POPULATION, uniform
from ..state.households import (
    CITY,
    COLLECTIVE,
    EMPTY,
    FAMILY,
    FEMALE,
    HELD,
    IN_CITY,
    IN_OTHER_PROVINCE,
    OLDEST,
    PLACE_MASK,
    PLACE_SHIFT,
    RENTED_OUT,
    URBAN_HUKOU,
    Households,
)
from .draws import luck_of

YEARS = 41  # years of residence are summarised 0 to 40 and over
GUIDES = 256  # steps of the table that says where to begin looking for a number of years


@dataclass(frozen=True)
class Carried:
    """Summaries of a run at a base year; None where only assumptions are at hand.

    `away_share` (2, 101): share of registered persons away by sex and age. `years`
    (8, 41): cumulative distribution of years of residence by alternative. `rented`: share
    of contracted land rented out. `in_province`: share of families wholly away who live in
    the province.
    """

    away_share: np.ndarray | None = None
    years: np.ndarray | None = None
    rented: float | None = None
    in_province: float | None = None

    def rented_share(self, values: np.void) -> float:
        """Share of contracted land rented out in the base year."""
        return float(values["land_rented_share_base"]) if self.rented is None else self.rented

    def in_province_share(self, values: np.void) -> float:
        """Share of families wholly away who live in the province."""
        return float(values["in_province_share"]) if self.in_province is None else self.in_province

    def settle_years(self, h, used: int, seed: int) -> None:
        """Draws years of residence from the run's distribution, where there is one."""
        if self.years is not None:
            steps = np.arange(GUIDES) / GUIDES
            guide = np.stack([np.searchsorted(cumulative, steps) for cumulative in self.years]).astype(np.uint8)
            _settle_years(h, luck_of(h.id[:used], seed, POPULATION + 62)[0], self.years, guide)


@loop
def _settle_years(h, luck, cumulative, guide):
    for i in range(len(luck)):
        if h.kind[i] == COLLECTIVE:
            continue
        u = uniform(luck[i])
        years = np.int64(guide[h.alternative[i], int(u * GUIDES)])
        while years < cumulative.shape[1] - 1 and cumulative[h.alternative[i], years] < u:
            years += 1
        h.years[i] = min(years, h.age[i, 0])


def load_carried(folder: Path, year: int) -> Carried:
    """The summary shipped for a base year, or an empty one."""
    path = folder / f"carried_{year}.json"
    if not path.exists():
        return Carried()
    content = json.loads(path.read_text(encoding="utf-8"))
    return Carried(np.array(content["away_share"]), np.array(content["years"]), float(content["rented"]),
                   float(content["in_province"]))


def summarise_run(households: Households) -> dict[str, Any]:
    """The summary of a run's last state that a later base year draws on."""
    columns = households.columns
    weights = np.concatenate([
        np.where(np.arange(room) < used, weight, 0)
        for room, used, weight in zip(
            np.diff(households.first), households.used, households.weight, strict=True
        )
    ])  # fmt: skip
    family = (columns.kind == FAMILY) & (columns.hukou <= URBAN_HUKOU)
    weights = np.where(family, weights, 0)
    present = columns.age != EMPTY
    sex = columns.trait & FEMALE
    away = ((columns.trait & PLACE_MASK) >> PLACE_SHIFT) >= CITY
    everyone, gone = np.zeros((2, OLDEST + 1)), np.zeros((2, OLDEST + 1))
    by_member = np.broadcast_to(weights[:, None], present.shape)
    where = present & (by_member > 0)
    np.add.at(everyone, (sex[where], columns.age[where]), by_member[where])
    np.add.at(gone, (sex[where & away], columns.age[where & away]), by_member[where & away])
    years = np.zeros((8, YEARS))
    np.add.at(years, (columns.alternative, np.minimum(columns.years, YEARS - 1)), weights)
    cumulative = np.cumsum(years, axis=1) / np.maximum(years.sum(axis=1, keepdims=True), 1)
    city, other = (weights[columns.alternative == place].sum() for place in (IN_CITY, IN_OTHER_PROVINCE))
    land = np.bincount(columns.contract, weights=weights * columns.land, minlength=5)
    return {
        "away_share": np.round(gone / np.maximum(everyone, 1), 5).tolist(),
        "years": np.round(cumulative, 5).tolist(),
        "in_province": round(float(city / (city + other)), 5),
        "rented": round(float(land[RENTED_OUT] / (land[HELD] + land[RENTED_OUT])), 5),
    }
