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
from ..state.places import EDUCATION, SERVICES


def _vesting(service: str, en: str, zh: str, before: float, reading: float) -> Lever:
    return Lever(
        f"vesting_years_{service}", before, "years of residence", (0, 7), "Decision IV(1); before and strength assumed",
        Evidence.ASSUMED, Label(f"years until {en} vests", f"{zh}权益所需居住年限"), number=3, family="citizenship",
        phrase="健全…与居住年限相挂钩的非户籍人口基本公共服务提供机制", clause="IV(1)", reading=reading, begins=2024,
        complete=2027, outcome="urban_share", sign="-",
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
    uncertain("capacity_follows_demand", 0.3, "share of the gap closed per year", (0.0, 1.0), "assumed",
              Evidence.ASSUMED,
              "investment that follows crowding", "按拥挤程度追加投入比例"),
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
)


def base_quality(values: np.ndarray) -> np.ndarray:
    """Quality by unit, place and service, shape (units, 5, 4); the seat is 1."""
    quality = np.ones((len(values), 5, 4))
    for service, name in enumerate(SERVICES):
        for place, place_name in ((VILLAGE, "village"), (TOWN, "town"), (CITY, "city"),
                                  (OTHER_PROVINCE, "other_province")):
            quality[:, place, service] = values[f"quality_{name}_{place_name}"]
    return quality


def crowding(values: np.ndarray, demand: np.ndarray, capacity: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """This year's crowding and next year's capacity of town and seat, each (units, 5, 4)."""
    ratio = np.ones_like(capacity)
    grown = capacity.copy()
    for place in (TOWN, SEAT):
        ratio[:, place] = demand[:, place] / np.maximum(capacity[:, place], 1)
        follows = values["capacity_follows_demand"][:, None] * np.clip(ratio[:, place] - 1, 0, 0.1)
        grown[:, place] = capacity[:, place] * (1 + values["capacity_growth"][:, None] + follows)
    return ratio, grown


def village_services(values: np.ndarray, residents_ratio: np.ndarray) -> np.ndarray:
    """Share of each village group's villages with school or clinic open (units, 8), as residents thin out."""
    ratio = np.minimum(residents_ratio, 1.0)
    return values["village_services_open"][:, None] * power(ratio, values["closure_elasticity"][:, None])


@rule
def vested_share(years, vesting_years):
    """Mean share of an entitlement that has vested over the coming five years of residence."""
    if vesting_years <= 0.0:
        return 1.0
    start = min(years / vesting_years, 1.0)
    end = min((years + 5.0) / vesting_years, 1.0)
    growing = (end - start) * vesting_years
    return (growing * (start + end) / 2.0 + (5.0 - growing) * 1.0) / 5.0 if end >= 1.0 else (start + end) / 2.0


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
