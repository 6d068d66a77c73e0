"""`xiancheng view`: the model in a browser."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..command import argument, command, read_region
from ..failures import UserError
from ..options import (
    Data,
    Debug,
    Lang,
    Pause,
    PauseAnswer,
    Seed,
    Threads,
    Units,
    WorldSeed,
    Years,
    _help,
    checked,
)  # fmt: skip
from ..strings import text

PACKAGES = ("solara", "ipyvuetify", "uvicorn")
LEAST_TOKEN = 16


@command
def view(
    scenario: Annotated[str | None, argument("help_scenario")] = None,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help=_help("help_port"))] = 8765,
    no_open: Annotated[bool, typer.Option("--no-open", help=_help("help_no_open"))] = False,
    boundaries: Annotated[Path | None, typer.Option("--boundaries", help=_help("help_boundaries"))] = None,
    host: Annotated[str, typer.Option("--host", help=_help("help_host"))] = "127.0.0.1",
    token: Annotated[str | None, typer.Option("--token", help=_help("help_token"))] = None,
    scale: Annotated[float, typer.Option("--scale", help=_help("help_view_scale"))] = 0.02,
    seed: Seed = 1, world_seed: WorldSeed = 1, years: Years = "2020:2035", units: Units = None,
    pause: PauseAnswer = Pause.ENDED, data: Data = None, threads: Threads = None, lang: Lang = None,
    debug: Debug = False,
) -> None:  # fmt: skip
    options = checked(
        scale=scale, seed=seed, world_seed=world_seed, years=years, units=units, threads=threads, pause=pause,
        lang=lang, data=data,
    )  # fmt: skip
    language = options.language
    _installed(language)
    _guarded(host, token, language)
    from ..app.server import Address, listen, serve
    from ..app.start import asked_for

    asked = asked_for(scenario, read_region(data), seed, boundaries, options)
    address = Address(host, port, token)
    try:
        listening = listen(address)
    except OSError as error:
        raise UserError(text("view_port_taken", language, port=port)) from error
    from ..progress import announce_compilation

    announce_compilation(language)

    def started(url: str) -> None:
        print(text("view_serving", language, address=url), flush=True)

    serve(asked, listening, address, open_browser=not no_open, started=started)


def _installed(language: str) -> None:
    """UserError with the line to type where the extra is missing."""
    from importlib.util import find_spec

    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        raise UserError(text("view_missing", language, name=", ".join(missing)))


def _guarded(host: str, token: str | None, language: str) -> None:
    """UserError where other machines could come in without a token that is hard to guess."""
    from ..app.guard import is_loopback

    strong = token is not None and len(token) >= LEAST_TOKEN and token.isascii() and token.isalnum()
    if (token is not None or not is_loopback(host)) and not strong:
        raise UserError(text("view_token_needed", language))
    if not is_loopback(host):
        print(text("view_others", language, host=host), file=sys.stderr)
