"""From what is set on the page to a scenario, and to the file that says the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from ...experiments.calendar import fitted_declarations, unit_names
from ...parameters import Label, Lever
from ...reading.places import Target
from ...region import Region
from ...scenario import Scenario, load_scenario, resolve_yaml, scenario_names
from ...submodels import LEVERS
from ...submodels.policy import DatedValues, Layer
from .state import A_PLACE, StateError, Steering

NAME = "steered"
OWN_FILE = "own-file"  # the name of a scenario that is a file of one's own
BY_NAME: dict[str, Lever] = {lever.name: lever for lever in LEVERS}
A_LEVER = Label("the name of a lever", "政策工具名称")
TITLE = Label("Steered: {title}", "调整后：{title}")
WHY = Label("Levers set in the browser view, on top of “{title}”.", "在浏览器视图中于“{title}”之上调整的政策。")
SOURCE = Label("own setting in the browser view; strengths assumed", "浏览器视图中的自行设定；力度为假设")


class Library:
    """The scenarios that can be chosen: the project's, and a file given when the view was started."""

    def __init__(self, region: Region, own: Path | None = None) -> None:
        self.region, self.own = region, own
        self.load = lru_cache(maxsize=64)(self._load)

    @property
    def names(self) -> list[str]:
        """Names in the order they are offered: one's own file, then the project's without its root."""
        return [*([OWN_FILE] if self.own else []), *(name for name in scenario_names() if name != "history")]

    def _load(self, name: str) -> Scenario:
        """The scenario of that name. ScenarioError if there is none or it is wrong."""
        place = self.region
        return load_scenario(
            self.own if self.own and name == OWN_FILE else name, fitted_declarations(place),
            known_groups=place.groups, known_units=unit_names(place),
        )  # fmt: skip


def steered(steering: Steering, library: Library) -> Scenario:
    """The scenario with the levers set on top. StateError if a lever, its value or the place is not allowed."""
    scenario = library.load(steering.scenario)
    if not steering.levers:
        return scenario
    where = _target(steering.target, library.region)
    levers = dict(scenario.levers)
    for name, value in steering.levers:
        lever = BY_NAME.get(name)
        if lever is None:
            raise StateError("levers", name, A_LEVER)
        low, high = lever.bounds
        if not low <= value <= high:
            raise StateError(name, f"{value:g}", f"{low:g}–{high:g}")
        levers[name] = levers[name].then(Layer(DatedValues.of({steering.start: value}), NAME, where))
    return replace(
        scenario, name=NAME, levers=levers, title=_said(TITLE, scenario.title), why=_said(WHY, scenario.title),
        source=SOURCE, extends=scenario.name, path=None,
    )  # fmt: skip


def scenario_file(steering: Steering, library: Library) -> str:
    """The steered run as a scenario file: a difference from its parent, or whole if that is a file of one's own."""
    scenario = steered(steering, library)
    if steering.scenario == OWN_FILE:
        return resolve_yaml(scenario)
    parent = library.load(steering.scenario)
    lines = [
        f"title: {_words(_said(TITLE, parent.title))}",
        f"why: {_words(_said(WHY, parent.title))}",
        f"source: {_words(SOURCE)}",
        f"extends: {parent.name}",
    ]
    if steering.levers:
        values = [f"{name}: {{values: {{{steering.start}: {value!r}}}}}" for name, value in steering.levers]
        if steering.target:
            lines += ["where:", f"  - {_place(steering.target, library.region)}", "    levers:"]
        else:
            lines.append("levers:")
        lines += [f"{'      ' if steering.target else '  '}{line}" for line in values]
    return "\n".join(lines) + "\n"


def preset_value(scenario: Scenario, lever: Lever, year: int) -> float:
    """What a scenario makes of a lever in a year where it holds everywhere."""
    everywhere = replace(scenario.levers[lever.name], layers=tuple(
        layer for layer in scenario.levers[lever.name].layers if layer.where is None
    ))  # fmt: skip
    return float(everywhere.over([year], 1)[0, 0])


def _target(target: str, region: Region) -> Target | None:
    if not target:
        return None
    if target in region.groups:
        return Target(group=target)
    if target.isdecimal() and int(target) in region.adcodes:
        return Target(units=(target,))
    raise StateError("target", target, A_PLACE)


def _place(target: str, region: Region) -> str:
    return f"group: {json.dumps(target, ensure_ascii=False)}" if target in region.groups else f'units: ["{target}"]'


def _said(words: Label, title: Label) -> Label:
    return Label(words.en.format(title=title.en), words.zh.format(title=title.zh))


def _words(label: Label) -> str:
    return f"{{en: {json.dumps(label.en, ensure_ascii=False)}, zh: {json.dumps(label.zh, ensure_ascii=False)}}}"


def targets(region: Region) -> Sequence[str]:
    """Groups that can be a target: the declared ones, then the prefectures."""
    kinds = list(region.kinds)
    return [*kinds, *(key for key in region.groups if key not in kinds)]
