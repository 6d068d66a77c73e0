"""The synthetic population of one unit in a base year, and the sample of it that a scale asks for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..compiled import loop, rule
from ..kernel.members import place_of
from ..randomness import POPULATION
from ..region import Region, apportion
from ..state.households import (
    ALTERNATIVES,
    CITY,
    COLLECTIVE,
    EMPTY,
    FAMILY,
    HUKOU_OTHER_PROVINCE,
    IN_SEAT,
    IN_TOWN,
    IN_VILLAGE,
    PLACE_SHIFT,
    RURAL_HUKOU,
    SEAT,
    SLOTS,
    TOWN,
    VILLAGE,
)
from ..submodels import base_year, demography
from . import away, composition, families, rights, settlement
from .carried import Carried
from .composition import AGES
from .draft import Draft, empty_draft
from .draws import luck_of

# Kinds of hukou in a base year.
HUKOUS = HUKOU_OTHER_PROVINCE + 1
# Of each single age: its census age group, the first age of the group, and how many ages the group has.
_GROUP_FIRST = np.array([0, 1, *range(5, 90, 5)])
_GROUP = np.searchsorted(_GROUP_FIRST, np.arange(AGES), side="right") - 1
_YEARS_INTO = np.arange(AGES) - _GROUP_FIRST[_GROUP]
_WIDTH = np.bincount(_GROUP)[_GROUP]


@dataclass(frozen=True)
class Margins:
    """What the census says of one unit, and what the model assumes about it."""

    adcode: int
    persons: np.ndarray  # int64 (2, 101): residents by sex and single age
    urban_residents: int
    family_population: int
    one_person: int
    one_generation: int
    two_generation: int
    three_generation: int  # and more
    with_65plus: tuple[int, int, int]  # family households with one, two, three and more members 65+
    registered: int
    registered_elsewhere: np.ndarray  # int64 (2,)
    urban_hukou: float
    seat_share: float
    villages: int


def single_ages(groups: np.ndarray) -> np.ndarray:
    """Persons by sex and census age group (2, 19) spread over single ages (2, 101); groups stay exact."""
    each, left = np.divmod(groups[:, _GROUP], _WIDTH)
    single = each + (left > _YEARS_INTO)
    old = np.arange(85, AGES)
    for sex in range(2):
        single[sex, old] = apportion(np.exp(-0.17 * (old - 85)), int(groups[sex, -1]))
    return single


def unit_margins(region: Region, year: int, values: np.ndarray) -> list[Margins]:
    """Margins of every unit of the region in a base year. `values` holds one record a unit."""
    units = region.units
    households = region.households(year).to_dict("records")
    urban = region.urban_residents(year)
    towns = (units["towns"] + units["townships"] + units["subdistricts"]).to_numpy()
    seat = base_year.seat_shares(
        values, towns, region.urban_residents(2020), units["city_proper_population_2020"].to_numpy(float)
    )
    share_2010 = units["nonagricultural_hukou_share_2010"].to_numpy(float)
    hukou = base_year.urban_hukou_share(values, share_2010, year)
    registered, elsewhere = region.registered_population(year), region.registered_elsewhere(year)
    ages = region.age_sex(year)
    villages = np.minimum(units["village_committees"].to_numpy(), 65534)
    result = []
    for unit in range(len(units)):
        row = households[unit]
        two, one = int(row["two_generation"]), int(row["one_generation"])
        result.append(
            Margins(
                adcode=int(region.adcodes[unit]),
                persons=single_ages(ages[unit]),
                urban_residents=int(urban[unit]),
                family_population=int(row["family_population"]),
                one_person=int(row["one_person"]),
                one_generation=one,
                two_generation=two,
                three_generation=int(row["family_households"]) - one - two,
                with_65plus=(
                    int(row["with_one_65plus"]), int(row["with_two_65plus"]), int(row["with_three_65plus"])
                ),
                registered=int(registered[unit]),
                registered_elsewhere=elsewhere[unit].astype(np.int64),
                urban_hukou=float(hukou[unit]),
                seat_share=float(seat[unit]),
                villages=max(int(villages[unit]), 1),
            )
        )
    return result


def collective_persons(margins: Margins) -> np.ndarray:
    """Residents of collective households by sex and age, int64 (2, 101).

    Of 65 and over as many as the census does not count in family households; of the
    others those of 15-19 weigh three times (assumed), none are below 15.
    """
    number = int(margins.persons.sum()) - margins.family_population
    ages = np.arange(AGES)
    one, two, three = margins.with_65plus
    elders = int(margins.persons[:, ages >= composition.OLD].sum()) - one - 2 * two - 3 * three
    elders = min(max(elders, 0), number)
    result = np.zeros((2, AGES), np.int64)
    for weight, wanted in (
        (np.where(ages >= composition.OLD, 1.0, 0.0), elders),
        (np.where(ages < 15, 0.0, np.where(ages < 20, 3.0, 1.0)) * (ages < composition.OLD), number - elders),
    ):
        while wanted > 0:
            room = margins.persons - result
            persons = np.minimum(apportion((room * weight).ravel(), wanted).reshape(2, -1), room)
            result += persons
            wanted -= int(persons.sum())
    return result


def members_away(margins: Margins, values: np.void, carried: Carried) -> np.ndarray:
    """Registered members away by sex and age, int64 (2, 101): those registered less those of them present."""
    number = margins.registered - int(margins.persons.sum()) + int(margins.registered_elsewhere.sum())
    share = carried.away_share
    if share is None:
        share = np.tile(base_year.away_by_age(values), (2, 1))
    weights = margins.persons * share / (1 - share)
    return apportion(weights.ravel(), max(number, 0)).reshape(2, -1)


def draft_unit(margins: Margins, values: np.void, seed: int, carried: Carried) -> Draft:
    """All households of one unit at scale 1, without their rights: residents and urban residents exact."""
    key = np.uint64(margins.adcode << 32)
    collective = collective_persons(margins)
    in_families = margins.persons - collective
    cells = composition.household_cells(
        int(in_families.sum()), margins.one_person, margins.one_generation, margins.two_generation,
        margins.three_generation, float(values["grandparent_families"]),
    )
    counts = composition.roles_by_age(in_families, cells, margins.with_65plus[1] + margins.with_65plus[2])
    number = int(cells[:, composition.NUMBER].sum())
    dormitories = -(-int(collective.sum()) // SLOTS)
    pool = members_away(margins, values, carried)
    h = empty_draft(number + dormitories + int(pool.sum()), key)
    families.form_families(h, cells, counts, seed, key)
    h.kind[:number] = FAMILY
    urban = margins.urban_residents - _house_collective(h, number, collective, margins, values)
    settlement.house_and_register(h, number, margins, values, urban, seed)
    single = np.stack([1 - demography.partnered_share(values, sex) for sex in ("male", "female")])
    used = away.complete_registered(
        h, number, number + dormitories, pool, single, values, seed, carried.in_province_share(values)
    )
    rights.draw_villages(h, used, seed, village_sizes(margins, seed))
    return h.rows(slice(0, used))


def _house_collective(h: Draft, first: int, collective: np.ndarray, margins: Margins, values: np.void) -> int:
    """Fills and houses the collective households from row `first`; returns the urban residents among them."""
    number = int(collective.sum())
    ages = np.repeat(np.tile(np.arange(AGES, dtype=np.uint8), 2), collective.ravel())
    sexes = np.repeat(np.arange(2, dtype=np.uint8), collective.sum(axis=1))
    # A stride over ages gives every dormitory the same mix.
    rows = -(-number // SLOTS)
    urban = min(int(round(float(values["collective_urban_share"]) * number)), margins.urban_residents)
    for k in range(SLOTS):
        mine = slice(k * rows, (k + 1) * rows)
        span = slice(first, first + len(ages[mine]))
        h.age[span, k] = ages[mine]
        h.trait[span, k] = sexes[mine]
    span = slice(first, first + rows)
    sizes = (h.age[span] != EMPTY).sum(axis=1)
    inside = np.cumsum(sizes) <= urban
    seat = np.cumsum(sizes) <= margins.seat_share * urban
    place = np.where(seat, SEAT, np.where(inside, TOWN, VILLAGE)).astype(np.uint8)
    h.kind[span] = COLLECTIVE
    h.trait[span] |= np.where(h.age[span] != EMPTY, place[:, None] << PLACE_SHIFT, 0).astype(np.uint8)
    h.alternative[span] = np.select([place == SEAT, place == TOWN], [IN_SEAT, IN_TOWN], IN_VILLAGE)
    h.hukou[span] = RURAL_HUKOU
    return int(sizes[inside].sum())


def village_sizes(margins: Margins, seed: int) -> np.ndarray:
    """Relative sizes of a unit's villages: lognormal with a spread of 0.5 (assumed), shape (villages,)."""
    villages = np.uint64(margins.adcode << 32) + np.arange(margins.villages, dtype=np.uint64)
    first, second = (luck_of(villages, seed, POPULATION + 30)[:2] + 0.5) * 2.0**-32
    return np.exp(0.5 * np.sqrt(-2 * np.log(first)) * np.cos(2 * np.pi * second))


