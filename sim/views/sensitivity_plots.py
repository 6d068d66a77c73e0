"""Pictures of a sensitivity analysis: bars of effects and of shares of variance. They read tables, never a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .picture_style import GREY, drawing, quiet
from .strings import text

SHOWN = 15
COLOURS = {"parameter": "#0072B2", "strength": "#D55E00", "luck": "#999999"}
PALE = 0.45
WIDTH = 8.0  # inches: the names of fifteen factors take half of it


def effects_figure(
    effects: pd.DataFrame, labels: Mapping[str, str], heads: Mapping[str, str], *, caption: str = "",
    language: str = "en",
) -> Figure:  # fmt: skip
    """The largest effects of a screening, one panel an outcome; `effects` is a table of `morris.csv`.

    `labels` are the factors in words, `heads` the outcomes.
    """

    def draw(axes: Axes, rows: pd.DataFrame) -> None:
        rows = rows.nlargest(SHOWN, "mean_absolute", keep="first").iloc[::-1]
        colours = [COLOURS[what] for what in rows["what"]]
        axes.barh(np.arange(len(rows)), rows["mean_absolute"], xerr=rows["interval"], color=colours, height=0.7,
                  error_kw={"elinewidth": 0.8, "ecolor": GREY})  # fmt: skip
        axes.set_yticks(np.arange(len(rows)), [labels[name] for name in rows["factor"]])
        axes.set_xlabel(text("axis_effect", language, unit=text("unit_effect_points", language)))

    return _panels(effects, heads, draw, caption, language)


def variance_figure(
    indices: pd.DataFrame, labels: Mapping[str, str], heads: Mapping[str, str], *, caption: str = "",
    language: str = "en",
) -> Figure:  # fmt: skip
    """Shares of variance alone (dark) and with others (pale), one panel an outcome; a table of `sobol.csv`."""

    def draw(axes: Axes, rows: pd.DataFrame) -> None:
        rows = rows.sort_values("total", kind="stable")
        places = np.arange(len(rows))
        colours = [COLOURS[what] for what in rows["what"]]
        axes.barh(places, rows["total"].clip(lower=0), xerr=rows["total_interval"], color=colours, alpha=PALE,
                  height=0.7, error_kw={"elinewidth": 0.8, "ecolor": GREY},
                  label=text("col_total", language))  # fmt: skip
        axes.barh(places, rows["first"].clip(lower=0), color=colours, height=0.35, label=text("col_first", language))
        axes.set_yticks(places, [labels[name] for name in rows["factor"]])
        axes.set_xlabel(text("axis_variance", language))
        axes.legend(frameon=False, fontsize=8, loc="lower right")

    return _panels(indices, heads, draw, caption, language)


def _panels(
    table: pd.DataFrame, heads: Mapping[str, str], draw: Callable[[Axes, pd.DataFrame], None], caption: str,
    language: str,
) -> Figure:  # fmt: skip
    outcomes = list(dict.fromkeys(table["outcome"]))
    with drawing(language, 0.6 + 3.9 * len(outcomes), caption=caption, width=WIDTH) as figure:
        every = np.atleast_1d(figure.subplots(len(outcomes), 1))
        for axes, outcome in zip(every, outcomes, strict=True):
            draw(axes, table[table["outcome"] == outcome])
            axes.set_title(heads[outcome], fontsize=10, loc="left")
            quiet(axes, "x")
    return figure
