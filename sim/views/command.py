"""What a command is: its name, help and exit codes; and how every command reads what it is given."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from .failures import guarded
from .strings import environment_language, text

if TYPE_CHECKING:
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


def argument(key: str) -> typer.models.ArgumentInfo:
    """An argument with the help of that name."""
    return typer.Argument(help=text(key, environment_language()), show_default=False)


def option(name: str, key: str, *, show_default: bool = True) -> typer.models.OptionInfo:
    """An option of one command alone, with the help of that name."""
    return typer.Option(name, help=text(key, environment_language()), show_default=show_default)


def command_line() -> str:
    """What was typed, as it is kept in a manifest."""
    return shlex.join(["xiancheng", *sys.argv[1:]])


def read_region(data: Path | None) -> Region:
    from ..region import load_region

    return load_region(overrides=data)


def read_scenario(name: str, region: Region) -> Scenario:
    """A scenario checked against the declarations and the region's names."""
    from ..experiments.calendar import fitted_declarations, unit_names
    from ..scenario import load_scenario

    return load_scenario(
        name, fitted_declarations(region), known_groups=region.groups, known_units=unit_names(region)
    )


def read_goals(lines: list[str], data: Path | None) -> list[Goal]:
    """Goals from the command line, checked as those of a file are."""
    from ..experiments.calendar import unit_names
    from ..reading.goals import parse_goal

    region = read_region(data)
    return [parse_goal(line, region.groups, unit_names(region)) for line in lines]
