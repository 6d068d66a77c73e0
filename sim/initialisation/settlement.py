"""Where a unit's resident families live and where they are registered: census counts, met exactly."""

from __future__ import annotations

import numpy as np

from ..compiled import loop
from ..randomness import POPULATION, uniform
from ..state.households import (
    EMPTY,
    HUKOU_IN_PROVINCE,
    HUKOU_OTHER_PROVINCE,
    IN_SEAT,
    IN_TOWN,
    IN_VILLAGE,
    PLACE_SHIFT,
    RURAL_HUKOU,
    SEAT,
    SLOTS,
    TOWN,
    URBAN_HUKOU,
    VILLAGE,
)
from .draws import luck_of

RANKS = 4096
# A family's state while hukou is given: its place if it has none yet, else this plus its hukou.
GIVEN = 2


@loop
def rank_families(h, luck, size, for_town, for_seat, for_hukou):
    """Fills each family's members present and its ranks (below RANKS, the low ones first) for the selections.

    `luck` holds the words drawn for it, (4, families).
    The young and those with pupils rather live in town (assumed); the rest is luck.
    """
    for i in range(len(size)):
        n = 0
        pupils = False
        for m in range(SLOTS):
            age = h.age[i, m]
            if age == EMPTY:
                break
            n += 1
            pupils = pupils or 6 <= age < 18
        size[i] = n
        head = min(max(np.int64(h.age[i, 0]) - 30, 0), 50)
        inclination = uniform(luck[0, i]) + 0.008 * head + (0.0 if pupils else 0.15)
        for_town[i] = int(inclination / 1.55 * (RANKS - 1))
        for_seat[i] = luck[1, i] % RANKS
        for_hukou[i] = luck[2, i] % RANKS


@loop
def count_by_rank(ranks, size, state, persons):
    """Adds the members of every family to `persons` (states, RANKS)."""
    for i in range(len(ranks)):
        persons[state[i], ranks[i]] += size[i]


@loop
def select(ranks, size, state, asked, target, mark, persons):
    """Marks families in the state `asked` by rank until their members are exactly `target`.

    Where the last rank does not fit as a whole, those families of it, then of the others,
    that still fit. `state` (families,) becomes `mark`, and `persons` (RANKS,), members of
    those asked by rank, loses them. Returns how many persons are missing.
    """
    left = target
    whole = 0
    while whole < RANKS and persons[whole] <= left:
        left -= persons[whole]
        persons[whole] = 0
        whole += 1
    for i in range(len(ranks)):
        state[i] = np.uint8(mark) if (ranks[i] < whole) & (state[i] == asked) else state[i]
    for last in (whole, RANKS - 1):
        for i in range(len(ranks)):
            if left <= 0:
                break
            if whole <= ranks[i] <= last and size[i] <= left and state[i] == asked:
                state[i] = mark
                left -= size[i]
                persons[ranks[i]] -= size[i]
    return left


@loop
def settle(h, families, place):
    """Writes each resident family's place into its members and its alternative."""
    for i in range(families):
        for m in range(SLOTS):
            if h.age[i, m] == EMPTY:
                break
            h.trait[i, m] |= place[i] << PLACE_SHIFT
        h.alternative[i] = IN_SEAT if place[i] == SEAT else IN_TOWN if place[i] == TOWN else IN_VILLAGE


def house_and_register(h, families: int, margins, values: np.void, urban: int, seed: int) -> None:
    """Village, town or seat, and hukou, for every resident family; `urban` persons live in town or seat.

    Registered elsewhere is the census count. Urban hukou goes to families in town,
    at most the declared share of them. ValueError if the urban residents cannot be housed.
    """
    size = np.empty(families, np.uint8)
    for_town, for_seat, for_hukou = np.empty((3, families), np.uint16)
    persons = np.zeros((2, RANKS), np.int64)
    luck = luck_of(h.id[:families], seed, POPULATION + 10)
    rank_families(h, luck, size, for_town, for_seat, for_hukou)
    place = np.full(families, VILLAGE, np.uint8)
    count_by_rank(for_town, size, place, persons)
    missing = select(for_town, size, place, VILLAGE, urban, TOWN, persons[VILLAGE])
    if missing:
        raise ValueError(f"unit {margins.adcode}: {missing} urban residents do not fit into families")
    state = place.copy()
    persons[:] = 0
    count_by_rank(for_seat, size, place, persons)
    select(for_seat, size, place, TOWN, int(margins.seat_share * urban), SEAT, persons[TOWN])
    settle(h, families, place)

    persons[:] = 0
    count_by_rank(for_hukou, size, state, persons)
    share = float(values["in_migrants_urban_share"])
    for k, kind in enumerate((HUKOU_IN_PROVINCE, HUKOU_OTHER_PROVINCE)):
        number = left = int(margins.registered_elsewhere[k])
        for where, wanted in ((TOWN, int(share * number)), (VILLAGE, left), (TOWN, left)):
            wanted = min(wanted, left)
            if wanted > 0:
                left -= wanted - select(for_hukou, size, state, where, wanted, GIVEN + kind, persons[where])
    most = float(values["urban_hukou_in_town"]) * int(persons[TOWN].sum())
    urban_hukou = int(min(margins.urban_hukou * margins.registered, most))
    backwards = np.uint16(RANKS - 1) - for_hukou
    select(backwards, size, state, TOWN, urban_hukou, GIVEN + URBAN_HUKOU, persons[TOWN, ::-1].copy())
    h.hukou[:families] = np.maximum(state, GIVEN + RURAL_HUKOU) - GIVEN  # rural, the least, where none was given
