"""Where a household would live, and what it would live on and use there, in plain Python from docs/odd.md alone.

The other half of `naive_household`, which weighs and chooses.
"""

from __future__ import annotations

import math

VILLAGE, TOWN, SEAT, CITY, OTHER_PROVINCE = range(5)
SPLITS = (1, 4, 5)
EDUCATION, HEALTH, ELDER_CARE, CHILDCARE = range(4)


def living(a, h):
    """Places of the workers who lead, the family, the children and the elders under alternative `a`."""
    if a in (0, 1):
        return (VILLAGE if a == 0 else h["worker_city"]), VILLAGE, VILLAGE, VILLAGE
    family = {2: TOWN, 3: SEAT, 4: SEAT, 5: SEAT, 6: CITY, 7: OTHER_PROVINCE}[a]
    lead = h["worker_city"] if a in SPLITS else family
    elders = VILLAGE if h["elders_stay"] else family
    children = family
    if a >= 6 and not (h["admitted"] or elders == family):
        children = VILLAGE
    return lead, family, children, elders


def all_workers_go(a, h):
    return h["carers"] > 0 and a != 4


def vested(years, needed):
    """Mean over the coming five years of min(1, years of residence/needed)."""
    if needed <= 0:
        return 1.0
    # The share rises linearly until it is full: the area under it, over five years.
    until_full = min(max(needed - years, 0.0), 5.0)
    rising = until_full * (years + until_full / 2) / needed
    return (rising + (5.0 - until_full)) / 5.0


def permit_friction(v):
    return v["residence_permit_friction"] * (1 + v["administrative_cost"] / 100)


def horizon(h, v):
    """Discounted years over which what is paid once is spread."""
    years = max(78 - h["age"], 4)
    return (1 - v["discount"] ** years) / (1 - v["discount"])


def owns_home(home, h):
    return h["owner"] or (home == TOWN and h["offered"] > 0)


def income(a, h, p, v):
    lead, home, _, elders = living(a, h)
    together = h["men"] + h["women"]
    leading = h["men"] if a in SPLITS and not all_workers_go(a, h) else together
    others = together - leading

    def work(place):
        employment = p["employment"][place]
        return min(employment + v["job_matching"], 1) if place in (TOWN, SEAT, CITY) else employment

    work_at_home = v["carer_employment"] if a == 4 else work(home)
    total = leading * pay(lead, v, p) * work(lead) + others * pay(home, v, p) * work_at_home
    if home == SEAT and h["small"] > 0:
        women = h["women"] if lead == home or not all_workers_go(a, h) else 0
        helped = v["childcare_employment"] * (v["childcare_seat"] - 2)
        total += women * pay(SEAT, v, p) * (min(max(work_at_home + helped, 0), 1) - work_at_home)
    in_village = (others if home == VILLAGE else 0) + (leading if lead == VILLAGE else 0)
    total += in_village * commuting(h, v, p)
    if h["demonstration"]:
        total += in_village * v["demonstration_pay"] * pay(VILLAGE, v, p) * p["employment"][VILLAGE]
    farmers = (others if home == VILLAGE else 0) + (leading if lead == VILLAGE else 0)
    if home == VILLAGE:
        farmers += 0.5 * h["carers"]
    elif elders == VILLAGE:
        farmers += 0.5 * h["elders"]
    rent = h["mu"] * p["land_rent"] * (1 - v["rental_friction"] / 100)
    if h["land_let"]:
        total += rent
    elif farmers > 0:
        total += min(h["mu"], 5 * farmers) * v["farm_income_per_mu"]
    else:
        total += 0.5 * rent - 0.5 * h["mu"] * v["abandonment_penalty"]
    if h["share"]:
        kept = 1 if home == VILLAGE else v["keep_collective_share"]
        total += (v["collective_income"] + v["collective_land_value"]) * h["members"] * kept
    if h["homestead_let"]:
        total += v["homestead_rent"]
    elif home != VILLAGE and h["village_home"]:
        total += 0.3 * v["homestead_rental"] * v["homestead_rent"]
    follows = 1 if home == VILLAGE else v["social_insurance_portability"]
    rural = v["pension_rural"] if h["local"] else v["pension_rural"] * (1 - v["benefit_gap"] / 100) / (1 - 50 / 100)
    total += h["carers"] * (rural + 0.2 * v["pension_portable"] * follows)
    if home == VILLAGE:
        below, before = (max(h["members"] * floor - total, 0) for floor in (v["income_floor"], 6000))
        total += v["income_floor_reach"] * (below - before)
    away = (1, 4, 5, 6, 7)
    if h["registered"] and h["now"] in away and a not in away:
        total += 1000 * v["returnee_incentive"] / horizon(h, v)
    return total


