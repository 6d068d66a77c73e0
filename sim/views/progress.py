"""How far the work is: a bar where a person watches, occasional lines in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from .strings import text

Report = Callable[[float, str], None]
SECONDS_BETWEEN_LINES = 10.0


@contextmanager
def progress(title: str) -> Iterator[Report]:
    """A `report(done, message)` for the model to call; `done` is 0-1. Everything goes to stderr."""
    if not sys.stderr.isatty():
        yield _lines(title)
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=1.0)

        def report(done: float, message: str = "") -> None:
            bar.update(task, completed=done, description=f"{title} {message}".strip())

        yield report


def _lines(title: str) -> Report:
    print(title, file=sys.stderr, flush=True)
    last = time.monotonic()

    def report(done: float, message: str = "") -> None:
        nonlocal last
        if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            print(f"{title}: {100 * done:.0f} % {message}".rstrip(), file=sys.stderr, flush=True)

    return report


def announce_compilation(language: str) -> None:
    """Say that the first run compiles, and start to, unless the compiled rules are on disk already."""
    from ..experiments.compilation import is_compiled, start_helper

    if not is_compiled():
        print(text("compiling", language), file=sys.stderr, flush=True)
        start_helper()
