"""The command line. Heavy packages are imported inside the commands, so that help comes at once.

Exit codes: 0 right, 1 a bug of ours, 2 the user's input, 4 integrity, 5 the environment,
130 interrupted.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .failures import INTEGRITY, USER, UserError, guarded
from .options import (
    ATTRIBUTE_SCALE,
    ATTRIBUTE_SEEDS,
    DEFAULT_SCALE,
    As,
    Attribute,
    AttributeScale,
    AttributeSeeds,
    Data,
    Debug,
    Draws,
    Family,
    Find,
    FitScale,
    Format,
    Goals,
    Grade,
    Histories,
    Lang,
    LeverPlace,
    Movers,
    NamedIn,
    NoBand,
    Out,
    Pause,
    PauseAnswer,
    Scale,
    Seed,
    Seeds,
    Threads,
    Units,
    WorldSeed,
    Years,
    checked,
    language_of,
)  # fmt: skip
from .strings import environment_language, text

if TYPE_CHECKING:
    from ..experiments.attribution import Plan
    from ..goals import Goal
    from ..region import Region
    from ..scenario import Scenario

app = typer.Typer(
    name="xiancheng", help=text("help_app", environment_language()), no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]}, pretty_exceptions_enable=False,
)  # fmt: skip

RESULTS = Path("results")


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Register a command under its name, with its help and exit codes."""
    name = function.__name__
    return app.command(name, help=text(f"help_{name}", environment_language()))(guarded(function))


def _argument(key: str) -> typer.models.ArgumentInfo:
    return typer.Argument(help=text(key, environment_language()), show_default=False)


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version")] = False) -> None:
    if version:
        from importlib import metadata

        print(f"xiancheng {metadata.version('xiancheng')}")
        raise typer.Exit()


@command
def run(
    scenario: Annotated[str, _argument("help_scenario")] = "baseline",
    scale: Scale = DEFAULT_SCALE, seed: Seed = 1, world_seed: WorldSeed = 1, years: Years = "2020:2035",
    units: Units = None, pause: PauseAnswer = Pause.BOTH, no_band: NoBand = False, goal: Goals = None,
    data: Data = None, histories: Histories = 0, threads: Threads = None, out: Out = RESULTS, lang: Lang = None,
    debug: Debug = False,
) -> None:  # fmt: skip
    options = checked(
        scale=scale, seed=seed, world_seed=world_seed, years=years, units=units, threads=threads, pause=pause,
        lang=lang, data=data, histories=histories,
    )  # fmt: skip
    from ..experiments.run import run as run_model
    from ..results import prepare
    from .progress import announce_compilation, progress
    from .run_report import keep_run, show_results

    goals = _goals(goal, data) if goal else []
    prepare(out)
    announce_compilation(options.language)
    with progress(text("running", options.language, scenario=scenario)) as report:
        result = run_model(
            scenario, luck_seed=seed, goals=goals, histories=histories, once=True, progress=report, **options.model
        )
    if result.scenario.has_band and not no_band:
        from ..experiments.band import DRAWS, with_band

        with progress(text("drawing_band", options.language, draws=DRAWS)) as report:
            result = with_band(result, threads=threads, progress=report)
    folder, kept = keep_run(result, out, _command_line())
    show_results(result, folder, options.language)
    print(text("kept" if kept else "written", options.language, folder=folder))


@command
def compare(
    scenarios: Annotated[list[str], _argument("help_compared")],
    seeds: Seeds = 8, scale: Scale = DEFAULT_SCALE, world_seed: WorldSeed = 1, years: Years = "2020:2035",
    units: Units = None, pause: PauseAnswer = Pause.BOTH, attribute: Attribute = False,
    attribute_scale: AttributeScale = ATTRIBUTE_SCALE, attribute_seeds: AttributeSeeds = ATTRIBUTE_SEEDS,
    movers: Movers = True, goal: Goals = None, data: Data = None, threads: Threads = None,
    out: Out = RESULTS, lang: Lang = None, debug: Debug = False,
) -> None:  # fmt: skip
    options = checked(
        scale=scale, seeds=seeds, world_seed=world_seed, years=years, units=units, threads=threads,
        pause=pause, lang=lang, data=data, attribute_scale=attribute_scale, attribute_seeds=attribute_seeds,
    )  # fmt: skip
    if not 2 <= len(scenarios) == len(set(scenarios)):
        raise UserError(text("error_two_scenarios", options.language))
    if attribute and len(scenarios) != 2:
        raise UserError(text("error_attribute_two", options.language))
    from ..experiments.compare import compare as compare_scenarios
    from ..results import prepare
    from .comparison_report import keep_comparison, show_comparison
    from .progress import announce_compilation, progress

    region = _region(data)
    loaded = [_scenario(name, region) for name in scenarios]
    if len({scenario.name for scenario in loaded}) < len(loaded):
        raise UserError(text("error_two_scenarios", options.language))
    goals = _goals(goal, data) if goal else []
    prepare(out)
    announce_compilation(options.language)
    asked = {**options.model, "scale": attribute_scale, "seeds": attribute_seeds}
    plan = _announced_plan(scenarios, asked, options.language) if attribute else None
    with progress(text("running", options.language, scenario=", ".join(scenarios))) as report:
        comparison = compare_scenarios(
            scenarios, seeds=seeds, movers=movers, goals=goals, progress=report, **options.model
        )
    if plan is not None:
        from ..experiments.attribution import attribute as divide

        with progress(text("attributing", options.language)) as report:
            comparison = comparison.with_attribution(divide(plan, report))
    folder, kept = keep_comparison(comparison, out, _command_line())
    show_comparison(comparison, folder, options.language)
    print(text("kept" if kept else "written", options.language, folder=folder))


