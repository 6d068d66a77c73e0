"""All counties: the headline figures, the map, the path against the goal, and what changed it."""

from __future__ import annotations

import pandas as pd
import solara

from ...indicators import FLOWS
from ..strings import text
from .controls import county_name
from .elements import Figure, Section, Table, Words
from .map_chart import map_chart
from .path_charts import change_chart, path_chart
from .sentences import why
from .session import Kept, Seen, Session

LETTERS = "ABCD"
ASPECT = 1.05  # of the map, width over height: near to true at thirty degrees north


def run_name(session: Session) -> str:
    """The steered run by its title."""
    assert session.simulation is not None
    return session.simulation.scenario.title.in_language(session.state.language)


def kept_name(session: Session, number: int, one: Kept) -> str:
    """A kept run: its letter, its scenario, and how many levers were moved."""
    language = session.state.language
    title = session.options.library.load(one.steering.scenario).title.in_language(language)
    moved = f" (+{len(one.steering.levers)})" if one.steering.levers else ""
    return text("view_kept_name", language, letter=LETTERS[number], name=title + moved)


def lived(session: Session) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The paths of the steered run and the baseline, up to the last finished year."""
    simulation = session.simulation
    assert simulation is not None
    until = session.state.reached
    return simulation.steered.path(until), simulation.baseline.path(until)


@solara.component
def Headline(session: Session, seen: Seen) -> None:
    """The figures of the year shown."""
    state, simulation = session.state, session.simulation
    assert simulation is not None
    language, region = state.language, session.options.region
    now, base = simulation.steered.years[state.shown], simulation.baseline.years[state.shown]
    share, beside = 100 * now.summary["urban_share"], 100 * base.summary["urban_share"]
    goal = 100 * region.goal_share
    reached = int((now.counties["urban_share"] >= region.goal_share).sum())
    verdict = text("view_goal_open", language)
    if state.reached >= region.goal_year:
        gap = 100 * simulation.steered.years[region.goal_year].summary["urban_share"] - goal
        verdict = text("view_goal_met" if gap >= 0 else "view_goal_missed", language, gap=gap)
    figures = [
        ("share", text("view_share", language, year=state.shown), text("view_percent", language, share=share)),
        ("baseline", text("view_base_share", language), text("view_percent", language, share=beside)),
        ("added", text("view_added", language), text("view_points", language, by=share - beside)),
        ("goal", text("view_goal", language, year=region.goal_year, goal=goal), verdict),
        ("at-goal", text("view_at_goal", language, goal=goal),
         text("view_of", language, number=reached, units=len(now.counties))),
    ]  # fmt: skip
    with solara.v.Html(tag="div", attributes={"class": "xc-steered"}):
        Words("strong", run_name(session))
        if state.steering.levers:
            Words("span", text("view_moved", language, moved=len(state.steering.levers), start=state.steering.start,
                               place=_target(session)))  # fmt: skip
    with solara.v.Html(tag="dl", attributes={"class": "xc-figures", "aria-live": "polite", "data-part": "headline"}):
        for name, label, value in figures:
            with solara.v.Html(tag="div", attributes={"data-figure": name}):
                Words("dt", label)
                Words("dd", value)


def _target(session: Session) -> str:
    target, language = session.state.steering.target, session.state.language
    if not target:
        return text("view_everywhere", language)
    if target in session.options.region.groups:
        return session.options.region.group_label(target, language)
    return county_name(session, int(target))


@solara.component
def Map(session: Session, seen: Seen) -> None:
    """The county seats in the year shown, and every county in a table."""
    state, simulation = session.state, session.simulation
    assert simulation is not None
    language, options = state.language, session.options
    now, base = (arm.years[state.shown].counties for arm in (simulation.steered, simulation.baseline))
    units = options.region.units.set_index("adcode").loc[simulation.adcodes].reset_index()
    places = units[["adcode", "lon", "lat"]].assign(name=units[f"name_{language}"])

    def open_county(adcode: int | str) -> None:
        session.look_at(county=int(adcode), household=0)

    with Section("map", text("view_map", language, year=state.shown)):
        drawn = map_chart(places, now, base, goal=options.region.goal_share, chosen=state.county,
                          outlines=options.boundaries, year=state.shown, language=language)  # fmt: skip
        Figure(drawn, aspect=ASPECT, on_pick=open_county)
        Words("p", text("view_map_hint", language), **{"class": "xc-note"})
        order = now["urban_share"].sort_values().index
        rows = [
            [places["name"].iloc[unit], f"{100 * now['urban_share'].iloc[unit]:.2f}",
             f"{100 * (now['urban_share'].iloc[unit] - base['urban_share'].iloc[unit]):+.2f}",
             f"{now['residents'].iloc[unit]:,.0f}"]
            for unit in order
        ]  # fmt: skip
        head = [text("view_county", language), text("axis_share", language), text("view_added", language),
                text("view_residents", language)]  # fmt: skip
        Table(text("view_counties_table", language, year=state.shown), head, rows,
              keys=[str(places["adcode"].iloc[unit]) for unit in order], chosen=str(state.county),
              on_pick=open_county)  # fmt: skip


@solara.component
def Path(session: Session, seen: Seen) -> None:
    """The steered run beside the baseline and the runs kept."""
    state, options = session.state, session.options
    language = state.language
    steered, baseline = lived(session)
    name, base_name = run_name(session), text("view_baseline_name", language)
    kept = [(kept_name(session, number, one), one.path) for number, one in enumerate(session.kept)]
    with Section("path", text("view_path", language)):
        Figure(path_chart((name, steered), (base_name, baseline), kept, goal=options.region.goal_share,
                          goal_year=options.region.goal_year, shown=state.shown, last=options.years[1],
                          language=language), 330)  # fmt: skip
        columns = [(name, steered), (base_name, baseline), *kept]
        by_year = [path.set_index("year")["urban_share"] for _, path in columns]
        rows = [
            [str(year), *(f"{100 * path[year]:.2f}" if year in path else "–" for path in by_year)]
            for year in steered["year"]
        ]
        Table(text("view_path_table", language), [text("year", language), *(title for title, _ in columns)], rows)


@solara.component
def Changes(session: Session, seen: Seen, path: pd.DataFrame, baseline: pd.DataFrame, name: str) -> None:
    """What changed the share of a place each year: a sentence, bars and a table. Both paths hold every year lived."""
    state, language = session.state, session.state.language
    now, base = (each[each["year"] == state.shown].iloc[0] for each in (path, baseline))
    Words("p", why(name, now, base, language), **{"class": "xc-why"})
    Figure(change_chart(path, shown=state.shown, last=session.options.years[1], language=language,
                        description=text("view_change_description", language, name=name)), 330)  # fmt: skip
    head = [text("year", language), *(label.in_language(language) for label in FLOWS.values()), text("total", language)]
    rows = [
        [f"{row['year']:.0f}", *(f"{row[f'change_{flow}']:+.3f}" for flow in (*FLOWS, "total"))]
        for _, row in path.iloc[1:].iterrows()
    ]
    Table(text("view_change_table", language), head, rows)


@solara.component
def Decomposition(session: Session, seen: Seen) -> None:
    """What changed the share of all simulated counties."""
    language = session.state.language
    assert session.simulation is not None
    units = len(session.simulation.adcodes)
    whole = units == len(session.options.region.units)
    name = session.options.region.domain_label(language) if whole else text("view_domain", language, units=units)
    if units == 1:
        name = county_name(session, session.simulation.adcodes[0])
    with Section("change", text("view_change", language)):
        Changes(session, seen, *lived(session), name)
