"""Charts of one county: who went where in a year, how full its services are, what homes cost."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...state.households import PLACES, SEAT, TOWN
from ...state.places import SERVICES
from ..strings import text
from .chart_parts import BASELINE, STEERED, Chart, axis, chart, rounded, tooltip

PLACE_COLOURS = dict(zip(PLACES, ("#009E73", "#E69F00", "#0072B2", "#CC79A7", "#999999"), strict=True))
MOVES = ("in_county_moves", "departures", "returns")


def place_name(place: str, language: str) -> str:
    """A place by its name on the page."""
    return text(f"view_place_{place}", language)


def moves_of(flows: pd.DataFrame, adcode: int) -> pd.DataFrame:
    """Persons who moved in a year, by origin and destination, the most first."""
    rows = flows[(flows["adcode"] == adcode) & flows["flow"].isin(MOVES)]
    return rows.sort_values("persons", ascending=False)[["origin", "destination", "persons"]]


def flow_chart(moves: pd.DataFrame, *, description: str, language: str) -> Chart:
    """From where (left) to where (right)."""
    ends = {
        side: [place for place in PLACES if place in set(moves[side])] for side in ("origin", "destination")
    }
    nodes = [
        {"name": f"{place_name(place, language)}{mark}", "depth": depth, "itemStyle": {"color": PLACE_COLOURS[place]},
         "label": {"position": "right" if depth == 0 else "left"}}
        for depth, (side, mark) in enumerate((("origin", " →"), ("destination", "")))
        for place in ends[side]
    ]  # fmt: skip
    links = [
        {"source": f"{place_name(origin, language)} →", "target": place_name(destination, language), "value": persons}
        for origin, destination, persons in moves.to_numpy().tolist()
    ]  # fmt: skip
    return chart(description, tooltip=tooltip("item"), series=[{
        "type": "sankey", "data": nodes, "links": links, "left": 8, "right": 8, "top": 8, "bottom": 8,
        "draggable": False, "nodeGap": 14, "emphasis": {"disabled": True},
        "lineStyle": {"color": "source", "opacity": 0.35}, "label": {"color": "#222"},
    }])  # fmt: skip


def crowding_chart(crowding: np.ndarray, *, description: str, language: str) -> Chart:
    """Demand over capacity of the four services in town and seat, one county: (5, 4)."""
    series = [
        {
            "name": place_name(place, language), "type": "bar", "data": rounded(crowding[code]),
            "itemStyle": {"color": PLACE_COLOURS[place], "decal": {"symbol": "rect", "dashArrayX": [1, 0],
                          "dashArrayY": [2, 5], "rotation": 0.8, "color": "rgba(255,255,255,0.5)"}
                          if code == TOWN else {"symbol": "none"}},
            "label": {"show": True, "position": "right"},
        }
        for place, code in (("seat", SEAT), ("town", TOWN))
    ]  # fmt: skip
    series[0]["markLine"] = {
        "silent": True, "symbol": "none", "animation": False, "data": [{"xAxis": 1}],
        "label": {"formatter": text("view_full", language), "position": "start"},
        "lineStyle": {"color": "#000", "type": [6, 4]},
    }  # fmt: skip
    return chart(
        description, tooltip=tooltip("axis", axisPointer={"type": "shadow"}), legend={"top": 0, "left": 0},
        grid={"left": 90, "right": 40, "top": 44, "bottom": 24},
        xAxis=axis("value", min=0),
        yAxis=axis("category", data=[text(f"view_service_{service}", language) for service in SERVICES],
                   inverse=True),
        series=series,
    )  # fmt: skip


def price_chart(steered: pd.DataFrame, baseline: pd.DataFrame, *, names: tuple[str, str], language: str) -> Chart:
    """The house price in the county seat by year, yuan per square metre."""

    def line(name: str, path: pd.DataFrame, colour: str, style: str, symbol: str) -> Chart:
        return {"name": name, "type": "line", "data": rounded(path["seat_house_price"], 0),
                "symbol": symbol, "showAllSymbol": True, "itemStyle": {"color": colour},
                "lineStyle": {"color": colour, "type": style}}  # fmt: skip

    return chart(
        text("view_price_description", language), tooltip=tooltip("axis"),
        legend={"top": 0, "left": 0, "type": "scroll"},
        grid={"left": 56, "right": 20, "top": 58, "bottom": 24},
        xAxis=axis("category", data=[f"{year:.0f}" for year in steered["year"]], boundaryGap=False),
        yAxis=axis("value", text("view_axis_price", language), scale=True),
        series=[line(names[0], steered, STEERED, "solid", "circle"),
                line(names[1], baseline, BASELINE, "dashed", "emptySquare")],
    )  # fmt: skip
