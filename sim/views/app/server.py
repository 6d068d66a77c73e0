"""Starts the view: Solara's server behind the guard, on this machine, with telemetry off."""

from __future__ import annotations

import os
import socket
import threading
import warnings
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..strings import text
from .simulation import Options, warmed

APPLICATION = "sim.views.app.page"


@dataclass(frozen=True)
class Address:
    """Where the view is served, and the token that visitors must show (None on this machine alone)."""

    host: str = "127.0.0.1"
    port: int = 8765
    token: str | None = None

    def url(self, port: int) -> str:
        """What to type into a browser."""
        name = "127.0.0.1" if self.host in ("0.0.0.0", "::", "localhost") else self.host
        shown = f"[{name}]" if ":" in name else name
        return f"http://{shown}:{port}/" + (f"?token={self.token}" if self.token else "")


def listen(address: Address) -> socket.socket:
    """A socket that listens at the address. OSError if the port is taken."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((address.host, address.port))
        # From here on a visitor waits rather than being turned away while the server starts.
        listening.listen(128)
    except OSError:
        listening.close()
        raise
    return listening


def serve(
    options: Options, listening: socket.socket, address: Address, *, open_browser: bool,
    started: Callable[[str], None],
) -> None:  # fmt: skip
    """Serves until it is interrupted; `started` is told where."""
    # Before Solara is imported: it reads these once.
    os.environ.update(
        SOLARA_APP=APPLICATION, SOLARA_TELEMETRY_MIXPANEL_ENABLE="False", SOLARA_MODE="production",
        SOLARA_ASSETS_FONTAWESOME_ENABLED="False", SOLARA_THEME_LOADER="plain", SOLARA_THEME_SHOW_BANNER="False",
        SOLARA_SESSION_HTTP_ONLY="True", SOLARA_KERNEL_CULL_TIMEOUT="15m", SOLARA_KERNEL_MAX_COUNT="12",
    )  # fmt: skip
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")
    import uvicorn
    from solara.server import settings
    from solara.server.starlette import app

    from .guard import Guard
    from .page import Served

    settings.telemetry.mixpanel_enable = False
    Served.options = warmed(options)
    language = options.start.language
    settings.theme.title = text("view_title", language, region=options.region.label(language))
    port = listening.getsockname()[1]
    guarded = Guard(app, address.host, port, address.token, Path(settings.assets.proxy_cache_dir))
    config = uvicorn.Config(guarded, log_level="error", access_log=False, server_header=False, ws_max_size=2**22,
                            timeout_graceful_shutdown=1)  # fmt: skip
    server = uvicorn.Server(config)
    url = address.url(port)
    started(url)
    if open_browser:
        threading.Timer(0.5, webbrowser.open, [url]).start()
    with suppress(KeyboardInterrupt):  # how a person ends it
        server.run(sockets=[listening])
