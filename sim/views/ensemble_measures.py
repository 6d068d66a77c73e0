"""What reports and pictures tell of an ensemble, from the tables of its folder."""

from __future__ import annotations

import pandas as pd

from ..ensemble import ADDED
from .opened import Opened

SHARE = "urban_share"


def band_rows(opened: Opened, outcome: str = SHARE, scenario: str | None = None) -> pd.DataFrame:
    """Quantiles by pause answer and year, of all that was simulated."""
    table = opened.table("ensemble.csv")
    table = table[(table["outcome"] == outcome) & (table["group"] == opened.everyone)]
    return table if scenario is None else table[table["scenario"] == scenario]


def added_band(opened: Opened, scenario: str) -> pd.DataFrame:
    """What a scenario adds to the urban share over the ensemble, its columns called as those of a difference."""
    names = {"median": "mean", "low95": "low", "high95": "high"}
    return band_rows(opened, SHARE + ADDED, scenario).drop(columns="mean").rename(columns=names)
