"""Livelihoods: what work earns in each place, and how many find it.

A household's income counts its workers at the place each alternative gives them, the
rent of its land, its share in the collective and what elders receive, less the cost of
housing. Wages and employment respond to the number of workers per job with one year's lag.
"""

from __future__ import annotations

import numpy as np

from ..arithmetic import power
from ..compiled import rule
from ..parameters import Evidence, Label, Lever, constant, uncertain
from ..state.households import CITY, COLLEGE, OTHER_PROVINCE, PRIMARY, SEAT, SENIOR_HIGH, TOWN, VILLAGE

_PAY = "migrant-worker monitoring 2023: 5441 yuan a month out-going, 4131 local; prices of 2020"

# As they stood before the Decision: the declared incomes hold for these.
INCOME_FLOOR_BEFORE = 6000.0
BENEFIT_GAP_BEFORE = 50.0

PARAMETERS = (
    uncertain("wage_village", 17000.0, "yuan a year", (10000, 26000), "assumed: farm sidelines and local day work",
              Evidence.ASSUMED, "earnings of a village worker beside the contracted land",
                  "村内劳动力年收入（不含承包地）"),
    uncertain("wage_town", 33000.0, "yuan a year", (24000, 42000), "assumed below the seat", Evidence.ASSUMED,
              "wage in town", "镇区年工资"),
    uncertain("wage_seat", 38000.0, "yuan a year", (30000, 46000), _PAY, Evidence.MEASURED_ELSEWHERE,
              "wage in the county seat", "县城年工资"),
    uncertain("wage_city", 48000.0, "yuan a year", (38000, 58000), _PAY, Evidence.MEASURED_ELSEWHERE,
              "wage in an in-province city", "省内城市年工资"),
    uncertain("wage_other_province", 52000.0, "yuan a year", (42000, 62000), _PAY, Evidence.MEASURED_ELSEWHERE,
              "wage in another province", "省外年工资"),
    uncertain("farm_income_per_mu", 800.0, "yuan per mu and year", (300, 1500), "assumed", Evidence.ASSUMED,
              "net income of a mu farmed by the household", "自耕地每亩净收入"),
    uncertain("pension_rural", 1700.0, "yuan a year", (1000, 3000), "assumed", Evidence.ASSUMED,
              "rural pension of an elder", "农村老人年养老金"),
    uncertain("pension_portable", 6000.0, "yuan a year", (2000, 12000), "assumed", Evidence.ASSUMED,
              "pension earned by urban work that can follow the elder", "可转移接续的职工养老待遇"),
    uncertain("employment_base", 0.88, "share of the year", (0.7, 0.98), "assumed", Evidence.ASSUMED,
              "employment where jobs match workers", "岗位与劳动力相当时的就业率"),
    uncertain("employment_elasticity", 0.5, "elasticity", (0.0, 1.0), "assumed", Evidence.ASSUMED,
              "response of employment to jobs per worker", "就业对岗位密度的弹性"),
    uncertain("wage_elasticity", 0.2, "elasticity", (0.0, 0.5), "assumed: literature ranges only", Evidence.ASSUMED,
              "fall of wages with workers per job", "工资对劳动力拥挤的弹性"),
    uncertain("job_multiplier", 0.45, "elasticity", (0.3, 0.6), "assumed: literature ranges only", Evidence.ASSUMED,
              "local jobs that follow residents", "岗位随常住人口增长的弹性"),
    uncertain("feedback_labour", 1.0, "0 = off, 1 = on", (0.0, 1.0), "a switch for ablation", Evidence.ASSUMED,
              "feedback: more workers per job lower wages and employment", "反馈：劳动力市场"),
    uncertain("carer_employment", 0.4, "share of the year", (0.0, 0.9), "E:E1 mothers in full-time care",
              Evidence.SIGN_ONLY, "employment of a parent who accompanies schooling", "陪读家长就业率"),
    uncertain("saving_rate", 0.15, "share of earnings", (0.0, 0.4), "assumed", Evidence.ASSUMED,
              "share of earnings saved towards a home", "购房储蓄率"),
    uncertain("income_floor_reach", 0.3, "share of the gap that is paid", (0.0, 1.0), "assumed: not all who fall below "
              "are found or apply", Evidence.ASSUMED,
              "reach of the income floor", "低保及防返贫政策覆盖比例"),
    uncertain("benefit_gap_pull", 1.0, "logits per unit of the gap", (0.0, 3.0), "assumed; E:D8 gives the sign",
              Evidence.SIGN_ONLY, "pull of better urban benefits on conversion", "城镇待遇差距对落户的推动"),
    constant("income_scale_urban", 2.018, "ratio", (0.5, 4.0), "to 38,253 yuan per urban resident, Sichuan 2020",
             Evidence.MEASURED_HERE, "published over modelled urban income in 2020", "2020年城镇收入定标系数"),
    constant("income_scale_village", 1.097, "ratio", (0.3, 4.0), "to 15,929 yuan per rural resident, Sichuan 2020",
             Evidence.MEASURED_HERE, "published over modelled rural income in 2020", "2020年农村收入定标系数"),
    Lever("social_insurance_portability", 0.5, "share", (0, 1), "Decision IV(1); strength assumed", Evidence.ASSUMED,
          Label("portability of social insurance", "社会保险转移接续"), number=6, family="citizenship",
          phrase="推动社会保险关系顺畅转移接续", clause="IV(1)", reading=0.9, begins=2024, complete=2027,
          outcome="urban_share", sign="open"),
    Lever("job_matching", 0.0, "added share of the year in work", (0, 0.1), "Decision IV(1); strength assumed",
          Evidence.ASSUMED, Label("employment services in town and city", "就业服务"), number=7, family="citizenship",
          phrase="推动…就业服务…等城镇基本公共服务对常住人口全覆盖", clause="IV(1)", reading=0.03, begins=2024,
          complete=2024, outcome="urban_share", sign="open"),
    uncertain("training_share", 0.3, "share of workers", (0.1, 0.6), "assumed", Evidence.ASSUMED,
              "workers who are trained", "接受培训的劳动力比例"),
    uncertain("central_town_pay", 0.05, "share of wages per standard deviation", (0.0, 0.1), "assumed",
              Evidence.ASSUMED, "what building up central towns adds to wages in town", "中心镇提升对镇区工资的作用"),
    Lever("seat_jobs", 0.0, "percent of jobs per year, extra", (0, 5), "Decision II(4); strength assumed; E:B6, E8",
          Evidence.SIGN_ONLY, Label("more jobs in the county seat: industry and parks", "县城产业岗位"), number=32,
          family="county_seat", place="seat", documents=("decision", "lushan", "shanxi", "departments", "city"),
          phrase="推动有条件的县城有序承接大城市产业转移，布局建设专业化配套生产基地", clause="II(4)", reading=1.5,
          begins=2024, complete=2027, outcome="urban_share", sign="+"),
    Lever("seat_services_jobs", 0.0, "percent of jobs per year, extra", (0, 3), "Decision II(4); strength assumed",
          Evidence.ASSUMED,
          Label("more jobs in town and seat: trade, tourism, small firms", "县域商贸文旅和民营经济岗位"),
          number=33, family="county_seat", place="county", documents=("decision", "shanxi", "city"),
          phrase="提质扩容生活性服务业，优化提升县城商业综合体、专业市场等", clause="II(4)", reading=0.5, begins=2024,
          complete=2027, outcome="urban_share", sign="+"),
    Lever("village_jobs", 0.0, "percent of earnings per year, extra", (0, 3), "Decision III(1); strength assumed",
          Evidence.ASSUMED, Label("rural industries: more to earn in the village", "乡村特色产业收入增速"), number=35,
          family="villages", place="village", documents=("decision", "shanxi", "city"),
          phrase="做大做强农产品精深加工", clause="III(1)", reading=0.5, begins=2024, complete=2027,
          outcome="urban_share", sign="-"),
    Lever("training", 0.0, "log wage of those trained", (0, 0.1), "Decision III(3); strength assumed",
          Evidence.ASSUMED, Label("training of migrant workers", "农民工职业培训"), number=38, family="villages",
          place="county", phrase="强化农民工职业教育培训", clause="III(3)", reading=0.04, begins=2024, complete=2024,
          outcome="village_income", sign="+"),
    Lever("income_floor", INCOME_FLOOR_BEFORE, "yuan per head and year", (0, 12000),
          "Decision III(3); before and strength assumed", Evidence.SIGN_ONLY,
          Label("income floor in the village", "农村最低生活保障水平"), number=39, family="villages", place="village",
          documents=("decision", "shanxi"), phrase="完善最低生活保障制度，提高保障水平", clause="III(3)",
          reading=8000.0, begins=2024, complete=2024, outcome="urban_share", sign="-"),
    Lever("benefit_gap", BENEFIT_GAP_BEFORE, "percent that rural benefits stay below urban ones", (0, 60),
          "Decision V(2); before and strength assumed; E:D8, E9", Evidence.SIGN_ONLY,
          Label("gap between urban and rural benefits", "城乡待遇差距"), number=52, family="services",
          documents=("decision", "shanxi"), phrase="建立民生政策标准动态调整机制…努力实现标准统一、制度并轨、公平普惠",
          clause="V(2)", reading=30.0, begins=2024, complete=2035, outcome="conversions", sign="+"),
    Lever("returnee_incentive", 0.0, "1000 yuan per family, once", (0, 50), "Decision IV(4); strength assumed; E:G6-G9",
          Evidence.ASSUMED, Label("payment to families that return", "返乡创业就业补助"), number=54,
          family="governance", place="city", phrase="实施…优秀农民工回引培养工程", clause="IV(4)", reading=5.0,
          begins=2024, complete=2024, outcome="resident_gain_returns", sign="+"),
)


