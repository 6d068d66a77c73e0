"""What a fold's training units say of the parameters: one design of runs, reweighted.

The moments are those of the calibration, taken over the training units alone, with the same
tolerances: their urban share, residents, members away and cohort changes together, and the urban
share of each. How far single units miss is estimated on the training units with the parameters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares, minimize
from scipy.special import expit, logit
from scipy.stats import chi2, norm, qmc
from scipy.stats import t as student

from ..calibration.priors import NAMES, PRIORS
from ..calibration.targets import DISCREPANCY, OBSERVATION, SHIFTING
from ..calibration.trials import SEED
from .fold_moments import Observed, Totals, UnitFigures
from .folds import Fold

# The calibration's priors of slope and shifters are centred where all units together have them;
# a fold may not know that, so they are centred on nothing here, and wider.
UNIT_PRIORS = {
    "slope_2010_share": (0.0, 1.5), "shift_minority": (0.0, 3.0), "shift_non_agricultural": (0.0, 6.0),
    "shift_registered_ratio": (0.0, 3.0),
}  # fmt: skip
# A unit's error, in logits, where its estimate begins; heavier tails than a normal's, for some
# units were resettled or reclassified whole.
SCALE, DEGREES = 0.2, 4.0
ROUNDS, DRAWS, KEPT = 3, 2048, 256


@dataclass(frozen=True)
class Posterior:
    """Equally likely parameter values given the training units, and the error that units have about the model."""

    points: np.ndarray  # (kept, parameters)
    degrees: float
    scale: float


def prior_of(name: str) -> tuple[float, float]:
    """Middle and spread of a parameter's prior in a fold."""
    return UNIT_PRIORS.get(name, PRIORS[name])


MIDDLE, SPREAD = (np.array([prior_of(name)[end] for name in NAMES]) for end in (0, 1))


def posterior(figures: UnitFigures, observed: Observed, fold: Fold, shifters: bool = True) -> Posterior:
    """The posterior of a fold; without `shifters` slope and shifters are held at nothing."""
    free = np.array([shifters or name not in SHIFTING for name in NAMES])
    before, wanted = observed.cohorts_2010[fold.training], logit(observed.share[fold.training])
    seen = observed.totals(fold.training)

    def points_of(z: np.ndarray) -> np.ndarray:
        points = np.tile(np.where(free, MIDDLE, 0.0), (len(z), 1))
        points[:, free] += SPREAD[free] * z
        return points

    def missed(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        found, logits = figures.totals(points_of(z), fold.training, before)
        return compared(found, seen), wanted - logits

    scale, degrees, mode = SCALE, DEGREES, np.zeros(int(free.sum()))
    for _ in range(2):
        mode, covariance = _mode(missed, mode, scale, degrees)
        degrees, scale = student_error(missed(mode[None])[1][0], len(mode))
    drawn, weights = _weighted(missed, mode, covariance, scale, degrees)
    chosen = np.searchsorted(np.cumsum(weights), (np.arange(KEPT) + 0.5) / KEPT)
    return Posterior(points_of(drawn[chosen]), degrees, scale)


def compared(found: Totals, seen: Totals) -> np.ndarray:
    """Moments missed, in standard deviations of what a true model may miss them by, (points, moments)."""
    within = {name: np.hypot(OBSERVATION[name], DISCREPANCY[name]) for name in OBSERVATION}
    return np.column_stack([
        (found.urban_share - seen.urban_share) / within["urban_share"],
        np.log(found.residents / seen.residents) / within["residents"],
        np.log(found.away / seen.away) / within["away"],
        (found.cohort_change - seen.cohort_change) / within["cohort"],
    ])  # fmt: skip


def _mode(missed, start: np.ndarray, scale: float, degrees: float) -> tuple[np.ndarray, np.ndarray]:
    """The most likely point in prior spreads, and the covariance there."""

    def residuals(z: np.ndarray) -> np.ndarray:
        whole, errors = missed(z[None])
        far = errors[0] / scale
        # The square root of Student's log density, so that least squares find its mode.
        heavy = np.sign(far) * np.sqrt((degrees + 1) * np.log1p(far**2 / degrees))
        return np.concatenate([whole[0], heavy, z])

    solution = least_squares(residuals, start)
    return solution.x, np.linalg.inv(solution.jac.T @ solution.jac)


def _weighted(
    missed, mode: np.ndarray, covariance: np.ndarray, scale: float, degrees: float
) -> tuple[np.ndarray, np.ndarray]:
    """Draws and their posterior weights: a wide Student distribution, moved to where the weights are, thrice."""
    drawn, weights = np.empty(0), np.empty(0)
    for _ in range(ROUNDS):
        drawn, log_density = _about(mode, covariance)
        whole, errors = missed(drawn)
        log_posterior = (
            -0.5 * (whole**2).sum(axis=1) - 0.5 * (drawn**2).sum(axis=1)
            + student.logpdf(errors / scale, degrees).sum(axis=1)
        )  # fmt: skip
        weights = np.exp(log_posterior - log_density - (log_posterior - log_density).max())
        weights /= weights.sum()
        mode = weights @ drawn
        # Few heavy draws would make the next distribution too narrow.
        apart = drawn - mode
        covariance = 0.5 * covariance + 0.5 * (weights * apart.T) @ apart
    return drawn, weights


def _about(middle: np.ndarray, covariance: np.ndarray, degrees: float = 6.0) -> tuple[np.ndarray, np.ndarray]:
    """Draws of a multivariate Student distribution, and the log of its density up to a constant."""
    n = len(middle)
    uniform = qmc.Sobol(n + 1, seed=SEED).random(DRAWS).clip(1e-9, 1 - 1e-9)
    standard = norm.ppf(uniform[:, :n]) * np.sqrt(degrees / chi2.ppf(uniform[:, n], degrees))[:, None]
    drawn = middle + standard @ np.linalg.cholesky(covariance).T
    return drawn, -0.5 * (degrees + n) * np.log1p((standard**2).sum(axis=1) / degrees)


def student_error(errors: np.ndarray, parameters: int) -> tuple[float, float]:
    """Degrees of freedom and scale of units' errors about nothing, widened for the parameters fitted."""

    def surprise(x: np.ndarray) -> float:
        return float(-student.logpdf(errors / np.exp(x[0]), 2.0 + np.exp(x[1])).sum() + len(errors) * x[0])

    found = minimize(surprise, np.array([np.log(errors.std()), np.log(3.0)]), method="Nelder-Mead")
    widened = np.exp(found.x[0]) * np.sqrt(len(errors) / (len(errors) - parameters))
    return float(min(2.0 + np.exp(found.x[1]), 60.0)), float(widened)


def predicted(figures: UnitFigures, found: Posterior, units: np.ndarray) -> np.ndarray:
    """Members of the urban share of `units`: posterior draws, each with an error a unit may have."""
    shares = figures.logit_shares(found.points, units)
    number = 4 * len(shares)
    # Every draw meets errors from the whole range.
    uniform = qmc.Sobol(2, seed=SEED).random(number).clip(1e-6, 1 - 1e-6)
    which = np.minimum((uniform[:, 0] * len(shares)).astype(int), len(shares) - 1)
    errors = found.scale * student.ppf(uniform[:, 1], found.degrees)
    return expit(shares[which] + errors[:, None]).T
