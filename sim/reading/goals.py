"""A user's own goals: entries under `goals:` in a scenario file, or a line on the command line.

    - {units: [芦山县], indicator: urban_share, at_least: 0.6, year: 2027}
    芦山县 urban_share >= 0.6 in 2027
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Collection
from typing import NamedTuple

from ..goals import AT_LEAST, AT_MOST, DOMAIN, Goal
from ..indicators import INDICATORS
from .places import FIRST_YEAR, PlaceChecks
from .problems import Problems, ScenarioError, shown
from .strict_yaml import Mapping, Node, Scalar
from .strict_yaml import Sequence as List

GOAL_KEYS = ("group", "units", "indicator", AT_LEAST, AT_MOST, "year", "title")
GOAL_OPTIONAL = ("group", "units", AT_LEAST, AT_MOST, "title")

_LINE = re.compile(
    r"\s*(?P<place>.+?)\s+(?P<indicator>\S+?)\s*(?P<sign>>=|<=|≥|≤)\s*(?P<value>\S+)"
    r"\s+(?:(?:in|by)\s+)?(?P<year>[^\s年]+)年?\s*"
)
_FORM = "PLACE INDICATOR >= NUMBER in YEAR, with >= or <="
_SIGNS = {">=": AT_LEAST, "≥": AT_LEAST, "<=": AT_MOST, "≤": AT_MOST}


class _Measure(NamedTuple):
    """What the value of a goal may be."""

    bounds: tuple[float, float]
    unit: str


class GoalChecks(PlaceChecks):
    """Checks of goals."""

    def goals(self, node: Node | None) -> list[Goal]:
        """The goals under `goals:` that are right."""
        entries = enumerate(self.items(node, "goals"))
        found = [self.goal(entry, f"goals[{index}]") for index, entry in entries]
        return [goal for goal in found if goal is not None]

    def goal(self, node: Node, at: str) -> Goal | None:
        """One goal, or None where something in it is wrong."""
        if not isinstance(node, Mapping):
            self.wrong_kind(node, at, f"a mapping of {', '.join(GOAL_KEYS)}")
            return None
        complete = self.keys(node, at, GOAL_KEYS, GOAL_OPTIONAL)
        place = self.target(node, at, beside=(DOMAIN,))
        indicator = self.indicator(node.get("indicator"), f"{at}.indicator")
        year = self.goal_year(node.get("year"), f"{at}.year")
        bound = self.bound(node, at, indicator)
        title = node.get("title")
        label = self.title(title, f"{at}.title") if title else None
        if not complete or place is None or year is None or bound is None or not indicator:
            return None
        return Goal(indicator, *bound, year, group=place.group or "", units=place.units, label=label)

    def indicator(self, node: Node | None, at: str) -> str:
        name = self.text(node, at)
        if name and name not in INDICATORS:
            allowed = f"one of the {len(INDICATORS)} columns of indicators.csv, such as urban_share"
            message = f"no indicator {shown(name)}"
            self.add(node, at, message, "indicator-unknown", allowed, like=(name, INDICATORS))
        return name if name in INDICATORS else ""

    def goal_year(self, node: Node | None, at: str) -> int | None:
        if node is not None and not isinstance(node, Scalar):
            self.wrong_kind(node, at, "a year")
        return self.year(node, at, FIRST_YEAR) if isinstance(node, Scalar) else None

    def bound(self, node: Mapping, at: str, indicator: str) -> tuple[str, float] | None:
        """The comparison and its value."""
        written = [key for key in (AT_LEAST, AT_MOST) if node.get(key) is not None]
        if len(written) != 1:
            self.add(node, at, "sets no bound, or two", "goal-bound", f"either {AT_LEAST} or {AT_MOST}")
            return None
        unit = INDICATORS[indicator].unit if indicator else "number"
        bounds = (0.0, 1.0) if unit.startswith("share") else (-math.inf, math.inf)
        value = self.number(node.get(written[0]), f"{at}.{written[0]}", _Measure(bounds, unit))
        return None if value is None else (written[0], value)


def parse_goal(
    line: str, known_groups: Collection[str] | None = None, known_units: Collection[str] | None = None
) -> Goal:
    """The goal a line says; ScenarioError, with "--goal" for the file, lists what is wrong in it."""
    noted = Problems("--goal")
    goal: Goal | None = None
    if parts := _LINE.fullmatch(line):
        goal = GoalChecks(noted, known_groups, known_units).goal(_entry(parts, known_groups, known_units), "goal")
    else:
        hint = 'such as "芦山县 urban_share >= 0.6 in 2027"'
        noted.add(None, "goal", f"{shown(line)} is not a goal", "goal-form", _FORM, hint=hint)
    if noted.found or goal is None:
        raise ScenarioError(noted.in_order())
    return goal


def _entry(
    parts: re.Match[str], known_groups: Collection[str] | None, known_units: Collection[str] | None
) -> Mapping:
    """The line as the tree its entry in a file would have; columns are those of the line."""

    def scalar(part: str) -> Scalar:
        return Scalar(1, parts.start(part) + 1, parts[part], True)

    place = scalar("place")
    names = [name.strip() for name in re.split("[,，、]", place.text) if name.strip()]
    units = List(1, place.column, tuple(Scalar(1, place.column, name, True) for name in names))
    as_group = len(names) == 1 and _is_group(names[0], known_groups, known_units)
    named = {
        "group" if as_group else "units": place if as_group else units,
        "indicator": scalar("indicator"),
        _SIGNS[parts["sign"]]: scalar("value"),
        "year": scalar("year"),
    }
    pairs = ((Scalar(1, node.column, key, True), node) for key, node in named.items())
    return Mapping(1, 1, tuple(pairs))


def _is_group(name: str, groups: Collection[str] | None, units: Collection[str] | None) -> bool:
    """Whether a name is meant for a group: it is one, or no unit and nearly one."""
    known = [DOMAIN, *(groups or ())]
    return name in known or (name not in (units or ()) and bool(difflib.get_close_matches(name, known, 1)))
