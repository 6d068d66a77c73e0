"""What the two censuses say of 2010-2020, and what a run says of the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..model import Model
from ..region import Region

# Ten-year cohort change: the age group in 2010 and, two groups on, the same people in 2020.
COHORT_GROUPS = tuple(range(0, 15))  # 0-4 → 10-14 … 70-74 → 80-84
FITTED_COHORTS = tuple(range(2, 15))  # from age 10 on; the youngest were undercounted in 2010


@dataclass(frozen=True)
class Moments:
    """Domain and unit figures of 2020 (persons, shares)."""

    urban_share: float
    residents: float
    away: float
    registered_elsewhere: float
    cohort_change: np.ndarray  # (15,): residents 2020 over residents ten years younger in 2010
    unit_urban_share: np.ndarray  # (units,)
    unit_residents: np.ndarray  # (units,)


def _five_year(age_sex: np.ndarray) -> np.ndarray:
    """Census age groups (…, 2, 19) as five-year groups (…, 18), both sexes."""
    both = age_sex.sum(axis=-2)
    return np.concatenate([both[..., :1] + both[..., 1:2], both[..., 2:]], axis=-1)


def observed(region: Region) -> Moments:
    """The censuses. Members away in 2020 rest on a carried registered population (assumed, 5 %)."""
    before, after = (_five_year(region.age_sex(year)).sum(axis=0) for year in (2010, 2020))
    residents = region.residents(2020)
    elsewhere = region.registered_elsewhere(2020).sum()
    return Moments(
        urban_share=region.urban_residents(2020).sum() / residents.sum(),
        residents=float(residents.sum()),
        away=float(region.registered_population(2020).sum() - residents.sum() + elsewhere),
        registered_elsewhere=float(elsewhere),
        cohort_change=np.array([after[group + 2] / before[group] for group in COHORT_GROUPS]),
        unit_urban_share=region.urban_residents(2020) / residents,
        unit_residents=residents.astype(float),
    )


def simulated(model: Model) -> Moments:
    """The same figures of a model that has run from 2010 to 2020."""
    weight = model.households.weight
    ages = [
        (stock.persons[:, :3] * weight[:, None, None]).sum(axis=1) for stock in (model.base_stock, model.stock)
    ]
    before, after = (by_unit.sum(axis=0) for by_unit in ages)
    residents = ages[1].sum(axis=1)
    urban = (model.stock.persons[:, 1:3] * weight[:, None, None]).sum(axis=(1, 2))
    return Moments(
        urban_share=urban.sum() / residents.sum(),
        residents=float(residents.sum()),
        away=float((model.stock.away.sum(axis=1) * weight).sum()),
        registered_elsewhere=float((model.stock.registered_elsewhere * weight).sum()),
        cohort_change=np.array([after[group + 2] / before[group] for group in COHORT_GROUPS]),
        unit_urban_share=urban / residents,
        unit_residents=residents.astype(float),
    )
