"""Maps of county seats: where the urban share stands against the goal, where something was added to it. They read
tables, never a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from .picture_style import drawing, quiet
from .strings import text

# Brown below the middle, blue-green above it: told apart by any eye, and light in the middle on grey paper.
COLOURS = "BrBG"
# Above and below differ in shape too, so that colour is never the only sign.
MARKS: dict[bool, str] = {True: "o", False: "v"}
PERSONS_SHOWN = (50_000, 200_000, 500_000)
ACROSS = 2
# Nearly all counties lie within the colours; the few beyond have the last one.
INSIDE = 0.98


@dataclass(frozen=True)
class Scale:
    """What colour and shape say: the `middle` of the colours in the unit of the values, the least they `reach` to
    either side, and the words for the bar, for marks at or above the middle and for those below it."""

    middle: float
    reach: float
    words: str
    above: str
    below: str


def seats_figure(
    seats: Mapping[str, pd.DataFrame], scale: Scale, *, title: str, caption: str = "", language: str = "en"
) -> Figure:
    """County seats by panel title: columns lon, lat, urban_residents and `value`."""
    across, down = min(ACROSS, len(seats)), -(-len(seats) // ACROSS)
    with drawing(language, 1.5 + 2.6 * down, title=title, caption=caption) as figure:
        grid = figure.subplots(down, across, squeeze=False, sharex=True, sharey=True)
        panels = [axes for row in grid for axes in row]
        away = np.abs(pd.concat(seats.values())["value"] - scale.middle).quantile(INSIDE)
        reach = max(scale.reach, scale.reach * np.ceil(away / scale.reach))
        norm = TwoSlopeNorm(scale.middle, scale.middle - reach, scale.middle + reach)
        for axes, (heading, table) in zip(panels, seats.items(), strict=False):
            drawn = _draw_seats(axes, table, scale.middle, norm)
            axes.set_title(heading, fontsize=9, loc="left")
            axes.set_aspect(1 / np.cos(np.radians(table["lat"].mean())))
            axes.tick_params(labelsize=8)
            quiet(axes, "both")
        for axes in panels[len(seats) :]:
            axes.set_visible(False)
        for axes in panels[max(0, len(seats) - across) : len(seats)]:
            axes.set_xlabel(text("axis_longitude", language))
            axes.tick_params(labelbottom=True)
        for row in grid:
            row[0].set_ylabel(text("axis_latitude", language))
        bar = figure.colorbar(drawn, ax=panels, orientation="horizontal", shrink=0.6, aspect=40, pad=0.02,
                              extend="both")  # fmt: skip
        bar.set_label(scale.words, fontsize=8)
        bar.ax.tick_params(labelsize=8)
        # In the south-west and north-east corners of the province there is no county.
        shapes, sizes = _key(scale, language)
        for axes, handles, corner in (
            (panels[0], sizes, "lower left"),
            (panels[min(across, len(seats)) - 1], shapes, "upper right"),
        ):
            axes.add_artist(axes.legend(handles=handles, loc=corner, frameon=False, fontsize=7, borderpad=0.3,
                                        handletextpad=0.3))  # fmt: skip
    return figure


def _draw_seats(axes: Axes, table: pd.DataFrame, middle: float, norm: TwoSlopeNorm) -> Any:
    # The large ones first, so that none hides a small one.
    table = table.sort_values("urban_residents", ascending=False)
    drawn = None
    for above, mark in MARKS.items():
        some = table[(table["value"] >= middle) == above]
        drawn = axes.scatter(some["lon"], some["lat"], s=_area(some["urban_residents"]), c=some["value"], cmap=COLOURS,
                             norm=norm, marker=mark, edgecolors="#333333", linewidths=0.5)  # fmt: skip
    return drawn


def _area(persons: pd.Series | float) -> Any:
    """Points of area, in proportion to persons."""
    return 8 + np.asarray(persons, float) / 2500


def _key(scale: Scale, language: str) -> tuple[list[Line2D], list[Line2D]]:
    """What the shapes mean, and what the sizes mean."""

    def mark(shape: str, area: float, words: str) -> Line2D:
        return Line2D([], [], linestyle="none", marker=shape, markersize=float(np.sqrt(area)), label=words,
                      markerfacecolor="white", markeredgecolor="#333333", markeredgewidth=0.7)  # fmt: skip

    shapes = [mark(MARKS[above], 45, scale.above if above else scale.below) for above in (True, False)]
    unit = 10_000 if language == "zh" else 1000
    sizes = [mark("o", _area(persons), text("map_persons", language, persons=persons / unit))
             for persons in PERSONS_SHOWN]  # fmt: skip
    return shapes, sizes
