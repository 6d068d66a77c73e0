"""Pictures of a sweep: the outcome along each variable, what each does, and which runs meet a goal.

They read tables, never a model.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from ..sweep_effects import rank_effects, response, swings
from .picture_style import drawing, quiet
from .plots import PAUSE_STYLES
from .strings import text

# By whether the goal is met: told apart by colour, and by dashes without it.
VERDICTS: dict[bool, tuple[str, Literal["solid", "dashed"], str]] = {
    True: ("#0072B2", "solid", "goal_is_met"),
    False: ("#D55E00", "dashed", "goal_is_missed"),
}
COLUMNS = 3  # panels beside each other
MOST_PANELS = 9
# Letters of a line of a label, English and Chinese.
LETTERS = {"panel": (32, 16), "row": (40, 20), "axis": (24, 12)}
Words = Mapping[str, str]  # of a variable, in the picture's language


def response_figure(
    values: pd.DataFrame, variables: Sequence[str], labels: Words, *, outcome: str, title: str, caption: str = "",
    language: str = "en",
) -> Figure:  # fmt: skip
    """A panel for each variable: every run a dot, medians joined, four fifths of the runs shaded.

    `values` are those of `SweepResults.values`, `value` in the unit that `outcome` names.
    """
    shown = list(variables)[:MOST_PANELS]
    rows = -(-len(shown) // COLUMNS)
    with drawing(language, 0.9 + 2.1 * rows, title=title, caption=caption) as figure:
        grid = np.atleast_1d(figure.subplots(rows, COLUMNS, sharey=True, squeeze=False)).ravel()
        for axes, variable in zip(grid, shown, strict=False):
            _draw_response(axes, values, variable, language)
            axes.set_xlabel(_wrapped(labels[variable], language, "panel"), fontsize=8)
            axes.xaxis.set_major_locator(MaxNLocator(4))
            quiet(axes, "both")
        for axes in grid[len(shown) :]:
            axes.set_visible(False)
        figure.supylabel(outcome, fontsize=9)
        _legend(figure, grid[0])
    return figure


def _draw_response(axes: Axes, values: pd.DataFrame, variable: str, language: str) -> None:
    for pause, path in response(values, variable).groupby("pause"):
        style = PAUSE_STYLES[str(pause)]
        runs = values[values["pause"] == pause]
        axes.scatter(runs[variable], runs["value"], s=4, color=style["color"], alpha=0.25, linewidths=0)
        axes.fill_between(path["at"], path["low"], path["high"], color=style["color"], alpha=0.18, linewidth=0)
        axes.plot(path["at"], path["median"], markersize=3.5, linewidth=1.4, label=text(f"pause_{pause}", language),
                  **style)  # fmt: skip


def tornado_figure(
    values: pd.DataFrame, variables: Sequence[str], labels: Words, *, unit: str, one_at_a_time: bool, title: str,
    caption: str = "", language: str = "en",
) -> Figure:  # fmt: skip
    """A bar for each variable, the largest on top: from end to end of it, or its rank coefficient."""
    table = swings(values, variables) if one_at_a_time else rank_effects(values, variables)
    names, pauses = list(dict.fromkeys(table["variable"])), sorted(table["pause"].unique())
    with drawing(language, 1.5 + (0.16 + 0.13 * len(pauses)) * len(names), title=title, caption=caption) as figure:
        axes = figure.subplots()
        thick = 0.8 / len(pauses)
        for number, pause in enumerate(pauses):
            some = table[table["pause"] == pause].set_index("variable").loc[names]
            height = np.arange(len(names)) + (number - (len(pauses) - 1) / 2) * thick
            colour = PAUSE_STYLES[pause]["color"]
            style = {"height": thick * 0.92, "color": colour, "label": text(f"pause_{pause}", language)}
            if one_at_a_time:
                axes.barh(height, some["high"], alpha=1.0, **style)
                axes.barh(height, some["low"], alpha=0.4, **{**style, "label": ""})
            else:
                axes.barh(height, some["effect"], **style)
        axes.axvline(0, color="black", linewidth=0.7)
        axes.set_yticks(range(len(names)), [_wrapped(labels[name], language, "row") for name in names], fontsize=8)
        axes.invert_yaxis()
        axes.set_xlabel(unit)
        quiet(axes, "x")
        axes.tick_params(axis="y", length=0)
        _legend(figure, axes)
    return figure


def _legend(figure: Figure, axes: Axes) -> None:
    """The answers to the pause, where there are two."""
    handles, names = axes.get_legend_handles_labels()
    if len(handles) > 1:
        figure.legend(handles, names, loc="outside upper right", ncols=2, frameon=False, fontsize=8.5)


def _wrapped(words: str, language: str, room: str) -> str:
    """A label in lines that fit beside (`row`) or below (`panel`, `axis`) what it names."""
    return textwrap.fill(words, LETTERS[room][language == "zh"])


def parallel_figure(
    judged: pd.DataFrame, variables: Sequence[str], labels: Words, *, outcome: str, title: str, caption: str = "",
    language: str = "en",
) -> Figure:  # fmt: skip
    """A line for each run across what was varied and what came out, coloured by whether it meets the goal.

    `judged` is what `SweepResults.judged` gives, `value` in the unit that `outcome` names.
    """
    columns = [*variables, "value"]
    table = judged.dropna(subset=columns)
    low, high = table[columns].min().to_numpy(float), table[columns].max().to_numpy(float)
    heights = (table[columns].to_numpy(float) - low) / np.where(high > low, high - low, 1.0)
    with drawing(language, 4.6, title=title, caption=caption) as figure:
        axes = figure.subplots()
        places = np.arange(len(columns), dtype=float)
        lines = np.stack([np.broadcast_to(places, heights.shape), heights], axis=2)
        alpha = float(np.clip(40 / max(len(table), 1), 0.08, 0.7))
        keys = []
        for met, (colour, dashes, key) in VERDICTS.items():
            inside = table["met"].to_numpy(bool) == met
            axes.add_collection(LineCollection(list(lines[inside]), colors=colour, linestyles=[dashes], alpha=alpha,
                                               linewidths=0.9))  # fmt: skip
            keys.append(Line2D([], [], color=colour, linestyle=dashes, label=text(key, language, runs=inside.sum())))
        for place, bottom, top in zip(places, low, high, strict=True):
            axes.plot([place, place], [0, 1], color="black", linewidth=0.7)
            axes.annotate(f"{bottom:.3g}", (place, -0.02), ha="center", va="top", fontsize=7.5)
            axes.annotate(f"{top:.3g}", (place, 1.02), ha="center", va="bottom", fontsize=7.5)
        words = [_wrapped(label, language, "axis") for label in (*(labels[name] for name in variables), outcome)]
        axes.set_xticks(places, words, fontsize=7.5, rotation=28, ha="right", rotation_mode="anchor")
        axes.tick_params(axis="x", length=0, pad=10)
        axes.set_yticks([])
        axes.set_xlim(-0.15, len(columns) - 0.85)
        axes.set_ylim(-0.08, 1.08)
        axes.spines[:].set_visible(False)
        axes.legend(handles=keys, loc="lower left", bbox_to_anchor=(0, 1.02), ncols=2, frameon=False, fontsize=8.5)
    return figure
