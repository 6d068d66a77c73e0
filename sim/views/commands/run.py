"""`xiancheng run`: one scenario."""

from __future__ import annotations

from typing import Annotated

from ..command import RESULTS, argument, command, command_line, read_goals
from ..options import (
    DEFAULT_SCALE,
    ENSEMBLE_MEMBERS,
    ENSEMBLE_SCALE,
    ENSEMBLE_SEEDS,
    Data,
    Debug,
    Ensemble,
    EnsembleMembers,
    EnsembleScale,
    EnsembleSeeds,
    Goals,
    Histories,
    Lang,
    NoBand,
    Out,
    Pause,
    PauseAnswer,
    Scale,
    Seed,
    Threads,
    Units,
    Workers,
    WorldSeed,
    Years,
    checked,
)  # fmt: skip
from ..strings import text


@command
def run(
    scenario: Annotated[str, argument("help_scenario")] = "baseline",
    scale: Scale = DEFAULT_SCALE, seed: Seed = 1, world_seed: WorldSeed = 1, years: Years = "2020:2035",
    units: Units = None, pause: PauseAnswer = Pause.BOTH, no_band: NoBand = False, goal: Goals = None,
    ensemble: Ensemble = False, ensemble_members: EnsembleMembers = ENSEMBLE_MEMBERS,
    ensemble_seeds: EnsembleSeeds = ENSEMBLE_SEEDS, ensemble_scale: EnsembleScale = ENSEMBLE_SCALE,
    data: Data = None, histories: Histories = 0, threads: Threads = None, workers: Workers = None,
    out: Out = RESULTS, lang: Lang = None, debug: Debug = False,
) -> None:  # fmt: skip
    options = checked(
        scale=scale, seed=seed, world_seed=world_seed, years=years, units=units, threads=threads, pause=pause,
        lang=lang, data=data, histories=histories, ensemble_members=ensemble_members, ensemble_seeds=ensemble_seeds,
        ensemble_scale=ensemble_scale, workers=workers,
    )  # fmt: skip
    from ..painter import painter_for

    painter = painter_for(scale, options.model["units"])  # loads while this process loads and simulates
    from ...experiments.run import run as run_model
    from ...results import prepare
    from ..progress import announce_compilation, progress
    from ..run_report import keep_run, show_results

    goals = read_goals(goal, data) if goal else []
    prepare(out)
    announce_compilation(options.language)
    with progress(text("running", options.language, scenario=scenario)) as report:
        result = run_model(
            scenario, luck_seed=seed, goals=goals, histories=histories, once=True, progress=report, **options.model
        )
    if result.scenario.has_band and not no_band:
        from ...experiments.band import DRAWS, with_band

        with progress(text("drawing_band", options.language, draws=DRAWS)) as report:
            result = with_band(result, threads=threads, progress=report)
    if ensemble:
        from ...experiments.ensemble import with_ensemble

        asked = {"members": ensemble_members, "seeds": ensemble_seeds}
        with progress(text("running_ensemble", options.language, **asked)) as report:
            result = with_ensemble(result, **asked, scale=ensemble_scale, workers=workers, progress=report)
    folder, kept = keep_run(result, out, command_line(), painter)
    show_results(result, folder, options.language)
    print(text("kept" if kept else "written", options.language, folder=folder))
