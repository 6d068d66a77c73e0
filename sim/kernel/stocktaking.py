"""Arrivals from elsewhere, and the count of who and what is where, on one unit's rows."""

from __future__ import annotations

import numpy as np

from ..compiled import loop
from ..randomness import INMIGRATION, LUCK, draw, happens
from ..state.households import (
    CITY,
    COLLECTIVE,
    EMPTY,
    FAMILY,
    HELD,
    IDLE,
    NO_RIGHT,
    OLDEST,
    RENTED_OUT,
    SEAT,
    SLOTS,
    TOWN,
    URBAN_HUKOU,
    VACANT,
    VILLAGE,
)
from ..submodels.residence_choice import family_place
from .members import counted_place, place_of
from .tallies import AGE_GROUPS


@loop
def take_stock(h, used, village_group, reclassified, stock, count):
    """Counts one unit's rows into `stock`, which must be zero.

    `count`, int64 (2, 2, 5, 101) and zero (`empty_count`), takes the members by village origin, whether
    registered here, place and age: one count a member, from which most others are sums.
    """
    for i in range(used):
        kind = h.kind[i]
        if kind == VACANT:
            continue
        village = h.village[i]
        group = village_group[village]
        origin = 1 if h.village_origin[i] else 0
        registered = 1 if h.hukou[i] <= URBAN_HUKOU else 0
        is_town = reclassified[village]
        present, at_home = 0, 0
        for m in range(SLOTS):
            age = h.age[i, m]
            if age == EMPTY:
                break
            place = place_of(h.trait[i, m])
            count[origin, registered, place, age] += 1
            stock.group_members[0, group, place] += origin
            present += 1 if place < CITY else 0
            if place == VILLAGE:
                at_home += 1
                if is_town:
                    stock.reclassified[0, min(age // 5, AGE_GROUPS - 1)] += 1
                    stock.village_origin_urban[0] += origin
        stock.village_residents[0, village] += at_home
        if kind == COLLECTIVE:
            stock.collective[0] += present
            continue
        alternative = h.alternative[i]
        stock.alternatives[0, alternative] += 1
        state = h.homestead[i]
        stock.homesteads[0, state] += 1
        held = 1 if state in (HELD, RENTED_OUT, IDLE) else 0
        stock.group_homesteads[0, group, 0] += held
        stock.group_homesteads[0, group, 1] += 1 if state == IDLE else 0
        stock.homesteads_outside[0] += held * (1 - origin)
        stock.shares[0] += 1 if h.collective[i] == HELD else 0
        stock.land[0, h.contract[i]] += h.land[i]
    for alternative in range(8):
        stock.households[0, family_place(alternative)] += stock.alternatives[0, alternative]
    add_up(count, stock)


@loop
def add_up(count, stock):
    """Persons by place and age group, registered, away, of working age, of village origin: sums of `count`."""
    for origin in range(2):
        for registered in range(2):
            for place in range(5):
                for age in range(OLDEST + 1):
                    persons = count[origin, registered, place, age]
                    stock.persons[0, place, min(age // 5, AGE_GROUPS - 1)] += persons
                    if 18 <= age < 60:
                        stock.workers[0, place] += persons
                    if registered:
                        stock.registered[0] += persons
                        if place >= CITY:
                            stock.away[0, place - CITY] += persons
                    elif place < CITY:
                        stock.registered_elsewhere[0] += persons
                    if origin and (place in (TOWN, SEAT)):
                        stock.village_origin_urban[0] += persons
    # A reclassified village is town, as the census counts.
    for group in range(AGE_GROUPS):
        stock.persons[0, VILLAGE, group] -= stock.reclassified[0, group]
        stock.persons[0, TOWN, group] += stock.reclassified[0, group]


@loop
def arrive(h, used, capacity, year, seed, rate, templates, template_ages, template_traits, reclassified, flows):
    """In-migrants from other counties: copies of those of the base year, drawn at an exogenous rate.

    The same in every scenario. `templates` are structured rows kept from the base year.
    Returns the rows now used.
    """
    # Bit 62 marks an arrival; the unit's adcode, the year and the template tell them apart.
    unit_key = np.uint64(1) << np.uint64(62) | (h.id[0] >> np.uint64(32)) << np.uint64(34)
    for k in range(len(templates)):
        identity = unit_key | np.uint64(k)
        word = draw(seed, LUCK, identity, year, INMIGRATION)
        if used == capacity or not happens(word[0], rate):
            continue
        h.id[used] = identity | np.uint64(year - 2000) << np.uint64(24)
        h.kind[used] = FAMILY
        for m in range(SLOTS):
            h.age[used, m] = template_ages[k, m]
            h.trait[used, m] = template_traits[k, m]
            if template_ages[k, m] != EMPTY:
                place = counted_place(place_of(template_traits[k, m]), templates[k].village, reclassified)
                flows.arrivals[0, place] += 1
        h.alternative[used] = templates[k].alternative
        h.village[used] = templates[k].village
        h.village_origin[used] = 0
        h.hukou[used] = templates[k].hukou
        h.years[used] = 0
        h.land[used] = 0
        h.contract[used] = NO_RIGHT
        h.homestead[used] = NO_RIGHT
        h.collective[used] = NO_RIGHT
        h.tenure[used] = 1
        h.savings[used] = 0
        h.events[used] = 0
        used += 1
    return used

