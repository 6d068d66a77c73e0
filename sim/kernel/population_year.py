"""Step 2 of the year: everyone grows older; deaths, births, partnership, new households, the young who leave alone."""

from __future__ import annotations

import numpy as np

from ..compiled import loop, rule
from ..randomness import BIRTH_AND_PARTNERSHIP, LUCK, SURVIVAL, YOUTH, descendant, draw, happens, uniform
from ..state.households import (
    APART,
    CITY,
    COLLECTIVE,
    COLLEGE,
    EMPTY,
    FAMILY,
    FEMALE,
    GIVEN_UP,
    HELD,
    HUKOU_IN_PROVINCE,
    HUKOU_MOVED_TO_CITY,
    IN_CITY,
    IN_OTHER_PROVINCE,
    IN_SEAT,
    IN_TOWN,
    IN_VILLAGE,
    JUNIOR_HIGH,
    NO_RIGHT,
    NO_TOWN_HOME,
    OLDEST,
    OTHER_PROVINCE,
    PARTNERED,
    RENTED_OUT,
    RENTING,
    RURAL_HUKOU,
    SEAT,
    SENIOR_HIGH,
    SLOTS,
    SOLD,
    TOWN,
    VACANT,
    VILLAGE,
)
from ..submodels.residence_choice import (
    BIRTH,
    ENTERS_JUNIOR_HIGH,
    ENTERS_PRIMARY,
    ENTERS_SENIOR_HIGH,
    FORMED_THIS_YEAR,
    PARENT_TURNS_60,
    PARTNERSHIP,
    RETIREMENT,
    WIDOWHOOD,
    living_places,
    splits,
)
from .members import (
    close_gaps,
    counted_place,
    education_of,
    member_count,
    place_of,
    with_education,
    with_place,
)

_LEAVES = 254  # age of a member on the way to a new household


@rule
def widow(h, i, n, dead_age, dead_sex):
    """Frees the partner of a member who died: the one nearest in age among partnered members of the other sex."""
    nearest, gap = -1, 25
    for m in range(n):
        trait = h.trait[i, m]
        distance = abs(int(h.age[i, m]) - dead_age)
        if trait & PARTNERED and (trait & FEMALE) != dead_sex and distance < gap:
            nearest, gap = m, distance
    if nearest >= 0:
        h.trait[i, nearest] &= 0xFF & ~PARTNERED
        return True
    return False


@rule
def lapse(h, i, flows):
    """An extinct household: its row is vacant, its land and homestead go back to the collective."""
    h.kind[i] = VACANT
    if h.contract[i] in (HELD, RENTED_OUT):
        flows.land_lapsed[0] += h.land[i]
    if h.homestead[i] not in (NO_RIGHT, GIVEN_UP, SOLD):
        flows.homesteads[0, 1] += 1
    h.land[i] = 0
    h.contract[i] = NO_RIGHT
    h.homestead[i] = NO_RIGHT
    h.collective[i] = NO_RIGHT


@rule
def survive(h, i, year, seed, tables, reclassified, flows):
    """One household's deaths; the living are a year older. Returns members left and whether someone was widowed."""
    identity = h.id[i]
    words = draw(seed, LUCK, identity, year, SURVIVAL)
    n = 0
    widowed = False
    for m in range(SLOTS):
        age = h.age[i, m]
        if age == EMPTY:
            break
        if m == 4:
            words = draw(seed, LUCK, identity, year, SURVIVAL + 1)
        trait = h.trait[i, m]
        if happens(words[m & 3], tables.death[trait & FEMALE, age]):
            flows.deaths[0, counted_place(place_of(trait), h.village[i], reclassified)] += 1
            if trait & PARTNERED:
                h.age[i, m] = _LEAVES
                if widow(h, i, n, age, trait & FEMALE):
                    widowed = True
                else:
                    # the partner may stand behind: look there too
                    for k in range(m + 1, SLOTS):
                        if h.age[i, k] == EMPTY:
                            break
                        other = h.trait[i, k]
                        if (
                            other & PARTNERED
                            and (other & FEMALE) != (trait & FEMALE)
                            and abs(int(h.age[i, k]) - int(age)) < 25
                        ):
                            h.trait[i, k] = other & (0xFF & ~PARTNERED)
                            widowed = True
                            break
            continue
        h.age[i, n] = min(age + 1, OLDEST)
        h.trait[i, n] = trait
        n += 1
    for m in range(n, SLOTS):
        h.age[i, m] = EMPTY
        h.trait[i, m] = 0
    return n, widowed


