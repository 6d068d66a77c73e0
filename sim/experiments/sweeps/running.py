"""A sweep from its plan to its tables: what is there is kept, what is missing is run, what fails is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...manifest import package_digest
from ...whole_files import INTEGRITY, ResultsError
from ..executors import Failed, completed, processors
from ..worker import Do
from .archive import archived
from .lock import locked
from .one_run import Task, do_run, failure, warm_up
from .plan import Plan, PlannedRun
from .points import points_of
from .store import Found, Store
from .tables import is_finished, write_tables

FOLDER = "sweeps"  # within the folder for results
Tell = Callable[["Progress"], None]


@dataclass(frozen=True)
class Progress:
    """How far a sweep is. `done` runs of `total` are there, `new` of them since it was started."""

    done: int
    total: int
    new: int
    failed: int
    seconds: float  # since the first run was started

    @property
    def runs_per_minute(self) -> float:
        """New runs a minute so far."""
        return 60 * self.new / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float:
        """At this pace; infinite before the first is done."""
        return (self.total - self.done) / self.runs_per_minute * 60 if self.new else float("inf")


@dataclass(frozen=True)
class SweepResult:
    """What a sweep came to. `failed` runs are rows of runs.csv with their reason."""

    folder: Path
    total: int
    new: int
    failed: int
    found: Found
    strangers: int  # runs in the folder of another program or other figures, which are not used
    seconds: float


def folder_of(plan: Plan, out: Path | str) -> Path:
    """Where the sweep is kept."""
    return Path(out) / FOLDER / plan.file.name


def sweep(
    plan: Plan, out: Path | str = "results", *, workers: int | None = None, dask: str | None = None,
    threads: int = 1, timeout: float | None = None, command: str = "", tell: Tell = lambda progress: None,
    scanned: Callable[[Found, int], None] = lambda found, strangers: None, do: Do = do_run,
) -> SweepResult:
    """Runs what is missing of the plan and writes its tables; the same call goes on where it was stopped.

    `workers`, `dask` and `timeout` are those of `executors.completed`, `threads` those of each run;
    `do` makes the file of a Task. Runs that failed before are tried again. LockedError if another
    sweep is at work in the folder.
    """
    began = time.monotonic()
    store = Store(folder_of(plan, out))
    with locked(store.folder):
        store.open()
        runs = list(plan.runs())
        found = store.scan({run.run for run in runs})
        strangers = _strangers(plan, store, found)
        scanned(found, strangers)
        missing = [run for run in runs if run.run not in found.finished]
        new = failed = 0
        if not missing and is_finished(plan, store):
            return SweepResult(store.folder, len(runs), 0, 0, found, strangers, time.monotonic() - began)
        store.begin(archived(plan))
        for task, result in _results(plan, missing, workers, dask, threads, timeout, do):
            failed += isinstance(result, Failed)
            store.keep(task.run, failure(task, result) if isinstance(result, Failed) else result)
            new += 1
            done = len(runs) - len(missing) + new
            tell(Progress(done, len(runs), new, failed, time.monotonic() - began))
        seconds = time.monotonic() - began
        about = {
            "kind": "sweep", "sweep": plan.file.name, "scenarios": list(plan.scenarios), "command": command,
            "runs": len(runs), "failed": failed, "new": new, "wall_seconds": round(seconds, 3),
        }  # fmt: skip
        write_tables(plan, runs, store, about)
    return SweepResult(store.folder, len(runs), new, failed, found, strangers, seconds)


def _results(
    plan: Plan, missing: Sequence[PlannedRun], workers: int | None, dask: str | None, threads: int,
    timeout: float | None, do: Do,
) -> Iterator[tuple[Task, bytes | Failed]]:  # fmt: skip
    """Every missing run's task with what became of it, as they finish."""
    if not missing:
        return
    at_most = max(processors() // threads, 1)
    number = min(at_most if workers is None else workers, len(missing))
    waiting: dict[int, Task] = {}

    def tasks() -> Iterator[Task]:
        for position, task in enumerate(tasks_of(plan, missing, threads)):
            waiting[position] = task
            yield task

    for position, result in completed(do, tasks(), workers=number, dask=dask, timeout=timeout, prepare=warm_up):
        yield waiting.pop(position), result


def tasks_of(plan: Plan, missing: Sequence[PlannedRun], threads: int) -> Iterator[Task]:
    """The tasks of the missing runs, each made when it is asked for."""
    points = list(points_of(plan.file))
    data = None if plan.data is None else Path(plan.data).resolve()
    for run in missing:
        scenario = plan.scenario_at(run.scenario, points[run.point])
        options = {
            **plan.settings, "years": plan.file.years, "luck_seed": run.seed, "threads": threads, "data": data,
        }  # fmt: skip
        about = {
            "scenario": run.scenario, "seed": run.seed, "point": run.point, "values": dict(run.values),
            "identity": plan.identity(run.scenario, run.values, run.seed),
        }  # fmt: skip
        yield Task(run.run, scenario, options, plan.kept, about, plan.region.digest, package_digest())


def _strangers(plan: Plan, store: Store, found: Found) -> int:
    """How many runs in the folder were made by another program or from other figures."""
    ours = {"package": package_digest(), "region": plan.region.digest}
    number = 0
    for run in found.others:
        try:
            identity = store.about(run)["identity"]
            number += any(identity[key] != value for key, value in ours.items())
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ResultsError(f"{store.runs}/{run}.parquet is not a run of a sweep: {error}", INTEGRITY) from error
    return number
