"""A comparison on the terminal: what was added, to whom, by which levers, and who lives elsewhere."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from rich.table import Table

from ..movers import DESTINATIONS, TRAITS
from ..outcomes import OUTCOMES
from ..parameters import FAMILIES, Label
from .goal_table import goal_name, goal_target
from .strings import text
from .terminal import PER_HEAD, PUBLISHED_SETTLING, figures_table

# Outcomes beside the urban share that are told on the terminal; all are in the folder.
TOLD = (
    "residents", "urban_residents", "seat_residents", "members_away", "conversions_so_far", "income_ratio",
    "rented_land_share", "idle_homestead_share", "policy_cost_so_far", "public_cost_so_far",
)  # fmt: skip
MOST_GROUPS = 12
Case = tuple[str, int]  # pause answer and year
DECIMALS = {"persons": 0, "yuan a head and year": 0, "percentage points": 3, "ratio": 4, "100 million yuan": 2}


def cases_of(table: pd.DataFrame, years: Sequence[int]) -> list[Case]:
    """Every pause answer of a table with each of the years."""
    return [(str(pause), year) for pause in sorted(table["pause"].unique()) for year in years]


def heads_of(cases: Iterable[Case], language: str) -> list[str]:
    """What stands over the columns of the cases."""
    return [f"{year}\n{text(f'pause_{pause}', language)}" for pause, year in cases]


def rows_by(table: pd.DataFrame, *keys: str) -> dict[tuple[Any, ...], Any]:
    """The rows of a table, columns as attributes, by the values of its key columns."""
    return {tuple(getattr(row, key) for key in keys): row for row in table.itertuples()}


def with_reach(row: Any, decimals: int) -> str:
    """A mean and how far its interval reaches to either side; a dash where there is none."""
    if math.isnan(row.mean):
        return "–"
    mean = round(row.mean, decimals) + 0.0  # no minus before a nought
    return f"{mean:+,.{decimals}f} ±{row.high - row.mean:,.{decimals}f}"


def outcomes_table(differences: pd.DataFrame, scenario: str, cases: Sequence[Case], language: str) -> Table:
    """What a scenario added to the other outcomes; `differences` has one scenario and group."""
    table = figures_table(
        text("compare_outcomes", language, scenario=scenario), [text("measure", language), *heads_of(cases, language)]
    )
    rows = rows_by(differences, "outcome", "pause", "year")
    for name in TOLD:
        outcome = OUTCOMES[name]
        label = outcome.label.in_language(language)
        if outcome.unit.en != "ratio":
            label = text("with_unit", language, label=label, unit=outcome.unit.in_language(language))
        cells = (with_reach(rows[name, *case], DECIMALS[outcome.unit.en]) for case in cases)
        table.add_row(label, *cells)
    low, high = (f"{yuan / PER_HEAD[language]:g}" for yuan in PUBLISHED_SETTLING)
    per_head = (
        _per_head(rows["public_cost_so_far", *case], rows["urban_residents", *case], language) for case in cases
    )
    table.add_row(text("cost_per_added_resident", language, low=low, high=high), *per_head)
    return table


def _per_head(cost: Any, persons: Any, language: str) -> str:
    """Public cost for each urban resident added; a dash where luck alone could have added them."""
    if not persons.low > 0:
        return "–"
    yuan = cost.mean / OUTCOMES["public_cost_so_far"].factor / persons.mean
    return f"{yuan / PER_HEAD[language]:,.0f}"


def groups_table(differences: pd.DataFrame, groups: Sequence[str], cases: Sequence[Case], language: str) -> Table:
    """What one scenario added to the urban share of each group; a single group makes no table."""
    table = figures_table(text("compare_groups", language), [text("group", language), *heads_of(cases, language)])
    share = rows_by(differences[differences["outcome"] == "urban_share"], "group", "pause", "year")
    for group in groups[:MOST_GROUPS]:
        label = getattr(share[group, *cases[0]], f"label_{language}")
        table.add_row(label, *(with_reach(share[group, *case], 3) for case in cases))
    if len(groups) > MOST_GROUPS:
        table.caption = text("more_in_the_folder", language)
    return table


def goals_table(goals: pd.DataFrame, names: Sequence[str], language: str) -> Table:
    """Under how many of the seeds each goal is met, by the scenarios of `names` in their order."""
    pauses = sorted(goals["pause"].unique())
    heads = [text("goal", language), text("goal_target", language)]
    table = figures_table(text("compare_goals", language, seeds=int(goals["seeds"].max())),
                          [*heads, *(text(f"pause_{pause}", language) for pause in pauses)])  # fmt: skip
    rows = rows_by(goals, "goal", "scenario", "pause")
    for goal, about in goals.groupby("goal", sort=False):
        cells = (" · ".join(f"{rows[goal, name, pause].probability:.0%}" for name in names) for pause in pauses)
        table.add_row(goal_name(about.iloc[0], language, {}), goal_target(about.iloc[0], language), *cells)
    return table


def attribution_table(
    attribution: pd.DataFrame, cases: Sequence[Case], language: str, *, settings: Mapping[str, float], runs: int,
    seconds: float,
) -> Table:  # fmt: skip
    """What each family of levers added to the urban share, and the whole; one scenario and group."""
    title = text("attribution_title", language, seeds=settings["seeds"], scale=settings["scale"], runs=runs,
                 minutes=seconds / 60)  # fmt: skip
    share = rows_by(attribution[attribution["outcome"] == "urban_share"], "family", "pause", "year")
    cases = [case for case in cases if ("whole", *case) in share]  # it ends with the goal's year
    table = figures_table(title, [text("family", language), *heads_of(cases, language)])
    families = [name for name in (*FAMILIES, "parameters", "whole") if (name, *cases[0]) in share]
    for name in families:
        cells = (with_reach(share[name, *case], 3) for case in cases)
        table.add_row(family_label(name, language), *cells, end_section=name == families[-2])
    return table


def family_label(name: str, language: str) -> str:
    """A family of levers in words; "parameters" is all that differs and is no lever."""
    return FAMILIES[name].in_language(language) if name in FAMILIES else text(f"family_{name}", language)


def movers_table(movers: pd.DataFrame, case: Case, language: str) -> Table:
    """Persons by where their family lives under the first scenario (rows) and under the other, mean over seeds."""
    pause, year = case
    title = text("movers_title", language, year=year, pause=text(f"pause_{pause}", language))
    chosen = movers[(movers["pause"] == pause) & (movers["year"] == year)]
    persons = chosen.groupby(["place_first", "place"])["persons_first"].sum() / chosen["seed"].nunique()
    seen = chosen[chosen["households"] > 0]
    places = [place for place in DESTINATIONS if place in {*seen["place_first"], *seen["place"]}]
    heads = [text(f"place_{place}", language) for place in places]
    table = figures_table(title, [text("movers_rows", language), *heads])
    for origin in places:
        if origin != "not_there":
            cells = (f"{persons[origin, place]:,.0f}" for place in places)
            table.add_row(text(f"place_{origin}", language), *cells)
    return table


def profile_table(profile: pd.DataFrame, case: Case, language: str, groups: Mapping[str, Label]) -> Table:
    """Who lives in town only under the other scenario, beside those who stay in the village under both."""
    pause, year = case
    sets = ("movers", "drawn", "stayers")
    heads = [text(name, language) for name in (*sets, "apart")]
    title = text("profile_title", language, year=year, pause=text(f"pause_{pause}", language))
    table = figures_table(title, [text("trait", language), *heads])
    chosen = profile[(profile["pause"] == pause) & (profile["year"] == year)]
    for (trait,), row in rows_by(chosen, "trait").items():
        counted = trait == "households"
        cells = ("–" if math.isnan(value) else f"{value:,.{0 if counted else 1}f}"
                 for value in (getattr(row, name) for name in sets))  # fmt: skip
        apart = "" if counted else with_reach(row, 1)
        table.add_row(_trait_label(trait, groups, language), *cells, apart, end_section=counted)
    return table


def _trait_label(name: str, groups: Mapping[str, Label], language: str) -> str:
    if name == "households":
        return text("trait_households", language)
    if name not in TRAITS:
        return text("with_unit", language, label=groups[name].in_language(language), unit="%")
    trait = TRAITS[name]
    return text("with_unit", language, label=trait.label.in_language(language), unit=trait.unit.in_language(language))
