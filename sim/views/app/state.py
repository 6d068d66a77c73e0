"""Everything a person has set on the page, as one value that fits in a link or a file and opens again."""

from __future__ import annotations

import base64
import binascii
import json
import math
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from ...parameters import Label
from ...reading.scenario_file import FIRST_POLICY_YEAR
from ..strings import text

FORMAT = 1
LANGUAGES = ("en", "zh")
PAUSES = ("ended", "stays")
SEEDS = (0, 2**32 - 1)
SCALES = (0.001, 0.2)
MOST_KEPT = 4  # runs beside one another; more lines than that nobody tells apart
LONGEST = 100_000  # characters of a state; a longer text is none of ours
A_STATE = Label("what “Save this page” or the link of a page gave", "“保存本页状态”或“本页链接”给出的内容")
A_SCENARIO = Label("the name of a scenario", "情景名称")
A_PLACE = Label("a group, or the code of a county", "分组，或县（市）代码")
DEFAULT_SCENARIO = "decision-2023-evidenced"
DEFAULT_SCALE = 0.02


class StateError(ValueError):
    """Something is not allowed: which field (empty for the whole), its value, and what is allowed instead."""

    def __init__(self, field: str, value: object, allowed: Label | str) -> None:
        self.field, self.value = field, str(value)[:60]
        self.allowed = Label(allowed, allowed) if isinstance(allowed, str) else allowed
        super().__init__(self.in_language("en"))

    def in_language(self, language: str) -> str:
        """What is wrong and what is allowed, as one line."""
        allowed = self.allowed.in_language(language)
        if not self.field:
            return text("view_no_state", language, allowed=allowed)
        return text("error_range", language, option=self.field, value=self.value, allowed=allowed)


@dataclass(frozen=True)
class Steering:
    """What the steered run does: a scenario, levers set on top of it, where and since when they hold."""

    scenario: str = DEFAULT_SCENARIO
    levers: tuple[tuple[str, float], ...] = ()
    target: str = ""  # a group's key or a county's adcode; everywhere if empty
    start: int = FIRST_POLICY_YEAR

    def with_lever(self, name: str, value: float | None) -> Steering:
        """The same with one lever set, or (None) as the scenario has it."""
        levers = {**dict(self.levers), name: value}
        return replace(self, levers=tuple(sorted((each, v) for each, v in levers.items() if v is not None)))


@dataclass(frozen=True)
class ViewState:
    """One page: what is steered, under which luck, how far it has run, and what is open."""

    steering: Steering = field(default_factory=Steering)
    luck_seed: int = 1
    world_seed: int = 1
    scale: float = DEFAULT_SCALE
    pause: str = "ended"
    reached: int = 2027
    shown: int = 2027
    county: int = 0  # adcode; none if 0
    household: int = 0  # identity; none if 0
    language: str = "en"
    kept: tuple[Steering, ...] = ()

    @property
    def world(self) -> tuple[float, int, int, str]:
        """What both runs have in common: a change of it needs new ones."""
        return self.scale, self.luck_seed, self.world_seed, self.pause

    def to_text(self) -> str:
        """The state as JSON; identities are texts, since a browser's numbers do not hold them."""
        return json.dumps({"xiancheng_view": FORMAT, **asdict(self), "household": str(self.household)},
                          ensure_ascii=False, indent=1)  # fmt: skip

    def to_link(self) -> str:
        """The state as letters and digits for a link."""
        packed = zlib.compress(json.dumps(json.loads(self.to_text()), ensure_ascii=False).encode())
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def from_link(written: str) -> ViewState:
    """The state of a link. StateError if it is none."""
    try:
        packed = base64.urlsafe_b64decode(written[:LONGEST] + "=" * (-len(written) % 4))
        unpacker = zlib.decompressobj()
        unpacked = unpacker.decompress(packed, LONGEST).decode()
    except (ValueError, binascii.Error, zlib.error) as error:
        raise StateError("", "", A_STATE) from error
    return from_text(unpacked)


def from_text(written: str) -> ViewState:
    """The state of a file. StateError names the first field that is wrong."""
    if len(written) > LONGEST:
        raise StateError("", "", A_STATE)
    try:
        said = json.loads(written)
    except (ValueError, RecursionError) as error:
        raise StateError("", "", A_STATE) from error
    if not isinstance(said, dict) or said.get("xiancheng_view") != FORMAT:
        raise StateError("", "", A_STATE)
    kept = said.get("kept", [])
    _hold(isinstance(kept, list) and len(kept) <= MOST_KEPT, "kept", kept, f"0–{MOST_KEPT}")
    reached = _whole(said, "reached", (2010, 2050))
    return ViewState(
        steering=_steering(said.get("steering")),
        luck_seed=_whole(said, "luck_seed", SEEDS), world_seed=_whole(said, "world_seed", SEEDS),
        scale=_number(said.get("scale"), "scale", SCALES), pause=_one_of(said, "pause", PAUSES),
        reached=reached, shown=_whole(said, "shown", (2010, reached)), county=_whole(said, "county", (0, 999_999)),
        household=_identity(said.get("household", "0")), language=_one_of(said, "language", LANGUAGES),
        kept=tuple(_steering(each) for each in kept),
    )  # fmt: skip


def _hold(right: bool, name: str, value: Any, allowed: Label | str) -> None:
    if not right:
        raise StateError(name, value, allowed)


def _steering(said: Any) -> Steering:
    _hold(isinstance(said, dict), "steering", said, A_STATE)
    scenario, target, levers = said.get("scenario"), said.get("target", ""), said.get("levers", [])
    # A link may name a scenario of the library, never a file of this machine.
    named = isinstance(scenario, str) and scenario.replace("-", "").replace("_", "").isalnum()
    _hold(named, "scenario", scenario, A_SCENARIO)
    _hold(isinstance(target, str) and len(target) < 80, "target", target, A_PLACE)
    pairs = isinstance(levers, list) and all(isinstance(one, list) and len(one) == 2 for one in levers)
    _hold(pairs, "levers", levers, A_STATE)
    values = {str(name): _number(value, str(name), (-1e9, 1e9)) for name, value in levers}
    return Steering(str(scenario), tuple(sorted(values.items())), target,
                    _whole(said, "start", (FIRST_POLICY_YEAR, 2050)))  # fmt: skip


def _number(value: Any, name: str, bounds: tuple[float, float]) -> float:
    right = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    _hold(right and bounds[0] <= value <= bounds[1], name, value, f"{bounds[0]:g}–{bounds[1]:g}")
    return float(value)


def _whole(said: Mapping[str, Any], name: str, bounds: tuple[int, int]) -> int:
    value = said.get(name)
    right = isinstance(value, int) and not isinstance(value, bool) and bounds[0] <= value <= bounds[1]
    _hold(right, name, value, f"{bounds[0]}–{bounds[1]}")
    return int(str(value))


def _identity(value: Any) -> int:
    right = isinstance(value, str) and value.isascii() and value.isdigit() and int(value) < 2**64
    _hold(right, "household", value, A_STATE)
    return int(value)


def _one_of(said: Mapping[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    value = said.get(name)
    _hold(value in allowed, name, value, " / ".join(allowed))
    return str(value)
