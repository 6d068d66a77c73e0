"""`xiancheng calibrate`: the model fitted to the censuses."""

from __future__ import annotations

from typing import Any

from ..command import command
from ..options import Debug, Draws, FitScale, Lang, Threads, language_of
from ..strings import text


@command
def calibrate(
    draws: Draws = None, scale: FitScale = None, threads: Threads = None, lang: Lang = None,
    debug: Debug = False,
) -> None:  # fmt: skip
    from ...experiments.calibration import calibrate as fit
    from ..progress import announce_compilation, progress

    language = language_of(lang)
    announce_compilation(language)
    asked: dict[str, Any] = {"draws": draws, "scale": scale, "threads": threads}
    given = {name: value for name, value in asked.items() if value is not None}
    with progress(text("help_calibrate", language)) as report:
        outcome = fit(progress=report, **given)
    print(outcome)
