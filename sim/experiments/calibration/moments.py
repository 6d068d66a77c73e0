"""What the two censuses say of 2010-2020, and what a run says of the same.

`Counts` are kept by unit, so that what any part of the units comes to can be told from them;
all of it takes further axes in front (trials, seeds).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ...model import Model
from ...region import Region
from ...state.households import CITY

# Ten-year cohort change: the age group in 2010 and, two groups on, the same people in 2020.
COHORT_GROUPS = tuple(range(0, 15))  # 0-4 → 10-14 … 70-74 → 80-84
FITTED_COHORTS = tuple(range(2, 15))  # from age 10 on; the youngest were undercounted in 2010


class Counts(NamedTuple):
    """Persons and households of every unit, (..., units) or, by five-year age group, (..., units, 18)."""

    ages_2010: np.ndarray  # residents of 2010
    ages_2020: np.ndarray  # residents of 2020; the fields below are of 2020 too
    urban: np.ndarray
    away: np.ndarray
    registered_elsewhere: np.ndarray
    families: np.ndarray  # family households
    family_members: np.ndarray  # residents of family households


@dataclass(frozen=True)
class Moments:
    """Domain and unit figures of 2020 (persons, shares); (..., further axes)."""

    urban_share: float | np.ndarray
    residents: float | np.ndarray
    away: float | np.ndarray
    registered_elsewhere: float | np.ndarray
    household_size: float | np.ndarray
    cohort_change: np.ndarray  # (15,): residents 2020 over residents ten years younger in 2010
    unit_urban_share: np.ndarray  # (units,)
    unit_residents: np.ndarray  # (units,)


def moments_of(counts: Counts) -> Moments:
    """The moments of all units together, and of each."""
    before, after = counts.ages_2010.sum(axis=-2), counts.ages_2020.sum(axis=-2)
    residents = counts.ages_2020.sum(axis=-1)
    all_residents = residents.sum(axis=-1)
    first, last = COHORT_GROUPS[0], COHORT_GROUPS[-1] + 1
    return Moments(
        urban_share=counts.urban.sum(axis=-1) / all_residents,
        residents=all_residents,
        away=counts.away.sum(axis=-1),
        registered_elsewhere=counts.registered_elsewhere.sum(axis=-1),
        household_size=counts.family_members.sum(axis=-1) / counts.families.sum(axis=-1),
        cohort_change=after[..., first + 2 : last + 2] / before[..., first:last],
        unit_urban_share=counts.urban / residents,
        unit_residents=residents,
    )


def _five_year(age_sex: np.ndarray) -> np.ndarray:
    """Census age groups (…, 2, 19) as five-year groups (…, 18), both sexes."""
    both = age_sex.sum(axis=-2)
    return np.concatenate([both[..., :1] + both[..., 1:2], both[..., 2:]], axis=-1)


def counted(region: Region) -> Counts:
    """The censuses. Members away in 2020 rest on a carried registered population (assumed, 5 %)."""
    elsewhere = region.registered_elsewhere(2020).sum(axis=1)
    households = region.households(2020)
    return Counts(
        ages_2010=_five_year(region.age_sex(2010)).astype(float),
        ages_2020=_five_year(region.age_sex(2020)).astype(float),
        urban=region.urban_residents(2020).astype(float),
        away=(region.registered_population(2020) - region.residents(2020) + elsewhere).astype(float),
        registered_elsewhere=elsewhere.astype(float),
        families=households["family_households"].to_numpy(float),
        family_members=households["family_population"].to_numpy(float),
    )


def simulated_counts(model: Model) -> Counts:
    """The same figures of a model that has run from 2010 to 2020."""
    weight, stock = model.households.weight.astype(float), model.stock
    ages_2010, ages_2020 = (
        each.persons[:, :CITY].sum(axis=1) * weight[:, None] for each in (model.base_stock, stock)
    )
    return Counts(
        ages_2010, ages_2020,
        urban=stock.persons[:, 1:CITY].sum(axis=(1, 2)) * weight,
        away=stock.away.sum(axis=1) * weight,
        registered_elsewhere=stock.registered_elsewhere * weight,
        families=stock.households[:, :CITY].sum(axis=1) * weight,
        family_members=ages_2020.sum(axis=1) - stock.collective * weight,
    )  # fmt: skip
