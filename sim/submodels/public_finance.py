"""Public finance: what the county's policy costs, what it earns back, and how much of it is paid for.

One account a county and year, in whole fen, at prices of 2020. Services and interest are
paid first. Works for newcomers, the county's levers and what the province's money is for are
plans: they are paid from what is left and from borrowing up to the debt cap. The unpaid share of
the plans slows the growth of next year's service capacity.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..parameters import Evidence, Label, Lever, constant, uncertain
from ..state.households import SEAT, TOWN

FEN = 100  # to the yuan
_TWO_COUNTIES = "final accounts of Pingchang 2020 (scpc.gov.cn) and Zhongjiang 2019, over residents of 2020"
_SPLIT = "assumed split; with 25 years of services within the 80-130 thousand yuan of E:G13, G14"

PARAMETERS = (
    uncertain("own_revenue_urban", 2200.0, "yuan per urban resident and year", (1200, 4000),
              f"split assumed; with villages 1,183 a resident: {_TWO_COUNTIES}", Evidence.ASSUMED,
              "county's own budget revenue from an urban resident", "城镇居民人均地方一般公共预算收入"),
    uncertain("own_revenue_village", 480.0, "yuan per village resident and year", (200, 1000),
              "split assumed, see own_revenue_urban", Evidence.ASSUMED,
              "county's own budget revenue from a village resident", "农村居民人均地方一般公共预算收入"),
    uncertain("transfer_village", 5700.0, "yuan per village resident and year", (4300, 7900),
              f"split assumed: transfers fill gaps; with towns 5,395 a resident: {_TWO_COUNTIES}",
              Evidence.ASSUMED, "transfers from higher levels for a village resident", "农村居民人均上级转移支付"),
    uncertain("transfer_urban", 4950.0, "yuan per urban resident and year", (3600, 7000),
              "split assumed, see transfer_village", Evidence.ASSUMED,
              "transfers from higher levels for an urban resident", "城镇居民人均上级转移支付"),
    uncertain("land_revenue_share", 0.15, "share of the price of a new home", (0.05, 0.4),
              "assumed: net of clearing and preparing the land", Evidence.ASSUMED,
              "land revenue from a new home in town or seat", "新增城镇住房土地净收益率"),
    uncertain("collective_land_county_share", 0.2, "share of what collectives earn", (0.0, 0.5), "assumed",
              Evidence.ASSUMED, "county's share in the land collectives sell", "集体经营性建设用地入市县级分成"),
    uncertain("quota_price", 100000.0, "yuan per mu", (30000, 300000), "assumed", Evidence.ASSUMED,
              "county's revenue from a mu of building quota", "增减挂钩指标每亩收益"),
    uncertain("service_cost_village", 5650.0, "yuan per resident and year", (4500, 7500),
              f"assumed: balances the account of 2020; all spending was 7,375: {_TWO_COUNTIES}", Evidence.ASSUMED,
              "yearly public services to a village resident", "农村居民人均公共支出"),
    uncertain("service_cost_urban_extra", 2400.0, "yuan per urban resident and year", (2000, 3000),
              "E:G14: 2-3 thousand a year", Evidence.MEASURED_ELSEWHERE,
              "what an urban resident's yearly services cost beyond that", "城镇居民公共服务年增支"),
    uncertain("newcomer_cost_schools", 12000.0, "yuan per new urban resident", (9000, 15000), _SPLIT, Evidence.ASSUMED,
              "school places for a new urban resident", "新增城镇居民学位建设成本"),
    uncertain("newcomer_cost_health", 5000.0, "yuan per new urban resident", (4000, 7000), _SPLIT, Evidence.ASSUMED,
              "health and care places for a new urban resident", "新增城镇居民医疗养老设施成本"),
    uncertain("newcomer_cost_housing", 8000.0, "yuan per new urban resident", (6000, 11000), _SPLIT, Evidence.ASSUMED,
              "public housing for a new urban resident", "新增城镇居民保障性住房成本"),
    uncertain("newcomer_cost_infrastructure", 15000.0, "yuan per new urban resident", (11000, 22000), _SPLIT,
              Evidence.ASSUMED, "streets, pipes and transport for a new urban resident", "新增城镇居民市政设施成本"),
    constant("newcomer_years", 25.0, "years", (15, 40), "assumed: E:G14 counts services over a working life",
             Evidence.ASSUMED, "years of services in the cost of settling for good", "市民化成本计入服务年数"),
    uncertain("lever_cost_factor", 1.0, "ratio", (0.5, 2.0), "assumed: every lever's cost stands for half to double",
              Evidence.ASSUMED, "what levers cost against the table of costs", "政策成本系数"),
    uncertain("county_share_of_lever_costs", 0.3, "share", (0.1, 1.0), "assumed; own revenue is a fifth of the budget",
              Evidence.ASSUMED, "county's own share in what its levers cost", "政策成本县级分担比例"),
    uncertain("bonus_spent_on_services", 0.5, "share of the bonus", (0.0, 1.0), "assumed", Evidence.ASSUMED,
              "part of the bonus spent on more service capacity", "奖励资金用于扩充服务能力比例"),
    uncertain("autonomy_spent", 0.8, "share of what is left to the county", (0.0, 1.0),
              "assumed: duties move with money", Evidence.ASSUMED,
              "spending that comes with fiscal autonomy", "下放财力用于支出比例"),
    uncertain("land_quota_reward", 0.2, "share of the seat's land", (0.0, 1.0), "assumed", Evidence.ASSUMED,
              "more land for the seat at full weight of the assessment", "考核激励新增县城用地比例"),
    uncertain("debt_base", 100.0, "percent of yearly revenue", (50, 200), "assumed: no county figures at hand",
              Evidence.ASSUMED, "county debt in the base year", "基年县级政府债务率"),
    uncertain("debt_interest", 0.03, "per year", (0.0, 0.06), "assumed", Evidence.ASSUMED,
              "interest on county debt", "政府债务年利率"),
    uncertain("feedback_public_finance", 1.0, "0 = off, 1 = on", (0.0, 1.0), "a switch for ablation",
              Evidence.ASSUMED, "feedback: unpaid plans slow the growth of services", "反馈：资金缺口与服务能力"),
    Lever("absorption_bonus", 0.0, "thousand yuan per new urban resident", (0, 60), "Decision IV(1); strength assumed",
          Evidence.ASSUMED, Label("bonus for taking in rural people", "吸纳农业转移人口奖励"), number=13,
          family="governance", phrase="将各地吸纳农业转移人口作为重要绩效指标，对工作成效明显的加大财政资金奖励力度",
          clause="IV(1)", reading=20.0, begins=2024, complete=2024, outcome="seat_school_crowding", sign="-"),
    Lever("debt_cap", 150.0, "percent of yearly revenue", (80, 300), "Decision II(1); value assumed", Evidence.ASSUMED,
          Label("cap on county debt", "政府债务率上限"), number=26, family="governance", phrase="严格控制政府债务规模",
          clause="II(1)", reading=150.0, begins=2024, complete=2024, outcome="unfunded_cost", sign="-"),
    Lever("assessment_weight", 0.0, "weight", (0, 1), "Decision VII(3); strength assumed", Evidence.ASSUMED,
          Label("weight of the assessment in money and land", "考核激励力度"), number=58, family="governance",
          phrase="对城乡融合发展工作先进县（市、区）在用地指标、资金项目、环境要素等方面给予激励", clause="VII(3)",
          reading=0.5, begins=2024, complete=2024, outcome="seat_house_price", sign="-"),
)

# Items of the account, in the order they are shown.
REVENUE: dict[str, Label] = {
    "own_revenue": Label("own budget revenue", "地方一般公共预算收入"),
    "transfer": Label("transfers from higher levels", "上级转移支付"),
    "land_revenue": Label("land for new homes, net", "土地出让净收益"),
    "collective_land_revenue": Label("share in collective land sold", "集体建设用地入市分成"),
    "quota_revenue": Label("building quota of homesteads given up", "增减挂钩指标收益"),
    "autonomy": Label("more left to the county", "下放财力"),
    "bonus": Label("bonus for taking in rural people", "吸纳农业转移人口奖励"),
    "earmarked": Label("higher levels' share in levers", "上级政策补助"),
}
PROVINCE = ("autonomy", "bonus", "earmarked")  # what the province pays beyond the transfers
OBLIGATIONS: dict[str, Label] = {
    "services": Label("public services", "公共服务支出"),
    "interest": Label("interest", "债务付息"),
}
# Works for a new urban resident: the parameter that says what one costs.
WORKS: dict[str, Label] = {
    "newcomer_cost_schools": Label("newcomers: schools", "新增居民：学校"),
    "newcomer_cost_health": Label("newcomers: health and care", "新增居民：医疗养老"),
    "newcomer_cost_housing": Label("newcomers: public housing", "新增居民：保障住房"),
    "newcomer_cost_infrastructure": Label("newcomers: infrastructure", "新增居民：市政设施"),
}
# What the county does with the province's money.
PASSED_ON: dict[str, Label] = {
    "bonus_works": Label("service capacity from the bonus", "奖励资金扩充服务"),
    "autonomy_spending": Label("spending that comes with autonomy", "随财力下放的支出"),
}
Items = Mapping[str, np.ndarray]


def fen(yuan: np.ndarray) -> np.ndarray:
    """Whole fen, int64."""
    return np.rint(yuan * FEN).astype(np.int64)


@dataclass(frozen=True)
class Account:
    """One year of every county's money, fen: int64 (units,) by item. `plans` holds levers by name, too."""

    opening_debt: np.ndarray
    revenue: Items
    obligations: Items
    plans: Items
    unfunded: np.ndarray  # of the plans

    def total(self, items: Items) -> np.ndarray:
        """The sum of some items, int64 (units,)."""
        return sum(items.values(), np.zeros_like(self.opening_debt))

    @property
    def spending(self) -> np.ndarray:
        """What was really spent."""
        return self.total(self.obligations) + self.total(self.plans) - self.unfunded

    @property
    def closing_debt(self) -> np.ndarray:
        """Debt at the end of the year; below zero it is a reserve."""
        return self.opening_debt + self.spending - self.total(self.revenue)

    @property
    def paid_by_province(self) -> np.ndarray:
        """Bonus, more left to the county, and the higher levels' share in levers."""
        return self.total({name: self.revenue[name] for name in PROVINCE if name in self.revenue})

    @property
    def newcomers(self) -> np.ndarray:
        """Works for new urban residents."""
        return self.total({name: amount for name, amount in self.plans.items() if name in WORKS})

    @property
    def policy(self) -> np.ndarray:
        """Cost of levers, with what the bonus is spent on; what comes with autonomy was spent before by others."""
        moved = self.plans.get("autonomy_spending", np.zeros_like(self.opening_debt))
        return self.total(self.plans) - self.newcomers - moved

    @property
    def funded_share(self) -> np.ndarray:
        """Share of the plans that is paid for, float64 (units,); 1 where there are none."""
        plans = np.maximum(self.total(self.plans), 1)
        return 1.0 - self.unfunded / plans


