"""From a sweep file to its runs: each a resolved scenario, a seed, and a name that says all it depends on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from ...manifest import identity_of, run_id
from ...outcomes import MEASURES
from ...parameters import Label, Role
from ...reading.problems import Problems, ScenarioError, ScenarioProblem, shown
from ...reading.scenario_file import FIRST_POLICY_YEAR
from ...reading.strict_yaml import LARGEST_FILE
from ...reading.sweep_checks import check_sweep
from ...reading.sweep_file import Level, SweepFile
from ...region import Region
from ...scenario import Scenario, load_scenario, project_folder
from ...submodels import DECLARATIONS
from ...submodels.policy import DatedValues, Layer, Schedule
from ...tables import Groups, groups_of
from ..calendar import fitted_declarations, unit_names
from .points import Point, number_of_points, points_of, variables_of

ORIGIN = "sweep"  # who set a value that the design sets
# Keys at the head of a line that no scenario has.
_KEYS_OF_SWEEPS = re.compile(rb"(?:^|[\r\n])(?:\xef\xbb\xbf)?(design|samples|points|seeds|outcomes|keep_years)[ ]*:")
_LEVERS = {parameter.name for parameter in DECLARATIONS if parameter.role is Role.LEVER}


@dataclass(frozen=True)
class PlannedRun:
    """One run of the design. `values` are those the point sets, by column."""

    run: str  # its identity's hash, and the name of its file
    scenario: str
    point: int
    seed: int
    values: Mapping[str, float | str]


@dataclass(frozen=True)
class Plan:
    """A checked sweep in its region. `file` is what was written, `scenarios` what it names, by name."""

    file: SweepFile
    region: Region
    data: Path | None
    scenarios: Mapping[str, Scenario]
    positions: np.ndarray
    groups: tuple[str, ...]  # keys of `tables.groups_of`

    @property
    def number_of_runs(self) -> int:
        """How many runs there are, without making them."""
        return len(self.scenarios) * number_of_points(self.file) * len(self.file.seeds)

    @property
    def answers(self) -> int:
        """How many answers to the pause one run gives."""
        return 2 if self.file.pause == "both" else 1

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of what is varied."""
        return tuple(variable.column for variable in variables_of(self.file))

    @cached_property
    def dated_columns(self) -> frozenset[str]:
        """The columns that are text, since some of their values are dated."""
        levels = ((name.column, level) for point in points_of(self.file) for name, level in point.items())
        return frozenset(column for column, level in levels if isinstance(level, DatedValues))

    @property
    def kept_years(self) -> list[int]:
        """The years whose outcomes are kept."""
        first, last = self.file.years
        return self.file.keep_years or list(range(first, last + 1))

    @property
    def settings(self) -> dict[str, Any]:
        """The options of every run, as `run` takes them, but for the seed."""
        file = self.file
        return {
            "scale": file.scale, "world_seed": file.world_seed, "years": list(file.years),
            "units": None if file.units is None else list(file.units), "pause": file.pause,
            "region": self.region.name,
        }  # fmt: skip

    @property
    def kept(self) -> dict[str, Any]:
        """What is kept of every run."""
        return {"outcomes": list(self.file.outcomes), "groups": list(self.groups), "years": self.kept_years}

    @cached_property
    def _identity(self) -> dict[str, Any]:
        """What all runs have in common."""
        return identity_of({"kept": self.kept}, self.region, self.settings)

    def identity(self, scenario: str, values: Mapping[str, float | str], seed: int) -> dict[str, Any]:
        """Everything that decides what is kept of a run."""
        digest = self.scenarios[scenario].digest
        return {**self._identity, "scenario": digest, "values": dict(values), "luck_seed": seed}

    def runs(self) -> Iterator[PlannedRun]:
        """Every run, always in the same order."""
        for name in self.scenarios:
            for number, point in enumerate(points_of(self.file)):
                values = {variable.column: as_cell(level) for variable, level in point.items()}
                for seed in self.file.seeds:
                    yield PlannedRun(run_id(self.identity(name, values, seed)), name, number, seed, values)

    def scenario_at(self, name: str, point: Point) -> Scenario:
        """The scenario of that name with the values of a point on top."""
        scenario = self.scenarios[name]
        levers, parameters = dict(scenario.levers), dict(scenario.parameters)
        for variable, level in point.items():
            if variable.name in _LEVERS:
                dated = level if isinstance(level, DatedValues) else DatedValues.of({FIRST_POLICY_YEAR: level})
                levers[variable.name] = levers[variable.name].then(Layer(dated, ORIGIN, variable.where))
            elif not isinstance(level, DatedValues):
                parameters[variable.name] = Schedule(level, origin=ORIGIN)
        return replace(scenario, levers=levers, parameters=parameters)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over all that is asked for: settings, what is kept, seeds, scenarios and points."""
        digest = hashlib.sha256(repr((self.settings, self.kept, self.file.seeds)).encode())
        for name, scenario in self.scenarios.items():
            digest.update(f"{name} {scenario.digest}\n".encode())
        for point in points_of(self.file):
            digest.update(repr([(variable.column, as_cell(level)) for variable, level in point.items()]).encode())
        return digest.hexdigest()


def plan_sweep(name_or_path: str | Path, region: Region, data: Path | None = None) -> Plan:
    """The plan of a sweep file, or of the sweep of that name among the project's. ScenarioError lists every mistake."""
    path = find_sweep(str(name_or_path))
    declarations, units = fitted_declarations(region), unit_names(region)
    noted = Problems(str(path))
    file = check_sweep(path, noted, declarations, MEASURES, region.groups, units)
    positions = np.arange(len(region.units)) if file.units is None else region.find(list(file.units))
    groups = _groups(file, region, positions, noted)
    scenarios: dict[str, Scenario] = {}
    mistakes: list[ScenarioProblem] = []
    for named in file.scenarios:
        try:
            scenario = load_scenario(
                _beside(path, named.text), declarations, known_groups=region.groups, known_units=units
            )
        except ScenarioError as error:
            if any(problem.code == "scenario-missing" for problem in error.problems):
                missing = error.problems[0]
                noted.add(named, "scenario", f"no scenario {shown(named.text)}", missing.code, missing.allowed,
                          missing.hint)  # fmt: skip
            else:
                mistakes += error.problems
        else:
            scenarios[scenario.name] = scenario
    if problems := [*noted.in_order(), *mistakes]:
        raise ScenarioError(problems)
    return Plan(file, region, data, scenarios, positions, groups)


