"""Villages, towns, seats and cities: what they offer and how full they are.

One row per unit; a unit's town is all its towns taken together. Villages are numbered
within their unit from the least to the most remote and gathered in groups of equal
number, for which networks and closures are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

# Services, the last axis of `quality` and `crowding`.
EDUCATION, HEALTH, ELDER_CARE, CHILDCARE = range(4)
SERVICES = ("education", "health", "elder_care", "childcare")

VILLAGE_GROUPS = 8


class PlaceColumns(NamedTuple):
    """Arrays over units (first axis), places (5) or village groups (8)."""

    wage: np.ndarray  # float64 (units, 5): yuan a year of a worker with junior high school
    employment: np.ndarray  # float64 (units, 5): share of the year in work
    jobs: np.ndarray  # float64 (units, 5): persons
    house_price: np.ndarray  # float64 (units, 5): yuan per square metre
    homes: np.ndarray  # float64 (units, 5): dwellings
    amenity: np.ndarray  # float64 (units, 5): what makes it pleasant to live there, logits
    pay_factor: np.ndarray  # float64 (units, 5): what levers make of a wage
    village_pay: np.ndarray  # float64 (units,): growth of village earnings so far, a factor
    town_boost: np.ndarray  # float64 (units,): what central towns add to an average town, standard deviations
    commuting: np.ndarray  # float64 (units, 8): what shorter ways add to a village worker's earnings, yuan a year
    left_behind: np.ndarray  # float64 (units, 2): cost of leaving children and elders behind, logits
    home_offers: np.ndarray  # float64 (units,): probability that a village family is offered a home in town
    land_rent: np.ndarray  # float64 (units,): yuan per mu and year, as last year's land-rental market cleared
    rural_pension: np.ndarray  # float64 (units,): yuan a year of an elder without urban hukou
    quality: np.ndarray  # float64 (units, 5, 4): per service, 1 = the seat's in the base year
    usable_quality: np.ndarray  # float64 (units, 5, 4): quality under last year's crowding
    capacity: np.ndarray  # float64 (units, 5, 4): persons who can be served uncrowded
    crowding: np.ndarray  # float64 (units, 5, 4): last year's demand / capacity
    distance: np.ndarray  # float64 (units, 8, 5): kilometres from the village group
    remoteness: np.ndarray  # float64 (units, 8, 5, 5): log distance of a family place and a workers' place
    network: np.ndarray  # float64 (units, 8, 5): share of the group's members now living in each place
    empty_homes: np.ndarray  # float64 (units, 8): share of the group's homesteads that stand idle
    schools_open: np.ndarray  # float64 (units, 8): share of the group's villages with a school or clinic open
    city_constant: np.ndarray  # float64 (units,): what the unit's own past adds to town and seat (calibrated)
    debt: np.ndarray  # int64 (units,): county debt, fen
    service_pace: np.ndarray  # float64 (units,): what public finance left of the growth of capacity, 0-1
    bonus_capacity: np.ndarray  # float64 (units,): growth of capacity that the bonus paid for, a year
    reclassified: np.ndarray  # uint8 (units, villages): 1 = has become town
    reclassification_due: np.ndarray  # float64 (units,): residents waiting for a whole village
    village_group: np.ndarray  # uint8 (units, villages)
    village_number: np.ndarray  # int64 (units,): villages of the unit
    demonstration: np.ndarray  # uint8 (units, villages): 1 = is a demonstration village
    demonstration_due: np.ndarray  # float64 (units,): part of a village still due to become one
    town_number: np.ndarray  # int64 (units,): towns of the unit


@dataclass(frozen=True)
class Places:
    """The places of all simulated units."""

    columns: PlaceColumns

    def of_unit(self, unit: int) -> PlaceColumns:
        """Views on one unit's places (the unit axis dropped)."""
        return PlaceColumns(*(array[unit : unit + 1] for array in self.columns))

    def copy(self) -> Places:
        """An independent copy of the state."""
        return replace(self, columns=PlaceColumns(*(array.copy() for array in self.columns)))
