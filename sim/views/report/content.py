"""What a report is made of before it is a page: parts, sections, tables, pictures. Exports read the same tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Number:
    """A figure of a table; a spreadsheet gets the value itself. `signed` shows a plus too; without `decimals` all
    digits are shown."""

    value: float
    decimals: int | None = 0
    signed: bool = False

    @property
    def shown(self) -> str:
        """With thousands apart and a minus that does not break; a dash where there is no figure."""
        if self.value != self.value:
            return "–"
        if self.decimals is None:
            return f"{self.value:g}"
        rounded = round(self.value, self.decimals) + 0.0  # no minus before a nought
        return f"{rounded:{'+' if self.signed else ''},.{self.decimals}f}".replace("-", "−")


Cell = str | Number


@dataclass(frozen=True)
class Table:
    """A table with its caption: heads over the columns, the first cell of a row its label."""

    name: str
    caption: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Picture:
    """A picture by its name in the list of figures; `alt` says in words what it shows."""

    name: str
    alt: str


@dataclass(frozen=True)
class Section:
    """One heading of a report: what is to be said first, then pictures, tables and notes."""

    key: str
    heading: str
    says: Sequence[str] = ()
    pictures: Sequence[Picture] = ()
    tables: Sequence[Table] = ()
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Part:
    """One results folder in the report."""

    title: str
    subtitle: str
    sections: Sequence[Section] = field(default_factory=tuple)
