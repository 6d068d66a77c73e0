"""A household of the Mesa peer: one Python object, its members smaller ones."""

from __future__ import annotations

import math
from math import exp, log
from operator import itemgetter

import mesa

from sim.kernel.household_rule import consumption
from sim.kernel.nested_logit import NESTS
from sim.kernel.worth import open_to, terms_of, total
from sim.state import households as H
from sim.submodels import residence_choice as R
from sim.submodels.housing import can_buy
from sim.submodels.hukou import conversion_probability, may_convert, would_convert
from sim.submodels.land_rights import credit_on_rights, exit_payment
from sim.submodels.livelihoods import skill
from sim.submodels.residence_choice import family_place

LAND_KEPT = (H.HELD, H.RENTED_OUT)
HOMESTEAD_KEPT = (H.HELD, H.RENTED_OUT, H.IDLE)


class Member:
    """One person."""

    __slots__ = ("age", "apart", "education", "female", "partnered", "place")

    def __init__(self, age, female, place, education=0, partnered=False, apart=False):
        self.age, self.female, self.place = age, female, place
        self.education, self.partnered, self.apart = education, partnered, apart


class Household(mesa.Agent):
    """A family or a collective household."""

    def __init__(self, model, kind, members, character, **attributes):
        super().__init__(model)
        self.kind, self.members, self.character, self.events = kind, members, character, 0
        self.__dict__.update(attributes)

    def step(self):
        self.survive()
        if not self.members:
            self.leave()
        elif self.kind == H.FAMILY:
            self.go_to_school()
            self.give_birth()
            self.let_the_young_decide()
            self.reconsider()
            self.decide_on_rights()

    def leave(self):
        if self.contract in LAND_KEPT:
            self.model.land_lapsed += self.land
        self.model.homesteads[1] += self.homestead in HOMESTEAD_KEPT
        self.model.shares[1] += self.collective == H.HELD
        self.remove()

    def survive(self):
        self.events, random, death = 0, self.random.random, self.model.tables.death
        self.years = min(self.years + 1, 255)
        dead = []
        for member in self.members:
            if random() < death[member.female][member.age]:
                dead.append(member)
            elif member.age < H.OLDEST:
                member.age += 1
        for one in dead:
            self.members.remove(one)
            self.model.deaths[self.counted(one.place)] += 1
            if one.partnered:
                others = [m for m in self.members if m.partnered and m.female != one.female]
                partner = min(others, key=lambda m: abs(m.age - one.age), default=None)
                if partner is not None and abs(partner.age - one.age) < 25:
                    partner.partnered = False
                    self.events |= R.WIDOWHOOD

    def go_to_school(self):
        v, random = self.model.v, self.random.random
        for member in self.members:
            age = member.age
            if age == 6:
                self.events |= R.ENTERS_PRIMARY
            elif age == 12:
                self.events |= R.ENTERS_JUNIOR_HIGH
            elif age == 15:
                self.events |= R.ENTERS_SENIOR_HIGH
            elif age == 16:
                member.education = H.JUNIOR_HIGH
            elif age == 19 and random() < v.senior_high_share:
                member.education = H.SENIOR_HIGH
            elif age == 22 and member.education == H.SENIOR_HIGH:
                if random() < v.college_share / max(v.senior_high_share, 0.01):
                    member.education = H.COLLEGE
            elif age == 60:
                self.events |= R.PARENT_TURNS_60 if len(self.members) > 1 else R.RETIREMENT

    def give_birth(self):
        mothers = [m for m in self.members if m.female and m.partnered and 15 <= m.age <= 49]
        if not mothers or len(self.members) == H.SLOTS:
            return
        mother = min(mothers, key=lambda m: m.age)
        if self.random.random() < self.model.tables.birth[mother.age]:
            girl = int(self.random.random() >= self.model.v.share_male_at_birth)
            place = mother.place
            if R.splits(self.alternative) and not mother.apart:
                place = family_place(self.alternative)
            self.members.append(Member(0, girl, place))
            self.model.births[self.counted(place)] += 1
            self.events |= R.BIRTH

    def let_the_young_decide(self):
        model, v, random = self.model, self.model.v, self.random.random
        young = [m for m in self.members if not m.partnered and 15 <= m.age <= 49]
        if not young:
            return
        adults = sum(m.age >= 18 for m in self.members)
        children = sum(m.age < 16 for m in self.members)
        for member in young:
            needed = children > 0 and adults == 1 and member.age >= 18
            if random() < model.partnership[member.female][member.age] and not needed:
                model.seekers[member.female].append((self, member))
            elif member.apart:
                home = family_place(self.alternative)
                if member.place >= H.CITY and home < H.CITY and random() < v.youth_return * model.pace:
                    self.move(member, home)
                    member.apart = False
            elif member.place < H.CITY and not needed and self.hukou <= H.URBAN_HUKOU:
                rate = v.youth_leaving * model.tables.leaving[member.age] * model.pace
                if member.place != H.VILLAGE:
                    rate *= v.town_youth_leaving
                if random() < rate:
                    self.move(member, H.CITY if random() < v.in_province_share else H.OTHER_PROVINCE)
                    member.apart = True

    def reconsider(self):
        model, random = self.model, self.random.random
        if self.hukou == H.HUKOU_MOVED_TO_CITY:
            return
        luck = random()
        offered = model.offers > 0 and random() < model.offers and family_place(self.alternative) == H.VILLAGE
        if luck >= model.at_most and not self.events and not offered:
            return
        age = self.deciding_age()
        shape = model.tables.reconsideration[age]
        eager = R.eagerness(self.events, model.expected) if self.events else 1.0
        hazard = R.reconsideration_hazard(eager, shape, model.expected, model.pace)
        thinks = age > 0 and luck < 1 - math.exp(-hazard)
        if not thinks and not offered:
            return
        model.reconsidered += 1
        described = self.describe(age, (2 if thinks else 1) if offered else 0)
        chosen = self.choose(described, False, False)
        home, before = family_place(chosen), family_place(self.alternative)
        if home != before and home in model.room and model.room[home] < 1:
            model.not_placed += described.members
            chosen = self.choose(described, model.room[H.TOWN] < 1, model.room[H.SEAT] < 1)
            home = family_place(chosen)
        if chosen == self.alternative:
            return
        self.relocate(chosen, described)
        if home != before:
            if home in model.room:
                model.room[home] -= 1
            self.years = 0
            if home in (H.TOWN, H.SEAT):
                given = home == H.TOWN and described.offered
                self.tenure = H.OWNER if given or self.tenure == H.OWNER else H.RENTING
            elif self.tenure == H.RENTING:
                self.tenure = H.NO_TOWN_HOME
        self.alternative = chosen

    def deciding_age(self):
        ages = [m.age for m in self.members if not m.apart]
        deciding = max((age for age in ages if age < 60), default=0)
        return deciding if deciding >= 16 else max(ages, default=0)

    def describe(self, age, offered):
        v, c, here = self.model.expected, self.character, [m for m in self.members if not m.apart]
        workers = [m for m in here if 18 <= m.age < 60]
        men = sum(skill(m.education) for m in workers if not m.female)
        women = sum(skill(m.education) for m in workers if m.female)
        small, pupils = sum(m.age < 6 for m in here), sum(6 <= m.age < 18 for m in here)
        elders = sum(m.age >= 65 for m in here)
        registered, homestead = self.hukou <= H.URBAN_HUKOU, self.homestead in HOMESTEAD_KEPT
        exited = self.homestead in (H.GIVEN_UP, H.SOLD)
        village_home = homestead or (self.village_origin and self.hukou == H.RURAL_HUKOU and not exited)
        mu = self.land / 100 if self.contract in LAND_KEPT else 0.0
        converts = may_convert(c[0], v.hukou_threshold_seat) and would_convert(c[1], v.potential_converters)
        return R.Household(
            alternative=self.alternative, decider_age=age, years=self.years, men_skill=men, women_skill=women,
            carers=sum(m.age >= 60 for m in here), members=len(here), small_children=small, pupils=pupils,
            juniors=sum(12 <= m.age <= 14 for m in here),
            elders=elders, village_home=int(village_home),
            village_origin=self.village_origin, local_hukou=int(self.hukou == H.URBAN_HUKOU),
            registered_here=int(registered),
            would_convert=int(registered and converts),
            worker_city=H.CITY if c[3] < v.in_province_share else H.OTHER_PROVINCE,
            elders_stay=int(village_home and elders > 0 and men + women > 0 and c[2] < v.elders_stay),
            children_admitted=int(c[4] < v.access_education), mu=mu,
            land_is_rented=int(self.contract == H.RENTED_OUT), holds_share=int(self.collective == H.HELD),
            homestead_is_rented=int(self.homestead == H.RENTED_OUT),
            owns_town_home=int(self.tenure == H.OWNER), offered=offered,
            means=self.savings + credit_on_rights(mu, homestead, v),
            group=self.model.village_group[self.village],
            demonstration=int(self.model.p.demonstration[0, self.village]),
        )  # fmt: skip

    def choose(self, described, town_full, seat_full):
        model, v, random = self.model, self.model.expected, self.random.random
        if not described.members:
            return self.alternative
        horizons, p, nests = model.tables.horizon, model.p, []
        for first, behind, scale in zip(
            NESTS, NESTS[1:], (v.nest_village, v.nest_county_town, v.nest_city), strict=False
        ):
            worth = {}
            for a in range(first, behind):
                if open_to(a, described, town_full, seat_full):
                    income = v.income_weight * log(consumption(a, described, horizons, p, v))
                    worth[a] = total(terms_of(a, described, horizons, p, v, income)) / scale
            if worth:
                value = scale * log(sum(exp(w) for w in worth.values())) - log(-log(random()))
                nests.append((value, worth))
        _, worth = max(nests, key=itemgetter(0))
        return max(worth, key=lambda a: worth[a] - log(-log(random())))

    def relocate(self, chosen, d):
        living = R.living_places(chosen, d.worker_city, d.elders_stay, d.children_admitted)
        everyone = R.all_workers_go(chosen, d.carers)
        for member in self.members:
            if member.apart:
                continue
            goes_to = living.family
            if member.age < 18:
                goes_to = living.children
            elif member.age < 60:
                if not R.splits(chosen) or everyone or not member.female:
                    goes_to = living.lead_workers
            elif member.age >= 65 and d.men_skill + d.women_skill > 0:
                goes_to = living.elders
            self.move(member, goes_to)

    def move(self, member, place, village=None):
        start, end = self.counted(member.place), self.counted(place, village)
        if start != end:
            self.model.moves[start][end] += 1
        member.place = place

    def counted(self, place, village=None):
        if place == H.VILLAGE and self.model.reclassified[self.village if village is None else village]:
            return H.TOWN
        return place

    def decide_on_rights(self):
        model, v, random = self.model, self.model.v, self.random.random
        home = family_place(self.alternative)
        at_home = any(m.place == H.VILLAGE for m in self.members)
        earned = sum(model.pay[m.place] for m in self.members if 18 <= m.age < 60 and not m.apart)
        self.savings = min(self.savings + v.saving_rate * earned, 500000.0)
        if self.tenure == H.RENTING and home in (H.TOWN, H.SEAT):
            price = model.p.house_price[0, home]
            mu = self.land / 100 if self.contract in LAND_KEPT else 0.0
            means = self.savings + credit_on_rights(mu, self.homestead in HOMESTEAD_KEPT, v)
            if can_buy(means, price, v.home_size, v.down_payment) and random() < v.purchase_rate:
                self.tenure = H.OWNER
                self.savings -= price * v.home_size * v.down_payment
        if self.contract in LAND_KEPT:
            farms = any(m.place == H.VILLAGE and 18 <= m.age < 70 for m in self.members)
            if self.contract == H.HELD:
                if random() < model.renting_out[farms]:
                    self.contract = H.RENTED_OUT
            elif farms and random() < v.take_back_rate:
                self.contract = H.HELD
        if self.homestead in HOMESTEAD_KEPT:
            self.use_homestead(at_home, home)
        if self.hukou == H.RURAL_HUKOU and home not in (H.VILLAGE, H.OTHER_PROVINCE):
            luck = random()
            if luck < model.most_likely_conversion:
                self.convert(home, luck)

    def use_homestead(self, at_home, home):
        v, random = self.model.v, self.random.random
        if at_home:
            self.homestead = H.HELD
            return
        if self.homestead == H.HELD:
            self.homestead = H.IDLE
        elif self.homestead == H.IDLE and random() < v.homestead_rental * v.homestead_rent_rate:
            self.homestead = H.RENTED_OUT
        stable = home in (H.TOWN, H.SEAT) and self.tenure == H.OWNER and self.years >= 3
        settled = self.hukou == H.URBAN_HUKOU or stable
        if settled and random() < self.model.exit_probability:
            self.homestead = H.SOLD
            self.savings += exit_payment(v) * 10000
            self.model.homesteads_sold += 1

    def convert(self, home, luck):
        model, v, random = self.model, self.model.v, self.random.random
        if home == H.CITY and any(m.place < H.CITY for m in self.members):
            return
        if not may_convert(self.character[0], model.thresholds[home]):
            return
        if not would_convert(self.character[1], v.potential_converters):
            return
        land, share = self.contract in LAND_KEPT, self.collective == H.HELD
        homestead = self.homestead in HOMESTEAD_KEPT
        pupils = sum(6 <= m.age < 18 and not m.apart for m in self.members)
        born = model.books.year - self.deciding_age()
        if luck >= conversion_probability(v, land, homestead, share, born, pupils, model.benefits):
            return
        if land and random() >= v.keep_contracted_land:
            self.contract = H.GIVEN_UP
            model.rights_given_up[0] += self.land
        if homestead and random() >= v.keep_homestead:
            self.homestead = H.GIVEN_UP
            model.rights_given_up[1] += 1
        if share and random() >= v.keep_collective_share:
            self.collective = H.GIVEN_UP
            model.rights_given_up[2] += 1
        self.hukou = H.HUKOU_MOVED_TO_CITY if home == H.CITY else H.URBAN_HUKOU
        model.conversions[home == H.CITY] += len(self.members)
