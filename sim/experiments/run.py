"""One scenario, both answers to whether the pause of 2021-23 ended."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..ensemble import Ensemble
from ..following import Following, gathered, shares
from ..goals import Goal
from ..histories import Histories
from ..indicators import summarise
from ..initialisation.build import MADE_OF_RECORD, BaseHouseholds, Population, build_households, made_of
from ..memory import make_sure, needed
from ..model import Model, Settings
from ..reading.goals import parse_goal
from ..region import Region, load_region
from ..scenario import Scenario, load_scenario
from ..snapshot import Snapshot, take_snapshot
from ..submodels import RECORD
from .branches import grow, years_to_grow
from .calendar import calendar_of, fitted_declarations, unit_names

# Every household is simulated at scale 1; here each row stands for up to ten.
DEFAULT_SCALE = 0.1
DEFAULT_YEARS = (2020, 2035)
PAUSE_ANSWERS = ("ended", "stays")
PAUSE_LAST_YEAR = 2023
KEPT_UP_TO = 0.5  # populations up to this scale are kept between runs
POPULATIONS_KEPT = 2
PERSONS_AT_ONCE = 20_000_000  # residents simulated at a time, at most about: more would fill the memory

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class RunResult:
    """Indicators, flows and public finance of one scenario, by pause answer.

    A frame has one row per simulated unit and year: columns `unit` (0-based among the
    simulated), `adcode`, `year`, every count and every mean of `sim.indicators`. `kept` has
    the families of the years that were asked for, by answer and year; `band` and `ensemble` are
    added by the experiments of these names.
    """

    scenario: Scenario
    region: Region
    positions: np.ndarray
    frames: dict[str, pd.DataFrame]
    flows: dict[str, pd.DataFrame]
    finance: dict[str, pd.DataFrame]
    settings: dict[str, Any]
    households: int
    households_represented: int
    histories: Histories | None = field(compare=False, default=None)
    wall_seconds: float = field(compare=False, default=0.0)
    kept: dict[str, dict[int, Snapshot]] = field(compare=False, default_factory=dict)
    band: pd.DataFrame | None = field(compare=False, default=None)
    ensemble: Ensemble | None = field(compare=False, default=None)

    def members(self, group: str = "domain") -> np.ndarray:
        """Which simulated units belong to a group, bool (simulated units,)."""
        if group == "domain":
            return np.ones(len(self.positions), bool)
        return self.region.groups[group][self.positions]

    def summary(self, pause: str, group: str = "domain") -> pd.DataFrame:
        """One row per year for a group of units."""
        return summarise(self.frames[pause], self.members(group))


@lru_cache(maxsize=POPULATIONS_KEPT)
def _households(
    region_name: str, data: Path | None, stamp: str, made_of: bytes, year: int, scale: float, world_seed: int,
    positions: tuple[int, ...] | None, last_year: int, threads: int,
) -> BaseHouseholds:
    return build_households(
        _region(region_name, data, stamp), np.frombuffer(made_of, MADE_OF_RECORD), year=year, scale=scale,
        world_seed=world_seed, positions=None if positions is None else np.array(positions), last_year=last_year,
        threads=threads,
    )


@lru_cache(maxsize=4)
def _region(name: str, data: Path | None, stamp: str) -> Region:
    return load_region(name, data)


def _stamp(data: Path | None) -> str:
    """A digest of the user's own figures: a file that was changed is read again."""
    if data is None or not Path(data).is_file():
        return ""
    return hashlib.sha256(Path(data).read_bytes()).hexdigest()


@dataclass(frozen=True)
class Prepared:
    """Everything a model of one scenario is made of, by pause answer."""

    scenario: Scenario
    region: Region
    positions: np.ndarray
    population: Population
    calendars: dict[str, Callable[[int], np.ndarray]]  # by answer: one record per simulated unit
    settings: Settings
    base: bytes  # every unit's values in the base year, of which households and places are made
    populate: Callable[[bytes], Population]

    def model(self, answer: str, own: bool = False) -> Model:
        """A model in the base year; it may `own` the population if nothing else needs it."""
        return Model(self.region, self.population, self.calendars[answer], self.settings, own)


