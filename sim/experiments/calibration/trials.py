"""A design of runs 2010-2020: parameter values tried one after another, each under the same seeds of luck.

One file a trial, named after everything it follows from: a design that was interrupted goes on
where it was, and a trial that was made before is not made again.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ...compiled import source_digest
from ...region import load_region
from ...whole_files import write_whole
from ..executors import Failed, completed
from .decade import Decade
from .moments import Counts, Moments, moments_of, simulated_counts
from .priors import as_changes

SCALE = 0.01  # no unit then has fewer than some 2,000 households
SEEDS = (1, 2)  # of luck
SEED = 20231120  # the day of the Decision; of designs and draws, not of runs

Tell = Callable[[int, int], None]  # trials done, trials in all


class TrialError(RuntimeError):
    """A trial did not come to an end."""


@dataclass(frozen=True, eq=False)
class Design:
    """What the trials gave: `points` float64 (trials, parameters), `counts` (trials, seeds, ...) of every unit.

    The parameters are those of `priors.NAMES`; `scale` and `seeds` are those of all its trials.
    """

    points: np.ndarray
    seeds: tuple[int, ...]
    scale: float
    counts: Counts

    def __len__(self) -> int:
        return len(self.points)

    @property
    def moments(self) -> Moments:
        """Moments of all units, every field (trials, seeds, ...)."""
        return moments_of(self.counts)

    def of(self, trials: np.ndarray) -> Design:
        """A part of it, by a mask or by numbers."""
        counts = Counts(*(field[trials] for field in self.counts))
        return replace(self, points=self.points[trials], counts=counts)

    def and_(self, other: Design) -> Design:
        """The trials of both."""
        if (self.seeds, self.scale) != (other.seeds, other.scale):
            raise ValueError("designs of other seeds or scale cannot be joined")
        counts = Counts(*(np.concatenate(pair) for pair in zip(self.counts, other.counts, strict=True)))
        return replace(self, points=np.concatenate([self.points, other.points]), counts=counts)


def run_design(
    points: np.ndarray, *, seeds: Sequence[int] = SEEDS, scale: float = SCALE, region: str = "sichuan",
    folder: Path, workers: int | None = None, tell: Tell = lambda done, total: None,
) -> Design:  # fmt: skip
    """Runs every point of `points` (trials, parameters of `priors.NAMES`) under every seed."""
    return _run(points, [tuple(seeds)] * len(points), tuple(seeds), scale, region, folder, workers, tell)


def run_truths(
    points: np.ndarray, *, first_seed: int, scale: float = SCALE, region: str = "sichuan",
    folder: Path, workers: int | None = None, tell: Tell = lambda done, total: None,
) -> Design:  # fmt: skip
    """Runs every point once, under a seed of its own from `first_seed` on (the design's `seeds` name the first)."""
    own = [(first_seed + number,) for number in range(len(points))]
    return _run(points, own, (first_seed,), scale, region, folder, workers, tell)


def _run(
    points: np.ndarray, luck: Sequence[tuple[int, ...]], seeds: tuple[int, ...], scale: float, region: str,
    folder: Path, workers: int | None, tell: Tell,
) -> Design:  # fmt: skip
    """The trials that are not in `folder` yet, then all of them as a design."""
    do = _RunTrial(region, scale, folder, load_region(region).figures_digest, source_digest())
    tasks = list(zip(points, luck, strict=True))
    paths = [do.path(*task) for task in tasks]
    missing = [row for row, path in enumerate(paths) if _read(path) is None]
    done = len(points) - len(missing)
    tell(done, len(points))
    folder.mkdir(parents=True, exist_ok=True)
    for position, result in completed(do, [tasks[row] for row in missing], workers=workers):
        if isinstance(result, Failed):
            raise TrialError(f"trial {as_changes(points[missing[position]])}: {result.message}")
        done += 1
        tell(done, len(points))
    kept = [_read(path) for path in paths]
    counts = Counts(*(np.stack(fields) for fields in zip(*(each for each in kept if each is not None), strict=True)))
    return Design(np.asarray(points, float), seeds, scale, counts)


@dataclass(frozen=True)
class _RunTrial:
    """Runs one point under its seeds and writes its counts."""

    region: str
    scale: float
    folder: Path
    figures: str
    sources: str

    def path(self, point: np.ndarray, seeds: tuple[int, ...]) -> Path:
        """The trial's file, named after all it follows from."""
        about = [as_changes(point), self.region, self.scale, seeds, self.figures, self.sources]
        return self.folder / f"{hashlib.sha256(json.dumps(about).encode()).hexdigest()[:20]}.npz"

    def __call__(self, task: tuple[np.ndarray, tuple[int, ...]]) -> None:
        point, seeds = task
        decade = _decade(self.region, self.scale)
        runs = [simulated_counts(decade.run(as_changes(point), seed)) for seed in seeds]
        counts = Counts(*(np.stack(fields) for fields in zip(*runs, strict=True)))
        write_arrays(self.path(point, seeds), counts._asdict())


@lru_cache(maxsize=1)
def _decade(region: str, scale: float) -> Decade:
    return Decade(load_region(region), scale)


def write_arrays(path: Path, arrays: dict[str, Any]) -> None:
    """Arrays as one file, whole or not at all."""
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content.getvalue())


def _read(path: Path) -> Counts | None:
    """A trial's counts, (seeds, ...); None if it was not made or its file is damaged."""
    try:
        with np.load(path) as arrays:
            return Counts(*(arrays[name].astype(np.float64) for name in Counts._fields))
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None
