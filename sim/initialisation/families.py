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
def blur_order(ordered, blur, luck, places, buckets, line):
    """Fills `line` with the persons of a role (age * 2 + sex), `ordered` by age, in the order blurred by luck.

    `luck` (persons,) has one word each; `places` (persons,) and `buckets` are scratch. Counting sort.
    """
    for k in range(len(ordered)):
        chance = (np.int64(luck[k] & 0xFFFF) + np.int64(luck[k] >> 16)) / 65535.0 - 1.0
        places[k] = int((ordered[k] // 2 + MARGIN + blur * chance) * STEPS)
    for b in range(len(buckets)):
        buckets[b] = 0
    for k in range(len(ordered)):
        buckets[places[k] + 1] += 1
    for b in range(len(buckets) - 1):
        buckets[b + 1] += buckets[b]
    for k in range(len(ordered)):
        line[buckets[places[k]]] = ordered[k]
        buckets[places[k]] += 1


@rule
def put(h, i, slot, person, partnered):
    """Writes a member (age * 2 + sex) into a slot."""
    h.age[i, slot] = person // 2
    h.trait[i, slot] = person % 2 | partnered


@rule
def put_next(h, i, slot, lines, coming, role, partnered):
    """Writes the next in line for a role into a slot."""
    put(h, i, slot, lines[coming[role]], partnered)
    coming[role] += 1


@rule
def put_couple(h, i, slot, lines, coming, husband, wife):
    """The next husband and the next wife become a couple."""
    put_next(h, i, slot, lines, coming, husband, PARTNERED)
    put_next(h, i, slot + 1, lines, coming, wife, PARTNERED)


@rule
def cell_drawn(left, cell, word, parents):
    """A cell from `cell` on, in proportion to its households `left` to be formed: `parents` in all of its kind."""
    place = np.int64(np.uint32(word) % np.uint32(parents))
    while place >= left[cell]:
        place -= left[cell]
        cell += 1
    return cell


@loop
def without_children(h, rows, lines, coming, husband, wife):
    """Fills the households of one or two persons in `rows` (first and end); `husband` is -1 for persons alone."""
    for i in range(rows[0], rows[1]):
        if husband < 0:
            put_next(h, i, 0, lines, coming, wife, 0)
        else:
            put_couple(h, i, 0, lines, coming, husband, wife)


@loop
def with_children(h, cells, next_row, left, lone_cell, couple_cell, lines, ends, coming,
                  lone, husband, wife, child, elder, elder_husband, elder_wife, luck):
    """Fills the households of parents (or grandparents) and children, and of the elders with them.

    Parents come in order of the mother's age, lone parents among them. `lines` are the
    persons of all roles, role by role up to `ends` (16,), of whom those `coming` (16,) are
    next. Of each cell, `left` (cells,) households are to be formed, from `next_row` on; the
    cells of a kind lie together, from `lone_cell` and `couple_cell` on. `luck` has a word
    for every number of parents left.
    """
    lone_left = ends[lone] - coming[lone]
    couples_left = ends[wife] - coming[wife]
    while lone_left + couples_left > 0:
        next_lone = lines[coming[lone]] if lone_left > 0 else 255
        next_wife = lines[coming[wife]] if couples_left > 0 else 255
        word = luck[lone_left + couples_left]
        if next_lone <= next_wife:
            cell = cell_drawn(left, lone_cell, word, lone_left)
            i = next_row[cell]
            put_next(h, i, 0, lines, coming, lone, 0)
            lone_left -= 1
            n = 1
        else:
            cell = cell_drawn(left, couple_cell, word, couples_left)
            i = next_row[cell]
            put_couple(h, i, 0, lines, coming, husband, wife)
            couples_left -= 1
            n = 2
        next_row[cell] += 1
        left[cell] -= 1
        for _ in range(cells[cell, CHILDREN]):
            put_next(h, i, n, lines, coming, child, 0)
            n += 1
        if cells[cell, ELDERS] == 1:
            put_next(h, i, n, lines, coming, elder, 0)
        elif cells[cell, ELDERS] == 2:
            put_couple(h, i, n, lines, coming, elder_husband, elder_wife)


def form_families(h, cells: np.ndarray, counts: np.ndarray, seed: int, key: np.uint64) -> int:
    """Fills the first rows of `h` with the households of `cells`, from the persons of `counts`.

    `counts` is int64 (2, 101, 16), with the role totals of `cells`. Rows must be empty
    (age EMPTY, trait 0). Returns how many rows are filled.
    """
    c = composition
    by_role = counts.sum(axis=(0, 1))
    ends = np.cumsum(by_role)
    coming = ends - by_role
    by_age = counts.transpose(2, 1, 0).reshape(ROLES, 2 * AGES)
    lines = np.repeat(np.tile(np.arange(2 * AGES, dtype=np.uint8), ROLES), by_age.ravel())
    places = np.empty(int(by_role.max()), np.uint16)
    buckets = np.empty((AGES + 2 * MARGIN) * STEPS + 1, np.int32)
    identities = key + np.arange(len(places), dtype=np.uint64)
    for role in np.flatnonzero(BLUR).tolist():
        line = lines[coming[role] : ends[role]]
        luck = luck_of(identities[: len(line)], seed, POPULATION, role)[0]
        blur_order(line.copy(), BLUR[role], luck, places, buckets, line)
    rows = np.concatenate([[0], np.cumsum(cells[:, NUMBER])])
    first_cell = {kind: int(np.argmax(cells[:, KIND] == kind)) for kind in range(c.KINDS)}
    for kind, husband, wife in (
        (c.ONE_PERSON, -1, c.SINGLE), (c.COUPLE, c.COUPLE_HUSBAND, c.COUPLE_WIFE),
        (c.OLD_COUPLE, c.OLD_HUSBAND, c.OLD_WIFE),
    ):  # fmt: skip
        cell = first_cell[kind]
        without_children(h, rows[cell : cell + 2], lines, coming, husband, wife)
    next_row, left = rows[:-1].copy(), cells[:, NUMBER].copy()
    for lone_kind, couple_kind, lone, husband, wife, child in (
        (c.LONE_PARENT_FAMILY, c.PARENTS_FAMILY, c.LONE_PARENT, c.FATHER, c.MOTHER, c.CHILD),
        (c.LONE_GRANDPARENT_FAMILY, c.GRANDPARENTS_FAMILY, c.LONE_GRANDPARENT, c.GRANDFATHER, c.GRANDMOTHER,
         c.GRANDCHILD),
    ):  # fmt: skip
        parents = int(by_role[lone] + by_role[wife])
        with_children(
            h, cells, next_row, left, first_cell[lone_kind], first_cell[couple_kind], lines, ends, coming,
            lone, husband, wife, child, c.ELDER, c.ELDER_HUSBAND, c.ELDER_WIFE,
            luck_of(key + np.arange(parents + 1, dtype=np.uint64), seed, POPULATION + 1, child)[0],
        )
    return int(rows[-1])
