"""The parameters that are fitted to the censuses, and what is held of them before: a normal each, within bounds."""

from __future__ import annotations

import numpy as np
from scipy.stats import qmc, truncnorm

from ...submodels import DECLARATIONS

# Middle and standard deviation, in the declared units and within the declared bounds. Assumed: middles of earlier
# fits to the same censuses; wide against what the data say, but for workers away, reconsideration and return, which
# earlier studies tell more of than two censuses can.
PRIORS: dict[str, tuple[float, float]] = {
    "constant_town": (-1.2, 1.0),
    "constant_away": (-0.6, 1.0),
    "constant_workers_away": (2.2, 0.3),
    "reconsideration": (0.17, 0.02),
    "youth_leaving": (0.085, 0.03),
    "youth_return": (0.015, 0.003),
    "slope_2010_share": (-0.85, 1.0),
    "shift_minority": (-1.8, 1.5),
    "shift_non_agricultural": (3.8, 4.0),
    "shift_registered_ratio": (0.0, 1.5),
}
NAMES = tuple(PRIORS)

_BOUNDS = {parameter.name: parameter.bounds for parameter in DECLARATIONS}
MIDDLE = np.array([PRIORS[name][0] for name in NAMES])
SPREAD = np.array([PRIORS[name][1] for name in NAMES])
LOW, HIGH = (np.array([(_BOUNDS[name][end] - PRIORS[name][0]) / PRIORS[name][1] for name in NAMES]) for end in (0, 1))
"""The declared bounds in prior spreads from the middle."""


def values_of(spreads: np.ndarray) -> np.ndarray:
    """Parameter values (..., parameters) that lie so many prior spreads from the middle."""
    return MIDDLE + SPREAD * spreads


def spreads_of(values: np.ndarray) -> np.ndarray:
    """How many prior spreads from the middle the values lie, (..., parameters)."""
    return (values - MIDDLE) / SPREAD


def log_prior(spreads: np.ndarray) -> np.ndarray:
    """Log density up to a constant, (...,); minus infinity outside the declared bounds."""
    inside = ((spreads >= LOW) & (spreads <= HIGH)).all(axis=-1)
    return np.where(inside, -0.5 * (spreads**2).sum(axis=-1), -np.inf)


def drawn_evenly(number: int, seed: int) -> np.ndarray:
    """`number` draws from the prior in spreads, (number, parameters): a scrambled Sobol sequence."""
    exponent = int(np.ceil(np.log2(max(number, 1))))
    uniform = qmc.Sobol(len(NAMES), seed=seed).random_base2(exponent)[:number]
    return np.asarray(truncnorm.ppf(np.clip(uniform, 1e-12, 1 - 1e-12), LOW, HIGH))


def as_changes(values: np.ndarray) -> dict[str, float]:
    """One point's values by parameter name."""
    return dict(zip(NAMES, map(float, values), strict=True))
