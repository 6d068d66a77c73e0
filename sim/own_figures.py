"""A user's own county figures: what may be given, how it is checked, how it enters.

A file has the columns adcode, column, value, source; one line replaces or adds one figure of
one unit. Every mistake is listed with its file, line and field.
"""

from __future__ import annotations

import contextlib
import csv
import difflib
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from .parameters import Label

HEADER = ("adcode", "column", "value", "source")
MOST_PROBLEMS = 50


class FigureError(ValueError):
    """The user's file is wrong: one line for each mistake."""


@dataclass(frozen=True)
class Column:
    """A figure that may be given: `low` to `high`, for which `years`, and what the model does with it.

    `years` is "each census", "first census", "last census", "published" (a year in which the
    series of the same name is published for the province) or "" for a column without a year.
    """

    label: Label
    unit: Label
    bounds: tuple[float, float]
    whole: bool
    years: str
    enters: Label


PERSONS, SHARE, YEARS = Label("persons", "人"), Label("share", "比例"), Label("years", "年")
UNITS, YUAN_A_PERSON = Label("units", "个"), Label("yuan per person and year", "元/人·年")
_POPULATION = Label("the synthetic population", "合成人口")
_DISTANCE = Label("distances and the seat's share", "距离与县城占比")
_PULL = Label("the pull of towns", "城镇吸引力")

COLUMNS: dict[str, Column] = {
    "residents": Column(Label("usual residents", "常住人口"), PERSONS, (1, 2e7), True, "each census", _POPULATION),
    "urban_residents": Column(
        Label("urban residents", "城镇常住人口"), PERSONS, (0, 2e7), True, "each census", _POPULATION
    ),
    "registered_population": Column(
        Label("registered population", "户籍人口"), PERSONS, (1, 2e7), True, "each census",
        Label("members away, and the pull of towns", "外出人口与城镇吸引力"),
    ),
    "registered_other_county": Column(
        Label("residents registered in another county", "户籍在省内他县的常住人口"), PERSONS, (0, 2e7), True,
        "each census", _POPULATION,
    ),
    "registered_other_province": Column(
        Label("residents registered in another province", "户籍在外省的常住人口"), PERSONS, (0, 2e7), True,
        "each census", _POPULATION,
    ),
    "city_proper_population": Column(
        Label("residents of the city proper", "城区人口"), PERSONS, (0, 2e7), True, "last census",
        Label("the seat's share of urban residents", "县城占城镇人口比例"),
    ),
    "nonagricultural_hukou_share": Column(
        Label("share with non-agricultural hukou", "非农业户口比例"), SHARE, (0.001, 0.999), False, "first census",
        Label("hukou of the synthetic population, and the pull of towns", "合成人口户籍与城镇吸引力"),
    ),
    "minority_share": Column(
        Label("share of minorities", "少数民族人口比例"), SHARE, (0, 1), False, "first census", _PULL
    ),
    "area_km2": Column(
        Label("area", "面积"), Label("km²", "平方公里"), (1, 1e6), False, "", Label("distances", "距离")
    ),
    "towns": Column(Label("towns", "镇"), UNITS, (0, 500), True, "", _DISTANCE),
    "townships": Column(Label("townships", "乡"), UNITS, (0, 500), True, "", _DISTANCE),
    "subdistricts": Column(Label("subdistricts", "街道"), UNITS, (0, 500), True, "", _DISTANCE),
    "village_committees": Column(
        Label("village committees", "村民委员会"), UNITS, (1, 5000), True, "", Label("number of villages", "村数")
    ),
    "urban_income": Column(
        Label("disposable income of urban residents", "城镇居民人均可支配收入"), YUAN_A_PERSON, (5000, 2e5), False,
        "published",
        Label("wages in town and seat: × this figure / the province's of the year",
              "镇区与县城工资：×本县/全省（同年）"),
    ),
    "rural_income": Column(
        Label("disposable income of rural residents", "农村居民人均可支配收入"), YUAN_A_PERSON, (2000, 1e5), False,
        "published",
        Label("village earnings and farm income: × this figure / the province's of the year",
              "村内劳动收入与农业收入：×本县/全省（同年）"),
    ),
    "seat_house_price": Column(
        Label("house price in the county seat", "县城房价"), Label("yuan per square metre", "元/平方米"),
        (500, 50000), False, "", Label("its price, and the town's in proportion", "县城房价，镇区房价按比例调整"),
    ),
    "land_rent": Column(
        Label("rent of contracted land", "承包地流转租金"), Label("yuan per mu and year", "元/亩·年"), (20, 5000),
        False, "", Label("rent that households receive", "农户所得租金"),
    ),
    "urban_school_places": Column(
        Label("school places in town and seat, primary to senior high", "镇区与县城学位（小学至高中）"),
        Label("places", "个"), (1, 5e6), True, "last census",
        Label("capacity of schools in town and seat in the base year", "基年镇区与县城学校容量"),
    ),
    "hospital_beds": Column(
        Label("hospital beds of the county", "全县医疗卫生机构床位"), Label("beds", "张"), (1, 5e5), True,
        "last census", Label("capacity of health care in town and seat in the base year", "基年镇区与县城医疗容量"),
    ),
}  # fmt: skip