def sweep_folder() -> Path:
    """Where the project's sweeps are."""
    return project_folder() / "sweeps"


def sweep_names() -> list[str]:
    """The names of the project's sweeps, sorted."""
    return sorted(path.stem for path in sweep_folder().glob("*.yaml"))


def is_sweep(name: str) -> bool:
    """Whether a name or path means a sweep, not a scenario: by the folder of its name, or by its keys."""
    if Path(name).suffix not in (".yaml", ".yml"):
        return name in sweep_names() and not (project_folder() / f"{name}.yaml").is_file()
    try:
        with open(name, "rb") as stream:
            return bool(_KEYS_OF_SWEEPS.search(stream.read(LARGEST_FILE)))
    except (OSError, ValueError):
        return False


def find_sweep(name: str) -> Path:
    """The file of a sweep. ScenarioError if there is none."""
    path = Path(name)
    if path.suffix not in (".yaml", ".yml"):
        path = sweep_folder() / f"{name}.yaml" if path.name == name else path
    try:
        found = path.is_file()
    except (OSError, ValueError):
        found = False
    if not found:
        noted, names = Problems(name), sweep_names()
        noted.add(None, "", "no such sweep or file", "sweep-missing",
                  f"{', '.join(names)}, or the path of a .yaml file", like=(path.stem, names))  # fmt: skip
        raise ScenarioError(noted.found)
    return path


def _beside(path: Path, name: str) -> str | Path:
    """A scenario beside the sweep file, or the name of one of the project's."""
    beside = path.parent / f"{name}.yaml"
    return beside if Path(name).name == name and beside.is_file() and beside != path else name


def all_groups(region: Region, positions: np.ndarray) -> Groups:
    """Every group whose outcomes can be kept, and every simulated unit, by key."""
    groups = groups_of(region, positions)
    for number, unit in enumerate(region.units.iloc[positions].itertuples()):
        groups[str(unit.adcode)] = Label(str(unit.name_en), str(unit.name_zh)), np.arange(len(positions)) == number
    return groups


def _groups(file: SweepFile, region: Region, positions: np.ndarray, noted: Problems) -> tuple[str, ...]:
    """The keys of the groups asked for; without any, all that is simulated."""
    known = all_groups(region, positions)
    if not file.groups:
        return (next(iter(known)),)
    keys = []
    for node in file.groups:
        key = node.text
        if key not in known and key in unit_names(region):
            key = str(region.adcodes[region.find([key])[0]])
        if key not in known:
            allowed = ", ".join([*list(known)[:12], "…"])
            noted.add(node, "groups", f"{shown(node.text)} is not simulated whole", "group-not-simulated", allowed)
        keys.append(key)
    return tuple(dict.fromkeys(keys))


def as_cell(level: Level) -> float | str:
    """A level as a cell of a table: a number, or dated values in one line."""
    if not isinstance(level, DatedValues):
        return float(level)
    dates = "; ".join(f"{year}: {value!r}" for year, value in level.points)
    return f"{dates} linear" if level.between == "linear" else dates
