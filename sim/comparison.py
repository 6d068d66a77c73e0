"""A comparison: the tables of paired runs, and their results folder.

    results/compare-<scenarios>/<run id>/
        <scenario>.yaml       resolved, one for each scenario
        paths.csv             scenario x seed x pause answer x group x year: every outcome
        goals.csv             scenario x pause answer x goal: met under how many of the seeds
        differences.csv       what each scenario adds to the first: mean and interval over seeds
        attribution.csv       what each family of levers adds of it (if asked for)
        movers.csv            where the same families live under the first and under the other
        counties.csv          every county under each scenario in the told years, and what was added to it
        profile.csv           who those are who live in town under the other only
        ensemble.csv          bands over members and seeds, of each scenario and of what it adds (if asked for);
        goal_probabilities.csv, variance.csv    how likely each goal is, where the spread comes from
        added.png             the added percentage points by year
        manifest.json
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from . import goals
from .ensemble import ABOUT_GOALS, Ensemble
from .ensemble import COLUMNS as ENSEMBLE_COLUMNS
from .manifest import identity_of, run_id
from .outcomes import KEYS, OUTCOMES, differences, outcomes_of, over_seeds
from .region import Region
from .results import OWN_FILE, Picture, own_data, write_folder
from .scenario import Scenario, resolve_yaml
from .tables import Groups, csv_bytes, groups_of, read_csv, summary
from .verification import whole_manifest

# By scenario and seed, then pause answer: one row per simulated unit and year.
Frames = dict[tuple[str, int], dict[str, pd.DataFrame]]

LABELS = ["label_en", "label_zh"]
INTERVAL = ["mean", "low", "high", "seeds"]
COUNTY_COUNTS = ["residents", "urban_residents", "village_residents", "village_residents_60plus"]
COLUMNS = {
    "paths.csv": ["scenario", "seed", *KEYS, *OUTCOMES],
    "differences.csv": ["scenario", "outcome", "unit", "pause", "group", *LABELS, "year", *INTERVAL],
    "goals.csv": ["scenario", *ABOUT_GOALS, "seeds", "probability", "median_gap"],
    "counties.csv": [
        "scenario", "pause", "adcode", "name_zh", "name_en", "year", *COUNTY_COUNTS, "urban_share",
        "village_60plus_share", *INTERVAL,
    ],
    "attribution.csv": ["scenario", "family", "outcome", "unit", "pause", "group", *LABELS, "year", *INTERVAL],
    "movers.csv": [
        "scenario", "seed", "pause", "year", "place_first", "place", "households", "persons_first", "persons",
    ],
    "profile.csv": [
        "scenario", "pause", "year", "trait", "movers", "drawn", "stayers", "mean", "low", "high", "seeds",
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Attribution:
    """What each family of levers adds of the difference of two scenarios, and what it took to find out."""

    table: pd.DataFrame
    settings: dict[str, Any]
    cost: dict[str, Any]


def goal_years(region: Region, last_year: int) -> list[int]:
    """The years that are told: the goal's, where the run gets there, and the last."""
    return sorted({min(region.goal_year, last_year), last_year})


def with_labels(table: pd.DataFrame, groups: Groups) -> pd.DataFrame:
    """The table with its groups' names in both languages."""
    names = [(key, label.en, label.zh) for key, (label, _) in groups.items()]
    return table.merge(pd.DataFrame(names, columns=["group", *LABELS]), on="group", how="left")


def goals_over_seeds(
    scenarios: Mapping[str, Scenario], region: Region, positions: np.ndarray, frames: Frames
) -> pd.DataFrame:  # fmt: skip
    """How often every scenario meets the region's goals and those of any scenario; only what can be judged."""
    wanted = list(dict.fromkeys(goal for scenario in scenarios.values() for goal in scenario.goals))
    parts = []
    for name in scenarios:
        runs = [answers for (scenario, _), answers in sorted(frames.items()) if scenario == name]
        boards = [goals.scoreboard(wanted, region, positions, answers) for answers in runs]
        judged = boards[0][boards[0]["verdict"].isin([goals.MET, goals.MISSED])]
        parts.append(judged.merge(goals.chances(boards), on=["goal", "pause"]).assign(scenario=name))
    return pd.concat(parts, ignore_index=True)[COLUMNS["goals.csv"]]


