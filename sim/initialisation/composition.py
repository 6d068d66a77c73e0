"""Households of one unit from its census margins: who lives with whom.

Every resident of the age table is used exactly once. Household types follow the unit's
numbers of one-person, one-, two- and three-generation households; sizes add up to the
family population. Ages are spread over the roles in a household by iterative
proportional fitting, and the members of a role are matched to the others by rank of age,
so that parents, children and grandparents are of likely ages.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from ..randomness import POPULATION, WORLD, draw, uniform
from ..state.households import EMPTY, FEMALE, PARTNERED, SLOTS

# Roles a resident can have in a household.
CHILD, ELDER, HUSBAND, WIFE, LONE_PARENT, COUPLE_HUSBAND, COUPLE_WIFE, SINGLE, GRANDPARENT = range(9)
ROLES = 9

# Types of household.
(
    ONE_PERSON,
    COUPLE,
    LONE_PARENT_FAMILY,
    PARENTS_FAMILY,
    GRANDPARENTS_FAMILY,
    THREE_GENERATIONS,
) = range(6)


@njit(cache=True, nogil=True)
def _bell(age, centre, spread):
    z = (age - centre) / spread
    return np.exp(-0.5 * z * z)


@njit(cache=True, nogil=True)
def role_affinity(role, sex, age):
    """How likely someone of this sex and age has a role, before the unit's margins bind (assumed shapes)."""
    if role == CHILD:
        if age < 18:
            return 1.0
        return np.exp(-(age - 17) / 6.0) if age < 42 else 0.0
    if age < 18:
        return 0.0
    if role == ELDER:
        return 1.0 / (1.0 + np.exp(-(age - 64) / 4.0)) if age >= 45 else 0.0
    if role == HUSBAND:
        return _bell(age, 42, 12) if sex == 0 and age >= 20 else 0.0
    if role == WIFE:
        return _bell(age, 40, 12) if sex == 1 and age >= 19 else 0.0
    if role == LONE_PARENT:
        return _bell(age, 42, 14) if age >= 22 else 0.0
    if role == COUPLE_HUSBAND:
        return 0.15 * _bell(age, 28, 5) + _bell(age, 62, 14) if sex == 0 and age >= 20 else 0.0
    if role == COUPLE_WIFE:
        return 0.15 * _bell(age, 26, 5) + _bell(age, 60, 14) if sex == 1 and age >= 20 else 0.0
    if role == GRANDPARENT:
        return _bell(age, 62, 8) if age >= 45 else 0.0
    return 0.35 * _bell(age, 30, 10) + _bell(age, 70, 14) + 0.12


@njit(cache=True, nogil=True)
def spread_over_roles(persons, role_totals):
    """Persons by sex and age (2, 101) spread over roles so that both margins hold; returns counts (2, 101, 9).

    Iterative proportional fitting, then rounding that keeps every sex and age exact and
    every role total within a few persons.
    """
    table = np.zeros((2, 101, ROLES))
    for sex in range(2):
        for age in range(101):
            for role in range(ROLES):
                table[sex, age, role] = role_affinity(role, sex, age)
    for _ in range(40):
        for role in range(ROLES):
            total = 0.0
            for sex in range(2):
                for age in range(101):
                    total += table[sex, age, role]
            if total > 0:
                factor = role_totals[role] / total
                for sex in range(2):
                    for age in range(101):
                        table[sex, age, role] *= factor
        for sex in range(2):
            for age in range(101):
                total = 0.0
                for role in range(ROLES):
                    total += table[sex, age, role]
                if total > 0:
                    factor = persons[sex, age] / total
                    for role in range(ROLES):
                        table[sex, age, role] *= factor
    counts = np.zeros((2, 101, ROLES), np.int64)
    carried = np.zeros(ROLES)
    for age in range(101):
        for sex in range(2):
            left = persons[sex, age]
            for role in range(ROLES):
                wanted = table[sex, age, role] + carried[role]
                whole = min(int(np.floor(max(wanted, 0.0) + 0.5)), left)
                if table[sex, age, role] == 0.0:
                    whole = 0
                counts[sex, age, role] = whole
                left -= whole
            # What rounding left over goes to the likeliest role.
            best = 0
            for role in range(ROLES):
                if table[sex, age, role] > table[sex, age, best]:
                    best = role
            counts[sex, age, best] += left
            for role in range(ROLES):
                carried[role] += table[sex, age, role] - counts[sex, age, role]
    return counts


