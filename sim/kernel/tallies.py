"""What a unit's year adds up to: integer counts only, so that totals do not depend on order or threads."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..state.households import OLDEST, PLACES, TOWN, VILLAGE
from ..state.places import VILLAGE_GROUPS

AGE_GROUPS = 18  # 0-4, 5-9, ... 80-84, 85 and over


class Flows(NamedTuple):
    """Persons moved, born, died and so on in one year; rows of one unit, not yet weighted."""

    moves: np.ndarray  # int64 (units, 5, 5): from place to place, as the census counts places
    births: np.ndarray  # int64 (units, 5)
    deaths: np.ndarray  # int64 (units, 5)
    arrivals: np.ndarray  # int64 (units, 5): in-migrants from other counties
    conversions: np.ndarray  # int64 (units, 2): persons converted in the county; in a city, who leave the register
    not_placed: np.ndarray  # int64 (units,)
    reconsidered: np.ndarray  # int64 (units,): households
    land_lapsed: np.ndarray  # int64 (units,): hundredths of a mu returned to the collective by extinct households
    homesteads: np.ndarray  # int64 (units, 2): granted to new households; lapsed with extinct ones
    shares: np.ndarray  # int64 (units, 2): shares in the collective, granted to new households; lapsed
    rights_given_up: np.ndarray  # int64 (units, 3): on conversion: hundredths of a mu, homesteads, shares
    homesteads_sold: np.ndarray  # int64 (units,): exited for payment


class Stock(NamedTuple):
    """Who and what is where at the end of a year; rows of one unit, not yet weighted."""

    persons: np.ndarray  # int64 (units, 5, 18): by place as the census counts it and age group
    reclassified: np.ndarray  # int64 (units, 18): residents of villages that have become town, by age group
    registered: np.ndarray  # int64 (units,)
    registered_elsewhere: np.ndarray  # int64 (units,): residents whose hukou is in another county
    away: np.ndarray  # int64 (units, 2): registered members in the province's cities and in other provinces
    collective: np.ndarray  # int64 (units,): residents of collective households
    village_origin_urban: np.ndarray  # int64 (units,)
    households: np.ndarray  # int64 (units, 5): family households by the place the family lives
    workers: np.ndarray  # int64 (units, 5): members of 18-59 by place; a reclassified village is still a village
    group_members: np.ndarray  # int64 (units, 8, 5): members of each village group by place
    group_homesteads: np.ndarray  # int64 (units, 8, 2): held; of them idle
    homesteads: np.ndarray  # int64 (units, 6): by what is done with them
    homesteads_outside: np.ndarray  # int64 (units,): held by families that are not of a village here
    shares: np.ndarray  # int64 (units,): shares in the collective held
    land: np.ndarray  # int64 (units, 5): hundredths of a mu by what is done with it
    village_residents: np.ndarray  # int64 (units, villages)
    alternatives: np.ndarray  # int64 (units, 8): family households by alternative


def empty_flows(units: int) -> Flows:
    """Flows of zero."""
    shapes = ((5, 5), (5,), (5,), (5,), (2,), (), (), (), (2,), (2,), (3,), ())
    return Flows(*(np.zeros((units, *shape), np.int64) for shape in shapes))


def empty_stock(units: int, villages: int) -> Stock:
    """A stock of zero."""
    shapes = (
        (5, AGE_GROUPS), (AGE_GROUPS,), (), (), (2,), (), (), (5,), (5,), (VILLAGE_GROUPS, 5), (VILLAGE_GROUPS, 2),
            (6,), (), (), (5,),
        (villages,), (8,),
    )
    return Stock(*(np.zeros((units, *shape), np.int64) for shape in shapes))


def empty_count() -> np.ndarray:
    """Room for one unit's members by village origin, whether registered here, place and age, all zero."""
    return np.zeros((2, 2, len(PLACES), OLDEST + 1), np.int64)


def of_unit(tally, unit: int):
    """Views on one unit's part of flows or stock (the unit axis kept, length 1)."""
    return type(tally)(*(array[unit : unit + 1] for array in tally))


def weighted(tally, weight: np.ndarray):
    """The tally in real persons, households and land: each unit's rows times its weight."""
    return type(tally)(*(array * weight.reshape((-1,) + (1,) * (array.ndim - 1)) for array in tally))


def residents_by_place(stock: Stock) -> np.ndarray:
    """Persons by place (units, 5); a reclassified village is still a village to its jobs and services."""
    persons = stock.persons.sum(axis=2)
    reclassified = stock.reclassified.sum(axis=1)
    persons[:, TOWN] -= reclassified
    persons[:, VILLAGE] += reclassified
    return persons
