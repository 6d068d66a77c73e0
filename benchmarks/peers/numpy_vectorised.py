"""The yearly rule as vectorised NumPy: the same columns, accounts and markets, one array operation after the other.

`NumpyModel` replaces the household work of `sim.model.Model` and nothing else. Luck comes
from `np.random.Generator`, so rates agree with the model's and single households do not.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from benchmarks.peers.numpy_choice import FAMILY_PLACE, LIVING, SPLITS, choose, deciding_age, describe
from sim.kernel.tallies import AGE_GROUPS, empty_stock, of_unit
from sim.model import Model
from sim.state import households as H
from sim.submodels import residence_choice as R
from sim.submodels.relocation import share_admitted

LEAVES = 254  # age of a member on the way to a new household
HOLDS_LAND, HOLDS_HOMESTEAD = (H.HELD, H.RENTED_OUT), (H.HELD, H.RENTED_OUT, H.IDLE)
WHOLE = np.array([H.IN_VILLAGE, H.IN_TOWN, H.IN_SEAT, H.IN_CITY, H.IN_OTHER_PROVINCE])  # by place


class Values(dict):
    """Parameters of one unit by name, as keys or attributes."""

    __getattr__ = dict.__getitem__


def place_of(trait):
    return (trait & H.PLACE_MASK) >> H.PLACE_SHIFT


def with_place(trait, place):
    return ((trait & (0xFF & ~H.PLACE_MASK)) | (np.asarray(place, np.uint8) << H.PLACE_SHIFT)).astype(np.uint8)


def counted(place, village, reclassified):
    return np.where((place == H.VILLAGE) & (reclassified[village] == 1), H.TOWN, place).astype(np.int64)


def count_moves(flows, start, end):
    moved = start != end
    flows.moves[0] += np.bincount(start[moved] * 5 + end[moved], minlength=25).reshape(5, 5)


def close_gaps(h, rows, gone):
    """Moves members forward over those `gone`, bool (rows, SLOTS)."""
    order = np.argsort(gone | (h.age[rows] == H.EMPTY), axis=1, kind="stable")
    age = np.where(gone, H.EMPTY, h.age[rows]).astype(np.uint8)
    trait = np.where(gone, 0, h.trait[rows]).astype(np.uint8)
    h.age[rows] = np.take_along_axis(age, order, axis=1)
    h.trait[rows] = np.take_along_axis(trait, order, axis=1)


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
        return SimpleNamespace(
            h=h, rng=self.random[unit], v=Values(zip(self.values.dtype.names, self.values[unit].tolist(), strict=True)),
            p=self.places.of_unit(unit), flows=of_unit(self.flows, unit), reclassified=places.reclassified[unit],
            group=places.village_group[unit], pace=float(self.pace[unit]), character=self.character[unit],
        )  # fmt: skip

    def renew_population(self):
        for unit in range(self.units):
            u = self._unit(unit)
            widowed = self._survive(u)
            self._schooling_and_births(u, widowed)
            seekers = self._young(u)
            self._form_households(unit, u, *seekers)

    def choose_residence(self):
        self.choices, self.wanted = [], np.zeros((self.units, 5), np.int64)
        for unit in range(self.units):
            u = self._unit(unit)
            h, v = u.h, u.v
            age = deciding_age(h.age, h.trait)
            may = (h.kind == H.FAMILY) & (h.events & R.FORMED_THIS_YEAR == 0) & (age > 0)
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
            chosen = choose(u.rng, d, u.p, v)
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
                chosen[refused] = choose(u.rng, d, u.p, u.v, share[H.TOWN] < 1, share[H.SEAT] < 1)
            moving = chosen != u.h.alternative[i]
            self._move(u, i[moving], chosen[moving])

    def decide_on_rights(self):
        for unit in range(self.units):
            self._rights(self._unit(unit))

    def receive_in_migrants(self):
        for unit in range(self.units):
            templates, used = self.templates[unit], int(self.households.used[unit])
            rows = self.households.of_unit(unit)
            k = np.flatnonzero(self.random[unit].random(len(templates.rows)) < self.values["in_migration_rate"][unit])
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

    # --- the parts of a year -----------------------------------------------------------------

    def _survive(self, u):
        h, rng, flows = u.h, u.rng, u.flows
        there = h.age != H.EMPTY
        dies = there & (rng.random(h.age.shape) < self.tables.death[h.trait & H.FEMALE, np.minimum(h.age, H.OLDEST)])
        i, m = np.nonzero(dies)
        flows.deaths[0] += np.bincount(counted(place_of(h.trait[i, m]), h.village[i], u.reclassified), minlength=5)
        widowed = np.zeros(len(h.id), bool)
        had = h.trait[i, m] & H.PARTNERED != 0
        i, m = i[had], m[had]
        candidates = (h.trait[i] & H.PARTNERED != 0) & ~dies[i] & (
            (h.trait[i] & H.FEMALE) != (h.trait[i, m] & H.FEMALE)[:, None]
        )
        gap = np.where(candidates, np.abs(h.age[i].astype(int) - h.age[i, m].astype(int)[:, None]), 99)
        nearest = gap.argmin(1)
        found = gap[np.arange(len(i)), nearest] < 25
        h.trait[i[found], nearest[found]] &= 0xFF & ~H.PARTNERED
        widowed[i[found]] = True
        h.age[:] += there & (h.age < H.OLDEST)
        touched = np.flatnonzero(dies.any(1))
        close_gaps(h, touched, dies[touched])
        h.years[:] += (h.kind != H.VACANT) & (h.years < 255)
        self._lapse(u, touched[h.age[touched, 0] == H.EMPTY])
        return widowed

    def _lapse(self, u, rows):
        h, flows = u.h, u.flows
        h.kind[rows] = H.VACANT
        flows.land_lapsed[0] += h.land[rows][np.isin(h.contract[rows], HOLDS_LAND)].sum()
        flows.homesteads[0, 1] += (~np.isin(h.homestead[rows], (H.NO_RIGHT, H.GIVEN_UP, H.SOLD))).sum()
        for name in ("land", "contract", "homestead", "collective"):
            getattr(h, name)[rows] = 0

    def _schooling_and_births(self, u, widowed):
        h, rng, v = u.h, u.rng, u.v
        family = h.kind == H.FAMILY
        age = np.where(family[:, None], h.age, H.EMPTY)
        n = (age != H.EMPTY).sum(1)
        events = np.zeros(len(n), np.uint16)
        for turns, event in ((6, R.ENTERS_PRIMARY), (12, R.ENTERS_JUNIOR_HIGH), (15, R.ENTERS_SENIOR_HIGH)):
            events |= np.where((age == turns).any(1), event, 0).astype(np.uint16)
        events |= np.where((age == 60).any(1), np.where(n > 1, R.PARENT_TURNS_60, R.RETIREMENT), 0).astype(np.uint16)
        events |= np.where(widowed, R.WIDOWHOOD, 0).astype(np.uint16)
        self._educate(h, age == 16, 1.0, H.JUNIOR_HIGH, rng)
        self._educate(h, age == 19, v.senior_high_share, H.SENIOR_HIGH, rng)
        senior = h.trait & H.EDUCATION_MASK == H.SENIOR_HIGH << H.EDUCATION_SHIFT
        college = v.college_share / max(v.senior_high_share, 0.01)
        self._educate(h, (age == 22) & senior, college, H.COLLEGE, rng)

        partnered = (h.trait & (H.FEMALE | H.PARTNERED)) == (H.FEMALE | H.PARTNERED)
        fertile = np.where(partnered & (age >= 15) & (age <= 49), age, 200)
        mother = fertile.argmin(1)
        her_age = fertile[np.arange(len(n)), mother]
        chance = np.where((her_age < 50) & (n < H.SLOTS), self.tables.birth[np.minimum(her_age, H.OLDEST)], 0.0)
        i = np.flatnonzero(rng.random(len(n)) < chance)
        place = place_of(h.trait[i, mother[i]])
        h.age[i, n[i]] = 0
        h.trait[i, n[i]] = with_place((rng.random(len(i)) >= v.share_male_at_birth).astype(np.uint8), place)
        u.flows.births[0] += np.bincount(counted(place, h.village[i], u.reclassified), minlength=5)
        events[i] |= R.BIRTH
        h.events[family] = events[family]

    @staticmethod
    def _educate(h, who, share, education, rng):
        i, m = np.nonzero(who)
        passes = rng.random(len(i)) < share
        i, m = i[passes], m[passes]
        h.trait[i, m] = (h.trait[i, m] & (0xFF & ~H.EDUCATION_MASK)) | (education << H.EDUCATION_SHIFT)

    def _young(self, u):
        h, rng, v, tables = u.h, u.rng, u.v, self.tables
        age, family = h.age, h.kind == H.FAMILY
        adults = ((age >= 18) & (age != H.EMPTY)).sum(1)
        children = (age < 16).sum(1)
        i, m = np.nonzero(family[:, None] & (h.trait & H.PARTNERED == 0) & (age >= 15) & (age <= 49))
        a, trait = age[i, m], h.trait[i, m]
        sex, place = trait & H.FEMALE, place_of(trait)
        needed = (children[i] > 0) & (adults[i] == 1) & (a >= 18)
        seeks = (rng.random(len(i)) < tables.partnership[sex, a]) & ~needed
        luck, apart, home = rng.random(len(i)), trait & H.APART != 0, FAMILY_PLACE[h.alternative[i]]
        comes = ~seeks & apart & (place >= H.CITY) & (luck < v.youth_return * u.pace) & (home < H.CITY)
        rate = v.youth_leaving * tables.leaving[a] * u.pace * np.where(place != H.VILLAGE, v.town_youth_leaving, 1.0)
        goes = ~seeks & ~apart & (place < H.CITY) & ~needed & (h.hukou[i] <= H.URBAN_HUKOU) & (luck < rate)
        to = np.where(rng.random(len(i)) < v.in_province_share, H.CITY, H.OTHER_PROVINCE)
        for who, end, bits in ((comes, home, trait & (0xFF & ~H.APART)), (goes, to, trait | H.APART)):
            village = h.village[i[who]]
            start = counted(place[who], village, u.reclassified)
            count_moves(u.flows, start, counted(end[who], village, u.reclassified))
            h.trait[i[who], m[who]] = with_place(bits[who], end[who])
        men, women = np.flatnonzero(seeks & (sex == 0)), np.flatnonzero(seeks & (sex == 1))
        men, women = men[np.argsort(a[men], kind="stable")], women[np.argsort(a[women], kind="stable")]
        return (i[men], m[men]), (i[women], m[women])

    def _form_households(self, unit, u, men, women):
        rng, v, flows = u.rng, u.v, u.flows
        pairs = min(len(men[0]), len(women[0]))
        (i, m), (j, w) = (part[:pairs] for part in men), (part[:pairs] for part in women)
        apart_families = i != j
        i, m, j, w = (part[apart_families] for part in (i, m, j, w))
        rows, used = self.households.of_unit(unit), int(self.households.used[unit])
        n = (rows.age != H.EMPTY).sum(1)
        his, hers = rows.trait[i, m], rows.trait[j, w]
        his_place, her_place = place_of(his), place_of(hers)
        his_away, hers_away = his_place >= H.CITY, her_place >= H.CITY
        luck = rng.random(len(i))
        at_his = np.where(
            his_away == hers_away, luck < v.couples_settle_his, his_away == (luck < v.couples_settle_away)
        )
        joins = at_his & ~his_away & (his & H.APART == 0) & (n[i] > 1) & (n[i] < H.SLOTS)
        joins &= rng.random(len(i)) < v.co_residence_of_couples
        first = np.zeros(len(i), bool)  # one couple a family and year
        first[np.unique(i[joins], return_index=True)[1] if joins.any() else []] = True
        joined = np.flatnonzero(joins)
        joined = joined[first[: len(joined)]]
        joins = np.zeros(len(i), bool)
        joins[joined] = True
        free = bits = 0xFF & ~H.APART
        k, slot = np.flatnonzero(joins), n[i[joins]]
        rows.trait[i[k], m[k]] |= H.PARTNERED
        rows.age[i[k], slot] = rows.age[j[k], w[k]]
        rows.trait[i[k], slot] = with_place((hers[k] | H.PARTNERED) & free, his_place[k])
        rows.events[i[k]] |= R.PARTNERSHIP

        k = np.flatnonzero(~joins)[: len(rows.id) - used]
        new = slice(used, used + len(k))
        base = np.where(at_his, i, j)[k]
        home = np.where(at_his, his_place, her_place)[k]
        for array in rows:
            array[new] = 0
        rows.age[new], rows.kind[new] = H.EMPTY, H.FAMILY
        rows.id[new] = rng.integers(2**63, 2**64 - 1, len(k), dtype=np.uint64)
        rows.age[new, 0], rows.age[new, 1] = rows.age[i[k], m[k]], rows.age[j[k], w[k]]
        rows.trait[new, 0] = with_place((his[k] | H.PARTNERED) & bits, home)
        rows.trait[new, 1] = with_place((hers[k] | H.PARTNERED) & bits, home)
        rows.alternative[new] = WHOLE[home]
        for name in ("village", "village_origin", "hukou", "years"):
            getattr(rows, name)[new] = getattr(rows, name)[base]
        for parent in (i[k], j[k]):
            share = np.where(np.isin(rows.contract[parent], HOLDS_LAND), rows.land[parent] // np.maximum(n[parent], 1), 0)
            rows.land[new] += share.astype(np.uint16)
            np.subtract.at(rows.land, parent, share.astype(np.uint16))
        granted = (home == H.VILLAGE) & (rows.hukou[base] == H.RURAL_HUKOU)
        flows.homesteads[0, 0] += granted.sum()
        rows.contract[new] = np.where(rows.land[new] > 0, H.HELD, H.NO_RIGHT)
        rows.homestead[new] = np.where(granted, H.HELD, H.NO_RIGHT)
        rows.collective[new] = np.where(rows.collective[base] == H.HELD, H.HELD, H.NO_RIGHT)
        rows.tenure[new] = np.where((home == H.TOWN) | (home == H.SEAT), H.RENTING, H.NO_TOWN_HOME)
        rows.events[new] = R.PARTNERSHIP | R.FORMED_THIS_YEAR
        self.households.used[unit] = used + len(k)

        village, end = rows.village[i].copy(), his_place.copy()
        village[k], end[k] = rows.village[base], home
        end = counted(end, village, u.reclassified)
        count_moves(flows, counted(his_place, rows.village[i], u.reclassified), end)
        count_moves(flows, counted(her_place, rows.village[j], u.reclassified), end)
        rows.age[i[k], m[k]] = LEAVES
        gone = np.concatenate([k, np.flatnonzero(joins)])
        rows.age[j[gone], w[gone]] = LEAVES
        touched = np.unique(np.concatenate([i, j]))
        close_gaps(rows, touched, rows.age[touched] == LEAVES)
        self._lapse(SimpleNamespace(h=rows, flows=flows), touched[rows.age[touched, 0] == H.EMPTY])

    def _move(self, u, i, chosen):
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
        start, end = counted(place_of(trait)[who], village, u.reclassified), counted(to[who], village, u.reclassified)
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

    def _rights(self, u):
        h, rng, v, p, flows = u.h, u.rng, u.v, u.p, u.flows
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
        buys = family & (h.tenure == H.RENTING) & in_town & (h.savings >= deposit) & (luck[:, 4] < v.purchase_rate)
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
        self._convert(u, i, home[i], pupils[i], luck[i, 0])

    def _convert(self, u, i, home, pupils, luck):
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
        stake *= np.where(self.year - deciding_age(h.age[i], h.trait[i]) >= 1980, v.stake_young, 1.0)
        does = luck < 1 / (1 + np.exp(-(v.conversion_logit - stake + v.pupil_conversion * pupils)))
        i, home, land, share, homestead = i[does], home[does], land[does], share[does], homestead[does]
        risk = rng.random((len(i), 3))
        h.contract[i[land & (risk[:, 0] >= v.keep_contracted_land)]] = H.GIVEN_UP
        h.homestead[i[homestead & (risk[:, 1] >= v.keep_homestead)]] = H.GIVEN_UP
        h.collective[i[share & (risk[:, 2] >= v.keep_collective_share)]] = H.GIVEN_UP
        h.hukou[i] = H.URBAN_HUKOU
        members = (h.age[i] != H.EMPTY).sum(1)
        flows.conversions[0] += members[home != H.CITY].sum(), members[home == H.CITY].sum()
        leaves = i[home == H.CITY]
        self._lapse(u, leaves)
        h.age[leaves], h.trait[leaves] = H.EMPTY, 0


def count(h, village_group, reclassified, stock):
    """Counts one unit's rows into `stock`, which must be zero."""
    i, m = np.nonzero((h.age != H.EMPTY) & (h.kind != H.VACANT)[:, None])
    age, place, village = h.age[i, m].astype(int), place_of(h.trait[i, m]).astype(int), h.village[i].astype(int)
    there, origin = counted(place, village, reclassified), h.village_origin[i] == 1
    here, in_county = h.hukou[i] <= H.URBAN_HUKOU, place < H.CITY
    groups = np.minimum(age // 5, AGE_GROUPS - 1)
    stock.persons[0] += np.bincount(there * AGE_GROUPS + groups, minlength=5 * AGE_GROUPS).reshape(5, AGE_GROUPS)
    stock.registered[0] += here.sum()
    stock.away[0] += np.bincount(place[here & ~in_county] - H.CITY, minlength=2)
    stock.registered_elsewhere[0] += (~here & in_county).sum()
    stock.reclassified[0] += (in_county & (there != place)).sum()
    stock.village_origin_urban[0] += (in_county & (there != 0) & origin).sum()
    villages = stock.village_residents.shape[1]
    stock.village_residents[0] += np.bincount(village[place == 0], minlength=villages)
    group = village_group[village].astype(int)
    stock.group_members[0] += np.bincount((group * 5 + place)[origin], minlength=40).reshape(8, 5)
    stock.workers[0] += np.bincount(there[(age >= 18) & (age < 60)], minlength=5)
    collective = h.kind == H.COLLECTIVE
    stock.collective[0] += (in_county & collective[i]).sum()

    families = h.kind == H.FAMILY
    present = np.bincount(i[in_county], minlength=len(h.id))[families] > 0
    village, homestead = h.village[families].astype(int), h.homestead[families].astype(int)
    home = FAMILY_PLACE[h.alternative[families]]
    lived = np.where(present, counted(home, village, reclassified), home)
    stock.households[0] += np.bincount(lived, minlength=5)
    stock.alternatives[0] += np.bincount(h.alternative[families], minlength=8)
    stock.homesteads[0] += np.bincount(homestead, minlength=6)
    held = ~np.isin(homestead, (H.NO_RIGHT, H.GIVEN_UP, H.SOLD))
    group = village_group[village].astype(int)
    stock.group_homesteads[0, :, 0] += np.bincount(group[held], minlength=8)
    stock.group_homesteads[0, :, 1] += np.bincount(group[homestead == H.IDLE], minlength=8)
    stock.land[0] += np.bincount(h.contract[families], weights=h.land[families], minlength=5).astype(np.int64)
