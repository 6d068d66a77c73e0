"""Public services: a household uses access x quality.

Access is full with local hukou; without it starts at a share and grows with years of
residence until the entitlement has vested, as far as the residence permit works without
friction. Quality falls when more people share the same capacity.
"""

from __future__ import annotations

import numpy as np

from ..arithmetic import power
from ..compiled import rule
from ..parameters import Evidence, Label, Lever, Parameter, uncertain
from ..state.households import CITY, OTHER_PROVINCE, SEAT, TOWN, VILLAGE
from ..state.places import EDUCATION, HEALTH, SERVICES

INVESTMENT_BEFORE = 300.0  # yuan per village resident and year
FOLLOWING_BEFORE = 0.3  # share of the gap closed per year


def _vesting(service: str, en: str, zh: str, before: float, reading: float) -> Lever:
    return Lever(
        f"vesting_years_{service}", before, "years of residence", (0, 7), "Decision IV(1); before and strength assumed",
        Evidence.ASSUMED, Label(f"years until {en} vests", f"{zh}权益所需居住年限"), number=3, family="citizenship",
        phrase="健全…与居住年限相挂钩的非户籍人口基本公共服务提供机制", clause="IV(1)", reading=reading, begins=2024,
        complete=2027, outcome="urban_share", sign="-",
    )


def _schools(place: str, en: str, zh: str, outcome: str, sign: str) -> Lever:
    return Lever(
        f"school_quality_gap_closed_{place}", 0.0, "percent of the gap to the county seat", (0, 100),
        "Decision V(2); strength assumed; E:E1, E4", Evidence.SIGN_ONLY, Label(en, zh), number=45, family="services",
        place=place, documents=("decision", "shanxi", "city"),
        phrase="全面推进城乡学校共同体建设，加强校长和优秀骨干教师交流轮岗", clause="V(2)", reading=25.0, begins=2024,
        complete=2027, outcome=outcome, sign=sign,
    )


def _quality(service: str, zh: str, place: str, place_zh: str, value: float) -> Parameter:
    return uncertain(
        f"quality_{service}_{place}", value, "relative to the county seat", (0.1, 2.0), "assumed: only signs are known",
        Evidence.ASSUMED, f"quality of {service.replace('_', ' ')}: {place.replace('_', ' ')}", f"{place_zh}{zh}质量",
    )


_NAMES = (("education", "教育"), ("health", "医疗"), ("elder_care", "养老"), ("childcare", "托育"))
_PLACES = (("village", "乡村"), ("town", "镇区"), ("city", "省内城市"), ("other_province", "省外"))
_QUALITY = {
    "education": (0.45, 0.65, 1.15, 1.15),
    "health": (0.40, 0.60, 1.30, 1.20),
    "elder_care": (0.40, 0.60, 1.10, 1.00),
    "childcare": (0.20, 0.50, 1.20, 1.10),
}

