"""Where the base year's households live, what hukou and rights they have, and who of them is away.

Residents and urban residents are met exactly; the registered population is completed with
members away: parents of children left with grandparents, fathers of children left with
mothers, grown children who left alone, and families wholly away.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from ..kernel.members import member_count, with_education, with_place
from ..randomness import CHARACTER, LUCK, POPULATION, WORLD, draw, happens, uniform
from ..state.households import (
    APART,
    CITY,
    COLLECTIVE,
    COLLEGE,
    EMPTY,
    FAMILY,
    FEMALE,
    HELD,
    IDLE,
    IN_SEAT,
    IN_SEAT_WORKERS_AWAY,
    IN_TOWN,
    IN_VILLAGE,
    IN_VILLAGE_WORKERS_AWAY,
    JUNIOR_HIGH,
    OTHER_PROVINCE,
    OWNER,
    PARTNERED,
    PRIMARY,
    RENTED_OUT,
    RENTING,
    SENIOR_HIGH,
    SLOTS,
    URBAN_HUKOU,
    VILLAGE,
)
from .composition import GRANDPARENTS_FAMILY, shuffle


@njit(cache=True, nogil=True)
def education_by_age(age, u):
    """Education reached, by age and luck (assumed: cohorts born later stayed longer at school)."""
    if age < 16:
        return PRIMARY
    college = 0.30 if age < 35 else 0.12 if age < 50 else 0.03
    senior = 0.30 if age < 35 else 0.18 if age < 50 else 0.07
    junior = 0.38 if age < 35 else 0.52 if age < 50 else 0.30
    if age < 19:
        college, senior, junior = 0.0, 0.0, 1.0
    elif age < 22:
        college, senior = 0.0, 0.70
    if u < college:
        return COLLEGE
    if u < college + senior:
        return SENIOR_HIGH
    if u < college + senior + junior:
        return JUNIOR_HIGH
    return PRIMARY


@njit(cache=True, nogil=True)
def choose_urban(h, first, last, target, keys):
    """Marks the families who live in town or seat so that their members are exactly `target`.

    Families are taken in the order of `keys`; near the end only those that still fit.
    Returns a mask and how many persons are still missing.
    """
    number = last - first
    order = np.argsort(keys)
    urban = np.zeros(number, np.bool_)
    left = target
    for k in order:
        size = member_count(h.age[first + k])
        if size <= left:
            urban[k] = True
            left -= size
        if left == 0:
            break
    return urban, left


@njit(cache=True, nogil=True)
def nearest_available(pool, sex, age, reach):
    """Age of someone in the pool of this sex nearest to `age`, or -1 if none within `reach` years."""
    for step in range(reach + 1):
        if age + step <= 100 and pool[sex, age + step] > 0:
            return age + step
        if age - step >= 16 and pool[sex, age - step] > 0:
            return age - step
    return -1


@njit(cache=True, nogil=True)
def add_member(h, i, age, trait):
    """Adds a member to a row with a free slot; returns whether there was one."""
    n = member_count(h.age[i])
    if n == SLOTS:
        return False
    h.age[i, n] = age
    h.trait[i, n] = trait
    return True


@njit(cache=True, nogil=True)
def worker_city(seed, identity, in_province_share):
    """Where the household's workers go when they go away: its fixed character, as in the run."""
    return CITY if uniform(draw(seed, LUCK, identity, 0, CHARACTER)[3]) < in_province_share else OTHER_PROVINCE


@njit(cache=True, nogil=True)
def send_workers_away(h, first, last, kinds, pool, seed, luck_seed, key, in_province_share, most):
    """Adds parents away to children left behind, from the pool of members away. Returns persons added."""
    added = 0
    order = np.arange(first, last)
    shuffle(order, seed, key, POPULATION + 50)
    for i in order:
        if added >= most:
            break
        if h.hukou[i] > URBAN_HUKOU or h.alternative[i] not in (IN_VILLAGE, IN_SEAT):
            continue
        n = member_count(h.age[i])
        youngest, mother = 200, -1
        for m in range(n):
            if h.age[i, m] < 18:
                youngest = min(youngest, h.age[i, m])
            elif h.trait[i, m] & FEMALE and 20 <= h.age[i, m] < 50 and not h.trait[i, m] & PARTNERED:
                mother = m
        if youngest == 200 or n > SLOTS - 2:
            continue
        place = worker_city(luck_seed, h.id[i], in_province_share)
        goes = IN_VILLAGE_WORKERS_AWAY if h.alternative[i] == IN_VILLAGE else IN_SEAT_WORKERS_AWAY
        if kinds[i - first] == GRANDPARENTS_FAMILY:
            his = nearest_available(pool, 0, youngest + 28, 6)
            hers = nearest_available(pool, 1, youngest + 26, 6)
            if his < 0 or hers < 0:
                continue
            pool[0, his] -= 1
            pool[1, hers] -= 1
            add_member(h, i, his, with_place(np.uint8(PARTNERED), place))
            add_member(h, i, hers, with_place(np.uint8(PARTNERED | FEMALE), place))
            h.alternative[i] = goes
            added += 2
        elif mother >= 0:
            his = nearest_available(pool, 0, h.age[i, mother] + 2, 6)
            if his < 0:
                continue
            pool[0, his] -= 1
            h.trait[i, mother] |= PARTNERED
            add_member(h, i, his, with_place(np.uint8(PARTNERED), place))
            h.alternative[i] = goes
            added += 1
    return added


