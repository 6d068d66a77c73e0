"""What the base year's households hold: education, land, homestead, tenure, savings, years of residence."""

from __future__ import annotations

import numpy as np

from ..compiled import loop
from ..kernel.members import place_of, with_education
from ..randomness import POPULATION, happens, uniform
from ..state.households import (
    COLLECTIVE,
    EMPTY,
    HELD,
    IDLE,
    IN_CITY,
    IN_TOWN,
    OLDEST,
    OWNER,
    RENTED_OUT,
    RENTING,
    RURAL_HUKOU,
    SLOTS,
    URBAN_HUKOU,
    VILLAGE,
)
from .draws import luck_of


def education_by_age(age: int) -> tuple[float, float, float]:
    """Shares who reached college, at least senior and at least junior high school (assumed: later, longer)."""
    if age < 16:
        return 0.0, 0.0, 0.0
    college = 0.30 if age < 35 else 0.12 if age < 50 else 0.03
    senior = 0.30 if age < 35 else 0.18 if age < 50 else 0.07
    junior = 0.38 if age < 35 else 0.52 if age < 50 else 0.30
    if age < 19:
        college, senior, junior = 0.0, 0.0, 1.0
    elif age < 22:
        college, senior = 0.0, 0.70
    return college, college + senior, college + senior + junior


EDUCATED = np.array([education_by_age(age) for age in range(OLDEST + 1)])

# Steps of the table that says where to begin looking for a village: most hold no border between two.
GUIDES = 8192


@loop
def _find_villages(luck, cumulative, guide, village):
    for i in range(len(luck)):
        u = uniform(luck[i])
        found = np.int64(guide[int(u * GUIDES)])
        while cumulative[found] <= u:
            found += 1
        village[i] = found


def draw_villages(h, used: int, seed: int, sizes: np.ndarray) -> None:
    """Home village of the first `used` rows, by the relative sizes of the villages (villages,)."""
    cumulative = np.cumsum(sizes) / sizes.sum()
    cumulative[-1] = 1.0
    guide = np.searchsorted(cumulative, np.arange(GUIDES) / GUIDES, side="right").astype(np.uint16)
    _find_villages(luck_of(h.id[:used], seed, POPULATION + 20)[0], cumulative, guide, h.village)


def settle_rights(h, used: int, seed: int, values: np.void, rented_share: float) -> None:
    """Education of members; land, homestead, collective share, tenure, savings and years of every family."""
    luck = luck_of(h.id[:used], seed, POPULATION + 21)
    first_four = luck_of(h.id[:used], seed, POPULATION + 22)
    large = np.flatnonzero(h.age[:used, 4] != EMPTY)
    others = luck_of(h.id[large], seed, POPULATION + 22, 4)
    _settle_rights(h, values, rented_share, EDUCATED, luck, first_four, others)


@loop
def _settle_rights(h, v, rented_share, educated, luck, first_four, others):
    """`luck` decides on rights, `first_four` on the members' schools, each (4, rows).

    `others` (4, rows with more than four members) decide on the schools of the fifth to the eighth.
    """
    large = -1
    for i in range(luck.shape[1]):
        if h.age[i, 4] != EMPTY:
            large += 1
        if h.kind[i] == COLLECTIVE:
            continue
        n, at_home = 0, 0
        for m in range(SLOTS):
            age = h.age[i, m]
            if age == EMPTY:
                break
            u = uniform(first_four[m, i] if m < 4 else others[m - 4, large])
            # Primary school is 0; every share the luck is below is a school more.
            reached = (u < educated[age, 0]) + (u < educated[age, 1]) + (u < educated[age, 2])
            trait = with_education(h.trait[i, m], reached)
            h.trait[i, m] = trait
            if place_of(trait) == VILLAGE:
                at_home += 1
            n += 1
        h.village_origin[i] = h.hukou[i] == RURAL_HUKOU
        if h.village_origin[i]:
            h.land[i] = min(int(v.land_per_registered_member * 100.0 * n + 0.5), 65535)
            h.contract[i] = HELD
            if happens(luck[1, i], rented_share * (2.0 if at_home == 0 else 0.7)):
                h.contract[i] = RENTED_OUT
            if at_home > 0:
                h.homestead[i] = HELD
            elif (luck[0, i] >> 16) / 65536.0 < v.homestead_held_elsewhere:
                h.homestead[i] = IDLE
            h.collective[i] = HELD
        alternative = h.alternative[i]
        if IN_TOWN <= alternative < IN_CITY:
            h.tenure[i] = OWNER if happens(luck[2, i], v.owner_share_base) else RENTING
        spread = 40.0 if h.hukou[i] == URBAN_HUKOU else 12.0 if alternative >= IN_TOWN else 50.0
        h.years[i] = int(min(uniform(luck[3, i]) * spread, float(h.age[i, 0])))
        h.savings[i] = 20000.0 * min(n, 3) * (luck[0, i] & 0xFFFF) / 65536.0
