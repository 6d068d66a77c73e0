"""Tables and numbers of the generated pages."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..parameters import Parameter
from ..whole_files import write_whole


def number(value: float) -> str:
    """A value as declared, with a minus sign that does not break."""
    return f"{value:.10g}".replace("-", "−")


def figure(value: float, form: str) -> str:
    """A computed figure, with a minus sign that does not break; what rounds to nought has no sign."""
    text = form.format(value)
    return text.replace("-", "−") if any(digit in text for digit in "123456789") else text.lstrip("+-")


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
        write_whole(path, text.encode())
        written.append(path)
    return written


def need_docs(folder: Path) -> None:
    """Ends the program of a page where the package lies without the project's docs."""
    if not folder.is_dir():
        sys.exit(f"{folder.name}/: no such folder beside the package; run this in a checkout")


def _cell(text: str) -> str:
    """Text that stays in its cell."""
    return " ".join(text.split()).replace("|", "\\|")
