"""Under which conditions is a goal missed? Boxes in the space of what a sweep varied.

The patient rule induction method (PRIM; Friedman and Fisher 1999, for policy Bryant and Lempert
2010) as the EMA Workbench has it: slice by slice it peels off what misses least, and leaves a box
of a few conditions. A box is told by its density (how many of its runs miss the goal) and its
coverage (how many of all that miss it are in the box), taken where the two balance best (their
harmonic mean); a condition that chance could make as well is left out.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .sweep_results import SweepResults

# Assumed; shares of 1. The workbench's own are 0.05 for the smallest box, and 0.05 is what tests usually take.
DENSITY = 0.8  # of a box's runs must miss the goal, for there to be a box
CHANCE = 0.05  # a condition that is more likely than this by chance is none
SMALLEST = 0.05  # of all runs are in a box at least
MOST_BOXES = 3


class NothingToDiscover(ValueError):
    """All runs meet the goal, or none does."""


@dataclass(frozen=True)
class Condition:
    """A variable within `low` and `high` (None: no limit on that side), or one of `among`.

    `chance` is how likely so many misses would be among as many runs drawn without the condition.
    """

    variable: str
    low: float | None
    high: float | None
    among: tuple[str, ...]
    chance: float


@dataclass(frozen=True)
class Box:
    """Conditions under which the goal is missed, measured among all runs (0-1).

    `coverage` is how many of all that miss it are in the box, `density` how many of the box's miss it.
    """

    conditions: tuple[Condition, ...]
    coverage: float
    density: float


def discover(sweep: SweepResults, judged: pd.DataFrame) -> list[Box]:
    """The boxes of runs that miss a goal, each found among the runs outside those before it.

    `judged` is what `sweep.judged` gives. NothingToDiscover; ImportError without the EMA Workbench.
    """
    missed = ~judged["met"].to_numpy(bool)
    if missed.all() or not missed.any():
        raise NothingToDiscover("every run misses the goal" if missed.all() else "every run meets the goal")
    table = conditions_of(sweep, judged)
    boxes: list[Box] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ema_workbench.analysis import prim

        method = prim.Prim(table, missed, threshold=DENSITY, mass_min=SMALLEST)
        while len(boxes) < MOST_BOXES and (found := method.find_box()) is not None:
            box = _box(_conditions(found), table, missed)
            if not box.conditions or box.density <= missed.mean():
                break
            boxes.append(box)
    return boxes


def conditions_of(sweep: SweepResults, judged: pd.DataFrame) -> pd.DataFrame:
    """What a run could be told by: what was varied, and the scenario and the pause answer where there are several."""
    names = [*sweep.variables, *(name for name in ("scenario", "pause") if judged[name].nunique() > 1)]
    table = judged[names].copy()
    for name in table.columns:
        if table[name].dtype.kind != "f":
            table[name] = table[name].astype(object).where(table[name].notna(), "as in the scenario")
    return table.loc[:, table.nunique() > 1].dropna(axis="columns")


def _conditions(found: Any) -> tuple[Condition, ...]:
    """Those at the step of the peeling with the best balance of coverage and density, but for chance ones."""
    trail = found.peeling_trajectory
    balance = 2 / (1 / trail["coverage"] + 1 / trail["density"])
    row = trail.loc[balance.idxmax()]
    number = int(row["id"])
    whole, limits, chances = found.box_lims[0], found.box_lims[number], found.qp[number]
    conditions = [_condition(name, whole[name], limits[name], chances[name]) for name in chances]
    return tuple(condition for condition in conditions if condition.chance <= CHANCE)


def _box(conditions: tuple[Condition, ...], table: pd.DataFrame, missed: np.ndarray) -> Box:
    """What the conditions amount to among all runs."""
    inside = np.ones(len(table), bool)
    for condition in conditions:
        values = table[condition.variable]
        if condition.among:
            inside &= values.astype(str).isin(condition.among).to_numpy()
        else:
            low, high = condition.low, condition.high
            inside &= values.between(-np.inf if low is None else low, np.inf if high is None else high).to_numpy()
    both = (inside & missed).sum()
    return Box(conditions, float(both / missed.sum()), float(both / max(inside.sum(), 1)))


def _condition(name: str, whole: pd.Series, limits: pd.Series, chances: Any) -> Condition:
    real = [float(chance) for chance in np.atleast_1d(chances) if chance >= 0]
    chance = min(real, default=1.0)
    if isinstance(limits.iloc[0], set):
        return Condition(name, None, None, tuple(sorted(map(str, limits.iloc[0]))), chance)
    low, high = (None if limits.iloc[end] == whole.iloc[end] else float(limits.iloc[end]) for end in (0, 1))
    return Condition(name, low, high, (), chance)


def to_ema_workbench(sweep: SweepResults, group: str | None = None) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """The pair `(experiments, outcomes)` that the EMA Workbench works with.

    An experiment is a run under one pause answer: what was varied, and its `scenario` (the run), `policy`
    (our scenario) and `model`. Outcomes have the shape (experiments, years); `TIME` holds the years.
    """
    group = sweep.group if group is None else group
    table = sweep.summary[sweep.summary["group"] == group]
    keys = ["run", "pause"]
    experiments = table.drop_duplicates(keys).reset_index(drop=True)
    order = pd.MultiIndex.from_frame(experiments[keys])
    outcomes: dict[str, np.ndarray] = {}
    years = np.sort(table["year"].unique())
    for name, rows in table.groupby("outcome", observed=True, sort=False):
        wide = rows.pivot_table(index=keys, columns="year", values="value", observed=True).reindex(order)
        outcomes[str(name)] = wide.reindex(columns=years).to_numpy(float)
    told = experiments[["pause", "seed", *sweep.variables]].assign(
        scenario=experiments["run"].astype(str), policy=experiments["scenario"].astype(str), model="xiancheng"
    )
    return told, outcomes | {"TIME": np.tile(years, (len(told), 1))}
