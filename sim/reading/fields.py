"""Checks of single fields: is this text, a number within bounds, a mapping with these keys?"""

from __future__ import annotations

import math
from typing import Protocol

from .problems import Problems, shown
from .strict_yaml import Mapping, Node, Scalar
from .strict_yaml import Sequence as List


class Bounded(Protocol):
    """A declaration of what a number may be: a parameter, or the value of a goal."""

    @property
    def bounds(self) -> tuple[float, float]: ...
    @property
    def unit(self) -> str: ...


class FieldChecks:
    """Checks that note what is wrong under the field path `at`. A field that is not there (None)
    is noted as missing by `keys` alone."""

    def __init__(self, problems: Problems) -> None:
        self.add = problems.add

    def number(self, node: Node | None, at: str, declared: Bounded) -> float | None:
        """A finite number within the declared bounds, or None where it is not."""
        if node is None:
            return None
        low, high = declared.bounds
        span = "any number" if low == -high == -math.inf else f"a number from {low:g} to {high:g}"
        allowed = f"{span} ({declared.unit})"
        value = node.number if isinstance(node, Scalar) else None
        if value is None:
            found = shown(node.text) if isinstance(node, Scalar) else _kind(node)
            quoted = isinstance(node, Scalar) and not node.plain
            hint = "remove the quotes" if quoted else "a plain decimal such as 0.5, without % or units"
            self.add(node, at, f"{found} is not a number", "number-wanted", allowed, hint=hint)
        elif not math.isfinite(value):
            self.add(node, at, "not a finite number", "number-not-finite", allowed)
        elif not low <= value <= high:
            self.add(node, at, f"{value:.12g} is out of bounds", "out-of-bounds", allowed)
        else:
            return value
        return None

    def text(self, node: Node | None, at: str) -> str:
        """Text that is not empty, or "" where it is not."""
        if node is None:
            return ""
        if not isinstance(node, Scalar):
            self.wrong_kind(node, at, "text")
        elif not node.text.strip():
            self.add(node, at, "empty", "empty", "text")
        elif not node.is_text:
            message, hint = f"{shown(node.text)} is not text", "put it in quotes"
            self.add(node, at, message, "text-wanted", "text", hint=hint)
        else:
            return node.text.strip()
        return ""

    def items(self, node: Node | None, at: str) -> tuple[Node, ...]:
        if node is not None and not isinstance(node, List):
            self.wrong_kind(node, at, "a list")
        return node.items if isinstance(node, List) else ()

    def keys(
        self, node: Node | None, at: str, allowed: tuple[str, ...], optional: tuple[str, ...] = ()
    ) -> bool:
        """Whether it is a mapping with all the required keys; unknown keys are noted too."""
        if node is None:
            return False
        choice = ", ".join(allowed)
        if not isinstance(node, Mapping):
            self.wrong_kind(node, at, f"a mapping of {choice}")
            return False
        for key, _ in node:
            if key.text not in allowed:
                place, message = f"{at}.{key.text[:60]}".lstrip("."), f"unknown key {shown(key.text)}"
                self.add(key, place, message, "key-unknown", choice, like=(key.text, allowed))
        missing = [name for name in allowed if name not in optional and node.get(name) is None]
        for name in missing:
            self.add(node, f"{at}.{name}".lstrip("."), "missing", "key-missing", choice)
        return not missing

    def wrong_kind(self, node: Node | None, at: str, wanted: str) -> None:
        self.add(node, at, f"{_kind(node)} where none fits", "wrong-kind", allowed=wanted)


def _kind(node: Node | None) -> str:
    return {Mapping: "a mapping", List: "a list"}.get(type(node), "a single value")  # type: ignore[arg-type]
