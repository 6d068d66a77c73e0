"""What an ensemble of runs says: bands by year, how likely each goal is, and where the spread comes from.

A run of an ensemble is one member (a set of parameters that agrees with what was counted) under
one seed of luck; every member meets every seed. The members hold what is unknown about households, the
seeds luck. Neither holds the strengths that are assumed of policy, nor whether the pause of 2021-23
ended: both answers stand beside each other, and only `variance` asks what lies between them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from . import goals
from .outcomes import KEYS, OUTCOMES

# Quantiles by the name of their column: half, four fifths and nineteen twentieths of the runs lie between.
QUANTILES = {
    "low95": 0.025, "low80": 0.1, "low50": 0.25, "median": 0.5, "high50": 0.75, "high80": 0.9, "high95": 0.975,
}  # fmt: skip
FILES = ("ensemble.csv", "goal_probabilities.csv", "variance.csv")
RUN = ["member", "seed"]
# What one scenario adds to the first stands beside the levels, in the outcome's unit of differences.
ADDED = "_added"
PARAMETERS, LUCK, PAUSE = "parameters", "luck", "pause"
BOTH = "both"
ABOUT_GOALS = [name for name in goals.COLUMNS if name not in ("value", "gap", "verdict", "first_year")]
COLUMNS = {
    "ensemble.csv": ["scenario", *KEYS, "outcome", *QUANTILES, "mean"],
    "goal_probabilities.csv": ["scenario", *ABOUT_GOALS, "runs", "probability", "standard_error", "median_gap"],
    "variance.csv": ["scenario", *KEYS, "outcome", "source", "variance", "share"],
}


@dataclass(frozen=True, eq=False)
class Ensemble:
    """The tables of an ensemble (columns of COLUMNS), what was asked for, and what it took.

    `cost` never decides a figure. Rows of the first scenario hold levels; of every other one its
    levels too, and under `<outcome>_added` what it adds to the first, paired by member and seed.
    """

    bands: pd.DataFrame
    probabilities: pd.DataFrame
    variance: pd.DataFrame
    settings: dict[str, Any]
    cost: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls, paths: pd.DataFrame, boards: pd.DataFrame, names: Sequence[str], settings: Mapping[str, Any],
        cost: Mapping[str, Any],
    ) -> Ensemble:  # fmt: skip
        """From every run's outcomes and scoreboards (both with columns scenario, member, seed)."""
        values = long(paths, names)
        return cls(bands(values), probabilities(boards), variance(values), dict(settings), dict(cost))

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """By file name, in fixed order of columns; a single scenario is not named in every row."""
        found = dict(zip(FILES, (self.bands, self.probabilities, self.variance), strict=True))
        needless = ["scenario"] if self.bands["scenario"].nunique() == 1 else []
        return {name: table[COLUMNS[name]].drop(columns=needless) for name, table in found.items()}

    def band(self, scenario: str, outcome: str = "urban_share", group: str | None = None) -> pd.DataFrame:
        """Quantiles of one outcome by pause answer and year; by default of all that was simulated."""
        group = self.bands["group"].iloc[0] if group is None else group
        keys = {"scenario": scenario, "outcome": outcome, "group": group}
        chosen = np.logical_and.reduce([self.bands[name] == value for name, value in keys.items()])
        return self.bands.loc[chosen, ["pause", "year", *QUANTILES, "mean"]].reset_index(drop=True)


