"""The yearly rule as Mesa object agents: one Python object a household, `agents.shuffle_do("step")`.

Run it with NUMBA_DISABLE_JIT=1, so that the rules it shares with the model are plain
Python; logarithms and exponentials are the interpreter's. The population is built
elsewhere and read from a pickle. Prints its cost and rates as JSON.
"""

from __future__ import annotations

import json
import math
import pickle
import sys
import time

import numpy as np

import sim.arithmetic

sim.arithmetic.exponential, sim.arithmetic.logarithm = math.exp, math.log

import mesa  # noqa: E402

from benchmarks.peers.mesa_household import HOMESTEAD_KEPT, LAND_KEPT, Household, Member  # noqa: E402
from sim.kernel.tallies import empty_flows, empty_stock  # noqa: E402
from sim.model import Model, Settings  # noqa: E402
from sim.state import households as H  # noqa: E402
from sim.submodels import residence_choice as R  # noqa: E402
from sim.submodels.demography import partnership_ratio  # noqa: E402
from sim.submodels.hukou import most_likely_conversion  # noqa: E402
from sim.submodels.land_rights import exit_probability, rent_out_probability  # noqa: E402
from sim.submodels.livelihoods import benefit_pull  # noqa: E402
from sim.submodels.residence_choice import family_place  # noqa: E402

# Entry by entry a list is faster than an array.
R.FAMILY_PLACES = R.FAMILY_PLACES.tolist()
WHOLE = (H.IN_VILLAGE, H.IN_TOWN, H.IN_SEAT, H.IN_CITY, H.IN_OTHER_PROVINCE)


class Books(Model):
    """The model's year, markets and accounts for one unit; the households are those of a Mesa model."""

    def __init__(self, county, stock, *arguments):
        self.county, self.first_stock = county, stock
        super().__init__(*arguments)

    def renew_population(self):
        self.county.live()

    def choose_residence(self):
        """A household's part of this is in its own step, and so with the next two."""

    relocate = decide_on_rights = choose_residence

    def receive_in_migrants(self):
        self.county.receive_in_migrants()
        self.county.post()

    def take_stock(self):
        self.stock = self.county.count() if len(self.county.agents) else self.first_stock


class Years(dict):
    """Parameters or places by name."""

    __getattr__ = dict.__getitem__


