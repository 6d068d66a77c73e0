"""What households bring to their choice, and what an alternative brings them, for many at once, in NumPy.

What depends on a place, an alternative or a unit alone is one number: the model's own rule gives it
(`py_func` is a rule as plain Python, which takes `Values` for a record).
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from sim.state import households as H
from sim.state.places import CHILDCARE, EDUCATION, ELDER_CARE, HEALTH
from sim.submodels import residence_choice as R
from sim.submodels.care import work_for_childcare
from sim.submodels.hukou import permit_friction
from sim.submodels.livelihoods import INCOME_FLOOR_BEFORE, employed, skill

SKILL = np.array([skill(education) for education in range(4)])
SPLITS = np.array([bool(R.splits(a)) for a in range(8)])
FAMILY_PLACE = R.FAMILY_PLACES
HOLDS_LAND = np.isin(np.arange(6), (H.HELD, H.RENTED_OUT))
HOLDS_HOMESTEAD = np.isin(np.arange(6), (H.HELD, H.RENTED_OUT, H.IDLE))
EXITED = np.isin(np.arange(6), (H.GIVEN_UP, H.SOLD))


class Values(dict):
    """Parameters of one unit by name, as keys or attributes; `record` is what the model's rules take."""

    __getattr__ = dict.__getitem__

    def __init__(self, record):
        super().__init__(zip(record.dtype.names, record.item(), strict=True))
        self.record = record


def describe(h, i, character, village_group, p, v):
    """What the households `i` bring to their choice; `character` (rows, 5) is fixed and uniform."""
    age, trait = h.age[i], h.trait[i]
    here = (age != H.EMPTY) & (trait & H.APART == 0)
    worker = here & (age >= 18) & (age < 60)
    skills = np.where(worker, SKILL[(trait & H.EDUCATION_MASK) >> H.EDUCATION_SHIFT], 0.0)
    d = SimpleNamespace(members=here.sum(1), alternative=h.alternative[i].astype(np.int64))
    female = trait & H.FEMALE
    d.men, d.women = (skills * (1 - female)).sum(1), (skills * female).sum(1)
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
    held = HOLDS_HOMESTEAD[homestead]
    d.village_home = held | (d.origin & (hukou == H.RURAL_HUKOU) & ~EXITED[homestead])
    d.local = hukou == H.URBAN_HUKOU
    d.converts = d.registered & (c[:, 0] > v.hukou_threshold_seat) & (c[:, 1] < v.potential_converters)
    d.worker_city = np.where(c[:, 3] < v.in_province_share, H.CITY, H.OTHER_PROVINCE)
    separable = d.village_home & (d.elders > 0) & (d.men + d.women > 0)
    d.stay = separable & (c[:, 2] < v.elders_stay)
    d.admitted = c[:, 4] < v.access_education
    d.rented = contract == H.RENTED_OUT
    d.mu = np.where(HOLDS_LAND[contract], h.land[i] / 100.0, 0.0)
    d.share = h.collective[i] == H.HELD
    d.homestead_rented = homestead == H.RENTED_OUT
    d.owns = h.tenure[i] == H.OWNER
    d.means = h.savings[i] + credit(d.mu, held, v)
    d.group = village_group[h.village[i]]
    d.demonstration = p.demonstration[0, h.village[i]]
    d.offered = np.where(h.events[i] & R.HOME_OFFERED, np.where(h.events[i] & R.OFFER_ALONE, 1, 2), 0)
    d.age = deciding_age(age, trait)
    d.workers = d.men + d.women
    d.can_split = (d.workers > 0) & (((d.men > 0) & (d.women > 0)) | (d.carers > 0))
    return d


def credit(mu, holds_homestead, v):
    """What can be borrowed on contracted land and homestead, yuan."""
    value = mu * (v.land_rent * v.land_value_years) + holds_homestead * v.homestead_value
    return v.rights_as_collateral * value


def deciding_age(age, trait):
    """Age of the eldest member under 60 who lives with the family, else of the eldest."""
    here = np.where((age != H.EMPTY) & (trait & H.APART == 0), age, 0)
    deciding = np.where(here < 60, here, 0).max(1)
    return np.where(deciding >= 16, deciding, here.max(1)).astype(np.int64)


def everyone_goes(a, d):
    """Whether men and women lead where some work away under alternative `a`."""
    return (d.carers > 0) & (a != H.IN_SEAT_FOR_SCHOOL)


def living(a, d):
    """Who lives where under alternative `a`: workers who lead, the family (one place for all), children, elders."""
    home = int(FAMILY_PLACE[a])
    lead = d.worker_city if SPLITS[a] else home
    elders = np.where(d.stay, H.VILLAGE, home)
    children = np.where(d.stay & ~d.admitted, H.VILLAGE, home) if home >= H.CITY else home
    return SimpleNamespace(lead=lead, home=home, children=children, elders=elders)


def owns_home(d, home):
    """Whether a family has, or is offered, a home of its own in a place of the county."""
    return d.owns | (d.offered > 0) if home == H.TOWN else d.owns


