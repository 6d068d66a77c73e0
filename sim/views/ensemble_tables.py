"""An ensemble on the terminal: bands, how likely the goals are, and where the spread comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..ensemble import ADDED, BOTH
from .comparison_tables import Case, heads_of, rows_by
from .ensemble_measures import SHARE
from .goal_table import goal_name, goal_table, goal_target
from .strings import text
from .terminal import figures_table

WIDTHS = (50, 80, 95)


def show_ensemble(
    out: Console, tables: Mapping[str, pd.DataFrame], settings: Mapping[str, Any], years: Sequence[int], language: str
) -> None:
    """The ensemble of a run: `tables` by file name, `settings` as they were asked for, `years` that are told."""
    bands = tables["ensemble.csv"]
    bands = bands[(bands["outcome"] == SHARE) & (bands["group"] == bands["group"].iloc[0])]
    out.print(bands_table(bands, settings, years, language))
    out.print(Text(variance_line(tables["variance.csv"], SHARE, max(years[:1]), language)))
    out.print(Text(text("ensemble_note", language), style="dim"))
    out.print()
    odds = tables["goal_probabilities.csv"]
    if len(odds):
        out.print(odds_table(odds, language))


def bands_table(bands: pd.DataFrame, settings: Mapping[str, Any], years: Sequence[int], language: str) -> Table:
    """Median and bands of one outcome, by year and pause answer; `bands` has one outcome and group."""
    widths = (text("ensemble_width", language, width=width) for width in WIDTHS)
    heads = [text("year", language), text("ensemble_median", language), *widths]
    table = figures_table(text("ensemble_title", language, **settings), heads)
    rows = rows_by(bands, "year", "pause")
    for year in years:
        for pause in sorted(bands["pause"].unique()):
            row = rows[year, pause]
            spans = (
                text("ensemble_span", language, low=100 * getattr(row, f"low{width}"),
                     high=100 * getattr(row, f"high{width}"))
                for width in WIDTHS
            )  # fmt: skip
            table.add_row(f"{year} {text(f'pause_{pause}', language)}", f"{100 * row.median:.2f}", *spans)
    return table


def odds_table(odds: pd.DataFrame, language: str) -> Table:
    """One line per goal: how likely it is under each answer to the pause, and the gap of the middle run."""
    chances = odds.rename(columns={"runs": "seeds"})
    key = text("ensemble_goals_key", language, runs=int(odds["runs"].max()))
    judged = odds.assign(verdict="")
    return goal_table(judged, language, {}, chances, title=text("ensemble_goals", language), key=key)


def variance_line(variance: pd.DataFrame, outcome: str, year: int, language: str, scenario: str | None = None) -> str:
    """Where the spread of an outcome comes from, in one line; of both answers to the pause if there are both."""
    chosen = variance[(variance["outcome"] == outcome) & (variance["year"] == year)]
    chosen = chosen[chosen["group"] == variance["group"].iloc[0]]
    if scenario is not None:
        chosen = chosen[chosen["scenario"] == scenario]
    pause = BOTH if (chosen["pause"] == BOTH).any() else chosen["pause"].iloc[0]
    parts = [
        text("variance_share", language, source=text(f"source_{row.source}", language), share=row.share)
        for row in chosen[chosen["pause"] == pause].itertuples()
    ]
    joined = ("，" if language == "zh" else ", ").join(parts)
    if scenario is None:
        return text("ensemble_variance", language, year=year, shares=joined)
    return text("ensemble_variance_added", language, scenario=scenario, year=year, shares=joined)


def show_compared_ensemble(
    out: Console, tables: Mapping[str, pd.DataFrame], titles: Mapping[str, str], cases: Sequence[Case],
    settings: Mapping[str, Any], language: str,
) -> None:  # fmt: skip
    """The ensemble of a comparison: what each scenario adds, and how likely the goals are under each."""
    bands, (reference, *others) = tables["ensemble.csv"], titles
    bands = bands[bands["group"] == bands["group"].iloc[0]]
    rows = rows_by(bands, "scenario", "outcome", "pause", "year")
    title = text("ensemble_added_title", language, reference=titles[reference], **settings)
    table = figures_table(title, [text("scenario", language), *heads_of(cases, language)])
    level = (rows[(reference, SHARE, *case)] for case in cases)
    table.add_row(text("level_of", language, scenario=titles[reference]), *(
        f"{100 * row.median:.2f} %\n" + text("ensemble_span", language, low=100 * row.low95, high=100 * row.high95)
        for row in level
    ))  # fmt: skip
    for name in others:
        gained = (rows[(name, SHARE + ADDED, *case)] for case in cases)
        table.add_row(titles[name], *(
            f"{row.median:+.3f}\n" + text("ensemble_added_span", language, low=row.low95, high=row.high95)
            for row in gained
        ))  # fmt: skip
    out.print(table)
    for name in others:
        line = variance_line(tables["variance.csv"], SHARE + ADDED, cases[0][1], language, name)
        out.print(Text(line.replace(name, titles[name], 1)))
    out.print(Text(text("ensemble_paired_note", language), style="dim"))
    out.print()
    if len(tables["goal_probabilities.csv"]):
        out.print(compared_odds_table(tables["goal_probabilities.csv"], list(titles), language))


def compared_odds_table(odds: pd.DataFrame, names: Sequence[str], language: str) -> Table:
    """How likely each goal is by pause answer, for the scenarios of `names` in their order."""
    pauses = sorted(odds["pause"].unique())
    heads = [text("goal", language), text("goal_target", language), *(text(f"pause_{one}", language) for one in pauses)]
    table = figures_table(text("ensemble_compared_goals", language, runs=int(odds["runs"].max())), heads)
    rows = rows_by(odds, "goal", "scenario", "pause")
    for goal, about in odds.groupby("goal", sort=False):
        cells = (" · ".join(f"{rows[goal, name, pause].probability:.0%}" for name in names) for pause in pauses)
        table.add_row(goal_name(about.iloc[0], language, {}), goal_target(about.iloc[0], language), *cells)
    return table
