"""Land rights: contracted land, homestead and collective share, each kept, rented, given up or sold.

A right is lost only by a recorded act of the household: by giving it up when it converts
(as far as retention is incomplete) or by a paid exit where that is open.
"""

from __future__ import annotations

from ..compiled import rule
from ..parameters import Evidence, Label, Lever, constant, uncertain


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
          outcome="homesteads_sold", sign="+"),
    Lever("land_exit_open", 0.0, "share of villages where exit is open", (0, 1), "Decision IV(1); pilots assumed",
          Evidence.ASSUMED, Label("villages open to paid exit", "开放有偿退出的村比例"),
          number=12, family="land", place="village",
          phrase="支持引导其依法自愿有偿转让上述权益", clause="IV(1)", reading=1.0, begins=2024, complete=2026,
          outcome="homesteads_sold", sign="+"),
    Lever("title_use", 0.9, "share of land with secure title", (0, 1), "Decision IV(2); E:D4, D5",
          Evidence.MEASURED_ELSEWHERE, Label("use of land titles", "确权颁证成果应用"),
          number=15, family="land", place="village",
          phrase="用好农村承包地确权登记颁证成果，深化“三权分置”改革", clause="IV(2)", reading=1.0, begins=2024,
          complete=2026, outcome="land_rented_out", sign="+"),
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


@rule
def rent_received(mu, rent, friction_percent):
    """Rent that reaches the owner, yuan a year."""
    return mu * rent * (1.0 - friction_percent / 100.0)


@rule
def insecurity(title_use, cost):
    """What insecure title takes from living away from the land, logits."""
    return cost * (1.0 - title_use)


@rule
def rent_out_probability(farms, title_use, friction_percent, rate_away, rate_farming):
    """Yearly probability of renting out land still farmed or left."""
    rate = rate_farming if farms else rate_away
    return rate * (0.5 + 0.5 * title_use) * (1.0 - friction_percent / 100.0)


@rule
def exit_probability(open_share, price, rate):
    """Yearly probability of a paid exit, at most 3 %: linear in the price up to three times the usual 70 000 yuan."""
    return min(open_share * rate * min(price / 7.0, 3.0), 0.03)
