"""A scenario: a named difference from its parent, resolved to one schedule per lever and frozen.

A file states differences; its parents, back to `history`, state what they differ from. The
declared values lie at the bottom, each file's layers on top of its parent's.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .goals import AT_LEAST, Goal
from .parameters import Label, Parameter, Role
from .reading.places import LAST_YEAR, Target
from .reading.problems import Problems, ScenarioError, ScenarioProblem, shown
from .reading.scenario_file import ASSUMED, FIRST_POLICY_YEAR, NO_BAND, ScenarioFile, check_file
from .reading.schema import scenario_schema, schema_text
from .submodels import policy
from .submodels.policy import Layer, Schedule

__all__ = [
    "Scenario", "ScenarioError", "ScenarioProblem", "Target",
    "load_scenario", "resolve_yaml", "scenario_names", "scenario_schema", "schema_text",
]  # fmt: skip


@dataclass(frozen=True)
class Scenario:
    """A checked scenario, complete without its parents.

    `levers` has a schedule for every declared lever, `parameters` for every uncertainty the
    scenario changes; each layer names its origin and, where it is not everywhere, its target.
    `goals` are the user's own: they are measured, and change no figure. `band` asks for a band
    over the strengths that are assumed.
    """

    name: str
    title: Label
    why: Label
    source: Label
    levers: Mapping[str, Schedule]
    parameters: Mapping[str, Schedule]
    goals: tuple[Goal, ...] = ()
    band: str = NO_BAND
    extends: str | None = field(default=None, compare=False)
    path: Path | None = field(default=None, compare=False)

    @property
    def schedules(self) -> dict[str, Schedule]:
        """Every lever and every changed parameter."""
        return {**self.levers, **self.parameters}

    @property
    def targets(self) -> tuple[Target, ...]:
        """The places that differ, each once, in the order they are first named."""
        layers = (layer for schedule in self.schedules.values() for layer in schedule.layers)
        return tuple(dict.fromkeys(layer.where for layer in layers if isinstance(layer.where, Target)))

    @property
    def has_band(self) -> bool:
        """Whether a run of it is laid in a band over the assumed strengths."""
        return self.band == ASSUMED

    def without_policy(self) -> Scenario:
        """The scenario with every lever as history left it: no layer that begins with or after the Decision."""
        return replace(self, levers={name: one.until(FIRST_POLICY_YEAR) for name, one in self.levers.items()})

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the resolved scenario, in hexadecimal: what it says, wherever the file lies."""
        canonical = json.dumps(_plain(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode("utf-8")).hexdigest()

    def with_goals(self, goals: Sequence[Goal]) -> Scenario:
        """The scenario with these goals too, each once."""
        return replace(self, goals=tuple(dict.fromkeys([*self.goals, *goals])))

    def calendar(
        self,
        mask_of: Callable[[Target], NDArray[np.bool_]],
        declarations: Sequence[Parameter],
        years: Sequence[int],
        n_units: int,
    ) -> np.ndarray:
        """Every parameter's value, as records of shape (len(years), n_units); see `policy.calendar`.

        `mask_of(target)` says in which units a target's differences hold: bool (n_units,).
        """
        masks: dict[Hashable, NDArray[np.bool_]] = {target: mask_of(target) for target in self.targets}
        return policy.calendar(self.schedules, declarations, years, n_units, masks)


def load_scenario(
    name_or_path: str | Path,
    declarations: Sequence[Parameter],
    folder: Path | None = None,
    known_groups: Collection[str] | None = None,
    known_units: Collection[str] | None = None,
) -> Scenario:
    """The scenario of that name in `folder` (by default the project's), or in any .yaml file.

    A parent is looked for beside its child, then in `folder`. ScenarioError lists every
    mistake in the file and its parents.
    """
    folder = folder or project_folder()
    problems: list[ScenarioProblem] = []
    files: list[ScenarioFile] = []
    here: Path | None = _find(str(name_or_path), [folder], allow_path=True)
    if here is None:
        noted = Problems(str(name_or_path))
        names = scenario_names(folder)
        noted.add(None, "", "no such scenario or file", "scenario-missing",
                  f"{', '.join(names)}, or the path of a .yaml file",
                  like=(Path(name_or_path).stem, names))  # fmt: skip
        raise ScenarioError(noted.found)
    while here is not None:
        noted = Problems(str(here))
        file = check_file(here, noted, declarations, known_groups, known_units)
        files.append(file)
        here = _parent(file, [file.path.parent, folder], [seen.path for seen in files], noted)
        problems += noted.in_order()
    if problems := problems or _delays_too_long(files):
        raise ScenarioError(problems)
    return _resolved(files, declarations)


def project_folder() -> Path:
    """Where the project's scenarios are: in the installed package, or beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "scenarios"
    return installed if installed.is_dir() else package.parent / "scenarios"


def scenario_names(folder: Path | None = None) -> list[str]:
    """The names of the scenarios in `folder`, sorted."""
    return sorted(path.stem for path in (folder or project_folder()).glob("*.yaml"))


def resolve_yaml(scenario: Scenario) -> str:
    """The scenario as YAML with every default filled in; loads again, alone, to an equal scenario."""
    plain = _plain(scenario)
    lines = [f"resolved: true\nname: {in_flow_style(plain['name'])}"]
    lines += [f"{key}: {in_flow_style(plain[key])}" for key in ("title", "why", "source", "band") if key in plain]
    for section in ("levers", "parameters"):
        lines.append(f"{section}:" if plain[section] else f"{section}: {{}}")
        for name, schedule in plain[section].items():
            lines.append(f"  {name}:")
            lines += [f"    {key}: {in_flow_style(schedule[key])}" for key in ("before", "origin")]
            lines.append("    layers:" if schedule["layers"] else "    layers: []")
            lines += [f"    - {in_flow_style(layer)}" for layer in schedule["layers"]]
    if scenario.goals:
        lines += ["goals:", *(f"  - {in_flow_style(goal)}" for goal in plain["goals"])]
    return "\n".join(lines) + "\n"


def _find(name: str, folders: Sequence[Path], allow_path: bool = False) -> Path | None:
    """The file a name (or, where allowed, a path) means, or None."""
    if Path(name).suffix in (".yaml", ".yml") or Path(name).name != name:
        return Path(name) if allow_path and os.path.exists(name) else None
    candidates = (folder / f"{name}.yaml" for folder in folders)
    return next((path for path in candidates if os.path.isfile(path)), None)  # False, too, for absurd names


def _parent(
    file: ScenarioFile, folders: Sequence[Path], seen: Sequence[Path], noted: Problems
) -> Path | None:
    """The file it extends, or None; a missing parent or a circle is noted."""
    if file.extends is None:
        return None
    name = file.extends.text.strip()
    parent = _find(name, folders)
    if parent is None:
        names = sorted({known for folder in folders for known in scenario_names(folder)} - {file.name})
        message = f"no scenario {shown(name)}"
        allowed = ", ".join(names)
        noted.add(file.extends, "extends", message, "parent-missing", allowed, like=(name, names))
    elif parent.resolve() in [path.resolve() for path in seen]:
        chain = " → ".join([*(path.stem for path in seen), parent.stem])
        message, allowed = f"a circle: {chain}", "a parent that ends at history"
        noted.add(file.extends, "extends", message, "parent-circle", allowed)
        return None
    return parent


def _delays_too_long(files: Sequence[ScenarioFile]) -> list[ScenarioProblem]:
    """Every delay that moves a value of its file or of a parent beyond the last year of any scenario."""
    found = []
    for number, file in enumerate(files):
        noted, delay = Problems(str(file.path)), 0
        for older in files[number:] if file.delay else ():
            delay += older.delay
            last = max((layer.dated.points[-1][0] for _, layer in older.layers), default=0)
            if last + delay > LAST_YEAR:
                message = f"moves a value of {last} to {last + delay}"
                noted.add(file.delay_node, "delay_years", message, "delay-too-long", f"values to {LAST_YEAR}")
        found += noted.in_order()
    return found


def _resolved(files: Sequence[ScenarioFile], declarations: Sequence[Parameter]) -> Scenario:
    """Lay the files on one another, the oldest first."""
    schedules: dict[str, Schedule] = {}
    levers = {parameter.name for parameter in declarations if parameter.role is Role.LEVER}
    declared = {parameter.name: Schedule(parameter.value) for parameter in declarations}
    for file in reversed(files):
        schedules |= file.schedules
        for name, value in file.fixed.items():
            schedules[name] = Schedule(value, origin=file.name)
        for name, layer in file.layers:
            schedules[name] = schedules.get(name, declared[name]).then(layer)
        if file.delay:
            for name in levers & schedules.keys():
                schedules[name] = schedules[name].later(file.delay, FIRST_POLICY_YEAR)
    leaf = files[0]
    others = [parameter.name for parameter in declarations if parameter.role is not Role.LEVER]
    return Scenario(
        name=leaf.name,
        title=leaf.title,
        why=leaf.why,
        source=leaf.source,
        levers={name: schedules.get(name, declared[name]) for name in declared if name in levers},
        parameters={name: schedules[name] for name in others if name in schedules},
        goals=tuple(dict.fromkeys(goal for file in reversed(files) for goal in file.goals)),
        band=next((file.band for file in files if file.band), NO_BAND),
        extends=leaf.extends.text.strip() if leaf.extends else None,
        path=leaf.path,
    )


def _plain(scenario: Scenario) -> dict[str, Any]:
    """The scenario as mappings, lists, texts and numbers: what the digest and the file contain."""
    plain = {
        "name": scenario.name,
        "title": {"en": scenario.title.en, "zh": scenario.title.zh},
        "why": _plain_words(scenario.why),
        "source": _plain_words(scenario.source),
        "levers": {name: _plain_schedule(schedule) for name, schedule in scenario.levers.items()},
        "parameters": {name: _plain_schedule(schedule) for name, schedule in scenario.parameters.items()},
    }
    # Without goals or band nothing is said of them, so that a digest is what it always was.
    plain |= {"band": scenario.band} if scenario.has_band else {}
    return plain | ({"goals": [_plain_goal(goal) for goal in scenario.goals]} if scenario.goals else {})


def _plain_words(words: Label) -> str | dict[str, str]:
    return words.en if words.en == words.zh else {"en": words.en, "zh": words.zh}


def _plain_goal(goal: Goal) -> dict[str, Any]:
    bound = "at_least" if goal.comparison == AT_LEAST else "at_most"
    plain: dict[str, Any] = {"group": goal.group} if goal.group else {"units": list(goal.units)}
    plain |= {"indicator": goal.indicator, bound: goal.value, "year": goal.year}
    return plain | ({"title": {"en": goal.label.en, "zh": goal.label.zh}} if goal.label else {})


def _plain_schedule(schedule: Schedule) -> dict[str, Any]:
    layers = [_plain_layer(layer) for layer in schedule.layers]
    return {"before": schedule.before, "origin": schedule.origin, "layers": layers}


def _plain_layer(layer: Layer) -> dict[str, Any]:
    plain: dict[str, Any] = {"origin": layer.origin}
    if isinstance(layer.where, Target):
        group, units = layer.where.group, list(layer.where.units)
        plain["where"] = {"units": units} if group is None else {"group": group}
    return {**plain, "between": layer.dated.between, "values": dict(layer.dated.points)}


def in_flow_style(value: object) -> str:
    """One value in YAML's flow style. JSON is YAML, but for its keys, which here are plain."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {in_flow_style(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(in_flow_style, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
