"""The runs of a finished sweep once more, from its folder alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from ...region import load_region
from ...results import OWN_FILE
from ...sweep_results import RUNS_CSV
from ...tables import read_csv
from ...verification import RUNS, SWEEP_FILE
from ..executors import Failed, completed
from ..run import Progress
from .one_run import FINISHED, do_run, warm_up
from .plan import PlannedRun, plan_sweep
from .running import tasks_of


def runs_again(
    folder: Path, region: str, *, sample: int | None = None, workers: int | None = None, threads: int | None = None,
    progress: Progress | None = None,
) -> dict[str, bytes | None]:  # fmt: skip
    """The files of finished runs made anew, by the names they have in the folder; None if one failed now.

    `sample` takes so many of them, spread evenly over the design. A run is known by scenario, point
    and seed: its name also holds the sources, which may be others now.
    """
    own = folder / OWN_FILE
    data = own if own.is_file() else None
    plan = plan_sweep(folder / SWEEP_FILE, load_region(region, data), data)
    table = read_csv((folder / RUNS_CSV).read_bytes())
    names = {
        (row.scenario, row.point, row.seed): f"{RUNS}/{row.run}.parquet"
        for row in table[table["status"] == FINISHED].itertuples()
    }
    chosen = _spread([run for run in plan.runs() if (run.scenario, run.point, run.seed) in names], sample)
    tasks = [replace(task, run=Path(names[run.scenario, run.point, run.seed]).stem)
             for run, task in zip(chosen, tasks_of(plan, chosen, threads or 1), strict=True)]  # fmt: skip
    made: dict[str, bytes | None] = {}
    for position, result in completed(do_run, tasks, workers=workers, prepare=warm_up):
        made[f"{RUNS}/{tasks[position].run}.parquet"] = None if isinstance(result, Failed) else result
        if progress is not None:
            progress(len(made) / len(tasks), f"{len(made)}/{len(tasks)}")
    return made


def _spread(runs: Sequence[PlannedRun], sample: int | None) -> list[PlannedRun]:
    """All of them, or so many from the first to the last."""
    if sample is None or sample >= len(runs):
        return list(runs)
    return [runs[number] for number in np.linspace(0, len(runs) - 1, sample).round().astype(int)]
