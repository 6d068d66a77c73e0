"""Scores of predictive distributions, and whether two forecasts differ by more than chance.

A predictive distribution is a set of equally likely members a unit, (units, members);
everything is in the unit of the members. One mean error of some hundred units has a
standard error of about 0.4 percentage points, so forecasts are judged by paired differences
over prefectures drawn with replacement: neighbours err together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BOOTSTRAP_SEED = 1
DRAWS = 10_000


def point(members: np.ndarray) -> np.ndarray:
    """The median of each unit's members."""
    return np.median(members, axis=1)


def absolute_error(members: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Distance of the median from what was observed, (units,)."""
    return np.abs(point(members) - observed)


def crps(members: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Continuous ranked probability score, (units,): the absolute error where there is one member only."""
    n = members.shape[1]
    ordered = np.sort(members, axis=1)
    spread = (ordered * (2 * np.arange(n) + 1 - n)).sum(axis=1) / n**2
    return np.abs(members - observed[:, None]).mean(axis=1) - spread


def interval(members: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """The central interval of that probability, low and high, (units,) each."""
    low, high = np.quantile(members, [(1 - level) / 2, (1 + level) / 2], axis=1)
    return low, high


def coverage(members: np.ndarray, observed: np.ndarray, level: float) -> float:
    """Share of units whose observed value lies in the central interval."""
    low, high = interval(members, level)
    return float(((low <= observed) & (observed <= high)).mean())


@dataclass(frozen=True)
class Difference:
    """Mean of paired differences with a 90 % interval over prefectures drawn with replacement."""

    mean: float
    low: float
    high: float


def paired_difference(ours: np.ndarray, theirs: np.ndarray, clusters: np.ndarray) -> Difference:
    """Ours less theirs, both (units,); below zero if ours is the smaller error."""
    difference = ours - theirs
    names, which = np.unique(clusters, return_inverse=True)
    sums = np.bincount(which, weights=difference)
    sizes = np.bincount(which)
    drawn = np.random.default_rng(BOOTSTRAP_SEED).integers(len(names), size=(DRAWS, len(names)))
    means = sums[drawn].sum(axis=1) / sizes[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.05, 0.95])
    return Difference(float(difference.mean()), float(low), float(high))
