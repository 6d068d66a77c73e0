"""One run of a sweep, anywhere: from a task that can be sent to another machine to the bytes of its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ...indicators import COUNT_NAMES
from ...manifest import package_digest
from ...outcomes import KEYS, OUTCOMES, outcomes_of
from ...parameters import Label
from ...parquet import Column, write_parquet
from ...scenario import Scenario
from ...tables import summary
from ..compilation import is_compiled
from ..run import RunResult, run
from ..worker import Failed
from .plan import all_groups

FINISHED, FAILED = "finished", "failed"
NO_FIGURE = "nan"  # beside the reasons of `Failed`
DICTIONARY = pa.dictionary(pa.int32(), pa.string())
COLUMNS = {
    "pause": Column(DICTIONARY, "", Label("whether the pause of 2021-23 ended or stays", "2021—2023年停滞是否结束")),
    "group": Column(DICTIONARY, "", Label("group of counties, or a county's code", "县（市）组别或行政区划代码")),
    "year": Column(pa.int32(), "year", Label("1 November of the year", "当年11月1日")),
    "outcome": Column(DICTIONARY, "", Label("outcome or indicator", "结果或指标")),
    "value": Column(pa.float64(), "that of the outcome", Label("its value", "数值")),
}


@dataclass(frozen=True)
class Task:
    """A run to be done; `about` goes into the metadata of its file as it is."""

    run: str
    scenario: Scenario
    options: Mapping[str, Any]  # of `run`
    kept: Mapping[str, Any]  # outcomes, groups, years
    about: Mapping[str, Any]
    region: str  # digest of the region's figures it is planned for
    package: str  # digest of the program it is planned for


class WithoutFigure(Exception):
    """An outcome is not a number."""


def do_run(task: Task) -> bytes:
    """The bytes of the run's file. Raises what went wrong."""
    if package_digest() != task.package:
        raise RuntimeError("the program was changed while the sweep ran")
    result = run(task.scenario, **task.options)
    if result.region.digest != task.region:
        raise RuntimeError("the figures of the region were changed while the sweep ran")
    return write_parquet(outcomes_kept(result, task.kept), about_of(task, FINISHED), COLUMNS)


def failure(task: Task, failed: Failed) -> bytes:
    """The file of a run that failed: no rows, and why."""
    reason = NO_FIGURE if failed.message.startswith(f"{WithoutFigure.__name__}: ") else failed.reason
    nothing = pd.DataFrame({name: pd.Series(dtype=float if name == "value" else object) for name in COLUMNS})
    about = about_of(task, FAILED) | {"reason": reason, "message": failed.message, "trace": failed.trace}
    return write_parquet(nothing.astype({"year": "int32"}), about, COLUMNS)


def about_of(task: Task, status: str) -> dict[str, Any]:
    """The metadata of a run's file."""
    return {"kind": "sweep run", "run": task.run, "status": status, **task.about}


def outcomes_kept(result: RunResult, kept: Mapping[str, Any]) -> pd.DataFrame:
    """What is kept of a run, long: KEYS, outcome, value. WithoutFigure if a figure is not a number."""
    for answer, frame in result.frames.items():
        if not np.isfinite(frame[COUNT_NAMES].to_numpy(float)).all():
            raise WithoutFigure(f"a count of the run ({answer}) is not a number")
    known = all_groups(result.region, result.positions)
    measured = summary(result.frames, {key: known[key] for key in kept["groups"]})
    wide = outcomes_of(measured)
    others = [name for name in kept["outcomes"] if name not in OUTCOMES]
    wide = wide.join(measured[others])[[*KEYS, *kept["outcomes"]]]
    wide = wide[wide["year"].isin(kept["years"])]
    table = wide.melt(KEYS, var_name="outcome", value_name="value")
    ranks = {name: number for number, name in enumerate([*kept["groups"], *kept["outcomes"]])}
    order = [table["pause"], table["group"].map(ranks), table["year"], table["outcome"].map(ranks)]
    table = table.iloc[np.lexsort(order[::-1])].reset_index(drop=True)
    # A ratio to what the base year has not seen yet is no mistake.
    missing = table[~np.isfinite(table["value"].to_numpy(float)) & (table["year"] > min(result.settings["years"]))]
    if len(missing):
        row = missing.iloc[0]
        raise WithoutFigure(f"{row['outcome']} is not a number ({row['pause']}, {row['group']}, {row['year']})")
    return table


def warm_up() -> None:
    """Compiles what is not compiled yet, before the clock of the first run starts."""
    package_digest()
    if not is_compiled():
        run("baseline", scale=0.0001, years=(2020, 2021), units=["芦山县"], threads=1)
