"""Pictures of one run beside the urban share by year: what changed it, where, who moved, land and services, costs.
They read tables, never a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, MultipleLocator

from ..parameters import Label
from .picture_style import drawing, quiet
from .plots import PAUSE_STYLES
from .strings import text

BAR = 0.78


@dataclass(frozen=True)
class Bars:
    """Rows of bars, one bar a pause answer: labels from the top down, values by pause answer."""

    labels: Sequence[str]
    values: Mapping[str, Sequence[float]]
    unit: str
    form: str = "{:+.2f}"


def bars_figure(bars: Bars, *, title: str, caption: str = "", language: str = "en", total: bool = False) -> Figure:
    """Horizontal bars by pause answer, each with its figure; with `total` the last row stands apart."""
    pauses = list(bars.values)
    height = 1.5 + (0.17 + 0.16 * len(pauses)) * len(bars.labels)
    with drawing(language, height, title=title, caption=caption) as figure:
        axes = figure.subplots()
        rows = np.arange(len(bars.labels), dtype=float)
        if total:
            rows[-1] += 0.25
            axes.axhline(rows[-1] - 0.62, color="#999999", linewidth=0.6)
        thick = BAR / len(pauses)
        for number, pause in enumerate(pauses):
            place = rows + (number - (len(pauses) - 1) / 2) * thick
            values = np.asarray(bars.values[pause], float)
            axes.barh(place, values, thick * 0.92, color=PAUSE_STYLES[pause]["color"], edgecolor="white",
                      hatch="////" if pause == "stays" and len(pauses) > 1 else None, linewidth=0.3,
                      label=text(f"pause_{pause}", language))  # fmt: skip
            for where, value in zip(place, values, strict=True):
                axes.annotate(bars.form.format(value), (value, where), xytext=(4 if value >= 0 else -4, 0),
                              textcoords="offset points", va="center", ha="left" if value >= 0 else "right",
                              fontsize=7.5)  # fmt: skip
        axes.set_yticks(rows, bars.labels)
        axes.invert_yaxis()
        axes.axvline(0, color="black", linewidth=0.7)
        axes.margins(x=0.14)
        axes.xaxis.set_major_locator(MaxNLocator(6))
        axes.set_xlabel(bars.unit)
        quiet(axes, "x")
        axes.tick_params(axis="y", length=0)
        if len(pauses) > 1:
            axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, fontsize=8.5)
    return figure


@dataclass(frozen=True)
class Panel:
    """One small picture of several: a column of a yearly table, times `factor`."""

    column: str
    label: Label
    unit: Label
    factor: float = 1.0


def panels_figure(
    yearly: pd.DataFrame, panels: Sequence[Panel], *, title: str, caption: str = "", language: str = "en"
) -> Figure:
    """Small pictures side by side, a line a pause answer. `yearly` has columns pause, year and those of the panels."""
    across = 2
    down = -(-len(panels) // across)
    with drawing(language, 1.1 + 1.75 * down, title=title, caption=caption) as figure:
        grid = figure.subplots(down, across, sharex=True, squeeze=False)
        every = [axes for row in grid for axes in row]
        for axes, panel in zip(every, panels, strict=False):
            _draw_panel(axes, yearly, panel, language)
        for axes in every[len(panels) :]:
            axes.set_visible(False)
        for axes in every[max(0, len(panels) - across) : len(panels)]:
            axes.set_xlabel(text("axis_year_short", language))
            axes.tick_params(labelbottom=True)
        if yearly["pause"].nunique() > 1:
            every[0].legend(loc="best", frameon=False, fontsize=8)
    return figure


def _draw_panel(axes: Axes, yearly: pd.DataFrame, panel: Panel, language: str) -> None:
    for pause, path in yearly.groupby("pause"):
        style = {**PAUSE_STYLES[str(pause)], "markersize": 2.6, "linewidth": 1.4}
        axes.plot(path["year"], panel.factor * path[panel.column], label=text(f"pause_{pause}", language), **style)
    axes.set_title(panel.label.in_language(language), fontsize=9, loc="left")
    axes.set_ylabel(panel.unit.in_language(language), fontsize=8)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.ticklabel_format(axis="y", useOffset=False)
    axes.xaxis.set_major_locator(MultipleLocator(5 if yearly["year"].nunique() > 10 else 2))
    axes.tick_params(labelsize=8)
    quiet(axes)
