"""The command line. Heavy packages are imported inside the commands, so that help comes at once.

Exit codes: 0 right, 1 a bug of ours, 2 the user's input, 3 some runs failed, 4 integrity, 5 the environment,
130 interrupted.
"""

from __future__ import annotations

import atexit
import gc
import sys
from importlib import import_module
from typing import Annotated

import typer

from .command import app

# In the order of the help; importing one registers it.
COMMANDS = (
    "run",
    "compare",
    "sweep",
    "check",
    "verify",
    "reproduce",
    "report",
    "lists",
    "calibrate",
    "validate",
    "view",
    "sensitivity",
    "discover",
)
for name in COMMANDS:
    import_module(f".commands.{name}", __package__)


@app.callback(invoke_without_command=True)
def _version(version: Annotated[bool, typer.Option("--version")] = False) -> None:
    if version:
        from importlib import metadata

        print(f"xiancheng {metadata.version('xiancheng')}")
        raise typer.Exit()


def main() -> None:
    """The entry point of `xiancheng` and `python -m sim`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A console that cannot show a character shows a question mark, not a traceback.
            stream.reconfigure(errors="replace")
    # The libraries make hundreds of thousands of objects that stay: Python need not look through them
    # every few hundred, nor once more on the way out.
    gc.set_threshold(100_000, 10, 10)
    atexit.register(gc.freeze)
    app(prog_name="xiancheng")
