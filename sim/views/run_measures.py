"""What a report and its pictures tell of a run or a comparison, worked out from the tables of its folder."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..indicators import FLOWS
from ..parameters import FAMILIES, Label
from ..submodels import LEVERS
from .opened import Opened
from .run_plots import Panel

_PERCENT = Label("%", "%")
_CROWDING = Label("demand / capacity", "需求/供给")
_PRICE = Label("yuan a square metre", "元/平方米")
# Rows of figures, each by pause answer.
ByPause = dict[str, dict[str, float]]

# Streams of people between kinds of place: origins and destinations in the table of flows, as they are told.
OUTSIDE = ("city", "other_province", "elsewhere")
URBAN = ("town", "seat")
STREAMS: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "village_town": (("village",), ("town",)),
    "village_seat": (("village",), ("seat",)),
    "urban_village": (URBAN, ("village",)),
    "village_outside": (("village",), OUTSIDE),
    "outside_village": (OUTSIDE, ("village",)),
    "urban_outside": (URBAN, OUTSIDE),
    "outside_urban": (OUTSIDE, URBAN),
}
# Those that move; births, deaths and villages that become town without anyone moving are left out.
MOVES = ("in_county_moves", "departures", "returns", "in_migration")

PANELS: tuple[Panel, ...] = (
    Panel("seat_school_crowding", Label("county-seat schools", "县城学校"), _CROWDING),
    Panel("seat_health_crowding", Label("county-seat health care", "县城医疗"), _CROWDING),
    Panel("seat_elder_care_crowding", Label("county-seat elder care", "县城养老"), _CROWDING),
    Panel("seat_house_price", Label("house price in the county seat", "县城房价"), _PRICE),
    Panel("rented_land_share", Label("contracted land rented out", "承包地流转率"), _PERCENT, 100.0),
    Panel("idle_homestead_share", Label("idle homesteads", "宅基地闲置率"), _PERCENT, 100.0),
    Panel("village_60plus_share", Label("village residents aged 60 and over", "乡村60岁及以上占比"), _PERCENT, 100.0),
    Panel("income_ratio", Label("urban to rural income", "城乡居民收入比"), Label("ratio", "比值")),
)  # fmt: skip


def at(frame: pd.DataFrame, pause: str, year: int, column: str) -> float:
    """One figure of a table that has one row per pause answer and year."""
    return float(frame.loc[(frame["pause"] == pause) & (frame["year"] == year), column].iloc[0])


def decomposition(opened: Opened, first: int, last: int) -> ByPause:
    """Percentage points by flow, the total last, from `first` to `last`."""
    rows = opened.overall[opened.overall["year"].between(first + 1, last)]
    sums = rows.groupby("pause")[[f"change_{name}" for name in (*FLOWS, "total")]].sum()
    return {name: _by_pause(sums[f"change_{name}"], opened) for name in (*FLOWS, "total")}


def moves(opened: Opened, first: int, last: int) -> ByPause:
    """Persons a year by stream, the mean of the years after `first` to `last`."""
    flows = opened.table("flows.csv")
    flows = flows[flows["year"].between(first + 1, last) & flows["flow"].isin(MOVES)]
    found = {}
    for name, (origins, destinations) in STREAMS.items():
        some = flows[flows["origin"].isin(origins) & flows["destination"].isin(destinations)]
        found[name] = _by_pause(some.groupby("pause")["persons"].sum() / (last - first), opened)
    return found


def _by_pause(figures: pd.Series, opened: Opened) -> dict[str, float]:
    return {pause: float(figures.get(pause, 0.0)) for pause in opened.pauses}


def counties(opened: Opened, pause: str, year: int) -> pd.DataFrame:
    """The counties of one year, the one furthest below the goal first; with coordinates and `gap` (0-1)."""
    table = opened.table("indicators.csv")
    return _placed(table[(table["pause"] == pause) & (table["year"] == year)], opened)


def compared_counties(opened: Opened, scenario: str, pause: str, year: int) -> pd.DataFrame:
    """The same of a comparison, under one scenario: means over seeds, and what was added with its interval."""
    table = opened.table("counties.csv")
    rows = table[(table["scenario"] == scenario) & (table["pause"] == pause) & (table["year"] == year)]
    return _placed(rows, opened)


def _placed(rows: pd.DataFrame, opened: Opened) -> pd.DataFrame:
    rows = rows.join(opened.county_names[["lon", "lat"]], on="adcode")
    rows = rows.assign(gap=rows["urban_share"] - opened.landmarks.goal_share)
    return rows.sort_values(["gap", "adcode"], ignore_index=True)


def added_by_group(opened: Opened) -> pd.DataFrame:
    """What was added to the urban share of each group in the year that is told; `rank` is the groups' order."""
    table = opened.table("differences.csv")
    table = table[(table["outcome"] == "urban_share") & (table["year"] == opened.told_year)
                  & (table["group"] != opened.everyone)]  # fmt: skip
    rank = {group: number for number, group in enumerate(opened.paths["group"].unique())}
    return table.assign(rank=table["group"].map(rank)).sort_values("rank", kind="stable")


def added_by_family(opened: Opened) -> pd.DataFrame:
    """What each family of levers added to the urban share in the first year it was worked out for, the whole last."""
    table = opened.table("attribution.csv")
    table = table[(table["outcome"] == "urban_share") & (table["group"] == opened.everyone)]
    table = table[table["year"] == table["year"].min()]
    order = {name: number for number, name in enumerate((*FAMILIES, "parameters", "whole"))}
    return table.assign(rank=table["family"].map(order)).sort_values("rank", kind="stable")


def lever_costs(opened: Opened) -> ByPause:
    """Yuan spent on levers over all years, by family; families that cost nothing left out."""
    finance = opened.table("finance.csv")
    finance = finance[finance["side"] == "lever"]
    families = finance["item"].map({lever.name: lever.family for lever in LEVERS})
    return {
        name: _by_pause(finance[families == name].groupby("pause")["yuan"].sum(), opened)
        for name in FAMILIES
        if (families == name).any()
    }