PARAMETERS = (
    uncertain("weight_education", 0.9, "logits per household with pupils", (0.3, 1.8),
              "E:E1 (central China): a prior with wide bounds", Evidence.SIGN_ONLY,
              "weight of education", "教育权重"),
    uncertain("weight_health", 0.25, "logits", (0.0, 1.0), "sign only (E:E13)", Evidence.SIGN_ONLY,
              "weight of health care", "医疗权重"),
    uncertain("weight_elder_care", 0.20, "logits per elder household", (0.0, 1.0), "sign only", Evidence.SIGN_ONLY,
              "weight of elder care", "养老权重"),
    uncertain("weight_childcare", 0.20, "logits per household with small children", (0.0, 1.0), "sign only",
              Evidence.SIGN_ONLY, "weight of childcare", "托育权重"),
    uncertain("junior_high_premium", 1.5, "ratio", (1.0, 3.0), "E:E1: schooling moves peak at grade 7",
              Evidence.SIGN_ONLY, "weight of education at junior high against other grades", "初中阶段教育权重倍数"),
    *(
        _quality(service, zh, place, place_zh, value)
        for service, zh in _NAMES
        for (place, place_zh), value in zip(_PLACES, _QUALITY[service], strict=True)
    ),
    uncertain("crowding_elasticity_education", 0.5, "elasticity", (0.0, 1.0), "assumed (FB1)", Evidence.ASSUMED,
              "loss of school quality with crowding", "学校质量对拥挤的弹性"),
    uncertain("crowding_elasticity_other", 0.3, "elasticity", (0.0, 1.0), "assumed (FB1)", Evidence.ASSUMED,
              "loss of other services' quality with crowding", "其他服务质量对拥挤的弹性"),
    uncertain("feedback_crowding", 1.0, "0 = off, 1 = on", (0.0, 1.0), "a switch for ablation", Evidence.ASSUMED,
              "feedback: more people crowd services", "反馈：公共服务拥挤"),
    uncertain("feedback_villages", 1.0, "0 = off, 1 = on", (0.0, 1.0), "a switch for ablation", Evidence.ASSUMED,
              "feedback: emptier villages lose services and hold", "反馈：乡村空心化"),
    uncertain("capacity_growth", 0.01, "per year", (0.0, 0.06), "assumed", Evidence.ASSUMED,
              "yearly growth of service capacity in town and seat", "城镇服务能力年增长率"),
    uncertain("autonomy_speed", 4.0, "growth per unit of the budget", (0.0, 10.0), "assumed", Evidence.ASSUMED,
              "how much faster services are built with a county's own means", "县级财力对服务建设速度的作用"),
    uncertain("quality_per_deviation", 0.2, "relative to the county seat, per standard deviation", (0.05, 0.4),
              "assumed: only the sign is known", Evidence.ASSUMED,
              "service quality of one standard deviation", "服务质量每标准差增量"),
    uncertain("rural_investment_elasticity", 0.1, "elasticity", (0.0, 0.3), "assumed", Evidence.ASSUMED,
              "village services' answer to rural investment", "村级服务对投入的弹性"),
    uncertain("users_per_hospital_bed", 170.0, "users a bed serves uncrowded", (100, 300),
              "assumed: some seven beds for a thousand residents, those over 60 counted twice", Evidence.ASSUMED,
              "health-care users whom one bed of a county's own figure serves", "每张床位（自备数据）可服务的就医人数"),
    uncertain("village_services_open", 0.819, "share of villages", (0.5, 1.0), "China 2016: villages with a clinic",
              Evidence.MEASURED_ELSEWHERE, "villages with school or clinic open in the base year",
                  "基年村校村医开办比例"),
    uncertain("closure_elasticity", 0.5, "elasticity to residents", (0.0, 1.5), "assumed (FB4)", Evidence.ASSUMED,
              "closing of village services with fewer residents", "村级服务撤并对人口的弹性"),
    uncertain("access_elder_care", 0.7, "share", (0.2, 1.0), "assumed", Evidence.ASSUMED,
              "access to elder care without local hukou", "非户籍养老服务可及率"),
    uncertain("access_childcare", 0.42, "share", (0.2, 1.0), "E:E5: 42.3 % in public kindergartens",
              Evidence.MEASURED_ELSEWHERE, "access to childcare without local hukou", "非户籍托育可及率"),
    uncertain("access_other_province", 0.75, "share", (0.3, 1.0), "assumed below E:E5", Evidence.ASSUMED,
              "access to services in another province", "省外公共服务可及率"),
    uncertain("county_access_bonus", 0.5, "share of the gap", (0.0, 1.0), "assumed: same county, other register",
              Evidence.ASSUMED, "part of the access gap that does not exist within one's own county",
                  "本县户籍差距减免"),
    Lever("access_education", 0.90, "share", (0.5, 1), "E:E5: 90 % of migrant pupils in public schools",
          Evidence.MEASURED_ELSEWHERE, Label("access to schools without local hukou", "非户籍子女入学可及率"),
          number=4, family="citizenship",
          phrase="推动教育…等城镇基本公共服务对常住人口全覆盖", clause="IV(1)", reading=1.0,
          begins=2024, complete=2027, outcome="urban_share", sign="+"),
    Lever("access_health", 0.80, "share", (0.3, 1), "before assumed", Evidence.SIGN_ONLY,
          Label("access to health care without local hukou", "非户籍医疗可及率"), number=5, family="citizenship",
          phrase="推动…卫生…等城镇基本公共服务对常住人口全覆盖", clause="IV(1)", reading=1.0, begins=2024,
          complete=2027, outcome="urban_share", sign="+"),
    _vesting("education", "education", "教育", 1.0, 0.5),
    _vesting("health", "health care", "医疗", 0.5, 0.25),
    _vesting("childcare", "childcare", "托育", 1.0, 0.5),
    _vesting("elder_care", "elder care", "养老", 3.0, 1.5),
    _vesting("housing", "public housing", "住房保障", 3.0, 1.5),
    Lever("rural_investment", INVESTMENT_BEFORE, "yuan per village resident and year", (0, 1500),
          "Decision IV(3); before and strength assumed", Evidence.ASSUMED,
          Label("public investment in villages", "农业农村财政投入"), number=25, family="governance", place="village",
          phrase="提高土地出让收入用于农业农村比例", clause="IV(3)", reading=500.0, begins=2024, complete=2024,
          outcome="urban_share", sign="-"),
    Lever("fiscal_autonomy", 0.0, "percent of the budget", (0, 15), "Decision II(1); strength assumed",
          Evidence.ASSUMED, Label("the county's own means and say", "县级自有财力和自主分配权"), number=27,
          family="governance", phrase="增强县级自有财力和自主分配权", clause="II(1)", reading=5.0, begins=2024,
          complete=2027, outcome="seat_elder_care_crowding", sign="-"),
    Lever("seat_utility_capacity", 0.0, "percent of capacity", (0, 30), "Decision II(3); strength assumed",
          Evidence.ASSUMED, Label("pipes, water and waste works of the county seat", "县城市政设施承载能力"), number=30,
          family="county_seat", place="seat", documents=("decision", "shanxi", "departments"),
          phrase="及时消除燃气、给排水等市政管网安全隐患", clause="II(3)", reading=10.0, begins=2024, complete=2027,
          outcome="seat_health_crowding", sign="-"),
    _schools("village", "village schools brought nearer to the seat's", "乡村学校差距缩小", "urban_share", "-"),
    _schools("town", "town schools brought nearer to the seat's", "镇区学校差距缩小", "town_residents", "+"),
    Lever("capacity_follows_population", FOLLOWING_BEFORE, "share of the gap closed per year", (0, 1),
          "Decision V(2); before and strength assumed", Evidence.ASSUMED,
          Label("schools and hospitals that follow the population", "学校医院布局随人口调整"), number=46,
          family="services", phrase="允许在县域内根据人口流动情况合理调整学校、医院布局及教师编制配置、医生编制定额",
          clause="V(2)", reading=0.8, begins=2025, complete=2025, outcome="urban_share", sign="open"),
    Lever("seat_hospital_quality", 0.0, "standard deviations", (0, 1), "Decision V(2); strength assumed",
          Evidence.SIGN_ONLY, Label("better county hospitals", "县级医院提标"), number=47, family="services",
          place="seat", documents=("decision", "shanxi", "departments"),
          phrase="支持人口大县提标改造县级医院（中医院）、创建三级甲等医院", clause="V(2)", reading=0.4, begins=2024,
          complete=2027, outcome="urban_share", sign="+"),
    Lever("village_town_clinic_quality", 0.0, "standard deviations", (0, 1), "Decision V(2); strength assumed",
          Evidence.SIGN_ONLY, Label("better clinics in village and town", "乡镇卫生院和村医能力"), number=48,
          family="services", place="county", documents=("decision", "shanxi", "departments", "city"),
          phrase="打造紧密型县域医共体，实行县乡一体化管理", clause="V(2)", reading=0.25, begins=2024, complete=2027,
          outcome="seat_residents", sign="-"),
)


