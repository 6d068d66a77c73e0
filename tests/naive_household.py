"""One household's yearly decision in plain Python, written from docs/odd.md (sections 2, 7 and 8) alone.

Slow and without the kernel's arithmetic or its draws: where both choose the same
alternative, the page says what the program does. Places, alternatives and codes are
those of the page's tables; a household, a unit's places and the parameters are dicts.
"""

from __future__ import annotations

import math

from naive_living import (
    CITY,
    OTHER_PROVINCE,
    SEAT,
    SPLITS,
    TOWN,
    VILLAGE,
    all_workers_go,
    amenity,
    horizon,
    housing,
    income,
    living,
    owns_home,
    services,
)

NEST = (0, 0, 1, 1, 1, 1, 2, 2)
MOVE_COST = (
    "move_cost_village", "move_cost_village", "move_cost_town", "move_cost_seat", "move_cost_seat",
    "move_cost_seat", "move_cost_city", "move_cost_other_province",
)  # fmt: skip
SKILL = (0.85, 1.0, 1.12, 1.45)
HELD, RENTED_OUT, GIVEN_UP, SOLD, IDLE = 1, 2, 3, 4, 5
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
