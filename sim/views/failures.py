"""From an exception to an exit code and one clear line on stderr."""

from __future__ import annotations

import functools
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any

import typer

from .strings import environment_language, text

BUG, USER, SOME_FAILED, INTEGRITY, ENVIRONMENT, INTERRUPTED = 1, 2, 3, 4, 5, 130


class UserError(Exception):
    """The user's input is wrong: what is wrong, and what is allowed."""


def guarded(command: Callable[..., None]) -> Callable[..., None]:
    """The command, ending in an exit code instead of a traceback (which `debug=True` shows)."""

    @functools.wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        language = str(options.get("lang") or environment_language())
        try:
            command(*arguments, **options)
        except typer.Exit:
            raise
        except BrokenPipeError:
            # Whoever read the output has seen enough; nothing is left to flush into the pipe.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except (Exception, KeyboardInterrupt) as error:
            if options.get("debug"):
                traceback.print_exc()
            code, message = explain(error, language)
            print(message, file=sys.stderr)
            raise typer.Exit(code) from None

    return run


def explain(error: BaseException, language: str) -> tuple[int, str]:
    """The exit code and the words for an exception."""
    from ..memory import NotEnoughMemory
    from ..region import RegionError
    from ..scenario import ScenarioError
    from ..whole_files import DiskFull, ResultsError

    if isinstance(error, KeyboardInterrupt):
        return INTERRUPTED, text("interrupted", language)
    if isinstance(error, ScenarioError):
        return USER, str(error)
    if isinstance(error, UserError | RegionError):
        return USER, text("error", language, problem=error)
    if isinstance(error, DiskFull):
        needed, free = error.needed / 1e6, error.free / 1e6
        problem = text("error_disk_full", language, path=error.path, needed=needed, free=free)
        return error.code, text("error", language, problem=problem)
    if isinstance(error, ResultsError):
        return error.code, text("error", language, problem=error)
    if isinstance(error, NotEnoughMemory):
        needed, left = error.needed / 1e9, error.available / 1e9
        problem = text("error_memory_short", language, needed=needed, left=left, percent=int(100 * error.fitting))
        return ENVIRONMENT, text("error", language, problem=problem)
    if isinstance(error, MemoryError):
        return ENVIRONMENT, text("error", language, problem=text("error_memory", language))
    if isinstance(error, OSError):
        problem = text("error_environment", language, problem=error)
        return ENVIRONMENT, text("error", language, problem=problem)
    problem = text("error_internal", language, problem=f"{type(error).__name__}: {error}")
    return BUG, text("error", language, problem=problem)
