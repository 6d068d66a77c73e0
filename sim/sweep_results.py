"""A finished sweep, read back: what was varied, what came of it, which runs meet a goal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from .goals import AT_MOST, SIMULATED, Goal, judged_on
from .parquet import read_dictionary, read_parquet
from .region import Region
from .tables import read_csv
from .verification import whole_manifest

SUMMARY, RUNS_CSV = "summary.parquet", "runs.csv"
# The columns of a summary that were not varied.
FIXED = ("run", "scenario", "seed", "pause", "group", "year", "outcome", "value")


class NotKept(ValueError):
    """A sweep did not keep what is asked for; says what it did."""


@dataclass(frozen=True, eq=False)
class SweepResults:
    """`summary` has one row per run, pause answer, group, year and outcome, with what was varied.

    What a run left as its scenario has it is missing in its column. `runs` has one row per run,
    failed ones with their reason. `dictionary` has unit and meaning of columns, `outcomes` those
    of outcomes.
    """

    summary: pd.DataFrame
    runs: pd.DataFrame
    manifest: Mapping[str, Any]
    dictionary: Mapping[str, Mapping[str, str]]
    outcomes: Mapping[str, Mapping[str, str]]

    @property
    def variables(self) -> list[str]:
        """The columns of what was varied: names of levers and parameters, `NAME@GROUP` where aimed."""
        return [name for name in self.summary.columns if name not in FIXED]

    @property
    def numbers(self) -> list[str]:
        """Those of them that are plain numbers and take more than one value."""
        kinds = self.summary.dtypes
        return [name for name in self.variables if kinds[name].kind == "f" and self.summary[name].nunique() > 1]

    @property
    def group(self) -> str:
        """All that was simulated, or the first group that was kept."""
        return str(self.summary["group"].iloc[0])

    def label(self, name: str, language: str) -> str:
        """The words for a variable or an outcome, with its unit."""
        about = self.outcomes.get(name) or self.dictionary.get(name) or {}
        words = about.get(language, name)
        return f"{words} ({unit})" if (unit := about.get("unit")) and language == "en" else words

    def values(self, outcome: str, year: int, group: str | None = None) -> pd.DataFrame:
        """One row per run and pause answer: run, scenario, seed, pause, what was varied, and `value`. NotKept."""
        group = self.group if group is None else group
        table = self.summary
        for column, wanted in (("outcome", outcome), ("group", group), ("year", year)):
            if wanted not in (kept := table[column].unique()):
                raise NotKept(f"{column} {wanted} was not kept; allowed: {', '.join(map(str, kept))}")
            table = table[table[column] == wanted]
        columns = ["run", "scenario", "seed", "pause", *self.variables, "value"]
        return table[columns].reset_index(drop=True)

    def judged(self, goal: Goal, region: Region) -> pd.DataFrame:
        """`values` of what a goal is about, and whether each run meets it (`met`). NotKept."""
        if (basis := judged_on(goal, region)) != SIMULATED:
            raise NotKept(f"{goal.line} is judged on {basis}, which a sweep does not keep")
        table = self.values(goal.indicator, goal.year, goal.group or self._units_key(goal, region))
        above = table["value"] <= goal.value if goal.comparison == AT_MOST else table["value"] >= goal.value
        return table.assign(met=above)

    def _units_key(self, goal: Goal, region: Region) -> str:
        """The key under which the figures of a goal's units are kept."""
        adcodes = region.adcodes[region.find(list(goal.units))]
        if len(adcodes) > 1:
            raise NotKept(f"{goal.place}: a sweep keeps single counties and groups")
        return str(adcodes[0])


def read_sweep(folder: Path | str) -> SweepResults:
    """The tables of a finished sweep's folder. ResultsError (integrity) if it is not whole."""
    folder = Path(folder)
    manifest = whole_manifest(folder, "sweep", "not the results of a sweep")
    summary, about = read_parquet(folder / SUMMARY)
    runs = read_csv((folder / RUNS_CSV).read_bytes())
    return SweepResults(summary, runs, manifest, read_dictionary(folder / SUMMARY), about.get("outcomes", {}))