# What may not exceed what, within a year.
_WITHIN = (
    (("urban_residents",), "residents"),
    (("city_proper_population",), "urban_residents"),
    (("registered_other_county", "registered_other_province"), "residents"),
)


@dataclass(frozen=True)
class OwnFigure:
    """One figure of the user's: of which unit (adcode), which column, the value, and who says so."""

    adcode: int
    column: str
    value: float
    source: str


def stem_of(column: str) -> str:
    """The column without its year."""
    head, _, year = column.rpartition("_")
    return head if year.isdecimal() and len(year) == 4 else column


def allowed_columns(base_years: Collection[int], published: Mapping[str, Collection[int]]) -> list[str]:
    """Every column a file may use; `published` gives the years of the province's series."""
    years_of = {"each census": base_years, "first census": [min(base_years)], "last census": [max(base_years)]}
    found = []
    for stem, column in COLUMNS.items():
        years = published.get(stem, ()) if column.years == "published" else years_of.get(column.years, ())
        found += [f"{stem}_{year}" for year in years] if column.years else [stem]
    return found


def read(path: Path, units: pd.DataFrame, allowed: Collection[str]) -> tuple[OwnFigure, ...]:
    """The figures of the file for `units` (of the county domain, by adcode); FigureError lists every mistake."""
    problems: list[str] = []
    lines: dict[tuple[int, str], int] = {}
    figures: list[OwnFigure] = []
    for line, entry in _entries(path):
        where = f"{path}:{line}"
        if None in entry or None in entry.values():
            problems.append(f"{where}: line: must have the four fields {','.join(HEADER)}")
            continue
        wrong, figure = _checked(entry, units, allowed)
        problems += [f"{where}: {problem}" for problem in wrong]
        if figure is None:
            continue
        key = (figure.adcode, figure.column)
        if key in lines:
            problems.append(f"{where}: column: {figure.column} of {figure.adcode} is here twice (line {lines[key]})")
        else:
            lines[key] = line
            figures.append(figure)
    if not figures and not problems:
        problems.append(f"{path}:1: line: no figure in the file")
    if not problems:
        problems = [f"{path}:{lines[key]}: {problem}" for key, problem in _contradictions(figures, units)]
    if len(problems) > MOST_PROBLEMS:
        problems[MOST_PROBLEMS:] = [f"{path}: {len(problems) - MOST_PROBLEMS} more mistakes are not listed"]
    if problems:
        raise FigureError("\n".join(problems))
    return tuple(figures)


def _entries(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != HEADER:
                raise FigureError(f"{path}:1: header: must be {','.join(HEADER)}")
            for entry in reader:
                yield reader.line_num, entry
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FigureError(f"{path}: cannot be read as UTF-8 CSV: {error}") from error


def _checked(
    entry: dict[str, str], units: pd.DataFrame, allowed: Collection[str]
) -> tuple[list[str], OwnFigure | None]:
    """What is wrong with a line, and its figure if nothing is."""
    adcode, column, text, source = (entry[name].strip() for name in HEADER)
    wrong = []
    if not adcode.isdecimal() or int(adcode) not in units.index:
        known = {**dict(zip(units["name_zh"], units.index, strict=True)),
                 **dict(zip(units["name_en"].str.lower(), units.index, strict=True))}  # fmt: skip
        meant = known.get(adcode.lower())
        hint = f"; did you mean {meant}?" if meant else _near(adcode, map(str, units.index))
        wrong.append(f"adcode: {adcode} is none of the {len(units)} units of the county domain{hint}")
    if column not in allowed:
        near = _near(column, allowed)
        wrong.append(f"column: {column} is not used by the model{near}; used: {', '.join(allowed)}")
    if not source:
        wrong.append("source: every figure names its source")
    value = math.nan
    if column in allowed:
        kind = COLUMNS[stem_of(column)]
        low, high = kind.bounds
        with contextlib.suppress(ValueError):
            value = float(text)
        if not low <= value <= high or (kind.whole and value % 1):
            number = "whole number" if kind.whole else "number"
            wrong.append(f"value: {text} is not a {number} from {low:.10g} to {high:.10g} ({kind.unit.en})")
    return wrong, None if wrong else OwnFigure(int(adcode), column, value, source)


def _near(written: str, known: Collection[str] | map[str]) -> str:
    near = difflib.get_close_matches(written, list(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""


def _contradictions(
    figures: list[OwnFigure], units: pd.DataFrame
) -> Iterator[tuple[tuple[int, str], str]]:
    """Parts that exceed their whole once the figures are in place, at the figure that is to blame."""
    own = {(figure.adcode, figure.column): figure.value for figure in figures}
    for adcode, column in own:
        year = column[-4:]
        for parts, whole in _WITHIN:
            if stem_of(column) not in (*parts, whole):
                continue

            def now(stem: str, adcode: int = adcode, year: str = year) -> float:
                name = f"{stem}_{year}"
                published = units[name][adcode] if name in units else 0.0
                return float(own.get((adcode, name), published))

            inside, limit = sum(map(now, parts)), now(whole)
            if inside > limit:  # false where a figure is missing
                yield (adcode, column), (
                    f"value: in {year}, {' + '.join(parts)} of {adcode} ({inside:.0f}) "
                    f"may not exceed {whole} ({limit:.0f})"
                )
