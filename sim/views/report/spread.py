"""What an ensemble of runs says, where there is one: bands by year, probabilities, where the spread comes from."""

from __future__ import annotations

import pandas as pd

from ...ensemble import ADDED, BOTH, QUANTILES
from ..ensemble_measures import SHARE, band_rows
from ..opened import Opened
from ..strings import text
from .content import Cell, Number, Section, Table
from .words import pause_label


def probabilities(opened: Opened) -> pd.DataFrame | None:
    """How likely each goal is: over the ensemble where there is one, else over a comparison's seeds."""
    if opened.has("goal_probabilities.csv"):
        return opened.table("goal_probabilities.csv")
    return opened.table("goals.csv").rename(columns={"seeds": "runs"}) if opened.kind == "comparison" else None


def spread_section(opened: Opened, language: str) -> list[Section]:
    """Bands by year and the shares of variance; nothing where no ensemble was run."""
    if not opened.has("ensemble.csv"):
        return []
    asked, tables = opened.settings["ensemble"], []
    names: list[str | None] = [*list(opened.scenarios)[1:]] if opened.kind == "comparison" else [None]
    for name in names:
        outcome, factor = (SHARE, 100.0) if name is None else (SHARE + ADDED, 1.0)
        rows: list[list[Cell]] = [
            [str(row["year"]), pause_label(row["pause"], language),
             *(Number(factor * row[one], 2 if name is None else 3, signed=name is not None) for one in QUANTILES)]
            for _, row in band_rows(opened, outcome, name).sort_values(["year", "pause"]).iterrows()
        ]  # fmt: skip
        heads = [text("year", language), text("pause", language)]
        heads += [text(f"quantile_{one}", language) for one in QUANTILES]
        title = opened.title(language) if name is None else opened.scenarios[name].title.in_language(language)
        caption = text("report_bands" if name is None else "report_bands_added", language, title=title, **asked)
        tables += [Table(f"ensemble_{name}" if name else "ensemble", caption, heads, rows),
                   _variance(opened, outcome, name, title, language)]  # fmt: skip
    note = text("ensemble_note" if opened.kind == "run" else "ensemble_paired_note", language)
    return [Section("spread", text("report_spread", language), tables=tables, notes=[note])]


def _variance(opened: Opened, outcome: str, scenario: str | None, title: str, language: str) -> Table:
    """What parameters, luck and, of both answers together, the pause contribute to the spread."""
    table = opened.table("variance.csv")
    table = table[(table["outcome"] == outcome) & (table["group"] == opened.everyone)
                  & (table["year"] == opened.told_year)]  # fmt: skip
    if scenario is not None:
        table = table[table["scenario"] == scenario]
    rows: list[list[Cell]] = [
        [text("report_both_answers", language) if pause == BOTH else pause_label(str(pause), language),
         text(f"source_{row['source']}", language), Number(100 * row["share"], 0)]
        for pause, same in table.groupby("pause", sort=False) for _, row in same.iterrows()
    ]  # fmt: skip
    heads = [text(head, language) for head in ("pause", "report_spread_source", "report_spread_share")]
    caption = text("report_variance", language, year=opened.told_year, title=title)
    return Table(f"variance_{scenario}" if scenario else "variance", caption, heads, rows)
