"""One scenario file, checked against the declarations: what it says, or every mistake in it.

The keys, the years allowed and where a lever may stand. `schema.py` says the same to an editor.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..goals import Goal
from ..parameters import Label, Parameter, Role
from ..submodels.policy import DatedValues, Layer, Schedule
from .goals import GoalChecks
from .places import FIRST_YEAR, Target
from .problems import Problems
from .strict_yaml import Mapping, Node, Scalar, read_tree
from .values import ValueChecks

FIRST_POLICY_YEAR = 2024  # the first year a decision of November 2023 can act
ROOTS = ("history", "baseline")  # may lack a parent and may date values before FIRST_POLICY_YEAR

KEYS = ("title", "why", "source", "extends", "delay_years", "band", "levers", "parameters", "where", "goals")
RESOLVED_KEYS = ("resolved", "name", "title", "why", "source", "band", "levers", "parameters", "goals")
OPTIONAL = ("delay_years", "band", "levers", "parameters", "where", "goals")

# A band over the strengths that are assumed, or none: a child has its parent's unless it says otherwise.
BANDS = (ASSUMED, NO_BAND) = ("assumed", "none")


@dataclass(frozen=True)
class WholeYears:
    """How far a scenario may be delayed."""

    bounds: tuple[float, float] = (0, 3)
    unit: str = "whole years"


@dataclass
class ScenarioFile:
    """What one file says. `layers` are its dated differences in order, `fixed` its undated
    parameters; a resolved file has whole `schedules` instead. `delay` moves the policies of
    the file and of its parents later by so many years."""

    name: str
    path: Path
    resolved: bool = False
    title: Label = Label("", "")
    why: Label = Label("", "")
    source: Label = Label("", "")
    extends: Scalar | None = None
    fixed: dict[str, float] = field(default_factory=dict)
    layers: list[tuple[str, Layer]] = field(default_factory=list)
    schedules: dict[str, Schedule] = field(default_factory=dict)
    goals: list[Goal] = field(default_factory=list)
    delay: int = 0
    delay_node: Node | None = None
    band: str | None = None


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


class _Check(ValueChecks, GoalChecks):
    """Walks one file's tree, collecting what it says and every mistake."""

    def __init__(
        self,
        said: ScenarioFile,
        problems: Problems,
        declarations: Sequence[Parameter],
        known_groups: Collection[str] | None,
        known_units: Collection[str] | None,
    ) -> None:
        super().__init__(problems, declarations, known_groups, known_units)
        self.said = said
        self.historic = said.name in ROOTS

    def file(self, top: Mapping) -> None:
        said = self.said
        said.resolved = top.get("resolved") is not None
        needed = RESOLVED_KEYS if said.resolved else KEYS
        optional = (*OPTIONAL, "extends") if self.historic else OPTIONAL
        self.keys(top, "", needed, optional=("band", "goals") if said.resolved else optional)
        said.title = self.title(top.get("title"))
        said.why = self.words(top.get("why"), "why")
        said.source = self.words(top.get("source"), "source")
        said.goals = self.goals(top.get("goals"))
        said.band = self.one_of(top.get("band"), "band", BANDS, "band") or None
        if said.resolved:
            self.resolved(top)
            return
        if self.text(parent := top.get("extends"), "extends") and isinstance(parent, Scalar):
            said.extends = parent
        said.delay_node = top.get("delay_years")
        said.delay = self.delay(said.delay_node)
        for parameter, at, key, value in self.entries(top.get("parameters"), "parameters"):
            if isinstance(value, Scalar):
                if (number := self.number(value, at, parameter)) is not None:
                    said.fixed[key.text] = number
            elif dated := self.dated(value, at, parameter, FIRST_YEAR):
                said.layers.append((key.text, Layer(dated, said.name)))
        self.levers(top.get("levers"), "levers", None)
        self.where(top.get("where"))

    def delay(self, node: Node | None) -> int:
        """Years by which the policies come later, 0 where none or no right number is said."""
        years = self.number(node, "delay_years", WholeYears())
        if years is not None and years != int(years):
            allowed, hint = "a whole number from 0 to 3", "a policy acts in whole years, from 1 November"
            self.add(node, "delay_years", f"{years:g} is not a whole number", "whole-number", allowed, hint)
            return 0
        return int(years or 0)

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
