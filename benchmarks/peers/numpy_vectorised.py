"""The yearly rule as vectorised NumPy: the same columns, accounts and markets, array by array.

`NumpyModel` replaces the household work of `sim.model.Model` and nothing else. Luck comes
from `np.random.Generator`, so rates agree with the model's and single households do not.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from benchmarks.peers.numpy_choice import FAMILY_PLACE, LIVING, SPLITS, choose, deciding_age, describe
from benchmarks.peers.numpy_population import (
    count_moves,
    counted,
    form_households,
    place_of,
    schooling_and_births,
    survive,
    with_place,
    young,
)
from benchmarks.peers.numpy_rights import decide_on_rights
from sim.kernel.tallies import AGE_GROUPS, empty_stock, of_unit
from sim.model import Model
from sim.state import households as H
from sim.submodels import residence_choice as R
from sim.submodels.relocation import share_admitted


class Values(dict):
    """Parameters of one unit by name, as keys or attributes."""

    __getattr__ = dict.__getitem__


class NumpyModel(Model):
    """The model with its household work in NumPy; one generator a unit."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.random = [np.random.default_rng([self.luck, unit]) for unit in range(self.units)]
        rooms = np.diff(self.households.first)
        # What is fixed in a household: hukou queue, inclination, elders, city, school.
        self.character = [rng.random((room, 5)) for rng, room in zip(self.random, rooms, strict=True)]

    def _unit(self, unit):
        h = type(self.households.columns)(
            *(array[: int(self.households.used[unit])] for array in self.households.of_unit(unit))
        )
        places = self.places.columns
        values = Values(zip(self.values.dtype.names, self.values[unit].tolist(), strict=True))
        return SimpleNamespace(
            h=h, rng=self.random[unit], v=values, p=self.places.of_unit(unit),
            flows=of_unit(self.flows, unit), reclassified=places.reclassified[unit],
            group=places.village_group[unit], pace=float(self.pace[unit]), character=self.character[unit],
        )  # fmt: skip

    def renew_population(self):
        for unit in range(self.units):
            u = self._unit(unit)
            widowed = survive(u, self.tables)
            schooling_and_births(u, widowed, self.tables)
            men, women = young(u, self.tables)
            rows, used = self.households.of_unit(unit), int(self.households.used[unit])
            self.households.used[unit] = form_households(u, rows, used, men, women)

    def choose_residence(self):
        self.choices, self.wanted = [], np.zeros((self.units, 5), np.int64)
        for unit in range(self.units):
            u = self._unit(unit)
            h, v = u.h, u.v
            age = deciding_age(h.age, h.trait)
            may = (h.kind == H.FAMILY) & (h.events & R.FORMED_THIS_YEAR == 0) & (age > 0)
            may &= h.hukou != H.HUKOU_MOVED_TO_CITY
            push = (
                v.event_school * ((h.events & (R.ENTERS_PRIMARY | R.ENTERS_SENIOR_HIGH)) != 0)
                + v.event_junior_high * ((h.events & R.ENTERS_JUNIOR_HIGH) != 0)
                + v.event_family * ((h.events & (R.PARTNERSHIP | R.BIRTH | R.WIDOWHOOD)) != 0)
                + v.event_sixty * ((h.events & (R.PARENT_TURNS_60 | R.RETIREMENT)) != 0)
            )
            hazard = v.reconsideration * self.tables.reconsideration[age] * u.pace * np.exp(push)
            i = np.flatnonzero(may & (u.rng.random(len(age)) < -np.expm1(-hazard)))
            u.flows.reconsidered[0] += len(i)
            d = describe(h, i, u.character, u.group, v)
            chosen = choose(u.rng, d, self.tables.horizon, u.p, v)
            moving = chosen != d.alternative
            self.choices.append((i[moving], chosen[moving]))
            home = FAMILY_PLACE[chosen]
            newly = moving & (home != FAMILY_PLACE[d.alternative])
            self.wanted[unit] = np.bincount(home[newly], minlength=5)

    def relocate(self):
        for unit in range(self.units):
            u = self._unit(unit)
            i, chosen = self.choices[unit]
            weight, before = float(self.households.weight[unit]), self.stock_before.households[unit]
            share = np.ones(5)
            for place in (H.TOWN, H.SEAT):
                homes, wanted = u.p.homes[0, place] / weight, self.wanted[unit][place]
                share[place] = share_admitted(homes, before[place], wanted, u.v.room_kept_free)
            now = FAMILY_PLACE[u.h.alternative[i]]
            home = FAMILY_PLACE[chosen]
            refused = np.flatnonzero((home != now) & (u.rng.random(len(i)) > share[home]))
            if len(refused):
                d = describe(u.h, i[refused], u.character, u.group, u.v)
                u.flows.not_placed[0] += d.members.sum()
                chosen = chosen.copy()
                chosen[refused] = choose(
                    u.rng, d, self.tables.horizon, u.p, u.v, share[H.TOWN] < 1, share[H.SEAT] < 1
                )
            moving = chosen != u.h.alternative[i]
            move(u, i[moving], chosen[moving])

    def decide_on_rights(self):
        for unit in range(self.units):
            decide_on_rights(self._unit(unit), self.year)

    def receive_in_migrants(self):
        for unit in range(self.units):
            templates, used = self.templates[unit], int(self.households.used[unit])
            rows = self.households.of_unit(unit)
            rate = self.values["in_migration_rate"][unit] * self.pace[unit]
            k = np.flatnonzero(self.random[unit].random(len(templates.rows)) < rate)
            k = k[: len(rows.id) - used]
            new = slice(used, used + len(k))
            for array in rows:
                array[new] = 0
            rows.id[new], rows.kind[new] = np.uint64(self.year << 40) + k.astype(np.uint64), H.FAMILY
            rows.age[new], rows.trait[new] = templates.age[k], templates.trait[k]
            for name in ("alternative", "village", "hukou"):
                getattr(rows, name)[new] = templates.rows[name][k]
            rows.tenure[new] = H.RENTING
            there = templates.age[k] != H.EMPTY
            villages = np.repeat(templates.rows["village"][k], there.sum(1))
            place = counted(
                place_of(templates.trait[k])[there], villages, self.places.columns.reclassified[unit]
            )
            of_unit(self.flows, unit).arrivals[0] += np.bincount(place, minlength=5)
            self.households.used[unit] += len(k)

    def take_stock(self):
        self.stock = empty_stock(self.units, self.places.columns.reclassified.shape[1])
        for unit in range(self.units):
            rows = self.households.used_rows(unit)
            places = self.places.columns
            count(rows, places.village_group[unit], places.reclassified[unit], of_unit(self.stock, unit))