def pay(place, v, p):
    """Yuan a year of a worker with junior high school who is in work."""
    factor = math.exp(v["training"] * v["training_share"])
    factor *= p["village_pay"] if place == VILLAGE else 1
    factor *= 1 + v["central_town_pay"] * p["town_boost"] if place == TOWN else 1
    return p["wage"][place] * factor


def commuting(h, v, p):
    """What a village worker earns more because the way to town is shorter."""
    gain = pay(TOWN, v, p) * p["employment"][TOWN] - pay(VILLAGE, v, p) * p["employment"][VILLAGE]
    there = p["distance"][h["group"]][TOWN]
    shares = [
        v["commuting_share"] * math.exp(-d / v["commuting_reach"])
        for d in (there * (1 + v["travel_time"] / 100), there)
    ]
    return v["feedback_travel"] * max(gain, 0) * (shares[0] - shares[1])


def housing(a, h, p, v):
    lead, home, _, _ = living(a, h)
    rents = {CITY: v["rent_city"], OTHER_PROVINCE: v["rent_other_province"]}
    cost = rents.get(home, 0.0)
    if home in (TOWN, SEAT):
        earned = (1 - permit_friction(v)) * vested(years_at(home, h), v["vesting_years_housing"])
        subsidised = v["public_housing_share"] * (1 if h["local"] else earned)
        reduced = 1 / 3 if owns_home(home, h) else 1 - 0.5 * subsidised / 100
        cost = p["house_price"][home] * v["home_size"] * v["housing_cost_rate"] * reduced
    if lead != home and lead in rents:
        cost += 0.4 * rents[lead]
    return cost


def years_at(home, h):
    """Years of residence, as far as the family place stays the same."""
    return h["years"] if living(h["now"], h)[1] == home else 0


def services(a, h, p, v):
    _, home, children, elders = living(a, h)
    in_county = home in (VILLAGE, TOWN, SEAT) and h["registered"]
    local = home == VILLAGE or (in_county and (h["local"] or h["would"]))

    def used(name, number, place, also_local=False):
        without = v[f"access_{name}"]
        if in_county:
            without += (1 - without) * v["county_access_bonus"]
        grown = vested(years_at(home, h), v[f"vesting_years_{name}"]) * (1 - permit_friction(v))
        access = 1 if local or also_local else without + (1 - without) * grown
        if home == OTHER_PROVINCE and not (local or also_local):
            access = v["access_other_province"]
        kind = "education" if number == EDUCATION else "other"
        crowded = max(p["crowding"][place][number], 1) ** -v[f"crowding_elasticity_{kind}"]
        return access * quality(place, number, v, p) * crowded

    worth = v["weight_health"] * used("health", HEALTH, home) * (1 + 0.5 * min(h["elders"], 2))
    if h["pupils"]:
        grade = v["junior_high_premium"] if h["juniors"] else 1
        education = used("education", EDUCATION, children, children == VILLAGE)
        worth += v["weight_education"] * grade * education
    if h["elders"]:
        worth += v["weight_elder_care"] * used("elder_care", ELDER_CARE, elders, elders == VILLAGE)
    if h["small"]:
        worth += v["weight_childcare"] * used("childcare", CHILDCARE, children, children == VILLAGE)
    return worth


def quality(place, number, v, p):
    """Quality of a service with what the year's levers add."""
    q = p["quality"][place][number]
    name = {VILLAGE: "village", TOWN: "town", SEAT: "seat"}.get(place)
    if number in (EDUCATION, HEALTH):
        if place == VILLAGE:
            q *= (max(v["rural_investment"], 1) / 300) ** v["rural_investment_elasticity"]
        if place == TOWN:
            q += v["quality_per_deviation"] * p["town_boost"]
    if number == EDUCATION and place in (VILLAGE, TOWN):
        gap = max(p["quality"][SEAT][EDUCATION] - q, 0)
        q += gap * v[f"school_quality_gap_closed_{name}"] / 100
    if number == HEALTH and place in (VILLAGE, TOWN):
        q += v["quality_per_deviation"] * v["village_town_clinic_quality"]
    if number == HEALTH and place == SEAT:
        q += v["quality_per_deviation"] * v["seat_hospital_quality"]
    if number == ELDER_CARE and name:
        q *= v[f"elder_care_{name}"] / {"village": 0.2, "town": 0.3, "seat": 0.5}[name]
    if number == CHILDCARE and place == SEAT:
        q *= math.sqrt(v["childcare_seat"] / 2)
    return q


def amenity(place, h, v, p):
    """What makes it pleasant to live in a place, logits."""
    deviations = {
        VILLAGE: v["village_amenity"] + v["rural_infrastructure"],
        TOWN: v["public_culture"] + p["town_boost"],
        SEAT: v["seat_amenity"] + v["public_culture"],
    }.get(place, 0)
    if place == VILLAGE and h["demonstration"]:
        deviations += v["demonstration_amenity"]
    return v["amenity_weight"] * deviations