def consumption(a, d, at, years, horizon, p, v):
    """Yearly income less housing, yuan; `at` is who lives where."""
    home = at.home
    leading = np.where(everyone_goes(a, d), d.workers, d.men) if SPLITS[a] else d.workers
    others = d.workers - leading
    pay = p.wage[0] * p.pay_factor[0]
    at_work = np.array([employed(p.employment[0, place], place, v.job_matching) for place in range(5)])
    employment = v.carer_employment if a == H.IN_SEAT_FOR_SCHOOL else at_work[home]
    income = leading * (pay * at_work)[at.lead] + others * (pay[home] * employment)
    more_work = work_for_childcare(employment, v.childcare_seat, v.childcare_employment)
    if home == H.SEAT and more_work != 0:
        women = others if SPLITS[a] else d.women
        income += (d.small > 0) * women * (pay[home] * more_work)
    farmers = others * (home == H.VILLAGE) + leading * (at.lead == H.VILLAGE)
    if a == H.IN_VILLAGE or a == H.IN_VILLAGE_WORKERS_AWAY:
        in_village = p.commuting[0][d.group]
        in_village = in_village + d.demonstration * (
            pay[H.VILLAGE] * v.demonstration_pay * p.employment[0, H.VILLAGE]
        )
        income += farmers * in_village
        farmers = farmers + 0.5 * d.carers
    else:
        farmers = 0.5 * d.elders * (at.elders == H.VILLAGE)
    income += from_land(d, farmers, p, v) + from_collective_and_homestead(d, home, v)
    rural_pension = np.where(d.local, v.pension_rural, p.rural_pension[0])
    follows = 1.0 if home == H.VILLAGE else v.social_insurance_portability
    income += d.carers * (rural_pension + v.pension_portable * 0.2 * follows)
    if home == H.VILLAGE and v.income_floor != INCOME_FLOOR_BEFORE:
        floors = (np.maximum(d.members * floor - income, 0) for floor in (v.income_floor, INCOME_FLOOR_BEFORE))
        income += v.income_floor_reach * np.subtract(*floors)
    if v.returnee_incentive > 0 and a < H.IN_CITY and not SPLITS[a]:
        away = (d.alternative >= H.IN_CITY) | SPLITS[d.alternative]
        income += (d.registered & away) * v.returnee_incentive * 1000.0 / horizon
    return np.maximum(income - housing(d, at, years, p, v), 3000.0)


def from_land(d, farmers, p, v):
    """What contracted land brings, yuan a year: let, farmed by those there, or idle."""
    rent = d.mu * (p.land_rent[0] * (1 - v.rental_friction / 100))
    idle = 0.5 * rent - d.mu * (0.5 * v.abandonment_penalty)
    farmed = np.where(farmers > 0, np.minimum(d.mu, 5 * farmers) * v.farm_income_per_mu, idle)
    return np.where(d.rented, rent, farmed)


def from_collective_and_homestead(d, home, v):
    """What a share in the collective and a let homestead bring, yuan a year."""
    paid = 1.0 if home == H.VILLAGE else v.keep_collective_share
    income = d.share * d.members * ((v.collective_income + v.collective_land_value) * paid)
    lets = 0.0 if home == H.VILLAGE else 0.3 * v.homestead_rental * d.village_home
    return income + v.homestead_rent * np.where(d.homestead_rented, 1.0, lets)


def housing(d, at, years, p, v):
    """What the home and the workers' lodgings cost, yuan a year."""
    home, cost = at.home, 0.0
    if home == H.CITY or home == H.OTHER_PROVINCE:
        cost = v.rent_city if home == H.CITY else v.rent_other_province
    elif home != H.VILLAGE:
        vested = access(False, 0.0, years, v.vesting_years_housing, v)
        subsidised = v.public_housing_share * np.where(d.local, 1.0, vested)
        price = p.house_price[0, home] * v.home_size * v.housing_cost_rate
        cost = price * np.where(owns_home(d, home), 1 / 3, 1 - 0.5 * subsidised / 100)
    if at.lead is d.worker_city:
        cost = cost + 0.4 * np.where(at.lead == H.CITY, v.rent_city, v.rent_other_province)
    return cost


def access(local, without, years, vesting, v):
    """Share of a service that can be used."""
    if vesting <= 0:
        vested = 1.0
    else:
        start, end = np.minimum(years / vesting, 1), np.minimum((years + 5) / vesting, 1)
        growing = (end - start) * vesting
        vested = np.where(end >= 1, (growing * (start + end) / 2 + 5 - growing) / 5, (start + end) / 2)
    share = without + (1 - without) * vested * (1 - permit_friction.py_func(v))
    return np.where(local, 1.0, share)


def services(d, at, years, p, v):
    """Worth of the four services, logits."""
    home = at.home
    quality = p.usable_quality[0]
    if home == H.VILLAGE:
        local, near = True, 0.0
    elif home <= H.SEAT:
        local = d.registered & (d.local | d.converts)
        near = d.registered * v.county_access_bonus
    else:
        local, near = False, 0.0

    def usable(name, service, place):
        always = local if place is home else local | (place == H.VILLAGE)
        if always is True:
            return quality[place, service]
        if home == H.OTHER_PROVINCE:
            return quality[place, service] * np.where(always, 1.0, v.access_other_province)
        start = v[f"access_{name}"] + (1 - v[f"access_{name}"]) * near
        return quality[place, service] * access(always, start, years, v[f"vesting_years_{name}"], v)

    worth = v.weight_health * usable("health", HEALTH, home) * (1 + 0.5 * np.minimum(d.elders, 2))
    grade = np.where(d.juniors > 0, v.junior_high_premium, 1.0)
    worth += (d.pupils > 0) * v.weight_education * grade * usable("education", EDUCATION, at.children)
    worth += (d.elders > 0) * v.weight_elder_care * usable("elder_care", ELDER_CARE, at.elders)
    worth += (d.small > 0) * v.weight_childcare * usable("childcare", CHILDCARE, at.children)
    return worth
