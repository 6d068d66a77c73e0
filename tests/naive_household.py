"""One household's yearly decision in plain Python, written from docs/odd.md (sections 2, 7 and 8) alone.

Slow and without the kernel's arithmetic or its draws: where both choose the same
alternative, the page says what the program does. Places, alternatives and codes are
those of the page's tables; a household, a unit's places and the parameters are dicts.
"""

from __future__ import annotations

import math

VILLAGE, TOWN, SEAT, CITY, OTHER_PROVINCE = range(5)
NEST = (0, 0, 1, 1, 1, 1, 2, 2)
SPLITS = (1, 4, 5)
MOVE_COST = (
    "move_cost_village", "move_cost_village", "move_cost_town", "move_cost_seat", "move_cost_seat",
    "move_cost_seat", "move_cost_city", "move_cost_other_province",
)  # fmt: skip
SKILL = (0.85, 1.0, 1.12, 1.45)
HELD, RENTED_OUT, GIVEN_UP, SOLD, IDLE = 1, 2, 3, 4, 5
EDUCATION, HEALTH, ELDER_CARE, CHILDCARE = range(4)

WORLD, LUCK = 0x776F726C, 0x6C75636B
CHARACTER, RECONSIDERATION, RESIDENCE, RATIONING = 0x0800, 0x0400, 0x0500, 0x0600


# --- draws


def philox(counter, key):
    """Four words for a counter of four and a key of two (Salmon et al. 2011)."""
    a, b, c, d = counter
    k, l = key
    for _ in range(10):
        ac, cd = a * 0xD2511F53, c * 0xCD9E8D57
        a, b, c, d = (cd >> 32) ^ b ^ k, cd % 2**32, (ac >> 32) ^ d ^ l, ac % 2**32
        k, l = (k + 0x9E3779B9) % 2**32, (l + 0xBB67AE85) % 2**32
    return [a, b, c, d]


def luck_of(seed, stream, identity, year, purpose):
    """Four numbers in (0, 1)."""
    words = philox((identity % 2**32, identity >> 32, year, purpose), (seed, stream))
    return [(word + 0.5) / 2**32 for word in words]


# --- what a household brings


def described(row, v, world_seed):
    """A household as its choice sees it. `row["members"]` are dicts of age, female, education and apart."""
    home = [member for member in row["members"] if not member["apart"]]
    ages = [member["age"] for member in home]
    workers = [member for member in home if 18 <= member["age"] <= 59]
    eligibility, inclination, stays, city = luck_of(world_seed, WORLD, row["id"], 0, CHARACTER)
    admitted = luck_of(world_seed, WORLD, row["id"], 0, CHARACTER + 1)[0]
    deciding = max((age for age in ages if age < 60), default=0)
    still_there = row["homestead"] not in (GIVEN_UP, SOLD)
    village_home = row["homestead"] in (HELD, RENTED_OUT, IDLE) or bool(
        row["village_origin"] and row["hukou"] == 0 and still_there
    )
    elders = sum(age >= 65 for age in ages)
    registered = row["hukou"] <= 1
    return {
        "now": row["alternative"],
        "age": deciding if deciding >= 16 else max(ages, default=0),
        "years": row["years"],
        "men": sum(SKILL[m["education"]] for m in workers if not m["female"]),
        "women": sum(SKILL[m["education"]] for m in workers if m["female"]),
        "carers": sum(age >= 60 for age in ages),
        "elders": elders,
        "members": len(home),
        "small": sum(age <= 5 for age in ages),
        "pupils": sum(6 <= age <= 17 for age in ages),
        "juniors": sum(12 <= age <= 14 for age in ages),
        "village_home": village_home,
        "origin": row["village_origin"],
        "registered": registered,
        "local": row["hukou"] == 1,
        "would": registered
        and eligibility > v["hukou_threshold_seat"]
        and inclination < v["potential_converters"],
        "worker_city": CITY if city < v["in_province_share"] else OTHER_PROVINCE,
        "elders_stay": bool(village_home and elders and workers and stays < v["elders_stay"]),
        "admitted": admitted < v["access_education"],
        "mu": row["land"] / 100 if row["contract"] in (HELD, RENTED_OUT) else 0.0,
        "land_let": row["contract"] == RENTED_OUT,
        "share": row["collective"] == HELD,
        "homestead_let": row["homestead"] == RENTED_OUT,
        "owner": row["tenure"] == 2,
        "means": row["savings"] + credit(row, v),
        "offered": 0 if not row["events"] & 512 else 1 if row["events"] & 1024 else 2,
        "group": row["group"],
        "demonstration": row["demonstration"],
    }


