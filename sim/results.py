"""The results folder: written once, read back, and able to prove itself.

    results/<scenario>/<run id>/
        scenario.yaml     resolved: every default filled, runs again as it is
        indicators.csv    pause answer x unit x year
        flows.csv         pause answer x unit x year x flow x from x to
        summary.csv       pause answer x group x year
        goals.csv         pause answer x goal: met or missed, by how much, since when
        band.csv          low, median and high of the urban share over the assumed strengths, if asked for
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
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .histories import Histories, read_histories
from .region import Region
from .scenario import resolve_yaml
from .tables import (
    TABLES,
    Landmarks,
    Run,
    csv_bytes,
    exact_digest,
    landmarks,
    portable_digest,
    read_csv,
    tables,
)
from .whole_files import INTEGRITY, ResultsError, sync

SCHEMA = 1
# Threads never change a figure; a data file counts by its content, which the region's digest holds.
NOT_IDENTITY = frozenset({"threads", "data"})
PACKAGES = (
    "xiancheng", "numpy", "numba", "pandas", "pyarrow", "scipy", "mesa", "pydantic", "ruamel.yaml", "matplotlib",
)  # fmt: skip
# The user's own county figures, byte for byte, kept beside what was made with them.
OWN_FILE = "own_figures.csv"

Picture = Callable[[Path], object]


@dataclass(frozen=True)
class Results:
    """A results folder in memory: its tables (columns in `tables.COLUMNS`) and where they came from.

    `histories` are the households followed, None if none were.
    """

    indicators: pd.DataFrame
    flows: pd.DataFrame
    summary: pd.DataFrame
    goals: pd.DataFrame
    finance: pd.DataFrame
    landmarks: Landmarks
    manifest: dict[str, Any]
    scenario_yaml: str
    band: pd.DataFrame | None = None
    histories: Histories | None = None


@dataclass(frozen=True)
class Finding:
    """Something wrong with a folder. `kind`: missing, changed, foreign, unreadable or misplaced."""

    kind: str
    file: str


@cache
def package_digest() -> str:
    """SHA-256 of this package's source files and data tables, blind to line endings; taken once a process."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.suffix in (".py", ".csv")):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def identity(run: Run) -> dict[str, Any]:
    """Everything that decides the figures of a run, as plain JSON values."""
    return identity_of({"scenario": run.scenario.digest}, run.region, run.settings)


def identity_of(what: Mapping[str, Any], region: Region, settings: Mapping[str, Any]) -> dict[str, Any]:
    """`what` was run, in which region, by which sources and under which settings: plain JSON values."""
    return json.loads(_json({
        **what,
        "region": region.digest,
        "package": package_digest(),
        "settings": {key: value for key, value in settings.items() if key not in NOT_IDENTITY},
    }))  # fmt: skip


def run_id(identity: Mapping[str, Any]) -> str:
    """Twelve hexadecimal digits for an identity."""
    return hashlib.sha256(_json(identity).encode()).hexdigest()[:12]


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
    texts = {name: csv_bytes(table) for name, table in tables(run).items()}
    texts["scenario.yaml"] = resolve_yaml(run.scenario).encode("utf-8")
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
        texts |= run.histories.contents()
        about["households_followed"] = int(run.histories.households["household"].nunique())
    return write_folder(results_folder(run, folder_root), identity(run), about, texts, pictures)


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
) -> Path:
    """Write `texts` (file name to bytes), pictures and their manifest as `folder`, whole or not at all."""
    contents = {name: content for name, content in texts.items() if name.endswith(".csv")}
    digests = {"exact": exact_digest(contents), "portable": portable_digest(contents)}
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
        files = {path.name: _checksum(path) for path in sorted(scratch.iterdir())}
        manifest = {"schema": SCHEMA, "run_id": run_id(identity), "identity": identity, **about,
                    **_environment(), "digests": digests, "files": files}  # fmt: skip
        manifest["seal"] = _seal(manifest)
        (scratch / "manifest.json").write_bytes((_json(manifest, indent=2) + "\n").encode())
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
        raise ResultsError(f"cannot write {folder}: {error.strerror or error}") from error
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
    indicators, flows, summary, goals, finance = (read_csv((folder / name).read_bytes()) for name in TABLES)
    marks = dict(manifest["landmarks"])
    for name in ("census", "below"):
        marks[name] = {int(year): share for year, share in marks[name].items()}
    text = (folder / "scenario.yaml").read_text(encoding="utf-8")
    band = read_csv((folder / "band.csv").read_bytes()) if "band.csv" in manifest["files"] else None
    return Results(
        indicators, flows, summary, goals, finance, Landmarks(**marks), manifest, text, band, read_histories(folder)
    )


def whole_manifest(folder: Path, kind: str, otherwise: str) -> dict[str, Any]:
    """The manifest of a folder of that kind. ResultsError (integrity) if it is damaged, or (`otherwise`) another."""
    for finding in verify(folder):
        if finding.kind != "foreign":
            raise ResultsError(f"{folder}: {finding.file}: {finding.kind}", INTEGRITY)
    manifest = manifest_of(folder)
    if manifest.get("kind") != kind:
        raise ResultsError(f"{folder}: {otherwise}", INTEGRITY)
    return manifest


def verify(folder: Path | str) -> list[Finding]:
    """What is wrong with a results folder; an empty list if it is whole."""
    folder = Path(folder)
    if not (folder / "manifest.json").is_file():
        return [Finding("missing", "manifest.json")]
    try:
        manifest = manifest_of(folder)
        sealed = manifest["seal"] == _seal(manifest) and manifest["run_id"] == run_id(manifest["identity"])
        files, exact = manifest["files"], manifest["digests"]["exact"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return [Finding("unreadable", "manifest.json")]
    if not sealed:
        return [Finding("changed", "manifest.json")]
    found, contents = [], {}
    for name, expected in files.items():
        path = folder / name
        if not path.is_file():
            found.append(Finding("missing", name))
        elif _checksum(path) != expected:
            found.append(Finding("changed", name))
        elif name.endswith(".csv"):
            contents[name] = path.read_bytes()
    if not found and exact_digest(contents) != exact:
        found.append(Finding("changed", "manifest.json"))
    if manifest["run_id"] != folder.resolve().name:
        found.append(Finding("misplaced", manifest["run_id"]))
    present = {path.name for path in folder.iterdir()} - {"manifest.json"}
    return found + [Finding("foreign", name) for name in sorted(present - set(files))]


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of a folder, unchecked."""
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def _json(value: Any, indent: int | None = None) -> str:
    def plain(other: Any) -> Any:
        return other.tolist() if isinstance(other, np.generic | np.ndarray) else str(other)

    return json.dumps(value, sort_keys=True, ensure_ascii=False, indent=indent, default=plain)


def _seal(manifest: Mapping[str, Any]) -> str:
    """The manifest's own checksum, over everything in it but the seal."""
    rest = {key: value for key, value in manifest.items() if key != "seal"}
    return hashlib.sha256(_json(rest).encode()).hexdigest()


def _environment() -> dict[str, Any]:
    versions = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "not installed"
    machine = {"system": platform.system(), "machine": platform.machine(), "processors": os.cpu_count()}
    return {"versions": versions, "platform": machine}


def _checksum(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
