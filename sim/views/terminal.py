"""A run and a comparison on the terminal: tables that stay readable as plain lines in a log."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import pandas as pd
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..indicators import FLOWS, INDICATORS
from ..tables import Landmarks
from .goal_table import show_goals
from .strings import text

# One column wide in every terminal, Chinese ones too.
MARKS = {"ended": "o", "stays": "x", "known": "*", "goal": "|"}
COLOURS = {"ended": "blue", "stays": "yellow", "known": "bold", "goal": "bright_black", "both": "green"}
CHART_WIDTH = 30
# Below this scale a county has too few simulated households for a figure of its own.
COUNTY_SCALE = 0.1
PLAIN_WIDTH = 110
SHORT = 12
# Persons are counted in millions, in Chinese in ten thousands.
MANY_PERSONS = {"en": 1e6, "zh": 1e4}
MUCH_MONEY = {"en": 1e9, "zh": 1e8}
PER_HEAD = {"en": 1e3, "zh": 1e4}
# Yuan of public money for one person who settles in town for good: E:G13, E:G14.
PUBLISHED_SETTLING = (80_000, 130_000)


def console(stderr: bool = False) -> Console:
    """A console with colours where a person watches, and plain lines of fixed width in a log."""
    probe = Console(stderr=stderr, highlight=False)
    if probe.is_terminal:
        return probe
    return Console(stderr=stderr, width=PLAIN_WIDTH, no_color=True, highlight=False)


def figures_table(title: str, columns: Sequence[str]) -> Table:
    """A table without vertical lines: first a column of labels, which may wrap, then figures flush right."""
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False,
                  padding=(0, 1, 0, 0))  # fmt: skip
    label, *figures = columns
    table.add_column(label, overflow="fold", min_width=4)
    for column in figures:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _pauses(frame: pd.DataFrame) -> list[str]:
    return sorted(frame["pause"].unique())


def _at(frame: pd.DataFrame, pause: str, year: int, column: str) -> float:
    return float(frame.loc[(frame["pause"] == pause) & (frame["year"] == year), column].iloc[0])


def moments(frame: pd.DataFrame, landmarks: Landmarks) -> list[int]:
    """The years a reader asks for: base, goal, last."""
    first, last = int(frame["year"].min()), int(frame["year"].max())
    return sorted({first, last} | ({landmarks.goal_year} if first < landmarks.goal_year < last else set()))


def show_run(
    out: Console, summary: pd.DataFrame, indicators: pd.DataFrame, goals: pd.DataFrame,
    landmarks: Landmarks, language: str, *, whole_domain: bool, scale: float,
    band: pd.DataFrame | None = None, draws: int = 0,
) -> None:  # fmt: skip
    """The run's tables. `summary` holds one group's rows, `indicators` one row per unit, `goals` one row
    per goal; all per pause, as is the `band` of so many `draws`, if there is one."""
    out.print(yearly_table(summary, landmarks, language))
    notes = [
        "pause_note" if len(_pauses(summary)) > 1 else "",
        "" if whole_domain else "domain_goal",
        "luck_note",
    ]
    for note in filter(None, notes):
        out.print(Text(text(note, language), style="dim"))
    out.print()
    show_goals(out, goals, language)
    if band is not None:
        out.print(Text(band_line(band, moments(summary, landmarks)[1:], draws, language)))
    out.print()
    out.print(flows_table(summary, landmarks, language))
    out.print(measures_table(summary, indicators, landmarks, language))
    for line in settling_lines(summary, language):
        out.print(line)
    out.print()
    if not whole_domain:
        out.print(units_table(indicators, landmarks, language))
        if scale < COUNTY_SCALE:
            out.print(Text(text("small_scale_note", language), style="dim"))


def yearly_table(summary: pd.DataFrame, landmarks: Landmarks, language: str) -> Table:
    """Year by year: the share for each pause answer, what is known, and where they lie on one scale."""
    pauses = _pauses(summary)
    low, high = _chart_range(summary, landmarks)
    labels = {pause: text(f"pause_{pause}", language) for pause in pauses}
    labels |= {mark: text(f"chart_{mark}", language) for mark in ("known", "goal")}
    key = [
        text("chart_range", language, low=low, high=high),
        *(f"{MARKS[kind]} {labels[kind]}" for kind in labels),
    ]
    heads = [text("year", language), *(labels[pause] for pause in pauses)]
    table = figures_table(text("urban_share_table", language), [*heads, text("known", language), ""])
    table.columns[-1].justify = "left"
    table.caption, table.caption_justify, table.caption_style = "  ".join(key), "left", "dim"
    for year in sorted(summary["year"].unique()):
        shares = {pause: 100 * _at(summary, pause, year, "urban_share") for pause in pauses}
        known, marked = _known(int(year), landmarks, language)
        strip = _strip(shares, marked, 100 * landmarks.goal_share, low, high)
        table.add_row(str(year), *(f"{share:.2f}" for share in shares.values()), known, strip)
    return table


def _known(year: int, landmarks: Landmarks, language: str) -> tuple[str, float | None]:
    """What is known of a year, in words and, if it is a measured share, in per cent."""
    if year in landmarks.census:
        share = 100 * landmarks.census[year]
        return text("known_census", language, share=share), share
    if year in landmarks.below:
        return text("known_below", language, share=100 * landmarks.below[year]), None
    if year == landmarks.goal_year:
        return text("known_goal", language, share=100 * landmarks.goal_share), None
    return "", None


def _chart_range(summary: pd.DataFrame, landmarks: Landmarks) -> tuple[float, float]:
    shares = [*(100 * summary["urban_share"]), 100 * landmarks.goal_share]
    return 5 * (min(shares) // 5), 5 * -(-max(shares) // 5)


def _strip(shares: dict[str, float], known: float | None, goal: float, low: float, high: float) -> Text:
    """One line of the chart. Two answers in one place show the second's mark, coloured as both."""
    cells = [(" ", "")] * CHART_WIDTH

    def put(share: float, kind: str) -> None:
        place = round((share - low) / (high - low) * (CHART_WIDTH - 1))
        if 0 <= place < CHART_WIDTH:
            taken = cells[place][0] == MARKS["ended"] and kind == "stays"
            cells[place] = (MARKS[kind], COLOURS["both" if taken else kind])

    put(goal, "goal")
    for pause, share in shares.items():
        put(share, pause)
    if known is not None:
        put(known, "known")
    return Text.assemble(*cells)


