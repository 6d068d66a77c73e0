"""What scenarios are compared by, and the interval over seeds of what one adds to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .indicators import INDICATORS, PUBLIC_COST
from .parameters import Label

KEYS = ["pause", "group", "year"]


@dataclass(frozen=True)
class Outcome:
    """One outcome: a level in its own unit; a difference is `factor` times as much, in `unit`."""

    name: str
    label: Label
    unit: Label
    factor: float = 1.0


_UNITS = {
    "persons": Label("persons", "人"),
    "yuan per person and year": Label("yuan a head and year", "元/人·年"),
    "urban / rural": Label("ratio", "比值"),
}
_POINTS = Label("percentage points", "百分点")
_MONEY = Label("100 million yuan", "亿元")


def _measured(name: str) -> Outcome:
    """An indicator as an outcome; shares are told apart in percentage points."""
    indicator = INDICATORS[name]
    if indicator.unit.startswith("share of"):
        return Outcome(name, indicator.label, _POINTS, 100.0)
    return Outcome(name, indicator.label, _UNITS[indicator.unit])


OUTCOMES: dict[str, Outcome] = {
    outcome.name: outcome
    for outcome in (
        _measured("urban_share"),
        _measured("urban_share_without_reclassification"),
        *map(_measured, ("residents", "urban_residents", "seat_residents", "town_residents", "village_residents")),
        Outcome("members_away", Label("registered members away", "户籍外出人口"), _UNITS["persons"]),
        _measured("away_share"),
        _measured("conversions"),
        Outcome("conversions_so_far", Label("hukou conversions since the base year", "基年以来累计落户"),
                _UNITS["persons"]),
        *map(_measured, ("income_ratio", "urban_income", "village_income")),
        *map(_measured, ("rented_land_share", "idle_homestead_share", "village_60plus_share")),
        Outcome("policy_cost_so_far", Label("cost of levers since the base year", "基年以来政策支出"), _MONEY, 1e-8),
        Outcome("public_cost_so_far", Label("public cost of services, works and levers since the base year",
                "基年以来公共服务、建设与政策支出"), _MONEY, 1e-8),
    )
}  # fmt: skip

MEASURES = tuple(dict.fromkeys([*OUTCOMES, *INDICATORS]))  # everything that can be kept of a run

# What is added up from the base year on: the columns of a summary it is the sum of.
SUMS = {"conversions": ["conversions"], "policy_cost": ["policy_cost"], "public_cost": list(PUBLIC_COST)}


def _so_far(summary: pd.DataFrame, yearly: pd.Series) -> pd.Series:
    return yearly.groupby([summary["pause"], summary["group"]], sort=False).cumsum()


def outcomes_of(summary: pd.DataFrame) -> pd.DataFrame:
    """The outcomes of every row of a summary (keys pause, group, year; every year from the base year on)."""
    derived = summary.assign(
        members_away=summary["away_in_province"] + summary["away_other_province"],
        **{f"{name}_so_far": _so_far(summary, summary[columns].sum(axis=1)) for name, columns in SUMS.items()},
    )
    return derived[[*KEYS, *OUTCOMES]]


def added(paths: pd.DataFrame, scenario: str, reference: str) -> pd.DataFrame:
    """What `scenario` adds to `reference`, one column a seed, indexed by KEYS and outcome.

    `paths` has columns scenario, seed, KEYS and the outcomes; arms are paired by seed.
    """
    long = paths.melt(["scenario", "seed", *KEYS], list(OUTCOMES), "outcome", "level")
    long["level"] *= long["outcome"].map({name: outcome.factor for name, outcome in OUTCOMES.items()})
    levels = long.pivot(index=["outcome", *KEYS, "seed"], columns="scenario", values="level")
    return (levels[scenario] - levels[reference]).unstack("seed")


def over_seeds(values: pd.DataFrame, confidence: float = 0.95) -> pd.DataFrame:
    """Mean, low and high of each row over its columns, one a seed: Student's interval of the mean.

    It holds luck only. A row without a figure under some seed has none.
    """
    from scipy.stats import t as student  # takes as long to import as all the rest

    seeds = values.shape[1]
    mean = values.mean(axis=1, skipna=False)
    spread = values.std(axis=1, ddof=1, skipna=False)
    reach = student.ppf(0.5 + confidence / 2, max(seeds - 1, 1)) * spread / np.sqrt(seeds)
    return pd.DataFrame({"mean": mean, "low": mean - reach, "high": mean + reach, "seeds": seeds})


def differences(paths: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """What every scenario after the first adds to it: one row per scenario, outcome, KEYS."""
    parts = [
        over_seeds(added(paths, name, names[0])).reset_index().assign(scenario=name) for name in names[1:]
    ]
    return in_order(pd.concat(parts, ignore_index=True))


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of an interval table with their unit, outcomes in the order they are declared."""
    table = table.assign(unit=table["outcome"].map({name: outcome.unit.en for name, outcome in OUTCOMES.items()}))
    rank = table["outcome"].map({name: number for number, name in enumerate(OUTCOMES)})
    return table.assign(rank=rank).sort_values("rank", kind="stable").drop(columns="rank").reset_index(drop=True)
