"""The population renewed, continued: those who found a partner pair by age, and form or join a household."""

from __future__ import annotations

from ..compiled import loop, rule
from ..randomness import BIRTH_AND_PARTNERSHIP, LUCK, descendant, draw, happens, uniform
from ..state.households import (
    APART,
    CITY,
    EMPTY,
    FAMILY,
    HELD,
    HUKOU_IN_PROVINCE,
    HUKOU_MOVED_TO_CITY,
    IN_CITY,
    IN_OTHER_PROVINCE,
    IN_SEAT,
    IN_TOWN,
    IN_VILLAGE,
    NO_RIGHT,
    NO_TOWN_HOME,
    PARTNERED,
    RENTED_OUT,
    RENTING,
    RURAL_HUKOU,
    SEAT,
    SLOTS,
    TOWN,
    VACANT,
    VILLAGE,
)
from ..submodels.residence_choice import FORMED_THIS_YEAR, PARTNERSHIP, family_place
from .members import close_gaps, counted_place, member_count, place_of, with_place
from .population_year import LEAVES, lapse


@loop
def sort_by_age(h, seekers, number, ordered, place):
    """Those who found a partner, by age (stable), so that pairs are of like age; fills `ordered`.

    `place`, int64 (101,), is scratch: the position of the next of each age.
    """
    place[:] = 0
    for k in range(number):
        place[h.age[seekers[k] // SLOTS, seekers[k] % SLOTS]] += 1
    position = 0
    for age in range(len(place)):
        position, place[age] = position + place[age], position
    for k in range(number):
        age = h.age[seekers[k] // SLOTS, seekers[k] % SLOTS]
        ordered[place[age]] = seekers[k]
        place[age] += 1


@rule
def alternative_for(place):
    """The alternative of a family that lives whole in one place."""
    if place == VILLAGE:
        return IN_VILLAGE
    if place == TOWN:
        return IN_TOWN
    if place == SEAT:
        return IN_SEAT
    if place == CITY:
        return IN_CITY
    return IN_OTHER_PROVINCE


@rule
def take_share_of_land(h, i, members):
    """A member's share of the household's contracted land, taken out of it, hundredths of a mu."""
    if h.contract[i] != HELD and h.contract[i] != RENTED_OUT:
        return 0
    share = h.land[i] // max(members, 1)
    h.land[i] -= share
    return share


@loop
def form_households(h, used, capacity, year, seed, values, reclassified, flows, seekers, found, men, women, place):
    """Pairs those who found a partner, by age; a couple joins his parents or forms a household of its own.

    Who pairs with whom depends on age and luck only, and on policy only through how many seek.
    `men` and `women`, as long as `seekers`, and `place` (101,) are scratch. Returns the rows now used.
    """
    v = values[0]
    pairs = min(found[0], found[1])
    if pairs == 0:
        return used
    sort_by_age(h, seekers[0], found[0], men, place)
    sort_by_age(h, seekers[1], found[1], women, place)
    for k in range(pairs):
        i, m = men[k] // SLOTS, men[k] % SLOTS
        j, w = women[k] // SLOTS, women[k] % SLOTS
        if i == j:
            continue
        words = draw(seed, LUCK, h.id[i], year, BIRTH_AND_PARTNERSHIP + 1 + m)
        his, hers = h.trait[i, m], h.trait[j, w]
        his_age, her_age = h.age[i, m], h.age[j, w]
        his_place, her_place = place_of(his), place_of(hers)
        n = member_count(h.age[i])
        his_away, hers_away = his_place >= CITY, her_place >= CITY
        if his_away == hers_away:
            at_his = uniform(words[1]) < v.couples_settle_his
        else:
            at_his = his_away == (uniform(words[1]) < v.couples_settle_away)
        # Whether they join his parents is luck alone, so that policy does not change who shares a household.
        joins_parents = 1 < n < SLOTS and happens(words[0], v.co_residence_of_couples)
        if joins_parents:
            home, village = family_place(h.alternative[i]), h.village[i]
            h.trait[i, m] = with_place((his | PARTNERED) & (0xFF & ~APART), home)
            h.age[i, n] = her_age
            h.trait[i, n] = with_place((hers | PARTNERED) & (0xFF & ~APART), home)
            h.events[i] |= PARTNERSHIP
        else:
            if used == capacity:
                continue
            base = i if at_his else j
            home = his_place if at_his else her_place
            village = h.village[base]
            new = used
            used += 1
            h.id[new] = descendant(h.id[i], year, m)
            h.kind[new] = FAMILY
            for slot in range(SLOTS):
                h.age[new, slot] = EMPTY
                h.trait[new, slot] = 0
            h.age[new, 0] = his_age
            h.trait[new, 0] = with_place((his | PARTNERED) & (0xFF & ~APART), home)
            h.age[new, 1] = her_age
            h.trait[new, 1] = with_place((hers | PARTNERED) & (0xFF & ~APART), home)
            h.alternative[new] = alternative_for(home)
            h.village[new] = village
            h.village_origin[new] = h.village_origin[base]
            h.hukou[new] = h.hukou[base]
            if h.hukou[base] == HUKOU_MOVED_TO_CITY and home < CITY:
                h.hukou[new] = HUKOU_IN_PROVINCE
            family_home = family_place(h.alternative[base])
            h.years[new] = h.years[base] if home == family_home else 0
            share = take_share_of_land(h, i, n) + take_share_of_land(h, j, member_count(h.age[j]))
            h.land[new] = share
            h.contract[new] = HELD if share > 0 else NO_RIGHT
            granted = home == VILLAGE and h.hukou[base] == RURAL_HUKOU
            h.homestead[new] = HELD if granted else NO_RIGHT
            if granted:
                flows.homesteads[0, 0] += 1
            h.collective[new] = HELD if h.collective[base] == HELD else NO_RIGHT
            if h.collective[new] == HELD:
                flows.shares[0, 0] += 1
            h.tenure[new] = RENTING if home in (TOWN, SEAT) else NO_TOWN_HOME
            h.savings[new] = 0
            h.events[new] = PARTNERSHIP | FORMED_THIS_YEAR
            h.age[i, m] = LEAVES
        his_start = counted_place(his_place, h.village[i], reclassified)
        his_end = counted_place(home, village, reclassified)
        if his_start != his_end:
            flows.moves[0, his_start, his_end] += 1
        her_start = counted_place(her_place, h.village[j], reclassified)
        her_end = counted_place(home, village, reclassified)
        if her_start != her_end:
            flows.moves[0, her_start, her_end] += 1
        h.age[j, w] = LEAVES
    for k in range(pairs):
        for row in (men[k] // SLOTS, women[k] // SLOTS):
            if h.kind[row] != VACANT and close_gaps(h.age[row], h.trait[row], LEAVES) == 0:
                lapse(h, row, flows)
    return used