@loop
def _strata(h, by_home, by_village):
    """What the sample is stratified by: residents and alternative, then village and age; each (rows,).

    By residents: village families from the largest to those wholly away, town families
    from the smallest to the largest, dormitories. Neighbours have nearly as many
    residents and urban residents, which keeps both close in every `weight`-th row.
    """
    for i in range(len(h.id)):
        at_home, urban, members = 0, 0, 0
        for m in range(SLOTS):
            if h.age[i, m] == EMPTY:
                break
            place = place_of(h.trait[i, m])
            members += 1
            at_home += place < CITY
            urban += VILLAGE < place < CITY
        residents = SLOTS + urban if urban > 0 else SLOTS - at_home
        if h.kind[i] == COLLECTIVE:
            residents = 2 * SLOTS + (1 if urban > 0 else 2)
        alternative = (h.alternative[i] * HUKOUS + h.hukou[i]) * (SLOTS + 1) + members
        by_home[i] = residents * len(ALTERNATIVES) * HUKOUS * (SLOTS + 1) + alternative
        by_village[i] = (h.village[i] // 16) * AGES + h.age[i, 0]


@rule
def count_below(digits, buckets):
    """Fills `buckets` with how many of the digits are below each; one more than the greatest digit."""
    for b in range(len(buckets)):
        buckets[b] = 0
    for i in range(len(digits)):
        buckets[np.int64(digits[i]) + 1] += 1
    for b in range(len(buckets) - 1):
        buckets[b + 1] += buckets[b]


@loop
def _take_every(weight, by_home, by_village, buckets, order, taken):
    """Marks in `taken` every `weight`-th row, the middle of each stride, in the order of the strata, then of rows.

    Two passes of a counting sort, of which the second only counts. `buckets` and `order` (rows,) are scratch.
    """
    count_below(by_village, buckets)
    for i in range(len(order)):
        digit = np.int64(by_village[i])
        order[buckets[digit]] = i
        buckets[digit] += 1
    count_below(by_home, buckets)
    for b in range(len(buckets)):  # how many rows are passed over until the next is taken
        buckets[b] = (weight // 2 - buckets[b]) % weight
    for k in range(len(order)):
        i = order[k]
        digit = np.int64(by_home[i])
        left = buckets[digit]
        taken[i] = left == 0
        buckets[digit] = left - 1 if left > 0 else weight - 1


def sample(h: Draft, weight: int) -> Draft:
    """Every `weight`-th household of a unit, stratified by residents, alternative, hukou, village and age.

    Taken at the middle of each stride of the sorted list, so that residents and urban
    residents stay within one household's weighted persons.
    """
    if weight == 1:
        return h.copy()
    rows = len(h.id)
    by_home, by_village = np.empty(rows, np.uint16), np.empty(rows, np.int32)
    _strata(h, by_home, by_village)
    buckets = np.empty(max(int(by_home.max()), int(by_village.max())) + 2, np.int32)
    taken = np.empty(rows, np.bool_)
    _take_every(weight, by_home, by_village, buckets, np.empty(rows, np.int32), taken)
    return h.rows(np.flatnonzero(taken))


def household_weight(households: int, scale: float) -> int:
    """How many real households a row stands for: whole, at most 1/scale, and at least 2000 rows a unit."""
    return max(1, min(int(round(1 / scale)), households // 2000))
