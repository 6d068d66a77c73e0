"""Where to live: who reconsiders, what they choose, who is placed, who moves."""

from __future__ import annotations

import numpy as np

from ..arithmetic import exponential
from ..compiled import loop, rule
from ..randomness import BLOCK, LUCK, RATIONING, RECONSIDERATION, draw, draw_block, uniform, words_below
from ..state.households import (
    APART,
    EMPTY,
    FAMILY,
    FEMALE,
    HUKOU_MOVED_TO_CITY,
    NO_TOWN_HOME,
    OWNER,
    RENTING,
    SEAT,
    SLOTS,
    TOWN,
    VILLAGE,
)
from ..submodels.relocation import admitted, share_admitted
from ..submodels.residence_choice import (
    ANY_EVENT,
    FORMED_THIS_YEAR,
    HOME_OFFERED,
    OFFER_ALONE,
    all_workers_go,
    eagerness,
    family_place,
    living_places,
    reconsideration_hazard,
    splits,
)
from .household_rule import character_of, deciding_age, describe
from .members import counted_place, place_of, with_place
from .thinkers import think

NO_CHANGE = 255


@rule
def may_choose(h, i):
    """Whether a row is a family that may choose this year: not just formed, not registered in a city."""
    return h.kind[i] == FAMILY and not h.events[i] & FORMED_THIS_YEAR and h.hukou[i] != HUKOU_MOVED_TO_CITY


@rule
def reconsiders(h, i, luck, eager, tables, v, period):
    """Whether the family reconsiders where it lives, by the age of its main decision-maker and its events.

    `eager` is what its events make of the hazard.
    """
    age = deciding_age(h, i)
    if age == 0:
        return False
    hazard = reconsideration_hazard(eager, tables.reconsideration[age], v, period)
    return luck < hazard and luck < 1.0 - exponential(-hazard)


@rule
def list_thinkers(h, start, stop, words, tables, p, v, period, choice, thinkers):
    """Stage 1 for the households of a block: lists those who think again, and notes who is offered a home.

    Returns how many there are; `words` is their luck.
    """
    # 1 - exp(-hazard) is at most the hazard, which is at most that of the peak age:
    # most households are settled without a look at their members.
    at_most, offers = v.reconsideration * period, words_below(p.home_offers[0])
    number = 0
    for i in range(start, stop):
        choice[i] = NO_CHANGE
        luck = uniform(words[0, i - start])
        offered = words[1, i - start] < offers
        eager = thinkers.eagerness[h.events[i] & ANY_EVENT]
        if (luck >= at_most * eager and not offered) or not may_choose(h, i):
            continue
        offered = offered and family_place(h.alternative[i]) == VILLAGE
        thinks = reconsiders(h, i, luck, eager, tables, v, period)
        if not thinks and not offered:
            continue
        if offered:
            h.events[i] |= HOME_OFFERED if thinks else HOME_OFFERED | OFFER_ALONE
        thinkers.row[number] = i
        thinkers.id[number] = h.id[i]
        number += 1
    return number


@loop
def choose_residence(h, used, year, seed, world_seed, tables, p, values, period, village_group, choice, wanted, flows,
    words, thinkers):
    """Stage 1 and 2 for every family of a unit: fills `choice` (NO_CHANGE where nothing changes).

    `wanted` (5,) counts the families that would newly live in each place; `words` is room for
    draws and `thinkers` for those who think again.
    """
    v = values[0]
    thinkers.is_full[:] = False
    for events in range(len(thinkers.eagerness)):
        thinkers.eagerness[events] = eagerness(events, v)
    for start in range(0, used, BLOCK):
        stop = min(start + BLOCK, used)
        draw_block(words, 0, h.id, start, stop, seed, LUCK, year, RECONSIDERATION)
        number = list_thinkers(h, start, stop, words, tables, p, v, period, choice, thinkers)
        flows.reconsidered[0] += number
        think(h, thinkers, number, year, seed, world_seed, tables.horizon, p, values, village_group)
        for k in range(number):
            i, chosen = thinkers.row[k], thinkers.chosen[k]
            if thinkers.members[k] == 0 or chosen == h.alternative[i]:
                continue
            choice[i] = chosen
            home = family_place(chosen)
            if home != family_place(h.alternative[i]):
                wanted[home] += 1


