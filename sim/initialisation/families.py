"""The family households of a unit: the persons of each role brought together, likely ages with likely ages.

Parents are taken in order of age. Which of the cells (households with the same members) a
pair of parents falls in is drawn; their children and elders are the next in order of age,
blurred by luck, so that the years between the generations vary.
"""

from __future__ import annotations

import numpy as np

from ..compiled import loop, rule
from ..randomness import POPULATION
from ..state.households import PARTNERED
from . import composition
from .composition import AGES, CHILDREN, ELDERS, KIND, NUMBER, ROLES
from .draws import luck_of

# Years by which the order of age is blurred for each role, at most (assumed).
BLUR = np.zeros(ROLES)
BLUR[[composition.COUPLE_HUSBAND, composition.OLD_HUSBAND, composition.FATHER]] = 5.0
BLUR[[composition.GRANDFATHER, composition.ELDER_HUSBAND]] = 5.0
BLUR[[composition.ELDER, composition.ELDER_WIFE]] = 6.0
BLUR[[composition.CHILD, composition.GRANDCHILD]] = 9.0
STEPS = 64  # of a year, in the blurred order
MARGIN = 10  # years beyond the ages that luck can reach


@loop
def line_up(counts, role, blur, luck, places, buckets, line):
    """Fills `line` with the persons of a role (age * 2 + sex) in order of age blurred by luck.

    `counts` (2, 101, 16); `luck` (persons,) one word each; `places` (persons,) and
    `buckets` are scratch. Counting sort.
    """
    for b in range(len(buckets)):
        buckets[b] = 0
    n = 0
    for age in range(AGES):
        for sex in range(2):
            last = n + counts[sex, age, role]
            for k in range(n, last):
                chance = (np.int64(luck[k] & 0xFFFF) + np.int64(luck[k] >> 16)) / 65535.0 - 1.0
                places[k] = int((age + MARGIN + blur * chance) * STEPS)
            n = last
    for k in range(n):
        buckets[places[k] + 1] += 1
    for b in range(len(buckets) - 1):
        buckets[b + 1] += buckets[b]
    n = 0
    for age in range(AGES):
        for sex in range(2):
            for _ in range(counts[sex, age, role]):
                line[buckets[places[n]]] = age * 2 + sex
                buckets[places[n]] += 1
                n += 1


@rule
def put(h, i, slot, person, partnered):
    """Writes a member (age * 2 + sex) into a slot."""
    h.age[i, slot] = person // 2
    h.trait[i, slot] = person % 2 | partnered


@rule
def put_couple(h, i, slot, lines, first, taken, husband, wife):
    """The next husband and the next wife become a couple."""
    put(h, i, slot, lines[first[husband] + taken[husband]], PARTNERED)
    put(h, i, slot + 1, lines[first[wife] + taken[wife]], PARTNERED)
    taken[husband] += 1
    taken[wife] += 1


@rule
def cell_drawn(cells, filled, kind, left, word):
    """A cell of this kind, in proportion to its households still to be formed (`left` in all)."""
    place = np.int64(word) % left
    cell = 0
    while True:
        if cells[cell, KIND] == kind:
            place -= cells[cell, NUMBER] - filled[cell]
            if place < 0:
                return cell
        cell += 1


@loop
def without_children(h, cells, first_row, kind, lines, first, taken, husband, wife):
    """Fills the households of one or two persons; `husband` is -1 for persons alone."""
    for cell in range(len(cells)):
        if cells[cell, KIND] == kind:
            for i in range(first_row[cell], first_row[cell] + cells[cell, NUMBER]):
                if husband < 0:
                    put(h, i, 0, lines[first[wife] + taken[wife]], 0)
                    taken[wife] += 1
                else:
                    put_couple(h, i, 0, lines, first, taken, husband, wife)


