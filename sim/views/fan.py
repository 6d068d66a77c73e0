"""The fan of an ensemble in a picture: nested bands around the median. It reads tables, never a model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from .strings import text

WIDTHS = (95, 80, 50)
OPACITY = 0.13  # of each band; they lie on one another


def draw_fan(
    axes: Axes, bands: pd.DataFrame, styles: Mapping[str, Mapping[str, Any]], language: str, *, factor: float = 100.0
) -> None:
    """Bands by pause answer; `bands` has columns pause, year and low and high of each of WIDTHS.

    Answers that agree in the first years are drawn over one another there.
    """
    for number, (pause, span) in enumerate(bands.groupby("pause")):
        colour = styles[str(pause)]["color"]
        for width in WIDTHS:
            low, high = (factor * span[f"{end}{width}"] for end in ("low", "high"))
            label = text("fan_key", language) if width == 50 and not number else ""
            axes.fill_between(span["year"], low, high, alpha=OPACITY, linewidth=0, color=colour, zorder=1.4,
                              label=label)  # fmt: skip
