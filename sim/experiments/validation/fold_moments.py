"""A design of runs, asked about any part of the units: the moments a fold may learn from.

Every unit's figures of 2020 follow from the six numbers it feels (`unit_surrogate`), so a quadratic
a unit stands in for a run, and the moments of the training units are the sums of theirs alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.special import expit, logit

from ...region import Region
from ..calibration.moments import FITTED_COHORTS, Counts, counted
from ..calibration.trials import Design
from ..calibration.unit_surrogate import felt_by_units, fit_surrogate, terms_of

LEAST_SHARE = 1e-3  # a unit without any urban resident in a small sample still has log odds
AT_ONCE = 512  # points asked about at a time


class Figures(NamedTuple):
    """Every unit in 2020: the logit of its urban share, and persons; (points, units), cohorts (points, units, 13)."""

    logit_share: np.ndarray
    residents: np.ndarray
    away: np.ndarray
    cohorts: np.ndarray


class Totals(NamedTuple):
    """What some units are together: (points,) each, and (points, 13)."""

    urban_share: np.ndarray
    residents: np.ndarray
    away: np.ndarray
    cohort_change: np.ndarray


@dataclass(frozen=True, eq=False)
class UnitFigures:
    """Quadratics of every figure of every unit, fitted to one design; nothing observed enters.

    `coefficients` is (units, terms, figures): the logit of the urban share, residents, away, then the cohorts.
    """

    region: Region
    middle: np.ndarray  # (units, felt)
    spread: np.ndarray
    coefficients: np.ndarray
    error: np.ndarray  # (units,): of the logit of the share, in trials held out

    @classmethod
    def of(cls, region: Region, design: Design) -> UnitFigures:
        """From a design's trials, the mean over seeds each."""
        felt = felt_by_units(region, design.points)
        found = figures_of(Counts(*(field.mean(axis=1) for field in design.counts)))
        outputs = (found.logit_share, found.residents, found.away, *np.moveaxis(found.cohorts, 2, 0))
        fits = [fit_surrogate(felt, each) for each in outputs]
        coefficients = np.stack([each.coefficients for each in fits], axis=2)
        return cls(region, fits[0].middle, fits[0].spread, coefficients, fits[0].error)

    def logit_shares(self, points: np.ndarray, units: np.ndarray) -> np.ndarray:
        """Log odds of the urban share of `units`, (points, units), at parameter values (points, parameters)."""
        return self._figures(points, units, slice(0, 1))[..., 0].T

    def totals(self, points: np.ndarray, units: np.ndarray, before: np.ndarray) -> tuple[Totals, np.ndarray]:
        """Moments over `units` alone, and their log odds; `before` are their cohorts in 2010, (units, 13)."""
        parts = [self._totals(points[i : i + AT_ONCE], units, before) for i in range(0, len(points), AT_ONCE)]
        whole = Totals(*(np.concatenate(fields) for fields in zip(*(part for part, _ in parts), strict=True)))
        return whole, np.concatenate([logits for _, logits in parts])

    def _totals(self, points: np.ndarray, units: np.ndarray, before: np.ndarray) -> tuple[Totals, np.ndarray]:
        found = self._figures(points, units, slice(None))
        residents = found[..., 1].sum(axis=0)
        urban = (expit(found[..., 0]) * found[..., 1]).sum(axis=0)
        change = found[..., 3:].sum(axis=0) / before.sum(axis=0)
        return Totals(urban / residents, residents, found[..., 2].sum(axis=0), change), found[..., 0].T

    def _figures(self, points: np.ndarray, units: np.ndarray, which: slice) -> np.ndarray:
        """(units, points, figures)."""
        felt = felt_by_units(self.region, points)[:, units]
        terms = terms_of((felt - self.middle[units]) / self.spread[units]).transpose(1, 0, 2)
        return terms @ self.coefficients[units][..., which]


def figures_of(counts: Counts) -> Figures:
    """Figures of counts, of a run or of the censuses."""
    residents = counts.ages_2020.sum(axis=-1)
    later = [group + 2 for group in FITTED_COHORTS]
    share = np.clip(counts.urban / residents, LEAST_SHARE, 1 - LEAST_SHARE)
    return Figures(logit(share), residents, counts.away, counts.ages_2020[..., later])


@dataclass(frozen=True)
class Observed:
    """The censuses by unit."""

    share: np.ndarray  # (units,): urban share of 2020
    figures: Figures
    cohorts_2010: np.ndarray  # (units, 13)

    @classmethod
    def of(cls, counts: Counts) -> Observed:
        """From counts of the censuses."""
        residents = counts.ages_2020.sum(axis=-1)
        return cls(counts.urban / residents, figures_of(counts), counts.ages_2010[:, list(FITTED_COHORTS)])

    @classmethod
    def in_region(cls, region: Region) -> Observed:
        """The censuses of a region."""
        return cls.of(counted(region))

    def totals(self, units: np.ndarray) -> Totals:
        """The moments of some units, (1,) each."""
        residents = self.figures.residents[units].sum()
        cohorts = self.figures.cohorts[units].sum(axis=0) / self.cohorts_2010[units].sum(axis=0)
        urban = (self.share * self.figures.residents)[units].sum()
        return Totals(
            np.array([urban / residents]), np.array([residents]), np.array([self.figures.away[units].sum()]),
            cohorts[None, :],
        )
