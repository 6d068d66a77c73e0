"""A region's real figures: its county-level units, their census margins, and published series.

A region is a folder of tidy tables under `sim/data/`; this file knows no region by name.
Units are addressed by position: the units of the county domain sorted by adcode. What
each column is, its unit and its source: the folder's `dictionary.csv` and docs/data.md.
"""

from __future__ import annotations

import csv
import difflib
import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from . import own_figures
from .own_figures import FigureError, OwnFigure, allowed_columns

# Made from the figures by `xiancheng calibrate`, not figures themselves.
FITTED_FILES = ("calibration.json", "carried_2020.json")
# Words about the figures, groups, and what is aimed at: no fit reads them.
NO_FIGURES = ("dictionary.csv", "goals.csv", "region.json")
# Read by runs over the posterior alone, which name its digest themselves.
NOT_OF_EVERY_RUN = ("ensemble.csv", "members.csv", "members.json")
DATA = Path(__file__).parent / "data"

# Lower bounds of the census age groups: 0, 1-4, then five years each, 85 and over.
AGE_FROM: tuple[int, ...] = (0, 1, *range(5, 90, 5))
SEXES = ("male", "female")

class RegionError(ValueError):
    """A name, year or file that the region's tables do not allow; says what they do."""


@dataclass(frozen=True, eq=False)
class Region:
    """The figures of one region, loaded once and not changed.

    `units` holds the county domain (index = position), `all_units` every county-level
    unit; `groups` marks positions. Persons and households are counts, shares 0-1.
    `goal_year` and `goal_share` are the headline one of `goals`, the rows of its table.
    """

    name: str
    units: pd.DataFrame
    all_units: pd.DataFrame
    adcodes: np.ndarray
    groups: dict[str, np.ndarray]
    base_years: tuple[int, ...]
    goal_year: int
    goal_share: float
    known_points: pd.DataFrame
    digest: str
    overridden: bool
    _settings: dict[str, Any]
    _age_sex: dict[int, np.ndarray]
    _province_age_sex: dict[int, np.ndarray]
    _households: dict[int, pd.DataFrame]
    _positions: dict[str, np.ndarray]
    _known: dict[str, dict[int, float]]
    fitted: dict[str, float]
    figures_digest: str
    goals: tuple[dict[str, str], ...]
    own: tuple[OwnFigure, ...] = ()
    own_file: bytes = b""

    def label(self, language: str) -> str:
        """The region's name in `language` ("en" or "zh")."""
        return self._settings["name"][language]

    def domain_label(self, language: str) -> str:
        """What the units together are called ("county domain", 县域)."""
        return self._settings["domain"][language]

    def wording(self, key: str, language: str) -> str:
        """Region-specific wording of `key` ("city", "another_province")."""
        return self._settings["wording"][key][language]

    @property
    def kinds(self) -> dict[str, np.ndarray]:
        """The groups that are declared for the region: all but its prefectures."""
        return {key: self.groups[key] for key in self._settings["groups"]}

    def group_label(self, key: str, language: str) -> str:
        """The name of a group in `language`; a prefecture's is its own name."""
        if key in self._settings["groups"]:
            return self._settings["groups"][key][language]
        if key not in self.groups:
            raise RegionError(_unknown("group", key, self.groups))
        return str(self.units.loc[self.groups[key], f"prefecture_{language}"].iloc[0])

    @property
    def published_level(self) -> dict[str, int]:
        """Indicators whose level is published for the province, and the year whose level counts."""
        return dict(self._settings["published_level"])

    @cached_property
    def towns(self) -> float:
        """Towns of all county-level units together."""
        return float(self.all_units["towns"].sum())

    @cached_property
    def villages(self) -> float:
        """Administrative villages of all county-level units together."""
        return float(self.all_units["village_committees"].sum())

    def residents(self, year: int) -> np.ndarray:
        """Usual residents of each unit on the census day, int64 (units,)."""
        return self._counts("residents", year)

    def urban_residents(self, year: int) -> np.ndarray:
        """Residents whose place is a town or the county seat, int64 (units,)."""
        return self._counts("urban_residents", year)

    def age_sex(self, year: int) -> np.ndarray:
        """Residents by sex (0 male, 1 female) and age group of `AGE_FROM`, int64 (units, 2, 19)."""
        return self._age_sex[self._checked(year)]

    def province_age_sex(self, year: int) -> np.ndarray:
        """The same for the whole province, districts included, int64 (2, 19)."""
        return self._province_age_sex[self._checked(year)]

    def households(self, year: int) -> pd.DataFrame:
        """Family households by size, generations and members 65+, one row a unit, aligned with `units`."""
        return self._households[self._checked(year)].copy()

    def registered_population(self, year: int) -> np.ndarray:
        """Persons registered (hukou) in each unit, int64 (units,).

        The first base year is published. For a later one no unit's is: the first year's is
        scaled by the province's total (assumed, within 5 %), unless the user gives it.
        """
        published = self._counts("registered_population", first := self.base_years[0])
        total = self.known("registered_population", self._checked(year))
        scaled = np.rint(published * (total / self.known("registered_population", first)))
        own = self.own_figure(f"registered_population_{year}")
        return np.where(np.isnan(own), scaled, own).astype(np.int64)

    def own_figure(self, column: str) -> np.ndarray:
        """A figure only users can give, by unit, NaN where none did; float64 (units,)."""
        if column not in self.units:
            return np.full(len(self.units), np.nan)
        return self.units[column].to_numpy(float, copy=True)

    def registered_elsewhere(self, year: int) -> np.ndarray:
        """Residents registered in [another county of the province, another province], int64 (units, 2)."""
        stems = ("registered_other_county", "registered_other_province")
        return np.stack([self._counts(stem, year) for stem in stems], axis=1)

    def known(self, series: str, year: int) -> float:
        """The published value of `series` in `year`, in the unit of `known_points`."""
        values = self.known_series(series)
        if year not in values:
            raise RegionError(f"{series}: no value for {year}; years: {', '.join(map(str, values))}")
        return values[year]

    def known_series(self, series: str) -> dict[int, float]:
        """All published values of `series`, by year."""
        if series not in self._known:
            raise RegionError(_unknown("series", series, self._known))
        return dict(self._known[series])

    def find(self, names: Sequence[str]) -> np.ndarray:
        """Positions of the named units, int64, in the order named, each once.

        A name is a unit's Chinese or English name or adcode, a key of `groups`, or a
        prefecture's name; case does not matter.
        """
        found: dict[int, None] = {}
        for name in names:
            key = str(name).strip().lower()
            if key not in self._positions:
                inside = [other for other, positions in self._positions.items() if len(positions)]
                raise RegionError(_unknown("unit or group", str(name), inside))
            if not len(self._positions[key]):
                raise RegionError(f"{name}: outside the {self.domain_label('en')}")
            found.update(dict.fromkeys(self._positions[key].tolist()))
        return np.array(list(found), dtype=np.int64)

    def _checked(self, year: int) -> int:
        if year not in self.base_years:
            raise RegionError(f"no census of {year}; base years: {', '.join(map(str, self.base_years))}")
        return year

    def _counts(self, stem: str, year: int) -> np.ndarray:
        return self.units[f"{stem}_{self._checked(year)}"].to_numpy(np.int64, copy=True)


