"""A results folder opened for reading: what kind it is, its tables, its scenarios. Reports, pictures and exports
read this and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from ruamel.yaml import YAML

from ..manifest import manifest_of
from ..parameters import Label
from ..region import Region, load_region
from ..tables import Landmarks, read_csv
from ..verification import SWEEP_FILE, whole_manifest
from ..whole_files import INTEGRITY, ResultsError
from .failures import UserError
from .strings import text

KINDS = ("run", "comparison", "sweep")
# What a picture or a table may ask for first; folders beyond these are only counted.
MOST_SHOWN = 5


@dataclass(frozen=True)
class KeptScenario:
    """A scenario as a results folder keeps it; every lever with its value before and its dated layers."""

    name: str
    title: Label
    why: Label
    source: Label
    levers: Mapping[str, Mapping[str, Any]]
    parameters: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, eq=False)
class Opened:
    """A whole results folder. Tables are read when first asked for."""

    folder: Path
    kind: str
    manifest: dict[str, Any]
    _tables: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    def has(self, name: str) -> bool:
        """Whether the folder holds the file."""
        return name in self.manifest["files"]

    def table(self, name: str) -> pd.DataFrame:
        """A table of the folder by its file name."""
        if name not in self._tables:
            self._tables[name] = read_csv((self.folder / name).read_bytes())
        return self._tables[name]

    @cached_property
    def region(self) -> Region:
        """The region as it is shipped: names, places and goals; never the user's own figures."""
        return load_region(str(self.settings.get("region", "sichuan")))

    @property
    def settings(self) -> dict[str, Any]:
        """Seeds, scale, years, units."""
        return self.manifest["identity"]["settings"]

    @property
    def run_id(self) -> str:
        """Twelve hexadecimal digits."""
        return str(self.manifest["run_id"])

    @cached_property
    def scenarios(self) -> dict[str, KeptScenario]:
        """The scenarios of the folder by name, the one that others are held against first."""
        if self.kind == "run":
            return {self.manifest["scenario"]: kept_scenario(self.folder / "scenario.yaml")}
        names = self.manifest.get("scenarios", [])
        return {name: kept_scenario(self.folder / f"{name}.yaml") for name in names if self.has(f"{name}.yaml")}

    @property
    def landmarks(self) -> Landmarks:
        """The goal and what was measured; a comparison or sweep keeps neither, so the region's goal stands alone."""
        if "landmarks" not in self.manifest:
            return Landmarks(int(self.region.goal_year), float(self.region.goal_share))
        marks = dict(self.manifest["landmarks"])
        for name in ("census", "below"):
            marks[name] = {int(year): share for year, share in marks[name].items()}
        return Landmarks(**marks)

    @cached_property
    def paths(self) -> pd.DataFrame:
        """The rows by group and year: of a run or a sweep its summary, of a comparison every run's outcomes."""
        return self.table("paths.csv" if self.kind == "comparison" else "summary.csv")

    @property
    def everyone(self) -> str:
        """The key of all that was simulated."""
        return str(self.paths["group"].iloc[0])

    @property
    def whole_domain(self) -> bool:
        """Whether every county of the domain was simulated."""
        return not self.settings.get("units")

    @cached_property
    def overall(self) -> pd.DataFrame:
        """The rows of all that was simulated together."""
        return self.paths[self.paths["group"] == self.everyone]

    @property
    def pauses(self) -> list[str]:
        """The answers to the pause that were run."""
        return sorted(self.paths["pause"].unique())

    @property
    def years(self) -> list[int]:
        """Base year, the goal's year where the run gets there, last year."""
        first, last = int(self.paths["year"].min()), int(self.paths["year"].max())
        return sorted(
            {first, last} | ({self.landmarks.goal_year} if first < self.landmarks.goal_year < last else set())
        )

    @property
    def told_year(self) -> int:
        """The year that is spoken of: the goal's, or the last where the run ends before it."""
        return min(self.landmarks.goal_year, self.years[-1])

    def title(self, language: str) -> str:
        """What the folder is about."""
        if self.kind == "sweep":
            title = kept_scenario(self.folder / SWEEP_FILE).title.in_language(language)
            return title or str(self.manifest.get("sweep", self.folder.name))
        titles = [scenario.title.in_language(language) for scenario in self.scenarios.values()]
        if not titles:
            return str(self.manifest.get("name", self.folder.parent.name))
        first, *others = titles
        if not others:
            return first
        return text("title_compared", language, others=("、" if language == "zh" else ", ").join(others), first=first)

    def place(self, language: str) -> str:
        """The county domain, or the counties by name while they are few."""
        if self.whole_domain:
            return self.region.domain_label(language)
        names = self.county_names[f"name_{language}"]
        if len(names) > MOST_SHOWN:
            return text("some_counties", language, number=len(names))
        return ("、" if language == "zh" else ", ").join(names)

    @cached_property
    def county_names(self) -> pd.DataFrame:
        """Names and coordinates of the simulated counties, by adcode."""
        units = self.region.units.set_index("adcode")[["name_zh", "name_en", "lon", "lat"]]
        asked = self.settings.get("units")
        return units if not asked else units.iloc[self.region.find(list(asked))]


def open_results(folder: Path, language: str) -> Opened:
    """The folder, checked. UserError where there are no results, ResultsError (integrity) where they are damaged."""
    if not folder.is_dir():
        raise UserError(f"{folder}: {text('error_no_folder', language)}")
    if not (folder / "manifest.json").is_file():
        below = sorted(path.parent for path in folder.glob("*/manifest.json"))
        below = below or sorted(path.parent for path in folder.glob("*/*/manifest.json"))
        shown = ", ".join(map(str, below[:MOST_SHOWN])) + (" …" if len(below) > MOST_SHOWN else "")
        raise UserError(f"{folder}: {text('error_no_results', language, below=shown or '–')}")
    try:
        kind = manifest_of(folder).get("kind")
    except (ValueError, AttributeError) as error:
        raise ResultsError(f"{folder}: manifest.json: unreadable", INTEGRITY) from error
    if kind not in KINDS:
        raise UserError(f"{folder}: {text('error_kind', language, kind=kind, allowed=', '.join(KINDS))}")
    return Opened(folder, kind, whole_manifest(folder, kind, f"not a {kind}"))


def kept_scenario(path: Path) -> KeptScenario:
    """A resolved scenario file, as the folder's checksums vouch for it."""
    plain = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))

    def label(key: str) -> Label:
        words = plain.get(key, "")
        return Label(words["en"], words["zh"]) if isinstance(words, dict) else Label(str(words), str(words))

    return KeptScenario(str(plain.get("name", path.stem)), label("title"), label("why"), label("source"),
                        plain.get("levers") or {}, plain.get("parameters") or {})  # fmt: skip
