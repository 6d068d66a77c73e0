"""Housing: what a home in town costs, who can buy one, and how its price answers demand."""

from __future__ import annotations

import numpy as np

from ..arithmetic import log, power
from ..compiled import rule
from ..parameters import Evidence, Label, Lever, uncertain
from ..state.households import CITY, OTHER_PROVINCE, SEAT, TOWN

PARAMETERS = (
    uncertain("house_price_seat", 5200.0, "yuan per square metre", (4000, 6500), "E:F6", Evidence.MEASURED_ELSEWHERE,
              "house price in the county seat", "县城房价"),
    uncertain("house_price_town", 3000.0, "yuan per square metre", (2000, 4500), "assumed below the seat",
              Evidence.ASSUMED, "house price in town", "镇区房价"),
    uncertain("rent_city", 9000.0, "yuan a year", (5000, 16000), "assumed", Evidence.ASSUMED,
              "yearly cost of housing in an in-province city", "省内城市年居住成本"),
    uncertain("rent_other_province", 10000.0, "yuan a year", (5000, 18000), "assumed", Evidence.ASSUMED,
              "yearly cost of housing in another province", "省外年居住成本"),
    uncertain("home_size", 90.0, "square metres", (60, 120), "assumed", Evidence.ASSUMED,
              "size of a family's home in town", "城镇住房面积"),
    uncertain("housing_cost_rate", 0.02, "of the price per year", (0.01, 0.05), "assumed: county rents are low",
              Evidence.ASSUMED, "yearly cost of a home as a share of its price", "年居住成本率"),
    uncertain("down_payment", 0.3, "share of the price", (0.2, 0.5), "assumed", Evidence.ASSUMED,
              "down-payment", "首付比例"),
    uncertain("purchase_rate", 0.15, "per year among those who can", (0.0, 0.5), "assumed", Evidence.ASSUMED,
              "rate of buying a home in town", "购房率"),
    uncertain("price_elasticity", 0.1, "elasticity to demand", (0.0, 0.3), "E:F1 (not significant in the west)",
              Evidence.MEASURED_ELSEWHERE, "rise of house prices with demand", "房价对需求的弹性"),
    uncertain("vacancy_base", 0.15, "share of homes", (0.05, 0.3), "assumed", Evidence.ASSUMED,
              "empty homes in town and seat in the base year", "基年城镇住房空置率"),
    uncertain("feedback_housing", 1.0, "0 = off, 1 = on", (0.0, 1.0), "a switch for ablation", Evidence.ASSUMED,
              "feedback: demand moves house prices, and homes run out", "反馈：房价与住房紧张"),
    uncertain("building_follows_demand", 1.0, "elasticity", (0.0, 1.5),
              "assumed: county seats have built ahead of demand",
              Evidence.ASSUMED, "new homes with the growth of families in town", "住房建设对需求的弹性"),
    uncertain("owner_share_base", 0.7, "share of urban households", (0.4, 0.9),
              "assumed near the census long form 2020 (all households: bought or self-built)",
              Evidence.ASSUMED, "urban households who own their home in the base year", "基年城镇自有住房比例"),
    Lever("seat_land", 1.0, "percent of the stock per year", (0, 5), "Decision II(2); strength assumed",
        Evidence.ASSUMED,
          Label("land for homes in the county seat", "县城住房用地"), number=28, family="county_seat", place="seat",
          phrase="持续优化住房保障…用地结构", clause="II(2)", reading=2.0, begins=2024, complete=2027,
          outcome="seat_house_price", sign="-"),
    Lever("relocation_housing", 0.0, "homes offered a year and county", (0, 2000), "Decision IV(2); strength assumed",
          Evidence.ASSUMED, Label("joint and clustered homes for village families", "联建房、集中式住宅"), number=20,
          family="land", place="town",
          phrase="在符合条件的地方探索通过建设联建房、集中式住宅等方式，建立农民户有所居保障机制", clause="IV(2)",
          reading=200.0, begins=2025, complete=2027, outcome="town_residents", sign="+"),
    Lever("hazard_relocation", 0.0, "homes of the seat given up a year", (0, 5000),
          "Decision II(3); of single counties, strength assumed", Evidence.ASSUMED,
          Label("functions moved out of a seat at risk", "灾害风险县城功能疏解"), number=31, family="county_seat",
          place="seat", documents=("decision", "lushan"),
          phrase="支持自然灾害风险严重的县城开展承载能力论证和综合整治，有序推动功能疏解", clause="II(3)",
          reading=0.0, begins=2024, complete=2024, outcome="seat_residents", sign="-"),
    Lever("public_housing_share", 3.0, "percent of newcomers", (0, 30), "Decision IV(1); strength assumed",
          Evidence.ASSUMED, Label("public housing for newcomers", "新市民住房保障"), number=8, family="citizenship",
          phrase="推动…住房保障等城镇基本公共服务对常住人口全覆盖", clause="IV(1)", reading=10.0, begins=2025,
          complete=2027, outcome="urban_share", sign="+"),
)


def base_prices(values: np.ndarray) -> np.ndarray:
    """House price by unit and place, shape (units, 5), yuan per square metre (0 where the model has none)."""
    prices = np.zeros((len(values), 5))
    prices[:, TOWN] = values["house_price_town"]
    prices[:, SEAT] = values["house_price_seat"]
    return prices


def seat_land(values: np.ndarray) -> np.ndarray:
    """Land for homes in the seat, percent of the stock (units,): a good assessment is rewarded with more."""
    return values["seat_land"] * (1 + values["assessment_weight"] * values["land_quota_reward"])


def market(
    values: np.ndarray, prices: np.ndarray, homes: np.ndarray, households_before: np.ndarray, households: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Next year's prices and homes, each (units, 5): prices answer demand, building follows land and demand."""
    prices = prices.copy()
    homes = homes.copy()
    for place in (TOWN, SEAT):
        growth = np.maximum(households[:, place], 1) / np.maximum(households_before[:, place], 1)
        vacancy = 1 - households[:, place] / np.maximum(homes[:, place], 1)
        pressure = values["price_elasticity"] * (log(growth) - 0.1 * (vacancy - values["vacancy_base"]))
        prices[:, place] *= power(np.e, np.clip(pressure, -0.1, 0.1))
        land = seat_land(values) if place == SEAT else np.ones(len(values))
        homes[:, place] *= 1 + land / 100 + values["building_follows_demand"] * np.clip(log(growth), 0, 0.1)
    return prices, homes


def homes_given_up(values: np.ndarray, homes: np.ndarray) -> np.ndarray:
    """Homes of the seat given up this year (units,), to be built anew in town; at most all there are."""
    return np.minimum(values["hazard_relocation"], homes[:, SEAT])


def offer_probability(values: np.ndarray, village_families: np.ndarray) -> np.ndarray:
    """Probability that a village family is offered a home in town this year (units,); `village_families` are real."""
    return np.minimum(values["relocation_housing"] / np.maximum(village_families, 1), 1.0)


@rule
def yearly_cost(place, price, size, cost_rate, owns, subsidised_share, rent_city, rent_other):
    """What living in a place costs a household, yuan a year; owners pay a third of a tenant's cost."""
    if place == CITY:
        return rent_city
    if place == OTHER_PROVINCE:
        return rent_other
    cost = price * size * cost_rate
    if owns:
        return cost / 3.0
    return cost * (1.0 - 0.5 * subsidised_share / 100.0)


@rule
def can_buy(means, price, size, down_payment):
    """Whether savings and credit reach the down-payment."""
    return means >= price * size * down_payment
