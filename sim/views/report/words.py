"""Words that several sections share: the answers to the pause, notes under goals, what a picture shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ..strings import text
from .content import Cell, Number


def pause_label(pause: str, language: str) -> str:
    """An answer to the pause in words."""
    return text(f"pause_{pause}", language)


def numbered_notes(goals: pd.DataFrame, language: str) -> dict[str, int]:
    """The notes on the goals, each once, numbered in the order of the goals."""
    words = goals.drop_duplicates("goal")[f"note_{language}"]
    return {note: number for number, note in enumerate(filter(None, dict.fromkeys(words)), 1)}


def shown_notes(notes: Mapping[str, int], language: str) -> list[str]:
    """The notes as they stand under the table."""
    return [text("goal_note", language, number=number, note=note) for note, number in notes.items()]


def listed(parts: Sequence[str], language: str) -> str:
    """Parts of a sentence, joined."""
    if language == "zh":
        return "；".join(parts)
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def in_words(caption: str, rows: Sequence[Sequence[Cell]], language: str) -> str:
    """A picture of a table's figures, in words."""
    bars = "; ".join(", ".join(cell.shown if isinstance(cell, Number) else cell for cell in row) for row in rows)
    return text("alt_bars", language, what=caption, bars=bars)