def credit(row, v):
    """What can be borrowed on contracted land and homestead."""
    value = row["land"] / 100 * v["land_rent"] * v["land_value_years"] if row["contract"] in (HELD, RENTED_OUT) else 0
    value += v["homestead_value"] if row["homestead"] in (HELD, RENTED_OUT, IDLE) else 0
    return v["rights_as_collateral"] * value


# --- stage 1


def reconsideration_shape(v):
    """Relative hazard by age 0-100, 1 at the peak."""
    decline = v["reconsideration_decline"]
    bump = []
    for age in range(101):
        x = age - v["reconsideration_peak_age"] - math.log(decline / 0.25) / 0.25
        bump.append(math.exp(-decline * x - math.exp(-0.25 * x)))
    return [0.06 + 0.94 * height / max(bump) for height in bump]


def reconsiders(row, household, v, p, pace, shape, seed, year):
    """Whether it reconsiders this year; sets the events of an offer. `shape` is that of the year."""
    at_home = [member["age"] for member in row["members"] if not member["apart"]]
    if row["kind"] != 1 or row["events"] & 256 or row["hukou"] == 4 or not at_home:
        return False
    events = row["events"]
    push = v["event_school"] if events & (1 | 4) else 0.0
    push += v["event_junior_high"] if events & 2 else 0.0
    push += v["event_family"] if events & (8 | 16 | 128) else 0.0
    push += v["event_sixty"] if events & (32 | 64) else 0.0
    hazard = v["reconsideration"] * shape[household["age"]] * pace * math.exp(push)
    luck, asked, _, _ = luck_of(seed, LUCK, row["id"], year, RECONSIDERATION)
    thinks = luck < 1 - math.exp(-hazard) and max(at_home) >= 1
    if row["alternative"] in (0, 1) and asked < p["home_offers"]:
        row["events"] |= 512 if thinks else 512 | 1024
        return True
    return thinks


# --- stage 2


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


def is_open(a, h):
    if h["offered"] == 1 and a not in (2, h["now"]):
        return False
    workers = h["men"] + h["women"] > 0
    couple = h["men"] > 0 and h["women"] > 0
    could_split = workers and (couple or h["carers"] > 0)
    return a == h["now"] or (
        h["village_home"],
        h["village_home"] and could_split,
        True,
        True,
        couple and h["pupils"] > 0,
        could_split,
        workers,
        workers,
    )[a]


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


def constant(a, v, p):
    worth = 0.0
    if 2 <= a <= 5:
        worth += v["constant_town"] + p["city_constant"]
    if 3 <= a <= 5:
        worth += v["constant_seat_over_town"]
    if a == 4:
        worth += v["constant_school_split"]
    if a in (1, 5):
        worth += v["constant_workers_away"]
    if a in (6, 7):
        worth += v["constant_away"]
    if a == 7:
        worth -= v["other_province_cost"]
    return worth


def splitting(a, h, v):
    _, home, children, elders = living(a, h)
    everyone_goes = a in SPLITS and all_workers_go(a, h)
    cost = v["separation"] if a in SPLITS and not everyone_goes else 0.0
    if h["pupils"] + h["small"] and (children != home or everyone_goes):
        cost += v["children_left_behind"] * (1 - v["left_behind_support"]) / (1 - 0.2)
    if h["elders"] and (elders != home or everyone_goes):
        cost += v["care_left_behind"] * (1 - v["elder_care_village"]) / (1 - 0.2)
    return cost


