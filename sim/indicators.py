"""What is measured each year, for a unit and for any group of units.

The urban share is the census's: urban residents over residents. Its yearly change is
split over six flows without residual:

    change = sum over flows of (urban gain - mean share x resident gain) / mean residents

with the means taken over the two ends of the year.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .parameters import Label

# The six flows that change the urban share, in the order they are shown.
FLOWS: dict[str, Label] = {
    "in_county_moves": Label("moves within the county", "县内迁居"),
    "departures": Label("departures", "外出"),
    "returns": Label("returns", "返乡"),
    "in_migration": Label("in-migration", "外来迁入"),
    "natural": Label("births and deaths", "自然增减"),
    "reclassification": Label("reclassification", "村改居（区划调整）"),
}


@dataclass(frozen=True)
class Indicator:
    """One measured figure. `weight` names the count a mean is weighted by; counts have none and add up."""

    name: str
    unit: str
    label: Label
    weight: str = ""


def _counts(unit: str, **labels: tuple[str, str]) -> tuple[Indicator, ...]:
    return tuple(Indicator(name, unit, Label(*label)) for name, label in labels.items())


COUNTS: tuple[Indicator, ...] = (
    *_counts(
        "persons",
        residents=("residents", "常住人口"),
        urban_residents=("urban residents", "城镇常住人口"),
        village_residents=("village residents", "乡村常住人口"),
        town_residents=("town residents", "镇区常住人口"),
        seat_residents=("county-seat residents", "县城常住人口"),
        reclassified_residents=("residents of villages reclassified since the base year", "基年后村改居常住人口"),
        residents_60plus=("residents aged 60 and over", "60岁及以上常住人口"),
        village_residents_60plus=("village residents aged 60 and over", "60岁及以上乡村常住人口"),
        collective_residents=("residents of collective households", "集体户常住人口"),
        registered=("registered (hukou) population", "户籍人口"),
        away_in_province=("members away in the province", "省内外出成员"),
        away_other_province=("members away in another province", "省外外出成员"),
        conversions=("persons who converted hukou in the year", "当年落户人数"),
        not_placed=("persons who wanted to move and found no room", "想迁而未能安置人数"),
        village_origin_urban_residents=("urban residents of village origin", "农村来源城镇常住人口"),
    ),
    *_counts(
        "households",
        households=("family households with residents", "有常住成员的家庭户"),
        households_away=("families wholly away", "举家外出户"),
        homesteads=("homesteads held", "持有宅基地户"),
        homesteads_idle=("homesteads idle", "闲置宅基地户"),
        homesteads_rented=("homesteads rented out", "出租宅基地户"),
        homesteads_given_up=("homesteads given up", "放弃宅基地户"),
        homesteads_sold=("homesteads exited for payment", "有偿退出宅基地户"),
    ),
    *_counts(
        "mu",
        contracted_land=("contracted land held", "承包地"),
        land_rented_out=("contracted land rented out", "流转承包地"),
        land_given_up=("contracted land given up", "放弃承包地"),
        land_sold=("contracted land exited for payment", "有偿退出承包地"),
    ),
    *_counts(
        "persons",
        new_urban_residents=("new urban residents of the year, net of those who left", "当年净新增城镇居民"),
    ),
    *_counts(
        "yuan",
        county_revenue=("revenue of the counties", "县级财政收入"),
        service_cost=("cost of public services", "公共服务支出"),
        newcomer_works=("works for new urban residents", "新增城镇居民建设支出"),
        settling_cost=("cost of settling the year's new urban residents for good", "当年新增城镇居民市民化总成本"),
        policy_cost=("public cost of policy", "政策公共成本"),
        unfunded_cost=("plans that could not be paid for", "未落实资金"),
        province_payments=("paid by the province for policy", "省级政策支出"),
        county_debt=("debt of the counties", "县级政府债务"),
    ),
    *(
        Indicator(f"{what}_gain_{flow}", "persons", Label(f"{en}: {label.en}", f"{zh}：{label.zh}"))
        for what, en, zh in (
            ("urban", "urban residents gained", "城镇常住人口增量"),
            ("resident", "residents gained", "常住人口增量"),
        )
        for flow, label in FLOWS.items()
    ),
)

MEANS: tuple[Indicator, ...] = (
    Indicator("urban_income", "yuan per person and year", Label("income of urban residents", "城镇居民人均收入"),
        "urban_residents"),
    Indicator("village_income", "yuan per person and year", Label("income of village residents", "农村居民人均收入"),
        "village_residents"),
    Indicator("seat_house_price", "yuan per square metre", Label("house price in the county seat", "县城房价"),
        "seat_residents"),
    Indicator("seat_school_crowding", "demand / capacity", Label("crowding of seat schools", "县城学校拥挤度"),
        "seat_residents"),
    Indicator("seat_health_crowding", "demand / capacity", Label("crowding of seat health care", "县城医疗拥挤度"),
        "seat_residents"),
    Indicator("seat_elder_care_crowding", "demand / capacity", Label("crowding of seat elder care", "县城养老拥挤度"),
        "seat_residents"),
    Indicator("seat_childcare_crowding", "demand / capacity", Label("crowding of seat childcare", "县城托育拥挤度"),
        "seat_residents"),
    Indicator("town_elder_care_crowding", "demand / capacity", Label("crowding of town elder care", "镇区养老拥挤度"),
        "town_residents"),
)

SHARES: tuple[Indicator, ...] = (
    Indicator("urban_share", "share of residents", Label("urban share", "常住人口城镇化率")),
    Indicator(
        "urban_share_without_reclassification", "share of residents",
        Label("urban share without reclassification", "不计村改居的城镇化率"),
    ),
    Indicator("village_60plus_share", "share of village residents", Label("village residents aged 60 and over",
        "乡村60岁及以上占比")),
    Indicator("idle_homestead_share", "share of homesteads", Label("idle homesteads", "宅基地闲置率")),
    Indicator("rented_land_share", "share of contracted land", Label("contracted land rented out", "承包地流转率")),
    Indicator("away_share", "share of registered population", Label("registered members away", "户籍人口外出率")),
    Indicator("income_ratio", "urban / rural", Label("urban-rural income ratio", "城乡居民收入比")),
    Indicator("debt_ratio", "debt / yearly revenue", Label("county debt over revenue", "县级政府债务率")),
    Indicator("cost_per_new_urban_resident", "yuan per person",
        Label("public cost per new urban resident", "每名新增城镇居民公共成本")),
    *(Indicator(f"change_{flow}", "percentage points", label) for flow, label in FLOWS.items()),
    Indicator("change_total", "percentage points", Label("change of the urban share", "城镇化率变化")),
)

INDICATORS: dict[str, Indicator] = {indicator.name: indicator for indicator in (*COUNTS, *MEANS, *SHARES)}
COUNT_NAMES = [indicator.name for indicator in COUNTS]
MEAN_NAMES = [indicator.name for indicator in MEANS]


def _ratio(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
    return numerator / denominator.where(denominator != 0)


def with_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the SHARES columns computed from its counts and means.

    Each row is one unit or group in one year. The gains of a row are those of the year
    that ends at it, so that its start is the row less the gains.
    """
    frame = frame.copy()
    frame["urban_share"] = _ratio(frame["urban_residents"], frame["residents"])
    frame["urban_share_without_reclassification"] = _ratio(
        frame["urban_residents"] - frame["reclassified_residents"], frame["residents"]
    )
    frame["village_60plus_share"] = _ratio(frame["village_residents_60plus"], frame["village_residents"])
    frame["idle_homestead_share"] = _ratio(frame["homesteads_idle"], frame["homesteads"])
    frame["rented_land_share"] = _ratio(frame["land_rented_out"], frame["contracted_land"])
    frame["away_share"] = _ratio(frame["away_in_province"] + frame["away_other_province"], frame["registered"])
    frame["income_ratio"] = _ratio(frame["urban_income"], frame["village_income"])
    frame["debt_ratio"] = _ratio(frame["county_debt"], frame["county_revenue"])
    frame["cost_per_new_urban_resident"] = _ratio(
        frame["settling_cost"] + frame["policy_cost"], frame["new_urban_residents"]
    )

    urban_gain = sum(frame[f"urban_gain_{flow}"] for flow in FLOWS)
    resident_gain = sum(frame[f"resident_gain_{flow}"] for flow in FLOWS)
    residents_before = frame["residents"] - resident_gain
    share_before = _ratio(frame["urban_residents"] - urban_gain, residents_before)
    mean_share = (share_before + frame["urban_share"]) / 2
    mean_residents = (residents_before + frame["residents"]) / 2
    for flow in FLOWS:
        gain = frame[f"urban_gain_{flow}"] - mean_share * frame[f"resident_gain_{flow}"]
        frame[f"change_{flow}"] = 100 * gain / mean_residents
    frame["change_total"] = 100 * (frame["urban_share"] - share_before)
    return frame