def base_quality(values: np.ndarray) -> np.ndarray:
    """Quality by unit, place and service, shape (units, 5, 4); the seat is 1."""
    quality = np.ones((len(values), 5, 4))
    for service, name in enumerate(SERVICES):
        for place, place_name in ((VILLAGE, "village"), (TOWN, "town"), (CITY, "city"),
                                  (OTHER_PROVINCE, "other_province")):
            quality[:, place, service] = values[f"quality_{name}_{place_name}"]
    return quality


def with_works(values: np.ndarray, quality: np.ndarray, town_boost: np.ndarray) -> np.ndarray:
    """Quality (units, 5, 4) with what the year's levers add to schools and clinics.

    `town_boost` (units,) is what central towns add to an average town, standard deviations.
    Schools come nearer to the seat's where they are behind it.
    """
    quality = quality.copy()
    invested = power(
        np.maximum(values["rural_investment"], 1) / INVESTMENT_BEFORE, values["rural_investment_elasticity"]
    )
    for service in (EDUCATION, HEALTH):
        quality[:, VILLAGE, service] *= invested
        quality[:, TOWN, service] += values["quality_per_deviation"] * town_boost
    for place, name in ((VILLAGE, "village"), (TOWN, "town")):
        gap = np.maximum(quality[:, SEAT, EDUCATION] - quality[:, place, EDUCATION], 0)
        quality[:, place, EDUCATION] += gap * values[f"school_quality_gap_closed_{name}"] / 100
        quality[:, place, HEALTH] += values["quality_per_deviation"] * values["village_town_clinic_quality"]
    quality[:, SEAT, HEALTH] += values["quality_per_deviation"] * values["seat_hospital_quality"]
    return quality


