"""What each alternative is worth and which is chosen, for many households at once, in NumPy."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from sim.state import households as H
from sim.state.places import CHILDCARE, EDUCATION, ELDER_CARE, HEALTH
from sim.submodels.residence_choice import living_places

SKILL = np.array([0.85, 1.0, 1.12, 1.45])
SPLITS = np.isin(np.arange(8), (H.IN_VILLAGE_WORKERS_AWAY, H.IN_SEAT_FOR_SCHOOL, H.IN_SEAT_WORKERS_AWAY))
NEST = np.array([0, 0, 1, 1, 1, 1, 2, 2])
# Who lives where, by [alternative, worker city is another province, elders stay, children admitted].
LIVING = np.array([
    [[[living_places(a, far, stay, admitted) for admitted in (0, 1)] for stay in (0, 1)]
     for far in (H.CITY, H.OTHER_PROVINCE)]
    for a in range(8)
])  # fmt: skip
FAMILY_PLACE = LIVING[:, 0, 0, 1, 1]


def describe(h, i, character, village_group, v):
    """What the households `i` bring to their choice; `character` (rows, 5) is fixed and uniform."""
    age, trait = h.age[i], h.trait[i]
    here = (age != H.EMPTY) & (trait & H.APART == 0)
    worker = here & (age >= 18) & (age < 60)
    skill = np.where(worker, SKILL[(trait & H.EDUCATION_MASK) >> H.EDUCATION_SHIFT], 0.0)
    female = trait & H.FEMALE == 1
    d = SimpleNamespace(members=here.sum(1), alternative=h.alternative[i].astype(np.int64))
    d.men, d.women = np.where(female, 0.0, skill).sum(1), np.where(female, skill, 0.0).sum(1)
    d.small = (here & (age < 6)).sum(1)
    d.pupils = (here & (age >= 6) & (age < 18)).sum(1)
    d.juniors = (here & (age >= 12) & (age <= 14)).sum(1)
    d.carers = (here & (age >= 60)).sum(1)
    d.elders = (here & (age >= 65)).sum(1)
    d.years = h.years[i].astype(float)
    hukou, homestead, contract = h.hukou[i], h.homestead[i], h.contract[i]
    c = character[i]
    d.registered = hukou <= H.URBAN_HUKOU
    d.origin = h.village_origin[i] == 1
    held = (homestead == H.HELD) | (homestead == H.IDLE) | (homestead == H.RENTED_OUT)
    exited = (homestead == H.GIVEN_UP) | (homestead == H.SOLD)
    d.village_home = held | (d.origin & (hukou == H.RURAL_HUKOU) & ~exited)
    d.local = hukou == H.URBAN_HUKOU
    d.converts = d.registered & (c[:, 0] > v.hukou_threshold_seat) & (c[:, 1] < v.potential_converters)
    d.far = (c[:, 3] >= v.in_province_share).astype(np.int64)
    separable = d.village_home & (d.elders > 0) & (d.men + d.women > 0)
    d.stay = (separable & (c[:, 2] < v.elders_stay)).astype(np.int64)
    d.admitted = (c[:, 4] < v.access_education).astype(np.int64)
    d.rented = contract == H.RENTED_OUT
    d.mu = np.where((contract == H.HELD) | d.rented, h.land[i] / 100.0, 0.0)
    d.share = h.collective[i] == H.HELD
    d.homestead_rented = homestead == H.RENTED_OUT
    d.owns = h.tenure[i] == H.OWNER
    d.savings = h.savings[i]
    d.group = village_group[h.village[i]]
    d.age = deciding_age(age, trait)
    return d


def deciding_age(age, trait):
    """Age of the eldest member under 60 who lives with the family, else of the eldest."""
    here = np.where((age != H.EMPTY) & (trait & H.APART == 0), age, 0)
    deciding = np.where(here < 60, here, 0).max(1)
    return np.where(deciding >= 16, deciding, here.max(1)).astype(np.int64)


def all_go(alternative, d):
    """Whether men and women go where workers go away."""
    return (d.carers > 0) & (alternative != H.IN_SEAT_FOR_SCHOOL)


def open_to(d):
    """Which alternatives are feasible, bool (households, 8)."""
    workers, couple = d.men + d.women > 0, (d.men > 0) & (d.women > 0)
    can_split = workers & (couple | (d.carers > 0))
    always = np.ones(len(workers), bool)
    columns = (
        d.village_home,
        d.village_home & can_split,
        always,
        always,
        couple & (d.pupils > 0),
        can_split,
        workers,
        workers,
    )
    is_open = np.stack(columns, axis=1)
    is_open[np.arange(len(workers)), d.alternative] = True
    return is_open


def consumption(a, d, lead_place, home, elders, years, p, v):
    """Yearly income less housing, yuan."""
    both = d.men + d.women
    leading = np.where(all_go(a, d), both, d.men) if SPLITS[a] else both
    others = both - leading
    wage, employment = p.wage[0], p.employment[0].copy()
    matched = [H.TOWN, H.SEAT, H.CITY]
    employment[matched] = np.minimum(employment[matched] + v.job_matching, 1.0)
    other_employment = v.carer_employment if a == H.IN_SEAT_FOR_SCHOOL else employment[home]
    income = leading * wage[lead_place] * employment[lead_place] + others * wage[home] * other_employment
    farmers = others * (home == H.VILLAGE) + leading * (lead_place == H.VILLAGE)
    old = np.where(home == H.VILLAGE, d.carers, d.elders * (elders == H.VILLAGE))
    farmers = farmers + 0.5 * old
    rent = d.mu * v.land_rent * (1 - v.rental_friction / 100)
    farmed = np.where(farmers > 0, np.minimum(d.mu, 5 * farmers) * v.farm_income_per_mu, 0.5 * rent)
    income += np.where(d.rented, rent, farmed)
    paid = np.where(home == H.VILLAGE, 1.0, v.keep_collective_share)
    income += d.share * v.collective_income * d.members * paid
    lets = np.where(
        d.homestead_rented, 1.0, 0.3 * v.homestead_rental * ((home != H.VILLAGE) & d.village_home)
    )
    income += v.homestead_rent * lets
    follows = np.where(home == H.VILLAGE, 1.0, v.social_insurance_portability)
    income += d.carers * (v.pension_rural + v.pension_portable * 0.2 * follows)
    vested = access(False, 0.0, years, v.vesting_years_housing, v.residence_permit_friction)
    subsidised = v.public_housing_share * np.where(d.local, 1.0, vested)
    cost = p.house_price[0][home] * v.home_size * v.housing_cost_rate
    cost = np.where(d.owns, cost / 3, cost * (1 - 0.5 * subsidised / 100))
    cost = np.select(
        [home == H.VILLAGE, home == H.CITY, home == H.OTHER_PROVINCE],
        [0.0, v.rent_city, v.rent_other_province], cost,
    )  # fmt: skip
    lodging = np.where(lead_place == H.CITY, v.rent_city, v.rent_other_province)
    cost = cost + 0.4 * lodging * ((lead_place != home) & (lead_place >= H.CITY))
    return np.maximum(income - cost, 3000.0)


def access(local, without, years, vesting, friction):
    """Share of a service that can be used."""
    if vesting <= 0:
        vested = np.ones_like(years)
    else:
        start, end = np.minimum(years / vesting, 1), np.minimum((years + 5) / vesting, 1)
        growing = (end - start) * vesting
        vested = np.where(end >= 1, (growing * (start + end) / 2 + 5 - growing) / 5, (start + end) / 2)
    return np.where(local, 1.0, without + (1 - without) * vested * (1 - friction))


def services(d, home, children, elders, years, p, v):
    """Worth of the four services, logits."""
    in_county = (home <= H.SEAT) & d.registered
    local = (home == H.VILLAGE) | (in_county & (d.local | d.converts))
    near = np.where(in_county, v.county_access_bonus, 0.0)

    def usable(name, service, place, always):
        start = v[f"access_{name}"] + (1 - v[f"access_{name}"]) * near
        start = np.where(home == H.OTHER_PROVINCE, v.access_other_province, start)
        share = access(local | always, start, years, v[f"vesting_years_{name}"], v.residence_permit_friction)
        return share * p.usable_quality[0, :, service][place]

    at_home = children == H.VILLAGE
    worth = v.weight_health * usable("health", HEALTH, home, False) * (1 + 0.5 * np.minimum(d.elders, 2))
    grade = np.where(d.juniors > 0, v.junior_high_premium, 1.0)
    schools = usable("education", EDUCATION, children, at_home)
    worth += (d.pupils > 0) * v.weight_education * grade * schools
    care = usable("elder_care", ELDER_CARE, elders, elders == H.VILLAGE)
    worth += (d.elders > 0) * v.weight_elder_care * care
    worth += (d.small > 0) * v.weight_childcare * usable("childcare", CHILDCARE, children, at_home)
    return worth


def constants(v, pull):
    """What the alternatives are worth beyond the terms, and what moving there costs once, each (8,)."""
    town = v.constant_town + pull
    seat = town + v.constant_seat_over_town
    away = v.constant_workers_away
    worth = np.array([
        0.0, away, town, seat, seat + v.constant_school_split, seat + away, v.constant_away,
        v.constant_away - v.other_province_cost,
    ])  # fmt: skip
    seat_cost, village_cost = v.move_cost_seat, v.move_cost_village
    cost = np.array([
        village_cost, village_cost, v.move_cost_town, seat_cost, seat_cost, seat_cost, v.move_cost_city,
        v.move_cost_other_province,
    ])  # fmt: skip
    return worth, cost


def worth_of_all(d, horizons, p, v):
    """What every alternative is worth to every household, logits, (households, 8)."""
    worth = np.empty((len(d.members), 8))
    constant, cost = constants(v, p.city_constant[0])
    lived = LIVING[d.alternative, d.far, d.stay, d.admitted][:, 1]
    spread = horizons[d.age]
    for a in range(8):
        lead_place, home, children, elders = LIVING[a, d.far, d.stay, d.admitted].T
        years = np.where(home == lived, d.years, 0.0)
        w = v.income_weight * np.log(consumption(a, d, lead_place, home, elders, years, p, v)) + constant[a]
        w += services(d, home, children, elders, years, p, v)
        w += age_in_the_city(d.age, lead_place, v)
        w += np.where(lead_place != H.VILLAGE, v.network_weight * p.network[0][d.group, lead_place], 0.0)
        rooted = (home == H.VILLAGE) & d.origin
        w += rooted * v.attachment * (1 - v.attachment_empty_homes * p.empty_homes[0][d.group])
        w -= (rooted & (d.pupils + d.small > 0)) * v.school_closure * (1 - p.schools_open[0][d.group])
        w -= ((home != H.VILLAGE) & (d.mu > 0)) * v.insecurity_cost * (1 - v.title_use)
        origin = [np.where(d.origin | (place > H.SEAT), place, H.VILLAGE) for place in (home, lead_place)]
        w -= v.income_weight * v.distance_weight * p.remoteness[0][d.group, origin[0], origin[1]]
        can_buy = d.savings >= p.house_price[0][home] * v.home_size * v.down_payment
        w += ((home == H.TOWN) | (home == H.SEAT)) * (d.owns | can_buy) * v.own_home_pull
        apart = SPLITS[a] & all_go(a, d)
        w -= (SPLITS[a] & ~all_go(a, d)) * v.separation
        w -= ((d.small + d.pupils > 0) & ((children != home) | apart)) * v.children_left_behind
        w -= ((d.elders > 0) & ((elders != home) | apart)) * v.care_left_behind
        moving = np.where(lived != home, 1.0, 0.5) * cost[a] / spread
        worth[:, a] = w + np.where(d.alternative != a, -moving, v.settled_saving * np.minimum(d.years, 10))
    return worth


def age_in_the_city(age, lead_place, v):
    """What working in a city loses, or gains, with the age of the decision-maker, logits."""
    return -v.away_age_decline * (np.clip(age, 20, 60) - 35) * (lead_place >= H.CITY)


def choose(rng, d, horizons, p, v, town_full=False, seat_full=False):
    """The alternative each household chooses: nested logit by Gumbel maxima."""
    is_open = open_to(d)
    lived = FAMILY_PLACE[d.alternative]
    for place, full in ((H.TOWN, town_full), (H.SEAT, seat_full)):
        if full:
            is_open[np.ix_(lived != place, place == FAMILY_PLACE)] = False
    worth = np.where(is_open, worth_of_all(d, horizons, p, v), -np.inf)
    dissimilarity = np.array([v.nest_village, v.nest_county_town, v.nest_city])
    scaled = worth / dissimilarity[NEST]
    sums = np.stack([np.logaddexp.reduce(scaled[:, nest == NEST], axis=1) for nest in range(3)], axis=1)
    nest = (dissimilarity * sums + rng.gumbel(size=sums.shape)).argmax(1)
    within = np.where(nest[:, None] == NEST, scaled, -np.inf) + rng.gumbel(size=worth.shape)
    chosen = within.argmax(1)
    return np.where(is_open.any(1), chosen, d.alternative)
