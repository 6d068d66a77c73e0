"""The results folder: written once, read back, and able to prove itself.

    results/<scenario>/<run id>/
        scenario.yaml     resolved: every default filled, runs again as it is
        indicators.csv    pause answer x unit x year
        flows.csv         pause answer x unit x year x flow x from x to
        summary.csv       pause answer x group x year
        goals.csv         pause answer x goal: met or missed, by how much, since when
        band.csv          low, median and high of the urban share over the assumed strengths, if asked for
        ensemble.csv      bands of every outcome over members and seeds, if asked for;
        goal_probabilities.csv, variance.csv    how likely each goal is, where the spread comes from
        own_figures.csv   the user's own county figures, if there were any
        finance.csv       pause answer x unit x year x item of the county's account
        histories.parquet single households followed through the years, if that was asked for;
        choices.parquet   and what each alternative was worth to them
        urban_share.png   and other pictures, drawn by callables handed in
        manifest.json     identity, versions, checksums, digests

The run id is a hash of everything that decides the figures, so the same run has the same
folder. Files go to a temporary sibling, are synced, and appear by one rename: a
half-written folder is never taken for a result.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from .ensemble import FILES as ENSEMBLE_FILES
from .histories import Histories, read_histories
from .manifest import MANIFEST, checksum, identity_of, manifest_bytes, manifest_of, package_digest, run_id
from .region import Region
from .scenario import resolve_yaml
from .tables import (
    TABLES,
    Landmarks,
    Run,
    csv_bytes,
    digests_of,
    landmarks,
    read_csv,
    tables,
)
from .verification import verify, whole_manifest
from .whole_files import INTEGRITY, ResultsError, refused, sync

# The user's own county figures, byte for byte, kept beside what was made with them.
OWN_FILE = "own_figures.csv"

Picture = Callable[[Path], object]


@dataclass(frozen=True)
class Results:
    """A results folder in memory: its tables (columns in `tables.COLUMNS`) and where they came from.

    `histories` are the households followed, None if none were.
    """

    indicators: pd.DataFrame
    flows_csv: bytes
    summary: pd.DataFrame
    goals: pd.DataFrame
    finance_csv: bytes
    landmarks: Landmarks
    manifest: dict[str, Any]
    scenario_yaml: str
    band: pd.DataFrame | None = None
    histories: Histories | None = None
    ensemble: dict[str, pd.DataFrame] | None = None

    # The two largest tables, which few ask for, are read when somebody does.
    @cached_property
    def flows(self) -> pd.DataFrame:
        return read_csv(self.flows_csv)

    @cached_property
    def finance(self) -> pd.DataFrame:
        return read_csv(self.finance_csv)


def identity(run: Run) -> dict[str, Any]:
    """Everything that decides the figures of a run, as plain JSON values."""
    return identity_of({"scenario": run.scenario.digest}, run.region, run.settings)


def results_folder(run: Run, folder_root: Path | str) -> Path:
    """Where the results of this run belong."""
    return Path(folder_root) / run.scenario.name / run_id(identity(run))


def prepare(folder_root: Path | str) -> None:
    """Make the folder for results; ResultsError now, not after a long run, if nothing can be written."""
    package_digest()  # the sources as they are now, not as someone leaves them during a long run
    root = Path(folder_root)
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=root):
            pass
    except OSError as error:
        raise ResultsError(f"cannot write in {root}: {error.strerror or error}") from error


def write_results(
    run: Run, folder_root: Path | str, command: str, pictures: Mapping[str, Picture] | None = None
) -> Path:
    """Write the results folder of a run and return it; an identical whole one is kept as it is.

    `pictures` maps file names to callables that draw into the path they get. ResultsError
    if the disk refuses, or if the same run gave other figures before.
    """
    made = tables(run)
    texts = _contents(run, made) | {"scenario.yaml": resolve_yaml(run.scenario).encode("utf-8")}
    about = {
        "kind": "run",
        "scenario": run.scenario.name,
        "command": command,
        "landmarks": asdict(landmarks(run)),
        "wall_seconds": round(run.wall_seconds, 3),
        "households": int(run.households),
        "households_represented": int(run.households_represented),
        "own_data": own_data(run.region),
    }
    if run.region.overridden:
        texts[OWN_FILE] = run.region.own_file
    if run.histories is not None:
        about["households_followed"] = int(run.histories.households["household"].nunique())
    return write_folder(results_folder(run, folder_root), identity(run), about, texts, pictures, made)


def contents_of(run: Run) -> dict[str, bytes]:
    """The files of a run's figures, by name."""
    return _contents(run, tables(run))


