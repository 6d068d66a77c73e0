"""Do the intervals hold what they should? Parameters recovered from data that the model made itself.

Members of the ensemble stand for the world one at a time: each is run once more, under a seed of its
own, and its counts, with the error of observation, are the data. There is no discrepancy, for here
the model is true. What is held before is what the members were drawn from, and the emulator is made
without the runs of the member's group. How often the 90 % intervals hold the values the data were
made with is what counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from .history_matching import Wave
from .likelihood import Densities, Likelihood, posterior_draws
from .luck import domain_luck, unit_luck
from .priors import HIGH, LOW, NAMES, log_prior, spreads_of, values_of
from .targets import Targets, domain_vector, unit_vector
from .trials import SEED, Design

INTERVAL = 0.9
GROUPS = 4  # the members are held out in as many groups
AT_BOUND = 0.02  # of the way between the declared bounds


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
    final: Wave, truths: Design, members: np.ndarray, *, tell: Callable[[int, int], None] = lambda done, total: None
) -> Recovery:
    """Every trial of `truths`, one seed each, from the trials of `final` that are of other points.

    `members` are draws from the posterior, in spreads, the truths among them.
    """
    design, observed = final.design, final.targets
    luck, of_units = domain_luck(design), unit_luck(design)  # of one seed
    rng = np.random.default_rng(SEED)
    rows: list[dict] = []
    for number in range(GROUPS):
        group = np.flatnonzero(np.arange(len(truths)) % GROUPS == number)
        theirs = (design.points[:, None, :] == truths.points[None, group, :]).all(axis=2).any(axis=1)
        wave = Wave(final.region, design.of(~theirs), observed)
        census = Likelihood(wave, observed)
        wave.luck, wave.unit_luck = luck, of_units
        for trial in group:
            data = _pseudo_data(observed, truths.of(np.array([trial])), rng)
            # The luck of the truth, and what the emulator's seeds leave.
            known = Likelihood(wave, data, discrepancy=False, luck=1 + 1 / len(design.seeds))
            draws = posterior_draws(_after_census(census, known), members, seed=int(trial) + 1)
            rows += _rows(int(trial), spreads_of(truths.points[trial]), draws)
            tell(len(rows) // len(NAMES), len(truths))
    return Recovery(pd.DataFrame(rows).sort_values(["trial"], kind="stable", ignore_index=True))


def _after_census(census: Likelihood, known: Likelihood) -> Densities:
    """What the members were drawn from stands before the data of one of them."""

    def densities(spreads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        expected = known.wave.expected(values_of(spreads))
        return log_prior(spreads) + census.of(expected), known.of(expected)

    return densities


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
