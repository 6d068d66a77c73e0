"""Pictures of means with their intervals: by group, by family of levers. They read tables, never a model."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from .picture_style import drawing, quiet
from .plots import PAUSE_STYLES
from .strings import text

# Half the room between two series of one row.
APART = 0.17


def intervals_figure(
    table: pd.DataFrame, *, unit: str, title: str, caption: str = "", language: str = "en", last_apart: bool = False
) -> Figure:
    """A dot and its interval for each row and pause answer; `table` has columns label, pause, mean, low, high,
    the rows in order from the top down."""
    labels = list(dict.fromkeys(table["label"]))
    pauses = sorted(table["pause"].unique())
    with drawing(language, 1.4 + (0.16 + 0.13 * len(pauses)) * len(labels), title=title, caption=caption) as figure:
        axes = figure.subplots()
        place = {label: float(number) for number, label in enumerate(labels)}
        if last_apart:
            place[labels[-1]] += 0.25
            axes.axhline(place[labels[-1]] - 0.62, color="#999999", linewidth=0.6)
        for number, pause in enumerate(pauses):
            some = table[table["pause"] == pause]
            height = some["label"].map(place) + (2 * number - len(pauses) + 1) * APART
            style = PAUSE_STYLES[pause]
            reach = [some["mean"] - some["low"], some["high"] - some["mean"]]
            axes.errorbar(some["mean"], height, xerr=reach, fmt=style["marker"], color=style["color"], markersize=4.5,
                          elinewidth=1.3, capsize=2.5, label=text(f"pause_{pause}", language),
                          markerfacecolor="white" if pause == "stays" else style["color"])  # fmt: skip
        axes.axvline(0, color="black", linewidth=0.7)
        axes.set_yticks(list(place.values()), labels)
        axes.set_ylim(max(place.values()) + 0.6, -0.6)
        axes.xaxis.set_major_locator(MaxNLocator(6))
        axes.set_xlabel(unit)
        quiet(axes, "both")
        axes.tick_params(axis="y", length=0)
        if len(pauses) > 1:
            axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False, fontsize=8.5)
    return figure
