"""Households of the open county: any of a sample can be followed through its years.

What is shown of finished years was written down by `sim.following` while they were lived.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import solara

from ...histories import NOTE, TERM_MEANINGS
from ...state.households import ALTERNATIVES
from ..strings import text
from .controls import county_name
from .elements import Section, Table, Words
from .session import Seen, Session

SHOWN_DIGITS = 4  # of an identity: enough to tell a county's few apart


@solara.component
def HouseholdPanel(session: Session, seen: Seen) -> None:
    """The sample of the open county, and one of it opened."""
    state, simulation = session.state, session.simulation
    assert simulation is not None
    language = state.language
    if state.county not in simulation.adcodes:
        return
    lives, choices = simulation.steered.lives(state.county)
    lives = lives[lives["year"] <= state.reached]
    now = lives[lives["year"] == state.shown]
    with Section("households", text("view_households", language, name=county_name(session, state.county))):
        Words("p", NOTE.in_language(language), **{"class": "xc-note"})
        keys = ("view_household", "view_lives", "view_members", "view_land", "view_hukou")
        rows = [
            [_name(row["household"], language), _place(row["alternative"], language), _members(row, language),
             f"{row['land']:.1f}", text(f"hukou_{row['hukou']}", language)]
            for _, row in now.iterrows()
        ]  # fmt: skip
        Table(text("view_households_table", language), [text(key, language) for key in keys], rows,
              keys=[str(one) for one in now["household"]], chosen=str(state.household), is_open=True,
              on_pick=lambda identity: session.look_at(household=int(identity)))  # fmt: skip
        life = lives[lives["household"] == state.household]
        if state.household and life.empty:
            Words("p", text("view_gone", language, year=state.shown), **{"class": "xc-note"})
        elif state.household:
            _life(life, language)
            _reasons(life, choices[choices["household"] == state.household], state.shown, language)


def _life(life: pd.DataFrame, language: str) -> None:
    """A row a year."""
    keys = ("year", "view_lives", "view_members", "view_happened", "view_thought", "view_chose", "view_contract",
            "view_homestead", "view_home", "view_hukou", "view_savings")  # fmt: skip
    rows = [
        [
            str(row["year"]), _place(row["alternative"], language), _members(row, language),
            text("view_why_and", language).join(text(f"event_{event}", language) for event in row["events"]) or "–",
            text("view_yes" if row["reconsidered"] else "view_no", language), _chose(row, language),
            text(f"right_{row['contract']}", language), text(f"right_{row['homestead']}", language),
            text(f"tenure_{row['tenure']}", language), text(f"hukou_{row['hukou']}", language),
            f"{row['savings']:,.0f}",
        ]
        for _, row in life.iterrows()
    ]  # fmt: skip
    name = _name(life["household"].iloc[0], language)
    Table(text("view_life", language, name=name), [text(key, language) for key in keys], rows, is_open=True)


def _reasons(life: pd.DataFrame, choices: pd.DataFrame, shown: int, language: str) -> None:
    """The terms of every alternative in the last year in which it chose, up to the year shown."""
    chose = life[life["reconsidered"] & (life["year"] <= shown)]["year"]
    years = choices[choices["year"] <= shown]["year"]
    if years.empty:
        return
    year = int(chose.max()) if len(chose) else int(years.max())
    then = choices[choices["year"] == year].set_index("alternative")
    if then.empty:
        return
    open_to_it = [name for name in ALTERNATIVES if name in then.index]
    head = [text("view_term", language), *(_marked(name, then.loc[name], language) for name in open_to_it)]
    worths = then.loc[open_to_it]
    rows = [
        [meaning.in_language(language), *(f"{value:+.2f}" for value in worths[term])]
        for term, meaning in TERM_MEANINGS.items()
        if (worths[term].abs() >= 0.005).any()
    ]
    rows.append([text("view_worth", language), *(f"{value:+.2f}" for value in worths["worth"])])
    rows.append([text("view_probability", language), *(f"{100 * value:.1f}" for value in worths["probability"])])
    caption = text("view_reasons" if len(chose) else "view_reasons_weighed", language, year=year)
    Table(caption, head, rows, is_open=True)


def _marked(name: str, row: Any, language: str) -> str:
    place = _place(name, language)
    if row["lives_there"]:
        place = text("view_mark_here", language, name=place)
    return text("view_mark_chosen", language, name=place) if row["chosen"] else place


def _chose(row: Any, language: str) -> str:
    if not row["reconsidered"] or pd.isna(row["chose"]):
        return "–"
    place = _place(row["chose"], language)
    return place if row["placed"] else text("view_full_elsewhere", language, place=place)


def _members(row: Any, language: str) -> str:
    parts = (
        text("view_member", language, sex=text(f"sex_{sex}", language), age=age)
        for sex, age in zip(row["sexes"], row["ages"], strict=True)
    )
    return text("view_why_and", language).join(parts)


def _place(alternative: str, language: str) -> str:
    return text(f"alternative_{alternative}", language)


def _name(identity: int, language: str) -> str:
    return text("view_household_name", language, number=str(int(identity))[-SHOWN_DIGITS:])
