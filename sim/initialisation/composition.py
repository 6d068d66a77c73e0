"""What kinds of household a unit has, and which ages fill which roles in them: tables, no households yet.

The numbers of one-person, one-, two- and three-generation households are the census's;
sizes add up to the family population. Ages are spread over the roles by iterative
proportional fitting, so that every resident has exactly one role and every role exactly
its persons. `families.py` makes the households.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from ..compiled import loop
from ..state.households import OLDEST

AGES = OLDEST + 1

# Roles a resident can have in a household.
(
    SINGLE,
    COUPLE_HUSBAND,
    COUPLE_WIFE,
    OLD_HUSBAND,
    OLD_WIFE,
    LONE_PARENT,
    FATHER,
    MOTHER,
    CHILD,
    LONE_GRANDPARENT,
    GRANDFATHER,
    GRANDMOTHER,
    GRANDCHILD,
    ELDER,
    ELDER_HUSBAND,
    ELDER_WIFE,
) = range(16)
ROLES = 16

# Kinds of household. Couples are of elders when both are 65 or over, else not.
(
    ONE_PERSON,
    COUPLE,
    OLD_COUPLE,
    LONE_PARENT_FAMILY,
    PARENTS_FAMILY,
    LONE_GRANDPARENT_FAMILY,
    GRANDPARENTS_FAMILY,
) = range(7)
KINDS = 7

# A cell is all households of a unit with the same members: columns of the table of cells.
KIND, NUMBER, CHILDREN, ELDERS = range(4)

# Most members beyond the least, so that a row keeps a slot free for a member away.
MOST_IN_TWO, MOST_IN_THREE = 5, 4
# Three-generation households have somewhat more members beyond the least (assumed).
THREE_GENERATIONS_WEIGHT = 1.2

# Ages between the generations, years: mean and spread (assumed).
MOTHER_GAP, FATHER_GAP, GAP_SPREAD = 27.0, 29.0, 4.5
GRANDMOTHER_GAP, GRANDFATHER_GAP, GRAND_SPREAD = 57.0, 59.0, 6.0
YOUNGEST_GRANDPARENT = 42
OLD = 65


def sizes(number: int, extra: int, most: int) -> np.ndarray:
    """How many of `number` households have 0, 1, ..., `most` members beyond the least: `extra` in all.

    Poisson, cut at `most`; shape (most + 1,).
    """
    if number == 0:
        return np.zeros(most + 1, np.int64)
    beyond = np.arange(most + 1.0)
    factorial = np.cumprod(np.maximum(beyond, 1))
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        weights = np.exp(beyond * middle) / factorial
        if number * (weights @ beyond) < extra * weights.sum():
            low = middle
        else:
            high = middle
    result = np.floor(number * weights / weights.sum()).astype(np.int64)
    result[int(np.argmax(result))] += number - result.sum()
    while (missing := extra - int((result * beyond).sum())) != 0:
        step = 1 if missing > 0 else -1
        movable = result[:-1] if step > 0 else result[1:]
        k = int(np.argmax(movable)) + (0 if step > 0 else 1)
        moved = min(abs(missing), int(result[k]))
        result[k] -= moved
        result[k + step] += moved
    return result


def household_cells(
    persons: int, one_person: int, one_generation: int, two_generation: int, three_generation: int,
    grandparent_share: float,
) -> np.ndarray:
    """The table of cells, int64 (cells, 4), of a unit's family households with `persons` members in all.

    One generation includes one person. ValueError if so many persons cannot be housed so.
    """
    couples = one_generation - one_person
    extra = persons - one_person - 2 * couples - 2 * two_generation - 3 * three_generation
    most_in_two, most_in_three = MOST_IN_TWO * two_generation, MOST_IN_THREE * three_generation
    if min(couples, extra) < 0 or extra > most_in_two + most_in_three:
        raise ValueError(f"{persons} persons do not fill the family households of the unit")
    weight = THREE_GENERATIONS_WEIGHT * three_generation
    in_three = min(int(extra * weight / max(two_generation + weight, 1.0)), most_in_three)
    in_two = min(extra - in_three, most_in_two)
    in_three = extra - in_two
    two = sizes(two_generation, in_two, MOST_IN_TWO)
    three = sizes(three_generation, in_three, MOST_IN_THREE)
    grand = np.floor(grandparent_share * two).astype(np.int64)
    own = two - grand
    rows = [(ONE_PERSON, one_person, 0, 0), (COUPLE, couples, 0, 0), (OLD_COUPLE, 0, 0, 0)]
    rows += [(LONE_PARENT_FAMILY, own[0], 1, 0), (LONE_PARENT_FAMILY, three[0], 1, 1)]
    rows += [(PARENTS_FAMILY, own[k], k, 0) for k in range(1, MOST_IN_TWO + 1)]
    rows += [(PARENTS_FAMILY, three[1], 1, 1)]
    rows += [(PARENTS_FAMILY, three[k], k - 1, 2) for k in range(2, MOST_IN_THREE + 1)]
    rows += [(LONE_GRANDPARENT_FAMILY, grand[0], 1, 0)]
    rows += [(GRANDPARENTS_FAMILY, grand[k], k, 0) for k in range(1, MOST_IN_TWO + 1)]
    return np.array(rows, np.int64)


def role_totals(cells: np.ndarray) -> np.ndarray:
    """Persons in every role, int64 (16,)."""
    kind, number, children, elders = cells.T
    total = np.zeros(ROLES, np.int64)
    roles = (
        (SINGLE,), (COUPLE_HUSBAND, COUPLE_WIFE), (OLD_HUSBAND, OLD_WIFE), (LONE_PARENT,), (FATHER, MOTHER),
        (LONE_GRANDPARENT,), (GRANDFATHER, GRANDMOTHER),
    )  # fmt: skip
    for k, members in enumerate(roles):
        total[list(members)] = number[kind == k].sum()
    grand = kind >= LONE_GRANDPARENT_FAMILY
    total[CHILD] = (number * children)[~grand].sum()
    total[GRANDCHILD] = (number * children)[grand].sum()
    total[ELDER] = number[elders == 1].sum()
    total[[ELDER_HUSBAND, ELDER_WIFE]] = number[elders == 2].sum()
    return total


_AGE = np.arange(AGES)


def _bell(centre: float, spread: float) -> np.ndarray:
    return np.exp(-0.5 * ((_AGE - centre) / spread) ** 2)


@cache
def _kernel(gap: float, spread: float) -> np.ndarray:
    """How likely those of an age (rows) have people `gap` years younger of an age (columns), shape (101, 101)."""
    years = _AGE[:, None] - _AGE[None, :]
    return np.where(np.abs(years - gap) < 2.5 * spread, np.exp(-0.5 * ((years - gap) / spread) ** 2), 0.0)


def _older(ages: np.ndarray, gap: float, spread: float) -> np.ndarray:
    """Distribution of the ages of those `gap` years older than people of these ages, shape (101,)."""
    result = _kernel(gap, spread) @ ages
    return result / max(result.sum(), 1e-9)


# Shapes that hold everywhere, by age (assumed).
_AT_PARENTS = np.where(_AGE < 18, 1.0, np.where(_AGE < 42, np.exp(-(_AGE - 17) / 6.0), 0.0))
_WITH_GRANDPARENTS = np.where(_AGE < 16, 1.0, 0.0)
_ALONE = np.where(_AGE >= 18, 0.35 * _bell(30, 10) + _bell(72, 12) + 0.12, 0.0)
_COUPLE_HUSBAND = np.where(_AGE >= 20, 0.15 * _bell(28, 5) + _bell(62, 14), 0.0)
_COUPLE_WIFE = np.where((_AGE >= 20) & (_AGE < OLD), 0.15 * _bell(26, 5) + _bell(60, 14), 0.0)
_OLD = np.where(_AGE >= OLD, np.exp(-(_AGE - OLD) / 12.0), 0.0)


def role_affinities(persons: np.ndarray) -> np.ndarray:
    """How likely someone of a sex and age has a role, before the unit's margins bind: (2, 101, 16).

    Parents follow the ages of the unit's own children, elders those of the parents.
    """
    children = persons.sum(axis=0) * _AT_PARENTS
    minors = np.where(_AGE < 18, children, 0.0)
    grandchildren = persons.sum(axis=0) * _WITH_GRANDPARENTS
    mothers = _older(children, MOTHER_GAP, GAP_SPREAD)
    fathers = _older(children, FATHER_GAP, GAP_SPREAD)
    parents = _older(minors, 0.5 * (MOTHER_GAP + FATHER_GAP), GAP_SPREAD)
    men, women = np.maximum(persons, 1.0)
    may = np.where(_AGE >= 20, 1.0, 0.0)
    grand = np.where(_AGE >= YOUNGEST_GRANDPARENT, 1.0, 0.0)
    table = np.zeros((2, AGES, ROLES))
    table[:, :, CHILD] = _AT_PARENTS
    table[:, :, GRANDCHILD] = _WITH_GRANDPARENTS
    table[:, :, SINGLE] = _ALONE
    table[0, :, COUPLE_HUSBAND], table[1, :, COUPLE_WIFE] = _COUPLE_HUSBAND, _COUPLE_WIFE
    table[0, :, OLD_HUSBAND], table[1, :, OLD_WIFE] = _OLD, _OLD
    table[0, :, FATHER], table[1, :, MOTHER] = may * fathers / men, may * mothers / women
    table[0, :, LONE_PARENT], table[1, :, LONE_PARENT] = 0.5 * may * fathers / men, may * mothers / women
    table[0, :, GRANDFATHER] = grand * _older(grandchildren, GRANDFATHER_GAP, GRAND_SPREAD) / men
    table[1, :, GRANDMOTHER] = grand * _older(grandchildren, GRANDMOTHER_GAP, GRAND_SPREAD) / women
    table[:, :, LONE_GRANDPARENT] = table[:, :, GRANDFATHER] + table[:, :, GRANDMOTHER]
    table[0, :, ELDER_HUSBAND] = grand * _older(parents, FATHER_GAP, GAP_SPREAD) / men
    table[1, :, ELDER_WIFE] = grand * _older(parents, MOTHER_GAP, GAP_SPREAD) / women
    table[:, :, ELDER] = grand * (_older(parents, FATHER_GAP + 2, GAP_SPREAD + 2) / (men + women))
    return table


@loop
def fit(table, persons, totals, couples, pairs_of_elders, factors):
    """Scales `table` (2, 101, 16) in turn to its role totals and to the persons by sex and age.

    The couples without children are split on the way, so that with the pairs in other
    households there are `pairs_of_elders` pairs of 65 and over. `totals` (16,) is updated;
    `factors` (16,) is scratch.
    """
    for step in range(60):
        if step % 5 == 0:
            elsewhere = 0.0
            for age in range(OLD, 101):
                elsewhere += table[1, age, MOTHER] + table[1, age, GRANDMOTHER] + table[1, age, ELDER_WIFE]
            old = 0.5 * couples if step == 0 else min(max(pairs_of_elders - elsewhere, 1.0), 0.95 * couples)
            totals[OLD_HUSBAND] = totals[OLD_WIFE] = old
            totals[COUPLE_HUSBAND] = totals[COUPLE_WIFE] = couples - old
        for role in range(ROLES):
            factors[role] = 0.0
        for sex in range(2):
            for age in range(101):
                for role in range(ROLES):
                    factors[role] += table[sex, age, role]
        for role in range(ROLES):
            factors[role] = totals[role] / factors[role] if factors[role] > 0.0 else 0.0
        for sex in range(2):
            for age in range(101):
                total = 0.0
                for role in range(ROLES):
                    table[sex, age, role] *= factors[role]
                    total += table[sex, age, role]
                factor = persons[sex, age] / total if total > 0.0 else 0.0
                for role in range(ROLES):
                    table[sex, age, role] *= factor


@loop
def round_to_persons(table, persons, carried, counts):
    """Whole persons `counts` (2, 101, 16): every sex and age exact, roles nearly. `carried` (16,) is zero."""
    for age in range(101):
        for sex in range(2):
            left = persons[sex, age]
            best = 0
            for role in range(ROLES):
                wanted = table[sex, age, role]
                if wanted > table[sex, age, best]:
                    best = role
                whole = int(np.floor(wanted + carried[role] + 0.5)) if wanted > 0.0 else 0
                counts[sex, age, role] = min(max(whole, 0), left)
                left -= counts[sex, age, role]
            counts[sex, age, best] += left
            for role in range(ROLES):
                carried[role] += table[sex, age, role] - counts[sex, age, role]


def roles_by_age(persons: np.ndarray, cells: np.ndarray, pairs_of_elders: int) -> np.ndarray:
    """Persons by sex, age and role, int64 (2, 101, 16), every margin exact.

    `persons` (2, 101) are the residents in family households. The couples of `cells`
    (updated) are split into those of elders and the others. ValueError if no one is left
    who may have some role.
    """
    table = role_affinities(persons)
    totals = role_totals(cells).astype(float)
    couples = totals[COUPLE_WIFE]
    fit(table, persons, totals, couples, float(pairs_of_elders), np.empty(ROLES))
    old = int(min(totals[OLD_WIFE], table[0, :, OLD_HUSBAND].sum(), table[1, :, OLD_WIFE].sum()))
    cells[cells[:, KIND] == COUPLE, NUMBER] = int(couples) - old
    cells[cells[:, KIND] == OLD_COUPLE, NUMBER] = old
    counts = np.zeros((2, AGES, ROLES), np.int64)
    round_to_persons(table, persons, np.zeros(ROLES), counts)
    missing = role_totals(cells) - counts.sum(axis=(0, 1))
    while missing.any():
        _reassign(counts, table, int(np.argmin(missing)), int(np.argmax(missing)), missing)
    return counts


def _reassign(counts: np.ndarray, table: np.ndarray, crowded: int, lacking: int, missing: np.ndarray) -> None:
    """Moves persons from a crowded role to a lacking one, by way of others where nobody may have both."""
    persons, may = (counts > 0).reshape(-1, ROLES), (table > 0).reshape(-1, ROLES)
    # From a role to another: how many ages and sexes, in floats because their product is the fast one.
    open_to = persons.T.astype(float) @ may.astype(float) > 0
    came_from, reached = {crowded: crowded}, [crowded]
    for role in reached:
        for other in np.flatnonzero(open_to[role]).tolist():
            if other not in came_from:
                came_from[other] = role
                reached.append(other)
    if lacking not in came_from:
        raise ValueError(f"nobody is left for role {lacking}; role {crowded} has too many")
    path = [lacking]
    while path[-1] != crowded:
        path.append(came_from[path[-1]])
    steps = []
    number = min(int(missing[lacking]), -int(missing[crowded]))
    for target, source in zip(path, path[1:], strict=False):
        fitness = np.where(counts[:, :, source] > 0, table[:, :, target], 0.0)
        cell = np.unravel_index(int(np.argmax(fitness)), fitness.shape)
        steps.append((cell, source, target))
        number = min(number, int(counts[cell][source]))
    for cell, source, target in steps:
        counts[cell][source] -= number
        counts[cell][target] += number
    missing[lacking] -= number
    missing[crowded] += number
