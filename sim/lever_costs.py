"""What every lever costs a year: yuan for each unit above its value before the Decision, per head of a base.

One table for all levers, beside their declarations and read by all who show or book a cost.
No budget line was at hand for any of them: a figure that the lever does not fix by itself is
assumed, and stands for half to twice its value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from .parameters import Label, Lever, Parameter

# What a cost is counted by; a county's heads of this year. Reclassified villagers are still served as villagers.
COST_BASES: dict[str, Label] = {
    "county": Label("county", "县"),
    "residents": Label("resident", "常住人口"),
    "urban_residents": Label("urban resident", "城镇常住人口"),
    "village_residents": Label("village resident", "乡村常住人口"),
    "town_residents": Label("town resident", "镇区常住人口"),
    "seat_residents": Label("county-seat resident", "县城常住人口"),
    "village_origin_urban_residents": Label("urban resident of village origin", "农村来源城镇常住人口"),
    "new_urban_residents": Label("new urban resident of the year", "当年新增城镇居民"),
    "returns": Label("person who returned in the year", "当年返乡人口"),
    "village_pupils": Label("pupil in a village", "乡村学生"),
    "town_pupils": Label("pupil in town", "镇区学生"),
    "village_elders": Label("village resident of 65 and over", "乡村65岁及以上人口"),
    "town_elders": Label("town resident of 65 and over", "镇区65岁及以上人口"),
    "seat_elders": Label("county-seat resident of 65 and over", "县城65岁及以上人口"),
    "seat_small_children": Label("small child in the county seat", "县城婴幼儿"),
    "workers": Label("worker of the county", "县内劳动力"),
    "urban_workers": Label("worker in town or seat", "城镇劳动力"),
    "urban_households": Label("family in town or seat", "城镇家庭户"),
    "village_households": Label("family in a village", "乡村家庭户"),
    "villages": Label("village", "行政村"),
    "contracted_mu": Label("mu of contracted land", "承包地（亩）"),
    "rented_mu": Label("mu rented out", "流转承包地（亩）"),
    "homesteads_sold": Label("homestead exited for payment in the year", "当年有偿退出宅基地"),
}

RANGE = (0.5, 2.0)  # an assumed cost lies between half and double its figure


@dataclass(frozen=True)
class Cost:
    """`yuan` a year for one unit of the lever and one head of `base`; negative if the lever is strong when low.

    A lever on the other side of its value before the Decision costs nothing; only where a
    running expense is really cut does it save (`saves`).
    """

    yuan: float
    base: str
    source: str
    saves: bool = False

    @property
    def bounds(self) -> tuple[float, float]:
        """The figure's range; a point where the lever itself fixes what is paid."""
        if not self.source.startswith("assumed"):
            return self.yuan, self.yuan
        low, high = sorted(self.yuan * factor for factor in RANGE)
        return low, high


def _free(why: str) -> Cost:
    return Cost(0.0, "county", why)


_RIGHT = _free("none: a right that is kept costs no budget anything")
_SERVICE = "assumed: of 2,400 yuan a year of services to an urban resident (E:G14), what "