# Running services, works and policy: what the public purse spends on where people live.
PUBLIC_COST = ("service_cost", "newcomer_works", "policy_cost")


def summarise(frame: pd.DataFrame, members: np.ndarray) -> pd.DataFrame:
    """Year rows of one group: counts added, means weighted, shares recomputed.

    `frame` has one row per unit and year with columns `unit` (0-based), `year`, the
    counts and the means; `members` is a boolean array (units,).
    """
    return added_up(frame[members[frame["unit"].to_numpy()]], ["year"])


def summarise_all(parts: Sequence[tuple[pd.DataFrame, np.ndarray]]) -> pd.DataFrame:
    """`summarise` of every frame and its members, all added up at once; `part` counts them from 0."""
    rows = [
        frame[members[frame["unit"].to_numpy()]].assign(part=part) for part, (frame, members) in enumerate(parts)
    ]
    return added_up(pd.concat(rows, ignore_index=True), ["part", "year"])


def added_up(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """One row for each combination of `keys`, in their order, of rows that have the counts and the means."""
    parts = rows[[*keys, *COUNT_NAMES]].assign(
        **{mean.name: rows[mean.name] * rows[mean.weight] for mean in MEANS}
    )
    sums = parts.groupby(keys).sum()
    for mean in MEANS:
        sums[mean.name] = _ratio(sums[mean.name], sums[mean.weight])
    return with_shares(sums.reset_index())
