"""Checks of what levers and parameters are set to: which there are, and numbers, dated or not."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ..parameters import Parameter, Role
from ..submodels.policy import BETWEEN, DatedValues
from .places import PlaceChecks
from .problems import Problems, shown
from .strict_yaml import Mapping, Node, Scalar


class ValueChecks(PlaceChecks):
    """Checks against the declarations of levers and parameters."""

    def __init__(
        self,
        problems: Problems,
        declarations: Sequence[Parameter],
        known_groups: Collection[str] | None,
        known_units: Collection[str] | None,
    ) -> None:
        super().__init__(problems, known_groups, known_units)
        self.declared = {parameter.name: parameter for parameter in declarations}

    def entries(self, node: Node | None, at: str) -> list[tuple[Parameter, str, Scalar, Node]]:
        """The entries that name a parameter allowed here, with their field paths."""
        if node is None:
            return []
        if not isinstance(node, Mapping):
            self.wrong_kind(node, at, "a mapping of names to values")
            return []
        parameters = at.rpartition(".")[2] == "parameters"
        role, word = (Role.UNCERTAINTY, "parameter") if parameters else (Role.LEVER, "lever")
        names = [parameter.name for parameter in self.declared.values() if parameter.role is role]
        entries = []
        for key, value in node:
            parameter, here = self.declared.get(key.text), f"{at}.{key.text[:60]}"
            if parameter is None:
                allowed = f"one of the {len(names)} {word}s that `xiancheng {word}s` lists"
                message = f"no {word} {shown(key.text)}"
                self.add(key, here, message, f"{word}-unknown", allowed, like=(key.text, names))
            elif parameter.role is Role.CONSTANT:
                allowed = f"{parameter.value:g}, always"
                self.add(key, here, "a constant cannot be set", "constant", allowed)
            elif parameter.role is not role:
                other = "levers" if role is Role.UNCERTAINTY else "parameters"
                hint = f"put it under {other}:"
                self.add(key, here, f"not a {word}", "wrong-section", f"{word}s only", hint=hint)
            else:
                entries.append((parameter, here, key, value))
        return entries

    def dated(self, node: Node, at: str, parameter: Parameter, first: int) -> DatedValues | None:
        if not isinstance(node, Mapping):
            self.wrong_kind(node, at, "a number, or {values: {year: number}, between: step or linear}")
            return None
        complete = self.keys(node, at, ("values", "between"), optional=("between",))
        points = self.points(node.get("values"), f"{at}.values", parameter, first)
        way = node.get("between")
        between = self.between(way, f"{at}.between") if way else "step"
        return DatedValues.of(points, between) if complete and points and between else None

    def points(self, node: Node | None, at: str, parameter: Parameter, first: int) -> dict[int, float]:
        if node is None:
            return {}
        if not isinstance(node, Mapping):
            self.wrong_kind(node, at, "a mapping of years to numbers")
            return {}
        if not node.pairs:
            self.add(node, at, "no dated value", "empty", "at least one year: number")
        points = {}
        for key, value in node:
            here = f"{at}.{key.text[:60]}"
            year = self.year(key, here, first)
            number = self.number(value, here, parameter)
            if year is not None and number is not None:
                points[year] = number
        return points

    def between(self, node: Node | None, at: str) -> str:
        return self.one_of(node, at, BETWEEN, "way between dates")

    def one_of(self, node: Node | None, at: str, allowed: tuple[str, ...], word: str) -> str:
        """The text, if it is one of those allowed, else ""."""
        text = self.text(node, at)
        if text and text not in allowed:
            message = f"{shown(text)} is no {word}"
            self.add(node, at, message, "value-unknown", " or ".join(allowed), like=(text, allowed))
        return text if text in allowed else ""