def load_region(name: str = "sichuan", overrides: Path | None = None) -> Region:
    """Read the region folder `name`; `overrides` is a file of the user's own figures (docs/data.md)."""
    folder = DATA / name
    if name not in (regions := [path.parent.name for path in sorted(DATA.glob("*/region.json"))]):
        raise RegionError(f"unknown region: {name}; there is: {', '.join(regions)}")
    settings = json.loads((folder / "region.json").read_text("utf-8"))
    years = tuple(settings["base_years"])
    everything = pd.read_csv(folder / "units.csv").sort_values("adcode", ignore_index=True)
    points = pd.read_csv(folder / "known_points.csv")
    known: dict[str, dict[int, float]] = {}
    for series, year, value in zip(points.series, points.year, points.value, strict=True):
        known.setdefault(series, {})[int(year)] = float(value)
    before, domain = everything, everything.in_county_domain
    own = _read_own(overrides, everything[domain], years, known)
    everything = _with_own(everything, own)
    units = _whole_numbers(everything[domain].reset_index(drop=True))
    adcodes = units.adcode.to_numpy(np.int64)

    ages = pd.read_csv(folder / "population_age_sex.csv")
    homes = pd.read_csv(folder / "households.csv").set_index("adcode")
    province = np.array([settings["province_adcode"]])
    province_age_sex = {year: _age_table(ages, year, province)[0] for year in years}
    age_sex = {year: _age_table(ages, year, adcodes) for year in years}
    households = {year: homes[homes.year == year].drop(columns="year").loc[adcodes] for year in years}
    for year in years:
        column = f"residents_{year}"
        for i in np.flatnonzero(units[column] != before.loc[domain, column].to_numpy()):
            ratio = units[column][i] / age_sex[year][i].sum()
            age_sex[year][i] = apportion(age_sex[year][i], units[column][i])
            households[year].iloc[i] = _scaled(households[year].iloc[i], ratio)
        age_sex[year].flags.writeable = province_age_sex[year].flags.writeable = False
        households[year] = households[year].reset_index(drop=True)

    groups = _groups(units, settings["groups"])
    with (folder / "goals.csv").open(encoding="utf-8", newline="") as file:
        goals = tuple(csv.DictReader(file))
    goal = next(row for row in goals if row["goal"] == settings["goal"])
    return Region(
        name, units, everything, adcodes, groups, years, int(goal["year"]), float(goal["value"]),
        points, _digest(folder, overrides), overrides is not None, settings, age_sex, province_age_sex,
        households, _positions(units, everything, groups), known, _fitted(folder),
        _digest(folder, overrides, leave_out=FITTED_FILES + NO_FIGURES), goals, own,
        Path(overrides).read_bytes() if overrides else b"",
    )  # fmt: skip