def band_line(band: pd.DataFrame, years: Sequence[int], draws: int, language: str) -> str:
    """How far the share goes, by pause answer and year, if the assumed strengths are other than our reading."""
    spans = []
    for pause in _pauses(band):
        figures = (
            text("band_span", language, year=year, low=100 * _at(band, pause, year, "low"),
                 high=100 * _at(band, pause, year, "high"))
            for year in years
        )  # fmt: skip
        spans.append(text("band_pause", language, pause=text(f"pause_{pause}", language), spans=", ".join(figures)))
    return text("band_line", language, draws=draws, spans="; ".join(spans))


def flows_table(summary: pd.DataFrame, landmarks: Landmarks, language: str) -> Table:
    """The change of the share since the base year, split over the six flows; the total is their sum."""
    base, *targets = moments(summary, landmarks)
    cases = [(pause, target) for pause in _pauses(summary) for target in targets]
    heads = [f"{base}→{target}\n{text(f'pause_{pause}', language)}" for pause, target in cases]
    table = figures_table(text("flows_table", language), [text("flow", language), *heads])
    rows = {name: FLOWS[name].in_language(language) for name in FLOWS} | {"total": text("total", language)}
    for name, label in rows.items():
        cells = []
        for pause, target in cases:
            years = (summary["year"] > base) & (summary["year"] <= target) & (summary["pause"] == pause)
            cells.append(f"{summary.loc[years, f'change_{name}'].sum():+.2f}")
        table.add_row(label, *cells, end_section=name == list(FLOWS)[-1])
    return table