@rule
def schooling(h, i, n, year, seed, v):
    """School stages: events of entering school, education reached at 16, 19 and 22."""
    events = 0
    for m in range(n):
        age = h.age[i, m]
        if age == 6:
            events |= ENTERS_PRIMARY
        elif age == 12:
            events |= ENTERS_JUNIOR_HIGH
        elif age == 15:
            events |= ENTERS_SENIOR_HIGH
        elif age == 16:
            h.trait[i, m] = with_education(h.trait[i, m], JUNIOR_HIGH)
        elif age == 19 or age == 22:
            word = draw(seed, LUCK, h.id[i], year, YOUTH + 16 + m)[0]
            if age == 19 and happens(word, v.senior_high_share):
                h.trait[i, m] = with_education(h.trait[i, m], SENIOR_HIGH)
            if age == 22 and education_of(h.trait[i, m]) == SENIOR_HIGH and happens(
                word, v.college_share / max(v.senior_high_share, 0.01)
            ):
                h.trait[i, m] = with_education(h.trait[i, m], COLLEGE)
        elif age == 60:
            events |= PARENT_TURNS_60 if n > 1 else RETIREMENT
    return events


@rule
def give_birth(h, i, n, year, seed, tables, v, reclassified, flows):
    """A birth to the youngest partnered woman under 50, if there is a free slot. Returns members."""
    mother = -1
    for m in range(n):
        trait = h.trait[i, m]
        if trait & FEMALE and trait & PARTNERED and 15 <= h.age[i, m] <= 49:
            if mother < 0 or h.age[i, m] < h.age[i, mother]:
                mother = m
    if mother < 0 or n == SLOTS:
        return n
    words = draw(seed, LUCK, h.id[i], year, BIRTH_AND_PARTNERSHIP)
    if not happens(words[0], tables.birth[h.age[i, mother]]):
        return n
    place = place_of(h.trait[i, mother])
    if splits(h.alternative[i]) and not h.trait[i, mother] & APART:
        # Where workers live away, the child lives with the family.
        place = living_places(h.alternative[i], CITY, 0, 1).children
    girl = 0 if happens(words[1], v.share_male_at_birth) else FEMALE
    h.age[i, n] = 0
    h.trait[i, n] = with_place(np.uint8(girl), place)
    flows.births[0, counted_place(place, h.village[i], reclassified)] += 1
    return n + 1


@rule
def young_members(h, i, n, year, seed, tables, v, period, reclassified, flows, seekers, found):
    """The young without a partner: they may find one (listed in `seekers`), leave alone, or come back."""
    adults = 0
    children = 0
    for m in range(n):
        if h.age[i, m] >= 18:
            adults += 1
        elif h.age[i, m] < 16:
            children += 1
    for m in range(n):
        age = h.age[i, m]
        trait = h.trait[i, m]
        if trait & PARTNERED or age < 15 or age > 49:
            continue
        words = draw(seed, LUCK, h.id[i], year, YOUTH + m)
        needed_here = children > 0 and adults == 1 and age >= 18
        sex = trait & FEMALE
        if happens(words[0], tables.partnership[sex, age]) and not needed_here:
            seekers[sex, found[sex]] = i * SLOTS + m
            found[sex] += 1
            continue
        place = place_of(trait)
        village = h.village[i]
        if trait & APART:
            if place >= CITY and happens(words[1], v.youth_return * period):
                home = living_places(h.alternative[i], CITY, 0, 1).family
                if home < CITY:
                    start = counted_place(place, village, reclassified)
                    flows.moves[0, start, counted_place(home, village, reclassified)] += 1
                    h.trait[i, m] = with_place(trait & (0xFF & ~APART), home)
        elif place < CITY and not needed_here and h.hukou[i] <= 1:
            rate = v.youth_leaving * tables.leaving[age] * period
            if place != VILLAGE:
                rate *= v.town_youth_leaving
            if happens(words[1], rate):
                goes_to = CITY if uniform(words[2]) < v.in_province_share else OTHER_PROVINCE
                flows.moves[0, counted_place(place, village, reclassified), goes_to] += 1
                h.trait[i, m] = with_place(trait | APART, goes_to)