def prepare(
    scenario: str | Path | Scenario = "baseline",
    *,
    scale: float = DEFAULT_SCALE,
    luck_seed: int = 1,
    world_seed: int = 1,
    years: tuple[int, int] = DEFAULT_YEARS,
    units: Sequence[str] | None = None,
    threads: int | None = None,
    pause: str = "both",
    region: str = "sichuan",
    data: Path | None = None,
    changes: dict[str, float] | None = None,
    goals: Sequence[Goal | str] = (),
    beside: Sequence[Prepared] = (),
    once: bool = False,
) -> Prepared:
    """Loads the region and the scenario and builds the population of the base year; see `run`.

    The population of a run in `beside` is shared if it started from the same values; the
    other options must be the same. With `once` it is not kept for a next run.
    """
    stamp = _stamp(data)
    place = _region(region, data, stamp)
    if not isinstance(scenario, Scenario):
        scenario = load_scenario(
            scenario, fitted_declarations(place), known_groups=place.groups, known_units=unit_names(place)
        )
    scenario = scenario.with_goals([
        goal if isinstance(goal, Goal) else parse_goal(goal, place.groups, unit_names(place)) for goal in goals
    ])  # fmt: skip
    answers = PAUSE_ANSWERS if pause == "both" else (pause,)
    settings = Settings(luck_seed, world_seed, threads or 0)
    positions = np.arange(len(place.units)) if units is None else place.find(list(units))
    values = calendar_of(scenario, place, years, changes)

    def answered(answer: str) -> Callable[[int], np.ndarray]:
        def calendar(year: int) -> np.ndarray:
            now = values(year)[positions]
            now["pause_stays"] = float(answer == "stays" and year > PAUSE_LAST_YEAR)
            return now

        return calendar

    def populate(base: bytes) -> Population:
        # Every household of the domain is too much to keep for a next run.
        build = _households.__wrapped__ if once or scale > KEPT_UP_TO else _households
        records = np.frombuffer(base, RECORD)
        households = build(
            region, data, stamp, made_of(records).tobytes(), years[0], scale, world_seed,
            None if units is None else tuple(int(p) for p in positions), years[1], settings.workers,
        )
        return households.in_places(place, records)

    base = values(years[0]).tobytes()
    population = next((other.population for other in beside if other.base == base), None) or populate(base)
    calendars = {answer: answered(answer) for answer in answers}
    return Prepared(scenario, place, positions, population, calendars, settings, base, populate)


def run(
    scenario: str | Path | Scenario = "baseline",
    *,
    scale: float = DEFAULT_SCALE,
    luck_seed: int = 1,
    world_seed: int = 1,
    years: tuple[int, int] = DEFAULT_YEARS,
    units: Sequence[str] | None = None,
    threads: int | None = None,
    pause: str = "both",
    region: str = "sichuan",
    data: Path | None = None,
    changes: dict[str, float] | None = None,
    goals: Sequence[Goal | str] = (),
    keep: Collection[int] = (),
    histories: int = 0,
    once: bool = False,
    progress: Progress | None = None,
) -> RunResult:
    """Runs a scenario from the base year and returns its tables.

    `pause` is "ended", "stays" or "both": the years up to 2023 are simulated once, and
    the two answers part there. `changes` sets parameters by name for this run only. `goals`
    join the scenario's; as text: "芦山县 urban_share >= 0.6 in 2027". `keep` names years whose
    families are kept as well, some thirty bytes each. `histories` is how many households to
    follow, the same under every policy, as many in each unit and at least one; neither changes
    a figure. `once` keeps no population for a next run.
    """
    began = time.perf_counter()
    tell = progress or (lambda done, message: None)
    place = _region(region, data, _stamp(data))
    positions = np.arange(len(place.units)) if units is None else place.find(list(units))
    simulated = place.residents(years[0])[positions] * min(scale, 1.0)
    turns = _turns(simulated, bool(keep))
    make_sure(_bytes_of(simulated, turns, 1 + (pause == "both"), not once and scale <= KEPT_UP_TO))
    followed = shares(histories, place.adcodes[positions]) if histories else None
    parts: list[_Part] = []

    def tell_all(done: float, message: str) -> None:
        tell((len(parts) + done) / len(turns), message)

    for turn in turns:
        named = units if len(turns) == 1 else [str(adcode) for adcode in place.adcodes[positions[turn]]]
        parts.append(_simulate(
            scenario, years, keep, None if followed is None else followed[turn], once or scale > KEPT_UP_TO, tell_all,
            scale=scale, luck_seed=luck_seed, world_seed=world_seed, units=named, threads=threads, pause=pause,
            region=region, data=data, changes=changes, goals=goals,
        ))  # fmt: skip
        for frame in parts[-1].frames.values():
            frame["unit"] += turn.start
    names = place.units.set_index("adcode")[["name_zh", "name_en"]]
    return RunResult(
        scenario=parts[0].scenario, region=place, positions=positions,
        frames=_together([part.frames for part in parts]),
        flows=_together([part.flows for part in parts]),
        finance=_together([part.finance for part in parts]),
        settings={
            "scale": scale, "luck_seed": luck_seed, "world_seed": world_seed, "years": list(years),
            "units": None if units is None else list(units), "pause": pause, "region": region,
            "data": None if data is None else str(data), "changes": changes or {},
            **({"histories": histories} if histories else {}),
        },
        households=sum(part.households for part in parts),
        households_represented=sum(part.represented for part in parts),
        wall_seconds=time.perf_counter() - began,
        histories=gathered([each for part in parts for each in part.followed], names) if histories else None,
        kept=parts[0].kept,
    )


