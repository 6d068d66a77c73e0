"""Who leaves and who stays, members away, movers within the county, household size, conversion.

Most of these figures are no target of the fit; those that are say so. Both censuses and a run
from one to the other speak of each.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...model import Model
from ...region import Region
from ...state.households import SEAT, TOWN, VILLAGE
from ..calibration.moments import COHORT_GROUPS, FITTED_COHORTS, Counts, counted, moments_of, simulated_counts

AGE_GROUPS = 18
HUKOU_YEARS = (2010, 2019)
# The non-agricultural share of the registered population, province, census of 2010.
NON_AGRICULTURAL_2010 = 0.2681


def profile_table(region: Region, models: list[Model]) -> pd.DataFrame:
    """One row a figure: `block`, `item`, observed, simulated (mean over the models), `fitted`.

    Cohorts and ages are five-year groups, their lower bound as `item`.
    """
    seen = counted(region)
    found = [simulated_counts(model) for model in models]
    mean = Counts(*(np.mean(fields, axis=0) for fields in zip(*found, strict=True)))
    wanted, ours = moments_of(seen), moments_of(mean)
    rows: list[tuple[str, str, float, float, bool]] = [
        ("cohort_change", str(5 * group), float(wanted.cohort_change[group]), float(ours.cohort_change[group]),
         group in FITTED_COHORTS)
        for group in COHORT_GROUPS
    ]  # fmt: skip
    ages = [counts.ages_2020.sum(axis=0) / counts.ages_2020.sum() for counts in (seen, mean)]
    rows += [
        ("age_structure", str(5 * group), float(ages[0][group]), float(ages[1][group]), False)
        for group in range(AGE_GROUPS)
    ]
    rows += [
        ("totals", "urban_share", float(wanted.urban_share), float(ours.urban_share), True),
        ("totals", "residents", float(wanted.residents), float(ours.residents), True),
        ("totals", "away", float(wanted.away), float(ours.away), True),
        ("totals", "registered_elsewhere", float(wanted.registered_elsewhere), float(ours.registered_elsewhere), False),
        ("totals", "household_size", float(wanted.household_size), float(ours.household_size), False),
        ("movers", "in_county", *_in_county(region, models), False),
        ("hukou", "urban_hukou_gain", *_conversions(region, models), False),
    ]
    return pd.DataFrame(rows, columns=["block", "item", "observed", "simulated", "fitted"])


def _in_county(region: Region, models: list[Model]) -> tuple[float, float]:
    """Rise 2010-2020 of residents registered in another township of their county; moves to town and seat."""
    column = "registered_other_township_same_county_"
    seen = float(region.units[f"{column}2020"].sum() - region.units[f"{column}2010"].sum())
    moved = [
        sum(float(flows.moves[:, VILLAGE, [TOWN, SEAT]].sum()) for _, flows, _ in model.years_flows) for model in models
    ]
    return seen, float(np.mean(moved))


def _conversions(region: Region, models: list[Model]) -> tuple[float, float]:
    """Yearly rise of the urban part of the registered population: province, and conversions of the domain."""
    first, last = HUKOU_YEARS
    seen = (region.known("registered_urban_share", last) - NON_AGRICULTURAL_2010) / (last - first)
    rates = []
    for model in models:
        table = model.indicators().groupby("year")[["conversions", "registered"]].sum()
        rates.append(float((table["conversions"] / table["registered"]).loc[first + 1 : last].mean()))
    return float(seen), float(np.mean(rates))
