"""The path of the urban share against the goal, and what changed it each year."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...indicators import FLOWS
from ..plots import FLOW_COLOURS
from ..strings import text
from .chart_parts import BASELINE, KEPT, KEPT_SYMBOLS, STEERED, Chart, axis, chart, rounded, tooltip

Named = tuple[str, pd.DataFrame]
# Patterns of the bars, in the order of the flows: what the colour says, said again.
DECALS = (
    {"symbol": "none"},
    {"symbol": "rect", "dashArrayX": [1, 0], "dashArrayY": [2, 5], "rotation": 0.8, "color": "rgba(255,255,255,0.5)"},
    {"symbol": "circle", "dashArrayX": [[8, 8], [0, 8, 8, 0]], "dashArrayY": [6, 0], "symbolSize": 0.6,
     "color": "rgba(255,255,255,0.6)"},
    {"symbol": "rect", "dashArrayX": [1, 0], "dashArrayY": [2, 5], "rotation": -0.8, "color": "rgba(255,255,255,0.6)"},
    {"symbol": "rect", "dashArrayX": [1, 0], "dashArrayY": [1, 4], "color": "rgba(255,255,255,0.6)"},
    {"symbol": "triangle", "dashArrayX": [[9, 9], [0, 9, 9, 0]], "dashArrayY": [7, 2], "symbolSize": 0.7,
     "color": "rgba(255,255,255,0.6)"},
)  # fmt: skip


def path_chart(
    steered: Named, baseline: Named, kept: Sequence[Named], *, goal: float, goal_year: int,
    shown: int, last: int, language: str,
) -> Chart:  # fmt: skip
    """The urban share by year: the steered run, the baseline on the same luck, and runs kept beside them."""
    years = list(range(int(baseline[1]["year"].iloc[0]), last + 1))
    series = [
        _line(*steered, years, STEERED, "circle", "solid", width=3, symbol_size=7),
        _line(*baseline, years, BASELINE, "emptySquare", "dashed", width=2, symbol_size=6),
        *(
            _line(name, path, years, KEPT[number], KEPT_SYMBOLS[number], "dotted", width=2, symbol_size=7)
            for number, (name, path) in enumerate(kept)
        ),
    ]
    series[0]["markLine"] = {
        "silent": True, "symbol": "none", "animation": False,
        "data": [
            {"yAxis": round(100 * goal, 2), "name": "goal",
             "label": {"formatter": text("mark_goal", language, share=100 * goal, year=goal_year),
                       "position": "insideEndTop"},
             "lineStyle": {"color": "#000", "type": [8, 4], "width": 1.2}},
            {"xAxis": years.index(shown), "label": {"show": False},
             "lineStyle": {"color": "#888", "type": "dotted"}},
        ],
    }  # fmt: skip
    return chart(
        text("view_path_description", language, name=steered[0], year=shown),
        tooltip=tooltip("axis", order="valueDesc"),
        legend={"top": 0, "left": 0, "itemWidth": 34},
        xAxis=axis("category", data=[str(year) for year in years], boundaryGap=False),
        yAxis=axis("value", text("axis_share", language), scale=True),
        grid={"left": 48, "right": 24, "top": 58 + 24 * len(kept), "bottom": 28},
        series=series,
    )  # fmt: skip


def _line(
    name: str, path: pd.DataFrame, years: list[int], colour: str, symbol: str, style: str, *, width: int,
    symbol_size: int,
) -> Chart:  # fmt: skip
    shares = 100 * path.set_index("year")["urban_share"]
    return {
        "name": name, "type": "line", "data": rounded(shares.reindex(years)),
        "symbol": symbol, "symbolSize": symbol_size, "showAllSymbol": True, "itemStyle": {"color": colour},
        "lineStyle": {"color": colour, "type": style, "width": width},
    }  # fmt: skip


def change_chart(path: pd.DataFrame, *, shown: int, last: int, description: str, language: str) -> Chart:
    """The change of each year by flow as stacked bars, and its total."""
    lived = path.iloc[1:]
    years = list(range(int(path["year"].iloc[0]) + 1, last + 1))
    by_year = lived.set_index("year")
    series: list[Chart] = [
        {
            "name": FLOWS[flow].in_language(language), "type": "bar", "stack": "change", "barMaxWidth": 34,
            "data": rounded(by_year[f"change_{flow}"].fillna(0.0).reindex(years), 3),
            "itemStyle": {"color": FLOW_COLOURS[flow], "decal": decal},
        }
        for flow, decal in zip(FLOWS, DECALS, strict=True)
    ]  # fmt: skip
    series.append({
        "name": text("total", language), "type": "line", "data": rounded(by_year["change_total"].reindex(years), 3),
        "lineStyle": {"width": 0}, "symbol": "circle", "symbolSize": 8, "z": 5,
        "itemStyle": {"color": "#000", "borderColor": "#fff", "borderWidth": 1},
        "markLine": {"silent": True, "symbol": "none", "animation": False, "label": {"show": False},
                     "lineStyle": {"color": "#888", "type": "dotted"},
                     "data": [{"xAxis": years.index(shown)}] if shown in years else []},
    })  # fmt: skip
    return chart(
        description,
        tooltip=tooltip("axis", axisPointer={"type": "shadow"}),
        legend={"top": 0, "left": 0, "itemWidth": 22, "itemGap": 8},
        grid={"left": 48, "right": 24, "top": 78, "bottom": 28},
        xAxis=axis("category", data=[str(year) for year in years]),
        yAxis=axis("value", text("view_axis_change", language)),
        series=series,
    )