def measures_table(
    summary: pd.DataFrame, indicators: pd.DataFrame, landmarks: Landmarks, language: str
) -> Table:
    """The other headline figures in the base year, the goal's year and the last."""
    years, pauses, goal = moments(summary, landmarks), _pauses(summary), landmarks.goal_share
    cases = [(pauses[0], years[0]), *((pause, year) for pause in pauses for year in years[1:])]
    heads = [str(years[0]), *(f"{year}\n{text(f'pause_{pause}', language)}" for pause, year in cases[1:])]
    table = figures_table(text("measures_table", language), [text("measure", language), *heads])

    at_goal = indicators[indicators["urban_share"] >= goal].groupby(["pause", "year"]).size()
    units = indicators["adcode"].nunique()
    table.add_row(text("units_at_goal", language, goal=100 * goal, units=units),
                  *(str(at_goal.get(case, 0)) for case in cases))  # fmt: skip

    def add(label: str, column: str, form: str, factor: float = 1) -> None:
        figures = (factor * _at(summary, *case, column) for case in cases)
        table.add_row(label, *("–" if math.isnan(figure) else form.format(figure) for figure in figures))

    def percent(column: str) -> None:
        label = INDICATORS[column].label.in_language(language)
        add(text("percent", language, label=label), column, "{:.1f}", 100)

    percent("urban_share_without_reclassification")
    percent("village_60plus_share")
    many = MANY_PERSONS[language]
    away = [
        sum(_at(summary, *case, f"away_{where}") for where in ("in_province", "other_province"))
        for case in cases
    ]
    table.add_row(text("members_away", language), *(f"{persons / many:.2f}" for persons in away))
    add(INDICATORS["income_ratio"].label.in_language(language), "income_ratio", "{:.2f}")
    # The base year is a state, not a step: nobody converts in it.
    converted = [f"{_at(summary, *case, 'conversions') / many:.2f}" for case in cases[1:]]
    table.add_row(text("conversions", language), "–", *converted)
    percent("rented_land_share")
    percent("idle_homestead_share")
    percent("debt_ratio")
    # As for conversions, the base year has no flows of money.
    for column in ("policy_cost", "unfunded_cost"):
        label = text("money", language, label=INDICATORS[column].label.in_language(language))
        spent = (_at(summary, *case, column) / MUCH_MONEY[language] for case in cases[1:])
        table.add_row(label, "–", *(f"{yuan:.2f}" for yuan in spent))
    return table


def settling_lines(summary: pd.DataFrame, language: str) -> list[str]:
    """For each pause answer, what a new urban resident cost the public, beside the published range."""
    lines, unit = [], PER_HEAD[language]
    for pause in _pauses(summary):
        path = summary[summary["pause"] == pause]
        persons = path["new_urban_residents"].sum()
        if persons > 0:
            total, works, policy = (
                path[name].sum() / persons / unit for name in ("settling_cost", "newcomer_works", "policy_cost")
            )
            lines.append(text("settling_line", language, pause=text(f"pause_{pause}", language),
                              first=path["year"].min(), last=path["year"].max(), cost=total + policy, works=works,
                              services=total - works, policy=policy,
                              low=PUBLISHED_SETTLING[0] / unit, high=PUBLISHED_SETTLING[1] / unit))  # fmt: skip
    return lines


def units_table(indicators: pd.DataFrame, landmarks: Landmarks, language: str) -> Table:
    """Each simulated county's urban share in the base year, the goal's year and the last."""
    years, pauses = moments(indicators, landmarks), _pauses(indicators)
    cases = [(pauses[0], years[0]), *((pause, year) for pause in pauses for year in years[1:])]
    heads = [str(years[0]), *(f"{year}\n{text(f'pause_{pause}', language)}" for pause, year in cases[1:])]
    table = figures_table(text("units_table", language), [text("county", language), *heads])
    for _, unit in indicators.groupby("adcode", sort=True):
        shares = (100 * _at(unit, *case, "urban_share") for case in cases)
        table.add_row(str(unit[f"name_{language}"].iloc[0]), *(f"{share:.1f}" for share in shares))
    return table


def comparison_table(
    reference: str, rows: Iterable[tuple[str, Sequence[str]]], cases: Sequence[tuple[str, int]],
    language: str, *, seeds: int, scale: float,
) -> Table:  # fmt: skip
    """What each scenario added: `rows` are (title, one cell per case), a case is (pause, year)."""
    title = text("compare_title", language, reference=reference, seeds=seeds, scale=scale)
    heads = [f"{year}\n{text(f'pause_{pause}', language)}" for pause, year in cases]
    table = figures_table(title, [text("scenario", language), *heads])
    for name, cells in rows:
        table.add_row(name, *cells)
    return table


def list_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A plain list, every column flush left, nothing cut off."""
    rows = [list(row) for row in rows]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, head in enumerate(heads):
        # Names and short cells stay whole (a fixed width is not squeezed); the texts between them wrap.
        words = [word for row in rows for word in row[number].split()] if number == 0 else []
        short = max((cell_len(row[number]) for row in rows), default=0) <= SHORT
        width = max(map(cell_len, [head, *words])) if words else None
        table.add_column(head, overflow="fold", width=width, no_wrap=short)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
