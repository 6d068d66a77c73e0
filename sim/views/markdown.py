"""Tables and numbers of the generated pages."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..parameters import Parameter


def number(value: float) -> str:
    """A value as declared, with a minus sign that does not break."""
    return f"{value:.10g}".replace("-", "−")


def bounds(parameter: Parameter) -> str:
    """The inclusive bounds of a parameter."""
    low, high = parameter.bounds
    return f"{number(low)} to {number(high)}"


def years(begins: int, complete: int) -> str:
    """From when to when a value changes; one year is a step."""
    return str(begins) if begins == complete else f"{begins}–{complete}"


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; every cell stays on its line."""
    heads = tuple(heads)
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines) + "\n"


def write_pages(texts: Mapping[str, str], folder: Path) -> list[Path]:
    """Writes files below `folder`, by name, each whole or not at all; returns their paths."""
    written = []
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.write_text(text, encoding="utf-8", newline="\n")
        os.replace(part, path)
        written.append(path)
    return written


def _cell(text: str) -> str:
    """Text that stays in its cell."""
    return " ".join(text.split()).replace("|", "\\|")
