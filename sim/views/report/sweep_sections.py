"""What the report says of a sweep: how far the outcome goes, what moves it, which runs meet the goal."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import pandas as pd

from ...goals import SIMULATED, judged_on
from ...submodels import DECLARATIONS
from ...sweep_effects import is_one_at_a_time, rank_effects, swings
from ...sweep_results import NotKept, SweepResults, read_sweep
from ..opened import Opened
from ..strings import text
from ..sweep_figures import Told, domain_goal, labels, scaled, told_of
from ..unit_names import unit_in
from .content import Cell, Number, Picture, Section, Table
from .grounds import evidence_key
from .words import in_words, listed, pause_label

DECIMALS = 2


class Swept:
    """A sweep with what is told of it in one language."""

    def __init__(self, opened: Opened, language: str) -> None:
        self.opened, self.language = opened, language
        self.sweep: SweepResults = read_sweep(opened.folder)
        self.told: Told = told_of(self.sweep, opened.region, language)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """The words for every variable."""
        return labels(self.sweep, self.language)

    @cached_property
    def alone(self) -> bool:
        """Whether every run differs from its scenario in one variable at most."""
        return is_one_at_a_time(self.told.values, self.sweep.numbers)

    @cached_property
    def effects(self) -> pd.DataFrame:
        """What each variable does, the largest first: columns variable, pause, and its size as it can be told."""
        if not self.sweep.numbers:
            return pd.DataFrame(columns=["variable", "pause"])
        return (swings if self.alone else rank_effects)(self.told.values, self.sweep.numbers)

    @cached_property
    def met(self) -> pd.Series | None:
        """By pause answer, the share of runs that meet the domain's goal; None where that was not kept."""
        goal, region = domain_goal(self.opened.region), self.opened.region
        if judged_on(goal, region) != SIMULATED:
            return None
        try:
            return self.sweep.judged(goal, region).groupby("pause", observed=True)["met"].mean()
        except NotKept:
            return None

    def say(self, key: str, **values: object) -> str:
        """A text in this language."""
        return text(key, self.language, **values)


def sweep_answer(opened: Opened, language: str) -> list[str]:
    """How far the outcome goes, what moves it most and how often the goal is met, and what the spread holds."""
    swept = Swept(opened, language)
    spans = []
    for pause, some in swept.told.values.groupby("pause", observed=True)["value"]:
        spans.append(swept.say("answer_sweep_span", low=some.min(), median=some.median(), high=some.max(),
                               pause=swept.say(f"answer_if_{pause}")))  # fmt: skip
    reach = swept.say("answer_sweep", runs=len(swept.sweep.runs), title=opened.title(language),
                      outcome=swept.told.words, spans=listed(spans, language))  # fmt: skip
    made = swept.say("answer_sweep_first", variable=swept.labels[swept.effects["variable"].iloc[0]]) if len(
        swept.effects) else swept.say("answer_sweep_no_numbers")  # fmt: skip
    if swept.met is not None:
        goal = 100 * float(opened.region.goal_share)
        cases = [swept.say("answer_odds_case", share=share, pause=swept.say(f"answer_if_{pause}"))
                 for pause, share in swept.met.items()]  # fmt: skip
        made += swept.say("answer_odds", goal=goal, cases=listed(cases, language))
    return [reach, made + swept.say("full_stop"), swept.say("answer_sweep_holds")]


def outcomes_section(swept: Swept) -> Section:
    """Lowest, middle and highest of every outcome that was kept, over all runs."""
    rows: list[list[Cell]] = []
    table = swept.sweep.summary
    keys = ["outcome", "group", "year", "pause"]
    for (outcome, group, year, pause), same in table.groupby(keys, sort=False, observed=True):
        told = scaled(swept.sweep, str(outcome), int(str(year)), same, swept.language)
        figures = told.values["value"].to_numpy(float)
        rows.append([told.words, _group(swept.opened, str(group), swept.language),
                     pause_label(str(pause), swept.language),
                     *(Number(float(value), DECIMALS) for value in np.quantile(figures, (0, 0.5, 1))),
                     Number(len(figures))])  # fmt: skip
    heads = [swept.say(head) for head in ("measure", "group", "pause", "report_lowest", "quantile_median",
                                          "report_highest", "report_runs")]  # fmt: skip
    return Section("outcomes", swept.say("report_sweep_outcomes"),
                   tables=[Table("outcomes", swept.say("report_sweep_outcomes_table"), heads, rows)],
                   notes=[swept.say("pause_note")])  # fmt: skip


