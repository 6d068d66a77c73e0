"""Markets of a county at the end of a year: homes, land to let, work. They set what next year's households see.

Each sees the stock that its feedback lets it see (`Model._seen_by`), in real persons and homes.
"""

from __future__ import annotations

import numpy as np

from .kernel.tallies import Stock, residents_by_place
from .state.households import SEAT, TOWN
from .state.places import PlaceColumns
from .submodels import housing, land_rights, livelihoods


def clear_housing(places: PlaceColumns, values: np.ndarray, before: Stock, now: Stock) -> np.ndarray:
    """House prices, homes built, and homes of the seat given up for others in town.

    Returns the homes built (units, 5). The seat's service capacity goes with its homes.
    """
    prices, homes = housing.market(values, places.house_price, places.homes, before.households, now.households)
    built = np.maximum(homes - places.homes, 0)
    given_up = housing.homes_given_up(values, homes)
    places.capacity[:, SEAT] *= 1 - (given_up / np.maximum(homes[:, SEAT], 1))[:, None]
    places.house_price[:], places.homes[:] = prices, homes
    places.homes[:, SEAT] -= given_up
    places.homes[:, TOWN] += given_up
    return built


def clear_land_rental(places: PlaceColumns, values: np.ndarray, base: Stock, now: Stock) -> None:
    """The rent of contracted land, by what was let in the base year and is let now."""
    places.land_rent[:] = land_rights.cleared_rent(
        values, land_rights.rented_share(base.land), land_rights.rented_share(now.land)
    )


def clear_labour(places: PlaceColumns, values: np.ndarray, base: Stock, now: Stock) -> None:
    """Jobs, wages and employment of town and seat."""
    places.jobs[:] = livelihoods.more_jobs(values, places.jobs)
    places.wage[:], places.employment[:] = livelihoods.labour_market(
        values, places.jobs, now.workers, base.workers, residents_by_place(base), residents_by_place(now)
    )
