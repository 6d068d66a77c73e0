"""What a run would give for every unit: a quadratic for each, in the six numbers that a unit feels.

Units share nothing, and slope and shifters reach a unit only through its pull of town and seat.
So a unit's outcome follows from `constant_town` plus its pull and from the five parameters that
are the same everywhere, and any parameters that only shift pulls can be tried without a new run.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from ...region import Region
from .priors import NAMES
from .targets import SHIFTING, pulls_of_2010
from .trials import Design

FELT = ("constant_town", "constant_away", "constant_workers_away", "reconsideration", "youth_leaving", "youth_return")
RIDGE = 1.0  # against the spread of the terms: keeps luck out of terms that trials hardly tell


def felt_by_units(region: Region, points: np.ndarray) -> np.ndarray:
    """The six numbers of each unit, (points, units, FELT), of parameter values (points, NAMES)."""
    common = points[:, [NAMES.index(name) for name in FELT]]
    pulls = points[:, [NAMES.index(name) for name in SHIFTING]] @ pulls_of_2010(region).T
    felt = np.repeat(common[:, None, :], pulls.shape[1], axis=1)
    felt[..., 0] += pulls
    return felt


@dataclass(frozen=True, eq=False)
class UnitSurrogate:
    """A quadratic (with a cube of the pull) for an output of each unit."""

    middle: np.ndarray  # (units, FELT)
    spread: np.ndarray  # (units, FELT)
    coefficients: np.ndarray  # (units, terms)
    missed: np.ndarray  # (trials, units): by how much each trial is missed by a fit without it

    @property
    def error(self) -> np.ndarray:
        """Standard deviation of a held-out trial's miss, (units,)."""
        return np.sqrt((self.missed**2).mean(axis=0))

    def of(self, felt: np.ndarray) -> np.ndarray:
        """The output expected of each unit, (points, units), at `felt` (points, units, FELT).

        All but the pull is the same for every unit of a point, which spares most of the terms.
        """
        pull = (felt[..., 0] - self.middle[:, 0]) / self.spread[:, 0]
        common = (felt[:, 0, 1:] - self.middle[0, 1:]) / self.spread[0, 1:]
        with_one = np.concatenate([np.ones((len(common), 1)), common], axis=1)
        first, second = np.triu_indices(common.shape[1])
        alone = np.concatenate([with_one, common[:, first] * common[:, second]], axis=1)
        c = self.coefficients.T
        return (
            alone @ c[_ALONE] + pull * (with_one @ c[_WITH_PULL]) + pull**2 * c[_SQUARE] + pull**3 * c[_CUBE]
        )


def fit_surrogate(felt: np.ndarray, outputs: np.ndarray) -> UnitSurrogate:
    """From trials: `felt` (trials, units, FELT) and `outputs` (trials, units)."""
    middle, spread = felt.mean(axis=0), np.maximum(felt.std(axis=0), 1e-9)
    terms = terms_of((felt - middle) / spread).transpose(1, 0, 2)  # (units, trials, terms)
    penalty = RIDGE * np.eye(terms.shape[2])
    penalty[0, 0] = 0.0
    gram = np.einsum("utk,utl->ukl", terms, terms) + penalty
    inverse = np.linalg.inv(gram)
    coefficients = np.einsum("ukl,utl,tu->uk", inverse, terms, outputs)
    leverage = np.einsum("utk,ukl,utl->ut", terms, inverse, terms)
    left = outputs.T - np.einsum("utk,uk->ut", terms, coefficients)
    return UnitSurrogate(middle, spread, coefficients, (left / (1 - leverage)).T)


def urban_shares(region: Region, design: Design) -> UnitSurrogate:
    """The logit of every unit's urban share in 2020."""
    shares = np.clip(design.moments.unit_urban_share.mean(axis=1), 1e-4, 1 - 1e-4)
    return fit_surrogate(felt_by_units(region, design.points), logit(shares))


def terms_of(z: np.ndarray) -> np.ndarray:
    """One, the six, their squares and products, and the cube of the first, (..., terms)."""
    first, second = np.triu_indices(z.shape[-1])
    return np.concatenate(
        [np.ones_like(z[..., :1]), z, z[..., first] * z[..., second], z[..., :1] ** 3], axis=-1
    )


# Where the terms stand: those without the pull, those it multiplies once, its square and its cube.
_PAIRS = [(one, other) for one in range(len(FELT)) for other in range(one, len(FELT))]
_AT = {pair: 1 + len(FELT) + number for number, pair in enumerate(_PAIRS)}
_ALONE = [0, *range(2, 1 + len(FELT)), *(_AT[pair] for pair in _PAIRS if pair[0] > 0)]
_WITH_PULL = [1, *(_AT[0, other] for other in range(1, len(FELT)))]
_SQUARE, _CUBE = _AT[0, 0], 1 + len(FELT) + len(_PAIRS)
