"""The options the commands share, and the check that refuses absurd ones before anything heavy starts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from ..documents import DOCUMENTS
from ..parameters import FAMILIES, LEVER_PLACES, Evidence
from .failures import UserError
from .strings import environment_language, text

SCALES = (0.0001, 1.0)
SEEDS = (0, 2**32 - 1)
REPLICATES = (2, 200)
THREADS = (1, 256)
HISTORIES = (0, 10_000)
# The censuses of the shipped region, and the last year its figures are meant for.
BASE_YEARS = (2010, 2020)
LAST_YEAR = 2050
DEFAULT_SCALE = 0.1
ATTRIBUTE_SCALE, ATTRIBUTE_SEEDS = 0.02, 4
ENSEMBLE_MEMBERS, ENSEMBLE_SEEDS, ENSEMBLE_SCALE = 40, 2, 0.02
MEMBERS, ENSEMBLE_REPLICATES = (2, 200), (1, 20)


class Language(StrEnum):
    EN = "en"
    ZH = "zh"


class Pause(StrEnum):
    ENDED = "ended"
    STAYS = "stays"
    BOTH = "both"


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def _help(key: str, **values: object) -> str:
    return text(key, environment_language(), **values)


def _one_of(key: str, allowed: Iterable[str]) -> str:
    return _help(key, allowed=", ".join(map(str, allowed)))


Scale = Annotated[float, typer.Option("--scale", help=_help("help_scale", low=SCALES[0], high=SCALES[1]))]
Seed = Annotated[int, typer.Option("--seed", help=_help("help_seed"))]
WorldSeed = Annotated[int, typer.Option("--world-seed", help=_help("help_world_seed"))]
Seeds = Annotated[int, typer.Option("--seeds", help=_help("help_seeds"))]
Attribute = Annotated[bool, typer.Option("--attribute", help=_help("help_attribute"))]
AttributeScale = Annotated[float, typer.Option("--attribute-scale", help=_help("help_attribute_scale"))]
AttributeSeeds = Annotated[int, typer.Option("--attribute-seeds", help=_help("help_attribute_seeds"))]
Ensemble = Annotated[bool, typer.Option("--ensemble", help=_help("help_ensemble"))]
EnsembleMembers = Annotated[
    int, typer.Option("--ensemble-members", help=_help("help_ensemble_members", low=MEMBERS[0], high=MEMBERS[1]))
]
EnsembleSeeds = Annotated[
    int,
    typer.Option(
        "--ensemble-seeds", help=_help("help_ensemble_seeds", low=ENSEMBLE_REPLICATES[0], high=ENSEMBLE_REPLICATES[1])
    ),
]
EnsembleScale = Annotated[float, typer.Option("--ensemble-scale", help=_help("help_ensemble_scale"))]
Workers = Annotated[int | None, typer.Option("--workers", help=_help("help_workers"))]
Movers = Annotated[bool, typer.Option("--movers/--no-movers", help=_help("help_movers"))]
Years = Annotated[str, typer.Option("--years", help=_help("help_years"))]
Units = Annotated[str | None, typer.Option("--units", help=_help("help_units"))]
Histories = Annotated[int, typer.Option("--histories", help=_help("help_histories", most=HISTORIES[1]))]
Threads = Annotated[int | None, typer.Option("--threads", help=_help("help_threads"))]
PauseAnswer = Annotated[Pause, typer.Option("--pause", help=_help("help_pause"))]
Out = Annotated[Path, typer.Option("--out", help=_help("help_out"))]
Lang = Annotated[Language | None, typer.Option("--lang", help=_help("help_lang"))]
Data = Annotated[Path | None, typer.Option("--data", help=_help("help_data"))]
Debug = Annotated[bool, typer.Option("--debug", help=_help("help_debug"))]
Goals = Annotated[list[str] | None, typer.Option("--goal", help=_help("help_goal"))]
NoBand = Annotated[bool, typer.Option("--no-band", help=_help("help_no_band"))]
Find = Annotated[str | None, typer.Option("--find", help=_help("help_find"))]
Family = Annotated[str | None, typer.Option("--family", help=_one_of("help_family", FAMILIES))]
LeverPlace = Annotated[str | None, typer.Option("--place", help=_one_of("help_place", LEVER_PLACES))]
Grade = Annotated[str | None, typer.Option("--evidence", help=_one_of("help_evidence", Evidence))]
NamedIn = Annotated[str | None, typer.Option("--document", help=_one_of("help_document", DOCUMENTS))]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help=_help("help_port"))]
NoOpen = Annotated[bool, typer.Option("--no-open", help=_help("help_no_open"))]
Boundaries = Annotated[Path | None, typer.Option("--boundaries", help=_help("help_boundaries"))]
Host = Annotated[str, typer.Option("--host", help=_help("help_host"))]
Token = Annotated[str | None, typer.Option("--token", help=_help("help_token"))]
ViewScale = Annotated[float, typer.Option("--scale", help=_help("help_view_scale"))]
FitScale = Annotated[
    float | None,
    typer.Option(
        "--scale", min=SCALES[0], max=SCALES[1], help=_help("help_scale", low=SCALES[0], high=SCALES[1])
    ),
]
As = Annotated[Format, typer.Option("--format", help=_help("help_format"))]


@dataclass(frozen=True)
class Checked:
    """Options found reasonable; `model` are the keyword arguments of a run without its seed of luck."""

    language: str
    model: dict[str, Any]


def language_of(lang: Language | None) -> str:
    """The language asked for, else that of the environment."""
    return str(lang) if lang else environment_language()


def checked(
    *, scale: float, world_seed: int, years: str, units: str | None, threads: int | None, pause: Pause,
    lang: Language | None, data: Path | None, seed: int | None = None, seeds: int | None = None,
    attribute_scale: float | None = None, attribute_seeds: int | None = None,
    histories: int | None = None, ensemble_members: int | None = None, ensemble_seeds: int | None = None,
    ensemble_scale: float | None = None, workers: int | None = None,
) -> Checked:  # fmt: skip
    """The options, or UserError saying which is out of bounds and what is allowed."""
    language = language_of(lang)
    for option, value, bounds in (
        ("--scale", scale, SCALES), ("--seed", seed, SEEDS), ("--world-seed", world_seed, SEEDS),
        ("--seeds", seeds, REPLICATES), ("--attribute-scale", attribute_scale, SCALES),
        ("--attribute-seeds", attribute_seeds, REPLICATES), ("--threads", threads, THREADS),
        ("--histories", histories, HISTORIES), ("--ensemble-members", ensemble_members, MEMBERS),
        ("--ensemble-seeds", ensemble_seeds, ENSEMBLE_REPLICATES), ("--ensemble-scale", ensemble_scale, SCALES),
        ("--workers", workers, THREADS),
    ):  # fmt: skip
        within(option, value, bounds, language)
    if data is not None and not data.is_file():
        raise _refused("--data", data, text("error_no_file", language), language)
    named = [name.strip() for name in units.replace("，", ",").split(",") if name.strip()] if units else None
    model = {"scale": scale, "world_seed": world_seed, "years": _years(years, language), "units": named,
             "threads": threads, "pause": str(pause), "data": data}  # fmt: skip
    return Checked(language, model)


def within(option: str, value: float | None, bounds: tuple[float, float], language: str) -> None:
    """UserError if the value is out of bounds."""
    if value is not None and not bounds[0] <= value <= bounds[1]:
        allowed = f"{bounds[0]:g}–{bounds[1]:g}" if isinstance(bounds[0], float) else f"{bounds[0]}–{bounds[1]}"
        raise _refused(option, value, allowed, language)


def _refused(option: str, value: object, allowed: str, language: str) -> UserError:
    return UserError(text("error_range", language, option=option, value=value, allowed=allowed))


def _years(years: str, language: str) -> tuple[int, int]:
    base, colon, last = years.partition(":")
    if not (colon and base.isascii() and base.isdigit() and last.isascii() and last.isdigit()):
        raise _refused("--years", years, text("error_years_form", language), language)
    if int(base) not in BASE_YEARS or not int(base) < int(last) <= LAST_YEAR:
        bases = " / ".join(map(str, BASE_YEARS))
        allowed = text("error_years_span", language, bases=bases, last=LAST_YEAR)
        raise _refused("--years", years, allowed, language)
    return int(base), int(last)
