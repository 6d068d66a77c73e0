"""What the page's charts have in common. A chart is an option of ECharts: plain dicts, lists and texts.

Tooltips are drawn as text on the canvas, never as markup. Patterns and symbols say again what
colours say, and every chart has its table beside it.
"""

from __future__ import annotations

from typing import Any

Chart = dict[str, Any]

# Okabe and Ito's colours, told apart by any eye.
BASELINE, STEERED = "#555555", "#0072B2"
KEPT = ("#D55E00", "#009E73", "#CC79A7", "#E69F00")
KEPT_SYMBOLS = ("rect", "triangle", "diamond", "pin")
FONT = "Noto Sans, Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif"
GRID, TEXT = "#e5e5e5", "#333333"


def chart(description: str, **parts: Any) -> Chart:
    """An option with what every chart has; `description` is read out by a screen reader."""
    return {
        "animation": False,
        "aria": {"enabled": True, "label": {"description": description}},
        "textStyle": {"color": TEXT, "fontFamily": FONT},
        "grid": {"left": 52, "right": 24, "top": 40, "bottom": 30},
        **parts,
    }


def axis(kind: str, name: str = "", **parts: Any) -> Chart:
    """An axis with its name and unit."""
    return {
        "type": kind, "name": name, "nameTextStyle": {"align": "left"} if kind == "value" else {},
        "splitLine": {"show": kind == "value", "lineStyle": {"color": GRID}}, **parts,
    }  # fmt: skip


def tooltip(trigger: str, **parts: Any) -> Chart:
    """What is shown where the pointer is, as plain text."""
    return {"trigger": trigger, "renderMode": "richText", "confine": True, **parts}


def rounded(values: Any, digits: int = 2) -> list[float | None]:
    """Numbers for a chart: rounded, None where there is none."""
    return [None if value != value else round(float(value), digits) for value in values]
