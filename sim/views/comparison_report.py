"""A finished comparison: kept in its folder, and shown as what each scenario added to the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import pandas as pd
from rich.text import Text

from ..region import Region
from ..results import NOT_IDENTITY, package_digest, run_id, write_folder
from ..scenario import Scenario, resolve_yaml
from ..tables import csv_bytes
from .strings import text
from .terminal import comparison_table, console

COLUMNS = ["scenario", "pause", "seed", "year", "urban_share"]


class Compared(Protocol):
    """What is read of a comparison.

    `paths` has one row per scenario, seed, pause answer and year, with `urban_share` (0-1);
    `difference(name)` has one row per pause answer and year, with mean, low and high in pp
    against the first scenario, paired by seed.
    """

    @property
    def paths(self) -> pd.DataFrame: ...

    def difference(self, name: str) -> pd.DataFrame: ...


def keep_comparison(
    comparison: Compared, scenarios: Sequence[Scenario], region: Region, settings: Mapping[str, Any],
    out: Path, command: str,
) -> tuple[Path, bool]:  # fmt: skip
    """Write the comparison's folder; returns it and whether the identical one was there already."""
    identity = {
        "scenarios": [scenario.digest for scenario in scenarios],
        "region": region.digest,
        "package": package_digest(),
        "settings": {key: value for key, value in settings.items() if key not in NOT_IDENTITY},
    }
    names = [scenario.name for scenario in scenarios]
    folder = out / f"compare-{'-'.join(names)}"[:100] / run_id(identity)
    before = folder.stat().st_mtime_ns if folder.exists() else None
    differences = pd.concat(
        [comparison.difference(name).assign(scenario=name) for name in names[1:]], ignore_index=True
    )
    texts = {
        "comparison.csv": csv_bytes(comparison.paths[COLUMNS]),
        "differences.csv": csv_bytes(differences[["scenario", "pause", "year", "mean", "low", "high"]]),
        **{f"{scenario.name}.yaml": resolve_yaml(scenario).encode() for scenario in scenarios},
    }
    about = {"kind": "comparison", "scenarios": names, "command": command, "own_data": region.overridden}
    write_folder(folder, identity, about, texts)
    return folder, folder.stat().st_mtime_ns == before


def show_comparison(
    comparison: Compared,
    scenarios: Sequence[Scenario],
    region: Region,
    settings: Mapping[str, Any],
    language: str,
) -> None:
    """The first scenario's level, what each other one added, and what the interval holds."""
    out, (reference, *others) = console(), scenarios
    paths = comparison.paths
    years = [year for year in (region.goal_year, paths["year"].max()) if year in set(paths["year"])]
    cases = [(pause, year) for pause in sorted(paths["pause"].unique()) for year in dict.fromkeys(years)]
    title = reference.title.in_language(language)
    mine = paths[paths["scenario"] == reference.name]
    levels = mine.groupby(["pause", "year"])["urban_share"].mean()
    rows = [(text("level_of", language, scenario=title), [f"{100 * levels[case]:.2f} %" for case in cases])]
    for scenario in others:
        added = comparison.difference(scenario.name).set_index(["pause", "year"])
        cells = [
            f"{row['mean']:+.3f} [{row['low']:+.3f}, {row['high']:+.3f}]"
            for row in (added.loc[case] for case in cases)
        ]
        rows.append((scenario.title.in_language(language), cells))
    out.print(
        comparison_table(title, rows, cases, language, seeds=settings["seeds"], scale=settings["scale"])
    )
    notes = ["luck_only", "pause_note"] if paths["pause"].nunique() > 1 else ["luck_only"]
    for note in (*notes, *(["own_data"] if region.overridden else [])):
        out.print(Text(text(note, language)))
