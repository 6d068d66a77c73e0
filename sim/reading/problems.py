"""The mistakes in a user's file: each with its place, what is wrong and what is allowed."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

MOST_PROBLEMS = 100


class Place(Protocol):
    """Anything with a line and a column, counted from 1."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


@dataclass(frozen=True)
class ScenarioProblem:
    """One mistake: where it is (line and column from 1), what is wrong, what is allowed."""

    file: str
    line: int
    column: int
    field: str
    message: str
    allowed: str
    code: str
    hint: str = ""

    def __str__(self) -> str:
        allowed = f"; allowed: {self.allowed}" if self.allowed else ""
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.field}: {self.message}{allowed} [{self.code}]{hint}"


class ScenarioError(ValueError):
    """The user's file is wrong; `problems` lists every mistake, in reading order."""

    def __init__(self, problems: Iterable[ScenarioProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[ScenarioProblem, ...]]]:
        return ScenarioError, (self.problems,)


@dataclass
class Problems:
    """The mistakes found in one file so far; beyond `MOST_PROBLEMS` they are only counted."""

    file: str
    found: list[ScenarioProblem] = field(default_factory=list)
    unlisted: int = 0

    def add(
        self,
        at: Place | None,
        where: str,
        message: str,
        code: str,
        allowed: str = "",
        hint: str = "",
        like: tuple[str, Iterable[str]] | None = None,
    ) -> None:
        """Note a mistake. `like` = (what was written, what exists) makes a "did you mean"."""
        if len(self.found) >= MOST_PROBLEMS:
            self.unlisted += 1
            return
        line, column = (at.line, at.column) if at else (1, 1)
        hint = hint or (did_you_mean(*like) if like else "")
        self.found.append(
            ScenarioProblem(self.file, line, column, where or "(file)", message, allowed, code, hint)
        )

    def in_order(self) -> list[ScenarioProblem]:
        """The mistakes by line and column, then how many more there are."""
        listed = sorted(self.found, key=lambda problem: (problem.line, problem.column))
        if self.unlisted:
            more = f"{self.unlisted} more mistakes are not listed"
            listed.append(ScenarioProblem(self.file, 1, 1, "(file)", more, "", "too-many-problems"))
        return listed


def shown(text: str) -> str:
    """`text` as quoted in a message: one line, not too long."""
    return repr(text if len(text) <= 60 else text[:57] + "...")


def did_you_mean(written: str, known: Iterable[str]) -> str:
    """A hint naming the nearest of the known words, or nothing."""
    near = difflib.get_close_matches(written[:80], list(known), n=1, cutoff=0.6)
    return f"did you mean {shown(near[0])}?" if near else ""