@rule
def move_members(h, i, alternative, household, reclassified, flows):
    """Puts every member who lives with the family where the alternative has her; counts the moves."""
    living = living_places(
        alternative, household.worker_city, household.elders_stay, household.children_admitted
    )
    everyone_works_away = all_workers_go(alternative, household.carers)
    has_workers = household.men_skill + household.women_skill > 0.0
    village = h.village[i]
    for m in range(SLOTS):
        age = h.age[i, m]
        if age == EMPTY:
            break
        trait = h.trait[i, m]
        if trait & APART:
            continue
        goes_to = living.family
        if age < 18:
            goes_to = living.children
        elif age < 60:
            if not splits(alternative) or everyone_works_away or not trait & FEMALE:
                goes_to = living.lead_workers
        elif age >= 65 and has_workers:
            goes_to = living.elders
        start = counted_place(place_of(trait), village, reclassified)
        end = counted_place(goes_to, village, reclassified)
        if start != end:
            flows.moves[0, start, end] += 1
        h.trait[i, m] = with_place(trait, goes_to)


@rule
def think_once_more(
    h, thinkers, number, year, seed, world_seed, horizons, p, values, village_group, choice, flows
):
    """Lets the first `number` thinkers, who were not placed, choose among what is not full."""
    think(h, thinkers, number, year, seed, world_seed, horizons, p, values, village_group)
    for k in range(number):
        choice[thinkers.row[k]] = thinkers.chosen[k]
        flows.not_placed[0] += thinkers.members[k]


@loop
def ration(
    h, used, year, seed, world_seed, horizons, p, values, village_group, choice, wanted, households, weight, flows,
    thinkers, admitted_share,
):
    """Rations full places by luck; those not placed choose once more. Arguments are those of `relocate`."""
    v = values[0]
    for place in range(5):
        admitted_share[place] = 1.0
    if v.feedback_housing > 0.0:
        for place in (TOWN, SEAT):
            admitted_share[place] = share_admitted(
                p.homes[0, place] / weight, households[place], wanted[place], v.room_kept_free
            )
    for place in range(5):
        thinkers.is_full[place] = admitted_share[place] < 1.0
    number = np.int64(0)  # of this type from the start: `think` is compiled once
    for i in range(used):
        if choice[i] == NO_CHANGE:
            continue
        home = family_place(choice[i])
        if home == family_place(h.alternative[i]) or admitted_share[home] >= 1.0:
            continue
        priority = uniform(draw(seed, LUCK, h.id[i], year, RATIONING)[0])
        if admitted(priority, admitted_share[home]):
            continue
        thinkers.row[number] = i
        thinkers.id[number] = h.id[i]
        number += 1
        if number == BLOCK:
            think_once_more(
                h, thinkers, number, year, seed, world_seed, horizons, p, values, village_group, choice, flows
            )
            number = 0
    think_once_more(
        h, thinkers, number, year, seed, world_seed, horizons, p, values, village_group, choice, flows
    )


@loop
def relocate(
    h, used, year, seed, world_seed, horizons, p, values, village_group, reclassified, choice, wanted, households,
    weight, flows, thinkers, admitted_share,
):
    """Rations full places by luck, lets those not placed choose once more, then moves everyone.

    `households` is how many families lived in each place at the end of last year; `thinkers` is room
    for those who choose once more, `admitted_share` (5,) scratch.
    """
    v = values[0]
    ration(
        h, used, year, seed, world_seed, horizons, p, values, village_group, choice, wanted, households, weight, flows,
        thinkers, admitted_share,
    )
    for i in range(used):
        chosen = int(choice[i])
        if chosen == NO_CHANGE or chosen == h.alternative[i]:
            continue
        household = describe(h, i, character_of(h.id[i], world_seed), p, v, village_group)
        move_members(h, i, chosen, household, reclassified, flows)
        home = family_place(chosen)
        if home != family_place(household.alternative):
            h.years[i] = 0
            if home in (TOWN, SEAT):
                if h.tenure[i] != OWNER:
                    h.tenure[i] = OWNER if home == TOWN and household.offered > 0 else RENTING
            elif h.tenure[i] == RENTING:
                h.tenure[i] = NO_TOWN_HOME
        h.alternative[i] = chosen
