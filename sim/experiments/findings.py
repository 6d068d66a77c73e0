"""The runs behind the findings: packages and chapters of the Decision over members and seeds.

Three sets of tasks, each task one member under one seed of luck and kept in a file of its own, so that
an interrupted set goes on. PACKAGES hold, beside the two packages, the same packages with every
strength drawn that nobody has measured, and a plain push: a tenth of a logit more for town and seat.
CHAPTERS hold the chapters alone; FREE holds no new policy under members that do not know what was
said of 2023.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .. import goals
from ..compiled import source_digest
from ..ensemble import ABOUT_GOALS, Ensemble
from ..indicators import FLOWS, summarise
from ..parameters import Evidence
from ..region import DATA, load_region
from ..scenario import load_scenario
from ..submodels import LEVERS
from ..submodels.policy import ANNOUNCED
from ..tables import csv_bytes, read_csv
from ..whole_files import write_whole
from .band import drawn, strengths
from .branches import Calendar, grow
from .calendar import fitted_declarations
from .compare import side_by_side
from .ensemble import Task, outcomes_by_group, told_groups
from .executors import completed, needed
from .members import FILE, RECORD_FILE, load_members
from .run import Progress

BASELINE, EVIDENCED, WHOLE = "baseline", "decision-2023-evidenced", "decision-2023"
DRAWN = {EVIDENCED: "evidenced-sizes-drawn", WHOLE: "decision-sizes-drawn"}
PUSH, PUSHED, LOGITS = "tenth-of-a-logit", "constant_town", 0.1
PACKAGES, CHAPTERS, FREE = "packages", "chapters", "free"
CHAPTER_NAMES = tuple(
    f"chapter-{name}" for name in ("county-seat", "villages", "citizenship", "land", "services", "governance")
)
YEARS, SCALE = (2020, 2027), 0.02
# Members and seeds of each set.
SIZES = {PACKAGES: (24, 2), CHAPTERS: (16, 1), FREE: (40, 1)}
SCENARIOS = {
    PACKAGES: (BASELINE, EVIDENCED, WHOLE), CHAPTERS: (BASELINE, *CHAPTER_NAMES), FREE: (BASELINE,),
}  # fmt: skip
# Strengths that are our reading: nobody has measured them.
UNMEASURED = tuple(lever for lever in LEVERS if lever.evidence in (Evidence.ASSUMED, Evidence.SIGN_ONLY))
PARTS = ("paths", "boards", "flows")


@dataclass(frozen=True)
class Set:
    """One set of tasks and how it is run."""

    name: str
    members: int
    seeds: int
    scale: float = SCALE
    units: tuple[str, ...] | None = None

    @property
    def arms(self) -> tuple[str, ...]:
        """The names of what is run, the baseline first."""
        return SCENARIOS[self.name] + ((*DRAWN.values(), PUSH) if self.name == PACKAGES else ())

    def tasks(self, region: str = "sichuan") -> list[Task]:
        """Every member under every seed."""
        members = load_members(self.members, region, knows=self.name != FREE)
        return [
            Task(number, seed, member)
            for number, member in enumerate(members, start=1) for seed in range(1, self.seeds + 1)
        ]  # fmt: skip

    def digest(self, region: str = "sichuan") -> str:
        """What decides its figures: the compiled rules, the members, the region's figures, the scenarios."""
        place = load_region(region)
        scenarios = [load_scenario(name, fitted_declarations(place)).digest for name in SCENARIOS[self.name]]
        members = hashlib.sha256((DATA / region / FILE).read_bytes()).hexdigest()
        known = [source_digest(), members, place.digest, *scenarios, repr(self)]
        return hashlib.sha256("\n".join(known).encode()).hexdigest()[:12]


def sets() -> list[Set]:
    """The three sets."""
    return [Set(name, *size) for name, size in SIZES.items()]


def run_set(one: Set, folder: Path, *, workers: int | None = None, progress: Progress | None = None) -> None:
    """Runs what is missing of a set; its tasks are kept below `folder`."""
    tell = progress or (lambda done, message: None)
    here = folder / f"{one.name}-{one.digest()}"
    here.mkdir(parents=True, exist_ok=True)
    tasks = one.tasks()
    waiting = [task for task in tasks if not _file(here, task, PARTS[-1]).is_file()]
    finished = len(tasks) - len(waiting)
    tell(finished / len(tasks), f"{finished}/{len(tasks)}")
    for position, found in completed(partial(tell_arms, one), waiting, workers=workers):
        task = waiting[position]
        found = needed(found, f"{one.name}, member {task.member}, seed {task.seed}")
        for part in PARTS:
            write_whole(_file(here, task, part), csv_bytes(found[part].assign(member=task.member, seed=task.seed)))
        finished += 1
        tell(finished / len(tasks), f"{finished}/{len(tasks)}")


