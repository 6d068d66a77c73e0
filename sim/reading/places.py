"""Checks of what a difference or a goal is about: where, and in which year."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ..parameters import Label
from .fields import FieldChecks
from .problems import Problems, shown
from .strict_yaml import Mapping, Node, Scalar
from .strict_yaml import Sequence as List

FIRST_YEAR, LAST_YEAR = 2010, 2100


@dataclass(frozen=True)
class Target:
    """Where a difference holds: a named group of units, or units by name or code."""

    group: str | None = None
    units: tuple[str, ...] = ()


class PlaceChecks(FieldChecks):
    """Checks against the region's names, where they are known, and the years of any scenario."""

    def __init__(
        self, problems: Problems, known_groups: Collection[str] | None, known_units: Collection[str] | None
    ) -> None:
        super().__init__(problems)
        self.known = {"group": known_groups, "unit": known_units}

    def target(self, node: Node, at: str, beside: tuple[str, ...] = ()) -> Target | None:
        """The place of `group` or `units`; groups named in `beside` are known, too."""
        group, units = (node.get("group"), node.get("units")) if isinstance(node, Mapping) else (None, None)
        if (group is None) == (units is None):
            self.add(node, at, "names no place, or two", "target", "either group or units")
            return None
        if group is not None:
            here, name = f"{at}.group", self.text(group, f"{at}.group")
            known = name in beside or (name and self.is_known("group", name, group, here))
            return Target(group=name) if known else None
        names = self.units(units, f"{at}.units")
        return Target(units=names) if names else None

    def units(self, node: Node | None, at: str) -> tuple[str, ...]:
        """The units a list names, those that are known."""
        names = []
        for index, item in enumerate(self.items(node, at)):
            here = f"{at}[{index}]"
            # A unit's code, 511826, reads as a number: the text as written is meant.
            name = item.text if isinstance(item, Scalar) and item.number else self.text(item, here)
            if name and self.is_known("unit", name, item, here):
                names.append(name)
        if isinstance(node, List) and not node.items:
            self.add(node, at, "empty", "empty", "at least one unit")
        return tuple(names)

    def is_known(self, kind: str, name: str, node: Node, at: str) -> bool:
        known = self.known[kind]
        if known is None or name in known:
            return True
        allowed = ", ".join(sorted(known)) if len(known) <= 20 else f"one of {len(known)} {kind}s"
        message = f"no {kind} {shown(name)}"
        self.add(node, at, message, f"{kind}-unknown", allowed, like=(name, known))
        return False

    def year(self, key: Scalar, at: str, first: int) -> int | None:
        """The year a key or value says, from `first`, or None where it says none."""
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

    def words(self, node: Node | None, at: str) -> Label:
        """A text, the same in both languages, or one in each."""
        if isinstance(node, Mapping):
            return self.title(node, at)
        if isinstance(node, List):
            self.wrong_kind(node, at, "text, or a mapping of en, zh")
        text = self.text(node, at) if isinstance(node, Scalar) else ""
        return Label(text, text)

    def title(self, node: Node | None, at: str = "title") -> Label:
        """A name in both languages, empty where it is not."""
        if node is None or not self.keys(node, at, ("en", "zh")) or not isinstance(node, Mapping):
            return Label("", "")
        return Label(self.text(node.get("en"), f"{at}.en"), self.text(node.get("zh"), f"{at}.zh"))