def opening(debt: np.ndarray) -> Account:
    """The base year: a debt and no flows yet."""
    return Account(debt, {}, {}, {}, np.zeros_like(debt))


def regular_revenue(values: np.ndarray, urban: np.ndarray, village: np.ndarray) -> dict[str, np.ndarray]:
    """Own revenue and transfers of a year, fen."""
    return {
        "own_revenue": fen(values["own_revenue_urban"] * urban + values["own_revenue_village"] * village),
        "transfer": fen(values["transfer_urban"] * urban + values["transfer_village"] * village),
    }


def base_debt(values: np.ndarray, urban: np.ndarray, village: np.ndarray) -> np.ndarray:
    """Debt in the base year, fen int64 (units,)."""
    revenue = sum(regular_revenue(values, urban, village).values())
    return np.rint(revenue * (values["debt_base"] / 100)).astype(np.int64)


def bonus_per_person(values: np.ndarray) -> np.ndarray:
    """What the province pays for a new urban resident, yuan (units,)."""
    return 1000 * values["absorption_bonus"] * (1 + values["assessment_weight"])


def newcomer_works(values: np.ndarray) -> np.ndarray:
    """What is built for one new urban resident, yuan (units,)."""
    return np.sum([values[name] for name in WORKS], axis=0)


def settling_cost(values: np.ndarray) -> np.ndarray:
    """Public cost of one person who settles in town for good, yuan (units,): works, and years of services."""
    return newcomer_works(values) + values["newcomer_years"] * values["service_cost_urban_extra"]