COSTS: dict[str, Cost] = {
    # hukou, and services for usual residents
    "hukou_threshold_town": Cost(-250, "town_residents", _SERVICE + "those let in gain"),
    "hukou_threshold_seat": Cost(-250, "seat_residents", _SERVICE + "those let in gain"),
    "hukou_threshold_city": _free("none to the county: the city that takes them in pays"),
    "residence_permit_friction": Cost(-20, "urban_residents", "assumed: offices and cards"),
    "vesting_years_education": Cost(-100, "new_urban_residents", _SERVICE + "a year less of waiting gives"),
    "vesting_years_health": Cost(-120, "new_urban_residents", _SERVICE + "a year less of waiting gives"),
    "vesting_years_childcare": Cost(-116, "new_urban_residents", _SERVICE + "a year less of waiting gives"),
    "vesting_years_elder_care": Cost(-90, "new_urban_residents", _SERVICE + "a year less of waiting gives"),
    "vesting_years_housing": Cost(-240, "new_urban_residents", _SERVICE + "a year less of waiting gives"),
    "access_education": Cost(1000, "village_origin_urban_residents", _SERVICE + "goes to schools", True),
    "access_health": Cost(600, "village_origin_urban_residents", _SERVICE + "goes to health care", True),
    "social_insurance_portability": Cost(200, "village_origin_urban_residents", "assumed: subsidy of contributions"),
    "job_matching": Cost(3000, "urban_workers", "assumed: 90 yuan a worker for 0.03 of the year"),
    "public_housing_share": Cost(14, "urban_households", "assumed: half a home's yearly cost, three in ten rent", True),
    # land rights and rural property
    "keep_contracted_land": _RIGHT,
    "keep_homestead": _RIGHT,
    "keep_collective_share": _RIGHT,
    "land_exit_price": Cost(10_000, "homesteads_sold", "by definition: the price that is paid"),
    "land_exit_open": Cost(500_000, "county", "assumed: an office in the county"),
    "title_use": Cost(5, "contracted_mu", "assumed: records and registers"),
    "rental_friction": Cost(-0.2, "rented_mu", "assumed: rental service of villages and towns"),
    "farm_productivity": Cost(10, "contracted_mu", "assumed: 3,000 yuan a mu levelled, for 25 years and a tenth more"),
    "abandonment_penalty": _free("none: inspection is small, and the fines are not counted as revenue"),
    "homestead_rental": Cost(1_000_000, "county", "assumed: a platform and its staff"),
    "relocation_housing": Cost(80_000, "county", "assumed: public part of a home in town"),
    "collective_land_value": _free("none: buyers of the land pay; the county's share is revenue"),
    "quota_link": _free("none: buyers of the quota pay; it is revenue"),
    "rights_as_collateral": Cost(100, "village_households", "assumed: losses of the guarantee fund"),
    "collective_income": Cost(0.2, "village_residents", "assumed: a fifth of it is public start-up money"),
    # the county seat
    "seat_land": _free("none: prepared land is paid from its price; land revenue is counted net of preparing"),
    "seat_amenity": Cost(1500, "seat_residents", "assumed: renewal of old quarters, parks, parking"),
    "seat_utility_capacity": Cost(20, "seat_residents", "assumed: 40,000 yuan a head over 25 years, and upkeep"),
    "hazard_relocation": Cost(100_000, "county", "assumed: public part of a replacement home"),
    "seat_jobs": Cost(225, "seat_residents", "assumed: 50,000 yuan a job, 0.45 jobs a resident"),
    "seat_services_jobs": Cost(90, "urban_residents", "assumed: 20,000 yuan a job, 0.45 jobs a resident"),
    # villages and central towns
    "demonstration_villages": Cost(77, "villages", "assumed: two million yuan each, 25,969 villages in all"),
    "village_jobs": Cost(60, "village_residents", "assumed: support of speciality industries"),
    "village_amenity": Cost(600, "village_residents", "assumed: toilets, sewage, rubbish"),
    "training": Cost(1500, "workers", "assumed: 2,000 yuan a course, 3 % of workers a year for 0.04"),
    "income_floor": Cost(0.05, "village_residents", "assumed: one villager in six below it, 0.3 reached", True),
    "central_towns": Cost(0.72, "town_residents", "assumed: five million yuan each, over the domain's towns"),
    "central_town_boost": _free("none of its own: counted with the number of central towns"),
    "town_upgrade_threshold": Cost(-20, "town_residents", "assumed: services of a small city for those above it"),
    "rural_infrastructure": Cost(1000, "village_residents", "assumed: water, power, gas, networks"),
    "rural_investment": Cost(1, "village_residents", "by definition: what is invested a head", True),
    # schools, health, care and roads across the county
    "travel_time": Cost(-10, "residents", "assumed: roads and buses, for each percent of time saved"),
    "school_quality_gap_closed_village": Cost(20, "village_pupils", "assumed: teachers who rotate, shared schools"),
    "school_quality_gap_closed_town": Cost(20, "town_pupils", "assumed: teachers who rotate, shared schools"),
    "capacity_follows_population": Cost(400, "urban_residents", "assumed: places built sooner where they are short"),
    "seat_hospital_quality": Cost(300, "residents", "assumed: county hospital a grade up, building and staff"),
    "village_town_clinic_quality": Cost(200, "residents", "assumed: town hospitals, village doctors"),
    "elder_care_village": Cost(2400, "village_elders", "assumed: 12,000 yuan for an elder in need, one in five", True),
    "elder_care_town": Cost(4000, "town_elders", "assumed: 20,000 yuan for an elder in need, one in five", True),
    "elder_care_seat": Cost(5000, "seat_elders", "assumed: 25,000 yuan for an elder in need, one in five", True),
    "childcare_seat": Cost(30, "seat_small_children", "assumed: 6,000 yuan a place, half of them under 3", True),
    "left_behind_support": Cost(200, "village_pupils", "assumed: 600 yuan a child, one pupil in three", True),
    "benefit_gap": Cost(-34, "village_elders", "as the model pays it: a percent of 1,700 over 50 percent", True),
    "public_culture": Cost(500, "urban_residents", "assumed: libraries, sports grounds"),
    # money, talent and administration
    "absorption_bonus": _free("none to the public purse: the province pays it to the county"),
    "debt_cap": _free("none: a rule"),
    "fiscal_autonomy": _free("none to the public purse: money and duties move to the county"),
    "assessment_weight": _free("none: it moves the bonus and land"),
    "returnee_incentive": Cost(400, "returns", "assumed: families of two and a half"),
    "administrative_cost": Cost(-1, "residents", "assumed: platforms and staff"),
    "bride_price": Cost(-500_000, "county", "assumed: campaigns"),
}  # fmt: skip


def with_cost(parameter: Parameter) -> Parameter:
    """A lever that knows its cost from the table; any other parameter as it is."""
    if not isinstance(parameter, Lever) or parameter.name not in COSTS:
        return parameter
    cost = COSTS[parameter.name]
    return replace(parameter, cost=cost.yuan, cost_base=cost.base, cost_source=cost.source)


def costs_of(
    values: np.ndarray, before: Mapping[str, float], heads: Mapping[str, np.ndarray], levers: Iterable[str] = COSTS
) -> dict[str, np.ndarray]:
    """What each lever that stands elsewhere than `before` costs in the year, yuan (units,), by name.

    `values` are the year's records (units,), `before` the levers' values before the Decision,
    `heads` the numbers (units,) of every base. Levers that `before` does not name are passed over.
    """
    costs = {}
    for name in levers:
        if name not in before:
            continue
        cost, above = COSTS[name], values[name] - before[name]
        yuan = cost.yuan * above * heads[cost.base]
        yuan = yuan if cost.saves else np.maximum(yuan, 0.0)
        if yuan.any():
            costs[name] = yuan
    return costs
