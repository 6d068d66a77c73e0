"""`xiancheng discover`: under which conditions of a sweep is a goal missed?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from ..command import argument, command, option, read_goals, read_region
from ..failures import UserError
from ..options import Debug, Lang, Pause, language_of
from ..strings import text

if TYPE_CHECKING:
    from ...discovery import Box, Condition
    from ...sweep_results import SweepResults


@command
def discover(
    folder: Annotated[Path, argument("help_swept")],
    goal: Annotated[str | None, option("--goal", "help_discovered_goal")] = None,
    pause: Annotated[Pause, option("--pause", "help_discovered_pause", show_default=False)] = Pause.BOTH,
    lang: Lang = None, debug: Debug = False,
) -> None:  # fmt: skip
    from ...discovery import DENSITY, NothingToDiscover
    from ...discovery import discover as boxes_of
    from ...sweep_results import NotKept, read_sweep
    from ..sweep_figures import domain_goal

    language = language_of(lang)
    if not folder.is_dir():
        raise UserError(f"{folder}: {text('error_no_folder', language)}")
    sweep, region = read_sweep(folder), read_region(None)
    (asked,) = read_goals([goal], None) if goal else [domain_goal(region)]
    try:
        judged = sweep.judged(asked, region)
    except NotKept as error:
        raise UserError(str(error)) from error
    if pause is not Pause.BOTH:
        judged = judged[judged["pause"] == str(pause)].reset_index(drop=True)
    missed = int((~judged["met"]).sum())
    print(text("goal_missed_in", language, goal=asked.line, missed=missed, runs=len(judged),
               share=100 * missed / max(len(judged), 1)))  # fmt: skip
    try:
        boxes = boxes_of(sweep, judged)
    except NothingToDiscover:
        print(text("nothing_to_discover", language))
        return
    except ImportError as error:
        raise UserError(text("error_needs_extra", language, extra="discover")) from error
    if not boxes:
        print(text("no_box", language, density=100 * DENSITY))
        return
    for number, box in enumerate(boxes, start=1):
        _show(number, box, sweep, language)
    print(text("discovery_note", language))


def _show(number: int, box: Box, sweep: SweepResults, language: str) -> None:
    print(text("box", language, number=number, density=100 * box.density, coverage=100 * box.coverage))
    for condition in box.conditions:
        print(_told(condition, sweep, language))


def _told(condition: Condition, sweep: SweepResults, language: str) -> str:
    """A condition in words."""
    name, low, high = condition.variable, condition.low, condition.high
    label = text("col_pause", language) if name == "pause" else sweep.label(name, language)
    chance = text("by_chance", language, chance=condition.chance)
    if condition.among:
        named = [text(f"pause_{one}", language) if name == "pause" else one for one in condition.among]
        return text("condition_among", language, label=label, among=", ".join(named), chance=chance)
    which = "to" if low is None else "from" if high is None else "between"
    return text(f"condition_{which}", language, label=label, low=low, high=high, chance=chance)