@loop
def with_children(h, cells, first_row, filled, lone_kind, couple_kind, lines, first, taken,
                  lone, husband, wife, child, elder, elder_husband, elder_wife, luck):
    """Fills the households of parents (or grandparents) and children, and of the elders with them.

    Parents come in order of the mother's age, lone parents among them. `lines` are the
    persons of all roles, role by role from `first` (17,), of whom `taken` (16,) have a
    household; `filled` (cells,) counts households. `luck` has a word for every number of
    parents left.
    """
    lone_left = first[lone + 1] - first[lone]
    couples_left = first[wife + 1] - first[wife]
    while lone_left + couples_left > 0:
        next_lone = lines[first[lone] + taken[lone]] if lone_left > 0 else 255
        next_wife = lines[first[wife] + taken[wife]] if couples_left > 0 else 255
        word = luck[lone_left + couples_left]
        if next_lone <= next_wife:
            cell = cell_drawn(cells, filled, lone_kind, lone_left, word)
            i = first_row[cell] + filled[cell]
            put(h, i, 0, next_lone, 0)
            taken[lone] += 1
            lone_left -= 1
            n = 1
        else:
            cell = cell_drawn(cells, filled, couple_kind, couples_left, word)
            i = first_row[cell] + filled[cell]
            put_couple(h, i, 0, lines, first, taken, husband, wife)
            couples_left -= 1
            n = 2
        filled[cell] += 1
        for _ in range(cells[cell, CHILDREN]):
            put(h, i, n, lines[first[child] + taken[child]], 0)
            taken[child] += 1
            n += 1
        if cells[cell, ELDERS] == 1:
            put(h, i, n, lines[first[elder] + taken[elder]], 0)
            taken[elder] += 1
        elif cells[cell, ELDERS] == 2:
            put_couple(h, i, n, lines, first, taken, elder_husband, elder_wife)


def form_families(h, cells: np.ndarray, counts: np.ndarray, seed: int, key: np.uint64) -> int:
    """Fills the first rows of `h` with the households of `cells`, from the persons of `counts`.

    `counts` is int64 (2, 101, 16), with the role totals of `cells`. Rows must be empty
    (age EMPTY, trait 0). Returns how many rows are filled.
    """
    c = composition
    by_role = counts.sum(axis=(0, 1))
    first = np.concatenate([[0], np.cumsum(by_role)])
    lines = np.empty(max(int(first[-1]), 1), np.uint8)
    places = np.empty(max(int(by_role.max()), 1), np.uint16)
    buckets = np.empty((AGES + 2 * MARGIN) * STEPS + 1, np.int32)
    identities = key + np.arange(len(places), dtype=np.uint64)
    no_luck = np.zeros(len(places), np.uint32)
    for role, number in enumerate(by_role):
        luck = luck_of(identities[:number], seed, POPULATION, role)[0] if BLUR[role] > 0 else no_luck
        line_up(counts, role, BLUR[role], luck, places, buckets, lines[first[role] : first[role + 1]])
    rows = np.concatenate([[0], np.cumsum(cells[:, NUMBER])])
    taken, filled = np.zeros(ROLES, np.int64), np.zeros(len(cells), np.int64)
    for kind, husband, wife in (
        (c.ONE_PERSON, -1, c.SINGLE), (c.COUPLE, c.COUPLE_HUSBAND, c.COUPLE_WIFE),
        (c.OLD_COUPLE, c.OLD_HUSBAND, c.OLD_WIFE),
    ):  # fmt: skip
        without_children(h, cells, rows, kind, lines, first, taken, husband, wife)
    for lone_kind, couple_kind, lone, husband, wife, child in (
        (c.LONE_PARENT_FAMILY, c.PARENTS_FAMILY, c.LONE_PARENT, c.FATHER, c.MOTHER, c.CHILD),
        (c.LONE_GRANDPARENT_FAMILY, c.GRANDPARENTS_FAMILY, c.LONE_GRANDPARENT, c.GRANDFATHER, c.GRANDMOTHER,
         c.GRANDCHILD),
    ):  # fmt: skip
        parents = int(by_role[lone] + by_role[wife])
        with_children(
            h, cells, rows, filled, lone_kind, couple_kind, lines, first, taken, lone, husband, wife, child,
            c.ELDER, c.ELDER_HUSBAND, c.ELDER_WIFE,
            luck_of(key + np.arange(parents + 1, dtype=np.uint64), seed, POPULATION + 1, child)[0],
        )
    return int(rows[-1])
