"""The goals of a run on the terminal: met or missed, by how much, since when, and on what that rests."""

from __future__ import annotations

import math

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..goals import AT_MOST, GROWS, MET, MISSED, NOT_MODELLED, NOT_SIMULATED
from .strings import text

# Large numbers are counted in these, the largest first.
LARGE = {"en": ((1e9, " bn"), (1e6, " m")), "zh": ((1e8, "亿"), (1e4, "万"))}
# The figures of a goal, for one run and over seeds.
RUN, ODDS = ("value", "gap", "first"), ("probability", "gap")
STYLES = {MET: "green", MISSED: "red"}


def show_goals(out: Console, goals: pd.DataFrame, language: str, chances: pd.DataFrame | None = None) -> None:
    """The table of the goals that can be judged, its notes, and how many cannot.

    `goals` is the table of a run; with `chances` (see `sim.goals.chances`) the cells say how
    often a goal is met over seeds instead of what this one run does.
    """
    judged = goals[goals["verdict"] != NOT_SIMULATED]
    if len(judged):
        notes = _notes(judged, language)
        out.print(goal_table(judged, language, notes, chances))
        for note, number in notes.items():
            out.print(Text(text("goal_note", language, number=number, note=note), style="dim"))
    if left_out := goals.loc[goals["verdict"] == NOT_SIMULATED, "goal"].nunique():
        out.print(Text(text("goals_left_out", language, number=left_out), style="dim"))


def goal_table(
    goals: pd.DataFrame, language: str, notes: dict[str, int], chances: pd.DataFrame | None = None, *,
    title: str = "", key: str = "",
) -> Table:  # fmt: skip
    """One line per goal; `notes` numbers what stands under the table. `title` and `key` replace the usual ones."""
    key = key or text("goals_key" if chances is None else "goals_odds_key", language)
    table = Table(title=title or text("goals_table", language), title_justify="left", title_style="bold",
                  box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0),
                  caption=key, caption_justify="left", caption_style="dim")  # fmt: skip
    table.add_column(text("goal", language), overflow="fold", min_width=4)
    first, *others = [text(f"goal_{name}", language) for name in (RUN if chances is None else ODDS)]
    heads = [text("goal_target", language)]
    for pause in sorted(goals["pause"].unique()):
        heads += [f"{text(f'pause_{pause}', language)}\n{first}", *(f"\n{name}" for name in others)]
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    for name, rows in goals.groupby("goal", sort=False):
        cells = [Text(goal_name(rows.iloc[0], language, notes)), Text(goal_target(rows.iloc[0], language))]
        for _, row in rows.sort_values("pause").iterrows():
            if row["verdict"] == NOT_MODELLED:
                cells += [Text(text("not_modelled", language), style="dim"), *[Text("")] * len(others)]
            elif chances is None:
                cells += _outcome(row, language)
            else:
                same = (chances["goal"] == name) & (chances["pause"] == row["pause"])
                cells += _odds(chances[same].iloc[0], row, language)
        table.add_row(*cells)
    return table


def _outcome(row: pd.Series, language: str) -> list[Text]:
    """The cells of RUN: where one run stands."""
    value, gap = (_figure(row[name], row, language) for name in ("value", "gap"))
    return [Text(value), Text(_signed(gap), style=STYLES[row["verdict"]]), Text(row["first_year"] or "–")]


def _odds(chance: pd.Series, row: pd.Series, language: str) -> list[Text]:
    """The cells of ODDS: how often the goal is met, and the gap of the middle run."""
    share = text("goal_share", language, share=chance["probability"], seeds=chance["seeds"])
    return [Text(share), Text(_signed(_figure(chance["median_gap"], row, language)))]


def _notes(goals: pd.DataFrame, language: str) -> dict[str, int]:
    """Every note once, numbered in the order of the goals."""
    words = goals.drop_duplicates("goal")[f"note_{language}"]
    return {note: number for number, note in enumerate(filter(None, dict.fromkeys(words)), 1)}


def goal_name(row: pd.Series, language: str, notes: dict[str, int]) -> str:
    """What is aimed at, when, and the number of its note."""
    span = f"{row['since']}→{row['year']}" if row["since"] else str(row["year"])
    name = text("goal_name", language, label=row[f"label_{language}"], span=span)
    note = notes.get(row[f"note_{language}"])
    return f"{name} ({note})" if note else name


def goal_target(row: pd.Series, language: str) -> str:
    """The value aimed at with its sign and unit; the figures beside it have the same unit."""
    sign = "≤" if row["comparison"] == AT_MOST else "≥"
    figure = _figure(row["target"], row, language)
    if "." in figure:
        number = figure.rstrip("".join(word for _, word in LARGE[language]))
        figure = number.rstrip("0").rstrip(".") + figure[len(number) :]
    form = ("goal_points" if row["comparison"] == GROWS else "goal_percent") if _is_share(row) else (
        "goal_yearly" if row["comparison"] == GROWS else "goal_plain")  # fmt: skip
    return text(form, language, sign=sign, value=figure)


def _is_share(row: pd.Series) -> bool:
    return str(row["unit"]).startswith("share")


def _figure(value: float, row: pd.Series, language: str) -> str:
    """A figure in its goal's unit: shares and their rise times 100, large numbers shortened."""
    if _is_share(row):
        return f"{100 * value:.2f}"
    for size, word in LARGE[language]:
        if abs(value) >= size:
            digits = max(0, 2 - int(math.log10(abs(value) / size)))
            return f"{value / size:.{digits}f}{word}"
    return f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"


def _signed(figure: str) -> str:
    return figure if figure.startswith("-") else f"+{figure}"
