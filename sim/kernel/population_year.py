"""The population renewed: everyone grows older; deaths, births, partners found, the young who leave alone."""

from __future__ import annotations

import numpy as np

from ..compiled import loop, rule
from ..randomness import (
    BIRTH_AND_PARTNERSHIP,
    BLOCK,
    LUCK,
    SURVIVAL,
    YOUTH,
    draw,
    draw_block,
    happens,
    uniform,
    words_below,
)
from ..state.households import (
    APART,
    CITY,
    COLLECTIVE,
    COLLEGE,
    EMPTY,
    FEMALE,
    GIVEN_UP,
    HELD,
    JUNIOR_HIGH,
    NO_RIGHT,
    OLDEST,
    OTHER_PROVINCE,
    PARTNERED,
    RENTED_OUT,
    SENIOR_HIGH,
    SLOTS,
    SOLD,
    VACANT,
    VILLAGE,
)
from ..submodels.demography import AT_SCHOOL_AGE, MAY_GIVE_BIRTH, MAY_PAIR_OR_LEAVE, partnership_ratio
from ..submodels.residence_choice import (
    BIRTH,
    ENTERS_JUNIOR_HIGH,
    ENTERS_PRIMARY,
    ENTERS_SENIOR_HIGH,
    PARENT_TURNS_60,
    RETIREMENT,
    WIDOWHOOD,
    family_place,
    splits,
)
from .members import (
    counted_place,
    education_of,
    place_of,
    with_education,
    with_place,
)

LEAVES = 254  # age of a member on the way to a new household

# What a glance at a household's members tells of its year, besides the signs of their ages.
SOMEONE_DIES = 1
_LOOK_CLOSELY = AT_SCHOOL_AGE | MAY_GIVE_BIRTH | MAY_PAIR_OR_LEAVE
# Where the draws of a block of households stand: two draws for eight members, and that of a birth.
_SURVIVAL, _BIRTH = 0, 8


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
    if h.collective[i] == HELD:
        flows.shares[0, 1] += 1
    h.land[i] = 0
    h.contract[i] = NO_RIGHT
    h.homestead[i] = NO_RIGHT
    h.collective[i] = NO_RIGHT


@rule
def glance(h, i, words, column, tables):
    """What the year may hold for a household, as bits, and how many members it has."""
    signs, n = 0, 0
    for m in range(SLOTS):
        age = h.age[i, m]
        if age == EMPTY:
            break
        trait = h.trait[i, m]
        if words[m, column] < tables.dies_below[trait & FEMALE, age]:
            signs |= SOMEONE_DIES | _LOOK_CLOSELY
        signs |= tables.signs[1 if trait & PARTNERED else 0, trait & FEMALE, age]
        n += 1
    return signs, n


@rule
def survive(h, i, words, column, tables, reclassified, flows):
    """A household's deaths; the living are a year older. Returns members left and whether someone was widowed."""
    n = 0
    widowed = False
    for m in range(SLOTS):
        age = h.age[i, m]
        if age == EMPTY:
            break
        trait = h.trait[i, m]
        if words[m, column] < tables.dies_below[trait & FEMALE, age]:
            flows.deaths[0, counted_place(place_of(trait), h.village[i], reclassified)] += 1
            if trait & PARTNERED:
                h.age[i, m] = LEAVES
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
def give_birth(h, i, n, words, column, tables, v, reclassified, flows):
    """A birth to the youngest partnered woman under 50, if there is a free slot. Returns members."""
    mother = -1
    for m in range(n):
        trait = h.trait[i, m]
        if trait & FEMALE and trait & PARTNERED and 15 <= h.age[i, m] <= 49:
            if mother < 0 or h.age[i, m] < h.age[i, mother]:
                mother = m
    if mother < 0 or n == SLOTS:
        return n
    if not happens(words[_BIRTH, column], tables.birth[h.age[i, mother]]):
        return n
    place = place_of(h.trait[i, mother])
    if splits(h.alternative[i]) and not h.trait[i, mother] & APART:
        # Where workers live away, the child lives with the family.
        place = family_place(h.alternative[i])
    girl = 0 if happens(words[_BIRTH + 1, column], v.share_male_at_birth) else FEMALE
    h.age[i, n] = 0
    h.trait[i, n] = with_place(np.uint8(girl), place)
    flows.births[0, counted_place(place, h.village[i], reclassified)] += 1
    return n + 1


@rule
def young_members(h, i, n, marrying, year, seed, tables, v, period, reclassified, flows, seekers, found):
    """The young without a partner: they may find one (listed in `seekers`), leave alone, or come back.

    `marrying` is the yearly probability of partnership against the declared one.
    """
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
        if happens(words[0], tables.partnership[sex, age] * marrying) and not needed_here:
            seekers[sex, found[sex]] = i * SLOTS + m
            found[sex] += 1
            continue
        place = place_of(trait)
        village = h.village[i]
        if trait & APART:
            if place >= CITY and happens(words[1], v.youth_return * period):
                home = family_place(h.alternative[i])
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


@rule
def live(
    h, i, words, column, most_births, marrying, year, seed, tables, v, period, reclassified, flows, seekers, found
):
    """One household's year. In most years nothing happens to most: they are a year older."""
    signs, n = glance(h, i, words, column, tables)
    if h.years[i] < 255:
        h.years[i] += 1
    widowed = False
    if signs & SOMEONE_DIES:
        n, widowed = survive(h, i, words, column, tables, reclassified, flows)
        if n == 0:
            lapse(h, i, flows)
            return
    else:
        for m in range(SLOTS):
            h.age[i, m] += h.age[i, m] < OLDEST  # EMPTY stays so
    if h.kind[i] == COLLECTIVE:
        return
    events = schooling(h, i, n, year, seed, v) if signs & AT_SCHOOL_AGE else 0
    if widowed:
        events |= WIDOWHOOD
    grown = n
    if signs & MAY_GIVE_BIRTH and words[_BIRTH, column] < most_births:
        grown = give_birth(h, i, n, words, column, tables, v, reclassified, flows)
        if grown > n:
            events |= BIRTH
    h.events[i] = events
    if signs & MAY_PAIR_OR_LEAVE:
        young_members(
            h, i, grown, marrying, year, seed, tables, v, period, reclassified, flows, seekers, found
        )


@loop
def live_a_year(h, used, year, seed, tables, values, period, reclassified, flows, seekers, found, words):
    """Ageing, deaths, births, school, and the young, for all rows of a unit; `words` is room for three draws."""
    v = values[0]
    found[0] = 0
    found[1] = 0
    most_births = np.int64(0)  # draws that let the mother likeliest to give birth do so
    for age in range(len(tables.birth)):
        most_births = max(most_births, words_below(tables.birth[age]))
    marrying = partnership_ratio(v.bride_price, v.bride_price_elasticity)
    for start in range(0, used, BLOCK):
        stop = min(start + BLOCK, used)
        draw_block(words, _SURVIVAL, h.id, start, stop, seed, LUCK, year, SURVIVAL)
        draw_block(words, _SURVIVAL + 4, h.id, start, stop, seed, LUCK, year, SURVIVAL + 1)
        draw_block(words, _BIRTH, h.id, start, stop, seed, LUCK, year, BIRTH_AND_PARTNERSHIP)
        for i in range(start, stop):
            if h.kind[i] != VACANT:
                live(
                    h, i, words, i - start, most_births, marrying, year, seed, tables, v, period, reclassified,
                    flows, seekers, found,
                )
