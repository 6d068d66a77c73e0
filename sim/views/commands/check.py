"""`xiancheng check`: is a scenario or sweep file right?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ..command import argument, command, read_region, read_scenario
from ..failures import USER
from ..options import Data, Debug, Lang, language_of
from ..strings import text

if TYPE_CHECKING:
    from ...experiments.sweeps.plan import Plan


@command
def check(
    files: Annotated[list[str], argument("help_files")], data: Data = None, lang: Lang = None,
    debug: Debug = False,
) -> None:  # fmt: skip
    from ...experiments.sweeps.plan import is_sweep, plan_sweep
    from ...scenario import ScenarioError

    region, wrong, language = read_region(data), False, language_of(lang)
    for file in files:
        try:
            plan = plan_sweep(file, region, data) if is_sweep(file) else None
            if plan is None:
                read_scenario(file, region)
        except ScenarioError as error:
            wrong = True
            print(error, file=sys.stderr)
        else:
            print(text("file_right", language, file=file))
            if plan is not None:
                _say_size(plan, language)
    if wrong:
        raise typer.Exit(USER)


def _say_size(plan: Plan, language: str) -> None:
    """What a sweep will take, and whether that is too much."""
    from ...experiments.executors import processors
    from ...experiments.sweeps.estimate import estimate
    from ..sweep_report import size, too_much

    taken = estimate(plan, processors())
    for line in filter(None, (size(plan, taken, language), too_much(taken, language))):
        print(f"  {line}")
