"""What each lever does alone: at our reading and at the end of its range, with feedbacks off and on.

All runs share the households, their luck and the years before 2024, so that a difference is
the lever's. One seed of luck: figures of a few thousandths of a point are within it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..indicators import summarise
from ..model import Model
from ..parameters import Lever
from ..submodels import LEVERS, RECORD
from ..submodels.policy import ANNOUNCED
from .branches import Calendar, grow, years_to_grow
from .run import Progress, prepare

SCALE = 0.02
YEARS = (2020, 2027)
FEEDBACKS = tuple(name for name in RECORD.names or () if name.startswith("feedback_"))
SETTINGS = ("reading", "far end")
# Thresholds as they were before 2000 (E:C2), from which full liberalisation is tried.
CLOSED, OPEN = 0.9, 0.0
THRESHOLDS = ("hukou_threshold_town", "hukou_threshold_seat", "hukou_threshold_city")


def far_end(lever: Lever) -> float:
    """The end of the range away from the value before the Decision: upwards if it is not there already."""
    low, high = lever.bounds
    return high if lever.value < high else low


def lever_effects(scale: float = SCALE, progress: Progress | None = None) -> pd.DataFrame:
    """One row per lever, feedback ("off", "on") and setting of SETTINGS.

    Columns lever, feedback, setting, value; outcome, the change of the lever's own outcome in the
    last year; urban_share, that of the domain's urban share, percentage points. A lever that
    acts only together with others is tried beside them, they being at their reading.
    """
    arms: dict[tuple[str, str], dict[str, float]] = {("", ""): {}}
    for lever in LEVERS:
        beside = {name: _declared(name).reading for name in lever.together_with}
        if beside:
            arms[lever.name, "beside"] = beside
        for setting, value in zip(SETTINGS, (lever.reading, far_end(lever)), strict=True):
            arms[lever.name, setting] = {**beside, lever.name: value}
    ends = _ends(arms, scale, progress)
    rows = []
    for lever in LEVERS:
        for feedback in ("off", "on"):
            start = ends[feedback].get((lever.name, "beside"), ends[feedback]["", ""])
            for setting in SETTINGS:
                end = ends[feedback][lever.name, setting]
                rows.append({
                    "lever": lever.name, "feedback": feedback, "setting": setting,
                    "value": lever.reading if setting == "reading" else far_end(lever),
                    "outcome": end[lever.outcome] - start[lever.outcome],
                    "urban_share": 100 * (end["urban_share"] - start["urban_share"]),
                })  # fmt: skip
    return pd.DataFrame(rows)


def liberalisation(scale: float = SCALE, last_year: int = 2035, progress: Progress | None = None) -> pd.DataFrame:
    """What opening the hukou fully from 2024 adds to the domain's urban share where it was closed before.

    One row per feedback: percentage points in the last year, and how many persons more had
    converted by then.
    """
    arms = {name: dict.fromkeys(THRESHOLDS, value) for name, value in (("closed", CLOSED), ("open", OPEN))}
    ends = _ends(arms, scale, progress, last_year, before=dict.fromkeys(THRESHOLDS, CLOSED))
    return pd.DataFrame([
        {"feedback": feedback, "urban_share": 100 * (end["open"]["urban_share"] - end["closed"]["urban_share"]),
         "conversions": end["open"]["conversions"] - end["closed"]["conversions"]}
        for feedback, end in ends.items()
    ])  # fmt: skip


def _declared(name: str) -> Lever:
    return next(lever for lever in LEVERS if lever.name == name)


def _ends(
    arms: dict, scale: float, progress: Progress | None, last_year: int = YEARS[1],
    before: dict[str, float] | None = None,
) -> dict[str, dict]:
    """The domain's indicators in the last year by feedback and arm; conversions are those since the base year."""
    tell = progress or (lambda done, message: None)
    ends: dict[str, dict] = {}
    for number, (feedback, switch) in enumerate((("off", 0.0), ("on", 1.0))):
        changes = {**dict.fromkeys(FEEDBACKS, switch), **(before or {})}
        prepared = prepare(scale=scale, years=(YEARS[0], last_year), pause="ended", changes=changes)
        calendars = {arm: with_levers(prepared.calendars["ended"], values) for arm, values in arms.items()}
        total, done = years_to_grow(calendars, YEARS[0], last_year), 0

        def stepped(model: Model, total: int = total, number: int = number, feedback: str = feedback) -> None:
            nonlocal done
            done += 1
            tell((number + done / total) / 2, f"feedbacks {feedback}: {done} of {total} years")

        ends[feedback] = {
            arm: _last(model) for arm, model, _ in grow(prepared.model("ended"), calendars, last_year, stepped=stepped)
        }
    return ends


def with_levers(calendar: Calendar, levers: dict[str, float]) -> Calendar:
    """The calendar with these values from 2024 on."""

    def changed(year: int) -> np.ndarray:
        values = calendar(year)
        if year < ANNOUNCED or not levers:
            return values
        values = values.copy()
        for name, value in levers.items():
            values[name] = value
        return values

    return changed


def _last(model: Model) -> pd.Series:
    summary = summarise(model.indicators(), np.ones(model.units, bool))
    last = summary.iloc[-1].copy()
    last["conversions"] = summary["conversions"].sum()
    return last
