"""`xiancheng view`: the model in a browser."""

from __future__ import annotations

import sys
from typing import Annotated

from ..command import argument, command, read_region
from ..failures import UserError
from ..options import (
    Boundaries,
    Data,
    Debug,
    Host,
    Lang,
    NoOpen,
    Pause,
    PauseAnswer,
    Port,
    Seed,
    Threads,
    Token,
    Units,
    ViewScale,
    WorldSeed,
    Years,
    checked,
)  # fmt: skip
from ..strings import text

PACKAGES = ("solara", "ipyvuetify", "uvicorn")
LEAST_TOKEN = 16


@command
def view(
    scenario: Annotated[str | None, argument("help_scenario")] = None,
    port: Port = 8765, no_open: NoOpen = False, boundaries: Boundaries = None, host: Host = "127.0.0.1",
    token: Token = None, scale: ViewScale = 0.02, seed: Seed = 1, world_seed: WorldSeed = 1,
    years: Years = "2020:2035", units: Units = None, pause: PauseAnswer = Pause.ENDED, data: Data = None,
    threads: Threads = None, lang: Lang = None, debug: Debug = False,
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
