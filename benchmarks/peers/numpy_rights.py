"""What families do with their rights and savings in a year, in NumPy."""

from __future__ import annotations

import numpy as np

from benchmarks.peers.numpy_population import place_of
from benchmarks.peers.numpy_worth import FAMILY_PLACE, HOLDS_HOMESTEAD, HOLDS_LAND, credit, deciding_age
from sim.state import households as H
from sim.submodels.hukou import most_likely_conversion
from sim.submodels.land_rights import exit_payment, exit_probability, rent_out_probability
from sim.submodels.livelihoods import benefit_pull


def decide_on_rights(u, year):
    """Savings, a home in town, land, homestead and hukou of every family."""
    h, rng, v, p = u.h, u.rng, u.v, u.p
    family = h.kind == H.FAMILY
    age, place = h.age, place_of(h.trait)
    there = age != H.EMPTY
    in_village = there & (place == H.VILLAGE)
    at_home = in_village.any(1)
    farms = (in_village & (age >= 18) & (age < 70)).any(1)
    home = FAMILY_PLACE.astype(np.uint8)[h.alternative]
    in_town = (home == H.TOWN) | (home == H.SEAT)
    save(u, family, np.where((age >= 18) & (age < 60) & (h.trait & H.APART == 0), place, 5))
    buy(u, np.flatnonzero(family & (h.tenure == H.RENTING) & in_town), home)

    held, rented = (np.flatnonzero(family & (h.contract == state)) for state in (H.HELD, H.RENTED_OUT))
    away, farming = (rent_out_probability(whether, p.land_rent[0], v.record) for whether in (False, True))
    lets = rng.random(len(held)) < np.where(farms[held], farming, away)
    back = rented[farms[rented]]
    h.contract[held[lets]] = H.RENTED_OUT
    h.contract[back[rng.random(len(back)) < v.take_back_rate]] = H.HELD

    kept = np.flatnonzero(family & HOLDS_HOMESTEAD[h.homestead])
    empty = kept[~at_home[kept]]
    lets = (h.homestead[empty] == H.IDLE) & (rng.random(len(empty)) < v.homestead_rental * v.homestead_rent_rate)
    h.homestead[kept[at_home[kept]]] = H.HELD
    h.homestead[empty] = np.where(lets | (h.homestead[empty] == H.RENTED_OUT), H.RENTED_OUT, H.IDLE)
    stable = in_town[empty] & (h.tenure[empty] == H.OWNER) & (h.years[empty] >= 3)
    settled = empty[stable | (h.hukou[empty] == H.URBAN_HUKOU)]
    sold = settled[rng.random(len(settled)) < exit_probability(v.record)]
    h.homestead[sold] = H.SOLD
    h.savings[sold] += exit_payment(v.record) * 10000.0
    u.flows.homesteads_sold[0] += len(sold)

    benefits = benefit_pull(v.benefit_gap, v.benefit_gap_pull)
    luck = rng.random(len(home))
    i = np.flatnonzero(
        family & (h.hukou == H.RURAL_HUKOU) & (home != H.VILLAGE) & (home != H.OTHER_PROVINCE)
        & (luck < most_likely_conversion(v.record, benefits))
    )  # fmt: skip
    present = (there[i] & (place[i] < H.CITY)).any(1)
    i = i[(home[i] != H.CITY) | ~present]
    convert(u, year, i, home[i], luck[i], benefits)


def save(u, family, working_at):
    """A share of what workers earn; `working_at` is the place of each, 5 where there is no worker."""
    h, v, p = u.h, u.v, u.p
    pay = np.append(p.wage[0] * p.pay_factor[0] * p.employment[0], 0.0).astype(np.float32)
    earned = pay[working_at].sum(1)
    saved = np.minimum(h.savings + np.float32(v.saving_rate) * earned, np.float32(500000.0))
    np.copyto(h.savings, saved, where=family)


def buy(u, i, home):
    """Tenants in town `i` who can buy, and of them those who do."""
    h, v, p = u.h, u.v, u.p
    deposit = p.house_price[0][home[i]] * v.home_size * v.down_payment
    mu = np.where(HOLDS_LAND[h.contract[i]], h.land[i] / 100.0, 0.0)
    means = h.savings[i] + credit(mu, HOLDS_HOMESTEAD[h.homestead[i]], v)
    buys = (means >= deposit) & (u.rng.random(len(i)) < v.purchase_rate)
    h.tenure[i[buys]] = H.OWNER
    h.savings[i[buys]] -= deposit[buys]


def convert(u, year, i, home, luck, benefits):
    """Hukou of the families `i`; what retention does not cover is given up with it."""
    h, rng, v, flows = u.h, u.rng, u.v, u.flows
    threshold = np.array([0.0, v.hukou_threshold_town, v.hukou_threshold_seat, v.hukou_threshold_city, 0.0])
    c = u.character[i]
    may = (c[:, 0] > threshold[home]) & (c[:, 1] < v.potential_converters)
    i, home, luck = i[may], home[may], luck[may]
    age = h.age[i]
    pupils = ((age >= 6) & (age < 18) & (h.trait[i] & H.APART == 0)).any(1)
    land, share = HOLDS_LAND[h.contract[i]], h.collective[i] == H.HELD
    homestead = HOLDS_HOMESTEAD[h.homestead[i]]
    stake = land * v.stake_contracted_land * (1 - v.keep_contracted_land)
    stake = stake + homestead * v.stake_homestead * (1 - v.keep_homestead)
    stake += share * v.stake_collective_share * (1 - v.keep_collective_share)
    stake *= np.where(year - deciding_age(age, h.trait[i]) >= 1980, v.stake_young, 1.0)
    does = luck < 1 / (1 + np.exp(-(v.conversion_logit - stake + benefits + v.pupil_conversion * pupils)))
    i, home, land, share, homestead = i[does], home[does], land[does], share[does], homestead[does]
    risk = rng.random((len(i), 3))
    no_land = i[land & (risk[:, 0] >= v.keep_contracted_land)]
    no_homestead = i[homestead & (risk[:, 1] >= v.keep_homestead)]
    no_share = i[share & (risk[:, 2] >= v.keep_collective_share)]
    h.contract[no_land], h.homestead[no_homestead], h.collective[no_share] = H.GIVEN_UP, H.GIVEN_UP, H.GIVEN_UP
    flows.rights_given_up[0] += h.land[no_land].sum(dtype=np.int64), len(no_homestead), len(no_share)
    h.hukou[i] = np.where(home == H.CITY, H.HUKOU_MOVED_TO_CITY, H.URBAN_HUKOU)
    members = (h.age[i] != H.EMPTY).sum(1)
    flows.conversions[0] += members[home != H.CITY].sum(), members[home == H.CITY].sum()