@loop
def live_a_year(h, used, year, seed, tables, v, period, reclassified, flows, seekers, found):
    """Ageing, deaths, births, school, and the young, for all rows of a unit."""
    found[0] = 0
    found[1] = 0
    for i in range(used):
        kind = h.kind[i]
        if kind == VACANT:
            continue
        n, widowed = survive(h, i, year, seed, tables, reclassified, flows)
        if h.years[i] < 255:
            h.years[i] += 1
        if n == 0:
            lapse(h, i, flows)
            continue
        if kind == COLLECTIVE:
            continue
        events = schooling(h, i, n, year, seed, v)
        if widowed:
            events |= WIDOWHOOD
        grown = give_birth(h, i, n, year, seed, tables, v, reclassified, flows)
        if grown > n:
            events |= BIRTH
        h.events[i] = events
        young_members(h, i, grown, year, seed, tables, v, period, reclassified, flows, seekers, found)


@loop
def sort_by_age(h, seekers, number, ordered):
    """Those who found a partner, by age (stable), so that pairs are of like age; fills `ordered`."""
    position = 0
    for age in range(15, 50):
        for k in range(number):
            code = seekers[k]
            if h.age[code // SLOTS, code % SLOTS] == age:
                ordered[position] = code
                position += 1


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
def form_households(h, used, capacity, year, seed, v, reclassified, flows, seekers, found, men, women):
    """Pairs those who found a partner, by age; a couple joins his parents or forms a household of its own.

    Who pairs with whom depends on age and luck only, never on policy. `men` and `women` are
    scratch, as long as `seekers`. Returns the rows now used.
    """
    pairs = min(found[0], found[1])
    if pairs == 0:
        return used
    sort_by_age(h, seekers[0], found[0], men)
    sort_by_age(h, seekers[1], found[1], women)
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
        # Whether they join his parents is luck alone, so that policy never changes who shares a household.
        joins_parents = 1 < n < SLOTS and happens(words[0], v.co_residence_of_couples)
        if joins_parents:
            home, village = living_places(h.alternative[i], CITY, 0, 1).family, h.village[i]
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
            family_home = living_places(h.alternative[base], CITY, 0, 1).family
            h.years[new] = h.years[base] if home == family_home else 0
            share = take_share_of_land(h, i, n) + take_share_of_land(h, j, member_count(h.age[j]))
            h.land[new] = share
            h.contract[new] = HELD if share > 0 else NO_RIGHT
            granted = home == VILLAGE and h.hukou[base] == RURAL_HUKOU
            h.homestead[new] = HELD if granted else NO_RIGHT
            if granted:
                flows.homesteads[0, 0] += 1
            h.collective[new] = HELD if h.collective[base] == HELD else NO_RIGHT
            h.tenure[new] = RENTING if home in (TOWN, SEAT) else NO_TOWN_HOME
            h.savings[new] = 0
            h.events[new] = PARTNERSHIP | FORMED_THIS_YEAR
            h.age[i, m] = _LEAVES
        his_start = counted_place(his_place, h.village[i], reclassified)
        his_end = counted_place(home, village, reclassified)
        if his_start != his_end:
            flows.moves[0, his_start, his_end] += 1
        her_start = counted_place(her_place, h.village[j], reclassified)
        her_end = counted_place(home, village, reclassified)
        if her_start != her_end:
            flows.moves[0, her_start, her_end] += 1
        h.age[j, w] = _LEAVES
    for k in range(pairs):
        for row in (men[k] // SLOTS, women[k] // SLOTS):
            if h.kind[row] != VACANT and close_gaps(h.age[row], h.trait[row], _LEAVES) == 0:
                lapse(h, row, flows)
    return used
