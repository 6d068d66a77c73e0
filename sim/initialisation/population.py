"""The synthetic population of one unit in a base year, and the sample of it that a scale asks for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from ..randomness import POPULATION, WORLD, draw, uniform
from ..region import Region, apportion
from ..state.households import (
    CITY,
    COLLECTIVE,
    EMPTY,
    FAMILY,
    HUKOU_IN_PROVINCE,
    HUKOU_OTHER_PROVINCE,
    IN_CITY,
    IN_OTHER_PROVINCE,
    IN_SEAT,
    IN_TOWN,
    IN_VILLAGE,
    OLDEST,
    PLACE_MASK,
    PLACE_SHIFT,
    RENTING,
    RURAL_HUKOU,
    SEAT,
    SLOTS,
    TOWN,
    URBAN_HUKOU,
    VILLAGE,
    HouseholdColumns,
    empty_columns,
)
from ..submodels import base_year, demography
from . import composition, settlement
from .carried import Carried

_GROUP_LAST = (0, 4, 9, 14, 19, 24, 29, 34, 39, 44, 49, 54, 59, 64, 69, 74, 79, 84, OLDEST)


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
    three_generation: int
    registered: int
    registered_elsewhere: np.ndarray  # int64 (2,)
    urban_hukou: float
    seat_share: float
    villages: int


def single_ages(groups: np.ndarray) -> np.ndarray:
    """Persons by sex and census age group (2, 19) spread over single ages (2, 101); groups stay exact."""
    single = np.zeros((2, OLDEST + 1), np.int64)
    for sex in range(2):
        first = 0
        for group, last in enumerate(_GROUP_LAST):
            ages = np.arange(first, last + 1)
            weights = np.exp(-0.17 * (ages - 85)) if first == 85 else np.ones(len(ages))
            single[sex, first : last + 1] = apportion(weights, int(groups[sex, group]))
            first = last + 1
    return single


def unit_margins(region: Region, year: int, values: np.ndarray) -> list[Margins]:
    """Margins of every unit of the region in a base year. `values` holds one record a unit."""
    units = region.units
    households = region.households(year)
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
        row = households.iloc[unit]
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
                registered=int(registered[unit]),
                registered_elsewhere=elsewhere[unit].astype(np.int64),
                urban_hukou=float(hukou[unit]),
                seat_share=float(seat[unit]),
                villages=max(int(villages[unit]), 1),
            )
        )
    return result


@njit(cache=True, nogil=True)
def _uniforms(seed, key, number, purpose):
    """Numbers on (0, 1), one a row."""
    result = np.empty(number)
    for k in range(number):
        result[k] = uniform(draw(seed, WORLD, key + np.uint64(k), 0, purpose)[0])
    return result


def _random(seed: int, key: int, number: int, purpose: int) -> np.ndarray:
    return _uniforms(seed, np.uint64(key), number, POPULATION + purpose)


def _collective_persons(margins: Margins) -> np.ndarray:
    """Residents of collective households by sex and age (assumed: three in ten weights at 15-19, none below 15)."""
    number = int(margins.persons.sum()) - margins.family_population
    ages = np.arange(OLDEST + 1)
    weights = margins.persons * np.where(ages < 15, 0.0, np.where(ages < 20, 3.0, 1.0))
    return apportion(weights.ravel(), max(number, 0)).reshape(2, -1)


def build_unit(margins: Margins, values: np.void, seed: int, luck_seed: int, carried: Carried) -> HouseholdColumns:
    """All households of one unit at scale 1: residents and urban residents exact."""
    key = np.uint64(margins.adcode << 32)
    collective = _collective_persons(margins)
    ages, traits, kinds, alone = composition.compose(
        margins.persons - collective, margins.one_person, margins.one_generation, margins.two_generation,
        margins.three_generation, float(values["grandparent_families"]), seed, key,
    )
    families = len(ages) + len(alone)
    dormitories = -(-int(collective.sum()) // SLOTS)
    pool = _members_away(margins, values, carried)
    h = empty_columns(families + dormitories + int(pool.sum()))
    h.age[:] = EMPTY
    h.age[: len(ages)] = ages
    h.trait[: len(ages)] = traits
    h.age[len(ages) : families, 0] = alone // 2
    h.trait[len(ages) : families, 0] = alone % 2
    kinds = np.concatenate([kinds, np.full(len(alone), composition.ONE_PERSON, np.uint8)])
    h.kind[:families] = FAMILY
    h.id[:] = key + np.arange(len(h.id), dtype=np.uint64)

    urban_left = _house_collective(h, families, collective, margins, values)
    _house_families(h, families, margins, values, urban_left, seed, int(key))
    _register(h, families, margins, values, seed, int(key))

    most = int(values["workers_away_share"] * pool.sum())
    share = float(values["in_province_share"])
    settlement.send_workers_away(h, 0, families, kinds, pool, seed, luck_seed, key, share, most)
    single = np.stack([1 - demography.partnered_share(values, sex) for sex in ("male", "female")])
    settlement.send_youth_away(h, 0, families, pool, single, seed, key, share)
    used = settlement.families_away(h, families + dormitories, pool, seed, luck_seed, key, share)
    away = slice(families + dormitories, used)
    h.alternative[away] = np.where(
        (h.trait[away, 0] & PLACE_MASK) >> PLACE_SHIFT == CITY, IN_CITY, IN_OTHER_PROVINCE
    )
    h.hukou[away] = RURAL_HUKOU
    h.village_origin[away] = 1

    cumulative = np.cumsum(_village_sizes(margins.villages, seed, int(key)))
    settlement.settle_rights(
        h, used, seed, key, cumulative / cumulative[-1], values, carried.rented_share(values),
        float(values["land_per_registered_member"]),
    )
    carried.settle_years(h, used, seed)
    return HouseholdColumns(*(array[:used] for array in h))


def _members_away(margins: Margins, values: np.void, carried: Carried) -> np.ndarray:
    """Registered members away by sex and age (2, 101), summing to the unit's registered less present."""
    number = margins.registered - int(margins.persons.sum()) + int(margins.registered_elsewhere.sum())
    share = carried.away_share
    if share is None:
        share = np.tile(base_year.away_by_age(values), (2, 1))
    weights = margins.persons * share / (1 - share)
    return apportion(weights.ravel(), max(number, 0)).reshape(2, -1)


