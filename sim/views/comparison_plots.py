"""The picture of a comparison: percentage points added by year. It reads tables, never a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from .picture_style import GREY, quiet, type_settings
from .plots import PAUSE_STYLES
from .strings import text

# Okabe and Ito's colours, told apart by any eye.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")


def added_figure(
    added: Mapping[str, pd.DataFrame],
    titles: Mapping[str, str],
    goal_years: Sequence[int],
    *,
    place: str,
    caption: str = "",
    language: str = "en",
) -> Figure:
    """What each scenario added to the urban share, mean and interval by year.

    `added` has, by scenario, columns pause, year, mean, low, high (percentage points), and where an
    inner band is known low50 and high50;
    `titles` also holds the first scenario, which all are held against. Texts are in
    `language`, which must be drawable.
    """
    with matplotlib.rc_context(type_settings(language)):
        figure = Figure(figsize=(8.0, 4.8), dpi=200, layout="constrained")
        axes = figure.subplots()
        reference = next(iter(titles.values()))
        heading = text("added_title", language, place=place, reference=reference)
        figure.suptitle(heading, fontsize=11, x=0.02, ha="left")
        for number, (name, table) in enumerate(added.items()):
            colour = COLOURS[number % len(COLOURS)]
            for pause, path in table.groupby("pause"):
                label = f"{titles[name]}, {text(f'pause_{pause}', language)}"
                style = {**PAUSE_STYLES[str(pause)], "color": colour}
                axes.fill_between(path["year"], path["low"], path["high"], color=colour, alpha=0.15, linewidth=0)
                if "low50" in path:
                    inner = path["low50"], path["high50"]
                    axes.fill_between(path["year"], *inner, color=colour, alpha=0.2, linewidth=0)
                axes.plot(path["year"], path["mean"], label=label, linewidth=1.6, markersize=3.5, **style)
        axes.axhline(0, color="black", linewidth=0.7)
        for year in goal_years:
            axes.axvline(year, color=GREY, linewidth=0.9, linestyle=":", zorder=1)
        axes.set_ylabel(text("axis_added", language))
        axes.set_xlabel(text("axis_year", language))
        axes.xaxis.set_major_locator(MultipleLocator(1 if table["year"].nunique() < 12 else 5))
        axes.xaxis.set_minor_locator(MultipleLocator(1))
        quiet(axes)
        axes.legend(loc="upper left", frameon=False, fontsize=8.5)
        if caption:
            figure.supxlabel(caption, fontsize=7, color=GREY, x=0.02, ha="left")
        # Text keeps its font only while the settings hold.
        figure.canvas.draw()
    return figure
