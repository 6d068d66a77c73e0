"""Demography: ageing, deaths, births, partnership, new households, and the young who leave alone.

Rates by age are tables made once a year from few parameters; the kernel looks them up.
Mortality is Gompertz with a young-adult excess, fitted to the province's deaths of 2022
and to the ten-year survival of the cohorts aged 60-74 in 2010. Fertility is a bell over
the mother's age whose level reproduces the children the 2020 census counted.
One lever touches it, `bride_price`; without it every arm of a comparison holds the same
people.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..compiled import rule
from ..parameters import Evidence, Label, Lever, constant, uncertain
from ..state.households import OLDEST

# Years of income a bride price came to before the Decision: the declared ages at partnership hold for it.
BRIDE_PRICE_BEFORE = 3.0

_FIT = "fitted to deaths of 2022 (Sichuan communique) and cohort survival 2010-2020 (censuses)"
_COUNTED = "children counted in the 2020 census over women by age, both censuses interpolated"

PARAMETERS = (
    constant("mortality_at_60_male", 0.0124, "deaths per person-year", (0.005, 0.03), _FIT, Evidence.MEASURED_HERE,
             "mortality of men aged 60 in 2015", "2015年60岁男性死亡率"),
    constant("mortality_at_60_female", 0.00722, "deaths per person-year", (0.003, 0.02), _FIT, Evidence.MEASURED_HERE,
             "mortality of women aged 60 in 2015", "2015年60岁女性死亡率"),
    constant("mortality_slope_male", 0.0918, "per year of age", (0.07, 0.12), _FIT, Evidence.MEASURED_HERE,
             "rise of men's log mortality with age", "男性死亡率随年龄的对数升幅"),
    constant("mortality_slope_female", 0.1036, "per year of age", (0.07, 0.13), _FIT, Evidence.MEASURED_HERE,
             "rise of women's log mortality with age", "女性死亡率随年龄的对数升幅"),
    constant("mortality_infant", 0.006, "deaths per birth", (0.002, 0.012), "assumed near the national level",
             Evidence.ASSUMED, "infant mortality", "婴儿死亡率"),
    constant("mortality_child", 0.0006, "deaths per person-year", (0.0002, 0.002), "assumed", Evidence.ASSUMED,
             "mortality at ages 1-4", "1-4岁死亡率"),
    constant("mortality_young_excess_male", 0.0006, "deaths per person-year", (0, 0.002), "assumed", Evidence.ASSUMED,
             "excess mortality of men aged 15-45", "15-45岁男性额外死亡率"),
    constant("mortality_young_excess_female", 0.0003, "deaths per person-year", (0, 0.001), "assumed",
             Evidence.ASSUMED, "excess mortality of women aged 15-45", "15-45岁女性额外死亡率"),
    constant("mortality_background", 0.0002, "deaths per person-year", (0, 0.001), "assumed", Evidence.ASSUMED,
             "background mortality", "基础死亡率"),
    constant("mortality_improvement", 0.015, "per year", (0, 0.03), "assumed; enters the fit of the level",
             Evidence.ASSUMED, "yearly fall of mortality", "死亡率年降幅"),
    constant("fertility_2010_2015", 1.73, "children per woman", (1.0, 2.0), _COUNTED, Evidence.MEASURED_HERE,
             "total fertility 2010-2015", "2010-2015年总和生育率"),
    constant("fertility_2016_2019", 1.64, "children per woman", (1.0, 2.0), _COUNTED, Evidence.MEASURED_HERE,
             "total fertility 2016-2019", "2016-2019年总和生育率"),
    constant("fertility_2020", 1.22, "children per woman", (0.8, 1.6), _COUNTED, Evidence.MEASURED_HERE,
             "total fertility 2020", "2020年总和生育率"),
    constant("fertility_2022", 1.02, "children per woman", (0.8, 1.6),
             "births of 2022 (Sichuan communique) over women of the 2020 census", Evidence.MEASURED_HERE,
             "total fertility from 2022", "2022年起总和生育率"),
    constant("fertility_mean_age", 27.5, "years", (25, 30), "assumed", Evidence.ASSUMED,
             "mean age of mothers", "生育平均年龄"),
    constant("fertility_age_spread", 5.2, "years", (4, 7), "assumed", Evidence.ASSUMED,
             "spread of the age of mothers", "生育年龄离散度"),
    constant("share_male_at_birth", 0.519, "share of births", (0.505, 0.54), "ages 0-4 of the 2020 census",
             Evidence.MEASURED_HERE, "share of boys at birth", "出生男婴占比"),
    constant("partnership_age_male", 26.5, "years", (24, 30), "assumed", Evidence.ASSUMED,
             "mean age of men at partnership", "男性平均成婚年龄"),
    constant("partnership_age_female", 24.5, "years", (22, 28), "assumed", Evidence.ASSUMED,
             "mean age of women at partnership", "女性平均成婚年龄"),
    constant("partnership_age_spread", 4.0, "years", (2, 6), "assumed", Evidence.ASSUMED,
             "spread of the age at partnership", "成婚年龄离散度"),
    constant("partnership_ever", 0.95, "share of persons", (0.85, 1.0), "assumed", Evidence.ASSUMED,
             "share who ever partner", "终身成婚比例"),
    uncertain("co_residence_of_couples", 0.2, "share of new couples", (0.0, 0.7), "assumed", Evidence.ASSUMED,
              "new couples who live with his parents", "新婚夫妇与男方父母同住比例"),
    uncertain("couples_settle_away", 0.8, "probability where one of two lives away", (0.3, 0.95),
              "assumed; cohort change 2010-2020",
              Evidence.ASSUMED, "new couples who settle where the one away lives", "一方在外的新婚夫妇在外定居比例"),
    uncertain("couples_settle_his", 0.7, "probability where both live in the county", (0.5, 0.95),
              "assumed: patrilocal",
              Evidence.ASSUMED, "new couples who settle where he lives", "新婚夫妇从夫居比例"),
    uncertain("youth_leaving", 0.10, "per year at the peak age", (0.02, 0.25), "fitted to cohort change 2010-2020",
              Evidence.FITTED, "rate at which the young leave alone", "青年独自外出率"),
    constant("youth_leaving_age", 18.0, "years", (15, 21), "assumed: cohort change 2010-2020 shows the loss at 15-24",
              Evidence.ASSUMED, "age at which most young people leave", "青年外出高峰年龄"),
    constant("youth_leaving_decline", 0.16, "per year of age", (0.05, 0.4), "assumed after cohort change 2010-2020",
              Evidence.ASSUMED, "fall of youth leaving after the peak", "高峰后青年外出率降幅"),
    uncertain("youth_return", 0.015, "per year", (0.005, 0.12), "E:G6 (1.5-3 % a year); fitted", Evidence.FITTED,
              "rate at which those who left alone return", "独自外出者返乡率"),
    uncertain("in_province_share", 0.515, "share of leavers", (0.45, 0.60),
              "E: out-going workers employed in Sichuan, 51.5 % (2018)", Evidence.MEASURED_HERE,
              "leavers who stay in the province", "外出者省内占比"),
    uncertain("town_youth_leaving", 0.8, "ratio to village youth", (0.4, 1.2), "assumed", Evidence.ASSUMED,
              "leaving of town youth against village youth", "城镇青年相对乡村青年外出率"),
    uncertain("senior_high_share", 0.70, "share of each cohort", (0.4, 0.95), "assumed", Evidence.ASSUMED,
              "young people who finish senior high school", "高中毕业比例"),
    uncertain("college_share", 0.40, "share of each cohort", (0.15, 0.65), "assumed", Evidence.ASSUMED,
              "young people who finish college", "大学毕业比例"),
    uncertain("in_migration_rate", 0.055, "of the base-year stock per year", (0.0, 0.4),
              "keeps the stock of residents registered elsewhere; assumed; 0 switches it off", Evidence.ASSUMED,
              "yearly in-migration from other counties", "外来迁入率"),
    uncertain("bride_price_elasticity", 0.1, "elasticity", (0.0, 0.3), "assumed: no credible magnitude",
              Evidence.ASSUMED, "fall of partnership with the bride price", "成婚率对彩礼的弹性"),
    Lever("bride_price", BRIDE_PRICE_BEFORE, "years of household income", (0, 6),
          "Decision VI(2); before and strength assumed", Evidence.ASSUMED, Label("bride price", "彩礼"), number=56,
          family="governance", phrase="深化婚丧习俗改革，遏制“天价彩礼”", clause="VI(2)", reading=2.5, begins=2024,
          complete=2024, outcome="resident_gain_natural", sign="-"),
)


# Birthdays that change a household's year: school entries, education reached, sixty.
MILESTONES = (6, 12, 15, 16, 19, 22, 60)
# What a member's age, sex and partner say may happen to a household within the year, as bits.
AT_SCHOOL_AGE, MAY_GIVE_BIRTH, MAY_PAIR_OR_LEAVE = 2, 4, 8


class AgeTables(NamedTuple):
    """Yearly rates by single age 0-100; sex is the first axis where there is one (0 male, 1 female)."""

    death: np.ndarray  # (2, 101)
    dies_below: np.ndarray  # int64 (2, 101): the same as the draws that let a member die are counted (`words_below`)
    signs: np.ndarray  # uint8 (2, 2, 101): by whether partnered, sex and age, the bits above
    birth: np.ndarray  # (101,): of a partnered woman
    partnership: np.ndarray  # (2, 101): of someone without a partner
    leaving: np.ndarray  # (101,): of the young without a partner, at the peak = 1
    reconsideration: np.ndarray  # (101,): from the residence choice, at the peak = 1
    horizon: np.ndarray  # (101,): from the residence choice, discounted years


def death_probability(values: np.void, year: int) -> np.ndarray:
    """Probability of dying within the year by sex and completed age, shape (2, 101)."""
    age = np.arange(OLDEST + 1)
    table = np.zeros((2, OLDEST + 1))
    for sex, name in enumerate(("male", "female")):
        rate = values[f"mortality_at_60_{name}"] * np.exp(values[f"mortality_slope_{name}"] * (age - 60))
        rate += values[f"mortality_young_excess_{name}"] * ((age >= 15) & (age <= 45))
        rate += values["mortality_background"]
        rate[0] = values["mortality_infant"]
        rate[1:5] = values["mortality_child"]
        table[sex] = 1 - np.exp(-rate * (1 - values["mortality_improvement"]) ** (year - 2015))
    return table


def total_fertility(values: np.void, year: int) -> float:
    """Children per woman in a year (the year ends on 1 November)."""
    if year <= 2015:
        return float(values["fertility_2010_2015"])
    if year <= 2019:
        return float(values["fertility_2016_2019"])
    known = [values["fertility_2016_2019"], values["fertility_2020"], values["fertility_2022"]]
    return float(np.interp(year, [2019, 2020, 2022], known))


def birth_probability(values: np.void, year: int) -> np.ndarray:
    """Probability of a birth within the year for any woman by age, shape (101,)."""
    age = np.arange(OLDEST + 1)
    bell = np.exp(-0.5 * ((age - values["fertility_mean_age"]) / values["fertility_age_spread"]) ** 2)
    bell[(age < 15) | (age > 49)] = 0
    return total_fertility(values, year) * bell / bell.sum()


def partnered_share(values: np.void, sex: str) -> np.ndarray:
    """Share ever partnered by age, shape (101,)."""
    below = _share_below_each_age(
        float(values[f"partnership_age_{sex}"]), float(values["partnership_age_spread"])
    )
    return np.where(np.arange(OLDEST + 1) < 16, 0.0, values["partnership_ever"] * below)


@lru_cache(maxsize=8)
def _share_below_each_age(mean: float, spread: float) -> np.ndarray:
    """The normal distribution function by age (101,), the same in most years of a run."""
    z = (np.arange(OLDEST + 1) - mean) / spread
    return np.array([0.5 * math.erfc(-each / math.sqrt(2)) for each in z])


def partnership_probability(values: np.void, sex: str) -> np.ndarray:
    """Probability that someone without a partner finds one within the year, shape (101,)."""
    share = partnered_share(values, sex)
    gain = np.diff(share, append=share[-1])
    hazard = gain / np.maximum(1 - share, 1e-9)
    hazard[50:] = 0
    return np.clip(hazard, 0, 1)


@rule
def partnership_ratio(bride_price, elasticity):
    """Yearly probability of partnership against the declared one, by the bride price; never negative."""
    return max(1.0 - elasticity * (bride_price - BRIDE_PRICE_BEFORE) / BRIDE_PRICE_BEFORE, 0.0)


def leaving_shape(values: np.void) -> np.ndarray:
    """Relative rate at which the young leave alone by age, 1 at the peak, shape (101,)."""
    age = np.arange(OLDEST + 1)
    decline = values["youth_leaving_decline"]
    past = age - values["youth_leaving_age"] - np.log(decline)
    shape = np.exp(-decline * past - np.exp(-past))
    shape[(age < 15) | (age > 39)] = 0
    return shape / shape.max()


def signs_by_age() -> np.ndarray:
    """What the year may hold for a member who is, or is not, partnered, by sex and age: bits, uint8 (2, 2, 101)."""
    age = np.arange(OLDEST + 1)
    young = (age >= 14) & (age <= 48)
    signs = np.zeros((2, 2, OLDEST + 1), np.uint8)
    signs[:] = AT_SCHOOL_AGE * np.isin(age + 1, MILESTONES)
    signs[0] |= np.uint8(MAY_PAIR_OR_LEAVE) * young
    signs[1, 1] |= np.uint8(MAY_GIVE_BIRTH) * young
    return signs


def age_tables(values: np.void, year: int, reconsideration: np.ndarray, horizon: np.ndarray) -> AgeTables:
    """All tables of the year. `values` is a record of every parameter."""
    women = np.maximum(partnered_share(values, "female"), 0.02)
    death = death_probability(values, year)
    return AgeTables(
        death=death,
        dies_below=np.ceil(death * 2.0**32 - 0.5).astype(np.int64),
        signs=signs_by_age(),
        birth=np.minimum(birth_probability(values, year) / women, 0.6),
        partnership=np.stack([partnership_probability(values, sex) for sex in ("male", "female")]),
        leaving=leaving_shape(values),
        reconsideration=reconsideration,
        horizon=horizon,
    )
