"""Keeping: runs beside one another, the steered run as a scenario file, the page as a file or a link."""

from __future__ import annotations

from typing import Any

import solara

from ..strings import text
from .controls import button
from .elements import Field, Form, Section
from .overview import kept_name
from .session import Seen, Session
from .state import MOST_KEPT, StateError, from_text


def link_of(session: Session) -> str:
    """The query that opens this page again."""
    return f"?state={session.state.to_link()}"


@solara.component
def KeepPanel(session: Session, seen: Seen) -> None:
    """Add to compare, drop; save and open."""
    language, ready = session.state.language, session.simulation is not None

    def on_set(name: str, value: Any) -> None:
        if name == "add":
            session.keep()
        elif name == "open":
            try:
                session.restore(from_text(str(value)))
            except StateError as error:
                session.refuse(error)
        elif name.startswith("forget"):
            session.forget(int(name.removeprefix("forget")))

    fields: list[Field] = [
        button("add", text("view_add", language), disabled=not ready or len(session.kept) >= MOST_KEPT),
        *(
            button(f"forget{number}", text("view_forget", language, name=kept_name(session, number, one)))
            for number, one in enumerate(session.kept)
        ),
        {"kind": "download", "name": "scenario", "label": text("view_save", language), "filename": "steered.yaml",
         "text": session.scenario_text()},
        {"kind": "download", "name": "state", "label": text("view_save_state", language),
         "filename": "xiancheng-view.json", "text": session.state.to_text()},
        {"kind": "file", "name": "open", "label": text("view_open_state", language)},
        {"kind": "copy", "name": "link", "label": text("view_link", language), "text": link_of(session)},
    ]  # fmt: skip
    with Section("keep", text("view_keep", language)):
        Form(text("view_keep", language), fields, on_set)
