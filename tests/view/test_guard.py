"""The door of the view: who is let in, and what a browser is told to keep to."""

import contextlib

import pytest

from sim.views.app.guard import COOKIE, Guard, is_loopback

PORT = 8765
HOME = f"127.0.0.1:{PORT}"
TOKEN = "abcdefgh12345678"


async def inner(scope, receive, send):
    """What is behind the door: says that it was reached."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"inside"})


def ask(guard, path="/", kind="http", query="", **headers):
    """The messages that answer one request."""
    sent = []

    async def receive():
        return {"type": f"{kind}.connect" if kind == "websocket" else "http.request"}

    async def send(message):
        sent.append(message)

    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": kind, "path": path, "query_string": query.encode(), "headers": pairs}
    # Nothing in it waits, so it needs no event loop, of which a browser may have left one running.
    with contextlib.suppress(StopIteration):
        guard(scope, receive, send).send(None)
    return sent


def status(guard, *given, **headers):
    first = ask(guard, *given, **headers)[0]
    return {"websocket.accept": 200, "websocket.close": 403}.get(first["type"]) or first["status"]


@pytest.fixture
def guard(tmp_path):
    (tmp_path / "cdn").mkdir()
    (tmp_path / "cdn" / "there.js").write_text("1")
    (tmp_path / "secret.txt").write_text("1")
    return Guard(inner, "127.0.0.1", PORT, None, tmp_path / "cdn")


@pytest.fixture
def shared(tmp_path):
    return Guard(inner, "0.0.0.0", PORT, TOKEN, tmp_path)


@pytest.mark.parametrize("host", [HOME, f"localhost:{PORT}", f"LOCALHOST:{PORT}", f"[::1]:{PORT}"])
def test_its_own_names_are_let_in(guard, host):
    assert status(guard, host=host) == 200
    assert status(guard, kind="websocket", path="/jupyter/", host=host, origin=f"http://{host}") == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", f"evil.example:{PORT}", "127.0.0.1", f"127.0.0.1:{PORT + 1}", f"127.0.0.1.evil.example:{PORT}", "",
     f"192.168.1.5:{PORT}"],
)  # fmt: skip
def test_a_foreign_host_is_refused(guard, host):
    assert status(guard, host=host) == 421
    assert status(guard, kind="websocket", path="/jupyter/", host=host, origin=f"http://{host}") == 403


def test_no_host_or_two_are_refused(guard):
    assert status(guard) == 421
    assert guard.refusal({"type": "http", "path": "/"}, {"host": [HOME, HOME]})[0] == 421


@pytest.mark.parametrize("origin", ["https://evil.example", f"https://{HOME}", "null", f"http://127.0.0.1:{PORT + 1}"])
def test_a_foreign_origin_is_refused(guard, origin):
    assert status(guard, host=HOME, origin=origin) == 403
    assert status(guard, kind="websocket", path="/jupyter/", host=HOME, origin=origin) == 403


def test_a_websocket_says_where_it_comes_from(guard):
    assert status(guard, kind="websocket", path="/jupyter/", host=HOME) == 403


def test_another_site_may_link_to_the_page_and_load_nothing(guard):
    assert status(guard, host=HOME, sec_fetch_site="cross-site") == 200
    assert status(guard, path="/static/main.js", host=HOME, sec_fetch_site="cross-site") == 403


@pytest.mark.parametrize("path", ["/resourcez", "/readyz", "/docs", "/_solara/api/evict/1", "/other"])
def test_what_the_page_does_not_need_is_shut(guard, path):
    assert status(guard, path=path, host=HOME) == 404


def test_nothing_is_fetched_from_elsewhere(guard):
    assert status(guard, path="/_solara/cdn/there.js", host=HOME) == 200
    assert status(guard, path="/_solara/cdn/not-there.js", host=HOME) == 404
    assert status(guard, path="/_solara/cdn/../secret.txt", host=HOME) == 404


def test_the_browser_is_told_to_load_nothing_from_elsewhere(guard):
    headers = dict(ask(guard, host=HOME)[0]["headers"])
    policy = headers[b"content-security-policy"].decode()
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    allowed = {word for part in policy.split(";") for word in part.split()[1:]}
    assert allowed <= {"'none'", "'self'", "'unsafe-inline'", "'unsafe-eval'", "data:", "blob:", f"ws://{HOME}"}
    assert headers[b"x-content-type-options"] == b"nosniff"


def test_other_machines_need_the_token_once(shared):
    there = f"192.168.1.5:{PORT}"
    assert status(shared, host=there) == 401
    assert status(shared, host=there, query="token=wrong") == 401
    welcomed = ask(shared, host=there, query=f"token={TOKEN}")
    cookie = dict(welcomed[0]["headers"])[b"set-cookie"].decode()
    assert welcomed[0]["status"] == 200 and "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert TOKEN not in cookie
    ticket = cookie.split(";")[0]
    assert status(shared, host=there, cookie=f"other=1; {ticket}") == 200
    assert status(shared, host=there, cookie=f"{COOKIE}=guess") == 401
    socket = {"kind": "websocket", "path": "/jupyter/", "host": there, "origin": f"http://{there}"}
    assert status(shared, **socket) == 403
    assert status(shared, **socket, cookie=ticket) == 200
    assert status(shared, host=f"evil.example:{PORT}", cookie=ticket) == 421


@pytest.mark.parametrize(
    ("host", "inside"),
    [("127.0.0.1", True), ("127.0.0.2", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False),
     ("192.168.1.5", False), ("example.org", False)],
)  # fmt: skip
def test_which_addresses_are_this_machine_alone(host, inside):
    assert is_loopback(host) is inside


