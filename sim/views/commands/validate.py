"""`xiancheng validate`: the model scored on what it was not shown."""

from __future__ import annotations

from typing import Annotated

import typer

from ..command import RESULTS, command, command_line
from ..failures import UserError
from ..options import Debug, Lang, Out, Scale, Workers, language_of
from ..strings import environment_language, text

TRIALS, MEMBERS, SCALES = (40, 4096), (4, 1000), (0.005, 0.5)
SCALE = 0.01


def _option(name: str, key: str, **values: object) -> typer.models.OptionInfo:
    return typer.Option(name, help=text(key, environment_language(), **values))


@command
def validate(
    trials: Annotated[int, _option("--trials", "help_validation_trials", low=TRIALS[0], high=TRIALS[1])] = 128,
    members: Annotated[int, _option("--members", "help_validation_members", low=MEMBERS[0], high=MEMBERS[1])] = 64,
    scale: Scale = SCALE,
    release: Annotated[bool, _option("--release", "help_release")] = False,
    workers: Workers = None, out: Out = RESULTS, lang: Lang = None, debug: Debug = False,
) -> None:  # fmt: skip
    language = language_of(lang)
    given = {"--trials": trials, "--members": members, "--scale": scale}
    for (name, value), (low, high) in zip(given.items(), (TRIALS, MEMBERS, SCALES), strict=True):
        if not low <= value <= high:
            allowed = f"{low:g}–{high:g}"
            raise UserError(text("error_range", language, option=name, value=value, allowed=allowed))
    from ...experiments.validation.validate import validate as everything
    from ...results import prepare
    from ..progress import announce_compilation, progress
    from ..validation_report import keep_validation, show_validation

    prepare(out)
    announce_compilation(language)
    with progress(text("help_validate", language)) as report:
        validation = everything(
            out / "calibration", trials=trials, members=members, scale=scale, workers=workers, release=release,
            progress=report,
        )  # fmt: skip
    kept = keep_validation(validation, out, command_line())
    show_validation(validation, language)
    print(text("written", language, folder=kept))
