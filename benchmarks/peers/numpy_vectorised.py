"""The yearly rule as vectorised NumPy: the same columns, accounts and markets, array by array.

`NumpyModel` replaces the household work of `sim.model.Model` and nothing else. Luck comes
from `np.random.Generator`, so rates agree with the model's and single households do not.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from benchmarks.peers.character import characters
from benchmarks.peers.numpy_choice import choose
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
from benchmarks.peers.numpy_stocktaking import count
from benchmarks.peers.numpy_worth import FAMILY_PLACE, SPLITS, Values, deciding_age, describe, everyone_goes
from sim.kernel.tallies import empty_stock, of_unit
from sim.model import Model
from sim.state import households as H
from sim.submodels import residence_choice as R
from sim.submodels.relocation import share_admitted


class NumpyModel(Model):
    """The model with its household work in NumPy; one generator a unit."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.random = [np.random.default_rng([self.luck, unit]) for unit in range(self.units)]
        self.character = []
        for unit, rng in enumerate(self.random):
            rows = self.households.used_rows(unit)
            born_later = rng.random((len(self.households.of_unit(unit).id) - len(rows.id), 5))
            self.character.append(np.concatenate([characters(rows, self.world), born_later]))

    def _unit(self, unit):
        places = self.places.columns
        return SimpleNamespace(
            h=self.households.used_rows(unit), rng=self.random[unit], v=Values(self.values[unit]),
            expected=Values(self.expected[unit]), p=self.places.of_unit(unit), flows=of_unit(self.flows, unit),
            reclassified=places.reclassified[unit], group=places.village_group[unit], pace=float(self.pace[unit]),
            character=self.character[unit],
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
            i = who_reconsiders(u, self.tables)
            d = describe(u.h, i, u.character, u.group, u.p, u.expected)
            chosen = choose(u.rng, d, self.tables.horizon, u.p, u.expected)
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
            for place in (H.TOWN, H.SEAT) if u.expected.feedback_housing > 0 else ():
                homes, wanted = u.p.homes[0, place] / weight, self.wanted[unit][place]
                share[place] = share_admitted(homes, before[place], wanted, u.expected.room_kept_free)
            d = describe(u.h, i, u.character, u.group, u.p, u.expected)
            home = FAMILY_PLACE[chosen]
            refused = (home != FAMILY_PLACE[d.alternative]) & (u.rng.random(len(i)) > share[home])
            if refused.any():
                again = SimpleNamespace(**{name: values[refused] for name, values in vars(d).items()})
                u.flows.not_placed[0] += again.members.sum()
                full = share[H.TOWN] < 1, share[H.SEAT] < 1
                chosen[refused] = choose(u.rng, again, self.tables.horizon, u.p, u.expected, *full)
            move(u, i, chosen, d)

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
            place = counted(place_of(templates.trait[k])[there], villages, self.places.columns.reclassified[unit])
            of_unit(self.flows, unit).arrivals[0] += np.bincount(place, minlength=5)
            self.households.used[unit] += len(k)

    def take_stock(self):
        self.stock = empty_stock(self.units, self.places.columns.reclassified.shape[1])
        for unit in range(self.units):
            rows = self.households.used_rows(unit)
            places = self.places.columns
            count(rows, places.village_group[unit], places.reclassified[unit], of_unit(self.stock, unit))


def who_reconsiders(u, tables):
    """Rows of the families that think about where to live, the events of the year among their reasons."""
    h, v = u.h, u.expected
    luck = u.rng.random(len(h.id))
    # In a quiet year the hazard is at most that of the peak age: few are looked at closely.
    look = (luck < v.reconsideration * u.pace) | (h.events != 0)
    offered = None
    if u.p.home_offers[0] > 0:
        offered = (u.rng.random(len(luck)) < u.p.home_offers[0]) & (FAMILY_PLACE[h.alternative] == H.VILLAGE)
        look |= offered
    look &= (h.kind == H.FAMILY) & (h.events & R.FORMED_THIS_YEAR == 0) & (h.hukou != H.HUKOU_MOVED_TO_CITY)
    i = np.flatnonzero(look)
    age, events = deciding_age(h.age[i], h.trait[i]), h.events[i]
    push = (
        v.event_school * ((events & (R.ENTERS_PRIMARY | R.ENTERS_SENIOR_HIGH)) != 0)
        + v.event_junior_high * ((events & R.ENTERS_JUNIOR_HIGH) != 0)
        + v.event_family * ((events & (R.PARTNERSHIP | R.BIRTH | R.WIDOWHOOD)) != 0)
        + v.event_sixty * ((events & (R.PARENT_TURNS_60 | R.RETIREMENT)) != 0)
    )
    hazard = v.reconsideration * tables.reconsideration[age] * u.pace * np.exp(push)
    thinks = luck[i] < -np.expm1(-hazard)
    if offered is not None:
        h.events[i[offered[i]]] |= R.HOME_OFFERED
        h.events[i[offered[i] & ~thinks]] |= R.OFFER_ALONE
        thinks |= offered[i]
    u.flows.reconsidered[0] += thinks.sum()
    return i[thinks & (age > 0)]


def move(u, i, chosen, d):
    """Puts the members of the families `i`, described by `d`, where their alternative has them."""
    h, home, before = u.h, FAMILY_PLACE[chosen], FAMILY_PLACE[d.alternative]
    left_in_village = (home >= H.CITY) & d.stay & ~d.admitted
    lead_place = np.where(SPLITS[chosen], d.worker_city, home)
    children, elders = np.where(left_in_village, H.VILLAGE, home), np.where(d.stay, H.VILLAGE, home)
    age, trait = h.age[i], h.trait[i]
    leads = (~SPLITS[chosen] | everyone_goes(chosen, d))[:, None] | (trait & H.FEMALE == 0)
    to = np.select(
        [age < 18, (age < 60) & leads, (age >= 65) & (d.workers > 0)[:, None]],
        [children[:, None], lead_place[:, None], elders[:, None]], home[:, None],
    )  # fmt: skip
    who = (age != H.EMPTY) & (trait & H.APART == 0) & (chosen != d.alternative)[:, None]
    village = np.broadcast_to(h.village[i][:, None], age.shape)[who]
    start, end = (counted(place[who], village, u.reclassified) for place in (place_of(trait), to))
    count_moves(u.flows, start, end)
    h.trait[i] = np.where(who, with_place(trait, to), trait)
    new = home != before
    h.years[i[new]] = 0
    tenure, in_town = h.tenure[i], (home == H.TOWN) | (home == H.SEAT)
    given = (home == H.TOWN) & (d.offered > 0)
    tenure = np.where(new & in_town & (tenure != H.OWNER), np.where(given, H.OWNER, H.RENTING), tenure)
    h.tenure[i] = np.where(new & ~in_town & (tenure == H.RENTING), H.NO_TOWN_HOME, tenure)
    h.alternative[i] = chosen
