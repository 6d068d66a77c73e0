"""Who may speak to the view: a door before the server that keeps other sites and other machines out.

A page you visit elsewhere can send requests to your own machine. The door refuses any request
whose Host is not the view's own (a foreign name that points here) or whose Origin is another
site, on WebSockets too, and tells the browser to load nothing from anywhere else. Where the view
serves other machines, a visitor must show the token first; after that a cookie stands for it.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import socket
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
COOKIE = "xiancheng-token"
# Vue builds its templates in the page, hence unsafe-eval; nothing is loaded from or sent to anywhere else.
POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' {sockets}; worker-src 'self' blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; frame-src 'none'; object-src 'none'"
)
CDN = "/_solara/cdn/"
# What the page needs. Everything else Solara would serve stays shut.
OPEN_PATHS = ("/", "/static/", "/jupyter/", CDN, "/_solara/api/close/")


class Guard:
    """An ASGI application before another one."""

    def __init__(self, inner: Application, host: str, port: int, token: str | None, assets: Path) -> None:
        self.inner, self.port, self.token, self.assets = inner, port, token, assets.resolve()
        self.names = set(LOOPBACK) if is_loopback(host) else own_names(host)
        self.any_address = host in ("0.0.0.0", "::")
        self.ticket = secrets.token_urlsafe(32)  # what the cookie holds, in place of the token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request in, or answers it."""
        if scope["type"] not in ("http", "websocket"):
            await self.inner(scope, receive, send)
            return
        headers = _headers(scope)
        refused = self.refusal(scope, headers)
        if refused:
            await _refuse(scope, receive, send, *refused)
        elif scope["type"] == "websocket":
            await self.inner(scope, receive, send)
        else:
            await self.inner(scope, receive, self._with_policy(scope, headers, send))

    def refusal(self, scope: Scope, headers: dict[str, list[str]]) -> tuple[int, str] | None:
        """Status and reason if the request must not come in."""
        hosts, origins = headers.get("host", []), headers.get("origin", [])
        if len(hosts) != 1 or not self.is_ours(hosts[0]):
            return 421, "foreign Host"
        if len(origins) > 1 or any(origin != f"http://{hosts[0]}" for origin in origins):
            return 403, "foreign Origin"
        if scope["type"] == "websocket" and not origins:
            return 403, "no Origin"
        if headers.get("sec-fetch-site", ["none"])[0] == "cross-site" and scope.get("path") != "/":
            return 403, "another site"
        if self.token and not self._has_ticket(headers) and not self._shows_token(scope):
            return 401, "the address needs ?token=..."
        path = str(scope.get("path", "/"))
        if path != "/" and not any(len(each) > 1 and path.startswith(each) for each in OPEN_PATHS):
            return 404, "nothing here"
        if path.startswith(CDN) and not self._is_asset(path.removeprefix(CDN)):
            # The server would fetch it from elsewhere.
            return 404, "not among the installed files"
        return None

    def is_ours(self, host: str) -> bool:
        """Whether a Host header names this view. Other names may point here: that is how a site elsewhere gets in."""
        name, colon, port = host.rpartition(":")
        if not colon or port != str(self.port):
            return False
        return name.lower() in self.names or (self.any_address and _is_address(name))

    def _has_ticket(self, headers: dict[str, list[str]]) -> bool:
        cookies = (one.strip().partition("=") for line in headers.get("cookie", []) for one in line.split(";"))
        return any(name == COOKIE and hmac.compare_digest(value.encode(), self.ticket.encode())
                   for name, _, value in cookies)  # fmt: skip

    def _shows_token(self, scope: Scope) -> bool:
        shown = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("token", [""])[0]
        return self.token is not None and hmac.compare_digest(shown.encode(), self.token.encode())

    def _is_asset(self, path: str) -> bool:
        file = (self.assets / path).resolve()
        return file.is_relative_to(self.assets) and file.is_file()

    def _with_policy(self, scope: Scope, headers: dict[str, list[str]], send: Send) -> Send:
        """Adds what the browser is to keep to, and the cookie of those who showed the token."""
        policy = POLICY.format(sockets=f"ws://{headers['host'][0]}")
        added = [
            (b"content-security-policy", policy.encode()), (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"), (b"x-frame-options", b"DENY"),
            (b"cross-origin-opener-policy", b"same-origin"), (b"cross-origin-resource-policy", b"same-origin"),
        ]  # fmt: skip
        if self.token and self._shows_token(scope):
            cookie = f"{COOKIE}={self.ticket}; HttpOnly; SameSite=Strict; Path=/"
            added.append((b"set-cookie", cookie.encode()))

        async def send_on(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *added]
            await send(message)

        return send_on


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine only."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def own_names(host: str) -> set[str]:
    """What this machine is called where it serves others on `host`."""
    return {*LOOPBACK, host.lower(), socket.gethostname().lower(), socket.getfqdn().lower()}


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _headers(scope: Scope) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    pairs: Iterable[tuple[bytes, bytes]] = scope.get("headers", [])
    for name, value in pairs:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return found


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, reason: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": reason})
        return
    body = f"{status}: {reason}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