def _read_own(
    path: Path | None, units: pd.DataFrame, years: Collection[int], known: dict[str, dict[int, float]]
) -> tuple[OwnFigure, ...]:
    """The user's own figures for the units of the domain; RegionError lists every mistake in the file."""
    if path is None:
        return ()
    try:
        return own_figures.read(Path(path), units.set_index("adcode"), allowed_columns(years, known))
    except FigureError as error:
        raise RegionError(str(error)) from error


def _with_own(units: pd.DataFrame, figures: Iterable[OwnFigure]) -> pd.DataFrame:
    """The units with the user's figures in place; columns that are not published are added, empty elsewhere."""
    units = units.copy()
    row_of = dict(zip(units.adcode, units.index, strict=True))
    for figure in figures:
        column = units[figure.column].astype(float) if figure.column in units else np.nan
        units[figure.column] = column
        units.at[row_of[figure.adcode], figure.column] = figure.value
    return units


def apportion(weights: np.ndarray, total: int) -> np.ndarray:
    """Whole numbers in proportion to `weights` that add up to `total`, by largest remainder."""
    quota = weights * (total / weights.sum())
    share = np.floor(quota).astype(np.int64)
    largest = np.argsort(-(quota - share), axis=None, kind="stable")[: int(total) - int(share.sum())]
    share.flat[largest] += 1
    return share