def move(u, i, chosen):
    """Puts the members of the families `i` where their alternative has them."""
    h = u.h
    d = describe(h, i, u.character, u.group, u.v)
    lead_place, home, children, elders = LIVING[chosen, d.far, d.stay, d.admitted].T
    age, trait = h.age[i], h.trait[i]
    everyone = (d.carers > 0) & (chosen != H.IN_SEAT_FOR_SCHOOL)
    leads = (~SPLITS[chosen] | everyone)[:, None] | (trait & H.FEMALE == 0)
    worked = (d.men + d.women > 0)[:, None]
    to = np.select(
        [age < 18, (age < 60) & leads, (age >= 65) & worked],
        [children[:, None], lead_place[:, None], elders[:, None]], home[:, None],
    )  # fmt: skip
    who = (age != H.EMPTY) & (trait & H.APART == 0)
    village = np.broadcast_to(h.village[i][:, None], age.shape)[who]
    start, end = (
        counted(place_of(trait)[who], village, u.reclassified),
        counted(to[who], village, u.reclassified),
    )
    count_moves(u.flows, start, end)
    h.trait[i] = np.where(who, with_place(trait, to), trait)
    home, before = FAMILY_PLACE[chosen], FAMILY_PLACE[h.alternative[i]]
    new = home != before
    h.years[i[new]] = 0
    in_town, tenure = (home == H.TOWN) | (home == H.SEAT), h.tenure[i]
    rents = np.where(in_town & (tenure != H.OWNER), H.RENTING, tenure)
    rents = np.where(~in_town & (tenure == H.RENTING), H.NO_TOWN_HOME, rents)
    h.tenure[i] = np.where(new, rents, tenure)
    h.alternative[i] = chosen


def count(h, village_group, reclassified, stock):
    """Counts one unit's rows into `stock`, which must be zero."""
    i, m = np.nonzero((h.age != H.EMPTY) & (h.kind != H.VACANT)[:, None])
    age, place, village = (
        h.age[i, m].astype(int),
        place_of(h.trait[i, m]).astype(int),
        h.village[i].astype(int),
    )
    there, origin = counted(place, village, reclassified), h.village_origin[i] == 1
    here, in_county = h.hukou[i] <= H.URBAN_HUKOU, place < H.CITY
    groups = np.minimum(age // 5, AGE_GROUPS - 1)
    stock.persons[0] += np.bincount(there * AGE_GROUPS + groups, minlength=5 * AGE_GROUPS).reshape(
        5, AGE_GROUPS
    )
    stock.registered[0] += here.sum()
    stock.away[0] += np.bincount(place[here & ~in_county] - H.CITY, minlength=2)
    stock.registered_elsewhere[0] += (~here & in_county).sum()
    stock.reclassified[0] += np.bincount(groups[in_county & (there != place)], minlength=AGE_GROUPS)
    stock.village_origin_urban[0] += (in_county & (there != 0) & origin).sum()
    villages = stock.village_residents.shape[1]
    stock.village_residents[0] += np.bincount(village[place == 0], minlength=villages)
    group = village_group[village].astype(int)
    stock.group_members[0] += np.bincount((group * 5 + place)[origin], minlength=40).reshape(8, 5)
    stock.workers[0] += np.bincount(place[(age >= 18) & (age < 60)], minlength=5)
    collective = h.kind == H.COLLECTIVE
    stock.collective[0] += (in_county & collective[i]).sum()

    families = h.kind == H.FAMILY
    village, homestead = h.village[families].astype(int), h.homestead[families].astype(int)
    stock.households[0] += np.bincount(FAMILY_PLACE[h.alternative[families]], minlength=5)
    stock.alternatives[0] += np.bincount(h.alternative[families], minlength=8)
    stock.homesteads[0] += np.bincount(homestead, minlength=6)
    held = ~np.isin(homestead, (H.NO_RIGHT, H.GIVEN_UP, H.SOLD))
    group = village_group[village].astype(int)
    stock.group_homesteads[0, :, 0] += np.bincount(group[held], minlength=8)
    stock.group_homesteads[0, :, 1] += np.bincount(group[homestead == H.IDLE], minlength=8)
    stock.land[0] += np.bincount(h.contract[families], weights=h.land[families], minlength=5).astype(np.int64)
