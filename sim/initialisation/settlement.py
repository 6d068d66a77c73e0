"""Where a unit's resident families live and where they are registered: census counts, met exactly."""

from __future__ import annotations

import numpy as np

from ..compiled import loop
from ..randomness import POPULATION, WORLD, draw, uniform
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

RANKS = 4096
NOT_ASKED = 65535


@loop
def rank_families(h, families, seed, size, for_town, for_seat, for_hukou):
    """Fills each family's members present and its ranks (below RANKS, the low ones first) for the selections.

    The young and those with pupils rather live in town (assumed); the rest is luck.
    """
    for i in range(families):
        n = 0
        pupils = False
        for m in range(SLOTS):
            age = h.age[i, m]
            if age == EMPTY:
                break
            n += 1
            pupils = pupils or 6 <= age < 18
        size[i] = n
        words = draw(seed, WORLD, h.id[i], 0, POPULATION + 10)
        head = min(max(np.int64(h.age[i, 0]) - 30, 0), 50)
        inclination = uniform(words[0]) + 0.008 * head + (0.0 if pupils else 0.15)
        for_town[i] = int(inclination / 1.55 * (RANKS - 1))
        for_seat[i] = words[1] % RANKS
        for_hukou[i] = words[2] % RANKS


@loop
def select(ranks, size, target, mark, marked, persons):
    """Marks families by rank until their members are exactly `target`; returns how many persons are missing.

    Families of rank NOT_ASKED are left out. Where the last rank does not fit as a whole,
    those families of it, then of the others, that still fit. `persons` (RANKS,) is scratch.
    """
    for rank in range(RANKS):
        persons[rank] = 0
    for i in range(len(ranks)):
        if ranks[i] < RANKS:
            persons[ranks[i]] += size[i]
    left = target
    whole = 0
    while whole < RANKS and persons[whole] <= left:
        left -= persons[whole]
        whole += 1
    for i in range(len(ranks)):
        if ranks[i] < whole:
            marked[i] = mark
    for last in (whole, RANKS - 1):
        if left > 0:
            for i in range(len(ranks)):
                if whole <= ranks[i] <= last and size[i] <= left and marked[i] != mark:
                    marked[i] = mark
                    left -= size[i]
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
    persons = np.empty(RANKS, np.int64)
    rank_families(h, families, seed, size, for_town, for_seat, for_hukou)
    place = np.full(families, VILLAGE, np.uint8)
    missing = select(for_town, size, urban, TOWN, place, persons)
    if missing:
        raise ValueError(f"unit {margins.adcode}: {missing} urban residents do not fit into families")
    in_town = place == TOWN
    ranks = np.where(in_town, for_seat, np.uint16(NOT_ASKED))
    select(ranks, size, int(margins.seat_share * urban), SEAT, place, persons)
    settle(h, families, place)

    hukou = np.full(families, RURAL_HUKOU, np.uint8)
    share = float(values["in_migrants_urban_share"])
    for k, kind in enumerate((HUKOU_IN_PROVINCE, HUKOU_OTHER_PROVINCE)):
        number = left = int(margins.registered_elsewhere[k])
        for where, wanted in ((in_town, int(share * number)), (~in_town, left), (in_town, left)):
            wanted = min(wanted, left)
            if wanted > 0:
                ranks = np.where(where & (hukou == RURAL_HUKOU), for_hukou, np.uint16(NOT_ASKED))
                left -= wanted - select(ranks, size, wanted, kind, hukou, persons)
    free = in_town & (hukou == RURAL_HUKOU)
    most = float(values["urban_hukou_in_town"]) * int(size[free].sum())
    ranks = np.where(free, np.uint16(RANKS - 1) - for_hukou, np.uint16(NOT_ASKED))
    select(ranks, size, int(min(margins.urban_hukou * margins.registered, most)), URBAN_HUKOU, hukou, persons)
    h.hukou[:families] = hukou
