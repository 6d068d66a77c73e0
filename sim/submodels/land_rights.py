"""Land rights: contracted land, homestead and collective share, each kept, rented, given up or sold.

A right is lost only by a recorded act of the household: by giving it up when it converts
(as far as retention is incomplete) or by a paid exit where that is open. The rent of
contracted land clears its market once a year; rights can also be borrowed on.
"""

from __future__ import annotations

import numpy as np

from ..arithmetic import power
from ..compiled import rule
from ..parameters import Evidence, Label, Lever, constant, uncertain
from ..state.households import HELD, RENTED_OUT

# Mu of construction quota a given-up homestead brought before the Decision (the `quota_link` in force then).
QUOTA_LINK_BEFORE = 0.3


def _keep(number: int, name: str, en: str, zh: str, before: float, phrase: str) -> Lever:
    return Lever(
        name, before, "probability of keeping it when hukou moves", (0, 1), "Decision IV(1); before assumed",
        Evidence.MEASURED_ELSEWHERE if "share" not in name else Evidence.ASSUMED, Label(en, zh),
        number=number, family="land",
        phrase=phrase, clause="IV(1)", reading=1.0, begins=2024, complete=2024, outcome="conversions", sign="+",
    )


PARAMETERS = (
    constant("land_per_registered_member", 0.91, "mu per person", (0.4, 2.5),
             "58.33 m mu contracted (2012) over about 64 m rural hukou", Evidence.MEASURED_HERE,
             "contracted land per registered rural member", "户均每名农业户籍成员承包地"),
    uncertain("land_rented_share_base", 0.205, "share of contracted land", (0.15, 0.40), "Sichuan 2012: 20.5 %",
              Evidence.MEASURED_HERE, "contracted land rented out in the base year", "基年承包地流转率"),
    uncertain("land_rent", 500.0, "yuan per mu and year", (200, 900), "assumed", Evidence.ASSUMED,
              "rent of a mu", "每亩年租金"),
    uncertain("land_demand_elasticity", 2.0, "elasticity to the rent", (0.5, 6.0), "assumed: operators of scale are "
              "elastic; E:D7 gives the sign", Evidence.SIGN_ONLY,
              "fall of the land operators ask for with its rent", "经营主体土地需求的租金弹性"),
    constant("land_rent_reach", 2.0, "ratio to the declared rent", (1.2, 4.0), "assumed", Evidence.ASSUMED,
             "how far the rent of land may rise or fall", "租金相对基准的最大变动倍数"),
    uncertain("feedback_land_rental", 1.0, "0 = off, 1 = on", (0.0, 1.0), "a switch for ablation",
              Evidence.ASSUMED, "feedback: more land to let lowers its rent", "反馈：土地流转租金"),
    uncertain("rent_out_rate_away", 0.15, "per year", (0.0, 0.5), "assumed; E:D11 gives the sign",
              Evidence.SIGN_ONLY, "rate of renting out when no worker is left in the village", "无留村劳力户流转率"),
    uncertain("rent_out_rate_farming", 0.01, "per year", (0.0, 0.05), "assumed", Evidence.ASSUMED,
              "rate of renting out while a worker farms", "有留村劳力户流转率"),
    uncertain("take_back_rate", 0.10, "per year", (0.0, 0.5), "assumed", Evidence.ASSUMED,
              "rate of taking land back after a return", "返乡后收回承包地比率"),
    uncertain("homestead_rent", 1500.0, "yuan a year", (500, 4000), "assumed", Evidence.ASSUMED,
              "rent of an idle homestead", "闲置宅基地年租金"),
    uncertain("homestead_rent_rate", 0.05, "per year among idle", (0.0, 0.3), "assumed", Evidence.ASSUMED,
              "rate of renting out an idle homestead where that is free", "闲置宅基地出租率"),
    uncertain("exit_rate", 0.01, "per year", (0.0, 0.03), "E:D15: 1-3 % a year at most", Evidence.ASSUMED,
              "rate of paid exit at 70 000 yuan where it is open", "有偿退出年比率"),
    constant("urban_buyer_ban", 1.0, "1 = in force", (1, 1),
             "Decision IV(2) 严禁城镇居民到农村购买宅基地: always in force, no scenario lifts it",
             Evidence.MEASURED_HERE, "ban on urban buyers of homesteads", "严禁城镇居民购买宅基地"),
    uncertain("local_exit_price", 10.0, "10 000 yuan per household", (5, 25),
              "assumed: what a collective and local buyers can pay", Evidence.ASSUMED,
              "most that is paid for a homestead while urban buyers are banned", "本集体内部宅基地退出价格上限"),
    uncertain("exits_financed_without_quota", 0.4, "share of exits asked for", (0.0, 1.0), "assumed",
              Evidence.ASSUMED, "exits financed without any construction quota", "无增减挂钩指标时可出资的退出比例"),
    uncertain("exits_financed_per_quota", 1.0, "share per mu of quota", (0.0, 2.0), "assumed; E:D15",
              Evidence.ASSUMED, "exits financed by the quota a homestead brings", "增减挂钩指标对退出出资的作用"),
    uncertain("land_value_years", 10.0, "years of rent", (5, 20), "assumed: what a lender counts", Evidence.ASSUMED,
              "value of contracted land as security", "承包地经营权抵押估值（租金年数）"),
    uncertain("homestead_value", 40000.0, "yuan", (10000, 120000), "assumed below the usual payment for exit",
              Evidence.ASSUMED, "value of homestead and farmhouse as security", "宅基地及农房抵押估值"),
    uncertain("insecurity_cost", 0.18, "logits at certain loss", (0.0, 0.4), "E:D1 (Giles & Mu 2018)",
              Evidence.MEASURED_ELSEWHERE, "cost of leaving insecure land behind", "土地不安全感成本"),
    uncertain("homestead_held_elsewhere", 0.2, "share of families of village origin living elsewhere", (0.1, 1.0),
              "set so that idle homesteads are near E:D14 (7-15 %)", Evidence.MEASURED_ELSEWHERE,
              "families living elsewhere with a homestead of their own", "外迁家庭自有宅基地比例"),
    _keep(9, "keep_contracted_land", "contracted land kept on settling in town", "进城落户保留土地承包权", 0.8,
          "依法维护进城落户农民的农村土地承包权"),
    _keep(10, "keep_homestead", "homestead kept on settling in town", "进城落户保留宅基地使用权", 0.8,
          "依法维护进城落户农民的…宅基地使用权"),
    _keep(11, "keep_collective_share", "collective share kept on settling in town", "进城落户保留集体收益分配权", 0.6,
          "依法维护进城落户农民的…集体收益分配权"),
    Lever("land_exit_price", 0.0, "10 000 yuan per household", (0, 25), "Decision IV(1); strength assumed",
          Evidence.ASSUMED, Label("payment for giving up the homestead", "有偿退出价格"),
          number=12, family="land", place="village",
          phrase="支持引导其依法自愿有偿转让上述权益", clause="IV(1)", reading=7.0, begins=2024, complete=2026,
          outcome="homesteads_sold", sign="+", together_with=("land_exit_open",)),
    Lever("land_exit_open", 0.0, "share of villages where exit is open", (0, 1), "Decision IV(1); pilots assumed",
          Evidence.ASSUMED, Label("villages open to paid exit", "开放有偿退出的村比例"),
          number=12, family="land", place="village",
          phrase="支持引导其依法自愿有偿转让上述权益", clause="IV(1)", reading=1.0, begins=2024, complete=2026,
          outcome="homesteads_sold", sign="+", together_with=("land_exit_price",)),
    Lever("title_use", 0.9, "share of land with secure title", (0, 1), "Decision IV(2); E:D4, D5",
          Evidence.MEASURED_ELSEWHERE, Label("use of land titles", "确权颁证成果应用"),
          number=15, family="land", place="village",
          phrase="用好农村承包地确权登记颁证成果，深化“三权分置”改革", clause="IV(2)", reading=1.0, begins=2024,
          complete=2026, outcome="land_rented_out", sign="+"),
    Lever("farm_productivity", 0.0, "percent on consolidated land", (0, 15), "Decision IV(2); strength assumed; E:D7",
          Evidence.MEASURED_ELSEWHERE, Label("productivity of farming at scale", "适度规模经营增产增效"),
          number=17, family="land", place="village", documents=("decision", "city"),
          phrase="探索开展农田集中连片整理，加强农耕道路和水利设施建设，提高耕地利用效率和宜机化水平", clause="IV(2)",
          reading=5.0, begins=2024, complete=2030, outcome="land_rented_out", sign="+"),
    Lever("abandonment_penalty", 0.0, "yuan per mu and year", (0, 500), "Decision IV(2); strength assumed",
          Evidence.ASSUMED, Label("cost of leaving farmland idle", "撂荒整治成本"),
          number=18, family="land", place="village",
          phrase="加大撂荒地常态化整治力度…禁止任何单位和个人闲置、荒芜耕地", clause="IV(2)",
          reading=100.0, begins=2024, complete=2024, outcome="land_rented_out", sign="+"),
    Lever("collective_land_value", 0.0, "yuan per member and year", (0, 2000), "Decision IV(2); strength assumed",
          Evidence.ASSUMED, Label("income from collective construction land", "集体经营性建设用地入市收益"),
          number=22, family="land", place="village",
          phrase="研究完善农村集体经营性建设用地入市政策措施", clause="IV(2)",
          reading=150.0, begins=2025, complete=2030, outcome="village_income", sign="+"),
    Lever("quota_link", QUOTA_LINK_BEFORE, "mu of construction quota per exit", (0, 1),
          "Decision IV(2); before and strength assumed; E:D15", Evidence.ASSUMED,
          Label("construction quota earned by a homestead given up", "增减挂钩指标收益"),
          number=23, family="land", place="village",
          phrase="探索农村存量建设用地通过增减挂钩实现县域内跨村组区位调整", clause="IV(2)",
          reading=0.6, begins=2025, complete=2025, outcome="homesteads_sold", sign="+",
          together_with=("land_exit_price", "land_exit_open")),
    Lever("rights_as_collateral", 0.05, "loan to value", (0, 0.6), "Decision IV(3); before and strength assumed",
          Evidence.ASSUMED, Label("lending on rural property rights", "农村产权抵押率"),
          number=24, family="land",
          phrase="拓展农村资产抵质押范围，探索农村产权“抵押+担保+保险”等混合增信模式", clause="IV(3)",
          reading=0.2, begins=2024, complete=2027, outcome="urban_share", sign="+"),
    Lever("rental_friction", 25.0, "percent of the rent", (0, 50), "Decision IV(2); strength assumed; E:D7",
          Evidence.MEASURED_ELSEWHERE, Label("friction of land rental", "土地流转摩擦"),
          number=16, family="land", place="village",
          phrase="健全土地流转服务体系，大力发展多种形式适度规模经营", clause="IV(2)", reading=10.0, begins=2024,
          complete=2027, outcome="land_rented_out", sign="-"),
    Lever("homestead_rental", 0.1, "share of idle homesteads free to rent", (0, 1), "Decision IV(2); strength assumed",
          Evidence.SIGN_ONLY, Label("freedom to rent out homesteads", "放活宅基地和房屋使用权"),
          number=19, family="land", place="village",
          phrase="适度放活宅基地和农民房屋使用权", clause="IV(2)", reading=0.4, begins=2025, complete=2027,
          outcome="homesteads_rented", sign="+"),
    Lever("collective_income", 80.0, "yuan per member and year", (0, 1500),
          "Decision III(1); before and strength assumed", Evidence.ASSUMED,
          Label("income from the collective", "集体收益"), number=36, family="villages", place="village",
          phrase="大力发展新型农村集体经济", clause="III(1)", reading=200.0, begins=2024, complete=2027,
          outcome="village_income", sign="+"),
)


