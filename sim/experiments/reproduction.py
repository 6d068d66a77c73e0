"""What a results folder says is run again, from the folder alone, and held against what it holds.

On the platform where it was made every figure must come out to the last bit; on another one, to nine
significant digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from ..comparison import comparison_contents
from ..manifest import environment, manifest_of, package_digest
from ..parquet import read_parquet
from ..region import RegionError
from ..results import OWN_FILE, contents_of
from ..scenario import ScenarioError
from ..table_differences import TableDifference, difference
from ..tables import read_csv
from ..verification import verify
from ..whole_files import INTEGRITY, ResultsError
from .attribution import attribute, plan_attribution
from .band import with_band
from .compare import compare
from .ensemble import compared_with_ensemble, with_ensemble
from .run import Progress, run
from .sweeps.again import runs_again

Made = Mapping[str, bytes]

DIGITS = 9
SWEEP = "sweep"
# Of a run's settings, those that are options of `run` by the same name.
OPTIONS = ("scale", "world_seed", "units", "pause", "region", "changes")


@dataclass(frozen=True)
class Change:
    """A version, source or machine that is another now than when the folder was made."""

    what: str
    then: str
    now: str


@dataclass(frozen=True)
class Reproduction:
    """What came of it: the tables that differ, and what has changed since.

    `exact` says whether every bit had to be the same; `missing` are files that this version does not make.
    """

    folder: Path
    tables: int
    exact: bool
    differences: tuple[TableDifference, ...]
    missing: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def identical(self) -> bool:
        """Whether every table came out again."""
        return not self.differences and not self.missing


def reproduce(
    folder: Path | str, *, sample: int | None = None, workers: int | None = None, threads: int | None = None,
    progress: Progress | None = None,
) -> Reproduction:  # fmt: skip
    """Run what the folder says again and compare. ResultsError (integrity) if it is not whole or cannot be run.

    Of a sweep's runs `sample` takes so many, and `workers` is how many at a time.
    """
    folder = Path(folder)
    for finding in verify(folder):
        if finding.kind not in ("foreign", "misplaced"):
            raise ResultsError(f"{folder}: {finding.file}: {finding.kind}", INTEGRITY)
    manifest = manifest_of(folder)
    kind = manifest["kind"]
    if kind not in (*AGAIN, SWEEP):
        allowed = ", ".join((*AGAIN, SWEEP))
        raise ResultsError(f"{folder}: nothing that can be run again ({kind}); allowed: {allowed}", INTEGRITY)
    changes = changes_since(manifest)
    try:
        if kind == SWEEP:
            region = manifest["identity"]["settings"]["region"]
            runs = runs_again(folder, region, sample=sample, workers=workers, threads=threads, progress=progress)
            return _held(folder, runs, {name: made for name, made in runs.items() if made is not None}, changes)
        made = AGAIN[kind](folder, manifest, threads, progress)
    except (ScenarioError, RegionError) as error:
        since = "; ".join(f"{change.what} {change.then} → {change.now}" for change in changes)
        raise ResultsError(f"{folder}: cannot be run by this version ({since}): {error}", INTEGRITY) from error
    return held_against(folder, manifest, made, changes)


def held_against(
    folder: Path, manifest: Mapping[str, Any], made: Made, changes: tuple[Change, ...] = ()
) -> Reproduction:  # fmt: skip
    """What the folder holds, against the files made anew."""
    names = [name for name in manifest["files"] if name.endswith((".csv", ".parquet")) and name != OWN_FILE]
    return _held(folder, names, made, changes)


def _held(folder: Path, names: Iterable[str], made: Made, changes: tuple[Change, ...]) -> Reproduction:
    exact = not any(change.what == "platform" for change in changes)
    missing = tuple(name for name in names if name not in made)
    kept = {name: (folder / name).read_bytes() for name in names if name in made}
    found = [
        difference(name, _table(name, content), _table(name, made[name]), None if exact else DIGITS)
        for name, content in kept.items()
        if content != made[name]
    ]
    return Reproduction(folder, len(kept), exact, tuple(filter(None, found)), missing, changes)


def changes_since(manifest: Mapping[str, Any]) -> tuple[Change, ...]:
    """What is another now than when the folder was made: sources, versions of packages, platform."""
    now = environment()
    versions, machine = manifest["versions"], manifest["platform"]
    then_and_now = [
        ("sources", manifest["identity"]["package"][:12], package_digest()[:12]),
        *((name, versions.get(name, "?"), version) for name, version in now["versions"].items()),
        ("platform", _platform(machine), _platform(now["platform"])),
    ]
    return tuple(Change(*each) for each in then_and_now if each[1] != each[2])


def _platform(machine: Mapping[str, Any]) -> str:
    """The kind of machine; how many processors it has moves no figure."""
    return f"{machine['system']} {machine['machine']}"


def _table(name: str, content: bytes) -> pd.DataFrame:
    return read_parquet(content)[0] if name.endswith(".parquet") else read_csv(content)


def _run_again(folder: Path, manifest: Mapping[str, Any], threads: int | None, progress: Progress | None) -> Made:
    settings, options = _options(folder, manifest, threads, {"luck_seed", "histories", "band", "ensemble"})
    result = run(
        folder / "scenario.yaml", luck_seed=settings["luck_seed"], histories=settings.get("histories", 0), once=True,
        progress=progress, **options,
    )  # fmt: skip
    if band := settings.get("band"):
        result = with_band(result, draws=band["draws"], threads=threads, progress=progress)
    if replicates := settings.get("ensemble"):
        result = with_ensemble(result, **replicates, progress=progress)
    return contents_of(result)


def _compare_again(folder: Path, manifest: Mapping[str, Any], threads: int | None, progress: Progress | None) -> Made:
    settings, options = _options(folder, manifest, threads, {"seeds", "movers", "attribution", "ensemble"})
    scenarios = [folder / f"{name}.yaml" for name in manifest["scenarios"]]
    comparison = compare(
        scenarios, seeds=settings["seeds"], movers=settings["movers"], progress=progress, **options
    )
    if asked := settings.get("attribution"):
        plan = plan_attribution(*scenarios, **{**options, "scale": asked["scale"], "seeds": asked["seeds"]})
        comparison = comparison.with_attribution(attribute(plan, progress))
    if replicates := settings.get("ensemble"):
        comparison = compared_with_ensemble(comparison, **replicates, data=options["data"], progress=progress)
    return comparison_contents(comparison)


def _options(
    folder: Path, manifest: Mapping[str, Any], threads: int | None, besides: set[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The settings of a folder, and those of them that are options of a run, with the user's own figures."""
    settings = manifest["identity"]["settings"]
    if unknown := set(settings) - {*OPTIONS, "years", *besides}:
        names = ", ".join(sorted(unknown))
        raise ResultsError(f"{folder}: made with settings that this version cannot repeat: {names}", INTEGRITY)
    own = folder / OWN_FILE
    options = {name: settings[name] for name in OPTIONS} | {
        "years": tuple(settings["years"]), "data": own if own.is_file() else None, "threads": threads,
    }  # fmt: skip
    return settings, options


# How each kind of folder is made again: its files of figures, by name.
AGAIN: dict[str, Callable[[Path, Mapping[str, Any], int | None, Progress | None], Made]] = {
    "run": _run_again,
    "comparison": _compare_again,
}
