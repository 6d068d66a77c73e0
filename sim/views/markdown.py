"""Tables and numbers of the generated pages."""

from __future__ import annotations

from collections.abc import Iterable

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


def _cell(text: str) -> str:
    """Text that stays in its cell."""
    return " ".join(text.split()).replace("|", "\\|")
