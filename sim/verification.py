"""Are results whole? What is wrong with a folder, file by file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .manifest import MANIFEST, checksum, is_sealed, manifest_of
from .parquet import read_parquet
from .tables import exact_digest
from .whole_files import INTEGRITY, ResultsError

# Names of folders: a run's, and one that was moved aside.
_RUN_ID = re.compile(r"[0-9a-f]{12}(\.damaged-[0-9]+)?")
# Where a sweep keeps its runs, one file each, while it goes on and afterwards.
SWEEP_FILE, RUNS = "sweep.yaml", "runs"


@dataclass(frozen=True)
class Finding:
    """Something wrong with a folder.

    `kind`: missing, changed, shorter (`about`: bytes there of bytes written), swapped (`about`: the
    file whose content it holds), foreign, unreadable (`about`: why) or misplaced.
    """

    kind: str
    file: str
    about: str = ""


def verify(folder: Path | str) -> list[Finding]:
    """What is wrong with a results folder; an empty list if it is whole."""
    folder = Path(folder)
    if not (folder / MANIFEST).is_file():
        return _unfinished_sweep(folder) if (folder / SWEEP_FILE).is_file() else [Finding("missing", MANIFEST)]
    try:
        manifest = manifest_of(folder)
        sealed, files, exact = is_sealed(manifest), manifest["files"], manifest["digests"]["exact"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return [Finding("unreadable", MANIFEST)]
    if not sealed:
        return [Finding("changed", MANIFEST)]
    found = [finding for name in files if (finding := _file(folder, name, files))]
    if not found and exact_digest({name: (folder / name).read_bytes() for name in files if _digested(name)}) != exact:
        found.append(Finding("changed", MANIFEST))
    if manifest["run_id"] != folder.resolve().name and manifest.get("kind") != "sweep":
        found.append(Finding("misplaced", manifest["run_id"]))
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
    return found + [Finding("foreign", name) for name in sorted(present - set(files) - {MANIFEST})]


def folders_in(root: Path | str) -> Iterator[Path]:
    """Every results folder at or below `root`, and those named by a run id that should be one.

    What calculations keep until they are finished is no result. Without any, `root` itself.
    """
    root = Path(root)
    yield from list(_below(root)) or [root]


def _below(folder: Path) -> Iterator[Path]:
    if any((folder / name).is_file() for name in (MANIFEST, SWEEP_FILE)) or _RUN_ID.fullmatch(folder.name):
        yield folder
        return
    for path in sorted(path for path in folder.iterdir() if path.is_dir()):
        yield from _below(path)


def whole_manifest(folder: Path, kind: str, otherwise: str) -> dict[str, Any]:
    """The manifest of a folder of that kind. ResultsError (integrity) if it is damaged, or (`otherwise`) another."""
    for finding in verify(folder):
        if finding.kind != "foreign":
            raise ResultsError(f"{folder}: {finding.file}: {finding.kind}", INTEGRITY)
    manifest = manifest_of(folder)
    if manifest.get("kind") != kind:
        raise ResultsError(f"{folder}: {otherwise}", INTEGRITY)
    return manifest


def _digested(name: str) -> bool:
    return name.endswith(".csv")


def _file(folder: Path, name: str, files: Mapping[str, Any]) -> Finding | None:
    """What is wrong with one file of the manifest."""
    path = folder / name
    if not path.is_file():
        return Finding("missing", name)
    there = checksum(path)
    if there == files[name]:
        return None
    if other := next((other for other, kept in files.items() if kept == there), None):
        return Finding("swapped", name, other)
    if there["bytes"] < files[name]["bytes"]:
        return Finding("shorter", name, f"{there['bytes']}/{files[name]['bytes']}")
    return Finding("changed", name)


def _unfinished_sweep(folder: Path) -> list[Finding]:
    """The runs a sweep has finished so far vouch for themselves, each under its own name."""
    found = []
    for path in sorted((folder / RUNS).glob("*.parquet")):
        name = path.relative_to(folder).as_posix()
        try:
            _, metadata = read_parquet(path)
        except ResultsError as error:
            found.append(Finding("unreadable", name, str(error)))
            continue
        if metadata.get("run") != path.stem:
            found.append(Finding("swapped", name, f"{metadata.get('run')}.parquet"))
    return found
