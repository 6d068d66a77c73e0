"""The levers by family, each as it is declared: unit, bounds, phrase of its source, grade of evidence."""

from __future__ import annotations

import math
from typing import Any

import solara

from ...documents import DOCUMENTS
from ...parameters import FAMILIES, Lever
from ...scenario import Scenario
from ...submodels import LEVERS
from ..lever_list import EVIDENCE
from ..strings import text
from ..unit_names import unit_in
from .elements import Levers, Section
from .session import Seen, Session
from .steering import preset_value

STEPS = 100  # of a slider, at least


@solara.component
def LeverPanel(session: Session, seen: Seen) -> None:
    """All levers; one that is moved starts the steered run anew."""
    steering, language = session.state.steering, session.state.language
    scenario = session.options.library.load(steering.scenario)
    moved = dict(steering.levers)

    def described() -> list[dict[str, Any]]:
        families = []
        for key, label in FAMILIES.items():
            levers = [lever for lever in LEVERS if lever.family == key]
            number = sum(lever.name in moved for lever in levers)
            families.append({
                "key": key, "label": label.in_language(language),
                "count": text("view_lever_count", language, levers=len(levers), moved=number),
                "levers": [_lever(lever, scenario, moved, session.options.years[1], language) for lever in levers],
            })  # fmt: skip
        return families

    families = solara.use_memo(described, [steering, language])
    with Section("levers", text("view_levers", language, moved=len(moved))):
        Levers(
            families=families, undo=text("view_undo", language),
            event_set=lambda said: session.steer(session.state.steering.with_lever(said["name"], said["value"])),
        )  # fmt: skip


def _lever(lever: Lever, scenario: Scenario, moved: dict[str, float], year: int, language: str) -> dict[str, Any]:
    low, high = lever.bounds
    grade = EVIDENCE[lever.evidence.name.lower()].in_language(language)
    value = moved.get(lever.name, preset_value(scenario, lever, year))
    return {
        "name": lever.name, "label": lever.label.in_language(language), "low": low, "high": high,
        "step": _step(low, high), "value": float(f"{value:.6g}"), "moved": lever.name in moved,
        "unit": unit_in(language, lever.unit),
        "bounds": text("view_lever_bounds", language, low=low, high=high, before=lever.value, reading=lever.reading),
        "grade": grade, "gradeHint": text("col_evidence", language), "sourceHead": text("view_lever_head", language),
        "source": [
            text("view_lever_phrase", language, phrase=lever.phrase, clause=lever.clause),
            *(DOCUMENTS[key].title.in_language(language) for key in lever.documents),
            text("view_lever_evidence", language, grade=grade),
        ],
    }  # fmt: skip


def _step(low: float, high: float) -> float:
    """A round step that gives a slider some hundred places."""
    return float(10.0 ** math.floor(math.log10((high - low) / STEPS)))
