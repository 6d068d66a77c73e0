"""Do the intervals hold what they should? Parameters recovered from data that the model made itself.

Trials of a design stand for the world one at a time: their counts under one seed, with the error of
observation, are the data; all other trials, under another seed, make the emulator. There is no
discrepancy, for here the model is true. How often the 90 % intervals hold the values the data
were made with is what counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ..region import Region
from .history_matching import Wave, luck_variance
from .likelihood import Likelihood, posterior_draws
from .priors import HIGH, LOW, NAMES, spreads_of
from .targets import Targets, domain_vector, targets_of, unit_vector
from .trials import Design

INTERVAL = 0.9
GROUPS = 8  # the trials are held out in as many groups
AT_BOUND = 0.02  # of the way between the declared bounds
SEED = 20231120


@dataclass(frozen=True, eq=False)
class Recovery:
    """One row a trial and parameter: the truth, and the posterior's interval around it or not."""

    table: pd.DataFrame

    @property
    def coverage(self) -> pd.DataFrame:
        """Share of the trials whose interval holds the truth, by parameter; those at their bounds apart."""
        inside = self.table[~self.table["at_bound"]]
        by = inside.groupby("parameter", sort=False)
        at_bound = self.table.groupby("parameter", sort=False)["at_bound"].sum()
        return pd.DataFrame({"trials": by.size(), "covered": by["covered"].mean(), "at_bound": at_bound}).loc[
            list(NAMES)
        ]

    @property
    def pooled(self) -> float:
        """Of all parameters and trials together."""
        return float(self.table.loc[~self.table["at_bound"], "covered"].mean())


def recover(
    region: Region, design: Design, trials: int, start: np.ndarray, *,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Recovery:  # fmt: skip
    """The first `trials` of the design, each recovered from all that are not of its group.

    `start` are draws from the distribution that the design's points were drawn from, in spreads. The
    design needs two seeds: one for the emulator, one for the truths.
    """
    seen, truths = design.with_seeds(design.seeds[:1]), design.with_seeds(design.seeds[1:2])
    luck = luck_variance(domain_vector(design.moments)) * len(design.seeds)
    observed = targets_of(region)
    rng = np.random.default_rng(SEED)
    rows = []
    group = np.arange(len(design)) % GROUPS
    for number in range(GROUPS):
        wave = Wave(region, seen.of(group != number), observed)
        wave.luck = luck
        for trial in np.flatnonzero((group == number) & (np.arange(len(design)) < trials)):
            data = _pseudo_data(observed, truths.of(np.array([trial])), rng)
            draws = posterior_draws(Likelihood(wave, data, discrepancy=False, luck=2.0), start, seed=int(trial) + 1)
            rows += _rows(int(trial), spreads_of(design.points[trial]), draws)
            tell(len(rows) // len(NAMES), trials)
    return Recovery(pd.DataFrame(rows).sort_values(["trial"], kind="stable", ignore_index=True))


def _pseudo_data(observed: Targets, truth: Design, rng: np.random.Generator) -> Targets:
    """The figures of one trial with the error of observation, in place of the censuses'."""
    moments = truth.moments
    domain = rng.multivariate_normal(domain_vector(moments)[0, 0], observed.domain_observation)
    unit = unit_vector(moments)[0, 0] + rng.normal(0.0, np.sqrt(np.diag(observed.unit_observation)))
    return replace(observed, domain=domain, unit=unit)


def _rows(trial: int, truth: np.ndarray, draws: np.ndarray) -> list[dict]:
    low, high = np.quantile(draws, [(1 - INTERVAL) / 2, (1 + INTERVAL) / 2], axis=0)
    way = (truth - LOW) / (HIGH - LOW)
    return [
        {
            "trial": trial, "parameter": name, "truth": truth[k], "low": low[k], "high": high[k],
            "spread": draws[:, k].std(), "covered": bool(low[k] <= truth[k] <= high[k]),
            "at_bound": bool(min(way[k], 1 - way[k]) < AT_BOUND),
        }
        for k, name in enumerate(NAMES)
    ]  # fmt: skip