def bytes_of_many_runs(residents: np.ndarray, scale: float, pause: str, populations: int = 1) -> int:
    """Bytes of a process that does runs of units with so many residents, which start from so many populations."""
    simulated = residents * min(scale, 1.0)
    kept = min(populations, POPULATIONS_KEPT) if scale <= KEPT_UP_TO else 0
    return _bytes_of(simulated, _turns(simulated, False), 1 + (pause == "both"), kept)


def _bytes_of(simulated: np.ndarray, turns: Sequence[slice], models: int, kept: int) -> int:
    """Bytes of so many models of the largest turn at a time, and of so many populations of all turns."""
    largest = max(simulated[turn].sum() for turn in turns)
    return needed(largest, models + kept * simulated.sum() / max(largest, 1))


def make_sure_it_fits(
    models: int, *, scale: float, years: tuple[int, int], units: Sequence[str] | None, region: str, data: Path | None,
    **others: Any,
) -> None:  # fmt: skip
    """NotEnoughMemory if so many models of all units at a time would not fit; options are those of `run`."""
    place = _region(region, data, _stamp(data))
    residents = place.residents(years[0])[slice(None) if units is None else place.find(list(units))]
    make_sure(needed(residents.sum() * min(scale, 1.0), models))


def _turns(residents: np.ndarray, all_at_once: bool) -> list[slice]:
    """The simulated units in turns small enough for the memory: units share nothing.

    `residents` are those of each unit who are simulated. Where families are kept, `all_at_once`.
    """
    until = np.cumsum(residents)
    number = 1 if all_at_once else max(-(-int(until[-1]) // PERSONS_AT_ONCE), 1)
    ends = np.searchsorted(until, until[-1] * np.arange(1, number) / number) + 1
    borders = sorted({0, *ends.tolist(), len(residents)})
    return [slice(first, last) for first, last in zip(borders, borders[1:], strict=False)]


@dataclass(frozen=True)
class _Part:
    """What a run makes of the units of one turn."""

    scenario: Scenario
    frames: dict[str, pd.DataFrame]
    flows: dict[str, pd.DataFrame]
    finance: dict[str, pd.DataFrame]
    kept: dict[str, dict[int, Snapshot]]
    households: int
    represented: int
    followed: list[tuple[str, Following]]


def _simulate(
    scenario: str | Path | Scenario, years: tuple[int, int], keep: Collection[int],
    followed: np.ndarray | None, once: bool, tell: Progress, **options: Any,
) -> _Part:  # fmt: skip
    """The years of the units in `options`, for each answer to the pause; `followed` of the households of each."""
    tell(0.0, "building the population")
    prepared = prepare(scenario, years=years, once=once, **options)
    arms, households = prepared.calendars, int(prepared.population.households.used.sum())
    represented = prepared.population.represented
    total, done = years_to_grow(arms, *years), 0

    def stepped(model: Model) -> None:
        nonlocal done
        done += 1
        tell(0.2 + 0.8 * done / total, f"{model.year}")

    def kept_of(model: Model) -> Snapshot | None:
        return take_snapshot(model) if model.year in keep else None

    frames, flows, finance, kept, followers = {}, {}, {}, {}, []
    trunk = prepared.model(next(iter(arms)), own=once)
    if followed is not None:
        trunk.witness = Following(trunk, followed)
    for answer, model, seen in grow(trunk, arms, years[1], keep=kept_of, stepped=stepped):
        frames[answer], flows[answer], kept[answer] = model.indicators(), model.flow_table(), seen
        finance[answer] = model.finance_table()
        if isinstance(model.witness, Following):
            followers.append((answer, model.witness))
    return _Part(prepared.scenario, frames, flows, finance, kept, households, represented, followers)


def _together(parts: list[dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """The tables of all turns as one for each answer, by year."""
    if len(parts) == 1:
        return parts[0]
    return {
        answer: pd.concat([part[answer] for part in parts], ignore_index=True).sort_values(
            "year", kind="stable", ignore_index=True
        )
        for answer in parts[0]
    }
