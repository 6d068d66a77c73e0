"""A finished comparison: kept in its folder, and shown as what each scenario added to the first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from ..region import Region
from ..results import NOT_IDENTITY, OWN_FILE, own_data, package_digest, run_id, write_folder
from ..scenario import Scenario, resolve_yaml
from ..tables import csv_bytes
from .own_data import own_data_note
from .strings import text
from .terminal import comparison_table, console

COLUMNS = ["scenario", "pause", "seed", "year", "urban_share"]


class Compared(Protocol):
    """What is read of a comparison.

    `paths` has one row per scenario (as it was named to `compare`), seed, pause answer and
    year, with `urban_share` (0-1); `difference(name)` has one row per pause answer and year,
    with mean, low and high in pp against the first scenario, paired by seed.
    """

    @property
    def paths(self) -> pd.DataFrame: ...

    def difference(self, name: str) -> pd.DataFrame: ...


def keep_comparison(
    comparison: Compared, scenarios: Mapping[str, Scenario], region: Region, settings: Mapping[str, Any],
    out: Path, command: str,
) -> tuple[Path, bool]:  # fmt: skip
    """Write the comparison's folder; returns it and whether the identical one was there already."""
    identity = {
        "scenarios": [scenario.digest for scenario in scenarios.values()],
        "region": region.digest,
        "package": package_digest(),
        "settings": {key: value for key, value in settings.items() if key not in NOT_IDENTITY},
    }
    names = {given: scenario.name for given, scenario in scenarios.items()}
    folder = out / f"compare-{'-'.join(names.values())}"[:100] / run_id(identity)
    before = folder.stat().st_mtime_ns if folder.exists() else None
    differences = pd.concat(
        [comparison.difference(given).assign(scenario=name) for given, name in list(names.items())[1:]],
        ignore_index=True,
    )
    texts = {
        "comparison.csv": csv_bytes(comparison.paths.replace({"scenario": names})[COLUMNS]),
        "differences.csv": csv_bytes(differences[["scenario", "pause", "year", "mean", "low", "high"]]),
        **{f"{scenario.name}.yaml": resolve_yaml(scenario).encode() for scenario in scenarios.values()},
    }
    about = {
        "kind": "comparison",
        "scenarios": list(names.values()),
        "command": command,
        "own_data": own_data(region),
    }
    if region.overridden:
        texts[OWN_FILE] = region.own_file
    write_folder(folder, identity, about, texts)
    return folder, folder.stat().st_mtime_ns == before


def show_comparison(
    comparison: Compared, scenarios: Mapping[str, Scenario], region: Region, settings: Mapping[str, Any],
    language: str,
) -> None:  # fmt: skip
    """The first scenario's level, what each other one added, and what the interval holds."""
    titles = {given: scenario.title.in_language(language) for given, scenario in scenarios.items()}
    (reference, title), *others = titles.items()
    paths, out = comparison.paths, console()
    last = int(paths["year"].max())
    years = sorted({min(region.goal_year, last), last})
    cases = [(pause, year) for pause in sorted(paths["pause"].unique()) for year in years]
    levels = paths[paths["scenario"] == reference].groupby(["pause", "year"])["urban_share"].mean()
    rows = [(text("level_of", language, scenario=title), [f"{100 * levels[case]:.2f} %" for case in cases])]
    for given, name in others:
        added = comparison.difference(given).set_index(["pause", "year"])
        rows.append((name, [_with_interval(added.loc[case]) for case in cases]))
    out.print(
        comparison_table(title, rows, cases, language, seeds=settings["seeds"], scale=settings["scale"])
    )
    notes = ["luck_only"]
    notes += ["pause_note"] if paths["pause"].nunique() > 1 else []
    for note in notes:
        out.print(text(note, language))
    if region.overridden:
        out.print(own_data_note(region, language))


def _with_interval(row: pd.Series) -> str:
    return f"{row['mean']:+.3f}\n[{row['low']:+.3f}, {row['high']:+.3f}]"
