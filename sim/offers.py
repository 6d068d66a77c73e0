"""What places offer this year: levers and last year's state become columns that every household reads.

Whatever depends on a unit, a place or a village group alone is worked out here once, so that
a household's rule only looks it up.
"""

from __future__ import annotations

import numpy as np

from .region import Region
from .state.households import TOWN, VILLAGE
from .state.places import PlaceColumns
from .submodels import (
    amenities,
    care,
    housing,
    livelihoods,
    public_services,
    residence_choice,
    towns,
    travel,
    villages,
)


def develop_villages(places: PlaceColumns, values: np.ndarray, region: Region) -> None:
    """Village earnings grow; villages become demonstration villages, each unit's share of the province's."""
    places.village_pay[:] *= 1 + values["village_jobs"] / 100
    places.demonstration_due[:] += villages.newly_due(values, places.village_number, region.villages)
    for unit in np.flatnonzero(places.demonstration_due >= 1):
        here = places.demonstration[unit, : places.village_number[unit]]
        here[villages.picked(here, places.demonstration_due[unit])] = 1
        places.demonstration_due[unit] %= 1


def build_relocation_homes(places: PlaceColumns, values: np.ndarray, village_families: np.ndarray) -> None:
    """Homes in town built for village families, and how likely each is offered one; `village_families` (units,)."""
    places.homes[:, TOWN] += values["relocation_housing"]
    places.home_offers[:] = housing.offer_probability(values, village_families)


def set_offers(places: PlaceColumns, values: np.ndarray, expected: np.ndarray, region: Region) -> None:
    """Pay, pensions, services, amenities, distances, the cost of leaving someone behind, under the year's levers.

    Pay and commuting are those of the levers in force (`values`), the rest what households expect of them.
    """
    places.town_boost[:] = towns.boost(expected, places.town_number, region.towns)
    places.amenity[:] = amenities.amenity(expected, places.town_boost)
    quality = public_services.with_works(expected, places.quality, places.town_boost)
    quality = care.with_care(expected, quality)
    places.usable_quality[:] = public_services.usable_quality(expected, quality, places.crowding)
    places.left_behind[:] = care.left_behind(expected)
    places.rural_pension[:] = livelihoods.rural_pension(expected)
    places.remoteness[:] = residence_choice.remoteness(expected, travel.distances(expected, places.distance))
    boost_now = towns.boost(values, places.town_number, region.towns)
    places.pay_factor[:] = livelihoods.pay_factor(values, places.village_pay, boost_now)
    earnings = places.wage * places.employment * places.pay_factor
    places.commuting[:] = travel.commuting_gain(
        values, places.distance[:, :, TOWN], earnings[:, VILLAGE], earnings[:, TOWN]
    )
