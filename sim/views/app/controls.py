"""Time, scenario, target, seeds and scale: what a person sets besides the levers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import solara

from ...reading.scenario_file import FIRST_POLICY_YEAR
from ..strings import text
from ..terminal import COUNTY_SCALE
from .elements import Field, Form, Section, Words
from .session import PLAYING, Seen, Session
from .state import PAUSES, SCALES, SEEDS
from .steering import targets

LANGUAGES = [["en", "English"], ["zh", "中文"]]


def choose(name: str, label: str, value: Any, options: list[list[str]], **more: Any) -> Field:
    """A field to choose one of several in: [value, label] each."""
    return {"kind": "select", "name": name, "label": label, "value": value, "options": options, **more}


def button(name: str, label: str, **more: Any) -> Field:
    """A field to press."""
    return {"kind": "button", "name": name, "label": label, **more}


def number(name: str, label: str, value: float, bounds: tuple[float, float], step: float) -> Field:
    """A field to type a number in."""
    low, high = bounds
    return {"kind": "number", "name": name, "label": label, "value": value, "min": low, "max": high, "step": step}


@solara.component
def Time(session: Session, seen: Seen) -> None:
    """Play, pause, step, reset, and the years that are finished."""
    state, (first, last) = session.state, session.options.years
    language, playing = state.language, session.activity == PLAYING
    at_the_end = state.reached >= last
    ready = session.simulation is not None
    fields = [
        button("play", text("view_play", language), primary=True, disabled=not ready or playing or at_the_end),
        button("pause", text("view_pause", language), disabled=not playing),
        button("step", text("view_step", language),
               disabled=not ready or session.is_busy or (at_the_end and state.shown >= last)),
        button("reset", text("view_reset", language, year=first), disabled=not ready or state.reached == first),
        {"kind": "range", "name": "year", "label": text("view_year", language), "value": state.shown, "min": first,
         "max": max(state.reached, first + 1), "step": 1, "disabled": state.reached == first},
    ]  # fmt: skip
    does: dict[str, Callable[[], None]] = {
        "play": session.play, "pause": session.pause, "step": session.step, "reset": session.reset,
    }

    def on_set(name: str, value: Any) -> None:
        if name in does:
            does[name]()
        else:
            session.show(int(value))

    with Section("time", text("view_time", language)):
        Form(text("view_time", language), fields, on_set)


@solara.component
def Policy(session: Session, seen: Seen) -> None:
    """The scenario the levers lie on, where they hold and since when."""
    state, options = session.state, session.options
    language, steering = state.language, state.steering
    region, library = options.region, options.library
    names = [[name, library.load(name).title.in_language(language)] for name in library.names]
    places = [["", text("view_everywhere", language)]]
    for adcode in dict.fromkeys([str(state.county), steering.target]):
        if adcode.isdecimal() and int(adcode) in region.adcodes:
            places.append([adcode, text("view_only", language, name=county_name(session, int(adcode)))])
    places += [[key, region.group_label(key, language)] for key in targets(region)]

    def on_set(name: str, value: Any) -> None:
        changed: dict[str, Any] = {name: int(value) if name == "start" else str(value)}
        session.steer(replace(steering, **changed))

    with Section("policy", text("view_policy", language)):
        Form(text("view_policy", language), [
            choose("scenario", text("view_scenario", language), steering.scenario, names, wide=True),
            choose("target", text("view_target", language), steering.target, places),
            choose("start", text("view_start", language), str(steering.start),
                   [[str(year), str(year)] for year in range(FIRST_POLICY_YEAR, options.years[1] + 1)]),
        ], on_set)  # fmt: skip


@solara.component
def World(session: Session, seen: Seen) -> None:
    """Seeds, scale and the answer to the pause: what both runs have in common."""
    state, language = session.state, session.state.language

    def on_set(name: str, value: Any) -> None:
        if name == "pause":
            session.live_in(pause=str(value))
            return
        given = float(value or 0)
        low, high = SCALES if name == "scale" else SEEDS
        held = min(max(given, low), high)
        session.live_in(**{name: held if name == "scale" else int(held)})

    with Section("world", text("view_world", language)):
        Form(text("view_world", language), [
            number("luck_seed", text("view_seed", language), state.luck_seed, SEEDS, 1),
            number("world_seed", text("view_world_seed", language), state.world_seed, SEEDS, 1),
            number("scale", text("view_scale", language), state.scale, SCALES, 0.001),
            choose("pause", text("view_pause_answer", language), state.pause,
                   [[answer, text(f"pause_{answer}", language)] for answer in PAUSES]),
        ], on_set)  # fmt: skip
        if state.scale < COUNTY_SCALE:
            Words("p", text("view_small", language), **{"class": "xc-note"})


def county_name(session: Session, adcode: int) -> str:
    """A county by its name in the language of the page."""
    units = session.options.region.units
    row = units.index[units["adcode"] == adcode][0]
    return str(units.loc[row, f"name_{session.state.language}"])


def county_names(session: Session) -> list[list[str]]:
    """Every simulated county: [adcode, name]."""
    simulation = session.simulation
    return [[str(adcode), county_name(session, adcode)] for adcode in simulation.adcodes] if simulation else []