@njit(cache=True, nogil=True)
def send_youth_away(h, first, last, pool, single_share, seed, key, in_province_share):
    """Adds grown children who left alone to families with a parent of likely age. Returns persons added."""
    order = np.arange(first, last)
    shuffle(order, seed, key, POPULATION + 51)
    added = 0
    position = 0
    for age in range(16, 36):
        for sex in range(2):
            wanted = int(pool[sex, age] * single_share[sex, age] + 0.5)
            tried = 0
            while wanted > 0 and tried < 30 * (last - first) // 40 + 60:
                i = order[position]
                position = position + 1 if position + 1 < len(order) else 0
                tried += 1
                if h.hukou[i] > URBAN_HUKOU:
                    continue
                n = member_count(h.age[i])
                if n == 0 or n > SLOTS - 2:
                    continue
                parent = h.age[i, 0]
                if not age + 20 <= parent <= age + 42:
                    continue
                word = draw(seed, WORLD, key + np.uint64(added), age, POPULATION + 52)[0]
                place = CITY if uniform(word) < in_province_share else OTHER_PROVINCE
                add_member(h, i, age, with_place(np.uint8((FEMALE if sex else 0) | APART), place))
                pool[sex, age] -= 1
                wanted -= 1
                added += 1
                tried = 0
    return added


@njit(cache=True, nogil=True)
def families_away(h, used, pool, seed, luck_seed, key, in_province_share):
    """Rows for everyone left in the pool: couples with children, and persons alone. Returns rows now used."""
    start = used
    for sex_age in range(20, 101):
        while pool[0, sex_age] > 0:
            identity = key + np.uint64(used)
            place = worker_city(luck_seed, identity, in_province_share)
            h.id[used] = identity
            h.kind[used] = FAMILY
            pool[0, sex_age] -= 1
            hers = nearest_available(pool, 1, max(sex_age - 2, 18), 5) if sex_age >= 22 else -1
            coupled = PARTNERED if hers >= 0 else 0
            h.age[used, 0] = sex_age
            h.trait[used, 0] = with_place(np.uint8(coupled), place)
            if hers >= 0:
                pool[1, hers] -= 1
                h.age[used, 1] = hers
                h.trait[used, 1] = with_place(np.uint8(PARTNERED | FEMALE), place)
            used += 1
    for sex in range(2):
        for age in range(16, 101):
            while pool[sex, age] > 0:
                identity = key + np.uint64(used)
                place = worker_city(luck_seed, identity, in_province_share)
                pool[sex, age] -= 1
                h.id[used] = identity
                h.kind[used] = FAMILY
                h.age[used, 0] = age
                h.trait[used, 0] = with_place(np.uint8(FEMALE if sex else 0), place)
                used += 1
    # Children by rank over the couples of child-bearing age.
    hosts = np.empty(max(used - start, 1), np.int64)
    number = 0
    for i in range(start, used):
        if h.age[i, 1] != EMPTY and h.age[i, 1] < 50:
            hosts[number] = i
            number += 1
    if number == 0:
        number = used - start
        for k in range(number):
            hosts[k] = start + k
    total = pool.sum()
    done = 0
    for age in range(16):
        for sex in range(2):
            while pool[sex, age] > 0 and number > 0:
                i = hosts[min(done * number // max(total, 1), number - 1)]
                tries = 0
                while member_count(h.age[i]) >= SLOTS - 1 and tries < number:
                    done += 1
                    tries += 1
                    i = hosts[done % number]
                place = (h.trait[i, 0] & 0x0E) >> 1
                add_member(h, i, age, with_place(np.uint8(FEMALE if sex else 0), place))
                pool[sex, age] -= 1
                done += 1
    return used


@njit(cache=True, nogil=True)
def settle_rights(h, used, seed, key, villages_cumulative, v, rented_share, land_per_member):
    """Home village, land, homestead, collective share, tenure, savings and years of residence of every row."""
    for i in range(used):
        if h.kind[i] == COLLECTIVE:
            continue
        words = draw(seed, WORLD, h.id[i], 0, POPULATION + 60)
        more = draw(seed, WORLD, h.id[i], 0, POPULATION + 61)
        h.village[i] = np.searchsorted(villages_cumulative, uniform(words[0]), side="right")
        n = member_count(h.age[i])
        at_home = 0
        for m in range(n):
            word = draw(seed, WORLD, h.id[i], 0, POPULATION + 70 + m)[0]
            h.trait[i, m] = with_education(h.trait[i, m], education_by_age(h.age[i, m], uniform(word)))
            if (h.trait[i, m] & 0x0E) >> 1 == VILLAGE:
                at_home += 1
        if h.village_origin[i]:
            h.land[i] = min(int(land_per_member * 100.0 * n + 0.5), 65535)
            h.contract[i] = HELD
            if happens(words[1], rented_share * (2.0 if at_home == 0 else 0.7)):
                h.contract[i] = RENTED_OUT
            if at_home > 0:
                h.homestead[i] = HELD
            elif happens(more[1], v.homestead_held_elsewhere):
                h.homestead[i] = IDLE
            h.collective[i] = HELD
        alternative = h.alternative[i]
        if alternative in (IN_TOWN, IN_SEAT, IN_SEAT_WORKERS_AWAY):
            h.tenure[i] = OWNER if happens(words[2], v.owner_share_base) else RENTING
        spread = 12.0 if alternative >= IN_TOWN else 50.0
        if not h.village_origin[i] and h.hukou[i] == URBAN_HUKOU:
            spread = 40.0
        h.years[i] = int(min(uniform(words[3]) * spread, h.age[i, 0]))
        h.savings[i] = 20000.0 * min(n, 3) * uniform(more[0])