@njit(cache=True, nogil=True)
def shuffle_nearby(values, window, seed, key, purpose):
    """Swaps entries with others nearby, so that matching by rank is not rigid."""
    n = len(values)
    for k in range(0, n):
        word = draw(seed, WORLD, key + np.uint64(k), 0, purpose)[0]
        j = min(n - 1, k + int(word % np.uint32(max(window, 1))))
        values[k], values[j] = values[j], values[k]


@njit(cache=True, nogil=True)
def shuffle(values, seed, key, purpose):
    """A random order."""
    for k in range(len(values) - 1, 0, -1):
        word = draw(seed, WORLD, key + np.uint64(k), 0, purpose)[0]
        j = int(word % np.uint32(k + 1))
        values[k], values[j] = values[j], values[k]


@njit(cache=True, nogil=True)
def household_sizes(extra, number, most, seed, key, purpose):
    """Members beyond the least of `number` households: `extra` in all, at most `most` each, unevenly spread."""
    sizes = np.zeros(number, np.int64)
    if number == 0:
        return sizes
    for k in range(number):
        sizes[k] = (k + 1) * extra // number - k * extra // number
    for k in range(number):
        words = draw(seed, WORLD, key + np.uint64(k), 0, purpose)
        j = int(words[0] % np.uint32(number))
        if sizes[k] > 0 and sizes[j] < most and uniform(words[1]) < 0.7:
            sizes[k] -= 1
            sizes[j] += 1
    return sizes


