"""Who and what is where at the end of the year, in NumPy."""

from __future__ import annotations

import numpy as np

from benchmarks.peers.numpy_population import place_of
from benchmarks.peers.numpy_worth import HOLDS_HOMESTEAD
from sim.kernel.stocktaking import add_up
from sim.kernel.tallies import AGE_GROUPS, empty_count
from sim.state import households as H
from sim.submodels.residence_choice import FAMILY_PLACES


def count(h, village_group, reclassified, stock):
    """Counts one unit's rows into `stock`, which must be zero."""
    kind, village = h.kind, h.village
    origin, here = (h.village_origin != 0).astype(np.int16), (h.hukou <= H.URBAN_HUKOU).astype(np.int16)
    there = h.age != H.EMPTY
    members = there.sum(1)
    age, place = h.age[there], place_of(h.trait[there])
    # One count of the members, as the model has it, from which most others are sums.
    persons = empty_count()
    row = np.repeat((origin * 2 + here) * 5, members)
    persons += np.bincount((row + place) * np.int32(H.OLDEST + 1) + age, minlength=persons.size).reshape(
        persons.shape
    )
    group = village_group[village].astype(np.int16)
    groups = np.repeat(np.where(origin == 1, group, 8) * 5, members)
    stock.group_members[0] += np.bincount(groups + place, minlength=45)[:40].reshape(8, 5)
    at_home = np.zeros(there.shape, bool)
    at_home[there] = place == H.VILLAGE
    home = at_home.sum(1)
    villages = stock.village_residents.shape[1]
    stock.village_residents[0] += np.bincount(village, weights=home, minlength=villages).astype(np.int64)
    town = reclassified[village] == 1
    ages = h.age[town][at_home[town]]
    stock.reclassified[0] += np.bincount(np.minimum(ages // 5, AGE_GROUPS - 1), minlength=AGE_GROUPS)
    stock.village_origin_urban[0] += home[town & (origin == 1)].sum()
    collective = np.flatnonzero(kind == H.COLLECTIVE)
    stock.collective[0] += (there[collective] & (place_of(h.trait[collective]) < H.CITY)).sum()
    add_up(persons, stock)

    f = np.flatnonzero(kind == H.FAMILY)
    homestead, group = h.homestead[f], group[f]
    stock.alternatives[0] += np.bincount(h.alternative[f], minlength=8)
    np.add.at(stock.households[0], FAMILY_PLACES, stock.alternatives[0])
    stock.homesteads[0] += np.bincount(homestead, minlength=6)
    held = HOLDS_HOMESTEAD[homestead]
    stock.group_homesteads[0, :, 0] += np.bincount(group[held], minlength=8)
    stock.group_homesteads[0, :, 1] += np.bincount(group[homestead == H.IDLE], minlength=8)
    stock.homesteads_outside[0] += (held & (origin[f] == 0)).sum()
    stock.shares[0] += (h.collective[f] == H.HELD).sum()
    stock.land[0] += np.bincount(h.contract[f], weights=h.land[f], minlength=5).astype(np.int64)
