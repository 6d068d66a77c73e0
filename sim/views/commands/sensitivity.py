"""`xiancheng sensitivity`: which unknowns move the urban share, and what a policy adds."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from ..command import RESULTS, argument, command, command_line, read_region, read_scenario
from ..failures import UserError
from ..options import Data, Debug, Lang, Out, Pause, Scale, Units, Workers, checked, within
from ..strings import environment_language, text

TRAJECTORIES, POINTS, MOST, COUNTIES = (2, 100), (2, 4096), (2, 40), (2, 128)
SCALE = 0.01


class Method(StrEnum):
    MORRIS = "morris"
    SOBOL = "sobol"


def _option(name: str, key: str, **values: object) -> typer.models.OptionInfo:
    return typer.Option(name, help=text(key, environment_language(), **values))


@command
def sensitivity(
    scenario: Annotated[str, argument("help_scenario")] = "decision-2023",
    method: Annotated[Method, _option("--method", "help_method")] = Method.MORRIS,
    trajectories: Annotated[
        int, _option("--trajectories", "help_trajectories", low=TRAJECTORIES[0], high=TRAJECTORIES[1])
    ] = 8,
    points: Annotated[int, _option("--points", "help_points", low=POINTS[0], high=POINTS[1])] = 32,
    most: Annotated[int, _option("--most", "help_most")] = 8,
    counties: Annotated[int, _option("--counties", "help_counties_spread", all=COUNTIES[1])] = 24,
    scale: Scale = SCALE, units: Units = None, data: Data = None, workers: Workers = None, out: Out = RESULTS,
    lang: Lang = None, debug: Debug = False,
) -> None:  # fmt: skip
    options = checked(
        scale=scale, world_seed=1, years="2020:2027", units=units, threads=None, pause=Pause.ENDED, lang=lang,
        data=data, workers=workers,
    )  # fmt: skip
    language = options.language
    given = {"--trajectories": trajectories, "--most": most, "--counties": counties}
    for (name, value), bounds in zip(given.items(), (TRAJECTORIES, MOST, COUNTIES), strict=True):
        within(name, value, bounds, language)
    if not POINTS[0] <= points <= POINTS[1] or points & (points - 1):
        allowed = text("error_power_of_two", language, low=POINTS[0], high=POINTS[1])
        raise UserError(text("error_range", language, option="--points", value=points, allowed=allowed))
    from ...experiments.sensitivity import decompose, question_of, screen
    from ...results import prepare
    from ..progress import announce_compilation, progress
    from ..sensitivity_report import keep_sensitivity, show_sensitivity

    region = read_region(data)
    read = read_scenario(scenario, region)
    named = [str(region.adcodes[place]) for place in region.find(options.model["units"])] if units else []
    prepare(out)
    announce_compilation(language)
    question = question_of(read, region, units=named, counties=counties, scale=scale, data=data)
    folder = out / f"sensitivity-{read.name}" / "unfinished"
    runs = trajectories * (len(question.factors) + 1) + (points * (most + 2) if method is Method.SOBOL else 0)
    print(text("sensitivity_plan", language, factors=len(question.factors), runs=runs, units=len(question.units),
               scale=scale, folder=folder), file=sys.stderr, flush=True)  # fmt: skip
    with progress(text("screening", language)) as report:
        analysis = screen(question, folder, trajectories=trajectories, workers=workers, progress=report)
    if method is Method.SOBOL:
        with progress(text("decomposing", language)) as report:
            analysis = decompose(analysis, folder, points=points, most=most, workers=workers, progress=report)
    kept = keep_sensitivity(analysis, out, command_line())
    show_sensitivity(analysis, language)
    print(text("written", language, folder=kept))