def base_wages(values: np.ndarray) -> np.ndarray:
    """Wage by unit and place, shape (units, 5), yuan a year."""
    wages = np.zeros((len(values), 5))
    for place, name in ((VILLAGE, "village"), (TOWN, "town"), (SEAT, "seat"), (CITY, "city"),
                        (OTHER_PROVINCE, "other_province")):
        wages[:, place] = values[f"wage_{name}"]
    return wages


def labour_market(
    values: np.ndarray, jobs: np.ndarray, workers: np.ndarray, base_workers: np.ndarray, base_residents: np.ndarray,
    residents: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Wages and employment by unit and place, each (units, 5), for next year.

    `jobs`, `workers` and the residents are (units, 5); only town and seat respond, since
    village work is self-employment and the cities are large.
    """
    wages = base_wages(values)
    employment = np.tile(values["employment_base"][:, None], (1, 5))
    for place in (TOWN, SEAT):
        grown = np.maximum(residents[:, place], 1) / np.maximum(base_residents[:, place], 1)
        available = jobs[:, place] * power(grown, values["job_multiplier"])
        tightness = available / np.maximum(workers[:, place], 1)
        wages[:, place] *= np.clip(power(tightness, values["wage_elasticity"]), 0.6, 1.5)
        employment[:, place] *= power(np.minimum(1.0, tightness), values["employment_elasticity"])
    return wages, employment


def more_jobs(values: np.ndarray, jobs: np.ndarray) -> np.ndarray:
    """Jobs (units, 5) with those that industry and services add to town and seat this year."""
    jobs = jobs.copy()
    jobs[:, TOWN] *= 1 + values["seat_services_jobs"] / 100
    jobs[:, SEAT] *= 1 + (values["seat_jobs"] + values["seat_services_jobs"]) / 100
    return jobs


def pay_factor(values: np.ndarray, village_pay: np.ndarray, town_boost: np.ndarray) -> np.ndarray:
    """What levers make of a wage, a factor (units, 5).

    `village_pay` (units,) is the growth of village earnings so far, a factor; `town_boost`
    (units,) what central towns add to an average town, standard deviations.
    """
    trained = power(np.e, values["training"] * values["training_share"])
    factor = np.tile(trained[:, None], (1, 5))
    factor[:, VILLAGE] *= village_pay
    factor[:, TOWN] *= 1 + values["central_town_pay"] * town_boost
    return factor


def rural_pension(values: np.ndarray) -> np.ndarray:
    """Pension of an elder without urban hukou (units,), yuan a year: the declared one at the gap of before."""
    return values["pension_rural"] * ((1 - values["benefit_gap"] / 100) / (1 - BENEFIT_GAP_BEFORE / 100))


@rule
def skill(education):
    """Earnings of a worker against one with junior high school."""
    if education == PRIMARY:
        return 0.85
    if education == SENIOR_HIGH:
        return 1.12
    if education == COLLEGE:
        return 1.45
    return 1.0


@rule
def earnings(skill_sum, wage, employment):
    """Yearly earnings of workers with this sum of skills at one place, yuan."""
    return skill_sum * wage * employment


@rule
def employed(employment, place, job_matching):
    """Share of the year in work: job matching adds to it in town, seat and the province's cities."""
    if place in (VILLAGE, OTHER_PROVINCE):
        return employment
    return min(employment + job_matching, 1.0)


@rule
def farm_income(mu, village_workers, income_per_mu):
    """Net income of land farmed by the household, yuan: one worker can farm five mu by hand."""
    return min(mu, 5.0 * village_workers) * income_per_mu


@rule
def assistance(income, members, floor, reach):
    """Yuan a year that lift a family towards an income floor per head."""
    return reach * max(members * floor - income, 0.0)


@rule
def added_assistance(income, members, floor, reach):
    """Yuan a year that the floor adds to what the floor of before the Decision gave (negative below it)."""
    if floor == INCOME_FLOOR_BEFORE:
        return 0.0
    return assistance(income, members, floor, reach) - assistance(income, members, INCOME_FLOOR_BEFORE, reach)


@rule
def benefit_pull(gap, pull):
    """What better urban benefits add to the logit of converting, against the gap of before the Decision."""
    return pull * (gap - BENEFIT_GAP_BEFORE) / 100.0


@rule
def return_payment(incentive, horizon):
    """The payment for a return, yuan a year over the discounted years left to enjoy it."""
    return incentive * 1000.0 / horizon


@rule
def pensions(elders, lives_in_village, rural, portable, portability):
    """Elders' income, yuan: the part earned by urban work follows only as far as insurance is portable."""
    follows = portability if not lives_in_village else 1.0
    return elders * (rural + portable * 0.2 * follows)
