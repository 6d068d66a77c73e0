"""What a fit is asked to meet: the censuses' figures as one vector, with how far off a true model may be.

Two sources of error add up. *Observation*: the censuses, and figures that rest on an
assumption of ours. *Discrepancy*: what a model of this kind cannot get right at any values,
correlated where one cause moves several figures. Domain totals are in logarithms and the urban
share in logits; the units' shares are taken against the domain's, so that nothing counts twice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from ...initialisation.places import pull_of_towns
from ...region import Region
from ...submodels import RECORD
from .moments import FITTED_COHORTS, Moments, counted, moments_of

DOMAIN = ("urban_share", "residents", "away", *(f"cohort_{5 * group}" for group in FITTED_COHORTS))

SHIFTING = ("slope_2010_share", "shift_minority", "shift_non_agricultural", "shift_registered_ratio")

# One standard deviation each, assumed (docs/decisions/0021): of a share or ratio (urban share, cohorts), or relative to
# the total (residents, away). Away rests on a registered population carried from 2010 by the province's total.
OBSERVATION = {"urban_share": 0.001, "residents": 0.002, "away": 0.05, "cohort": 0.005}
DISCREPANCY = {"urban_share": 0.003, "residents": 0.005, "away": 0.02, "cohort": 0.025}
COHORTS_ALIKE = 1.0  # cohorts so many five-year groups apart err alike by 1/e
UNIT_OBSERVATION = 0.005  # of a unit's share
UNIT_DISCREPANCY = 0.05  # of a unit's share against the domain's: about what covariates of 2010 leave open
PREFECTURE_ALIKE = 0.3  # correlation of two units of one prefecture


def domain_vector(moments: Moments) -> np.ndarray:
    """The fitted domain moments, (..., DOMAIN), as they are compared."""
    parts = [logit(np.asarray(moments.urban_share)), np.log(moments.residents), np.log(moments.away)]
    return np.concatenate(
        [np.stack(parts, axis=-1), moments.cohort_change[..., list(FITTED_COHORTS)]], axis=-1
    )


def unit_vector(moments: Moments) -> np.ndarray:
    """Every unit's urban share against the domain's, (..., units)."""
    return moments.unit_urban_share - np.asarray(moments.urban_share)[..., None]


@dataclass(frozen=True, eq=False)
class Targets:
    """Observed vectors and their covariances."""

    domain: np.ndarray  # (DOMAIN,)
    domain_observation: np.ndarray  # (DOMAIN, DOMAIN)
    domain_discrepancy: np.ndarray  # (DOMAIN, DOMAIN)
    unit: np.ndarray  # (units,)
    unit_observation: np.ndarray  # (units, units)
    unit_discrepancy: np.ndarray  # (units, units)
    covariates: np.ndarray  # (units, 4): of 2010, standardised

    @property
    def domain_covariance(self) -> np.ndarray:
        """Observation and discrepancy."""
        return self.domain_observation + self.domain_discrepancy

    @property
    def unit_covariance(self) -> np.ndarray:
        """Observation and discrepancy."""
        return self.unit_observation + self.unit_discrepancy

    @property
    def contrasts(self) -> tuple[np.ndarray, np.ndarray]:
        """How the units' shares go with the covariates: weights (4, units) and the covariance (4, 4) of what they give.

        Generalised least squares: what the cross-section says of slope and shifters, in four figures.
        """
        weighed = np.linalg.solve(self.unit_covariance, self.covariates)
        covariance = np.linalg.inv(self.covariates.T @ weighed)
        return covariance @ weighed.T, covariance


def targets_of(region: Region) -> Targets:
    """The targets that the censuses set."""
    moments = moments_of(counted(region))
    share = float(np.asarray(moments.urban_share))
    slope = 1 / (share * (1 - share))  # of the logit
    kinds = [name.split("_")[0] if name.startswith("cohort") else name for name in DOMAIN]

    def spreads(of: dict[str, float]) -> np.ndarray:
        return np.array([of[kind] * (slope if kind == "urban_share" else 1.0) for kind in kinds])

    age = np.array([int(name.split("_")[1]) / 5 if name.startswith("cohort") else np.nan for name in DOMAIN])
    apart = np.abs(age[:, None] - age[None, :])
    alike = np.where(np.isnan(apart), np.eye(len(DOMAIN)), np.exp(-apart / COHORTS_ALIKE))
    discrepancy = spreads(DISCREPANCY)
    prefecture = region.units["prefecture_en"].to_numpy()
    same = prefecture[:, None] == prefecture[None, :]
    number = len(region.units)
    pulls = pulls_of_2010(region)
    together = np.where(same, PREFECTURE_ALIKE, 0.0) + (1 - PREFECTURE_ALIKE) * np.eye(number)
    return Targets(
        domain=domain_vector(moments),
        domain_observation=np.diag(spreads(OBSERVATION) ** 2),
        domain_discrepancy=discrepancy[:, None] * alike * discrepancy[None, :],
        unit=unit_vector(moments),
        unit_observation=UNIT_OBSERVATION**2 * np.eye(number),
        unit_discrepancy=UNIT_DISCREPANCY**2 * together,
        covariates=pulls / pulls.std(axis=0),
    )


def pulls_of_2010(region: Region) -> np.ndarray:
    """What one unit of the slope and of each shifter adds to every unit's pull, (units, SHIFTING)."""
    columns = []
    for name in SHIFTING:
        values = np.zeros(1, RECORD)
        values[name] = 1.0
        columns.append(pull_of_towns(region, np.arange(len(region.units)), values))
    return np.stack(columns, axis=1)
