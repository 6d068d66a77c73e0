"""What the census of 2010 says of each unit: all that a forecast of 2020 may read."""

from __future__ import annotations

import numpy as np
from scipy.special import logit

from ...region import AGE_FROM, Region

# What the model itself reads of a unit's past (`initialisation.places.pull_of_towns`).
READ_BY_THE_MODEL = ("logit_share", "minority", "non_agricultural", "registered_ratio")
# What the statistical forecasts may use: these with the share of 2010 are five, and the menu of a choice.
FIVE = ("non_agricultural", "registered_ratio", "farm_employment", "aged_65_plus")
MENU = (*FIVE, "minority", "household_size", "children_under_15", "log_residents")


def urban_share(region: Region, year: int) -> np.ndarray:
    """Urban residents over residents of each unit on the census day."""
    return region.urban_residents(year) / region.residents(year)


def of_2010(region: Region) -> dict[str, np.ndarray]:
    """The covariates by name, float64 (units,)."""
    units, residents = region.units, region.residents(2010)
    ages = region.age_sex(2010).sum(axis=1)
    homes = region.households(2010)
    return {
        "urban_share": urban_share(region, 2010),
        "logit_share": logit(urban_share(region, 2010)),
        "minority": units["minority_share_2010"].fillna(units["minority_share_2020"]).to_numpy(float),
        "non_agricultural": units["nonagricultural_hukou_share_2010"].to_numpy(float),
        "registered_ratio": np.log(region.registered_population(2010) / residents),
        "farm_employment": units["agricultural_employment_share_2010"].to_numpy(float),
        "aged_65_plus": ages[:, AGE_FROM.index(65) :].sum(axis=1) / residents,
        "children_under_15": ages[:, : AGE_FROM.index(15)].sum(axis=1) / residents,
        "household_size": (homes["family_population"] / homes["family_households"]).to_numpy(float),
        "log_residents": np.log(residents),
    }
