"""A sweep file, checked: what it says, or every mistake in it with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

from ..parameters import Parameter, Role
from .places import FIRST_YEAR, Target
from .problems import Problems, shown
from .scenario_file import FIRST_POLICY_YEAR
from .strict_yaml import Mapping, Node, Scalar, read_tree
from .strict_yaml import Sequence as List
from .sweep_file import (
    BASE_YEARS,
    DESIGNS,
    DRAWN,
    KEYS,
    LAST_YEAR,
    LIST,
    OPTIONAL,
    PAUSES,
    POINT_KEYS,
    SAMPLES,
    SCALE,
    SEED,
    SEEDS,
    SOBOL,
    Level,
    Span,
    SweepFile,
    Variable,
    Whole,
)
from .values import ValueChecks


def check_sweep(
    path: Path, problems: Problems, declarations: Sequence[Parameter], outcomes: Collection[str],
    known_groups: Collection[str] | None = None, known_units: Collection[str] | None = None,
) -> SweepFile:
    """Read and check one sweep file; mistakes go to `problems`. The scenarios it names are not opened."""
    said = SweepFile(path.stem, path)
    top = read_tree(path, problems)
    if top is not None:
        _Check(said, problems, declarations, outcomes, known_groups, known_units).file(top)
    return said


class _Check(ValueChecks):
    """Walks a sweep file's tree, collecting what it says and every mistake."""

    def __init__(
        self, said: SweepFile, problems: Problems, declarations: Sequence[Parameter], outcomes: Collection[str],
        known_groups: Collection[str] | None, known_units: Collection[str] | None,
    ) -> None:
        super().__init__(problems, declarations, known_groups, known_units)
        self.said, self.outcomes = said, outcomes

    def file(self, top: Mapping) -> None:
        said = self.said
        self.keys(top, "", KEYS, OPTIONAL)
        said.title = self.title(top.get("title"))
        said.why = self.words(top.get("why"), "why")
        said.source = self.words(top.get("source"), "source")
        said.name = self.name(top.get("name")) or said.name
        said.scenarios = self.texts(top.get("scenario"), "scenario")
        said.design = self.one_of(top.get("design"), "design", DESIGNS, "design")
        said.seeds = self.seeds(top.get("seeds"))
        said.world_seed = int(self.whole(top.get("world_seed"), "world_seed", SEED, 1))
        said.scale = self.number(top.get("scale"), "scale", SCALE) or said.scale
        said.years = self.years(top.get("years"))
        said.units = self.units(top.get("units"), "units") or None
        said.pause = self.one_of(top.get("pause"), "pause", PAUSES, "answer to the pause") or said.pause
        said.outcomes = [name.text for name in self.texts(top.get("outcomes"), "outcomes") if self.is_outcome(name)]
        said.groups = [name for name in self.texts(top.get("groups"), "groups") if self.is_group(name)]
        said.keep_years = self.keep_years(top.get("keep_years"))
        if said.design:
            self.points_of(top)

    def points_of(self, top: Mapping) -> None:
        """What is varied, as the design asks for it."""
        said, design = self.said, self.said.design
        drawn, by_hand = design in DRAWN, design == LIST
        if drawn and top.get("samples") is None:
            self.add(top, "samples", "missing", "key-missing", f"{design} needs samples: how many points are drawn")
        for key, fits in (("samples", drawn), ("points", by_hand), *((key, not by_hand) for key in POINT_KEYS)):
            if (node := top.get(key)) is not None and not fits:
                self.add(node, key, f"does not belong to the design {design}", "design-key", _belongs(key))
        if drawn:
            said.samples = int(self.whole(top.get("samples"), "samples", SAMPLES, 0))
            if design == SOBOL and said.samples & (said.samples - 1):
                hint = f"{2 ** said.samples.bit_length() // 2} or {2 ** said.samples.bit_length()}"
                self.add(top.get("samples"), "samples", f"{said.samples} is no power of two", "sobol-samples",
                         "2, 4, 8, 16, …: other numbers lose the sequence's balance", hint)  # fmt: skip
        if by_hand:
            for index, node in enumerate(self.items(top.get("points"), "points")):
                at = f"points[{index}]"
                if isinstance(node, Mapping):
                    self.keys(node, at, POINT_KEYS, POINT_KEYS)
                    found = self.variables(node, f"{at}.", self.level)
                    said.points.append({key: value for key, value in found.items() if value is not None})
                else:
                    self.wrong_kind(node, at, f"a mapping of {', '.join(POINT_KEYS)}")
            return
        found_here = self.variables(top, "", self.span if drawn else self.levels)
        said.varied = {key: value for key, value in found_here.items() if value is not None}
        if not found_here and not any(top.get(key) for key in POINT_KEYS):
            self.add(top, "(file)", f"a {design} of nothing", "nothing-varied", "levers, parameters or where")

    def variables(
        self, node: Mapping, at: str, read: Callable[[Node, str, Parameter], Any]
    ) -> dict[Variable, Any]:
        """Every variable under levers, parameters and where, with what `read` makes of its value."""
        found: dict[Variable, Any] = {}

        def note(entries: Node | None, here: str, where: Target | None) -> None:
            for parameter, place, key, value in self.entries(entries, here):
                variable = Variable(parameter.name, where)
                if variable in found:
                    self.add(key, place, "varied twice", "varied-twice", "once")
                found[variable] = read(value, place, parameter)

        note(node.get("levers"), f"{at}levers", None)
        note(node.get("parameters"), f"{at}parameters", None)
        for index, entry in enumerate(self.items(node.get("where"), f"{at}where")):
            here = f"{at}where[{index}]"
            if not isinstance(entry, Mapping):
                self.wrong_kind(entry, here, "a mapping of group or units, and levers")
                continue
            self.keys(entry, here, ("group", "units", "levers"), optional=("group", "units"))
            if target := self.target(entry, here):
                note(entry.get("levers"), f"{here}.levers", target)
        return found

    def level(self, node: Node, at: str, parameter: Parameter) -> Level | None:
        """A number, or for a lever dated values."""
        if parameter.role is Role.LEVER and isinstance(node, Mapping):
            return self.dated(node, at, parameter, FIRST_POLICY_YEAR)
        return self.number(node, at, parameter)

    def levels(self, node: Node, at: str, parameter: Parameter) -> tuple[Level, ...] | None:
        """A list of levels; a single one is held in every run."""
        if isinstance(node, Mapping) and node.get("from") is not None:
            self.add(node, at, f"a span, which the design {self.said.design} does not draw from", "levels-wanted",
                     "a list of levels", hint="spans are for latin_hypercube and sobol")  # fmt: skip
            return None
        nodes = node.items if isinstance(node, List) else (node,)
        if not nodes:
            self.add(node, at, "no level", "empty", "at least one level")
        levels: list[Level] = []
        for index, item in enumerate(nodes):
            here = f"{at}[{index}]" if isinstance(node, List) else at
            level = self.level(item, here, parameter)
            if level is not None and level in levels:
                self.add(item, here, "a level written twice", "level-twice", "each level once")
            elif level is not None:
                levels.append(level)
        return tuple(levels)

    def span(self, node: Node, at: str, parameter: Parameter) -> Span | None:
        """{from: low, to: high}, both within the bounds."""
        if not isinstance(node, Mapping):
            low, high = parameter.bounds
            self.wrong_kind(node, at, f"{{from: number, to: number}} within {low:g} to {high:g}")
            return None
        if not self.keys(node, at, ("from", "to")):
            return None
        low_end = self.number(node.get("from"), f"{at}.from", parameter)
        high_end = self.number(node.get("to"), f"{at}.to", parameter)
        if low_end is None or high_end is None:
            return None
        if low_end >= high_end:
            self.add(node, at, f"from {low_end:g} to {high_end:g} is no span", "span-empty", "from less than to")
        return Span(low_end, high_end)

    def name(self, node: Node | None) -> str:
        """The name of the sweep and of its folder."""
        text = self.text(node, "name")
        if text and (not re.fullmatch(r"\w[\w .\-]{0,99}", text) or text.endswith((".", " "))):
            self.add(node, "name", f"{shown(text)} is no name of a folder", "name-wanted",
                     "letters, digits, spaces, . - and _")  # fmt: skip
            return ""
        return text

    def texts(self, node: Node | None, at: str) -> list[Scalar]:
        """A text or a list of them, each once; a code that reads as a number is the text as written."""
        nodes = node.items if isinstance(node, List) else (node,) if node is not None else ()
        if isinstance(node, List) and not nodes:
            self.add(node, at, "empty", "empty", "at least one")
        found: list[Scalar] = []
        for index, item in enumerate(nodes):
            here = f"{at}[{index}]" if isinstance(node, List) else at
            text = item.text if isinstance(item, Scalar) and item.number else self.text(item, here)
            if text and text in [other.text for other in found]:
                self.add(item, here, f"{shown(text)} is named twice", "named-twice", "each once")
            elif text and isinstance(item, Scalar):
                found.append(item)
        return found

    def is_outcome(self, node: Scalar) -> bool:
        if node.text in self.outcomes:
            return True
        allowed = f"one of {len(self.outcomes)} outcomes and indicators, such as urban_share"
        message = f"no outcome {shown(node.text)}"
        self.add(node, "outcomes", message, "outcome-unknown", allowed, like=(node.text, self.outcomes))
        return False

    def is_group(self, node: Scalar) -> bool:
        units = self.known["unit"]
        if node.text in ("domain", "selected") or (units is not None and node.text in units):
            return True
        return self.is_known("group", node.text, node, "groups")

    def whole(self, node: Node | None, at: str, allowed: Whole, otherwise: int) -> float:
        """A whole number, or `otherwise` where none or no right one is said."""
        value = self.number(node, at, allowed)
        if value is not None and value != int(value):
            low, high = allowed.bounds
            self.add(node, at, f"{value:g} is not a whole number", "whole-number", f"{low:g} to {high:.0f}")
            value = None
        return otherwise if value is None else value

    def seeds(self, node: Node | None) -> tuple[int, ...]:
        """How many seeds, or a list of them."""
        if not isinstance(node, List):
            return tuple(range(1, int(self.whole(node, "seeds", SEEDS, 1)) + 1))
        if not node.items:
            self.add(node, "seeds", "empty", "empty", "at least one seed")
        seeds: list[int] = []
        for index, item in enumerate(node.items):
            seed = int(self.whole(item, f"seeds[{index}]", SEED, -1))
            if seed in seeds:
                self.add(item, f"seeds[{index}]", f"{seed} is named twice", "named-twice", "each once")
            elif seed >= 0:
                seeds.append(seed)
        return tuple(seeds)

    def years(self, node: Node | None) -> tuple[int, int]:
        """The base year and the last: 2020:2035."""
        usual = SweepFile.years
        if node is None:
            return usual
        text = node.text if isinstance(node, Scalar) else ""
        if not (match := re.fullmatch(r"([0-9]{4}):([0-9]{4})", text)):
            self.add(node, "years", "not a span of years", "years-wanted", "base year : last year, such as 2020:2035")
            return usual
        first, last = int(match[1]), int(match[2])
        if first not in BASE_YEARS or not first < last <= LAST_YEAR:
            bases = " or ".join(map(str, BASE_YEARS))
            self.add(node, "years", f"{text} is out of range", "years-out-of-range",
                     f"from {bases}, to a later year up to {LAST_YEAR}")  # fmt: skip
            return usual
        return first, last

    def keep_years(self, node: Node | None) -> list[int]:
        """The years whose outcomes are kept; none said are all."""
        found = []
        nodes = node.items if isinstance(node, List) else (node,) if node is not None else ()
        for index, item in enumerate(nodes):
            at = f"keep_years[{index}]" if isinstance(node, List) else "keep_years"
            if not isinstance(item, Scalar):
                self.wrong_kind(item, at, "a year")
            elif (year := self.year(item, at, FIRST_YEAR)) is not None:
                first, last = self.said.years
                if not first <= year <= last:
                    self.add(item, at, f"{year} is not in the run", "year-out-of-range", f"a year {first} to {last}")
                elif year not in found:
                    found.append(year)
        return sorted(found)


def _belongs(key: str) -> str:
    designs = {"samples": DRAWN, "points": (LIST,)}.get(key, tuple(design for design in DESIGNS if design != LIST))
    return f"{key} goes with {', '.join(designs)}"
