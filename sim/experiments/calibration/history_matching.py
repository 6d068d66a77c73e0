"""Which parameter values are not ruled out: waves of emulators, each narrowing what the last one left.

A point is implausible if, for some moment, the figure the emulator expects lies further from the
observed one than observation, discrepancy, emulator and luck together explain: more than `CUT`
standard deviations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.special import expit

from ...region import Region
from .emulator import Emulator
from .luck import domain_luck, unit_luck
from .priors import drawn_evenly, log_prior, spreads_of, values_of
from .targets import Targets, domain_vector
from .trials import Design
from .unit_surrogate import felt_by_units, urban_shares

CUT = 3.0
PARTICLES = 2000
MOVES = 6  # steps of every particle between two levels
LENGTHS = (0.2, 0.5, 1.0)  # of steps, against those that suit a normal
KEEP = 0.25  # of the particles pass a level


@dataclass(eq=False)
class Wave:
    """One wave: emulators of a design, and the implausibility they give to any point.

    `luck` is the covariance (DOMAIN, DOMAIN) and `unit_luck` the variance that the design's seeds leave in a mean.
    """

    region: Region
    design: Design
    targets: Targets
    domain: Emulator = field(init=False)

    def __post_init__(self) -> None:
        outputs = domain_vector(self.design.moments).mean(axis=1)
        self.domain = Emulator(spreads_of(self.design.points), outputs)
        self.units = urban_shares(self.region, self.design)
        self.luck = domain_luck(self.design) / len(self.design.seeds)
        self.unit_luck = unit_luck(self.design) / len(self.design.seeds)
        self.weights, self.contrast_covariance = self.targets.contrasts

    def expected(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Domain moments (points, DOMAIN) and unit urban shares (points, units) at values (points, NAMES)."""
        return self.domain.mean(spreads_of(points)), self.unit_shares(points)

    def unit_shares(self, points: np.ndarray) -> np.ndarray:
        """Urban share of every unit, (points, units)."""
        return expit(self.units.of(felt_by_units(self.region, points)))

    def standardised(self, points: np.ndarray) -> np.ndarray:
        """How far off each moment is, in standard deviations of all that may explain it, (points, moments).

        The domain's moments, then the contrasts of the units.
        """
        mean, sd = self.domain.mean_and_sd(spreads_of(points))
        explained = np.sqrt(np.diag(self.targets.domain_covariance) + sd**2 + np.diag(self.luck))
        domain = (mean - self.targets.domain) / explained
        share = expit(mean[:, :1])
        missed = (self.unit_shares(points) - share - self.targets.unit) @ self.weights.T
        return np.concatenate([domain, missed / np.sqrt(np.diag(self.contrast_covariance))], axis=1)

    def implausibility(self, points: np.ndarray) -> np.ndarray:
        """The worst of the moments, (points,)."""
        return np.abs(self.standardised(points)).max(axis=1)


def implausibility_of(waves: Sequence[Wave], spreads: np.ndarray) -> np.ndarray:
    """The worst of all waves, (points,), at points in prior spreads."""
    points = values_of(spreads)
    return np.max([wave.implausibility(points) for wave in waves], axis=0)


@dataclass(frozen=True, eq=False)
class NotRuledOut:
    """Points of the prior that no wave rules out, in prior spreads, and which part of the prior they stand for."""

    spreads: np.ndarray  # (points, NAMES)
    share: float

    def some(self, number: int) -> np.ndarray:
        """At most `number` different ones of them, by lot; the same every time."""
        different = np.unique(self.spreads, axis=0)
        different = different[np.random.default_rng(len(different)).permutation(len(different))]
        return different[:number]


def not_ruled_out(
    waves: Sequence[Wave], *, number: int = PARTICLES, seed: int = 1, cut: float = CUT
) -> NotRuledOut:
    """Draws from the prior where implausibility is at most `cut`.

    In levels: the least implausible quarter of the points is kept and spread out again by random
    steps that respect the prior and the level, until the level is the cut. The product of what each
    level keeps is the share of the prior that is not ruled out.
    """
    rng = np.random.default_rng(seed)
    here = drawn_evenly(number, seed)
    worst = implausibility_of(waves, here)
    share = 1.0
    while True:
        level = max(float(np.quantile(worst, KEEP)), cut)
        kept = worst <= level
        share *= float(kept.mean())
        chosen = rng.choice(np.flatnonzero(kept), number)
        here, worst = here[chosen], worst[chosen]
        for _ in range(MOVES):
            proposed = here + steps(here, rng)
            allowed = rng.random(number) < np.exp(np.minimum(log_prior(proposed) - log_prior(here), 0.0))
            tried = np.flatnonzero(allowed)
            found = implausibility_of(waves, proposed[tried]) if len(tried) else np.empty(0)
            moved = tried[found <= level]
            here[moved], worst[moved] = proposed[moved], found[found <= level]
        if level <= cut:
            return NotRuledOut(here, share)


def steps(here: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Random steps as the points lie, a mixture of long and short ones."""
    root = np.linalg.cholesky(np.cov(here.T) + 1e-9 * np.eye(here.shape[1]))
    size = rng.choice(LENGTHS, (len(here), 1)) * 2.4 / np.sqrt(here.shape[1])
    return size * (rng.standard_normal(here.shape) @ root.T)
