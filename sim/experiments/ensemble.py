"""Runs over members and seeds: every member meets every seed, and every scenario both.

A task is one member under one seed. It grows all scenarios and both answers to the pause together, so
that the years they share are simulated once and what one adds to another is theirs alone.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from .. import goals
from ..comparison import Comparison
from ..ensemble import ABOUT_GOALS, Ensemble
from ..outcomes import KEYS, OUTCOMES, outcomes_of
from ..region import Region
from ..scenario import Scenario
from ..tables import Groups, groups_of, summary
from .branches import grow
from .compare import side_by_side, stems_of
from .executors import completed, needed
from .members import load_members
from .run import Prepared, Progress, RunResult

MEMBERS, SEEDS, SCALE = 40, 2, 0.02
# What of a run's settings decides an ensemble around it; its own scale and seed do not.
ASKED = ("world_seed", "units", "pause", "region", "data", "changes")
Frames = dict[str, dict[str, pd.DataFrame]]  # by scenario, then pause answer


@dataclass(frozen=True)
class Task:
    """One member's values under one seed of luck."""

    member: int
    seed: int
    changes: Mapping[str, float]


@dataclass(frozen=True)
class Told:
    """What a task has to tell: outcomes by KEYS, and the scoreboard, of every scenario."""

    paths: pd.DataFrame
    boards: pd.DataFrame


def with_ensemble(
    result: RunResult, *, members: int = MEMBERS, seeds: int = SEEDS, scale: float = SCALE,
    workers: int | None = None, progress: Progress | None = None,
) -> RunResult:  # fmt: skip
    """The run with its `ensemble`."""
    found = ensemble_of(
        [result.scenario], dict(result.settings), members=members, seeds=seeds, scale=scale, workers=workers,
        progress=progress,
    )  # fmt: skip
    return replace(
        result, ensemble=found, settings={**result.settings, "ensemble": found.settings},
        wall_seconds=result.wall_seconds + found.cost["wall_seconds"],
    )  # fmt: skip


def compared_with_ensemble(
    comparison: Comparison, *, members: int = MEMBERS, seeds: int = SEEDS, scale: float = SCALE,
    workers: int | None = None, data: Any = None, progress: Progress | None = None,
) -> Comparison:  # fmt: skip
    """The comparison with its `ensemble`; `data` is the user's own figures, which its settings do not name."""
    asked = {**comparison.settings, "data": data}
    found = ensemble_of(
        list(comparison.scenarios.values()), asked, members=members, seeds=seeds, scale=scale, workers=workers,
        progress=progress,
    )  # fmt: skip
    return replace(
        comparison, ensemble=found, settings={**comparison.settings, "ensemble": found.settings},
        cost={**comparison.cost, "ensemble": found.cost},
    )  # fmt: skip


def ensemble_of(
    scenarios: Sequence[Scenario], settings: Mapping[str, Any], *, members: int, seeds: int, scale: float,
    workers: int | None = None, progress: Progress | None = None,
) -> Ensemble:  # fmt: skip
    """The scenarios over members and seeds; `settings` are those of a run (see ASKED, and its years)."""
    began = time.perf_counter()
    tell = progress or (lambda done, message: None)
    own = dict(settings.get("changes") or {})
    region = settings.get("region", "sichuan")
    tasks = [
        Task(number, seed, {**member, **own})
        for number, member in enumerate(load_members(members, region), start=1)
        for seed in range(1, seeds + 1)
    ]
    options = {name: settings[name] for name in ASKED if name != "changes" and name in settings}
    options |= {"scale": scale, "years": tuple(settings["years"])}
    tell(0.0, f"0/{len(tasks)}")
    told: list[Told | None] = [None] * len(tasks)
    ways = completed(partial(tell_task, tuple(scenarios), options), tasks, workers=workers)
    for done, (number, found) in enumerate(ways, start=1):
        told[number] = needed(found, f"member {tasks[number].member}, seed {tasks[number].seed}")
        tell(done / len(tasks), f"{done}/{len(tasks)}")
    parts = [one for one in told if one is not None]
    asked = {"members": members, "seeds": seeds, "scale": scale}
    cost = {"runs": len(tasks) * len(scenarios), "wall_seconds": round(time.perf_counter() - began, 3)}
    return Ensemble.of(
        pd.concat([one.paths for one in parts], ignore_index=True),
        pd.concat([one.boards for one in parts], ignore_index=True),
        [scenario.name for scenario in scenarios], asked, cost,
    )  # fmt: skip


def tell_task(scenarios: Sequence[Scenario], options: Mapping[str, Any], task: Task) -> Told:
    """One task, on one processor."""
    prepared = side_by_side(scenarios, **options, threads=1, changes=dict(task.changes))
    first = next(iter(prepared.values()))
    frames = simulated(prepared, task.seed, tuple(options["years"])[1])
    names = {"member": task.member, "seed": task.seed}
    paths = outcomes_by_group(frames, told_groups(first.region, first.positions))
    boards = scoreboards(scenarios, first.region, first.positions, frames)
    return Told(paths.assign(**names), boards.assign(**names))


def simulated(prepared: Mapping[str, Prepared], seed: int, last_year: int) -> Frames:
    """Every scenario under a seed of luck: one row per unit and year, by scenario and pause answer."""
    frames: Frames = {name: {} for name in prepared}
    for stem in stems_of(prepared):
        (name, answer), _ = next(iter(stem.items()))
        one = prepared[name]
        trunk = replace(one, settings=replace(one.settings, luck_seed=seed)).model(answer)
        for (name, answer), model, _ in grow(trunk, stem, last_year):
            frames[name][answer] = model.indicators()
    return frames


def told_groups(region: Region, positions: np.ndarray) -> Groups:
    """All that was simulated, the region's groups without its prefectures, the counties of a selection."""
    groups = groups_of(region, positions, counties=True)
    told = {next(iter(groups)), *region.kinds, *region.adcodes.astype(str)}
    return {key: group for key, group in groups.items() if key in told}


def outcomes_by_group(frames: Frames, groups: Groups) -> pd.DataFrame:
    """Every outcome by scenario and KEYS."""
    parts = [outcomes_of(summary(answers, groups)).assign(scenario=name) for name, answers in frames.items()]
    return pd.concat(parts, ignore_index=True)[["scenario", *KEYS, *OUTCOMES]]


def scoreboards(
    scenarios: Sequence[Scenario], region: Region, positions: np.ndarray, frames: Frames
) -> pd.DataFrame:
    """Where every scenario stands with the region's goals and those of any of them."""
    wanted = list(dict.fromkeys(goal for scenario in scenarios for goal in scenario.goals))
    parts = [
        goals.scoreboard(wanted, region, positions, frames[scenario.name]).assign(scenario=scenario.name)
        for scenario in scenarios
    ]
    return pd.concat(parts, ignore_index=True)[["scenario", *ABOUT_GOALS, "gap", "verdict"]]
