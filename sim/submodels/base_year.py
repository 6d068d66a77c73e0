"""Base year: what the censuses do not say about the population they count, declared as assumptions."""

from __future__ import annotations

import numpy as np

from ..parameters import Evidence, uncertain
from ..state.households import OLDEST

PARAMETERS = (
    uncertain("seat_share", 0.65, "share of a unit's urban residents", (0.45, 0.85),
              "assumed where no city proper is published; 18 cities: 82 %", Evidence.ASSUMED,
              "urban residents who live in the county seat", "县城占城镇人口比例"),
    uncertain("seat_share_per_town", -0.006, "per town beyond ten", (-0.02, 0.0), "assumed", Evidence.ASSUMED,
              "fall of the seat's share with the number of towns", "县城占比随镇数的降幅"),
    uncertain("collective_urban_share", 0.75, "share", (0.5, 1.0), "assumed", Evidence.ASSUMED,
              "residents of collective households in town or seat", "集体户在城镇比例"),
    uncertain("grandparent_families", 0.15, "share of two-generation households", (0.05, 0.35), "assumed",
              Evidence.ASSUMED, "two-generation households of grandparents and grandchildren", "隔代家庭比例"),
    uncertain("in_migrants_urban_share", 0.85, "share", (0.6, 1.0), "assumed", Evidence.ASSUMED,
              "residents registered elsewhere who live in town or seat", "外来人口在城镇比例"),
    uncertain("urban_hukou_in_town", 0.75, "share of urban families registered here, at most", (0.5, 1.0), "assumed",
              Evidence.ASSUMED, "urban families with urban hukou, at most", "城镇家庭中城镇户籍上限"),
    uncertain("away_children", 0.10, "share of registered children", (0.03, 0.3), "assumed", Evidence.ASSUMED,
              "registered children away, before scaling", "儿童外出比例"),
    uncertain("away_peak", 0.50, "share of registered persons", (0.3, 0.7), "assumed from cohort change",
              Evidence.ASSUMED,
              "registered persons away at the peak age, before scaling", "高峰年龄外出比例"),
    uncertain("away_peak_age", 25.0, "years", (20, 32), "assumed from cohort change", Evidence.ASSUMED,
              "age at which most are away", "外出高峰年龄"),
    uncertain("away_decline", 0.035, "per year of age", (0.01, 0.08), "assumed; E:B12 mean age", Evidence.ASSUMED,
              "fall of the share away after the peak", "外出比例随年龄降幅"),
    uncertain("workers_away_share", 0.40, "share of members away, at most", (0.1, 0.7), "assumed", Evidence.ASSUMED,
              "members away who left family behind, at most", "留守家庭外出劳力比例"),
    uncertain("urban_hukou_shift", 0.48, "logits, 2010 to 2020", (0.3, 0.7),
              "province: 26.8 % non-agricultural (2010 census) to 36.8 % urban hukou (2019)", Evidence.MEASURED_HERE,
              "rise of the urban hukou share 2010-2020", "2010-2020年城镇户籍比重上升"),
)


def seat_shares(values: np.ndarray, towns: np.ndarray, urban_residents: np.ndarray,
    city_proper: np.ndarray) -> np.ndarray:
    """Share of each unit's urban residents who live in the seat, shape (units,).

    The published city proper where there is one (NaN elsewhere), else the assumed share.
    """
    assumed = np.clip(values["seat_share"] + values["seat_share_per_town"] * (towns - 10), 0.35, 0.9)
    return np.where(np.isnan(city_proper), assumed, np.clip(city_proper / urban_residents, 0.3, 0.95))


def away_by_age(values: np.void) -> np.ndarray:
    """Relative share of registered persons away by age, shape (101,); the total is scaled to each unit's."""
    age = np.arange(OLDEST + 1)
    rise = 1 / (1 + np.exp(-(age - 18.5) / 1.2))
    fall = np.exp(-values["away_decline"] * np.maximum(age - values["away_peak_age"], 0))
    adult = values["away_peak"] * rise * fall * np.where(age > 58, np.exp(-(age - 58) / 6), 1.0)
    return np.where(age < 15, values["away_children"], np.maximum(adult, 0.02))


def urban_hukou_share(values: np.ndarray, share_2010: np.ndarray, year: int) -> np.ndarray:
    """Urban hukou share of the registered population by unit: 2010's, shifted in logits to the year."""
    logit = np.log(share_2010 / (1 - share_2010)) + values["urban_hukou_shift"] * (year - 2010) / 10
    return 1 / (1 + np.exp(-logit))
