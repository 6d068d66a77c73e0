"""Registered members who are away: they complete the registered population of a unit.

Parents of children left with grandparents, fathers of children left with mothers, grown
children who left alone, and families wholly away. Members are where their household's
alternative puts them, so that the first year of a run does not move them back.
"""

from __future__ import annotations

import numpy as np

from ..compiled import loop, rule
from ..kernel.members import with_place
from ..randomness import CHARACTER, POPULATION, WORLD, draw, uniform
from ..state.households import (
    APART,
    CITY,
    EMPTY,
    FAMILY,
    FEMALE,
    IN_CITY,
    IN_OTHER_PROVINCE,
    IN_SEAT,
    IN_SEAT_WORKERS_AWAY,
    IN_VILLAGE,
    IN_VILLAGE_WORKERS_AWAY,
    OTHER_PROVINCE,
    PARTNERED,
    RURAL_HUKOU,
    SLOTS,
    URBAN_HUKOU,
)
from .draws import luck_of

# Rows are visited in steps of a large prime, so that neighbours (alike in age) are not favoured.
STRIDE = 982_451_653
# Years within which parents had the children who left.
LIKELY = 18
NOT_SOUGHT = -2


@rule
def nearest(pool, sex, age, reach, least, most):
    """Age, `least` to `most`, of someone in the pool nearest to `age`; -1 if none within `reach` years."""
    found, step = -1, 0
    while found < 0 and step <= reach:
        if least <= age + step <= most and pool[sex, age + step] > 0:
            found = age + step
        elif least <= age - step <= most and pool[sex, age - step] > 0:
            found = age - step
        step += 1
    return found


@rule
def take(h, i, n, pool, sex, age, bits, place):
    """Makes someone of the pool the `n`-th member of row `i`."""
    pool[sex, age] -= 1
    h.age[i, n] = age
    h.trait[i, n] = with_place((FEMALE if sex else 0) | bits, place)


@rule
def worker_city(luck, in_province_share):
    """Where the household's workers go when they go away: by the last word of its fixed character, as in the run."""
    return CITY if uniform(luck) < in_province_share else OTHER_PROVINCE


@rule
def next_row(i, families):
    """The row to visit after row `i`: every row comes once."""
    i += STRIDE % families
    return i - families if i >= families else i


@rule
def who_is_there(h, i):
    """Of a family: members, age of the youngest, those of 60 and over, of working age, slot of a mother or -1."""
    n, youngest, carers, workers, mother = 0, EMPTY, 0, 0, -1
    while n < SLOTS and h.age[i, n] != EMPTY:
        age = np.int64(h.age[i, n])
        youngest = min(youngest, age)
        if age >= 60:
            carers += 1
        elif age >= 18:
            workers += 1
            if h.trait[i, n] & FEMALE and age < 50:
                mother = n
        n += 1
    return n, youngest, carers, workers, mother


@loop
def find_left_behind(h, families, left):
    """Fills `left` (families,): 1 where children live with their grandparents or with their mother alone."""
    for i in range(families):
        youngest = h.age[i, 0]
        for m in range(1, SLOTS):
            youngest = min(youngest, h.age[i, m])
        at_home = (h.alternative[i] == IN_VILLAGE) | (h.alternative[i] == IN_SEAT)
        left[i] = (youngest < 18) & at_home & (h.hukou[i] <= URBAN_HUKOU) & (h.age[i, SLOTS - 2] == EMPTY)
    for i in range(families):
        if left[i]:
            _, _, carers, workers, mother = who_is_there(h, i)
            left[i] = (workers == 0 and carers > 0) or (workers == 1 and carers == 0 and mother >= 0)


@loop
def send_workers_away(h, families, left, pool, seed, offset, in_province_share, most):
    """Adds parents away to children `left` behind, at most `most` persons. Returns persons added.

    Both parents where the children live with grandparents of 60 and over, the father
    where they live with their mother alone: who else is of working age would go too.
    """
    added, i = 0, offset
    for _ in range(families):
        if added >= most:
            break
        if left[i]:
            n, youngest, _, workers, mother = who_is_there(h, i)
            place = worker_city(draw(seed, WORLD, h.id[i], 0, CHARACTER)[3], in_province_share)
            goes = IN_VILLAGE_WORKERS_AWAY if h.alternative[i] == IN_VILLAGE else IN_SEAT_WORKERS_AWAY
            if workers == 0:
                his = nearest(pool, 0, youngest + 28, 6, 20, 59)
                hers = nearest(pool, 1, youngest + 26, 6, 20, 59)
                if his >= 0 and hers >= 0:
                    take(h, i, n, pool, 0, his, PARTNERED, place)
                    take(h, i, n + 1, pool, 1, hers, PARTNERED, place)
                    h.alternative[i] = goes
                    added += 2
            else:
                his = nearest(pool, 0, np.int64(h.age[i, mother]) + 2, 6, 20, 59)
                if his >= 0:
                    h.trait[i, mother] |= PARTNERED
                    take(h, i, n, pool, 0, his, PARTNERED, place)
                    h.alternative[i] = goes
                    added += 1
        i = next_row(i, families)
    return added


