"""The province as a map of county seats: circles by population, colour and shape by urban share."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from ..strings import text
from .chart_parts import Chart, axis, chart, tooltip

Outlines = tuple[tuple[tuple[float, float], ...], ...]
# Below the goal brown, above it green: told apart by any eye, and in grey by the shape.
COLOURS = ("#8c510a", "#d8b365", "#f3e3b5", "#b9e3dd", "#5ab4ac", "#01665e")
STEPS = (-10, -5, 0, 5, 10)  # percentage points from the goal
LARGEST, SMALLEST = 34.0, 7.0  # of a circle, pixels
MOST_POINTS = 200_000  # of boundaries


class BoundariesError(ValueError):
    """A file holds no boundaries that can be drawn."""


def read_boundaries(path: Path) -> Outlines:
    """The outlines of a GeoJSON file in degrees. BoundariesError says what is wrong with it."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        features = said["features"] if said.get("type") == "FeatureCollection" else [said]
        outlines = tuple(
            tuple((float(point[0]), float(point[1])) for point in ring)
            for feature in features
            for ring in _rings(feature.get("geometry") or {})
        )
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise BoundariesError(f"{path}: no GeoJSON of polygons ({error})") from error
    points = sum(map(len, outlines))
    if not 0 < points <= MOST_POINTS:
        raise BoundariesError(f"{path}: {points} points; allowed: polygons of 1 to {MOST_POINTS} points")
    if any(not (-180 <= x <= 180 and -90 <= y <= 90) for ring in outlines for x, y in ring):
        raise BoundariesError(f"{path}: not in degrees of longitude and latitude")
    return outlines


def _rings(geometry: dict[str, Any]) -> Iterator[list[Any]]:
    if geometry.get("type") == "Polygon":
        yield from geometry["coordinates"]
    elif geometry.get("type") == "MultiPolygon":
        for polygon in geometry["coordinates"]:
            yield from polygon


def map_chart(
    places: pd.DataFrame, counties: pd.DataFrame, baseline: pd.DataFrame, *, goal: float, chosen: int,
    outlines: Outlines, year: int, language: str,
) -> Chart:  # fmt: skip
    """The county seats in one year.

    `places` (units: adcode, name, lon, lat), `counties` and `baseline` (indicators) have a row a
    unit, in one order; `goal` is a share, `chosen` the adcode of the open county.
    """
    largest = math.sqrt(max(counties["residents"].max(), 1))
    points = []
    seats = places[["adcode", "name", "lon", "lat"]].to_numpy().tolist()
    # The largest first, so that a small seat lies on top of a large one.
    for unit in counties["residents"].to_numpy().argsort(kind="stable")[::-1]:
        adcode, name, lon, lat = seats[unit]
        share, residents = 100 * counties["urban_share"].iloc[unit], counties["residents"].iloc[unit]
        size = max(SMALLEST, LARGEST * math.sqrt(residents) / largest)
        added = share - 100 * baseline["urban_share"].iloc[unit]
        is_chosen = adcode == chosen
        points.append({
            "name": name.removesuffix(" County"), "adcode": adcode,
            "value": [lon, lat, round(share, 2)], "symbolSize": round(size, 1),
            "tooltip": {"formatter": text("view_map_tip", language, name=name, year=year, share=share,
                                          added=added, residents=residents).replace("{", "").replace("}", "")},
            "label": {"show": True, "fontWeight": "bold"} if is_chosen else {},
            "itemStyle": {"borderColor": "#000", "borderWidth": 3} if is_chosen else {},
        })  # fmt: skip
    box = _box(places, outlines)
    return chart(
        text("view_map_description", language, year=year, goal=100 * goal),
        grid={"left": 8, "right": 8, "top": 8, "bottom": 8},
        tooltip=tooltip("item"),
        visualMap={**_key(100 * goal), "seriesIndex": 1 if outlines else 0},
        title={"text": text("view_map_key", language, goal=100 * goal), "left": 4, "bottom": 126,
               "textStyle": {"fontSize": 12, "fontWeight": "normal"}},
        xAxis=axis("value", min=box[0], max=box[1], show=False),
        yAxis=axis("value", min=box[2], max=box[3], show=False),
        series=[
            *([_lines(outlines)] if outlines else []),
            {
                "type": "scatter", "data": points, "z": 3, "labelLayout": {"hideOverlap": True},
                "label": {"show": True, "formatter": "{b}", "position": "right", "fontSize": 10, "color": "#333"},
                "itemStyle": {"borderColor": "#444", "borderWidth": 0.7, "opacity": 0.85},
                "emphasis": {"itemStyle": {"borderColor": "#000", "borderWidth": 2}},
            },
        ],
    )  # fmt: skip


def _key(goal: float) -> Chart:
    """Classes around the goal: circles below it, diamonds at or above it."""
    edges = [goal + step for step in STEPS]
    pieces = []
    for number, colour in enumerate(COLOURS):
        low = edges[number - 1] if number else None
        high = edges[number] if number < len(edges) else None
        span = (f"< {high:.0f}" if low is None else f"≥ {low:.0f}" if high is None else f"{low:.0f}–{high:.0f}") + " %"
        bounds = {"gte": low, "lt": high}
        pieces.append({
            **{key: value for key, value in bounds.items() if value is not None},
            "color": colour, "symbol": "circle" if number < len(COLOURS) // 2 else "diamond", "label": span,
        })  # fmt: skip
    return {
        "type": "piecewise", "dimension": 2, "pieces": pieces[::-1], "left": 4, "bottom": 4, "itemGap": 4,
        "selectedMode": False, "hoverLink": False, "textStyle": {"fontSize": 12},
    }  # fmt: skip


def _lines(outlines: Outlines) -> Chart:
    return {
        "type": "lines", "coordinateSystem": "cartesian2d", "polyline": True, "silent": True, "z": 1,
        "data": [{"coords": [list(point) for point in ring]} for ring in outlines],
        "lineStyle": {"color": "#b0b0b0", "width": 0.6, "opacity": 1},
    }  # fmt: skip


def _box(places: pd.DataFrame, outlines: Outlines) -> tuple[float, float, float, float]:
    """West, east, south and north edge, a little wider than what is drawn."""
    xs = [*places["lon"], *(x for ring in outlines for x, _ in ring)]
    ys = [*places["lat"], *(y for ring in outlines for _, y in ring)]
    wide, high = max(max(xs) - min(xs), 0.5), max(max(ys) - min(ys), 0.5)
    return min(xs) - 0.12 * wide, max(xs) + 0.14 * wide, min(ys) - 0.06 * high, max(ys) + 0.06 * high
