"""Goals, and how far a run is from them: reached when, missed by how much, how often over seeds.

A goal holds an indicator of a place against a value in a year. Pure: reads tables by unit
and year and the region's figures, never a model. What a goal is judged on:

    simulated        the indicator as it stands in the results
    with_trend       the province: the county domain as simulated, the rest of it on its own
                     trend between the censuses, which is not simulated
    published_level  a published level times the simulated change since
    not_modelled     nothing here says anything about it
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from .indicators import INDICATORS, summarise_all
from .parameters import Label
from .region import Region

AT_LEAST, AT_MOST, GROWS = "at_least", "at_most", "grows_by_at_least"
SIGNS = {AT_LEAST: ">=", AT_MOST: "<=", GROWS: "grows by >="}
DOMAIN, PROVINCE = "domain", "province"
MET, MISSED, NOT_SIMULATED, NOT_MODELLED = "met", "missed", "not_simulated", "not_modelled"
SIMULATED, WITH_TREND, PUBLISHED_LEVEL = "simulated", "with_trend", "published_level"
# What the trend of the rest of the province can be added to.
ADDED_UP = ("residents", "urban_residents", "urban_share")

COLUMNS = [
    "pause", "goal", "label_en", "label_zh", "place", "indicator", "comparison", "target", "unit", "year",
    "since", "judged_on", "value", "gap", "verdict", "first_year", "source", "note_en", "note_zh",
]  # fmt: skip

TREND_NOTE = Label(
    "The county domain as simulated; the rest of the province on its trend {first}–{last}: not simulated, "
    "and the same for both answers to the pause.",
    "县域为模拟值；全省其余部分按{first}—{last}年趋势外推，并非模拟，两种停滞期情形相同。",
)
TREND_CHECK = Label(
    "For {year} this way gives {ours:.2f} %; {published:.2f} % was published.",
    "按此法{year}年为{ours:.2f}%，公布值为{published:.2f}%。",
)
LEVEL_NOTE = Label(
    "The level published for {year} ({level:g}) times the simulated change since.",
    "以{year}年公布值（{level:g}）乘以其后的模拟变化。",
)


@dataclass(frozen=True)
class Goal:
    """`indicator` of a place is to be `comparison` `value` in `year` (1 November).

    The place is a `group` (a key of the region's groups, "domain" or "province") or named
    `units`. GROWS means the mean yearly rise since the year `since`. `label` is None where
    nobody gave the goal a title; `name` tells it from the region's others.
    """

    indicator: str
    comparison: str
    value: float
    year: int
    group: str = ""
    units: tuple[str, ...] = ()
    since: int | None = None
    label: Label | None = None
    name: str = ""
    unit: str = ""
    source: str = ""
    note: Label = Label("", "")

    @property
    def place(self) -> str:
        """The group's key, or the units' names as they were given."""
        return self.group or ",".join(self.units)

    @property
    def line(self) -> str:
        """The goal as it is written on the command line."""
        return f"{self.place} {self.indicator} {SIGNS[self.comparison]} {self.value!r} in {self.year}"


@dataclass(frozen=True)
class Judgement:
    """Where a path stands in the goal's year; None where that year has no value.

    `gap` is in the indicator's unit: what is above the goal (AT_MOST: below it), so that a
    negative one says by how much it is missed. `first_year` is the first in which it is met.
    """

    value: float | None
    gap: float | None
    first_year: int | None

    @property
    def met(self) -> bool:
        """Whether the goal is met in its year."""
        return self.gap is not None and self.gap >= 0


def region_goals(region: Region) -> tuple[Goal, ...]:
    """The goals that ship with the region, in the order of its table."""
    return tuple(
        Goal(
            row["indicator"], row["comparison"], float(row["value"]), int(row["year"]),
            group="" if row["scope"].isdecimal() else row["scope"],
            units=(row["scope"],) if row["scope"].isdecimal() else (),
            since=int(row["since"]) if row["since"] else None,
            label=Label(row["label_en"], row["label_zh"]), name=row["goal"], unit=row["unit"],
            source=row["source"], note=Label(row["note_en"], row["note_zh"]),
        )
        for row in region.goals
    )  # fmt: skip


def evaluate(goal: Goal, path: pd.Series) -> Judgement:
    """A path (year -> what the goal is about; no NaN) against its goal."""
    above = path - goal.value if goal.comparison != AT_MOST else goal.value - path
    met = above.index[above >= 0]
    first = int(met[0]) if len(met) else None
    if goal.year not in path.index:
        return Judgement(None, None, first)
    return Judgement(float(path[goal.year]), float(above[goal.year]), first)


def judged_on(goal: Goal, region: Region) -> str:
    """What the goal is judged on; see the head of this file."""
    if goal.indicator not in INDICATORS:
        return NOT_MODELLED
    if goal.indicator in region.published_level:
        return PUBLISHED_LEVEL
    if goal.group == PROVINCE:
        return WITH_TREND if goal.indicator in ADDED_UP else NOT_MODELLED
    return SIMULATED


def members(goal: Goal, region: Region, positions: np.ndarray) -> np.ndarray | None:
    """Which of the simulated units the goal's place holds, bool; None where one of them is not simulated.

    For the province: the whole county domain.
    """
    inside = np.zeros(len(region.units), dtype=bool)
    if goal.group in (DOMAIN, PROVINCE):
        inside[:] = True
    else:
        inside[region.find([goal.group] if goal.group else goal.units)] = True
    simulated = inside[positions]
    return simulated if simulated.sum() == inside.sum() else None


def path(goal: Goal, region: Region, place: pd.DataFrame) -> pd.Series:
    """What the goal is about by year, float; empty where nothing can be said.

    `place` are the year rows of the goal's `members` together, as `indicators.summarise` gives them.
    """
    basis = judged_on(goal, region)
    if basis == NOT_MODELLED:
        return pd.Series(dtype=float)
    table = place.set_index("year")
    if basis == WITH_TREND:
        table = _with_rest_of_province(table, region)
    values = table[goal.indicator].astype(float)
    if basis == PUBLISHED_LEVEL:
        year = region.published_level[goal.indicator]
        # Without the year of the published level there is no change since it.
        values = values * (region.known(goal.indicator, year) / values.get(year, np.nan))
    if goal.comparison == GROWS:
        assert goal.since is not None
        later = values.index[values.index > goal.since]
        values = (values[later] - values.get(goal.since, np.nan)) / (later - goal.since)
    return values.dropna()


def _with_rest_of_province(domain: pd.DataFrame, region: Region) -> pd.DataFrame:
    """The county domain's years plus the rest of the province: ADDED_UP by year."""
    residents, share = rest_of_province(region, domain.index.to_numpy())
    table = pd.DataFrame({
        "residents": domain["residents"] + residents,
        "urban_residents": domain["urban_residents"] + share * residents,
    })  # fmt: skip
    table["urban_share"] = table["urban_residents"] / table["residents"]
    return table


def rest_of_province(region: Region, years: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Residents and urban share of what is not county domain (the districts), by year: a trend.

    Through the region's first and last census: log residents and the logit of the share are linear in time.
    """
    first, last = region.base_years[0], region.base_years[-1]
    logs, logits = [], []
    for year in (first, last):
        everyone = region.known("residents", year)
        residents = everyone - region.known("county_residents", year)
        urban = region.known("urban_share", year) * everyone - region.known("county_urban_residents", year)
        logs.append(np.log(residents))
        logits.append(np.log(urban / (residents - urban)))
    since = (np.asarray(years) - first) / (last - first)
    log, logit = (ends[0] + (ends[1] - ends[0]) * since for ends in (logs, logits))
    return np.exp(log), 1 / (1 + np.exp(-logit))


def scoreboard(
    wanted: Sequence[Goal], region: Region, positions: np.ndarray, frames: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """COLUMNS, one row per pause answer and goal: first the region's goals whose place was simulated,
    then all of `wanted` that say something else. Texts are "" and figures NaN where there is nothing to say.
    """
    own = [goal for goal in region_goals(region) if members(goal, region, positions) is not None]
    said = {_said(goal, region, positions) for goal in own}
    wanted = [goal for goal in wanted if _said(goal, region, positions) not in said]
    placed = [(goal, members(goal, region, positions)) for goal in (*own, *wanted)]
    by_year = _by_year(frames, [inside for _, inside in placed if inside is not None])
    rows = []
    for pause in sorted(frames):
        for goal, inside in placed:
            values = pd.Series(dtype=float)
            if inside is not None:
                values = path(goal, region, by_year[pause, inside.tobytes()])
            rows.append([pause, *_row(goal, region, values)])
    return pd.DataFrame(rows, columns=COLUMNS).astype({"target": float, "value": float, "gap": float})


def _by_year(
    frames: Mapping[str, pd.DataFrame], places: Sequence[np.ndarray]
) -> dict[tuple[str, bytes], pd.DataFrame]:
    """The year rows of every pause answer and place; a place goes by the bytes of its members."""
    parts = {
        (pause, inside.tobytes()): (frame, inside) for pause, frame in sorted(frames.items()) for inside in places
    }
    if not parts:
        return {}
    figures = summarise_all(list(parts.values()))
    return {key: figures[figures["part"] == part] for part, key in enumerate(parts)}


def _said(goal: Goal, region: Region, positions: np.ndarray) -> tuple[Any, ...]:
    """What a goal says, however its place is written."""
    inside = members(goal, region, positions)
    place = goal.place if inside is None else inside.tobytes()
    return place, goal.indicator, goal.comparison, goal.value, goal.year, goal.since


def _row(goal: Goal, region: Region, values: pd.Series) -> list[Any]:
    """The goal's COLUMNS but the pause answer."""
    judgement, basis = evaluate(goal, values), judged_on(goal, region)
    verdict = MET if judgement.met else MISSED
    if judgement.gap is None:
        verdict = NOT_MODELLED if basis == NOT_MODELLED else NOT_SIMULATED
    label, note = _label(goal, region), _note(goal, region, basis, values)
    return [
        goal.name or goal.line, label.en, label.zh, goal.place, goal.indicator, goal.comparison, goal.value,
        goal.unit or INDICATORS[goal.indicator].unit, goal.year, str(goal.since or ""), basis, judgement.value,
        judgement.gap, verdict, str(judgement.first_year or ""), goal.source, note.en, note.zh,
    ]  # fmt: skip


def chances(scoreboards: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """How often a goal is met over runs that differ in their seeds only, one scoreboard a run.

    Columns goal, pause, seeds (runs in which it could be judged), probability (the share of
    them that meet it in its year) and median_gap (in the indicator's unit). It holds luck
    only, not what is unknown about parameters.
    """
    rows = pd.concat(scoreboards, ignore_index=True)
    rows["probability"] = rows["verdict"].map({MET: 1.0, MISSED: 0.0})
    grouped = rows.groupby(["goal", "pause"], sort=False)
    return pd.DataFrame({
        "seeds": grouped["probability"].count(),
        "probability": grouped["probability"].mean(),
        "median_gap": grouped["gap"].median(),
    }).reset_index()  # fmt: skip


def _label(goal: Goal, region: Region) -> Label:
    """The goal's title, else its place and indicator."""
    if goal.label is not None:
        return goal.label
    measure = INDICATORS[goal.indicator].label
    return Label(f"{_place(goal, region, 'en')}: {measure.en}", f"{_place(goal, region, 'zh')}：{measure.zh}")


def _place(goal: Goal, region: Region, language: str) -> str:
    if goal.group == DOMAIN:
        return region.domain_label(language)
    if goal.group:
        return region.group_label(goal.group, language)
    names = region.units.loc[region.find(goal.units), f"name_{language}"]
    return ("、" if language == "zh" else ", ").join(names)


def _note(goal: Goal, region: Region, basis: str, values: pd.Series) -> Label:
    """How the goal was read, and what it is judged on."""
    parts = [goal.note] if goal.note.en else []
    if basis == PUBLISHED_LEVEL:
        year = region.published_level[goal.indicator]
        parts.append(_filled(LEVEL_NOTE, year=year, level=region.known(goal.indicator, year)))
    if basis == WITH_TREND:
        parts.append(_filled(TREND_NOTE, first=region.base_years[0], last=region.base_years[-1]))
        if goal.indicator == "urban_share" and goal.comparison != GROWS:
            parts += _trend_check(region, values)
    return Label(" ".join(part.en for part in parts), "".join(part.zh for part in parts))


def _trend_check(region: Region, shares: pd.Series) -> list[Label]:
    """The latest year of which the share is both published and given by the trend, if there is one."""
    published = region.known_series("urban_share")
    years = [year for year in published if year in shares.index and year > region.base_years[-1]]
    if not years:
        return []
    year = max(years)
    return [_filled(TREND_CHECK, year=year, ours=100 * shares[year], published=100 * published[year])]


def _filled(label: Label, **values: object) -> Label:
    return Label(label.en.format(**values), label.zh.format(**values))
