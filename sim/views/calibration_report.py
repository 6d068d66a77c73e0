"""What a fit came to, on screen, from the tables of its folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table

from .strings import text


def show_fit(folder: Path, language: str) -> None:
    """Prints parameters, moments and recovery of the record in `folder`."""
    about = json.loads((folder / "record.json").read_text("utf-8"))
    console = Console()
    console.print(text(
        "fit_head", language, runs=about["runs"], scale=about["scale"], share=about["not_ruled_out"][-1],
        members=about["members"], effective=about["effective_members"],
    ))  # fmt: skip
    console.print(_parameters(pd.read_csv(folder / "parameters.csv"), language))
    console.print(_moments(pd.read_csv(folder / "moments.csv"), language))
    recovery = about["recovery"]
    console.print(text("fit_recovery", language, pooled=100 * recovery["pooled"], trials=recovery["trials"]))
    stands = about["shipped_implausibility"] <= about["cut"]
    console.print(text("fit_stands" if stands else "fit_falls", language, worst=about["shipped_implausibility"]))


def _parameters(rows: pd.DataFrame, language: str) -> Table:
    table = _table(("parameter", "posterior", "range", "narrower", "shipped"), language)
    for row in rows_of(rows):
        table.add_row(
            str(row.parameter), f"{row.posterior:.4g}", f"{row.low:.4g} – {row.high:.4g}",
            f"{row.posterior_over_prior:.2f}", f"{row.shipped:.4g}",
        )  # fmt: skip
    return table


def _moments(rows: pd.DataFrame, language: str) -> Table:
    table = _table(("moment", "observed", "posterior", "range", "missed"), language)
    for row in rows_of(rows):
        missed = f"{row.missed_sd:+.1f}" if row.fitted else text("fit_not_fitted", language)
        low, high = figure(row.posterior_low), figure(row.posterior_high)
        table.add_row(
            moment_label(str(row.moment), language), figure(row.observed), figure(row.posterior),
            f"{low} – {high}", missed,
        )  # fmt: skip
    return table


def _table(columns: tuple[str, ...], language: str) -> Table:
    table = Table()
    for number, column in enumerate(columns):
        table.add_column(text(f"fit_col_{column}", language), justify="right" if number else "left", overflow="fold")
    return table


def moment_label(moment: str, language: str) -> str:
    """A moment's name: `cohort_10` is those aged 10-14 in 2010."""
    if moment.startswith("cohort_"):
        age = int(moment.split("_")[1])
        return text("moment_cohort", language, age=f"{age}–{age + 4}")
    return text(f"moment_{moment}", language)


def rows_of(frame: pd.DataFrame) -> list[Any]:
    """The rows, with a field of each column's name."""
    return list(frame.itertuples())


def figure(value: float) -> str:
    """Shares and ratios to four digits, persons in whole numbers."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4f}"
