"""Towns: central ones that are built up, and large ones that are planned as small cities.

The model has one town per unit. How its residents are spread over the unit's towns is
assumed to follow a rank-size rule; central towns are the largest.
"""

from __future__ import annotations

import numpy as np

from ..arithmetic import power
from ..parameters import Evidence, Label, Lever, uncertain

THRESHOLD_BEFORE = 10.0  # 10 000 residents

PARAMETERS = (
    uncertain("town_size_exponent", 1.0, "exponent of the rank", (0.5, 1.5), "assumed: rank-size rule",
              Evidence.ASSUMED, "how unequal a county's towns are in size", "镇区规模位序指数"),
    uncertain("town_upgrade_capacity", 0.2, "share of capacity", (0.0, 0.5), "assumed", Evidence.ASSUMED,
              "service capacity a town gains when planned as a small city", "按小城市标准建设的服务能力增量"),
    Lever("central_towns", 0.0, "towns of the province", (0, 400), "Decision III(4)", Evidence.SIGN_ONLY,
          Label("central towns built up", "省级百强中心镇数量"), number=41, family="villages", place="town",
          documents=("decision", "lushan"),
          phrase="引导人口、资源和要素向中心镇集聚，培育打造200个省级百强中心镇", clause="III(4)", reading=200.0,
          begins=2024, complete=2027, outcome="town_residents", sign="+"),
    Lever("central_town_boost", 0.3, "standard deviations", (0, 1), "Decision III(4); strength assumed",
          Evidence.ASSUMED, Label("how much a central town gains", "中心镇提升幅度"), number=41, family="villages",
          place="town", documents=("decision", "lushan"),
          phrase="加强中心镇建设，着力提高保障承载能力", clause="III(4)", reading=0.3,
          begins=2024, complete=2024, outcome="town_residents", sign="+", together_with=("central_towns",)),
    Lever("town_upgrade_threshold", THRESHOLD_BEFORE, "10 000 residents", (3, 10), "Decision III(4); before assumed",
          Evidence.ASSUMED,
          Label("residents from which a town is planned as a small city", "按小城市标准建设的镇区人口门槛"),
          number=42, family="villages", place="town",
          phrase="对镇区常住人口超过5万人的镇按小城市标准规划建设", clause="III(4)", reading=5.0,
          begins=2025, complete=2025, outcome="town_elder_care_crowding", sign="+"),
)


def size_shares(values: np.ndarray, town_number: np.ndarray) -> np.ndarray:
    """Share of a unit's town residents in each of its towns, the largest first: (units, most towns), rows add to 1."""
    rank = np.arange(1, int(town_number.max()) + 1, dtype=float)
    size = power(rank[None, :], -values["town_size_exponent"][:, None]) * (rank <= town_number[:, None])
    return size / size.sum(axis=1, keepdims=True)


def boost(values: np.ndarray, town_number: np.ndarray, province_towns: float) -> np.ndarray:
    """What central towns add to an average town resident, standard deviations (units,).

    Each unit has its share, by number, of the province's central towns (a fraction of the
    next town where that is no whole number); they are its largest.
    """
    central = values["central_towns"] * town_number / province_towns
    rank = np.arange(int(town_number.max()))
    part = np.clip(central[:, None] - rank, 0, 1)
    return (size_shares(values, town_number) * part).sum(axis=1) * values["central_town_boost"]


def capacity_factor(values: np.ndarray, town_number: np.ndarray, residents: np.ndarray) -> np.ndarray:
    """Service capacity of town against no change of the threshold, a factor (units,).

    `residents` (units,) live in the unit's towns; those in towns above the threshold gain
    `town_upgrade_capacity`, those above the threshold before the Decision had it already.
    """
    share = size_shares(values, town_number)
    size = share * residents[:, None] / 10_000
    above = (share * (size > values["town_upgrade_threshold"][:, None])).sum(axis=1)
    before = (share * (size > THRESHOLD_BEFORE)).sum(axis=1)
    return 1 + values["town_upgrade_capacity"] * (above - before)