def by_county(names: Sequence[str], region: Region, frames: Frames, years: Collection[int]) -> pd.DataFrame:
    """Every county under each scenario, means over seeds, and the points its urban share gained on the first."""
    keys = ["scenario", "pause", "adcode", "year"]
    rows = pd.concat([
        frame.loc[frame["year"].isin(years), ["adcode", "year", *COUNTY_COUNTS]].assign(
            scenario=name, seed=seed, pause=pause)
        for (name, seed), answers in sorted(frames.items()) for pause, frame in sorted(answers.items())
    ], ignore_index=True)  # fmt: skip
    rows["urban_share"] = rows["urban_residents"] / rows["residents"]
    shares = rows.pivot(index=keys, columns="seed", values="urban_share")
    first = shares.xs(names[0], level="scenario")
    gained = over_seeds(pd.concat({name: 100 * (shares.xs(name, level="scenario") - first) for name in names},
                                  names=["scenario"]))  # fmt: skip
    table = rows.groupby(keys)[[*COUNTY_COUNTS, "urban_share"]].mean().join(gained).reset_index()
    aged = table["village_residents_60plus"] / table["village_residents"].where(table["village_residents"] != 0)
    table = table.assign(village_60plus_share=aged).merge(
        region.units[["adcode", "name_zh", "name_en"]], on="adcode", how="left"
    )
    order = table["scenario"].map({name: number for number, name in enumerate(names)})
    table = table.assign(order=order).sort_values(["order", *keys[1:]], kind="stable", ignore_index=True)
    return table[COLUMNS["counties.csv"]]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Scenarios on the same luck; the first is what the others are held against.

    Tables have the columns of COLUMNS; those that were not asked for are None. `frames`
    holds every run's indicators by scenario and seed, then pause answer (see `RunResult`),
    for the units at `positions`. Intervals are Student's over the paired seeds, so they hold
    luck only; those of the `ensemble` hold what is unknown about parameters too.
    """

    scenarios: dict[str, Scenario]
    region: Region
    positions: np.ndarray
    settings: Mapping[str, Any]
    paths: pd.DataFrame
    differences: pd.DataFrame
    goals: pd.DataFrame
    counties: pd.DataFrame
    attribution: pd.DataFrame | None = None
    movers: pd.DataFrame | None = None
    profile: pd.DataFrame | None = None
    ensemble: Ensemble | None = None
    frames: Frames = field(default_factory=dict, repr=False)
    cost: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(
        cls, scenarios: dict[str, Scenario], region: Region, positions: np.ndarray,
        settings: Mapping[str, Any], frames: Frames, **more: Any,
    ) -> Comparison:  # fmt: skip
        """A comparison of runs that are done; paths and differences are worked out from their frames."""
        groups = groups_of(region, positions, counties=True)
        parts = [
            outcomes_of(summary(frames[name, seed], groups)).assign(scenario=name, seed=seed)
            for name in scenarios
            for seed in sorted({seed for _, seed in frames})
        ]
        paths = pd.concat(parts, ignore_index=True)[COLUMNS["paths.csv"]]
        added = with_labels(differences(paths, list(scenarios)), groups)[COLUMNS["differences.csv"]]
        odds = goals_over_seeds(scenarios, region, positions, frames)
        years = goal_years(region, int(paths["year"].max()))
        counties = by_county(list(scenarios), region, frames, years)
        return cls(scenarios, region, positions, settings, paths, added, odds, counties, frames=frames, **more)

    @property
    def names(self) -> tuple[str, ...]:
        """The scenarios' names, the first one first."""
        return tuple(self.scenarios)

    @property
    def seeds(self) -> tuple[int, ...]:
        """The luck seeds all of them ran under."""
        return tuple(sorted(int(seed) for seed in self.paths["seed"].unique()))

    def difference(self, name: str, outcome: str = "urban_share", group: str | None = None) -> pd.DataFrame:
        """What `name` added to the first scenario, by pause answer and year: mean, low and high.

        Shares in percentage points, other outcomes in their own unit. By default of all
        that was simulated.
        """
        group = self.paths["group"].iloc[0] if group is None else group
        table = self.differences
        chosen = table[(table["scenario"] == name) & (table["outcome"] == outcome) & (table["group"] == group)]
        return chosen[["pause", "year", "mean", "low", "high"]].reset_index(drop=True)

    def with_attribution(self, attribution: Attribution) -> Comparison:
        """This comparison with the parts of each family of levers."""
        return replace(
            self, attribution=attribution.table, settings={**self.settings, "attribution": attribution.settings},
            cost={**self.cost, "attribution": attribution.cost},
        )  # fmt: skip

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables there are, by file name."""
        every = {
            "paths.csv": self.paths, "differences.csv": self.differences, "goals.csv": self.goals,
            "counties.csv": self.counties,
            "attribution.csv": self.attribution, "movers.csv": self.movers, "profile.csv": self.profile,
        }  # fmt: skip
        found = {name: table[COLUMNS[name]] for name, table in every.items() if table is not None}
        return found | ({} if self.ensemble is None else self.ensemble.tables)


@dataclass(frozen=True)
class KeptComparison:
    """A comparison's folder in memory: tables by file name, and the manifest."""

    tables: dict[str, pd.DataFrame]
    manifest: dict[str, Any]