def _announced_plan(scenarios: list[str], asked: dict[str, Any], language: str) -> Plan:
    """The attribution that was asked for; says how many runs it takes before any begins."""
    from ..experiments.attribution import plan_attribution
    from .comparison_tables import family_label

    plan = plan_attribution(*scenarios, **asked)
    if not plan.families:
        raise UserError(text("nothing_to_attribute", language))
    families = ("；" if language == "zh" else "; ").join(family_label(name, language) for name in plan.families)
    print(text("attribution_plan", language, families=families, coalitions=plan.coalitions, runs=plan.runs,
               answers=len(plan.first.calendars), seeds=plan.seeds, scale=asked["scale"], years=plan.years),
          file=sys.stderr, flush=True)  # fmt: skip
    return plan


@command
def check(
    files: Annotated[list[str], _argument("help_files")], data: Data = None, lang: Lang = None,
    debug: Debug = False,
) -> None:  # fmt: skip
    from ..scenario import ScenarioError

    region, wrong = _region(data), False
    for file in files:
        try:
            _scenario(file, region)
        except ScenarioError as error:
            wrong = True
            print(error, file=sys.stderr)
        else:
            print(text("file_right", language_of(lang), file=file))
    if wrong:
        raise typer.Exit(USER)


@command
def verify(
    folders: Annotated[list[Path], _argument("help_folders")], lang: Lang = None, debug: Debug = False
) -> None:
    from ..results import verify as verify_folder

    language, broken = language_of(lang), False
    for folder in folders:
        if not folder.is_dir():
            raise UserError(f"{folder}: {text('error_no_folder', language)}")
        findings = verify_folder(folder)
        for finding in findings:
            problem = text(f"finding_{finding.kind}", language, file=finding.file)
            print(f"{folder}: {problem}", file=sys.stderr)
        broken |= bool(findings)
        if not findings:
            print(text("folder_whole", language, folder=folder))
    if broken:
        raise typer.Exit(INTEGRITY)


@command
def scenarios(find: Find = None, format: As = Format.TABLE, lang: Lang = None, debug: Debug = False) -> None:
    from ..scenario import scenario_names
    from . import catalogue

    region, language = _region(None), language_of(lang)
    found = [_scenario(name, region) for name in scenario_names()]
    catalogue.show(*catalogue.scenarios(found, language), format, find, language)


@command
def levers(
    family: Family = None, place: LeverPlace = None, evidence: Grade = None, document: NamedIn = None,
    find: Find = None, format: As = Format.TABLE, lang: Lang = None, debug: Debug = False,
) -> None:  # fmt: skip
    from ..submodels import LEVERS
    from . import catalogue, lever_list

    language = language_of(lang)
    chosen = lever_list.chosen(
        LEVERS, language, family=family, place=place, evidence=evidence, document=document
    )
    records = [lever_list.record(lever) for lever in chosen]
    catalogue.show(records, lambda kept: lever_list.table(kept, language), format, find, language)


@command
def parameters(find: Find = None, format: As = Format.TABLE, lang: Lang = None, debug: Debug = False) -> None:
    from ..submodels import DECLARATIONS
    from . import catalogue

    language = language_of(lang)
    catalogue.show(*catalogue.parameters(DECLARATIONS, language), format, find, language)


@command
def counties(
    county: Annotated[str | None, _argument("help_county")] = None,
    find: Find = None, format: As = Format.TABLE, data: Data = None, lang: Lang = None, debug: Debug = False,
) -> None:  # fmt: skip
    from . import catalogue, county_page

    language, region = language_of(lang), _region(data)
    found = county_page.county(region, county, language) if county else catalogue.counties(region, language)
    catalogue.show(*found, format, find, language)


@command
def calibrate(
    draws: Draws = None, scale: FitScale = None, threads: Threads = None, lang: Lang = None,
    debug: Debug = False,
) -> None:  # fmt: skip
    from ..experiments.calibration import calibrate as fit
    from .progress import announce_compilation, progress

    language = language_of(lang)
    announce_compilation(language)
    asked: dict[str, Any] = {"draws": draws, "scale": scale, "threads": threads}
    given = {name: value for name, value in asked.items() if value is not None}
    with progress(text("help_calibrate", language)) as report:
        outcome = fit(progress=report, **given)
    print(outcome)


def _region(data: Path | None) -> Region:
    from ..region import load_region

    return load_region(overrides=data)


def _scenario(name: str, region: Region) -> Scenario:
    """A scenario checked against the declarations and the region's names."""
    from ..experiments.calendar import fitted_declarations, unit_names
    from ..scenario import load_scenario

    return load_scenario(
        name, fitted_declarations(region), known_groups=region.groups, known_units=unit_names(region)
    )


def _goals(lines: list[str], data: Path | None) -> list[Goal]:
    """Goals from the command line, checked as those of a file are."""
    from ..experiments.calendar import unit_names
    from ..reading.goals import parse_goal

    region = _region(data)
    return [parse_goal(line, region.groups, unit_names(region)) for line in lines]


def _command_line() -> str:
    return shlex.join(["xiancheng", *sys.argv[1:]])


def main() -> None:
    """The entry point of `xiancheng` and `python -m sim`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A console that cannot show a character shows a question mark, not a traceback.
            stream.reconfigure(errors="replace")
    app(prog_name="xiancheng")
