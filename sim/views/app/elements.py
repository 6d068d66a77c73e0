"""What the page is made of: plain HTML in a few Vue templates, so that keyboards and screen readers reach it all.

Every text is put in as text; nothing that comes from a scenario, a file or a link is read as markup.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import solara

from .chart_parts import Chart

Field = dict[str, Any]
Rows = Sequence[Sequence[str]]


@solara.component_vue("table.vue", vuetify=False)
def _Table(
    caption: str, head: list[str], rows: list[list[str]], picks: list[str], chosen: str, is_open: bool,
    event_pick: Callable[[str], None],
) -> None:  # fmt: skip
    """See `Table`."""


@solara.component_vue("form.vue", vuetify=False)
def _Form(label: str, fields: list[Field], event_set: Callable[[dict[str, Any]], None]) -> None:
    """See `Form`."""


@solara.component_vue("levers.vue", vuetify=False)
def Levers(families: list[dict[str, Any]], undo: str, event_set: Callable[[dict[str, Any]], None]) -> None:
    """Levers by family, each with slider, number, unit, source and evidence; `set` gets name and value (or None)."""


@solara.component_vue("chart.vue", vuetify=False)
def _Figure(option: Chart, height: int, aspect: float, description: str, event_pick: Callable[[int], None]) -> None:
    """See `Figure`."""


@solara.component_vue("address.vue", vuetify=False)
def Address(search: str, language: str, title: str) -> None:
    """Shows the state in the address bar, and tells the browser the language and the title."""


def Table(
    caption: str, head: Sequence[str], rows: Rows, *, keys: Sequence[str] = (), chosen: str = "",
    is_open: bool = False, on_pick: Callable[[str], None] = lambda key: None,
) -> None:  # fmt: skip
    """A table that opens and closes; with `keys` the first cell of a row is a button that picks the row."""
    _Table(caption=caption, head=list(head), rows=[list(row) for row in rows], picks=list(keys), chosen=chosen,
           is_open=is_open, event_pick=on_pick)  # fmt: skip


def Form(label: str, fields: Sequence[Field], on_set: Callable[[str, Any], None]) -> None:
    """Buttons, selects, numbers and sliders in a row; `on_set` gets the name of a field and its value."""
    _Form(label=label, fields=list(fields), event_set=lambda said: on_set(str(said["name"]), said.get("value")))


def Words(tag: str, words: str, **attributes: str) -> None:
    """One piece of text in a tag: h2, p …"""
    solara.v.Html(tag=tag, children=[words], attributes=attributes)


def Figure(
    option: Chart, height: int = 0, aspect: float = 0.0, on_pick: Callable[[int], None] = lambda adcode: None
) -> None:
    """A chart as wide as its place, `height` pixels high or width over height `aspect`.

    What is clicked on and has an `adcode` is picked.
    """
    description = option["aria"]["label"]["description"]
    _Figure(option=option, height=height, aspect=aspect, description=description, event_pick=on_pick)


def Section(name: str, heading: str) -> solara.Element:
    """A part of the page with its heading; use it in a `with`."""
    return solara.v.Html(
        tag="section", attributes={"aria-label": heading, "data-part": name, "class": f"xc-part xc-{name}"},
        children=[solara.v.Html(tag="h2", children=[heading])],
    )  # fmt: skip
