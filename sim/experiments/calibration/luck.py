"""How far luck alone moves a moment, told from the seeds of a design.

On common random numbers a seed's luck is nearly the same in every trial, so that the seeds' domain
moments are only a few draws of it. But units share nothing: what luck adds to the domain is the sum
of what it adds to each unit, and there are many units to tell it from.
"""

from __future__ import annotations

import numpy as np

from .moments import FITTED_COHORTS
from .targets import DOMAIN
from .trials import Design


def domain_luck(design: Design) -> np.ndarray:
    """Covariance of the fitted domain moments over seeds, as they are compared, (DOMAIN, DOMAIN)."""
    counts, number = design.counts, len(design.seeds)
    each = np.concatenate([counts.ages_2020, counts.urban[..., None], counts.away[..., None]], axis=-1)
    apart = each - each.mean(axis=1, keepdims=True)
    sums = np.einsum("tsui,tsuj->ij", apart, apart) / (len(design) * max(number - 1, 1))
    slopes = _slopes(counts.ages_2010[0, 0].sum(axis=0), each.mean(axis=(0, 1)).sum(axis=0))
    return slopes @ sums @ slopes.T


def unit_luck(design: Design) -> float:
    """Variance of a unit's urban share over seeds, the mean over units: their samples are of like size."""
    shares = design.moments.unit_urban_share
    return float(shares.var(axis=1, ddof=1).mean()) if len(design.seeds) > 1 else 0.0


def _slopes(before: np.ndarray, sums: np.ndarray) -> np.ndarray:
    """How the moments go with the domain's sums (ages, urban, away), (DOMAIN, sums)."""
    ages, urban, away = sums[:-2], sums[-2], sums[-1]
    rural = ages.sum() - urban
    slopes = np.zeros((len(DOMAIN), len(sums)))
    slopes[0, :-2], slopes[0, -2] = -1 / rural, 1 / urban + 1 / rural
    slopes[1, :-2] = 1 / ages.sum()
    slopes[2, -1] = 1 / away
    for row, group in enumerate(FITTED_COHORTS, start=3):
        slopes[row, group + 2] = 1 / before[group]
    return slopes
