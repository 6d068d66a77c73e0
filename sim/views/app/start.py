"""From the options of `xiancheng view` to what every session starts with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ...region import Region
from ..failures import UserError
from ..options import Checked
from ..strings import text
from .map_chart import BoundariesError, Outlines, read_boundaries
from .simulation import Options
from .state import DEFAULT_SCENARIO, PAUSES, SCALES, Steering, ViewState
from .steering import OWN_FILE, Library


def asked_for(
    scenario: str | None, region: Region, seed: int, boundaries: Path | None, options: Checked
) -> Options:
    """The options, checked. UserError or ScenarioError says what is wrong."""
    given = options.model
    own = Path(scenario) if scenario and (Path(scenario).suffix or Path(scenario).name != scenario) else None
    library = Library(region, own)
    name = OWN_FILE if own else scenario or DEFAULT_SCENARIO
    library.load(name)
    if not SCALES[0] <= given["scale"] <= SCALES[1]:
        allowed = f"{SCALES[0]:g}–{SCALES[1]:g}"
        raise UserError(text("error_range", options.language, option="--scale", value=given["scale"], allowed=allowed))
    first, last = given["years"]
    reached = min(max(region.goal_year, first), last)
    state = ViewState(
        steering=Steering(name), luck_seed=seed, world_seed=given["world_seed"],
        scale=given["scale"], pause=given["pause"] if given["pause"] in PAUSES else PAUSES[0],
        reached=reached, shown=reached, language=options.language,
    )  # fmt: skip
    if given["units"]:
        positions = region.find(given["units"])
        if len(positions) == 1:
            state = replace(state, county=int(region.adcodes[positions[0]]))
    return Options(
        region, library, state, (first, last), tuple(given["units"]) if given["units"] else None,
        given["threads"], given["data"], _outlines(boundaries),
    )  # fmt: skip


def _outlines(boundaries: Path | None) -> Outlines:
    try:
        return read_boundaries(boundaries) if boundaries else ()
    except (BoundariesError, OSError) as error:
        raise UserError(str(error)) from error

