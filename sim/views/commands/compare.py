"""`xiancheng compare`: what scenarios add to the first."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

from ..command import RESULTS, argument, command, command_line, read_goals, read_region, read_scenario
from ..failures import UserError
from ..options import (
    ATTRIBUTE_SCALE,
    ATTRIBUTE_SEEDS,
    DEFAULT_SCALE,
    ENSEMBLE_MEMBERS,
    ENSEMBLE_SCALE,
    ENSEMBLE_SEEDS,
    Attribute,
    AttributeScale,
    AttributeSeeds,
    Data,
    Debug,
    Ensemble,
    EnsembleMembers,
    EnsembleScale,
    EnsembleSeeds,
    Goals,
    Lang,
    Movers,
    Out,
    Pause,
    PauseAnswer,
    Scale,
    Seeds,
    Threads,
    Units,
    Workers,
    WorldSeed,
    Years,
    checked,
)  # fmt: skip
from ..strings import text

if TYPE_CHECKING:
    from ...experiments.attribution import Plan


@command
def compare(
    scenarios: Annotated[list[str], argument("help_compared")],
    seeds: Seeds = 8, scale: Scale = DEFAULT_SCALE, world_seed: WorldSeed = 1, years: Years = "2020:2035",
    units: Units = None, pause: PauseAnswer = Pause.BOTH, attribute: Attribute = False,
    attribute_scale: AttributeScale = ATTRIBUTE_SCALE, attribute_seeds: AttributeSeeds = ATTRIBUTE_SEEDS,
    ensemble: Ensemble = False, ensemble_members: EnsembleMembers = ENSEMBLE_MEMBERS,
    ensemble_seeds: EnsembleSeeds = ENSEMBLE_SEEDS, ensemble_scale: EnsembleScale = ENSEMBLE_SCALE,
    movers: Movers = True, goal: Goals = None, data: Data = None, threads: Threads = None, workers: Workers = None,
    out: Out = RESULTS, lang: Lang = None, debug: Debug = False,
) -> None:  # fmt: skip
    options = checked(
        scale=scale, seeds=seeds, world_seed=world_seed, years=years, units=units, threads=threads,
        pause=pause, lang=lang, data=data, attribute_scale=attribute_scale, attribute_seeds=attribute_seeds,
        ensemble_members=ensemble_members, ensemble_seeds=ensemble_seeds, ensemble_scale=ensemble_scale,
        workers=workers,
    )  # fmt: skip
    if not 2 <= len(scenarios) == len(set(scenarios)):
        raise UserError(text("error_two_scenarios", options.language))
    if attribute and len(scenarios) != 2:
        raise UserError(text("error_attribute_two", options.language))
    from ...experiments.compare import compare as compare_scenarios
    from ...results import prepare
    from ..comparison_report import keep_comparison, show_comparison
    from ..progress import announce_compilation, progress

    region = read_region(data)
    loaded = [read_scenario(name, region) for name in scenarios]
    if len({scenario.name for scenario in loaded}) < len(loaded):
        raise UserError(text("error_two_scenarios", options.language))
    goals = read_goals(goal, data) if goal else []
    prepare(out)
    announce_compilation(options.language)
    asked = {**options.model, "scale": attribute_scale, "seeds": attribute_seeds}
    plan = _announced_plan(scenarios, asked, options.language) if attribute else None
    with progress(text("running", options.language, scenario=", ".join(scenarios))) as report:
        comparison = compare_scenarios(
            scenarios, seeds=seeds, movers=movers, goals=goals, progress=report, **options.model
        )
    if plan is not None:
        from ...experiments.attribution import attribute as divide

        with progress(text("attributing", options.language)) as report:
            comparison = comparison.with_attribution(divide(plan, report))
    if ensemble:
        from ...experiments.ensemble import compared_with_ensemble

        replicates = {"members": ensemble_members, "seeds": ensemble_seeds}
        with progress(text("running_ensemble", options.language, **replicates)) as report:
            comparison = compared_with_ensemble(
                comparison, **replicates, scale=ensemble_scale, workers=workers, data=data, progress=report
            )
    folder, kept = keep_comparison(comparison, out, command_line())
    show_comparison(comparison, folder, options.language)
    print(text("kept" if kept else "written", options.language, folder=folder))


def _announced_plan(scenarios: list[str], asked: dict[str, Any], language: str) -> Plan:
    """The attribution that was asked for; says how many runs it takes before any begins."""
    from ...experiments.attribution import plan_attribution
    from ..comparison_tables import family_label

    plan = plan_attribution(*scenarios, **asked)
    if not plan.families:
        raise UserError(text("nothing_to_attribute", language))
    families = ("；" if language == "zh" else "; ").join(family_label(name, language) for name in plan.families)
    print(text("attribution_plan", language, families=families, coalitions=plan.coalitions, runs=plan.runs,
               answers=len(plan.first.calendars), seeds=plan.seeds, scale=asked["scale"], years=plan.years),
          file=sys.stderr, flush=True)  # fmt: skip
    return plan