class CountyModel(mesa.Model):
    """One county as Mesa object agents."""

    def __init__(self, prepared, stock, characters):
        super().__init__(rng=1)
        calendar = prepared.calendars["ended"]
        self.books = Books(self, stock, prepared.region, prepared.population, calendar, Settings(threads=1))
        self.village_group = self.books.places.columns.village_group[0].tolist()
        rows = self.books.households.used_rows(0)
        names = [name for name in rows._fields if name not in ("id", "kind", "age", "trait", "events")]
        columns = {name: getattr(rows, name).tolist() for name in names}
        for i, (kind, ages, traits) in enumerate(
            zip(rows.kind.tolist(), rows.age.tolist(), rows.trait.tolist(), strict=True)
        ):
            members = [self.member(*pair) for pair in zip(ages, traits, strict=True) if pair[0] != H.EMPTY]
            Household(self, kind, members, characters[i], **{name: columns[name][i] for name in names})

    @staticmethod
    def member(age, trait):
        education = (trait & H.EDUCATION_MASK) >> H.EDUCATION_SHIFT
        place = (trait & H.PLACE_MASK) >> H.PLACE_SHIFT
        return Member(age, trait & 1, place, education, bool(trait & H.PARTNERED), bool(trait & H.APART))

    def character(self):
        """What is fixed in a household formed in the run."""
        return [self.random.random() for _ in range(5)]

    def step(self):
        self.books.step()

    def live(self):
        """The households' year, one after the other, and the couples that form."""
        self.look_up()
        self.agents.shuffle_do("step")
        self.form_households()

    def look_up(self):
        """The year's parameters, places and rates as plain Python, and counts of zero."""
        books = self.books
        names = books.values.dtype.names
        self.v = v = Years(zip(names, books.values[0].tolist(), strict=True))
        self.expected = Years(zip(names, books.expected[0].tolist(), strict=True))
        places = books.places.of_unit(0)
        self.p = p = Years({
            name: dict(zip(np.ndindex(array.shape), array.ravel().tolist(), strict=True))
            if array.ndim > 1 else array.tolist()
            for name, array in places._asdict().items()
        })  # fmt: skip
        self.pay = (places.wage[0] * places.pay_factor[0] * places.employment[0]).tolist()
        self.tables = Years({name: array.tolist() for name, array in books.tables._asdict().items()})
        marrying = partnership_ratio(v.bride_price, v.bride_price_elasticity)
        self.partnership = [[rate * marrying for rate in rates] for rates in self.tables.partnership]
        self.pace, self.offers = float(books.pace[0]), p.home_offers[0]
        self.at_most = self.expected.reconsideration * self.pace
        self.renting_out = [rent_out_probability(farms, p.land_rent[0], v) for farms in (False, True)]
        self.exit_probability = exit_probability(v)
        self.benefits = benefit_pull(v.benefit_gap, v.benefit_gap_pull)
        self.most_likely_conversion = most_likely_conversion(v, self.benefits)
        self.thresholds = {
            H.TOWN: v.hukou_threshold_town, H.SEAT: v.hukou_threshold_seat, H.CITY: v.hukou_threshold_city
        }  # fmt: skip
        self.reclassified = places.reclassified[0].tolist()
        self.room = {
            place: places.homes[0, place] / books.households.weight[0] * (1 - self.expected.room_kept_free)
            - books.stock_before.households[0, place]
            for place in (H.TOWN, H.SEAT)
        }
        if self.expected.feedback_housing == 0:
            self.room = dict.fromkeys(self.room, math.inf)
        self.moves, self.births, self.deaths = [[0] * 5 for _ in range(5)], [0] * 5, [0] * 5
        self.arrivals, self.conversions, self.homesteads, self.shares = [0] * 5, [0, 0], [0, 0], [0, 0]
        self.rights_given_up, self.homesteads_sold, self.land_lapsed = [0, 0, 0], 0, 0
        self.not_placed, self.reconsidered, self.seekers = 0, 0, ([], [])

    def form_households(self):
        men, women = (sorted(seekers, key=lambda seeker: seeker[1].age) for seekers in self.seekers)
        for (his, man), (hers, woman) in zip(men, women, strict=False):
            if his is not hers:
                self.pair(his, man, hers, woman)

    def pair(self, his, man, hers, woman):
        v, random = self.v, self.random.random
        his_away, hers_away = man.place >= H.CITY, woman.place >= H.CITY
        if his_away == hers_away:
            at_his = random() < v.couples_settle_his
        else:
            at_his = his_away == (random() < v.couples_settle_away)
        man.partnered = woman.partnered = True
        if 1 < len(his.members) < H.SLOTS and random() < v.co_residence_of_couples:
            home = family_place(his.alternative)
            his.move(man, home)
            hers.move(woman, home, his.village)
            man.apart = woman.apart = False
            his.members.append(woman)
            his.events |= R.PARTNERSHIP
        else:
            base, home = (his, man.place) if at_his else (hers, woman.place)
            his.move(man, home, base.village)
            hers.move(woman, home, base.village)
            man.apart = woman.apart = False
            land = 0
            for parent in (his, hers):
                if parent.contract in LAND_KEPT:
                    share = parent.land // max(len(parent.members), 1)
                    parent.land -= share
                    land += share
            granted = home == H.VILLAGE and base.hukou == H.RURAL_HUKOU
            self.homesteads[0] += granted
            self.shares[0] += base.collective == H.HELD
            came_back = base.hukou == H.HUKOU_MOVED_TO_CITY and home < H.CITY
            hukou = H.HUKOU_IN_PROVINCE if came_back else base.hukou
            years = base.years if home == family_place(base.alternative) else 0
            Household(
                self, H.FAMILY, [man, woman], self.character(), alternative=WHOLE[home], village=base.village,
                village_origin=base.village_origin, hukou=hukou, years=years, land=land,
                contract=H.HELD if land else H.NO_RIGHT, homestead=H.HELD if granted else H.NO_RIGHT,
                collective=H.HELD if base.collective == H.HELD else H.NO_RIGHT,
                tenure=H.RENTING if home in (H.TOWN, H.SEAT) else H.NO_TOWN_HOME, savings=0.0,
            )  # fmt: skip
            his.members.remove(man)
        hers.members.remove(woman)
        for parent in (his, hers):
            if not parent.members and parent in self.agents:
                parent.leave()

    def receive_in_migrants(self):
        templates = self.books.templates[0]
        for row, ages, traits in zip(templates.rows, templates.age, templates.trait, strict=True):
            if self.random.random() >= self.v.in_migration_rate * self.pace:
                continue
            pairs = zip(ages.tolist(), traits.tolist(), strict=True)
            members = [self.member(*pair) for pair in pairs if pair[0] != H.EMPTY]
            arrived = Household(
                self, H.FAMILY, members, self.character(),
                alternative=int(row["alternative"]), village=int(row["village"]),
                village_origin=0, hukou=int(row["hukou"]), years=0, land=0, contract=0, homestead=0,
                collective=0, tenure=H.RENTING, savings=0.0,
            )  # fmt: skip
            for member in members:
                self.arrivals[arrived.counted(member.place)] += 1

    def post(self):
        """The year's counts into the books."""
        flows = empty_flows(1)
        for name, array in flows._asdict().items():
            array[0] = getattr(self, name)
        self.books.flows = flows

    def count(self):
        """Who and what is where, counted household by household."""
        stock = empty_stock(1, self.books.places.columns.reclassified.shape[1])
        counts = {name: array[0].tolist() for name, array in stock._asdict().items()}
        reclassified = self.books.places.columns.reclassified[0].tolist()
        for household in self.agents:
            village, origin, here = (
                household.village,
                household.village_origin,
                household.hukou <= H.URBAN_HUKOU,
            )
            group, present = self.village_group[village], 0
            for member in household.members:
                place, age = member.place, member.age
                counted = H.TOWN if place == H.VILLAGE and reclassified[village] else place
                counts["persons"][counted][min(age // 5, 17)] += 1
                if here:
                    counts["registered"] += 1
                    if place >= H.CITY:
                        counts["away"][place - H.CITY] += 1
                elif place < H.CITY:
                    counts["registered_elsewhere"] += 1
                if place < H.CITY:
                    present += 1
                    counts["reclassified"][min(age // 5, 17)] += counted != place
                    counts["village_origin_urban"] += counted != 0 and origin
                if place == H.VILLAGE:
                    counts["village_residents"][village] += 1
                if origin:
                    counts["group_members"][group][place] += 1
                if 18 <= age < 60:
                    counts["workers"][place] += 1
            if household.kind == H.COLLECTIVE:
                counts["collective"] += present
                continue
            home = family_place(household.alternative)
            counts["households"][home] += 1
            counts["alternatives"][household.alternative] += 1
            counts["homesteads"][household.homestead] += 1
            if household.homestead in HOMESTEAD_KEPT:
                counts["group_homesteads"][group][0] += 1
                counts["group_homesteads"][group][1] += household.homestead == H.IDLE
                counts["homesteads_outside"] += not origin
            counts["shares"] += household.collective == H.HELD
            counts["land"][household.contract] += household.land
        for name, array in stock._asdict().items():
            array[0] = counts[name]
        return stock


def main(path: str, years: int) -> None:
    """Runs the pickled population; one year is not timed."""
    with open(path, "rb") as file:
        prepared, stock, characters = pickle.load(file)
    model = CountyModel(prepared, stock, characters)
    model.step()
    costs = []
    for _ in range(years):
        households, began = len(model.agents), time.process_time()
        model.step()
        costs.append((time.process_time() - began) / households * 1e9)
    flows = model.books.flow_table()
    totals = flows.groupby("flow")["persons"].sum()
    last = model.books.indicators().iloc[-1]
    print(json.dumps({
        "ns": min(costs), "households": households, "flows": totals.to_dict(),
        "urban_share": float(last["urban_residents"] / last["residents"]),
    }))  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
