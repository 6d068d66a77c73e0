"""Scenarios side by side on common random numbers: what a policy added, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from .run import Progress, run


@dataclass(frozen=True)
class Comparison:
    """Domain paths of every scenario and seed; the first scenario is what the others are held against.

    `paths` has columns scenario, seed, pause, year, urban_share.
    """

    names: tuple[str, ...]
    seeds: tuple[int, ...]
    paths: pd.DataFrame

    def difference(self, name: str, confidence: float = 0.95) -> pd.DataFrame:
        """What `name` added to the first scenario, percentage points, by pause answer and year.

        Columns pause, year, mean, low, high: the interval is Student's over the paired
        differences of the seeds, so it holds luck only, not what is unknown about parameters.
        """
        wide = self.paths.pivot_table(index=["pause", "year", "seed"], columns="scenario", values="urban_share")
        added = 100 * (wide[name] - wide[self.names[0]])
        grouped = added.groupby(level=["pause", "year"])
        mean, spread, number = grouped.mean(), grouped.std(ddof=1), grouped.count()
        reach = stats.t.ppf(0.5 + confidence / 2, np.maximum(number - 1, 1)) * spread / np.sqrt(number)
        table = pd.DataFrame({"mean": mean, "low": mean - reach, "high": mean + reach})
        return table.reset_index()


def compare(
    names: Sequence[str | Path],
    *,
    seeds: int = 8,
    progress: Progress | None = None,
    **options: Any,
) -> Comparison:
    """Runs every scenario under the same `seeds` luck seeds (1, 2, …); options are those of `run`."""
    tell = progress or (lambda done, message: None)
    total, done = len(names) * seeds, 0
    parts = []
    for seed in range(1, seeds + 1):
        for name in names:
            result = run(name, luck_seed=seed, progress=_within(tell, done / total, 1 / total), **options)
            for pause in result.frames:
                summary = result.summary(pause)
                parts.append(
                    summary[["year", "urban_share"]].assign(scenario=str(name), seed=seed, pause=pause)
                )
            done += 1
    paths = pd.concat(parts, ignore_index=True)[["scenario", "seed", "pause", "year", "urban_share"]]
    return Comparison(tuple(str(name) for name in names), tuple(range(1, seeds + 1)), paths)


def _within(tell: Progress, start: float, share: float) -> Callable[[float, str], None]:
    return lambda done, message: tell(start + share * done, message)
