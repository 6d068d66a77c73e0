"""One county opened: its places, who moves where and who they are, how full services are, what homes cost."""

from __future__ import annotations

import numpy as np
import pandas as pd
import solara

from ...state.households import SEAT, TOWN
from ...state.places import SERVICES
from ..strings import text
from ..terminal import COUNTY_SCALE
from .controls import county_name, county_names
from .county_charts import crowding_chart, flow_chart, moves_of, place_name, price_chart
from .elements import Figure, Form, Section, Table, Words
from .overview import Changes, run_name
from .records import MOVER_GROUPS, MOVER_TRAITS, YearRecord
from .session import Seen, Session


@solara.component
def CountyPanel(session: Session, seen: Seen) -> None:
    """The open county, or a list to choose one from."""
    state, simulation = session.state, session.simulation
    assert simulation is not None
    language = state.language
    options = [["0", text("view_no_county", language)], *county_names(session)]
    with Section("county", text("view_open_county", language)):
        Form(text("view_open_county", language), [{
            "kind": "select", "name": "county", "label": text("view_choose_county", language),
            "value": str(state.county), "options": options,
        }], lambda _, adcode: session.look_at(county=int(adcode), household=0))  # fmt: skip
        if state.county in simulation.adcodes:
            unit, name = simulation.adcodes.index(state.county), county_name(session, state.county)
            now = simulation.steered.years[state.shown]
            steered, baseline = (
                arm.county_path(unit, state.reached) for arm in (simulation.steered, simulation.baseline)
            )
            Words("h3", name)
            if state.scale < COUNTY_SCALE:
                Words("p", text("view_small", language), **{"class": "xc-note"})
            with solara.v.Html(tag="div", attributes={"class": "xc-two"}):
                with solara.v.Html(tag="div"):
                    Changes(session, seen, steered, baseline, name)
                    _prices(session, steered, baseline)
                with solara.v.Html(tag="div"):
                    _moves(session, now, name)
                    _crowding(session, now, unit, name)
            _places(session, now, unit)
            _movers(session, now, unit)


def _moves(session: Session, now: YearRecord, name: str) -> None:
    state, language = session.state, session.state.language
    moves = moves_of(now.flows, state.county)
    Words("h4", text("view_flows", language, year=state.shown))
    if moves.empty:
        Words("p", text("view_no_moves", language), **{"class": "xc-note"})
        return
    description = text("view_flow_description", language, name=name, year=state.shown)
    Figure(flow_chart(moves, description=description, language=language), 300)
    rows = [
        [place_name(origin, language), place_name(destination, language), f"{persons:,}"]
        for origin, destination, persons in moves.to_numpy().tolist()
    ]
    head = [text(key, language) for key in ("view_from", "view_to", "view_persons")]
    Table(text("view_flows_table", language), head, rows)


def _crowding(session: Session, now: YearRecord, unit: int, name: str) -> None:
    state, language = session.state, session.state.language
    crowding = now.crowding[unit]
    Words("h4", text("view_crowding", language, year=state.shown))
    description = text("view_crowding_description", language, name=name, year=state.shown)
    Figure(crowding_chart(crowding, description=description, language=language), 230)
    head = [text("view_service", language), place_name("seat", language), place_name("town", language)]
    rows = [
        [text(f"view_service_{service}", language), *(f"{crowding[place, code]:.2f}" for place in (SEAT, TOWN))]
        for code, service in enumerate(SERVICES)
    ]
    Table(text("view_crowding_table", language), head, rows)


def _prices(session: Session, steered: pd.DataFrame, baseline: pd.DataFrame) -> None:
    language = session.state.language
    names = run_name(session), text("view_baseline_name", language)
    Words("h4", text("view_house_price", language))
    Figure(price_chart(steered, baseline, names=names, language=language), 220)
    rows = [
        [f"{year:.0f}", f"{ours:,.0f}", f"{theirs:,.0f}"]
        for year, ours, theirs in zip(
            steered["year"], steered["seat_house_price"], baseline["seat_house_price"], strict=True
        )
    ]
    Table(text("view_price_table", language), [text("year", language), *names], rows)


def _places(session: Session, now: YearRecord, unit: int) -> None:
    """Village groups from the nearest to the most remote, the town, the seat."""
    state, language = session.state, session.state.language
    county, villages = now.counties.iloc[unit], now.villages
    residents = float(county["residents"])
    rows = []
    for group in range(villages.number.shape[1]):
        if not villages.number[unit, group]:
            continue
        rows.append([
            text("view_village_group", language, number=villages.number[unit, group],
                 kilometres=villages.kilometres[unit, group]),
            f"{villages.residents[unit, group]:,.0f}", f"{100 * villages.residents[unit, group] / residents:.1f}",
            f"{100 * villages.empty_homes[unit, group]:.1f}", f"{100 * villages.schools_open[unit, group]:.0f}", "–",
        ])  # fmt: skip
    for place, code in (("town", TOWN), ("seat", SEAT)):
        here = float(county[f"{place}_residents"])
        rows.append([place_name(place, language), f"{here:,.0f}", f"{100 * here / residents:.1f}", "–", "–",
                     f"{now.house_price[unit, code]:,.0f}"])  # fmt: skip
    head = ("view_place", "view_persons", "view_share_of_county", "view_empty_homes", "view_schools_open", "view_price")
    Table(text("view_places", language, year=state.shown), [text(key, language) for key in head], rows, is_open=True)


def _movers(session: Session, now: YearRecord, unit: int) -> None:
    """Families by what they did in the year: age, schooling, size, land."""
    state, language = session.state, session.state.language
    if np.isnan(now.movers[unit]).all():
        return
    rows = []
    for group, name in enumerate(MOVER_GROUPS):
        families, age, schooled, members, land = now.movers[unit, group].tolist()
        rows.append([text(f"view_group_{name}", language), f"{families:,.0f}", _figure(age, 1),
                     _figure(100 * schooled, 0), _figure(members, 1), _figure(land, 1)])  # fmt: skip
    head = [text("view_movers_group", language), *(text(f"view_trait_{trait}", language) for trait in MOVER_TRAITS)]
    Table(text("view_movers", language, year=state.shown), head, rows, is_open=True)


def _figure(value: float, digits: int) -> str:
    return "–" if value != value else f"{value:.{digits}f}"
