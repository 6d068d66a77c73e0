"""The folder of a sweep: one finished run is one file, whole or not there, and the files are the index.

    results/sweeps/<name>/
        sweep.yaml        what is asked for, runs again as it is
        <scenario>.yaml   every scenario it names, resolved
        own_figures.csv   the user's own county figures, if there were any
        runs/<run>.parquet
        runs.csv          at the end: one row a run, failed ones with their reason
        summary.parquet, summary.csv, manifest.json
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from ...manifest import MANIFEST
from ...parquet import is_whole, read_arrow, read_metadata
from ...verification import RUNS
from ...whole_files import DiskFull, ResultsError, disk_free, write_whole
from .one_run import FINISHED

_SUFFIX = ".parquet"
RESERVE = 1_000_000  # bytes of the disk that are left to others


@dataclass(frozen=True)
class Found:
    """What lies in the folder of the runs that are asked for, and beside them."""

    finished: frozenset[str]
    failed: frozenset[str]
    damaged: frozenset[str]
    others: frozenset[str]  # runs that are not asked for now


class Store:
    """The files of one sweep. Only its holder of the lock writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.runs = folder / RUNS

    def open(self) -> None:
        """Makes the folders, and clears away what an interrupted writer left. ResultsError if that cannot be."""
        try:
            self.runs.mkdir(parents=True, exist_ok=True)
            for left in (*self.runs.glob(".*"), *self.folder.glob(".*")):
                left.unlink()
        except OSError as error:
            raise ResultsError(f"cannot write in {self.folder}: {error.strerror or error}") from error

    def scan(self, wanted: Collection[str]) -> Found:
        """Which runs are there. A damaged file counts as none: its run is done again."""
        finished: set[str] = set()
        failed: set[str] = set()
        damaged: set[str] = set()
        others: set[str] = set()
        for path in self.runs.glob(f"*{_SUFFIX}"):
            if path.stem not in wanted:
                others.add(path.stem)
            elif not is_whole(path) or (about := self.about(path.stem)).get("run") != path.stem:
                damaged.add(path.stem)
            else:
                (finished if about["status"] == FINISHED else failed).add(path.stem)
        return Found(*map(frozenset, (finished, failed, damaged, others)))

    def about(self, run: str) -> dict[str, Any]:
        """The metadata of a run's file, not its rows."""
        return read_metadata(self.runs / f"{run}{_SUFFIX}")

    def begin(self, files: dict[str, bytes]) -> None:
        """What is asked for, beside the runs. A manifest of less is no manifest."""
        (self.folder / MANIFEST).unlink(missing_ok=True)
        for name, content in files.items():
            write_whole(self.folder / name, content)

    def keep(self, run: str, content: bytes) -> None:
        """One more run, finished or failed."""
        needed, free = 2 * len(content) + RESERVE, disk_free(self.runs)
        if free < needed:
            raise DiskFull(self.runs, needed, free)
        write_whole(self.runs / f"{run}{_SUFFIX}", content)

    def read(self, runs: Collection[str]) -> Iterator[tuple[pa.Table, dict[str, Any]]]:
        """The table and metadata of every run. ResultsError (integrity) if one was changed."""
        for run in runs:
            yield read_arrow(self.runs / f"{run}{_SUFFIX}")

    def files(self) -> list[Path]:
        """Every file of the folder but its manifest."""
        return sorted(path for path in self.folder.rglob("*") if path.is_file() and path.name != MANIFEST)
