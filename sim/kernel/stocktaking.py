"""Steps 12 and 14 of the year on one unit's rows: who and what is where, and arrivals from elsewhere."""

from __future__ import annotations

import numpy as np

from ..compiled import loop
from ..randomness import INMIGRATION, LUCK, draw, happens
from ..state.households import (
    CITY,
    COLLECTIVE,
    EMPTY,
    FAMILY,
    GIVEN_UP,
    IDLE,
    NO_RIGHT,
    SLOTS,
    SOLD,
    URBAN_HUKOU,
    VACANT,
)
from .members import counted_place, place_of
from .residence_year import family_place
from .tallies import AGE_GROUPS


@loop
def take_stock(h, used, village_group, reclassified, stock):
    """Counts one unit's rows into `stock`, which must be zero."""
    for i in range(used):
        kind = h.kind[i]
        if kind == VACANT:
            continue
        village = h.village[i]
        group = village_group[village]
        registered_here = h.hukou[i] <= URBAN_HUKOU
        present = 0
        for m in range(SLOTS):
            age = h.age[i, m]
            if age == EMPTY:
                break
            place = place_of(h.trait[i, m])
            counted = counted_place(place, village, reclassified)
            stock.persons[0, counted, min(age // 5, AGE_GROUPS - 1)] += 1
            if registered_here:
                stock.registered[0] += 1
                if place >= CITY:
                    stock.away[0, place - CITY] += 1
            elif place < CITY:
                stock.registered_elsewhere[0] += 1
            if place < CITY:
                present += 1
                if counted != place:
                    stock.reclassified[0, min(age // 5, AGE_GROUPS - 1)] += 1
                if counted != 0 and h.village_origin[i]:
                    stock.village_origin_urban[0] += 1
            if place == 0:
                stock.village_residents[0, village] += 1
            if h.village_origin[i]:
                stock.group_members[0, group, place] += 1
            if 18 <= age < 60:
                stock.workers[0, place] += 1
        if kind == COLLECTIVE:
            stock.collective[0] += present
            continue
        home = family_place(h.alternative[i])
        stock.households[0, home] += 1
        stock.alternatives[0, h.alternative[i]] += 1
        state = h.homestead[i]
        stock.homesteads[0, state] += 1
        if state != NO_RIGHT and state != GIVEN_UP and state != SOLD:
            stock.group_homesteads[0, group, 0] += 1
            if state == IDLE:
                stock.group_homesteads[0, group, 1] += 1
        stock.land[0, h.contract[i]] += h.land[i]


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