def long(paths: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Levels and what is added: a row for each scenario, KEYS and outcome, a column for each (member, seed)."""
    index = ["scenario", *KEYS, *RUN]
    levels = paths.set_index(index)[list(OUTCOMES)].rename_axis("outcome", axis=1).stack().unstack(RUN)
    of = {name: pd.DataFrame(levels.xs(name, level="scenario")) for name in names}
    added = {name: _renamed(of[name] - of[names[0]]) for name in names[1:]}
    every = pd.concat({
        name: pd.concat([of[name], *([added[name]] if name in added else [])]) for name in names
    }, names=["scenario"])  # fmt: skip
    # Stacking sorts by name; rows stand in the order of scenarios, outcomes and groups instead.
    order = {
        "scenario": list(names), "outcome": [*OUTCOMES, *(one + ADDED for one in OUTCOMES)],
        **{key: list(paths[key].unique()) for key in ("pause", "group", "year")},
    }  # fmt: skip
    ranks = [every.index.get_level_values(key).map(places.index) for key, places in order.items()]
    return every.iloc[np.lexsort(ranks[::-1])]


def _renamed(gained: pd.DataFrame) -> pd.DataFrame:
    """Differences in the outcomes' units, under the outcomes' names for what is added."""
    outcomes = gained.index.get_level_values("outcome")
    in_unit = gained.mul(outcomes.map({name: one.factor for name, one in OUTCOMES.items()}).to_numpy(), axis=0)
    return in_unit.rename(index={name: name + ADDED for name in OUTCOMES}, level="outcome")


def bands(values: pd.DataFrame) -> pd.DataFrame:
    """Quantiles and mean of every row over its runs."""
    figures = np.quantile(values.to_numpy(), list(QUANTILES.values()), axis=1)
    table = pd.DataFrame(figures.T, columns=list(QUANTILES), index=values.index)
    return table.assign(mean=values.to_numpy().mean(axis=1)).reset_index()[COLUMNS["ensemble.csv"]]


def variance(values: pd.DataFrame) -> pd.DataFrame:
    """What parameters and luck contribute to the spread of every row, and for `both` answers what the pause does.

    Members against seeds is a two-way layout: the component of members is theirs beyond what
    chance would leave between them, all else is luck. The answers to the pause count alike.
    """
    members, seeds = (values.columns.unique(level).size for level in RUN)
    cube = values.to_numpy().reshape(len(values), members, seeds)
    of_parameters, of_luck = components(cube)
    index = values.index.to_frame(index=False)
    within = index.assign(**{PARAMETERS: of_parameters, LUCK: of_luck, "middle": cube.mean(axis=(1, 2))})
    across = within.groupby(["scenario", "group", "year", "outcome"], sort=False)
    pauses = across[[PARAMETERS, LUCK]].mean().assign(between=across["middle"].var(ddof=0))
    both = pauses.reset_index().assign(pause=BOTH)
    columns = {PARAMETERS: PARAMETERS, LUCK: LUCK, PAUSE: "between"}
    rows = []
    for table, sources in [(within, [PARAMETERS, LUCK]), (both, list(columns))][: values.index.unique("pause").size]:
        total = table[[columns[source] for source in sources]].sum(axis=1)
        for source in sources:
            part = table[columns[source]]
            rows.append(table.assign(source=source, variance=part, share=(part / total.where(total > 0)).fillna(0.0)))
    return pd.concat(rows, ignore_index=True)[COLUMNS["variance.csv"]]


def components(cube: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Variance from members and from luck, float64 (rows,); `cube` is (rows, members, seeds).

    Luck is what seeds do to all members and what they do to each. With one seed nothing tells
    them apart, and all is counted as the members'.
    """
    rows, members, seeds = cube.shape
    total = cube.reshape(rows, -1).var(axis=1, ddof=1) if members * seeds > 1 else np.zeros(rows)
    if seeds < 2 or members < 2:
        return total, np.zeros(rows)
    middle = cube.mean(axis=(1, 2), keepdims=True)
    by_member, by_seed = cube.mean(axis=2, keepdims=True), cube.mean(axis=1, keepdims=True)
    rest = ((cube - by_member - by_seed + middle) ** 2).sum(axis=(1, 2)) / ((members - 1) * (seeds - 1))
    between_members = seeds * ((by_member - middle) ** 2).sum(axis=(1, 2)) / (members - 1)
    between_seeds = members * ((by_seed - middle) ** 2).sum(axis=(1, 2)) / (seeds - 1)
    of_members = np.maximum(between_members - rest, 0.0) / seeds
    return of_members, (between_seeds - rest) / members + rest


def probabilities(boards: pd.DataFrame) -> pd.DataFrame:
    """How often every goal that can be judged is met, over all members and seeds.

    `standard_error` says how well so many members tell it: seeds of one member are not counted apart.
    """
    judged = boards[boards["verdict"].isin([goals.MET, goals.MISSED])]
    keys = ["scenario", "goal", "pause"]
    met = judged.assign(met=(judged["verdict"] == goals.MET).astype(float))
    grouped = met.groupby(keys, sort=False)
    of_member = met.groupby([*keys, "member"], sort=False)["met"].mean().groupby(keys, sort=False)
    found = pd.DataFrame({
        "runs": grouped["met"].count(),
        "probability": grouped["met"].mean(),
        "standard_error": of_member.std(ddof=1).fillna(0.0) / np.sqrt(of_member.count()),
        "median_gap": grouped["gap"].median(),
    }).reset_index()  # fmt: skip
    about = judged.drop_duplicates(keys)[["scenario", *ABOUT_GOALS]]
    return about.merge(found, on=keys)[COLUMNS["goal_probabilities.csv"]]