def comparison_identity(comparison: Comparison) -> dict[str, Any]:
    """Everything that decides the figures of a comparison, as plain JSON values."""
    scenarios = [scenario.digest for scenario in comparison.scenarios.values()]
    return identity_of({"scenarios": scenarios}, comparison.region, comparison.settings)


def comparison_folder(comparison: Comparison, folder_root: Path | str) -> Path:
    """Where the results of this comparison belong."""
    name = f"compare-{'-'.join(comparison.names)}"[:100]
    return Path(folder_root) / name / run_id(comparison_identity(comparison))


def write_comparison(
    comparison: Comparison, folder_root: Path | str, command: str, pictures: Mapping[str, Picture] | None = None
) -> Path:  # fmt: skip
    """Write the comparison's folder, whole or not at all, and return it; see `results.write_results`."""
    texts = comparison_contents(comparison)
    for name, scenario in comparison.scenarios.items():
        texts[f"{name}.yaml"] = resolve_yaml(scenario).encode("utf-8")
    about = {
        "kind": "comparison",
        "scenarios": list(comparison.names),
        "command": command,
        "own_data": own_data(comparison.region),
        "cost": comparison.cost,
    }
    if comparison.region.overridden:
        texts[OWN_FILE] = comparison.region.own_file
    folder = comparison_folder(comparison, folder_root)
    return write_folder(folder, comparison_identity(comparison), about, texts, pictures)


def comparison_contents(comparison: Comparison) -> dict[str, bytes]:
    """The files of a comparison's figures, by name."""
    return {name: csv_bytes(table) for name, table in comparison.tables.items()}


def read_comparison(folder: Path | str) -> KeptComparison:
    """The tables of a comparison's folder. ResultsError (integrity) if it is not whole."""
    folder = Path(folder)
    manifest = whole_manifest(folder, "comparison", "not the results of a comparison")
    names = [name for name in (*COLUMNS, *ENSEMBLE_COLUMNS) if name in manifest["files"]]
    return KeptComparison({name: read_csv((folder / name).read_bytes()) for name in names}, manifest)
