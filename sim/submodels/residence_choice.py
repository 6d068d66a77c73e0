"""Residence choice: who reconsiders, what each alternative is worth, which is chosen.

Stage 1: a household reconsiders where it lives with a hazard that follows the age of its
main decision-maker and rises with the events of the year. Stage 2: nested logit over
eight alternatives in three nests. Worth is per year; the one-off cost of moving is spread
over the years left to enjoy it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..arithmetic import exponential, log
from ..compiled import rule
from ..parameters import Evidence, uncertain
from ..state.households import (
    CITY,
    IN_CITY,
    IN_OTHER_PROVINCE,
    IN_SEAT,
    IN_SEAT_FOR_SCHOOL,
    IN_SEAT_WORKERS_AWAY,
    IN_TOWN,
    IN_VILLAGE,
    IN_VILLAGE_WORKERS_AWAY,
    OLDEST,
    OTHER_PROVINCE,
    SEAT,
    TOWN,
    VILLAGE,
)

_FIT = "fitted to the censuses 2010 and 2020"

# Events of a year, bits of the household's `events`.
ENTERS_PRIMARY = 1
ENTERS_JUNIOR_HIGH = 2
ENTERS_SENIOR_HIGH = 4
PARTNERSHIP = 8
BIRTH = 16
PARENT_TURNS_60 = 32
RETIREMENT = 64
WIDOWHOOD = 128
ANY_EVENT = 255  # of those above
FORMED_THIS_YEAR = 256
HOME_OFFERED = 512
OFFER_ALONE = 1024  # with the bit above: nothing else made it think

PARAMETERS = (
    uncertain("reconsideration", 0.07, "hazard per year at the peak age", (0.02, 0.2), "assumed start; " + _FIT,
              Evidence.FITTED, "how often a household reconsiders where it lives", "住户重新考虑居住地的频率"),
    uncertain("reconsideration_peak_age", 30.0, "years", (24, 40), "E:G10 shape; E:B12 mean age 38.9",
              Evidence.MEASURED_ELSEWHERE, "age at which most households reconsider", "重新考虑的高峰年龄"),
    uncertain("reconsideration_decline", 0.05, "per year of age", (0.01, 0.1), "E:G10 shape",
              Evidence.MEASURED_ELSEWHERE, "fall of reconsideration after the peak", "高峰后频率降幅"),
    uncertain("event_school", 0.5, "log hazard", (0.0, 1.5), "E:E1: schooling moves at school entry",
              Evidence.SIGN_ONLY, "school entry makes a household reconsider", "子女升学事件作用"),
    uncertain("event_junior_high", 0.9, "log hazard", (0.0, 2.0), "E:E1: peak at junior high", Evidence.SIGN_ONLY,
              "junior high entry makes a household reconsider", "小升初事件作用"),
    uncertain("event_family", 0.5, "log hazard", (0.0, 1.5), "assumed", Evidence.ASSUMED,
              "partnership, birth or widowhood makes a household reconsider", "家庭变动事件作用"),
    uncertain("event_sixty", 0.4, "log hazard", (0.0, 1.5), "E:E9", Evidence.SIGN_ONLY,
              "a parent turning 60, or retirement, makes a household reconsider", "老人满60岁事件作用"),
    uncertain("income_weight", 1.5, "elasticity among those who reconsider", (1.0, 3.0), "E:B1",
              Evidence.MEASURED_ELSEWHERE, "weight of log income", "收入权重"),
    uncertain("distance_weight", 1.5, "ratio to the income weight", (1.2, 1.8), "E:B5", Evidence.MEASURED_ELSEWHERE,
              "weight of distance against income", "距离相对收入的权重"),
    uncertain("distance_scale", 50.0, "kilometres", (20, 150), "assumed", Evidence.ASSUMED,
              "distance that counts as one unit", "距离尺度"),
    uncertain("distance_other_province", 1200.0, "kilometres", (600, 1800), "assumed: to the coast", Evidence.ASSUMED,
              "distance to another province's cities", "跨省距离"),
    uncertain("other_province_cost", -6.4, "logits", (-8.0, 2.0),
              "set by hand; 51.5 % of out-going workers stay in the province (2018)", Evidence.ASSUMED,
              "cost of another province beyond its distance (negative: its jobs outweigh it)", "跨省成本（扣除距离）"),
    uncertain("constant_town", 0.0, "logits", (-4, 4), _FIT, Evidence.FITTED,
              "what town and seat are worth beyond the terms", "城镇常数项"),
    uncertain("constant_seat_over_town", 0.35, "logits", (-1, 2), "E:C10, E2 as priors; the censuses do not tell",
              Evidence.ASSUMED, "county seat beyond town", "县城相对镇区常数项"),
    uncertain("constant_away", 0.0, "logits", (-5, 4), _FIT, Evidence.FITTED,
              "what a city is worth to a whole family beyond the terms", "举家外出常数项"),
    uncertain("constant_workers_away", 0.0, "logits", (-4, 4), _FIT, Evidence.FITTED,
              "what workers away are worth beyond the terms", "劳力外出常数项"),
    uncertain("away_age_decline", 0.08, "logits per year of age from 20 to 45", (0.0, 0.1),
              "E:B12: out-going workers are 38.9 years old on average, local ones 46.6", Evidence.SIGN_ONLY,
              "fall of what working in a city is worth with age", "外出价值随年龄降幅"),
    uncertain("constant_school_split", -1.2, "logits", (-4, 1), "E:E1: 14 % of seat residents (central China)",
              Evidence.SIGN_ONLY, "split for schooling beyond the terms", "陪读分居常数项"),
    uncertain("slope_2010_share", 0.0, "logits per logit of the 2010 share", (-1.5, 1.5), _FIT, Evidence.FITTED,
              "pull of town and seat with the unit's urban share of 2010", "2010年城镇化率的作用"),
    uncertain("shift_minority", 0.0, "logits per unit share", (-3, 3), _FIT, Evidence.FITTED,
              "pull of town and seat with the minority share of 2010", "少数民族比例的作用"),
    uncertain("shift_non_agricultural", 0.0, "logits per unit share", (-6, 6), _FIT, Evidence.FITTED,
              "pull of town and seat with the non-agricultural hukou share of 2010", "非农业户口比例的作用"),
    uncertain("shift_registered_ratio", 0.0, "logits per log ratio", (-3, 3), _FIT, Evidence.FITTED,
              "pull of town and seat with registered over resident population of 2010", "户籍常住比的作用"),
    uncertain("town_trend", 0.0, "logits per year from 2020", (-0.05, 0.05),
              "N(0, 0.02) a prior: one decade cannot tell",
              Evidence.ASSUMED, "trend of what town and seat are worth", "城镇吸引力趋势"),
    uncertain("attachment", 0.3, "logits", (0.0, 3.0), "prior: 1.5-3 % return a year (E:G6-G8)", Evidence.SIGN_ONLY,
              "attachment to the home village", "乡土依恋"),
    uncertain("attachment_empty_homes", 0.5, "share lost when all homes stand empty", (0.0, 1.0), "assumed (FB4)",
              Evidence.ASSUMED, "attachment lost as homes stand empty", "空心化对依恋的削弱"),
    uncertain("school_closure", 0.3, "logits", (0.0, 1.0), "assumed (FB4)", Evidence.ASSUMED,
              "loss of a village without school or clinic", "村校村医撤并损失"),
    *(
        uncertain(f"move_cost_{place}", value, "one-off, logits", (0.0, 30.0), "order assumed from E:B4",
                  Evidence.SIGN_ONLY, f"cost of moving to {en}", f"迁往{zh}成本")
        for place, value, en, zh in (
            ("village", 6.0, "the village", "乡村"), ("town", 6.0, "town", "镇区"),
            ("seat", 8.0, "the county seat", "县城"), ("city", 8.0, "an in-province city", "省内城市"),
            ("other_province", 10.0, "another province", "省外"),
        )
    ),
    uncertain("settled_saving", 0.04, "logits per year of residence", (0.0, 0.2), "E:E11: the settled stay",
              Evidence.SIGN_ONLY,
              "what each year of residence, up to ten, adds to staying", "居住年限对留居的作用"),
    uncertain("discount", 0.95, "per year", (0.85, 0.99), "assumed", Evidence.ASSUMED, "discount factor", "贴现因子"),
    uncertain("care_left_behind", 0.3, "logits per elder household", (0.0, 0.8), "E:E9", Evidence.SIGN_ONLY,
              "cost of leaving elders behind", "留守老人照料成本"),
    uncertain("children_left_behind", 0.2, "logits", (0.0, 1.5), "assumed; E:E6", Evidence.SIGN_ONLY,
              "cost of leaving children behind", "留守儿童成本"),
    uncertain("separation", 0.3, "logits", (0.0, 1.5), "assumed", Evidence.ASSUMED,
              "cost of a couple living apart", "夫妻分居成本"),
    uncertain("elders_stay", 0.5, "probability", (0.2, 0.9), "assumed", Evidence.ASSUMED,
              "elders who stay in the village when the family moves", "老人留村概率"),
    uncertain("own_home_pull", 0.3, "logits", (0.0, 1.0), "assumed", Evidence.ASSUMED,
              "pull of a home that can be bought in town", "城镇购房能力的作用"),
    *(
        uncertain(f"nest_{nest}", value, "dissimilarity", (0.2, 1.0), "model start value", Evidence.ASSUMED,
                  f"dissimilarity of the {en} nest", f"{zh}巢相异系数")
        for nest, value, en, zh in (
            ("village", 0.6, "village", "乡村"), ("county_town", 0.7, "town and seat", "县域城镇"),
            ("city", 0.7, "city", "城市"),
        )
    ),
    uncertain("period_factor", 0.5, "ratio of moves, 2021-2023", (0.5, 1.0),
              "a declared shock: the province slowed in 2020-22 and the domain stood below 45 % in 2023",
              Evidence.ASSUMED, "pause of moves in 2021-2023", "2021-2023年迁移停顿"),
    uncertain("pause_stays", 0.0, "0 = ended after 2023, 1 = stays", (0.0, 1.0), "both answers are always shown",
              Evidence.ASSUMED, "whether the pause of 2021-23 stays", "迁移停顿是否持续"),
)


class Household(NamedTuple):
    """What a household brings to its choice (all numbers; workers are members aged 18-59)."""

    alternative: int  # where it lives now
    decider_age: int
    years: float  # years of residence there
    men_skill: float  # sum of skills of men of working age
    women_skill: float
    carers: int  # members of 60 and over, who can look after children
    members: int
    small_children: int  # 0-5
    pupils: int  # 6-17
    juniors: int  # 12-14
    elders: int  # 65 and over, where there are younger adults
    village_home: int  # 1 if it has a homestead it can use
    village_origin: int
    local_hukou: int  # 1 if its hukou is urban here
    registered_here: int
    would_convert: int  # 1 if it would and may convert in town
    worker_city: int  # CITY or OTHER_PROVINCE: where its workers go when they go away
    elders_stay: int
    children_admitted: int  # 1 if a city school takes its children
    mu: float  # contracted land held
    land_is_rented: int
    holds_share: int  # 1 if it still holds its collective share
    homestead_is_rented: int
    owns_town_home: int
    offered: int  # a home in town: 0 no, 1 and it weighs nothing else, 2 and it reconsiders anyway
    means: float  # savings, and credit on its rights
    group: int  # village group
    demonstration: int  # 1 if its village is a demonstration village


class LivingPlaces(NamedTuple):
    """Where the members live under an alternative."""

    lead_workers: int
    family: int
    children: int
    elders: int


# The place of the family (not of its workers away) under each alternative.
FAMILY_PLACES = np.array([VILLAGE, VILLAGE, TOWN, SEAT, SEAT, SEAT, CITY, OTHER_PROVINCE])


@rule
def family_place(alternative):
    """Where the family (not its workers away) lives under an alternative."""
    return FAMILY_PLACES[alternative]


@rule
def living_places(alternative, worker_city, elders_stay, children_admitted):
    """Who lives where under each alternative (the table in `docs/odd.md`)."""
    home = FAMILY_PLACES[alternative]
    lead = worker_city if splits(alternative) else home
    left_in_village = home >= CITY and elders_stay and not children_admitted
    return LivingPlaces(lead, home, VILLAGE if left_in_village else home, VILLAGE if elders_stay else home)


@rule
def all_workers_go(alternative, carers):
    """When workers go away: the men alone, unless grandparents can stay with the children."""
    return carers > 0 and alternative != IN_SEAT_FOR_SCHOOL


@rule
def splits(alternative):
    """Whether workers live apart from the family under this alternative."""
    return alternative in (IN_VILLAGE_WORKERS_AWAY, IN_SEAT_FOR_SCHOOL, IN_SEAT_WORKERS_AWAY)


@rule
def leading_skill(alternative, household):
    """Sum of skills of the workers who lead: those who go where some go, else all."""
    if splits(alternative) and not all_workers_go(alternative, household.carers):
        return household.men_skill
    return household.men_skill + household.women_skill


@rule
def feasible(alternative, household):
    """Whether an alternative is open: villages need a home there, splits need someone to go and someone to stay."""
    workers = household.men_skill + household.women_skill > 0.0
    couple = household.men_skill > 0.0 and household.women_skill > 0.0
    if alternative == IN_VILLAGE:
        return household.village_home == 1
    if alternative == IN_VILLAGE_WORKERS_AWAY:
        return household.village_home == 1 and workers and (couple or household.carers > 0)
    if alternative == IN_SEAT_FOR_SCHOOL:
        return couple and household.pupils > 0
    if alternative == IN_SEAT_WORKERS_AWAY:
        return workers and (couple or household.carers > 0)
    if alternative in (IN_CITY, IN_OTHER_PROVINCE):
        return workers
    return True


def horizons(values: np.void) -> np.ndarray:
    """Discounted years over which a one-off cost is spread, by age of the decision-maker, shape (101,)."""
    years = np.maximum(78.0 - np.arange(OLDEST + 1), 4.0)
    return (1 - values["discount"] ** years) / (1 - values["discount"])


def remoteness(values: np.ndarray, distance: np.ndarray) -> np.ndarray:
    """Log of the distance from home of a family place and a workers' place, shape (units, 8, 5, 5).

    `distance` is (units, 8, 5) in kilometres; the workers' place counts half where it is another.
    """
    apart = 1 - np.eye(distance.shape[2])
    far = distance[..., :, None] + 0.5 * distance[..., None, :] * apart
    return log(1 + far / values["distance_scale"][:, None, None, None])


@rule
def move_cost(alternative, values):
    """One-off cost of moving to an alternative, logits."""
    if alternative in (IN_VILLAGE, IN_VILLAGE_WORKERS_AWAY):
        return values.move_cost_village
    if alternative == IN_TOWN:
        return values.move_cost_town
    if alternative == IN_CITY:
        return values.move_cost_city
    if alternative == IN_OTHER_PROVINCE:
        return values.move_cost_other_province
    return values.move_cost_seat


@rule
def alternative_constant(alternative, values, pull_of_towns):
    """What an alternative is worth beyond the declared terms, logits."""
    worth = 0.0
    if alternative in (IN_TOWN, IN_SEAT, IN_SEAT_FOR_SCHOOL, IN_SEAT_WORKERS_AWAY):
        worth += values.constant_town + pull_of_towns
    if alternative in (IN_SEAT, IN_SEAT_FOR_SCHOOL, IN_SEAT_WORKERS_AWAY):
        worth += values.constant_seat_over_town
    if alternative == IN_SEAT_FOR_SCHOOL:
        worth += values.constant_school_split
    if alternative in (IN_VILLAGE_WORKERS_AWAY, IN_SEAT_WORKERS_AWAY):
        worth += values.constant_workers_away
    if alternative in (IN_CITY, IN_OTHER_PROVINCE):
        worth += values.constant_away
    if alternative == IN_OTHER_PROVINCE:
        worth -= values.other_province_cost
    return worth


@rule
def age_in_the_city(decider_age, lead_place, values):
    """What working in a city loses, or gains, with the age of the decision-maker, logits."""
    if lead_place < CITY:
        return 0.0
    return -values.away_age_decline * (min(max(decider_age, 20.0), 45.0) - 35.0)


@rule
def splitting_cost(alternative, household, places, values, children_left, elders_left):
    """What it costs to live apart, logits: couples; children and elders left behind at what that costs this year."""
    cost = 0.0
    parent_stays = not all_workers_go(alternative, household.carers)
    if splits(alternative) and parent_stays:
        cost += values.separation
    children = household.small_children + household.pupils > 0
    if children and (places.children != places.family or (splits(alternative) and not parent_stays)):
        cost += children_left
    if household.elders > 0 and (places.elders != places.family or (splits(alternative) and not parent_stays)):
        cost += elders_left
    return cost


@rule
def eagerness(events, values):
    """What the year's events make of the hazard of reconsidering, a factor."""
    push = 0.0
    if events & (ENTERS_PRIMARY | ENTERS_SENIOR_HIGH):
        push += values.event_school
    if events & ENTERS_JUNIOR_HIGH:
        push += values.event_junior_high
    if events & (PARTNERSHIP | BIRTH | WIDOWHOOD):
        push += values.event_family
    if events & (PARENT_TURNS_60 | RETIREMENT):
        push += values.event_sixty
    return exponential(push)


@rule
def reconsideration_hazard(eager, age_shape, values, period):
    """Yearly hazard of reconsidering where to live; `eager` is the factor above."""
    return values.reconsideration * age_shape * period * eager


@rule
def period_of(year, period_factor, pause_stays):
    """Ratio of moves in a year: the pause of 2021-2023, and after it if it stays."""
    if year < 2021:
        return 1.0
    if year <= 2023:
        return period_factor
    return 1.0 + pause_stays * (period_factor - 1.0)


def reconsideration_shape(values: np.void) -> np.ndarray:
    """Relative hazard of reconsidering by age of the decision-maker, 1 at the peak, shape (101,)."""
    age = np.arange(OLDEST + 1)
    decline, rise = values["reconsideration_decline"], 0.25
    past = age - values["reconsideration_peak_age"] - np.log(decline / rise) / rise
    bump = np.exp(-decline * past - np.exp(-rise * past))
    return 0.06 + 0.94 * bump / bump.max()
