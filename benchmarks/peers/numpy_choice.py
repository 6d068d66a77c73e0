"""Which alternative households choose, for many at once, in NumPy."""

from __future__ import annotations

import numpy as np

from benchmarks.peers.numpy_worth import (
    FAMILY_PLACE,
    SPLITS,
    consumption,
    everyone_goes,
    living,
    owns_home,
    services,
)
from sim.kernel.nested_logit import NESTS
from sim.state import households as H
from sim.submodels import hukou
from sim.submodels import residence_choice as R
from sim.submodels.land_rights import insecurity

alternative_constant, move_cost = R.alternative_constant.py_func, R.move_cost.py_func
moving_cost_ratio = hukou.moving_cost_ratio.py_func
NEST = np.repeat(np.arange(3), np.diff(NESTS))


def open_to(d):
    """Which alternatives are feasible, bool (households, 8)."""
    is_open = np.ones((len(d.members), 8), bool)
    is_open[:, H.IN_VILLAGE] = d.village_home
    is_open[:, H.IN_VILLAGE_WORKERS_AWAY] = d.village_home & d.can_split
    is_open[:, H.IN_SEAT_FOR_SCHOOL] = (d.men > 0) & (d.women > 0) & (d.pupils > 0)
    is_open[:, H.IN_SEAT_WORKERS_AWAY] = d.can_split
    is_open[:, [H.IN_CITY, H.IN_OTHER_PROVINCE]] = (d.workers > 0)[:, None]
    is_open[d.offered == 1] &= np.arange(8) == H.IN_TOWN
    is_open[np.arange(len(is_open)), d.alternative] = True
    return is_open


def worth_of(a, d, horizons, p, v):
    """What alternative `a` is worth to every household, logits."""
    at = living(a, d)
    home, horizon = at.home, horizons[d.age]
    now = FAMILY_PLACE[d.alternative]
    years = np.where(home == now, d.years, 0.0)
    w = v.income_weight * np.log(consumption(a, d, at, years, horizon, p, v))
    w += services(d, at, years, p, v)
    w += alternative_constant(a, v, p.city_constant[0]) + p.amenity[0, home]
    if SPLITS[a] or home >= H.CITY:
        w -= v.away_age_decline * (np.clip(d.age, 20, 45) - 35)
    if SPLITS[a] or home != H.VILLAGE:
        w += v.network_weight * p.network[0][d.group, at.lead]
    if home == H.VILLAGE:
        w += d.demonstration * (v.amenity_weight * v.demonstration_amenity)
        closed = (d.pupils + d.small > 0) * v.school_closure * (1 - p.schools_open[0])[d.group]
        w += d.origin * (v.attachment * (1 - v.attachment_empty_homes * p.empty_homes[0])[d.group] - closed)
    else:
        w -= (d.mu > 0) * insecurity(v.title_use, v.insecurity_cost)
    from_village = p.remoteness[0][d.group, home, at.lead]
    beyond = [place if place is d.worker_city or place > H.SEAT else H.VILLAGE for place in (home, at.lead)]
    distance = np.where(d.origin, from_village, p.remoteness[0][d.group, beyond[0], beyond[1]])
    w -= v.income_weight * v.distance_weight * distance
    if home == H.TOWN or home == H.SEAT:
        can_buy = d.means >= p.house_price[0, home] * v.home_size * v.down_payment
        w += (owns_home(d, home) | can_buy) * v.own_home_pull
    apart = SPLITS[a] & everyone_goes(a, d)
    if SPLITS[a]:
        w -= ~apart * v.separation
    w -= ((d.small + d.pupils > 0) & ((at.children != home) | apart)) * p.left_behind[0, 0]
    w -= ((d.elders > 0) & ((at.elders != home) | apart)) * p.left_behind[0, 1]
    part = np.where(now != home, 1.0, 0.5) * move_cost(a, v)
    if home == H.TOWN:
        part[d.offered > 0] = 0.0
    if home <= H.SEAT and not SPLITS[a]:
        part *= np.where(now <= H.SEAT, moving_cost_ratio(True, v), 1.0)
    return w + np.where(d.alternative != a, -part / horizon, v.settled_saving * np.minimum(d.years, 10))


def choose(rng, d, horizons, p, v, town_full=False, seat_full=False):
    """The alternative each household chooses: nested logit by Gumbel maxima."""
    is_open = open_to(d)
    lived = FAMILY_PLACE[d.alternative]
    for place, full in ((H.TOWN, town_full), (H.SEAT, seat_full)):
        if full:
            is_open[np.ix_(lived != place, place == FAMILY_PLACE)] = False
    worth = np.stack([worth_of(a, d, horizons, p, v) for a in range(8)], axis=1)
    dissimilarity = np.array([v.nest_village, v.nest_county_town, v.nest_city])
    scaled = np.where(is_open, worth / dissimilarity[NEST], -np.inf)
    with np.errstate(divide="ignore"):  # a closed nest
        sums = np.log(np.add.reduceat(np.exp(scaled), NESTS[:-1], axis=1))
    nest = (dissimilarity * sums + rng.gumbel(size=sums.shape)).argmax(1)
    within = np.where(nest[:, None] == NEST, scaled + rng.gumbel(size=worth.shape), -np.inf)
    return np.where(is_open.any(1), within.argmax(1), d.alternative)
