"""Why the urban share changed, in a sentence: from the decomposition of one year."""

from __future__ import annotations

import pandas as pd

from ...indicators import FLOWS
from ..strings import text

SMALL = 0.005  # percentage points: rounds to nothing


def why(name: str, row: pd.Series, baseline: pd.Series, language: str) -> str:
    """What a year changed in a place and through which flows; then what it has beyond the baseline.

    `row` and `baseline` hold the indicators of the place in that year.
    """
    name, year, share = name[:1].upper() + name[1:], int(row["year"]), 100 * row["urban_share"]
    changes = {flow: float(row[f"change_{flow}"]) for flow in FLOWS}
    total = sum(changes.values())
    if total != total:  # the base year has no change
        return text("view_why_base", language, name=name, year=year, share=share)
    helped = _listed({flow: by for flow, by in changes.items() if by * _sign(total) >= SMALL}, language)
    hindered = _listed({flow: by for flow, by in changes.items() if by * _sign(total) <= -SMALL}, language)
    way = "up" if total >= SMALL else "down" if total <= -SMALL else "level"
    said = text(f"view_why_{way}", language, name=name, year=year, share=share, by=abs(total))
    if helped and way != "level":
        said += text("view_why_through", language, flows=helped)
    if hindered and way != "level":
        said += text("view_why_against", language, flows=hindered)
    return said + text("view_why_end", language) + _beside(share - 100 * float(baseline["urban_share"]), language)


def _beside(added: float, language: str) -> str:
    if abs(added) < SMALL:
        return text("view_why_same", language)
    return text("view_why_more" if added > 0 else "view_why_less", language, by=abs(added))


def _listed(changes: dict[str, float], language: str) -> str:
    largest = sorted(changes, key=lambda flow: -abs(changes[flow]))[:3]
    parts = (
        text("view_why_flow", language, flow=FLOWS[flow].in_language(language), by=changes[flow]) for flow in largest
    )
    return text("view_why_and", language).join(parts)


def _sign(number: float) -> int:
    return 1 if number >= 0 else -1