def _age_table(ages: pd.DataFrame, year: int, adcodes: np.ndarray) -> np.ndarray:
    wide = ages[ages.year == year].pivot(index="adcode", columns=["sex", "age_from"], values="persons")
    columns = pd.MultiIndex.from_product([SEXES, AGE_FROM])
    table = wide.reindex(index=adcodes, columns=columns)
    if table.isna().to_numpy().any():
        raise RegionError(f"population_age_sex.csv: {year}: a unit, sex or age group is missing")
    return np.array(table, np.int64).reshape(len(adcodes), 2, len(AGE_FROM))


def _scaled(row: pd.Series, ratio: float) -> pd.Series:
    """A unit's households in proportion to its residents; the generations still add up."""
    scaled = (row * ratio).round().astype(np.int64)
    scaled["family_households"] = scaled[[name for name in row.index if "_generation" in name]].sum()
    return scaled


def _whole_numbers(units: pd.DataFrame) -> pd.DataFrame:
    """Counts that are missing outside the domain are read as floats; inside they are whole."""
    for name, column in units.select_dtypes("float").items():
        if (column % 1 == 0).all():
            units[name] = column.astype(np.int64)
    return units


def _groups(units: pd.DataFrame, declared: dict[str, dict]) -> dict[str, np.ndarray]:
    groups = {key: _members(units, rule) for key, rule in declared.items()}
    for prefecture in units.prefecture_en.unique():
        groups[_prefecture_key(prefecture)] = (units.prefecture_en == prefecture).to_numpy()
    return groups


def _members(units: pd.DataFrame, rule: dict) -> np.ndarray:
    """The units of a declared group: named one by one, or by a column that equals or lies within bounds."""
    if "units" in rule:
        return units["name_zh"].isin(rule["units"]).to_numpy()
    column = units[rule["column"]]
    if "per" in rule:
        column = column / units[rule["per"]].clip(lower=1)
    if "equals" in rule:
        return (column == rule["equals"]).to_numpy()
    return column.between(rule.get("at_least", -np.inf), rule.get("below", np.inf), inclusive="left").to_numpy()


def _prefecture_key(prefecture_en: str) -> str:
    """ "Ya'an" -> "yaan"; "Aba (Ngawa) Tibetan and Qiang ..." -> "aba"."""
    return prefecture_en.split()[0].replace("'", "").lower()


def _positions(units: pd.DataFrame, everything: pd.DataFrame, groups: dict) -> dict[str, np.ndarray]:
    """Every name `find` understands, lower case; units outside the domain have no positions."""
    names: dict[str, np.ndarray] = {}
    for table in (everything[~everything.in_county_domain], units):
        for i, unit in zip(table.index, table.itertuples(), strict=True):
            position = np.array([i] if table is units else [], dtype=np.int64)
            for name in (unit.adcode, unit.name_zh, unit.name_en):
                names[str(name).lower()] = position
    for zh, en in set(zip(units.prefecture_zh, units.prefecture_en, strict=True)):
        for name in (zh, en.lower()):
            names[name] = np.flatnonzero(groups[_prefecture_key(en)])
    return names | {key: np.flatnonzero(members) for key, members in groups.items()}


def _unknown(what: str, name: str, allowed: Iterable[str]) -> str:
    near = difflib.get_close_matches(name.lower(), list(allowed), n=4, cutoff=0.5)
    return f"unknown {what}: {name}" + (f"; near names: {', '.join(near)}" if near else "")


def _fitted(folder: Path) -> dict[str, float]:
    """Parameter values fitted for the region, or none where nothing was fitted yet."""
    path = folder / "calibration.json"
    return json.loads(path.read_text("utf-8"))["fitted"] if path.exists() else {}


def _digest(folder: Path, overrides: Path | None, leave_out: Collection[str] = ()) -> str:
    """sha256 over names and bytes of the folder's files, and the bytes of the overrides."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.iterdir() if path.suffix in (".csv", ".json")):
        if path.name in leave_out or path.name in NOT_OF_EVERY_RUN:
            continue
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode() + content)
    if overrides is not None:
        digest.update(b"overrides\n" + Path(overrides).read_bytes())
    return digest.hexdigest()
