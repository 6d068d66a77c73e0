"""What each variable of a sweep does to an outcome: from end to end, or across runs that differ in all of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

# With so many different values a variable is cut into slices of equal numbers of runs.
MOST_LEVELS, SLICES = 8, 6
INSIDE = (0.1, 0.5, 0.9)


def is_one_at_a_time(values: pd.DataFrame, variables: Sequence[str]) -> bool:
    """Whether no run differs from its scenario in more than one variable, and some in none."""
    varied = values[list(variables)].notna().sum(axis=1)
    return len(variables) > 0 and varied.max() == 1 and varied.min() == 0


def swings(values: pd.DataFrame, variables: Sequence[str]) -> pd.DataFrame:
    """One row per variable and pause answer: what its `low` and `high` end add to the scenario as it is.

    For runs that differ in one variable at a time; the mean over seeds and scenarios, in the outcome's
    unit. Columns variable, pause, from, to (the ends' values), low, high; largest swing first.
    """
    rows = []
    for pause, answered in values.groupby("pause", observed=True):
        base = answered[answered[list(variables)].isna().all(axis=1)].set_index(["scenario", "seed"])["value"]
        for variable in variables:
            varied = answered[answered[variable].notna()].set_index(["scenario", "seed"])
            added = (varied["value"] - base.reindex(varied.index)).groupby(varied[variable].to_numpy()).mean()
            ends = added.index[0], added.index[-1]
            rows.append([variable, str(pause), *ends, added.iloc[0], added.iloc[-1]])
    table = pd.DataFrame(rows, columns=["variable", "pause", "from", "to", "low", "high"])
    return _largest_first(table, (table["high"] - table["low"]).abs())


def rank_effects(values: pd.DataFrame, variables: Sequence[str]) -> pd.DataFrame:
    """One row per variable and pause answer: standardised regression coefficients of ranks, and the share explained.

    For runs that differ in all variables. A coefficient is 1 where the outcome's order is the variable's
    own, -1 where it is the reverse; `explained` (R², 0-1) says how much of the order all of them
    explain, so how far the coefficients can be trusted. Columns variable, pause, effect, explained.
    """
    rows = []
    for pause, answered in values.dropna(subset=list(variables)).groupby("pause", observed=True):
        x = _standardised(answered[list(variables)])
        y = _standardised(answered[["value"]])[:, 0]
        effects, *_ = np.linalg.lstsq(x, y, rcond=None)
        explained = 1 - float(((y - x @ effects) ** 2).sum() / max((y**2).sum(), 1e-12))
        rows += [[name, str(pause), float(effect), explained] for name, effect in zip(variables, effects, strict=True)]
    table = pd.DataFrame(rows, columns=["variable", "pause", "effect", "explained"])
    return _largest_first(table, table["effect"].abs())


def response(values: pd.DataFrame, variable: str) -> pd.DataFrame:
    """The outcome along one variable, whatever the others are: columns pause, at, low, median, high.

    One row per pause answer and level; of a variable with many values, per slice of equally many runs.
    `low` and `high` hold four fifths of the runs.
    """
    rows = []
    for pause, answered in values.dropna(subset=[variable]).groupby("pause", observed=True):
        at = answered[variable]
        if at.nunique() > MOST_LEVELS:
            slices = pd.qcut(at, SLICES, duplicates="drop")
            at = at.groupby(slices, observed=True).transform("median")
        quantiles = answered["value"].groupby(at).quantile(np.array(INSIDE)).unstack()
        quantiles.columns = ["low", "median", "high"]
        rows.append(quantiles.rename_axis("at").reset_index().assign(pause=str(pause)))
    return pd.concat(rows, ignore_index=True)[["pause", "at", "low", "median", "high"]]


def _standardised(table: pd.DataFrame) -> np.ndarray:
    ranks = table.rank().to_numpy(float)
    spread = ranks.std(axis=0)
    return (ranks - ranks.mean(axis=0)) / np.where(spread > 0, spread, 1.0)


def _largest_first(table: pd.DataFrame, size: pd.Series) -> pd.DataFrame:
    """By the variable's largest size under either answer, then in the order given."""
    rank = size.groupby(table["variable"]).transform("max")
    return table.iloc[np.argsort(-rank.to_numpy(float), kind="stable")].reset_index(drop=True)
