"""One scenario file, checked against the declarations: what it says, or every mistake in it.

The keys, the years allowed and where a lever may stand. `schema.py` says the same to an editor.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..parameters import Label, Parameter, Role
from ..submodels.policy import BETWEEN, DatedValues, Layer, Schedule
from .fields import FieldChecks
from .problems import Problems, shown
from .strict_yaml import Mapping, Node, Scalar, read_tree
from .strict_yaml import Sequence as List

FIRST_YEAR, LAST_YEAR = 2010, 2100
FIRST_POLICY_YEAR = 2024  # the first year a decision of November 2023 can act
ROOTS = ("history", "baseline")  # may lack a parent and may date values before FIRST_POLICY_YEAR

KEYS = ("title", "why", "source", "extends", "levers", "parameters", "where")
RESOLVED_KEYS = ("resolved", "name", "title", "why", "source", "levers", "parameters")
OPTIONAL = ("levers", "parameters", "where")


@dataclass(frozen=True)
class Target:
    """Where a difference holds: a named group of units, or units by name or code."""

    group: str | None = None
    units: tuple[str, ...] = ()


@dataclass
class ScenarioFile:
    """What one file says. `layers` are its dated differences in order, `fixed` its undated
    parameters; a resolved file has whole `schedules` instead."""

    name: str
    path: Path
    resolved: bool = False
    title: Label = Label("", "")
    why: str = ""
    source: str = ""
    extends: Scalar | None = None
    fixed: dict[str, float] = field(default_factory=dict)
    layers: list[tuple[str, Layer]] = field(default_factory=list)
    schedules: dict[str, Schedule] = field(default_factory=dict)


def check_file(
    path: Path,
    problems: Problems,
    declarations: Sequence[Parameter],
    known_groups: Collection[str] | None = None,
    known_units: Collection[str] | None = None,
) -> ScenarioFile:
    """Read and check one file; mistakes go to `problems`. Groups and units are checked where known."""
    said = ScenarioFile(path.stem, path)
    top = read_tree(path, problems)
    if top is not None:
        _Check(said, problems, declarations, known_groups, known_units).file(top)
    return said


class _Check(FieldChecks):
    """Walks one file's tree, collecting what it says and every mistake."""

    def __init__(
        self,
        said: ScenarioFile,
        problems: Problems,
        declarations: Sequence[Parameter],
        known_groups: Collection[str] | None,
        known_units: Collection[str] | None,
    ) -> None:
        super().__init__(problems)
        self.said = said
        self.known = {"group": known_groups, "unit": known_units}
        self.declared = {parameter.name: parameter for parameter in declarations}
        self.historic = said.name in ROOTS

    def file(self, top: Mapping) -> None:
        said = self.said
        said.resolved = top.get("resolved") is not None
        needed = RESOLVED_KEYS if said.resolved else KEYS
        optional = (*OPTIONAL, "extends") if self.historic else OPTIONAL
        self.keys(top, "", needed, optional=() if said.resolved else optional)
        said.title = self.title(top.get("title"))
        said.why = self.text(top.get("why"), "why")
        said.source = self.text(top.get("source"), "source")
        if said.resolved:
            self.resolved(top)
            return
        if self.text(parent := top.get("extends"), "extends") and isinstance(parent, Scalar):
            said.extends = parent
        for parameter, at, key, value in self.entries(top.get("parameters"), "parameters"):
            if isinstance(value, Scalar):
                if (number := self.number(value, at, parameter)) is not None:
                    said.fixed[key.text] = number
            elif dated := self.dated(value, at, parameter, FIRST_YEAR):
                said.layers.append((key.text, Layer(dated, said.name)))
        self.levers(top.get("levers"), "levers", None)
        self.where(top.get("where"))

    def resolved(self, top: Mapping) -> None:
        """The whole schedules of a file written by `resolve_yaml`."""
        flag = top.get("resolved")
        if not (isinstance(flag, Scalar) and flag.plain and flag.text == "true"):
            self.add(flag, "resolved", "not true", "value-unknown", "true, or no such key")
        self.said.name = self.text(top.get("name"), "name")
        for section in ("levers", "parameters"):
            for parameter, at, key, value in self.entries(top.get(section), section):
                if (schedule := self.schedule(value, at, parameter)) is not None:
                    self.said.schedules[key.text] = schedule
        levers = top.get("levers")
        written = {key.text for key, _ in levers} if isinstance(levers, Mapping) else set()
        for parameter in self.declared.values():
            if parameter.role is Role.LEVER and parameter.name not in written:
                self.add(levers, f"levers.{parameter.name}", "missing", "key-missing", "every lever")

    def schedule(self, node: Node, at: str, parameter: Parameter) -> Schedule | None:
        if not self.keys(node, at, ("before", "origin", "layers")) or not isinstance(node, Mapping):
            return None
        before = self.number(node.get("before"), f"{at}.before", parameter)
        origin = self.text(node.get("origin"), f"{at}.origin")
        layers = []
        for index, entry in enumerate(self.items(node.get("layers"), f"{at}.layers")):
            here = f"{at}.layers[{index}]"
            if self.keys(entry, here, ("origin", "values", "between", "where"), ("where",)):
                assert isinstance(entry, Mapping)
                place = entry.get("where")
                where = self.target(place, f"{here}.where") if place else None
                points = self.points(entry.get("values"), f"{here}.values", parameter, FIRST_YEAR)
                between = self.between(entry.get("between"), f"{here}.between")
                if points and between and (where or not place):
                    origin_here = self.text(entry.get("origin"), f"{here}.origin")
                    layers.append(Layer(DatedValues.of(points, between), origin_here, where))
        return None if before is None else Schedule(before, tuple(layers), origin)

    def levers(self, node: Node | None, at: str, where: Target | None) -> None:
        first = FIRST_YEAR if self.historic else FIRST_POLICY_YEAR
        for lever, here, key, value in self.entries(node, at):
            dated: DatedValues | None = None
            if not isinstance(value, Scalar):
                dated = self.dated(value, here, lever, first)
            elif (number := self.number(value, here, lever)) is not None:
                if self.historic:
                    self.add(value, here, "undated", "date-missing", "{values: {year: number}}")
                else:
                    dated = DatedValues.of({FIRST_POLICY_YEAR: number})
            if dated:
                self.said.layers.append((key.text, Layer(dated, self.said.name, where)))

    def where(self, node: Node | None) -> None:
        for index, entry in enumerate(self.items(node, "where")):
            at = f"where[{index}]"
            if isinstance(entry, Mapping):
                self.keys(entry, at, ("group", "units", "levers"), optional=("group", "units"))
                self.levers(entry.get("levers"), f"{at}.levers", self.target(entry, at))
            else:
                self.wrong_kind(entry, at, "a mapping of group or units, and levers")

    def target(self, node: Node, at: str) -> Target | None:
        group, units = (node.get("group"), node.get("units")) if isinstance(node, Mapping) else (None, None)
        if (group is None) == (units is None):
            self.add(node, at, "names no place, or two", "target", "either group or units")
            return None
        if group is not None:
            name = self.text(group, f"{at}.group")
            return Target(group=name) if name and self.is_known("group", name, group, f"{at}.group") else None
        names = []
        for index, item in enumerate(self.items(units, f"{at}.units")):
            here = f"{at}.units[{index}]"
            # A unit's code, 511826, reads as a number: the text as written is meant.
            name = item.text if isinstance(item, Scalar) and item.number else self.text(item, here)
            if name and self.is_known("unit", name, item, here):
                names.append(name)
        if isinstance(units, List) and not units.items:
            self.add(units, f"{at}.units", "empty", "empty", "at least one unit")
        return Target(units=tuple(names)) if names else None

    def is_known(self, kind: str, name: str, node: Node, at: str) -> bool:
        known = self.known[kind]
        if known is None or name in known:
            return True
        allowed = ", ".join(sorted(known)) if len(known) <= 20 else f"one of {len(known)} {kind}s"
        message = f"no {kind} {shown(name)}"
        self.add(node, at, message, f"{kind}-unknown", allowed, like=(name, known))
        return False

    def entries(self, node: Node | None, at: str) -> list[tuple[Parameter, str, Scalar, Node]]:
        """The entries that name a parameter allowed here, with their field paths."""
        if node is None:
            return []
        if not isinstance(node, Mapping):
            self.wrong_kind(node, at, "a mapping of names to values")
            return []
        role = Role.UNCERTAINTY if at == "parameters" else Role.LEVER
        word = "parameter" if at == "parameters" else "lever"
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

    def year(self, key: Scalar, at: str, first: int) -> int | None:
        allowed = f"a year {first} to {LAST_YEAR}"
        if not (key.plain and len(key.text) == 4 and key.text.isascii() and key.text.isdigit()):
            hint = "remove the quotes" if not key.plain else "a whole number such as 2024"
            self.add(key, at, f"{shown(key.text)} is not a year", "year-wanted", allowed, hint=hint)
            return None
        year = int(key.text)
        if FIRST_YEAR <= year < first:
            message = f"{year} is before the Decision of November 2023 can act"
            hint = "what happened before belongs to history.yaml"
            self.add(key, at, message, "year-too-early", allowed, hint=hint)
            return None
        if not first <= year <= LAST_YEAR:
            self.add(key, at, f"{year} is out of range", "year-out-of-range", allowed)
            return None
        return year

    def between(self, node: Node | None, at: str) -> str:
        text = self.text(node, at)
        if text and text not in BETWEEN:
            message = f"{shown(text)} is no way between dates"
            self.add(node, at, message, "value-unknown", " or ".join(BETWEEN), like=(text, BETWEEN))
        return text if text in BETWEEN else ""

    def title(self, node: Node | None) -> Label:
        if node is None or not self.keys(node, "title", ("en", "zh")) or not isinstance(node, Mapping):
            return Label("", "")
        return Label(self.text(node.get("en"), "title.en"), self.text(node.get("zh"), "title.zh"))
