"""What a user's own county figures of income, price and rent do to a unit's values.

The shipped tables have none of them, so wages, prices and rent start equal in all units.
"""

from __future__ import annotations

import numpy as np

from ..own_figures import stem_of
from ..region import Region

# Figure -> the parameters it scales. An income is taken against the province's of the same year.
SCALED_BY_INCOME = {
    "urban_income": ("wage_town", "wage_seat"),
    "rural_income": ("wage_village", "farm_income_per_mu"),
}


def income_ratio(region: Region, series: str) -> np.ndarray:
    """Each unit's income over the province's of the same year, the latest one given; 1 where none is, (units,)."""
    ratio = np.ones(len(region.units))
    years = {int(figure.column[-4:]) for figure in region.own if stem_of(figure.column) == series}
    for year in sorted(years):
        province = region.known(series, year)
        own = region.own_figure(f"{series}_{year}")
        ratio = np.where(np.isnan(own), ratio, own / province)
    return ratio


def set_own_levels(values: np.ndarray, region: Region) -> None:
    """Put the user's figures into records of every parameter, shape (years, units), in place."""
    if not region.own:
        return
    for series, names in SCALED_BY_INCOME.items():
        for name in names:
            values[name] *= income_ratio(region, series)
    price, rent = region.own_figure("seat_house_price"), region.own_figure("land_rent")
    values["house_price_town"] *= np.where(np.isnan(price), 1.0, price / values["house_price_seat"])
    for name, own in (("house_price_seat", price), ("land_rent", rent)):
        values[name] = np.where(np.isnan(own), values[name], own)
