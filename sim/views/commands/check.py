"""`xiancheng check`: is a scenario file right?"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ..command import argument, command, read_region, read_scenario
from ..failures import USER
from ..options import Data, Debug, Lang, language_of
from ..strings import text


@command
def check(
    files: Annotated[list[str], argument("help_files")], data: Data = None, lang: Lang = None,
    debug: Debug = False,
) -> None:  # fmt: skip
    from ...scenario import ScenarioError

    region, wrong = read_region(data), False
    for file in files:
        try:
            read_scenario(file, region)
        except ScenarioError as error:
            wrong = True
            print(error, file=sys.stderr)
        else:
            print(text("file_right", language_of(lang), file=file))
    if wrong:
        raise typer.Exit(USER)
