"""A page's session without a browser: three small counties, so that a year takes a moment."""

import time

import pytest

from sim.views.app.session import Session
from sim.views.app.simulation import Options
from sim.views.app.state import Steering, ViewState
from sim.views.app.steering import Library

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
