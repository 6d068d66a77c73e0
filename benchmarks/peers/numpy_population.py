"""Ageing, deaths, births, the young and new households of one unit, in NumPy."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from benchmarks.peers.numpy_worth import FAMILY_PLACE, HOLDS_HOMESTEAD, HOLDS_LAND, SPLITS
from sim.kernel.population_year import LEAVES
from sim.state import households as H
from sim.submodels import residence_choice as R
from sim.submodels.demography import partnership_ratio

WHOLE = np.array([H.IN_VILLAGE, H.IN_TOWN, H.IN_SEAT, H.IN_CITY, H.IN_OTHER_PROVINCE])  # by place
# What a birthday brings, by age: an event of the family, education.
BIRTHDAY = np.zeros(H.EMPTY + 1, np.uint16)
BIRTHDAY[[6, 12, 15, 60]] = R.ENTERS_PRIMARY, R.ENTERS_JUNIOR_HIGH, R.ENTERS_SENIOR_HIGH, R.PARENT_TURNS_60
EDUCATED = np.isin(np.arange(H.EMPTY + 1), (16, 19, 22))


def place_of(trait):
    return (trait & H.PLACE_MASK) >> H.PLACE_SHIFT


def with_place(trait, place):
    return ((trait & (0xFF & ~H.PLACE_MASK)) | (np.asarray(place, np.uint8) << H.PLACE_SHIFT)).astype(
        np.uint8
    )


def counted(place, village, reclassified):
    return np.where((place == H.VILLAGE) & (reclassified[village] == 1), H.TOWN, place).astype(np.int64)


def count_moves(flows, start, end):
    moved = start != end
    flows.moves[0] += np.bincount(start[moved] * 5 + end[moved], minlength=25).reshape(5, 5)


def close_gaps(h, rows, gone):
    """Moves members forward over those `gone`, bool (rows, SLOTS)."""
    order = np.argsort(gone | (h.age[rows] == H.EMPTY), axis=1, kind="stable")
    age = np.where(gone, H.EMPTY, h.age[rows]).astype(np.uint8)
    trait = np.where(gone, 0, h.trait[rows]).astype(np.uint8)
    h.age[rows] = np.take_along_axis(age, order, axis=1)
    h.trait[rows] = np.take_along_axis(trait, order, axis=1)


def survive(u, tables):
    """Deaths; the living are a year older. Returns whom it widowed, bool (rows,)."""
    h, rng, flows = u.h, u.rng, u.flows
    there = h.age != H.EMPTY
    dies = there & (rng.random(h.age.shape) < tables.death[h.trait & H.FEMALE, np.minimum(h.age, H.OLDEST)])
    i, m = np.nonzero(dies)
    flows.deaths[0] += np.bincount(
        counted(place_of(h.trait[i, m]), h.village[i], u.reclassified), minlength=5
    )
    widowed = np.zeros(len(h.id), bool)
    had = h.trait[i, m] & H.PARTNERED != 0
    i, m = i[had], m[had]
    candidates = (
        (h.trait[i] & H.PARTNERED != 0)
        & ~dies[i]
        & ((h.trait[i] & H.FEMALE) != (h.trait[i, m] & H.FEMALE)[:, None])
    )
    gap = np.where(candidates, np.abs(h.age[i].astype(int) - h.age[i, m].astype(int)[:, None]), 99)
    nearest = gap.argmin(1)
    found = gap[np.arange(len(i)), nearest] < 25
    h.trait[i[found], nearest[found]] &= 0xFF & ~H.PARTNERED
    widowed[i[found]] = True
    h.age[:] += there & (h.age < H.OLDEST)
    touched = np.flatnonzero(dies.any(1))
    close_gaps(h, touched, dies[touched])
    h.years[:] += (h.kind != H.VACANT) & (h.years < 255)
    lapse(u, touched[h.age[touched, 0] == H.EMPTY])
    return widowed


def lapse(u, rows):
    """Extinct households: their rows are vacant, their land goes back."""
    h, flows = u.h, u.flows
    h.kind[rows] = H.VACANT
    flows.land_lapsed[0] += (h.land[rows] * HOLDS_LAND[h.contract[rows]]).sum(dtype=np.int64)
    flows.homesteads[0, 1] += HOLDS_HOMESTEAD[h.homestead[rows]].sum()
    flows.shares[0, 1] += (h.collective[rows] == H.HELD).sum()
    for name in ("land", "contract", "homestead", "collective"):
        getattr(h, name)[rows] = 0


def schooling_and_births(u, widowed, tables):
    """School stages, births and the events of the year."""
    h, v = u.h, u.v
    family = h.kind == H.FAMILY
    events = np.bitwise_or.reduce(BIRTHDAY[h.age], axis=1)
    alone = (h.age[:, 0] == 60) & (h.age[:, 1] == H.EMPTY)
    events[alone] = R.RETIREMENT
    events[widowed] |= R.WIDOWHOOD
    i, m = np.nonzero(EDUCATED[h.age] & family[:, None])
    age, luck = h.age[i, m], u.rng.random(len(i))
    senior = h.trait[i, m] & H.EDUCATION_MASK == H.SENIOR_HIGH << H.EDUCATION_SHIFT
    college = senior & (luck < v.college_share / max(v.senior_high_share, 0.01))
    for passes, education in (
        (age == 16, H.JUNIOR_HIGH), ((age == 19) & (luck < v.senior_high_share), H.SENIOR_HIGH),
        ((age == 22) & college, H.COLLEGE),
    ):  # fmt: skip
        j, k = i[passes], m[passes]
        h.trait[j, k] = (h.trait[j, k] & (0xFF & ~H.EDUCATION_MASK)) | (education << H.EDUCATION_SHIFT)
    events[give_birth(u, family, tables)] |= R.BIRTH
    h.events[family] = events[family]


def give_birth(u, family, tables):
    """Births to the youngest partnered woman of a family, if there is a free slot. Returns the rows."""
    h, rng = u.h, u.rng
    luck = rng.random(len(family))
    i = np.flatnonzero(family & (luck < tables.birth.max()) & (h.age[:, -1] == H.EMPTY))
    partnered = (h.trait[i] & (H.FEMALE | H.PARTNERED)) == (H.FEMALE | H.PARTNERED)
    fertile = np.where(partnered & (h.age[i] >= 15) & (h.age[i] <= 49), h.age[i], H.OLDEST)
    bears = luck[i] < tables.birth[fertile.min(1)]
    i, mother = i[bears], fertile[bears].argmin(1)
    trait, alternative = h.trait[i, mother], h.alternative[i]
    at_home = SPLITS[alternative] & (trait & H.APART == 0)  # where workers live away, the child does not
    place = np.where(at_home, FAMILY_PLACE[alternative], place_of(trait))
    slot = (h.age[i] != H.EMPTY).sum(1)
    h.age[i, slot] = 0
    h.trait[i, slot] = with_place((rng.random(len(i)) >= u.v.share_male_at_birth).astype(np.uint8), place)
    u.flows.births[0] += np.bincount(counted(place, h.village[i], u.reclassified), minlength=5)
    return i


def young(u, tables):
    """The young without a partner: those who seek one are returned by sex and age; others leave or return."""
    h, rng, v = u.h, u.rng, u.v
    age, family = h.age, h.kind == H.FAMILY
    adults = ((age >= 18) & (age != H.EMPTY)).sum(1)
    children = (age < 16).sum(1)
    i, m = np.nonzero(family[:, None] & (h.trait & H.PARTNERED == 0) & (age >= 15) & (age <= 49))
    a, trait = age[i, m], h.trait[i, m]
    sex, place = trait & H.FEMALE, place_of(trait)
    needed = (children[i] > 0) & (adults[i] == 1) & (a >= 18)
    marrying = partnership_ratio(v.bride_price, v.bride_price_elasticity)
    seeks = (rng.random(len(i)) < tables.partnership[sex, a] * marrying) & ~needed
    luck, apart, home = rng.random(len(i)), trait & H.APART != 0, FAMILY_PLACE[h.alternative[i]]
    comes = ~seeks & apart & (place >= H.CITY) & (luck < v.youth_return * u.pace) & (home < H.CITY)
    rate = (
        v.youth_leaving * tables.leaving[a] * u.pace * np.where(place != H.VILLAGE, v.town_youth_leaving, 1.0)
    )
    goes = ~seeks & ~apart & (place < H.CITY) & ~needed & (h.hukou[i] <= H.URBAN_HUKOU) & (luck < rate)
    to = np.where(rng.random(len(i)) < v.in_province_share, H.CITY, H.OTHER_PROVINCE)
    for who, end, bits in ((comes, home, trait & (0xFF & ~H.APART)), (goes, to, trait | H.APART)):
        village = h.village[i[who]]
        start = counted(place[who], village, u.reclassified)
        count_moves(u.flows, start, counted(end[who], village, u.reclassified))
        h.trait[i[who], m[who]] = with_place(bits[who], end[who])
    men, women = np.flatnonzero(seeks & (sex == 0)), np.flatnonzero(seeks & (sex == 1))
    men, women = men[np.argsort(a[men], kind="stable")], women[np.argsort(a[women], kind="stable")]
    return (i[men], m[men]), (i[women], m[women])


def form_households(u, rows, used, men, women):
    """Pairs the seekers by age; returns the rows now used."""
    rng, v, flows = u.rng, u.v, u.flows
    pairs = min(len(men[0]), len(women[0]))
    (i, m), (j, w) = (part[:pairs] for part in men), (part[:pairs] for part in women)
    apart_families = i != j
    i, m, j, w = (part[apart_families] for part in (i, m, j, w))
    n = (rows.age != H.EMPTY).sum(1)
    his, hers = rows.trait[i, m], rows.trait[j, w]
    his_place, her_place = place_of(his), place_of(hers)
    his_away, hers_away = his_place >= H.CITY, her_place >= H.CITY
    luck = rng.random(len(i))
    at_his = np.where(
        his_away == hers_away, luck < v.couples_settle_his, his_away == (luck < v.couples_settle_away)
    )
    joins = (n[i] > 1) & (n[i] < H.SLOTS) & (rng.random(len(i)) < v.co_residence_of_couples)
    couples = np.flatnonzero(joins)  # one couple a family and year
    couples = couples[np.unique(i[couples], return_index=True)[1]]
    joins = np.isin(np.arange(len(i)), couples)
    together = 0xFF & ~H.APART
    k, slot = couples, n[i[couples]]
    home = FAMILY_PLACE[rows.alternative[i]]
    rows.trait[i[k], m[k]] = with_place((his[k] | H.PARTNERED) & together, home[k])
    rows.age[i[k], slot] = rows.age[j[k], w[k]]
    rows.trait[i[k], slot] = with_place((hers[k] | H.PARTNERED) & together, home[k])
    rows.events[i[k]] |= R.PARTNERSHIP

    k = np.flatnonzero(~joins)[: len(rows.id) - used]
    new = slice(used, used + len(k))
    base = np.where(at_his, i, j)[k]
    village, end = rows.village[i].copy(), home
    home = np.where(at_his, his_place, her_place)[k]
    for array in rows:
        array[new] = 0
    rows.age[new], rows.kind[new] = H.EMPTY, H.FAMILY
    rows.id[new] = rng.integers(2**63, 2**64 - 1, len(k), dtype=np.uint64)
    rows.age[new, 0], rows.age[new, 1] = rows.age[i[k], m[k]], rows.age[j[k], w[k]]
    rows.trait[new, 0] = with_place((his[k] | H.PARTNERED) & together, home)
    rows.trait[new, 1] = with_place((hers[k] | H.PARTNERED) & together, home)
    rows.alternative[new] = WHOLE[home]
    for name in ("village", "village_origin", "hukou"):
        getattr(rows, name)[new] = getattr(rows, name)[base]
    rows.hukou[new][(rows.hukou[base] == H.HUKOU_MOVED_TO_CITY) & (home < H.CITY)] = H.HUKOU_IN_PROVINCE
    rows.years[new] = np.where(home == FAMILY_PLACE[rows.alternative[base]], rows.years[base], 0)
    for parent in (i[k], j[k]):
        share = np.where(HOLDS_LAND[rows.contract[parent]], rows.land[parent] // n[parent], 0)
        rows.land[new] += share.astype(np.uint16)
        np.subtract.at(rows.land, parent, share.astype(np.uint16))
    granted = (home == H.VILLAGE) & (rows.hukou[base] == H.RURAL_HUKOU)
    flows.homesteads[0, 0] += granted.sum()
    rows.contract[new] = np.where(rows.land[new] > 0, H.HELD, H.NO_RIGHT)
    rows.homestead[new] = np.where(granted, H.HELD, H.NO_RIGHT)
    rows.collective[new] = np.where(rows.collective[base] == H.HELD, H.HELD, H.NO_RIGHT)
    flows.shares[0, 0] += (rows.collective[new] == H.HELD).sum()
    rows.tenure[new] = np.where((home == H.TOWN) | (home == H.SEAT), H.RENTING, H.NO_TOWN_HOME)
    rows.events[new] = R.PARTNERSHIP | R.FORMED_THIS_YEAR

    village[k], end[k] = rows.village[base], home
    end = counted(end, village, u.reclassified)
    count_moves(flows, counted(his_place, rows.village[i], u.reclassified), end)
    count_moves(flows, counted(her_place, rows.village[j], u.reclassified), end)
    rows.age[i[k], m[k]] = LEAVES
    gone = np.concatenate([k, np.flatnonzero(joins)])
    rows.age[j[gone], w[gone]] = LEAVES
    touched = np.unique(np.concatenate([i, j]))
    close_gaps(rows, touched, rows.age[touched] == LEAVES)
    lapse(SimpleNamespace(h=rows, flows=flows), touched[rows.age[touched, 0] == H.EMPTY])
    return used + len(k)