def crowding(
    values: np.ndarray, demand: np.ndarray, capacity: np.ndarray, town_factor: np.ndarray | float = 1.0,
    pace: np.ndarray | float = 1.0, from_bonus: np.ndarray | float = 0.0,
) -> tuple[np.ndarray, np.ndarray]:
    """This year's crowding and next year's capacity of town and seat, each (units, 5, 4).

    `town_factor` (units,) multiplies what towns can serve this year, the works of the seat what the seat can;
    `pace` (units,) is what last year's public finance leaves of the growth, `from_bonus` (units,) what it adds.
    """
    ratio = np.ones_like(capacity)
    grown = capacity.copy()
    growth = values["capacity_growth"] * (1 + values["autonomy_speed"] * values["fiscal_autonomy"] / 100)
    pace, from_bonus = pace * np.ones(len(values)), from_bonus * np.ones(len(values))
    factors = {TOWN: town_factor * np.ones(len(values)), SEAT: 1 + values["seat_utility_capacity"] / 100}
    for place, factor in factors.items():
        ratio[:, place] = demand[:, place] / np.maximum(capacity[:, place] * factor[:, None], 1)
        follows = values["capacity_follows_population"][:, None] * np.clip(ratio[:, place] - 1, 0, 0.1)
        grown[:, place] = capacity[:, place] * (
            1 + (growth * pace)[:, None] + follows * pace[:, None] + from_bonus[:, None]
        )
    return ratio, grown


def village_services(values: np.ndarray, residents_ratio: np.ndarray) -> np.ndarray:
    """Share of each village group's villages with school or clinic open (units, 8), as residents thin out.

    The more closely services follow the population, the sooner they close where it leaves.
    """
    ratio = np.minimum(residents_ratio, 1.0)
    elasticity = values["closure_elasticity"] * (1 + values["capacity_follows_population"] - FOLLOWING_BEFORE)
    return values["village_services_open"][:, None] * power(ratio, elasticity[:, None])


@rule
def vested_share(years, vesting_years):
    """Mean share of an entitlement that has vested over the coming five years of residence."""
    if years >= vesting_years:
        return 1.0
    start = years / vesting_years if years > 0.0 else 0.0
    if years + 5.0 < vesting_years:
        return (start + (years + 5.0) / vesting_years) / 2.0
    growing = (1.0 - start) * vesting_years
    return (growing * (start + 1.0) / 2.0 + (5.0 - growing)) / 5.0


@rule
def access(local_hukou, without_hukou, years, vesting_years, permit_friction):
    """Share of a service a household can use: all of it with local hukou, else what it starts with and earns."""
    if local_hukou:
        return 1.0
    return without_hukou + (1.0 - without_hukou) * vested_share(years, vesting_years) * (1.0 - permit_friction)


def usable_quality(values: np.ndarray, quality: np.ndarray, crowding_ratio: np.ndarray) -> np.ndarray:
    """Quality under crowding (units, 5, 4): falls once demand exceeds capacity, never rises above its own level."""
    elasticity = np.stack([
        values["crowding_elasticity_other" if service != EDUCATION else "crowding_elasticity_education"]
        for service in range(len(SERVICES))
    ], axis=-1)  # fmt: skip
    return quality * power(np.maximum(crowding_ratio, 1.0), -elasticity[:, None, :])


@rule
def health_value(values, elders, used):
    """Worth of health care (`used` is access x quality), logits: half as much again for each of two elders."""
    return values.weight_health * used * (1.0 + 0.5 * min(elders, 2))


@rule
def education_value(values, juniors, used):
    """Worth of schools to a household with pupils, logits: more at junior high school."""
    return values.weight_education * (values.junior_high_premium if juniors > 0 else 1.0) * used