@loop
def find_parents(h, families, parent):
    """Fills `parent` (families,): the age of the head where grown children may have left, else 0."""
    for i in range(families):
        head = h.age[i, 0]
        may = (head >= 36) & (h.hukou[i] <= URBAN_HUKOU) & (h.age[i, SLOTS - 2] == EMPTY)
        parent[i] = head if may else 0


@loop
def send_youth_away(h, families, parent, pool, leaving, seed, offset, in_province_share, found):
    """Adds the young of `leaving` (2, 101) who left alone to families with a `parent` of likely age.

    Takes them out of `leaving` and `pool`. `found` (2, 101, LIKELY) is scratch for the ages
    found last, filled with NOT_SOUGHT: they stay nearest while any are left. Returns persons added.
    """
    left = 0
    for sex in range(2):
        for age in range(101):
            left += leaving[sex, age]
    added = 0
    for _ in range(4):
        before, i = added, offset
        for _ in range(families):
            if added == left:
                return added
            head = np.int64(parent[i])
            if head > 0:
                words = draw(seed, WORLD, h.id[0] + np.uint64(i), added & 7, POPULATION + 12)
                sex = np.int64(words[0] & 1)
                later = np.int64(words[1] % LIKELY)
                age = np.int64(found[sex, head, later])
                if age == NOT_SOUGHT or (age >= 0 and leaving[sex, age] == 0):
                    age = nearest(leaving, sex, head - 21 - later, 8, 16, head - 18)
                    found[sex, head, later] = age
                if age >= 0:
                    n = 1
                    while h.age[i, n] != EMPTY:
                        n += 1
                    leaving[sex, age] -= 1
                    place = CITY if uniform(words[2]) < in_province_share else OTHER_PROVINCE
                    take(h, i, n, pool, sex, age, APART, place)
                    added += 1
                    parent[i] = head if n < SLOTS - 2 else 0
            i = next_row(i, families)
        if added == before:
            break
    return added


@loop
def families_away(h, used, pool, luck, in_province_share, hosts):
    """Rows for everyone left in the pool: couples with children, and persons alone. Returns rows now used.

    `luck` has a word for each of the rows; `hosts`, as long, is scratch. Children go, by age,
    to couples under 50 by age.
    """
    first = used
    number = 0
    for sex in range(2):
        for age in range(18, 101):
            while pool[sex, age] > 0:
                place = worker_city(luck[used - first], in_province_share)
                hers = nearest(pool, 1, max(age - 2, 18), 5, 18, 100) if sex == 0 and age >= 22 else -1
                take(h, used, 0, pool, sex, age, PARTNERED if hers >= 0 else 0, place)
                if hers >= 0:
                    take(h, used, 1, pool, 1, hers, PARTNERED, place)
                    if hers < 50:
                        hosts[number] = used
                        number += 1
                h.kind[used] = FAMILY
                h.alternative[used] = IN_CITY if place == CITY else IN_OTHER_PROVINCE
                h.hukou[used] = RURAL_HUKOU
                used += 1
    children = 0
    for sex in range(2):
        for age in range(18):
            children += pool[sex, age]
    done = 0
    for age in range(18):
        for sex in range(2):
            while pool[sex, age] > 0 and number > 0:
                k = done * number // children
                tries = 0
                while h.age[hosts[k], SLOTS - 2] != EMPTY and tries < number:
                    k = (k + 1) % number
                    tries += 1
                i = hosts[k]
                if h.age[i, SLOTS - 2] != EMPTY:
                    return used
                n = 2
                while h.age[i, n] != EMPTY:
                    n += 1
                take(h, i, n, pool, sex, age, 0, CITY if h.alternative[i] == IN_CITY else OTHER_PROVINCE)
                done += 1
    return used


@loop
def _offset(seed, identity):
    """Where the visits to the rows begin."""
    return draw(seed, WORLD, identity, 0, POPULATION + 11)[0]


def complete_registered(
    h, families: int, used: int, pool: np.ndarray, single: np.ndarray, values: np.void, seed: int,
    family_share: float,
) -> int:
    """Places the members away, `pool` (2, 101) by sex and age; returns rows now used.

    `family_share` of the families wholly away live in the province; `single` (2, 101) is the
    share without a partner: the young of 16-35 among them leave alone.
    """
    share = float(values["in_province_share"])
    offset = int(_offset(seed, h.id[0]) % families)
    asked = np.empty(families, np.uint8)
    find_left_behind(h, families, asked)
    workers = int(float(values["workers_away_share"]) * pool.sum())
    send_workers_away(h, families, asked, pool, seed, offset, share, workers)
    leaving = np.zeros_like(pool)
    leaving[:, 16:36] = (pool * single + 0.5)[:, 16:36]
    leaving = np.minimum(leaving, pool)
    find_parents(h, families, asked)
    found = np.full((2, 101, LIKELY), NOT_SOUGHT, np.int8)
    send_youth_away(h, families, asked, pool, leaving, seed, offset, share, found)
    most = used + int(pool[:, 18:].sum())
    luck = luck_of(h.id[used:most], seed, CHARACTER)[3]
    return families_away(h, used, pool, luck, family_share, np.empty(len(luck), np.int64))
