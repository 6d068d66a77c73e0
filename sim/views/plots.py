"""The picture of a run: the urban share by year over what changed it. It reads tables, never a model."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MultipleLocator

from ..indicators import FLOWS
from ..tables import Landmarks
from .fan import draw_fan
from .picture_style import GREY, quiet, type_settings
from .strings import text

# Okabe and Ito's colours, told apart by any eye.
FLOW_COLOURS = dict(
    zip(FLOWS, ("#0072B2", "#E69F00", "#CC79A7", "#56B4E9", "#999999", "#009E73"), strict=True)
)
PAUSE_STYLES: dict[str, dict[str, Any]] = {
    "ended": {"color": "#0072B2", "linestyle": "-", "marker": "o"},
    "stays": {"color": "#D55E00", "linestyle": "--", "marker": "s"},
}


def urban_share_figure(
    summary: pd.DataFrame,
    landmarks: Landmarks,
    *,
    title: str,
    place: str,
    caption: str = "",
    language: str = "en",
    whole_domain: bool = True,
    band: pd.DataFrame | None = None,
    fan: pd.DataFrame | None = None,
) -> Figure:
    """The urban share by year over what changed it.

    `summary` holds one group: columns pause, year, urban_share (0-1) and change_<flow> (pp).
    `band` has columns pause, year, low and high (0-1), shaded behind the paths; so is the `fan` of
    an ensemble (see `draw_fan`), and of the band its edges then.
    `title`, `place` and `caption` are in `language`, which must be drawable.
    """
    with matplotlib.rc_context(type_settings(language)):
        figure = Figure(figsize=(8.0, 7.2), dpi=200, layout="constrained")
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        figure.suptitle(
            text("figure_title", language, place=place, title=title), fontsize=11, x=0.02, ha="left"
        )
        if band is not None:
            _draw_band(upper, band, language, edges=fan is not None)
        if fan is not None:
            draw_fan(upper, fan, PAUSE_STYLES, language)
        _draw_shares(upper, summary, landmarks, language, whole_domain)
        _draw_flows(lower, summary, language)
        first = min([*landmarks.census, int(summary["year"].min())])
        lower.set_xlim(first - 0.8, summary["year"].max() + 0.8)
        lower.xaxis.set_major_locator(MultipleLocator(5 if summary["year"].max() - first > 10 else 2))
        lower.xaxis.set_minor_locator(MultipleLocator(1))
        lower.set_xlabel(text("axis_year", language))
        for axes in (upper, lower):
            quiet(axes)
        if caption:
            figure.supxlabel(caption, fontsize=7, color=GREY, x=0.02, ha="left")
        # Text keeps its font only while the settings hold.
        figure.canvas.draw()
    return figure


def _draw_shares(
    axes: Axes, summary: pd.DataFrame, landmarks: Landmarks, language: str, whole_domain: bool
) -> None:
    last = summary["year"].max()
    ends = {}
    for pause, path in summary.groupby("pause"):
        share = 100 * path["urban_share"]
        label = text(f"pause_{pause}", language)
        axes.plot(path["year"], share, label=label, linewidth=1.6, markersize=3.5, **PAUSE_STYLES[str(pause)])
        ends[str(pause)] = float(share.iloc[-1])
    for pause, height in _apart(ends, gap=1.3).items():
        label = f"{ends[pause]:.1f} %" if language == "en" else f"{ends[pause]:.1f}%"
        axes.annotate(label, (last, height), xytext=(6, 0), textcoords="offset points", va="center",
                      fontsize=8, color=PAUSE_STYLES[pause]["color"], annotation_clip=False)  # fmt: skip

    if landmarks.goal_year <= last:
        _draw_goal(axes, landmarks, language, whole_domain)
    census = landmarks.census
    axes.plot(list(census), [100 * share for share in census.values()], color=GREY, linewidth=0.8,
              linestyle=":", marker="D", markersize=6, markerfacecolor="black", markeredgecolor="white",
              zorder=4)  # fmt: skip
    for year, known in census.items():
        # The first one's label goes below the line that joins them, the others' above.
        first = year == min(census) and len(census) > 1
        axes.annotate(text("mark_census", language, share=100 * known), (year, 100 * known),
                      xytext=(9, -5) if first else (-8, 3), ha="left" if first else "right",
                      textcoords="offset points", fontsize=8)  # fmt: skip
    for year, known in landmarks.below.items():
        # A lid with a caret under it: the figure was said to be below, not to be this.
        axes.plot([year - 0.45, year + 0.45], [100 * known] * 2, color="black", linewidth=1.6, zorder=5)
        axes.plot(year, 100 * known - 0.45, marker=11, markersize=6, color="black", zorder=5)
        axes.annotate(text("mark_below", language, share=100 * known, year=year), (year, 100 * known),
                      xytext=(0, -14), textcoords="offset points", fontsize=8, ha="center", va="top",
                      linespacing=1.4)  # fmt: skip
    axes.set_ylabel(text("axis_share", language))
    axes.legend(loc="upper left", frameon=False, fontsize=8.5)


def _draw_band(axes: Axes, band: pd.DataFrame, language: str, edges: bool = False) -> None:
    """Where the path goes if the assumed strengths are none to twice our reading, shaded or its edges only."""
    for number, (pause, span) in enumerate(band.groupby("pause")):
        if edges:
            for end in ("low", "high"):
                label = "" if number or end == "high" else text("band_key", language)
                axes.plot(span["year"], 100 * span[end], linestyle=":", linewidth=0.9, label=label,
                          color=PAUSE_STYLES[str(pause)]["color"], zorder=1.6)  # fmt: skip
            continue
        axes.fill_between(span["year"], 100 * span["low"], 100 * span["high"], alpha=0.22, linewidth=0,
                          color=PAUSE_STYLES[str(pause)]["color"], zorder=1.5,
                          label="" if number else text("band_key", language))  # fmt: skip


def _draw_goal(axes: Axes, landmarks: Landmarks, language: str, whole_domain: bool) -> None:
    goal, year = 100 * landmarks.goal_share, landmarks.goal_year
    axes.axhline(goal, color=GREY, linewidth=0.9, linestyle=(0, (6, 3)), zorder=1)
    axes.axvline(year, color=GREY, linewidth=0.9, linestyle=":", zorder=1)
    axes.plot(year, goal, marker="*", markersize=12, color="white", markeredgecolor="black", zorder=5)
    words = text("mark_goal" if whole_domain else "mark_domain_goal", language, share=goal, year=year)
    axes.annotate(words, (year, goal), xytext=(8, -12), textcoords="offset points", fontsize=8)


def _apart(heights: dict[str, float], gap: float) -> dict[str, float]:
    """The heights, moved until two labels do not overlap."""
    if len(heights) < 2 or max(heights.values()) - min(heights.values()) >= gap:
        return heights
    middle = sum(heights.values()) / len(heights)
    low, high = sorted(heights, key=lambda pause: heights[pause])
    return {low: middle - gap / 2, high: middle + gap / 2}


def _draw_flows(axes: Axes, summary: pd.DataFrame, language: str) -> None:
    pauses = list(dict.fromkeys(summary["pause"]))
    width = 0.78 / len(pauses)
    for position, pause in enumerate(pauses):
        path = summary[summary["pause"] == pause].iloc[1:]  # the base year has no change
        centre = path["year"] + (position - (len(pauses) - 1) / 2) * width
        above, below = np.zeros(len(path)), np.zeros(len(path))
        hatch = "////" if pause == "stays" and len(pauses) > 1 else None
        for flow, colour in FLOW_COLOURS.items():
            change = path[f"change_{flow}"].fillna(0.0).to_numpy()
            bottom = np.where(change >= 0, above, below)
            axes.bar(
                centre,
                change,
                width * 0.94,
                bottom=bottom,
                color=colour,
                hatch=hatch,
                edgecolor="white",
                linewidth=0.3,
                label=f"{pause} {flow}",
            )
            above, below = above + np.maximum(change, 0), below + np.minimum(change, 0)
        axes.plot(
            centre,
            path["change_total"],
            linestyle="none",
            marker="o",
            markersize=2.8,
            color="black",
            markeredgecolor="white",
            markeredgewidth=0.4,
            label=f"{pause} total",
        )
    axes.axhline(0, color="black", linewidth=0.7)
    axes.set_ylabel(text("axis_change", language), linespacing=1.5)
    handles: list[Patch | Line2D] = [
        Patch(facecolor=colour, label=FLOWS[flow].in_language(language))
        for flow, colour in FLOW_COLOURS.items()
    ]
    key = text("bars_key" if len(pauses) > 1 else "bar_key", language)
    axes.legend(
        handles=handles,
        loc="lower center",
        bbox_to_anchor=(0.5, 1.0),
        ncols=6,
        frameon=False,
        fontsize=8,
        title=key,
        title_fontsize=8,
        columnspacing=1.2,
        handlelength=1.2,
    )


def save(figure: Figure, path: Path | BytesIO) -> None:
    """The figure as PNG to a file or into memory, without a date, so that equal pictures have equal bytes."""
    # Not `savefig`, which draws a figure with a layout twice.
    FigureCanvasAgg(figure).print_png(path, metadata={"Software": None})
