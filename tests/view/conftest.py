"""A page's session without a browser, and the page in one: three small counties, so that a year takes a moment."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest

from sim.views.app.session import Session
from sim.views.app.simulation import Options
from sim.views.app.state import Steering, ViewState
from sim.views.app.steering import Library

ROOT = Path(__file__).parents[2]
UNITS = ("芦山县", "宝兴县", "石棉县")
LUSHAN = 511826
SCALE = 0.1


@pytest.fixture(scope="session")
def library(region):
    return Library(region)


@pytest.fixture(scope="session")
def options(region, library):
    start = ViewState(steering=Steering("baseline"), scale=SCALE, reached=2025, shown=2025, county=LUSHAN)
    return Options(region, library, start, years=(2020, 2027), units=UNITS, threads=1)


@pytest.fixture
def opened(options):
    """Sessions that have reached the year of their state; closed at the end."""
    sessions = []

    def open_session(state=None):
        session = Session(options, state or options.start)
        sessions.append(session)
        session.open()
        settled(session)
        return session

    yield open_session
    for session in sessions:
        session.close()


def settled(session, seconds=300):
    """Waits until nothing goes on in the background."""
    until = time.monotonic() + seconds
    while session.is_busy:
        assert time.monotonic() < until, session.activity
        time.sleep(0.01)
    return session


# --- in a real browser ------------------------------------------------------------------------------

NEEDED = ("solara", "ipyvuetify", "uvicorn", "playwright")
MARKUP = "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>{{7*7}}"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--mute-audio")  # fmt: skip
# Resolves when the page has not changed for a quarter of a second and its charts are there.
STILL = """new Promise(resolve => {
  let timer = null;
  const drawn = () => [...document.querySelectorAll(".xc-chart")].every(one => one.__vue__ && one.__vue__.chart);
  const still = () => drawn() ? (watch.disconnect(), resolve()) : wait();
  const wait = () => { clearTimeout(timer); timer = setTimeout(still, 250); };
  const watch = new MutationObserver(wait);
  watch.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
  wait();
})"""
NOT_RUN: list[str] = []


def pytest_terminal_summary(terminalreporter):
    """Says in so many words that the browser tests did not run, and why."""
    if NOT_RUN:
        terminalreporter.write_line(f"The tests of the browser view in a browser were not run: {NOT_RUN[0]}.")


def skip(reason):
    NOT_RUN.append(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium():
    """A browser, or a reason for not having one."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        skip(f"{', '.join(missing)} not installed (pip install '.[view,test-view]')")
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        skip("no chromium on the path (apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def serving(*given):
    """`xiancheng view` as a person starts it; yields its address."""
    command = [sys.executable, "-m", "sim", "view", *given, "--no-open", "--port", "0", "--lang", "en"]
    server = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    try:
        said = []
        for line in server.stdout:
            said.append(line)
            if found := re.search(r"http://\S+/", line):
                break
        else:
            raise AssertionError("".join(said))
        # What it says later must not fill the pipe.
        threading.Thread(target=server.stdout.read, daemon=True).start()
        yield found[0]
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="session")
def address(chromium, tmp_path_factory):
    """Where the view is, started with a scenario of one's own whose words are markup."""
    own = tmp_path_factory.mktemp("own") / "own.yaml"
    words = json.dumps(MARKUP)
    own.write_text(f"title: {{en: {words}, zh: {words}}}\nwhy: {words}\nsource: {words}\nextends: baseline\n")
    with serving(str(own), "--units", ",".join(UNITS), "--scale", str(SCALE), "--years", "2020:2030") as address:
        yield address


@pytest.fixture
def visit(chromium, address):
    """Opens the page as a new visitor, in a given state; nothing may be asked of another machine."""
    contexts, asked, wrong = [], [], []

    def open_page(state=None, link=None):
        context = chromium.new_context(viewport={"width": 1500, "height": 1000}, accept_downloads=True)
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("websocket", lambda socket: asked.append(socket.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(link or address + (f"?state={state.to_link()}" if state else ""))
        return View(page)

    yield open_page
    for context in contexts:
        context.close()
    ours = (address, address.replace("http", "ws"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(ours)] == []
    assert wrong == []


class View:
    """The page as a person reads it."""

    def __init__(self, page):
        self.page = page
        page.wait_for_selector("[data-part=headline]")
        self.settled()

    def settled(self):
        """Waits until nothing goes on, every chart is drawn, and the page has been still for a moment."""
        self.page.wait_for_selector(".xc-page[data-activity=idle]")
        self.page.evaluate(STILL)
        self.page.wait_for_selector(".xc-page[data-activity=idle]")
        return self

    def does(self, action):
        """Does something and waits until the page has taken it in: its state is another, or it says why not."""
        before = self.state
        action()
        self.page.wait_for_function(
            "before => document.querySelector('[role=alert]') || document.querySelector('.xc-page').dataset.state"
            " !== before", arg=before,
        )  # fmt: skip
        return self.settled()

    @property
    def state(self):
        """The query that opens the page again: its whole state."""
        return self.page.get_attribute(".xc-page", "data-state")

    def press(self, name):
        return self.does(lambda: self.page.click(f"button[data-name={name}]"))

    def choose(self, name, value):
        return self.does(lambda: self.page.select_option(f"select[data-name={name}]", value))

    def type(self, selector, value):
        """Types a number into a box and leaves it with Enter."""

        def typed():
            self.page.fill(selector, str(value))
            self.page.press(selector, "Enter")

        return self.does(typed)

    def lever(self, name, value):
        """Types a value into a lever."""
        family = self.page.locator(f"details[data-family]:has([data-lever={name}])")
        if family.get_attribute("open") is None:
            family.locator("> summary").click()
        return self.type(f"[data-lever={name}] input[type=number]", value)

    def figure(self, name):
        """A headline figure."""
        return self.page.inner_text(f"[data-figure={name}] dd")

    def table(self, part, number=0):
        """The rows of a table of a part, open or not."""
        return self.page.locator(f"[data-part={part}] table").nth(number).evaluate(
            "table => [...table.rows].slice(1).map(row => [...row.cells].map(cell => cell.textContent.trim()))"
        )

    def chart(self, part, number=0):
        """What the chart of a part draws: its series as the browser holds them."""
        chart = self.page.locator(f"[data-part={part}] .xc-chart").nth(number)
        return chart.evaluate("e => e.__vue__.chart.getOption().series.map(one => ({name: one.name, data: one.data}))")
