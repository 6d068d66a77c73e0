"""`xiancheng calibrate`: the model fitted to the censuses."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..command import RESULTS, command
from ..failures import UserError
from ..options import Debug, FitScale, Lang, language_of
from ..strings import environment_language, text


def _whole(option: str, key: str, low: int, high: int) -> typer.models.OptionInfo:
    return typer.Option(option, min=low, max=high, help=text(key, environment_language()))


@command
def calibrate(
    trials: Annotated[int, _whole("--trials", "help_trials", 32, 2048)] = 128,
    waves: Annotated[int, _whole("--waves", "help_waves", 1, 6)] = 2,
    members: Annotated[int, _whole("--members", "help_members", 20, 2000)] = 256,
    members_run: Annotated[int, _whole("--members-run", "help_members_run", 10, 2000)] = 64,
    seeds: Annotated[int, _whole("--seeds", "help_trial_seeds", 2, 16)] = 2,
    scale: FitScale = None,
    workers: Annotated[int | None, _whole("--workers", "help_fit_workers", 1, 256)] = None,
    out: Annotated[
        Path, typer.Option("--out", help=text("help_fit_out", environment_language()))
    ] = RESULTS / "calibration",
    lang: Lang = None, debug: Debug = False,
) -> None:  # fmt: skip
    from importlib.util import find_spec

    language = language_of(lang)
    if find_spec("sklearn") is None:
        raise UserError(text("fit_missing", language))
    if members_run > members:
        raise UserError(text(
            "error_range", language, option="--members-run", value=members_run, allowed=f"10–{members}"
        ))  # fmt: skip
    from ...experiments.calibration.fitting import SCALE
    from ...experiments.calibration.fitting import calibrate as fit
    from ...experiments.calibration.record import write_record
    from ..calibration_report import show_fit
    from ..progress import announce_compilation, progress

    announce_compilation(language)

    def told(done: float, message: str) -> None:
        stage, _, count = message.rpartition(" ")
        kind, _, number = stage.partition(" ")
        report(done, f"{text(f'fit_stage_{kind}', language, number=number)} {count}")

    with progress(text("calibrating", language)) as report:
        outcome = fit(
            out, scale=scale or SCALE, trials=trials, waves=waves, members=members, verified=members_run,
            seeds=seeds, workers=workers, progress=told,
        )  # fmt: skip
    write_record(outcome, out)
    show_fit(out, language)
    print(text("written", language, folder=out))