def _house_collective(h, families: int, collective: np.ndarray, margins: Margins, values: np.void) -> int:
    """Fills the collective households' rows and houses them; returns urban residents still to house."""
    number = int(collective.sum())
    persons = np.repeat(np.arange(2 * (OLDEST + 1)), collective.ravel())
    # A stride over ages gives every dormitory the same mix.
    rows = -(-number // SLOTS)
    urban = min(int(round(float(values["collective_urban_share"]) * number)), margins.urban_residents)
    for k in range(SLOTS):
        mine = persons[k * rows : (k + 1) * rows]
        span = slice(families, families + len(mine))
        h.age[span, k] = mine % (OLDEST + 1)
        h.trait[span, k] = mine // (OLDEST + 1)
    sizes = (h.age[families : families + rows] != EMPTY).sum(axis=1)
    inside = np.cumsum(sizes) <= urban
    seat = np.cumsum(sizes) <= margins.seat_share * urban
    place = np.where(seat, SEAT, np.where(inside, TOWN, VILLAGE)).astype(np.uint8)
    span = slice(families, families + rows)
    h.kind[span] = COLLECTIVE
    h.trait[span] |= np.where(h.age[span] != EMPTY, place[:, None] << PLACE_SHIFT, 0).astype(np.uint8)
    h.alternative[span] = np.select([place == SEAT, place == TOWN], [IN_SEAT, IN_TOWN], IN_VILLAGE)
    h.hukou[span] = RURAL_HUKOU
    return margins.urban_residents - int(sizes[inside].sum())


def _house_families(h, families: int, margins: Margins, values, urban_left: int, seed: int, key: int) -> None:
    """Village, town or seat for every resident family: the young and those with pupils rather in town (assumed)."""
    luck = _random(seed, key, families, 90)
    head = h.age[:families, 0].astype(int)
    has_pupil = ((h.age[:families] >= 6) & (h.age[:families] < 18)).any(axis=1)
    keys = luck + 0.012 * np.clip(head - 30, 0, 50) - 0.15 * has_pupil
    urban, missing = settlement.choose_urban(h, 0, families, urban_left, keys)
    if missing:
        raise ValueError(f"unit {margins.adcode}: {missing} urban residents could not be housed in family households")
    sizes = (h.age[:families] != EMPTY).sum(axis=1)
    wanted = margins.seat_share * sizes[urban].sum()
    seat_luck = np.where(urban, _random(seed, key, families, 91), 2.0)
    order = np.argsort(seat_luck, kind="stable")
    in_seat = np.zeros(families, bool)
    in_seat[order] = np.cumsum(sizes[order]) <= wanted
    in_seat &= urban
    place = np.where(in_seat, SEAT, np.where(urban, TOWN, VILLAGE)).astype(np.uint8)
    h.trait[:families] |= np.where(h.age[:families] != EMPTY, place[:, None] << PLACE_SHIFT, 0).astype(np.uint8)
    h.alternative[:families] = np.select([place == SEAT, place == TOWN], [IN_SEAT, IN_TOWN], IN_VILLAGE)


def _register(h, families: int, margins: Margins, values, seed: int, key: int) -> None:
    """Hukou of resident families: registered elsewhere to the census count, urban hukou, the rest rural."""
    sizes = (h.age[:families] != EMPTY).sum(axis=1)
    urban = h.alternative[:families] != IN_VILLAGE
    luck = _random(seed, key, families, 92)
    hukou = np.full(families, RURAL_HUKOU, np.uint8)
    taken = np.zeros(families, bool)
    for kind, number in zip((HUKOU_IN_PROVINCE, HUKOU_OTHER_PROVINCE), margins.registered_elsewhere, strict=True):
        for where, share in ((urban, float(values["in_migrants_urban_share"])), (~urban, None)):
            wanted = share * number if share is not None else number - sizes[hukou == kind].sum()
            free = where & ~taken
            order = np.argsort(np.where(free, luck, 2.0), kind="stable")
            chosen = np.zeros(families, bool)
            chosen[order] = np.cumsum(sizes[order]) <= wanted
            chosen &= free
            hukou[chosen] = kind
            taken |= chosen
    free = urban & ~taken
    wanted = min(
        margins.urban_hukou * margins.registered, float(values["urban_hukou_in_town"]) * sizes[free].sum()
    )
    order = np.argsort(np.where(free, 1 - luck, 2.0), kind="stable")
    chosen = np.zeros(families, bool)
    chosen[order] = np.cumsum(sizes[order]) <= wanted
    hukou[chosen & free] = URBAN_HUKOU
    h.hukou[:families] = hukou
    h.village_origin[:families] = hukou == RURAL_HUKOU
    h.tenure[:families] = np.where(urban, RENTING, 0)


def _village_sizes(villages: int, seed: int, key: int) -> np.ndarray:
    """Relative sizes of a unit's villages: lognormal with a spread of 0.5 (assumed)."""
    first, second = _random(seed, key, villages, 93), _random(seed, key, villages, 94)
    normal = np.sqrt(-2 * np.log(first)) * np.cos(2 * np.pi * second)
    return np.exp(0.5 * normal)


def sample(h: HouseholdColumns, weight: int) -> HouseholdColumns:
    """Every `weight`-th household of a unit, stratified by place, size, village and age.

    Taken at the middle of each stride of the list sorted by place and size, so that
    residents and urban residents stay within one household's weighted persons.
    """
    if weight == 1:
        return h
    present = h.age != EMPTY
    place = (h.trait & PLACE_MASK) >> PLACE_SHIFT
    at_home = (present & (place < CITY)).sum(axis=1)
    urban = (present & (place < CITY) & (place > VILLAGE)).sum(axis=1)
    registered = present.sum(axis=1)
    order = np.lexsort((h.age[:, 0], h.village // 16, registered, h.hukou, at_home, h.alternative, urban, h.kind))
    chosen = np.sort(order[weight // 2 :: weight])
    return HouseholdColumns(*(array[chosen] for array in h))


def household_weight(households: int, scale: float) -> int:
    """How many real households a row stands for: whole, at most 1/scale, and at least 2000 rows a unit."""
    return max(1, min(int(round(1 / scale)), households // 2000))