def read_set(one: Set, folder: Path) -> dict[str, pd.DataFrame]:
    """What the finished tasks of a set have told, by PARTS."""
    here = folder / f"{one.name}-{one.digest()}"
    tasks = one.tasks()
    return {
        part: pd.concat([read_csv(_file(here, task, part).read_bytes()) for task in tasks], ignore_index=True)
        for part in PARTS
    }


def _file(here: Path, task: Task, part: str) -> Path:
    return here / f"{task.member}-{task.seed}-{part}.csv"


def _prepared(one: Set, changes: Mapping[str, float]) -> dict[str, Any]:
    options: dict[str, Any] = {"scale": one.scale, "years": YEARS, "units": one.units, "threads": 1}
    return side_by_side(SCENARIOS[one.name], **options, changes=dict(changes))


def tell_arms(one: Set, task: Task) -> dict[str, pd.DataFrame]:
    """Outcomes, scoreboards and flows of every arm of a task."""
    prepared = _prepared(one, task.changes)
    first = prepared[BASELINE]
    arms: dict[tuple[str, str], Calendar] = {
        (name, answer): calendar for name, each in prepared.items() for answer, calendar in each.calendars.items()
    }
    for answer in first.calendars:
        if one.name == PACKAGES:
            factors = strengths(len(UNMEASURED), one.members)[task.member - 1]
            sizes = dict(zip(UNMEASURED, factors, strict=True))
            for package, name in DRAWN.items():
                arms[name, answer] = drawn(arms[package, answer], arms[BASELINE, answer], sizes)
            arms[PUSH, answer] = pushed(arms[BASELINE, answer])
    model = replace(first, settings=replace(first.settings, luck_seed=task.seed)).model(next(iter(first.calendars)))
    frames: dict[str, dict[str, pd.DataFrame]] = {name: {} for name in one.arms}
    for (name, answer), grown, _ in grow(model, arms, YEARS[1]):
        frames[name][answer] = grown.indicators()
    region, positions = first.region, first.positions
    boards = [
        goals.scoreboard([], region, positions, answers).assign(scenario=name) for name, answers in frames.items()
    ]
    return {
        "paths": outcomes_by_group(frames, told_groups(region, positions)),
        "boards": pd.concat(boards, ignore_index=True)[["scenario", *ABOUT_GOALS, "gap", "verdict"]],
        "flows": _flows(frames, np.ones(len(positions), bool)),
    }


def pushed(calendar: Calendar) -> Calendar:
    """The calendar with town and seat worth LOGITS more from the first year of policy on."""

    def changed(year: int) -> np.ndarray:
        values = calendar(year)
        if year >= ANNOUNCED:
            values = values.copy()
            values[PUSHED] += LOGITS
        return values

    return changed


def _flows(frames: Mapping[str, Mapping[str, pd.DataFrame]], everyone: np.ndarray) -> pd.DataFrame:
    """Percentage points of the change since the base year, by arm, answer and flow."""
    rows = []
    for name, answers in frames.items():
        for answer, frame in answers.items():
            path = summarise(frame, everyone)
            rows += [[name, answer, flow, float(path[f"change_{flow}"].sum())] for flow in FLOWS]
    return pd.DataFrame(rows, columns=["scenario", "pause", "flow", "points"])


def ensemble_of_set(one: Set, told: Mapping[str, pd.DataFrame]) -> Ensemble:
    """The ensemble of a set."""
    settings = {"members": one.members, "seeds": one.seeds, "scale": one.scale}
    return Ensemble.of(told["paths"], told["boards"], one.arms, settings, {})


def record(chosen: Sequence[Set], region: str = "sichuan") -> dict[str, Any]:
    """How the findings were made, for whoever wants to make them again."""
    made = json.loads((DATA / region / RECORD_FILE).read_text(encoding="utf-8"))
    return {
        "years": list(YEARS), "sources": source_digest(), "region": load_region(region).digest, "members": made,
        "sets": {
            one.name: {"members": one.members, "seeds": one.seeds, "scale": one.scale, "digest": one.digest()}
            for one in chosen
        },
    }  # fmt: skip