def _group(opened: Opened, key: str, language: str) -> str:
    region = opened.region
    if key == "domain":
        return region.domain_label(language)
    if key in region.groups:
        return region.group_label(key, language)
    if key.isdigit() and int(key) in region.adcodes:
        return str(region.units.set_index("adcode").loc[int(key), f"name_{language}"])
    return opened.place(language) if key == "selected" else key


def design_section(swept: Swept) -> Section:
    """What was varied, over which values, and how well its effect is known."""
    known = {one.name: one for one in DECLARATIONS}
    rows: list[list[Cell]] = []
    for name in swept.sweep.variables:
        values = swept.sweep.summary[name].dropna()
        declared = known.get(name.partition("@")[0])
        numeric = values.dtype.kind == "f"
        span = ", ".join(map(str, values.unique()))
        if numeric and len(values):
            span = f"{values.min():g} – {values.max():g}"
        rows.append([swept.labels[name], span, Number(int(values.nunique())),
                     unit_in(swept.language, declared.unit) if declared else "–",
                     swept.say(evidence_key(declared.evidence)) if declared else "–"])  # fmt: skip
    heads = [swept.say(head) for head in ("report_variable", "report_range", "report_levels", "col_unit",
                                          "col_evidence")]  # fmt: skip
    failed = swept.sweep.runs[swept.sweep.runs["status"] != "finished"]
    says = [swept.say("report_failed_runs", failed=len(failed), runs=len(swept.sweep.runs))] if len(failed) else []
    table = Table("design", swept.say("report_design_table", runs=len(swept.sweep.runs)), heads, rows)
    return Section("design", swept.say("report_design"), says, tables=[table])


def effects_section(swept: Swept) -> Section:
    """The outcome along each variable, and what each does to it."""
    if not len(swept.effects):
        nothing = swept.say("answer_sweep_no_numbers") + swept.say("full_stop")
        return Section("effects", swept.say("report_effects"), [nothing])
    rows: list[list[Cell]] = []
    for _, row in swept.effects.iterrows():
        cells: list[Cell] = [swept.labels[row["variable"]], pause_label(str(row["pause"]), swept.language)]
        if swept.alone:
            cells += [f"{row['from']:g}", Number(row["low"], 3, signed=True), f"{row['to']:g}",
                      Number(row["high"], 3, signed=True)]  # fmt: skip
        else:
            cells += [Number(row["effect"], 2, signed=True), Number(100 * row["explained"], 0)]
        rows.append(cells)
    columns = ("report_from", "report_adds", "report_to", "report_adds") if swept.alone else (
        "report_rank_effect", "report_explained")  # fmt: skip
    heads = [swept.say(head) for head in ("report_variable", "pause", *columns)]
    caption = swept.say("report_swings_table" if swept.alone else "report_ranks_table", outcome=swept.told.words)
    alt = in_words(caption, rows, swept.language)
    return Section("effects", swept.say("report_effects"),
                   pictures=[Picture("response", alt), Picture("tornado", alt)],
                   tables=[Table("effects", caption, heads, rows)],
                   notes=[swept.say("report_swings_note" if swept.alone else "report_ranks_note")])  # fmt: skip


def goal_section(swept: Swept) -> Section:
    """Which runs meet the domain's goal."""
    heading = swept.say("report_goals")
    if swept.met is None:
        return Section("goals", heading, [swept.say("report_goal_not_kept")])
    goal = 100 * float(swept.opened.region.goal_share)
    rows: list[list[Cell]] = [
        [pause_label(str(pause), swept.language), Number(100 * share, 1)] for pause, share in swept.met.items()
    ]
    caption = swept.say("report_sweep_goal_table", goal=goal, year=int(swept.opened.region.goal_year))
    heads = [swept.say("pause"), swept.say("report_share_of_runs")]
    alt = in_words(caption, rows, swept.language)
    return Section("goals", heading, pictures=[Picture("goal_lines", alt)],
                   tables=[Table("goals", caption, heads, rows)],
                   notes=[swept.say("report_sweep_goal_note", folder=swept.opened.folder.name)])  # fmt: skip


def sweep_sections(opened: Opened, language: str) -> list[Section]:
    """All that is said of a sweep between the answer and the evidence."""
    swept = Swept(opened, language)
    return [build(swept) for build in (goal_section, outcomes_section, effects_section, design_section)]