def moving(a, h, v):
    """What a move costs a year, or what staying saves (negative)."""
    if a == h["now"]:
        return -v["settled_saving"] * min(h["years"], 10)
    lead, home, _, _ = living(a, h)
    if home == TOWN and h["offered"]:
        return 0
    before = living(h["now"], h)[1]
    part = 1 if home != before else 0.5
    if max(before, home, lead) <= SEAT:
        part *= 1 + v["administrative_share"] * v["administrative_cost"] / 100
    return part * v[MOVE_COST[a]] / horizon(h, v)


def far(place, h, v, p):
    """Kilometres; none within the county for a family that is not of a village."""
    in_county = place in (VILLAGE, TOWN, SEAT)
    shorter = 1 + v["travel_time"] / 100 if place in (TOWN, SEAT) else 1
    return 0 if in_county and not h["origin"] else p["distance"][h["group"]][place] * shorter


def worth(a, h, p, v):
    """What alternative `a` is worth a year, logits."""
    lead, home, _, _ = living(a, h)
    group = h["group"]
    total = v["income_weight"] * math.log(max(3000, income(a, h, p, v) - housing(a, h, p, v)))
    total += services(a, h, p, v) + constant(a, v, p) - splitting(a, h, v) - moving(a, h, v)
    if lead in (CITY, OTHER_PROVINCE):
        total -= v["away_age_decline"] * (min(max(h["age"], 20), 45) - 35)
    total += amenity(home, h, v, p)
    if lead != VILLAGE:
        total += v["network_weight"] * p["network"][group][lead]
    if home == VILLAGE and h["origin"]:
        total += v["attachment"] * (1 - v["attachment_empty_homes"] * p["empty_homes"][group])
        if h["pupils"] + h["small"]:
            total -= v["school_closure"] * (1 - p["schools_open"][group])
    if home != VILLAGE and h["mu"] > 0:
        total -= v["insecurity_cost"] * (1 - v["title_use"])
    away = far(home, h, v, p) + (0.5 * far(lead, h, v, p) if lead != home else 0)
    total -= v["income_weight"] * v["distance_weight"] * math.log(1 + away / v["distance_scale"])
    if home in (TOWN, SEAT):
        down_payment = p["house_price"][home] * v["home_size"] * v["down_payment"]
        if owns_home(home, h) or h["means"] >= down_payment:
            total += v["own_home_pull"]
    return total


def gumbel(u):
    return -math.log(-math.log(u))


def chosen(h, p, v, identity, seed, year, full=()):
    """The alternative chosen; places in `full` are closed to families that do not live there already."""
    there = living(h["now"], h)[1]
    options = [
        a for a in range(8) if is_open(a, h) and (living(a, h)[1] not in full or living(a, h)[1] == there)
    ]
    if not options:
        return h["now"]
    worths = {a: worth(a, h, p, v) for a in options}
    scale = (v["nest_village"], v["nest_county_town"], v["nest_city"])
    nest_luck = luck_of(seed, LUCK, identity, year, RESIDENCE)
    luck = [word for block in (1, 2) for word in luck_of(seed, LUCK, identity, year, RESIDENCE + block)]
    inclusive = {}
    for nest in sorted({NEST[a] for a in options}):
        inside = [worths[a] for a in options if NEST[a] == nest]
        most = max(inside)
        total = sum(math.exp((each - most) / scale[nest]) for each in inside)
        inclusive[nest] = most + scale[nest] * math.log(total) + gumbel(nest_luck[nest])
    best = max(inclusive, key=inclusive.__getitem__)
    inside = [a for a in options if NEST[a] == best]
    return max(inside, key=lambda a: worths[a] / scale[best] + gumbel(luck[a]))