@njit(cache=True, nogil=True)
def compose(persons, one_person, one_generation, two_generation, three_generation, grandparent_share, seed, key):
    """The family households of one unit.

    `persons` (2, 101) are the residents in family households by sex and age; the numbers of
    households are by generations (one generation includes one person). Returns ages and
    traits (households, 8), the type of each, and the persons (age * 2 + sex) no household had
    room for.
    """
    total = persons.sum()
    couples = max(one_generation - one_person, 0)
    households = one_person + couples + two_generation + three_generation
    grand = int(grandparent_share * two_generation)
    extra = total - one_person - 2 * couples - 2 * two_generation - 3 * three_generation
    extra = max(extra, 0)
    in_three = min(int(extra * 1.2 * three_generation / max(two_generation + 1.2 * three_generation, 1.0)),
                   4 * three_generation)
    in_two = min(extra - in_three, 5 * two_generation)
    two_sizes = household_sizes(in_two, two_generation, 5, seed, key, POPULATION)
    three_sizes = household_sizes(in_three, three_generation, 4, seed, key, POPULATION + 1)

    kind = np.empty(households, np.uint8)
    size = np.empty(households, np.int64)
    position = 0
    for _ in range(one_person):
        kind[position], size[position] = ONE_PERSON, 1
        position += 1
    for _ in range(couples):
        kind[position], size[position] = COUPLE, 2
        position += 1
    for k in range(two_generation):
        size[position] = 2 + two_sizes[k]
        if k < grand:
            kind[position] = GRANDPARENTS_FAMILY
        else:
            kind[position] = LONE_PARENT_FAMILY if two_sizes[k] == 0 else PARENTS_FAMILY
        position += 1
    for k in range(three_generation):
        kind[position], size[position] = THREE_GENERATIONS, 3 + three_sizes[k]
        position += 1

    # How many members of each role every household has.
    parts = np.zeros((households, ROLES), np.int64)
    for i in range(households):
        s = size[i]
        if kind[i] == ONE_PERSON:
            parts[i, SINGLE] = 1
        elif kind[i] == COUPLE:
            parts[i, COUPLE_HUSBAND] = 1
            parts[i, COUPLE_WIFE] = 1
        elif kind[i] == LONE_PARENT_FAMILY:
            parts[i, LONE_PARENT] = 1
            parts[i, CHILD] = 1
        elif kind[i] == PARENTS_FAMILY:
            parts[i, HUSBAND] = 1
            parts[i, WIFE] = 1
            parts[i, CHILD] = s - 2
        elif kind[i] == GRANDPARENTS_FAMILY:
            parts[i, GRANDPARENT] = 1 if s == 2 else 2
            parts[i, CHILD] = s - parts[i, GRANDPARENT]
        elif s == 3:
            parts[i, ELDER] = 1
            parts[i, LONE_PARENT] = 1
            parts[i, CHILD] = 1
        else:
            parts[i, ELDER] = 1 if s <= 5 else 2
            parts[i, HUSBAND] = 1
            parts[i, WIFE] = 1
            parts[i, CHILD] = s - 2 - parts[i, ELDER]
    role_totals = np.zeros(ROLES)
    for i in range(households):
        for role in range(ROLES):
            role_totals[role] += parts[i, role]
    counts = spread_over_roles(persons, role_totals)

    # The members of each role, by age; what one role has too many of fills what another lacks.
    first = np.zeros(ROLES + 1, np.int64)
    for role in range(ROLES):
        first[role + 1] = first[role] + int(role_totals[role])
    filled = first[:-1].copy()
    members = np.full(max(int(role_totals.sum()), 1), -1, np.int64)  # age * 2 + sex, -1 where nobody is left
    surplus = np.empty(max(total, 1), np.int64)
    in_surplus = 0
    for age in range(101):
        for sex in range(2):
            for role in range(ROLES):
                for _ in range(counts[sex, age, role]):
                    if filled[role] < first[role + 1]:
                        members[filled[role]] = age * 2 + sex
                        filled[role] += 1
                    else:
                        surplus[in_surplus] = age * 2 + sex
                        in_surplus += 1
    taken = 0
    for role in (CHILD, SINGLE, LONE_PARENT, GRANDPARENT, ELDER, HUSBAND, WIFE, COUPLE_HUSBAND, COUPLE_WIFE):
        while filled[role] < first[role + 1] and taken < in_surplus:
            members[filled[role]] = surplus[taken]
            filled[role] += 1
            taken += 1
    left_over = surplus[taken:in_surplus].copy()

    ages = np.full((households, SLOTS), np.uint8(EMPTY))
    traits = np.zeros((households, SLOTS), np.uint8)
    occupied = np.zeros(households, np.int64)
    parent_age = np.zeros(households, np.int64)

    for role in (SINGLE, COUPLE_HUSBAND, COUPLE_WIFE, GRANDPARENT, LONE_PARENT, HUSBAND, WIFE):
        shuffle_nearby(
            members[first[role] : first[role + 1]], (first[role + 1] - first[role]) // 40 + 1, seed, key,
            POPULATION + 8 + role,
        )
    # Couples stay in rank order with each other; which household gets which couple is random.
    order = np.arange(households)
    shuffle(order, seed, key, POPULATION + 2)
    pointer = first[:-1].copy()
    couple_rank = np.zeros(households, np.int64)
    for role, partner in ((SINGLE, -1), (COUPLE_HUSBAND, COUPLE_WIFE), (GRANDPARENT, -1), (LONE_PARENT, -1),
                          (HUSBAND, WIFE)):
        ranks = np.arange(first[role + 1] - first[role])
        shuffle(ranks, seed, key, POPULATION + 24 + role)
        used = 0
        for k in range(households):
            i = order[k]
            for _ in range(parts[i, role]):
                if used >= len(ranks):
                    break
                who = members[first[role] + ranks[used]]
                if who < 0:
                    used += 1
                    continue
                ages[i, occupied[i]] = who // 2
                traits[i, occupied[i]] = who % 2
                parent_age[i] = max(parent_age[i], who // 2)
                couple_rank[i] = ranks[used]
                used += 1
                occupied[i] += 1
            if partner >= 0 and parts[i, partner] > 0:
                who = members[first[partner] + couple_rank[i]]
                if who < 0:
                    continue
                ages[i, occupied[i]] = who // 2
                traits[i, occupied[i]] = who % 2
                if occupied[i] > 0 and ages[i, occupied[i] - 1] >= 18 and who // 2 >= 18:
                    traits[i, occupied[i]] |= PARTNERED
                    traits[i, occupied[i] - 1] |= PARTNERED
                occupied[i] += 1
        pointer[role] = first[role] + used
    # Two grandparents of different sex are a couple.
    for i in range(households):
        if kind[i] == GRANDPARENTS_FAMILY and occupied[i] == 2 and (traits[i, 0] ^ traits[i, 1]) & FEMALE:
            traits[i, 0] |= PARTNERED
            traits[i, 1] |= PARTNERED

    # Children: a stride of those under 16 for grandparents, the rest by rank of the parents' age.
    child_first, child_last = first[CHILD], first[CHILD + 1]
    young = 0
    for k in range(child_first, child_last):
        if 0 <= members[k] and members[k] // 2 < 16:
            young += 1
    wanted_by_grandparents = 0
    for i in range(households):
        if kind[i] == GRANDPARENTS_FAMILY:
            wanted_by_grandparents += parts[i, CHILD]
    with_grandparents = np.zeros(max(child_last - child_first, 1), np.bool_)
    if wanted_by_grandparents > 0 and young > 0:
        for k in range(min(wanted_by_grandparents, young)):
            with_grandparents[k * young // min(wanted_by_grandparents, young)] = True
    sequence = np.empty(child_last - child_first, np.int64)
    position = 0
    for wanted in (True, False):
        for k in range(child_last - child_first):
            if with_grandparents[k] == wanted:
                sequence[position] = members[child_first + k]
                position += 1
    position = 0
    for grandparents in (True, False):
        by_age = np.zeros(102, np.int64)
        for i in range(households):
            if parts[i, CHILD] > 0 and (kind[i] == GRANDPARENTS_FAMILY) == grandparents:
                by_age[parent_age[i] + 1] += 1
        for age in range(101):
            by_age[age + 1] += by_age[age]
        ranked = np.empty(by_age[101], np.int64)
        for k in range(households):
            i = order[k]
            if parts[i, CHILD] > 0 and (kind[i] == GRANDPARENTS_FAMILY) == grandparents:
                ranked[by_age[parent_age[i]]] = i
                by_age[parent_age[i]] += 1
        shuffle_nearby(ranked, len(ranked) // 12 + 1, seed, key, POPULATION + 40)
        for k in range(len(ranked)):
            i = ranked[k]
            for _ in range(parts[i, CHILD]):
                if position < len(sequence) and sequence[position] < 0:
                    position += 1
                elif position < len(sequence) and occupied[i] < SLOTS:
                    ages[i, occupied[i]] = sequence[position] // 2
                    traits[i, occupied[i]] = sequence[position] % 2
                    occupied[i] += 1
                    position += 1
    # Elders of three-generation households by rank of the parents' age.
    by_age = np.zeros(102, np.int64)
    for i in range(households):
        if parts[i, ELDER] > 0:
            by_age[parent_age[i] + 1] += 1
    for age in range(101):
        by_age[age + 1] += by_age[age]
    ranked = np.empty(by_age[101], np.int64)
    for k in range(households):
        i = order[k]
        if parts[i, ELDER] > 0:
            ranked[by_age[parent_age[i]]] = i
            by_age[parent_age[i]] += 1
    shuffle_nearby(ranked, len(ranked) // 20 + 1, seed, key, POPULATION + 41)
    position = first[ELDER]
    for k in range(len(ranked)):
        i = ranked[k]
        start = occupied[i]
        for _ in range(parts[i, ELDER]):
            if position < first[ELDER + 1] and members[position] >= 0 and occupied[i] < SLOTS:
                ages[i, occupied[i]] = members[position] // 2
                traits[i, occupied[i]] = members[position] % 2
                occupied[i] += 1
                position += 1
        if occupied[i] == start + 2 and (traits[i, start] ^ traits[i, start + 1]) & FEMALE:
            traits[i, start] |= PARTNERED
            traits[i, start + 1] |= PARTNERED
    return ages, traits, kind, left_over
