"""The pictures of a sweep, from its tables: the urban share of the goal's year, or what was kept instead."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from ..goals import AT_LEAST, DOMAIN, Goal
from ..outcomes import OUTCOMES
from ..region import Region
from ..sweep_effects import is_one_at_a_time, rank_effects
from ..sweep_results import NotKept, SweepResults
from .strings import text
from .sweep_plots import parallel_figure, response_figure, tornado_figure

HEADLINE = "urban_share"


@dataclass(frozen=True)
class Told:
    """What a picture of a sweep is about: an outcome in a year, its values in `unit`, and the words for it."""

    outcome: str
    year: int
    values: pd.DataFrame
    words: str
    unit: str


def told_of(sweep: SweepResults, region: Region, language: str) -> Told:
    """The urban share in the goal's year where it was kept, else the first outcome and the last year."""
    names, years = list(sweep.summary["outcome"].unique()), list(sweep.summary["year"].unique())
    outcome = HEADLINE if HEADLINE in names else str(names[0])
    year = int(region.goal_year if region.goal_year in years else max(years))
    return scaled(sweep, outcome, year, sweep.values(outcome, year), language)


def scaled(sweep: SweepResults, outcome: str, year: int, values: pd.DataFrame, language: str) -> Told:
    """The values as people read them: shares in percent, money in hundred millions."""
    known, about = OUTCOMES.get(outcome), sweep.outcomes.get(outcome, {})
    factor = known.factor if known else 100.0 if about.get("unit", "").startswith("share of") else 1.0
    unit = "%" if factor == 100 else known.unit.in_language(language) if known else about.get("unit", "")
    words = text("outcome_in_year", language, outcome=about.get(language, outcome), year=year, unit=unit)
    return Told(outcome, year, values.assign(value=factor * values["value"]), words, unit)


def domain_goal(region: Region) -> Goal:
    """The goal all of this is about: 48 % of the county domain in 2027."""
    return Goal(HEADLINE, AT_LEAST, float(region.goal_share), int(region.goal_year), group=DOMAIN)


def response_picture(sweep: SweepResults, region: Region, *, title: str, caption: str, language: str) -> Figure:
    """The outcome along each variable, those that matter most first."""
    told = told_of(sweep, region, language)
    heading = text("response_title", language, title=title)
    return response_figure(told.values, by_effect(sweep, told.values), labels(sweep, language), outcome=told.words,
                           title=heading, caption=text("response_caption", language) + caption,
                           language=language)  # fmt: skip


def tornado_picture(sweep: SweepResults, region: Region, *, title: str, caption: str, language: str) -> Figure:
    """What each variable does: from end to end where one was varied at a time, else by ranks."""
    told = told_of(sweep, region, language)
    alone = is_one_at_a_time(told.values, sweep.numbers)
    if alone:
        note, unit = text("swings_caption", language), text("swings_axis", language, outcome=told.words)
    else:
        explained = rank_effects(told.values, sweep.numbers)["explained"].min()
        note = text("ranks_caption", language, explained=100 * explained)
        unit = text("ranks_axis", language)
    heading = text("tornado_title", language, title=title, outcome=told.words)
    return tornado_figure(told.values, sweep.numbers, labels(sweep, language), unit=unit, one_at_a_time=alone,
                          title=heading, caption=note + caption, language=language)  # fmt: skip


def goal_picture(
    sweep: SweepResults, region: Region, *, title: str, caption: str, language: str, goal: Goal | None = None
) -> Figure:
    """Every run across what was varied, by whether it meets the goal."""
    goal = goal or domain_goal(region)
    told = scaled(sweep, goal.indicator, goal.year, sweep.judged(goal, region), language)
    heading = text("goal_lines_title", language, title=title)
    return parallel_figure(told.values, by_effect(sweep, told.values), labels(sweep, language), outcome=told.words,
                           title=heading, caption=text("goal_lines_caption", language, goal=goal.line) + caption,
                           language=language)  # fmt: skip


def is_judged(sweep: SweepResults, region: Region) -> bool:
    """Whether the domain's goal can be judged in runs that differ in several variables at a time."""
    try:
        values = sweep.judged(domain_goal(region), region)
    except NotKept:
        return False
    return bool(sweep.numbers) and not is_one_at_a_time(values, sweep.numbers)


def by_effect(sweep: SweepResults, values: pd.DataFrame) -> list[str]:
    """The variables, those that matter most first where all were varied at a time."""
    if is_one_at_a_time(values, sweep.numbers):
        return sweep.numbers
    return list(dict.fromkeys(rank_effects(values, sweep.numbers)["variable"]))


def labels(sweep: SweepResults, language: str) -> dict[str, str]:
    """The words for every variable."""
    return {name: sweep.label(name, language) for name in sweep.variables}