def settle(
    values: np.ndarray, heads: Items, lever_costs: Items, new_homes: np.ndarray, prices: np.ndarray, debt: np.ndarray
) -> Account:
    """The account of a year.

    `heads` are persons and other numbers (units,) by name of a cost base; `lever_costs` yuan
    (units,) by lever; `new_homes` and their `prices` a square metre (units, 5); `debt` fen (units,).
    """
    urban, village, newcomers = heads["urban_residents"], heads["village_residents"], heads["new_urban_residents"]
    levers = {name: fen(values["lever_cost_factor"] * yuan) for name, yuan in lever_costs.items()}
    regular = regular_revenue(values, urban, village)
    budget = regular["own_revenue"] + regular["transfer"]
    home_value = (new_homes * prices)[:, [TOWN, SEAT]].sum(axis=1) * values["home_size"]
    bonus = fen(bonus_per_person(values) * newcomers)
    shared = sum(levers.values(), np.zeros_like(debt))
    revenue = {
        **regular,
        "land_revenue": fen(values["land_revenue_share"] * home_value),
        "collective_land_revenue": fen(
            values["collective_land_county_share"] * values["collective_land_value"] * village
        ),
        "quota_revenue": fen(values["quota_price"] * values["quota_link"] * heads["homesteads_sold"]),
        "autonomy": np.rint(budget * (values["fiscal_autonomy"] / 100)).astype(np.int64),
        "bonus": bonus,
        "earmarked": np.rint(shared * (1 - values["county_share_of_lever_costs"])).astype(np.int64),
    }
    services = values["service_cost_village"] * (urban + village) + values["service_cost_urban_extra"] * urban
    obligations = {
        "services": fen(services),
        "interest": np.rint(np.maximum(debt, 0) * values["debt_interest"]).astype(np.int64),
    }
    works = {name: fen(values[name] * newcomers) for name in WORKS}
    passed_on = {
        "bonus_works": np.rint(bonus * values["bonus_spent_on_services"]).astype(np.int64),
        "autonomy_spending": np.rint(revenue["autonomy"] * values["autonomy_spent"]).astype(np.int64),
    }
    plans = {**works, **passed_on, **levers}
    # A copy: the debt of a place changes from year to year, an account never does.
    account = Account(debt.copy(), revenue, obligations, plans, np.zeros_like(debt))
    return replace(account, unfunded=unfunded(values, account))


def unfunded(values: np.ndarray, account: Account) -> np.ndarray:
    """What of the plans cannot be paid for, fen int64 (units,).

    Services and interest come first, whatever the debt; plans may use what they leave and
    borrow up to the cap. A county above the cap borrows nothing for plans and need not pay back.
    """
    revenue, plans = account.total(account.revenue), account.total(account.plans)
    cap = np.rint(revenue * (values["debt_cap"] / 100)).astype(np.int64)
    room = np.maximum(cap - account.opening_debt, 0)
    means = np.maximum(revenue - account.total(account.obligations) + room, 0)
    return np.maximum(plans - means, 0)


def capacity_pace(values: np.ndarray, account: Account) -> np.ndarray:
    """What is left of the growth of service capacity where plans are not paid for, 0-1 (units,)."""
    return 1.0 - values["feedback_public_finance"] * (1.0 - account.funded_share)


def capacity_from_bonus(values: np.ndarray, account: Account, urban: np.ndarray) -> np.ndarray:
    """Growth of town and seat capacity that the bonus pays for, share a year (units,).

    A place for one more resident costs what is built for a newcomer.
    """
    built = account.plans["bonus_works"] * account.funded_share / FEN
    return built / newcomer_works(values) / np.maximum(urban, 1)
