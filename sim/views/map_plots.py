"""A map of county seats: where the urban share stands, against the goal. It reads tables, never a model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from .picture_style import drawing, quiet
from .strings import text

# Brown below the goal, blue-green above it: told apart by any eye, and light in the middle on grey paper.
COLOURS = "BrBG"
# Above and below the goal differ in shape too, so that colour is never the only sign.
MARKS: dict[bool, str] = {True: "o", False: "v"}
PERSONS_SHOWN = (50_000, 200_000, 500_000)


def seats_figure(
    seats: Mapping[str, pd.DataFrame], goal: float, *, title: str, caption: str = "", language: str = "en"
) -> Figure:
    """County seats by panel title: columns lon, lat, urban_residents, urban_share (0-1); `goal` is a share."""
    with drawing(language, 4.1, title=title, caption=caption) as figure:
        grid = figure.subplots(1, len(seats), squeeze=False, sharey=True)[0]
        shares = 100 * pd.concat(seats.values())["urban_share"]
        reach = max(5.0, 5 * np.ceil(np.abs(shares - 100 * goal).quantile(0.98) / 5))
        norm = TwoSlopeNorm(100 * goal, 100 * goal - reach, 100 * goal + reach)
        for axes, (heading, table) in zip(grid, seats.items(), strict=True):
            drawn = _draw_seats(axes, table, goal, norm)
            axes.set_title(heading, fontsize=9, loc="left")
            axes.set_xlabel(text("axis_longitude", language))
            axes.set_aspect(1 / np.cos(np.radians(table["lat"].mean())))
            axes.tick_params(labelsize=8)
            quiet(axes, "both")
        grid[0].set_ylabel(text("axis_latitude", language))
        bar = figure.colorbar(drawn, ax=list(grid), orientation="horizontal", shrink=0.6, aspect=40, pad=0.02,
                              extend="both")  # fmt: skip
        bar.set_label(text("map_key", language, goal=100 * goal), fontsize=8)
        bar.ax.tick_params(labelsize=8)
        # In the south-west and north-east corners of the province there is no county.
        shapes, sizes = _key(goal, language)
        for axes, handles, corner in ((grid[0], sizes, "lower left"), (grid[-1], shapes, "upper right")):
            axes.add_artist(axes.legend(handles=handles, loc=corner, frameon=False, fontsize=7, borderpad=0.3,
                                        handletextpad=0.3))  # fmt: skip
    return figure


def _draw_seats(axes: Axes, table: pd.DataFrame, goal: float, norm: TwoSlopeNorm) -> Any:
    # The large ones first, so that none hides a small one.
    table = table.sort_values("urban_residents", ascending=False)
    drawn = None
    for reached, mark in MARKS.items():
        some = table[(table["urban_share"] >= goal) == reached]
        drawn = axes.scatter(some["lon"], some["lat"], s=_area(some["urban_residents"]), c=100 * some["urban_share"],
                             cmap=COLOURS, norm=norm, marker=mark, edgecolors="#333333", linewidths=0.5)  # fmt: skip
    return drawn


def _area(persons: pd.Series | float) -> Any:
    """Points of area, in proportion to persons."""
    return 8 + np.asarray(persons, float) / 2500


def _key(goal: float, language: str) -> tuple[list[Line2D], list[Line2D]]:
    """What the shapes mean, and what the sizes mean."""

    def mark(shape: str, area: float, words: str) -> Line2D:
        return Line2D([], [], linestyle="none", marker=shape, markersize=float(np.sqrt(area)), label=words,
                      markerfacecolor="white", markeredgecolor="#333333", markeredgewidth=0.7)  # fmt: skip

    shapes = [mark(MARKS[reached], 45, text("map_reached" if reached else "map_below", language, goal=100 * goal))
              for reached in (True, False)]  # fmt: skip
    unit = 10_000 if language == "zh" else 1000
    sizes = [mark("o", _area(persons), text("map_persons", language, persons=persons / unit))
             for persons in PERSONS_SHOWN]  # fmt: skip
    return shapes, sizes
