"""What families do with their rights and savings in a year, in NumPy."""

from __future__ import annotations

import numpy as np

from benchmarks.peers.numpy_choice import FAMILY_PLACE, deciding_age
from benchmarks.peers.numpy_population import HOLDS_LAND, place_of
from sim.state import households as H

HOLDS_HOMESTEAD = (H.HELD, H.RENTED_OUT, H.IDLE)


def decide_on_rights(u, year):
    """Savings, a home in town, land, homestead and hukou of every family."""
    h, rng, v, p = u.h, u.rng, u.v, u.p
    family = h.kind == H.FAMILY
    age, place = h.age, place_of(h.trait)
    there, apart = (age != H.EMPTY) & family[:, None], h.trait & H.APART != 0
    present = (there & (place < H.CITY)).any(1)
    in_village = there & (place == H.VILLAGE)
    at_home = in_village.any(1)
    farms = (in_village & (age >= 18) & (age < 70)).any(1)
    pupils = (there & ~apart & (age >= 6) & (age < 18)).any(1)
    pay = (p.wage[0] * p.employment[0])[np.minimum(place, 4)]
    earned = np.where(there & ~apart & (age >= 18) & (age < 60), pay, 0.0).sum(1)
    home = FAMILY_PLACE[h.alternative]
    in_town = (home == H.TOWN) | (home == H.SEAT)
    luck = rng.random((len(home), 5))
    h.savings[family] = np.minimum(h.savings + v.saving_rate * earned, 500000.0)[family]
    deposit = p.house_price[0][home] * v.home_size * v.down_payment
    buys = (
        family & (h.tenure == H.RENTING) & in_town & (h.savings >= deposit) & (luck[:, 4] < v.purchase_rate)
    )
    h.tenure[buys] = H.OWNER
    h.savings[buys] -= deposit[buys]

    rate = np.where(farms, v.rent_out_rate_farming, v.rent_out_rate_away)
    rate = rate * (0.5 + 0.5 * v.title_use) * (1 - v.rental_friction / 100)
    held, rented = family & (h.contract == H.HELD), family & (h.contract == H.RENTED_OUT)
    h.contract[held & (luck[:, 1] < rate)] = H.RENTED_OUT
    h.contract[rented & farms & (luck[:, 1] < v.take_back_rate)] = H.HELD

    was, settled = h.homestead.copy(), (h.hukou == H.URBAN_HUKOU)
    settled = ~at_home & (settled | (in_town & (h.tenure == H.OWNER) & (h.years >= 3)))
    empty = family & ((was == H.IDLE) | (was == H.RENTED_OUT))
    h.homestead[empty & at_home] = H.HELD
    h.homestead[family & (was == H.HELD) & ~at_home] = H.IDLE
    lets = family & (was == H.IDLE) & ~at_home & (luck[:, 2] < v.homestead_rental * v.homestead_rent_rate)
    h.homestead[lets] = H.RENTED_OUT
    chance = min(v.land_exit_open * v.exit_rate * min(v.land_exit_price / 7, 3), 0.03)
    empty = family & np.isin(h.homestead, (H.IDLE, H.RENTED_OUT))
    sold = empty & settled & (luck[:, 3] < chance)
    h.homestead[sold] = H.SOLD
    h.savings[sold] += v.land_exit_price * 10000.0

    i = np.flatnonzero(
        family & (h.hukou == H.RURAL_HUKOU) & (home != H.VILLAGE) & (home != H.OTHER_PROVINCE)
        & ~((home == H.CITY) & present)
    )  # fmt: skip
    convert(u, year, i, home[i], pupils[i], luck[i, 0])


def convert(u, year, i, home, pupils, luck):
    """Hukou of the families `i`; what retention does not cover is given up with it."""
    h, rng, v, flows = u.h, u.rng, u.v, u.flows
    threshold = np.array([0.0, v.hukou_threshold_town, v.hukou_threshold_seat, v.hukou_threshold_city, 0.0])
    c = u.character[i]
    may = (c[:, 0] > threshold[home]) & (c[:, 1] < v.potential_converters)
    i, home, pupils, luck = i[may], home[may], pupils[may], luck[may]
    land, share = np.isin(h.contract[i], HOLDS_LAND), h.collective[i] == H.HELD
    homestead = np.isin(h.homestead[i], HOLDS_HOMESTEAD)
    stake = land * v.stake_contracted_land * (1 - v.keep_contracted_land)
    stake = stake + homestead * v.stake_homestead * (1 - v.keep_homestead)
    stake += share * v.stake_collective_share * (1 - v.keep_collective_share)
    stake *= np.where(year - deciding_age(h.age[i], h.trait[i]) >= 1980, v.stake_young, 1.0)
    does = luck < 1 / (1 + np.exp(-(v.conversion_logit - stake + v.pupil_conversion * pupils)))
    i, home, land, share, homestead = i[does], home[does], land[does], share[does], homestead[does]
    risk = rng.random((len(i), 3))
    h.contract[i[land & (risk[:, 0] >= v.keep_contracted_land)]] = H.GIVEN_UP
    h.homestead[i[homestead & (risk[:, 1] >= v.keep_homestead)]] = H.GIVEN_UP
    h.collective[i[share & (risk[:, 2] >= v.keep_collective_share)]] = H.GIVEN_UP
    h.hukou[i] = np.where(home == H.CITY, H.HUKOU_MOVED_TO_CITY, H.URBAN_HUKOU)
    members = (h.age[i] != H.EMPTY).sum(1)
    flows.conversions[0] += members[home != H.CITY].sum(), members[home == H.CITY].sum()