def rented_share(land: np.ndarray) -> np.ndarray:
    """Share of contracted land that is let (units,), from the land by what is done with it (units, 5)."""
    return land[:, RENTED_OUT] / np.maximum(land[:, HELD] + land[:, RENTED_OUT], 1)


def cleared_rent(values: np.ndarray, share_in_base: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Rent of a mu (units,), yuan a year, at which operators take what is let: the base year's where nothing changed.

    An operator whose land yields a per cent more pays a per cent more for the same land; more land
    to let lowers the rent along the operators' demand, no further than `land_rent_reach` either way.
    """
    supply = np.maximum(share_in_base, 0.01) / np.maximum(share, 0.01)
    pressure = power(supply, 1 / values["land_demand_elasticity"])
    worth = 1 + values["farm_productivity"] / 100
    return values["land_rent"] * np.clip(worth * pressure, 1 / values["land_rent_reach"], values["land_rent_reach"])


@rule
def rent_received(mu, rent, friction_percent):
    """Rent that reaches the owner, yuan a year."""
    return mu * rent * (1.0 - friction_percent / 100.0)


@rule
def insecurity(title_use, cost):
    """What insecure title takes from living away from the land, logits."""
    return cost * (1.0 - title_use)


@rule
def rent_out_probability(farms, rent, values):
    """Yearly probability of renting out land still farmed or left.

    In proportion to what letting brings against the declared rent: the rent that arrives,
    and, where nobody farms, the penalty saved.
    """
    rate = values.rent_out_rate_farming if farms else values.rent_out_rate_away
    gain = rent_received(1.0, rent, values.rental_friction)
    if not farms:
        gain += values.abandonment_penalty
    return min(rate * (0.5 + 0.5 * values.title_use) * gain / values.land_rent, 1.0)


@rule
def idle_land_income(mu, rent, penalty):
    """What land that nobody farms brings a year, yuan: let half of the time, else it costs the penalty."""
    return 0.5 * rent - 0.5 * mu * penalty


@rule
def exit_payment(values):
    """What is paid for a homestead, 10 000 yuan: with urban buyers banned, no more than local buyers can pay."""
    if values.urban_buyer_ban > 0.0:
        return min(values.land_exit_price, values.local_exit_price)
    return values.land_exit_price


@rule
def exits_financed(quota, values):
    """Share of the exits asked for that can be paid, by the construction quota (mu) each brings."""
    return min(values.exits_financed_without_quota + values.exits_financed_per_quota * quota, 1.0)


@rule
def exit_probability(values):
    """Yearly probability of a paid exit, at most 3 %.

    Linear in the payment up to three times the usual 70 000 yuan; `exit_rate` holds for the
    quota of before the Decision.
    """
    financed = exits_financed(values.quota_link, values) / max(exits_financed(QUOTA_LINK_BEFORE, values), 0.01)
    return min(values.land_exit_open * values.exit_rate * min(exit_payment(values) / 7.0, 3.0) * financed, 0.03)


@rule
def credit_on_rights(mu, holds_homestead, values):
    """What a lender gives on contracted land and homestead, yuan."""
    value = mu * values.land_rent * values.land_value_years
    if holds_homestead:
        value += values.homestead_value
    return values.rights_as_collateral * value
