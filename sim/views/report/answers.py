"""The answer in three sentences: what comes out, what it is made of, and what the interval holds."""

from __future__ import annotations

import pandas as pd

from ...indicators import FLOWS
from ...outcomes import OUTCOMES
from ..ensemble_measures import added_band, band_rows
from ..opened import MOST_SHOWN, Opened
from ..run_measures import at, counties, decomposition
from ..strings import text
from ..terminal import PER_HEAD
from .words import listed

# Flows that are named in a sentence.
NAMED = 3
# Persons from which on they are counted in thousands, in Chinese in ten thousands.
MANY = 10_000
NAN = float("nan")


def run_answer(opened: Opened, language: str) -> list[str]:
    """Of one run."""
    first, year, goal = opened.years[0], opened.told_year, opened.landmarks.goal_share
    base = at(opened.overall, opened.pauses[0], first, "urban_share")
    cases = []
    for pause in opened.pauses:
        share = at(opened.overall, pause, year, "urban_share")
        gap = 100 * (share - goal)
        whose = "" if opened.whole_domain else "_domain"
        verdict = text(f"answer_{'met' if gap >= 0 else 'missed'}{whose}", language, gap=abs(gap), goal=100 * goal,
                       year=opened.landmarks.goal_year)  # fmt: skip
        cases.append(text("answer_case", language, share=100 * share, verdict=verdict,
                          pause=text(f"answer_if_{pause}", language)))  # fmt: skip
    level = text("answer_level", language, title=opened.title(language), place=_where(opened, language), first=first,
                 base=100 * base, year=year, cases=listed(cases, language))  # fmt: skip
    pause = opened.pauses[0]
    change = {flow: by_pause[pause] for flow, by_pause in decomposition(opened, first, year).items()}
    largest = sorted(FLOWS, key=lambda flow: -abs(change[flow]))[:NAMED]
    parts = [text("answer_flow", language, flow=FLOWS[flow].in_language(language), points=change[flow])
             for flow in largest]  # fmt: skip
    table = counties(opened, pause, year)
    made = text("answer_made", language, total=change["total"], first=first, year=year, goal=100 * goal,
                pause=text(f"answer_if_{pause}", language), parts=("、" if language == "zh" else ", ").join(parts),
                reached=int((table["gap"] >= 0).sum()), units=len(table))  # fmt: skip
    return [level, made, _run_holds(opened, year, language)]


def _run_holds(opened: Opened, year: int, language: str) -> str:
    if opened.has("ensemble.csv"):
        rows = band_rows(opened)
        rows = rows[rows["year"] == year].sort_values("pause")
        spans = [text("answer_span", language, pause=text(f"answer_if_{row['pause']}", language),
                      low=100 * row["low95"], high=100 * row["high95"])
                 for _, row in rows.iterrows()]  # fmt: skip
        return text("answer_ensemble", language, year=year, spans=listed(spans, language), odds=_odds(opened, language))
    if opened.has("band.csv"):
        band = opened.table("band.csv")
        spans = [text("answer_span", language, pause=text(f"answer_if_{pause}", language),
                      low=100 * at(band, pause, year, "low"), high=100 * at(band, pause, year, "high"))
                 for pause in opened.pauses]  # fmt: skip
        return text("answer_band", language, year=year, spans=listed(spans, language))
    return text("answer_path", language)


def _odds(opened: Opened, language: str) -> str:
    """How likely the domain's goal is, where all of the domain was simulated."""
    table = opened.table("goal_probabilities.csv")
    table = table[table["goal"] == opened.region.goals[0]["goal"]].sort_values("pause")
    if not opened.whole_domain or not len(table):
        return ""
    cases = [text("answer_odds_case", language, share=row["probability"],
                  pause=text(f"answer_if_{row['pause']}", language))
             for _, row in table.iterrows()]  # fmt: skip
    return text("answer_odds", language, goal=100 * opened.landmarks.goal_share, cases=listed(cases, language))


def _where(opened: Opened, language: str) -> str:
    """The place within a sentence."""
    one_name = language == "zh" or not (opened.whole_domain or len(opened.county_names) > MOST_SHOWN)
    return opened.place(language) if one_name else f"the {opened.place(language)}"


def many(persons: float, language: str) -> str:
    """A number of persons as it is said."""
    if abs(persons) < MANY:
        return f"{persons:,.0f}"
    return text("answer_many", language, number=persons / (10_000 if language == "zh" else 1000))


def comparison_answer(opened: Opened, language: str) -> list[str]:
    """Of a comparison; a scenario after the first has its own pair of sentences."""
    reference, *others = opened.scenarios
    titles = {name: scenario.title.in_language(language) for name, scenario in opened.scenarios.items()}
    sentences = []
    for name in others:
        cases = [text("answer_added_case", language, mean=row.mean, low=row.low, high=row.high,
                      pause=text(f"answer_if_{row.pause}", language))
                 for row in _headline(opened, name).itertuples()]  # fmt: skip
        sentences.append(
            text("answer_added", language, title=titles[name], reference=titles[reference],
                 place=_where(opened, language), year=opened.told_year, cases=listed(cases, language))
        )  # fmt: skip
        sentences.append(_cost(opened, name, language))
    if opened.has("ensemble.csv"):
        asked = opened.settings["ensemble"]
        return [*sentences, text("answer_ensemble_added", language, runs=asked["members"] * asked["seeds"])]
    return [*sentences, text("answer_luck", language, seeds=int(opened.table("differences.csv")["seeds"].max()))]


def _headline(opened: Opened, scenario: str) -> pd.DataFrame:
    """What a scenario adds to the urban share: over the ensemble if there is one, for its interval holds more."""
    if not opened.has("ensemble.csv"):
        return added_rows(opened, scenario, "urban_share")
    table = added_band(opened, scenario)
    return table[table["year"] == opened.told_year].sort_values("pause")


def added_rows(opened: Opened, scenario: str, outcome: str, year: int | None = None) -> pd.DataFrame:
    """What a scenario added for all that was simulated, a row a pause answer."""
    table = opened.table("differences.csv")
    return table[(table["scenario"] == scenario) & (table["outcome"] == outcome) & (table["group"] == opened.everyone)
                 & (table["year"] == (year or opened.told_year))].sort_values("pause")  # fmt: skip


def cost_each(opened: Opened, scenario: str, year: int) -> dict[str, tuple[float, float]]:
    """By pause answer: urban residents added, and yuan for each (NaN where luck alone could have added them)."""
    persons = added_rows(opened, scenario, "urban_residents", year)
    cost = added_rows(opened, scenario, "public_cost_so_far", year).set_index("pause")["mean"]
    factor = OUTCOMES["public_cost_so_far"].factor
    return {
        str(row["pause"]): (float(row["mean"]), cost[row["pause"]] / factor / row["mean"] if row["low"] > 0 else NAN)
        for _, row in persons.iterrows()
    }


def _cost(opened: Opened, scenario: str, language: str) -> str:
    parts = []
    for pause, (persons, yuan) in cost_each(opened, scenario, opened.told_year).items():
        key = "answer_cost_case" if yuan == yuan else "answer_cost_unclear"
        parts.append(text(key, language, persons=many(persons, language), each=yuan / PER_HEAD[language],
                          pause=text(f"answer_if_{pause}", language)))  # fmt: skip
    return text("answer_cost", language, cases=listed(parts, language))
