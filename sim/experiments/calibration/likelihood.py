"""The posterior of the fitted parameters, given an emulator: how likely the moments are, and draws.

Domain moments and the units' shares count once each, with observation, discrepancy, luck and
the emulator's own error in one covariance. Draws are made from the not ruled out points by
letting the likelihood in step by step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.special import expit

from .history_matching import Wave, steps
from .priors import log_prior, values_of
from .targets import Targets

MOVES = 6
EVEN = 0.5  # share of the particles that must still count after a step of the likelihood


@dataclass(eq=False)
class Likelihood:
    """Of moments expected at points; `luck` multiplies the variance of luck (2 where a run stands for the data)."""

    wave: Wave
    targets: Targets
    discrepancy: bool = True
    luck: float = 1.0
    factors: tuple = field(init=False)

    def __post_init__(self) -> None:
        targets, wave = self.targets, self.wave
        held_out, _ = wave.domain.held_out()
        domain = targets.domain_observation + _covariance(wave.domain.outputs - held_out) + self.luck * wave.luck
        share = targets.unit + expit(targets.domain[0])
        missed = wave.units.missed * share * (1 - share)
        unlucky = self.luck * wave.unit_luck * np.eye(len(share))
        unit = targets.unit_observation + _covariance(missed) + unlucky
        if self.discrepancy:
            domain = domain + targets.domain_discrepancy
            unit = unit + targets.unit_discrepancy
        self.factors = cho_factor(domain), cho_factor(unit)

    def of(self, expected: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
        """Log likelihood up to a constant, (points,), of what `wave.expected` gives."""
        domain, shares = expected
        share = expit(domain[:, :1])
        missed = domain - self.targets.domain, shares - share - self.targets.unit
        return sum(
            -0.5 * (part * cho_solve(factor, part.T).T).sum(axis=1)
            for part, factor in zip(missed, self.factors, strict=True)
        )

    def __call__(self, spreads: np.ndarray) -> np.ndarray:
        """Log likelihood, (points,), at points in prior spreads."""
        return self.of(self.wave.expected(values_of(spreads)))


def _covariance(missed: np.ndarray) -> np.ndarray:
    """Of an emulator's errors, (outputs, outputs): where it bends wrong, many outputs err at once."""
    return missed.T @ missed / len(missed)


Densities = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


def posterior_draws(densities: Densities, start: np.ndarray, *, seed: int = 1) -> np.ndarray:
    """As many draws as there are in `start`, which are of the prior or a part of it; (points, NAMES), in spreads.

    `densities` gives the logs of prior and likelihood at points in spreads.
    """
    rng = np.random.default_rng(seed)
    here, power = start.copy(), 0.0
    prior, likelihood = densities(here)
    while power < 1.0:
        power, weights = _next_power(power, likelihood)
        chosen = rng.choice(len(here), len(here), p=weights)
        here, prior, likelihood = here[chosen], prior[chosen], likelihood[chosen]
        for _ in range(MOVES):
            proposed = here + steps(here, rng)
            tried = np.flatnonzero(np.isfinite(log_prior(proposed)))
            held, found = densities(proposed[tried])
            gain = held - prior[tried] + power * (found - likelihood[tried])
            accepted = np.log(rng.random(len(tried))) < gain
            moved = tried[accepted]
            here[moved], prior[moved], likelihood[moved] = proposed[moved], held[accepted], found[accepted]
    return here


def with_prior(likelihood: Likelihood) -> Densities:
    """The declared prior beside a likelihood."""
    return lambda spreads: (log_prior(spreads), likelihood(spreads))


def _next_power(power: float, log_likelihood: np.ndarray) -> tuple[float, np.ndarray]:
    """How far the likelihood may be let in, so that no few points take over; and the points' weights then."""

    def weights(to: float) -> np.ndarray:
        logs = (to - power) * log_likelihood
        raw = np.exp(logs - logs.max())
        return raw / raw.sum()

    def count(to: float) -> float:
        return 1 / float((weights(to) ** 2).sum()) / len(log_likelihood)

    if count(1.0) >= EVEN:
        return 1.0, weights(1.0)
    low, high = power, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if count(middle) >= EVEN else (low, middle)
    return low, weights(low)
