"""The page: who visits gets a session of their own, and sees it redrawn whenever it has something new."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import solara

from ..failures import explain
from ..strings import text
from .controls import LANGUAGES, Policy, Time, World, choose
from .county_panel import CountyPanel
from .elements import Address, Form, Words
from .household_panel import HouseholdPanel
from .keep_panel import KeepPanel, link_of
from .lever_panel import LeverPanel
from .overview import Decomposition, Headline, Map
from .overview import Path as PathPart
from .session import IDLE, Seen, Session
from .simulation import Options
from .state import StateError, from_link
from .steering import steered

STYLE = (Path(__file__).parent / "page.css").read_text(encoding="utf-8")


class Served:
    """What `xiancheng view` was asked for: set once, before the first visitor comes."""

    options: Options | None = None


@solara.component
def Page() -> None:
    """One visitor's page."""
    version, set_version = solara.use_state(0)
    search = solara.use_router().search
    session = solara.use_memo(lambda: _session(search), [])

    def live() -> Callable[[], None]:
        count = [0]

        def changed() -> None:
            count[0] += 1
            set_version(count[0])

        session.changed = changed
        session.open()
        return session.close

    solara.use_effect(live, [])
    solara.Style(STYLE)
    _Body(session, version)


@solara.component
def Layout(children: list[solara.Element] | None = None) -> None:
    """Nothing around the page."""
    solara.v.Html(tag="main", children=children or [], attributes={"class": "xc"})


@solara.component
def _Body(session: Session, version: int) -> None:
    state, options, seen = session.state, session.options, session.seen
    language, simulation = state.language, session.simulation
    units = len(simulation.adcodes) if simulation else len(options.region.units)
    title = text("view_title", language, region=options.region.label(language))
    Address(search=link_of(session), language=language, title=title)
    tongue = "zh-CN" if language == "zh" else "en"
    with solara.v.Html(tag="div", attributes={"lang": tongue, "class": "xc-page", "data-activity": session.activity,
                                               "data-state": link_of(session)}):
        with solara.v.Html(tag="header"):
            with solara.v.Html(tag="div"):
                Words("h1", title)
                Words("p", text("view_lead", language, units=units))
            Form(text("view_language", language),
                 [choose("language", text("view_language", language), language, LANGUAGES)],
                 lambda _, chosen: session.look_at(language=str(chosen)))  # fmt: skip
        _Status(session, (language, session.activity, session.done, session.problem))
        with solara.v.Html(tag="div", attributes={"class": "xc-columns"}):
            with solara.v.Html(tag="div", attributes={"class": "xc-left"}):
                Time(session, (seen, session.activity))
                Policy(session, seen)
                LeverPanel(session, seen)
                World(session, seen)
                KeepPanel(session, seen)
            with solara.v.Html(tag="div", attributes={"class": "xc-right"}):
                if simulation is None:
                    Words("p", text("view_waiting", language))
                else:
                    Headline(session, seen)
                    with solara.v.Html(tag="div", attributes={"class": "xc-two"}):
                        Map(session, seen)
                        with solara.v.Html(tag="div"):
                            PathPart(session, seen)
                            Decomposition(session, seen)
                    CountyPanel(session, seen)
                    HouseholdPanel(session, seen)


@solara.component
def _Status(session: Session, seen: Seen) -> None:
    """What goes on, and what was refused."""
    language = session.state.language
    with solara.v.Html(tag="div", attributes={"class": "xc-status", "role": "status", "aria-live": "polite"}):
        Words("span", text(f"view_activity_{session.activity}", language))
        if session.activity != IDLE:
            solara.v.Html(tag="progress", attributes={"max": "100", "value": f"{100 * session.done:.0f}"})
        if session.problem is not None:
            problem = text("view_problem", language, problem=_said(session.problem, language))
            Words("p", problem, **{"class": "xc-problem", "role": "alert"})


def _said(problem: Exception, language: str) -> str:
    if isinstance(problem, StateError):
        return problem.in_language(language)
    return explain(problem, language)[1]


def _session(search: str | None) -> Session:
    """A visitor's own session: as the link says, else as the view was started."""
    options = Served.options
    assert options is not None, "start the view with `xiancheng view`"
    first, last = options.years
    state = options.start
    problem: ValueError | None = None
    asked = parse_qs(search or "").get("state")
    if asked:
        try:
            linked = from_link(asked[0])
            for steering in (linked.steering, *linked.kept):
                steered(steering, options.library)
            state = linked
        except ValueError as error:
            problem = error
    reached = min(max(state.reached, first), last)
    state = replace(state, reached=reached, shown=min(max(state.shown, first), reached))
    return Session(options, state, problem=problem)
