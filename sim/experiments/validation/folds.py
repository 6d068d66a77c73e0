"""Which prefectures are held out, one at a time, and which five stay sealed.

A unit is always predicted from other prefectures. Five prefectures are not opened at all:
their outcomes of 2020 enter no fit and no score here until a release opens them, so that
one test remains that nobody could have tuned for.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from ...region import Region

# The date of the Decision. Anyone can draw the five again from it and the prefectures' names.
SEED = 20231120
SEALED = 5
# Units here are discussed by name as outliers wherever the data are described: no longer unseen.
DISCUSSED = ("Ya'an", "Chengdu", "Nanchong", "Meishan", "Liangshan")


@dataclass(frozen=True)
class Fold:
    """One prefecture held out: positions that are predicted, and those the prediction may learn from."""

    prefecture: str
    held_out: np.ndarray
    training: np.ndarray


def prefectures(region: Region) -> np.ndarray:
    """The prefecture of each unit, first word of its English name."""
    return np.array([name.split()[0] for name in region.units["prefecture_en"]])


def sealed_prefectures(region: Region) -> tuple[str, ...]:
    """The five that stay unopened: those with the smallest digests of seed and name, discussed ones left out."""
    names = sorted(set(prefectures(region)) - set(DISCUSSED))
    return tuple(sorted(names, key=lambda name: hashlib.sha256(f"{SEED}:{name}".encode()).hexdigest())[:SEALED])


def open_units(region: Region) -> np.ndarray:
    """Positions of the units that are not sealed."""
    return np.flatnonzero(~np.isin(prefectures(region), sealed_prefectures(region)))


def folds(region: Region, units: np.ndarray) -> list[Fold]:
    """Leave one prefecture out, among `units` only."""
    where = prefectures(region)[units]
    return [Fold(name, units[where == name], units[where != name]) for name in sorted(set(where))]


def release_fold(region: Region) -> Fold:
    """The sealed units, predicted at once from all open ones."""
    opened = open_units(region)
    return Fold("sealed", np.setdiff1d(np.arange(len(region.units)), opened), opened)