def _contents(run: Run, made: Mapping[str, pd.DataFrame]) -> dict[str, bytes]:
    contents = {name: csv_bytes(table) for name, table in made.items()}
    return contents | (run.histories.contents() if run.histories is not None else {})


def own_data(region: Region) -> dict[str, Any] | bool:
    """The user's own figures as the manifest keeps them; False where there are none."""
    if not region.overridden:
        return False
    figures = [asdict(figure) for figure in region.own]
    return {"file": OWN_FILE, "sha256": hashlib.sha256(region.own_file).hexdigest(), "figures": figures}


def write_folder(
    folder: Path,
    identity: Mapping[str, Any],
    about: Mapping[str, Any],
    texts: Mapping[str, bytes],
    pictures: Mapping[str, Picture] | None = None,
    made_of: Mapping[str, pd.DataFrame] | None = None,
) -> Path:
    """Write `texts` (file name to bytes), pictures and their manifest as `folder`, whole or not at all.

    `made_of` are the tables some of them were made of, by the same names.
    """
    digests = digests_of(texts, made_of)
    scratch: Path | None = None
    try:
        if _stands(folder, digests):
            return folder
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        for name, content in texts.items():
            (scratch / name).write_bytes(content)
        for name, draw in (pictures or {}).items():
            draw(scratch / name)
        files = {path.name: checksum(path) for path in sorted(scratch.iterdir())}
        (scratch / MANIFEST).write_bytes(manifest_bytes(identity, about, digests, files))
        for path in (*scratch.iterdir(), scratch):
            sync(path)
        scratch.chmod(0o755)
        try:
            scratch.rename(folder)
        except OSError:
            # Someone may have finished the same run a moment earlier.
            if not _stands(folder, digests):
                raise
        sync(folder.parent)
    except OSError as error:
        raise refused(folder, error, sum(map(len, texts.values()))) from error
    finally:
        if scratch is not None and scratch.exists():
            shutil.rmtree(scratch, ignore_errors=True)
    return folder


def _stands(folder: Path, digests: Mapping[str, str]) -> bool:
    """Whether the folder is there already, whole. A damaged one is moved aside, never deleted."""
    if not folder.exists():
        return False
    if any(finding.kind != "foreign" for finding in verify(folder)):
        numbers = (folder.with_name(f"{folder.name}.damaged-{number}") for number in range(1, 1000))
        folder.rename(next(aside for aside in numbers if not aside.exists()))
        return False
    if manifest_of(folder)["digests"]["portable"] != digests["portable"]:
        raise ResultsError(f"the same run gave other figures before: {folder}", INTEGRITY)
    return True


def read_results(folder: Path | str) -> Results:
    """The tables of a run's folder. ResultsError (integrity) if it is not whole."""
    folder = Path(folder)
    manifest = whole_manifest(folder, "run", "not the results of one run")
    indicators, flows, summary, goals, finance = ((folder / name).read_bytes() for name in TABLES)
    marks = dict(manifest["landmarks"])
    for name in ("census", "below"):
        marks[name] = {int(year): share for year, share in marks[name].items()}
    text = (folder / "scenario.yaml").read_text(encoding="utf-8")
    band = read_csv((folder / "band.csv").read_bytes()) if "band.csv" in manifest["files"] else None
    ensemble = {name: read_csv((folder / name).read_bytes()) for name in ENSEMBLE_FILES if name in manifest["files"]}
    return Results(
        read_csv(indicators), flows, read_csv(summary), read_csv(goals), finance, Landmarks(**marks), manifest, text,
        band, read_histories(folder), ensemble or None,
    )  # fmt: skip
