"""One county: what is measured, derived and assumed for it, and the counties most like it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import pandas as pd
from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ..comparable import Trait, nearest, traits
from ..own_figures import COLUMNS, PERSONS, SHARE, Column, stem_of
from ..parameters import Label
from ..region import DATA, Region, RegionError
from ..submodels import DECLARATIONS
from .catalogue import Record, ToTable
from .own_data import own_data_note
from .strings import text

STATUSES = ("own", "measured", "derived", "assumed")
MOST_ALIKE = 8
# Published figures that no rule uses: they only serve to compare counties.
UNUSED = {
    "registered_other_township_same_county": (
        Label("residents registered in another township of the county", "户籍在本县其他乡镇的常住人口"), PERSONS
    ),
    "education_years": (Label("mean years of schooling", "平均受教育年限"), Label("years", "年")),
    "agricultural_employment_share": (Label("share of the employed in farming", "农业就业比例"), SHARE),
}  # fmt: skip
# What stands in for a price nobody publishes by county.
STAND_IN = {"seat_house_price": "house_price_seat", "land_rent": "land_rent"}


def county(region: Region, name: str, language: str) -> tuple[list[Record], ToTable]:
    """Every figure of one county, then the counties most like it; RegionError if `name` is not one county."""
    found = region.find([name])
    if len(found) != 1:
        raise RegionError(text("error_one_county", language, name=name, units=len(found)))
    position = int(found[0])
    records = [*_figures(region, position), *_alike(region, position)]

    def to_table(kept: Sequence[Record]) -> RenderableType:
        return Group(*_shown(region, position, kept, language))

    return records, to_table


def _record(
    key: str, label: Label, unit: Label, year: int | None, value: float, status: str, *, trust: str = "",
    source: str = "", note: Label | None = None,
) -> Record:  # fmt: skip
    note = note or Label("", "")
    number = None if math.isnan(value) else int(value) if value % 1 == 0 else round(value, 6)
    return {
        "part": "figure", "key": key, "label_en": label.en, "label_zh": label.zh, "value": number,
        "unit_en": unit.en, "unit_zh": unit.zh, "year": year, "status": status, "trust": trust,
        "source": source, "note_en": note.en, "note_zh": note.zh,
    }  # fmt: skip


def _figures(region: Region, position: int) -> Iterator[Record]:
    """Own, measured, derived and assumed figures of one unit."""
    everything = [*_published(region, position), *_derived(region, position), *_assumed(region, position)]
    yield from sorted(everything, key=lambda record: STATUSES.index(str(record["status"])))


def _published(region: Region, position: int) -> Iterator[Record]:
    """Figures of units.csv as the dictionary describes them, or as the user gives them."""
    dictionary = pd.read_csv(DATA / region.name / "dictionary.csv").fillna("")
    described = dictionary[dictionary["table"] == "units"].set_index("column")
    own = {figure.column: figure for figure in region.own if figure.adcode == region.adcodes[position]}
    order = [*COLUMNS, *(stem for stem in UNUSED if stem not in COLUMNS)]
    known = [column for column in map(str, region.units) if stem_of(column) in order]
    for column in sorted(known, key=lambda name: (order.index(stem_of(name)), name)):
        stem = stem_of(column)
        value = float(region.units[column].iloc[position])
        label, unit = (COLUMNS[stem].label, COLUMNS[stem].unit) if stem in COLUMNS else UNUSED[stem]
        year = int(column[-4:]) if stem != column else None
        if column in own:
            note = COLUMNS[stem].enters
            yield _record(column, label, unit, year, value, "own", source=own[column].source, note=note)
        elif column in described.index and not math.isnan(value):
            line = described.loc[column]
            note = Label(str(line["note"]), str(line["note"]))
            yield _record(column, label, unit, year, value, "measured", trust=str(line["trust"]),
                          source=str(line["source"]), note=note)  # fmt: skip


def _derived(region: Region, position: int) -> Iterator[Record]:
    """What follows from the censuses without an assumption."""
    computed = "computed from the census tables"
    for trait in traits(region):
        key = f"{trait.key}_{trait.year}"
        if key not in region.units:
            value = float(trait.values[position])
            yield _record(key, trait.label, trait.unit, trait.year, value, "derived", source=computed)
    size = Label("persons in a family household", "家庭户规模")
    for year in region.base_years:
        homes = region.households(year).iloc[position]
        value = float(homes["family_population"] / homes["family_households"])
        yield _record(f"household_size_{year}", size, PERSONS, year, value, "derived", source=computed)


def _assumed(region: Region, position: int) -> Iterator[Record]:
    """What the model takes for want of a figure, and what a user may give instead."""
    unit, last = region.units.iloc[position], region.base_years[-1]
    registered = f"registered_population_{last}"
    if registered not in unit:
        note = Label("the first census's, scaled to the province's total; within 5 %",
                     "由首次普查按全省总数推算，误差约5%")  # fmt: skip
        yield _record(registered, COLUMNS["registered_population"].label, PERSONS, last,
                      float(region.registered_population(last)[position]), "assumed", note=note)  # fmt: skip
    known = {stem_of(str(column)) for column in unit.index[unit.notna()]}
    for stem, column in COLUMNS.items():
        if stem not in known:
            yield _stand_in(region, stem, column)


def _stand_in(region: Region, stem: str, column: Column) -> Record:
    """A figure nobody published, and what stands in for it if that is a number."""
    year = region.base_years[-1] if column.years else None
    value, source = math.nan, "assumed"
    if column.years == "published" and year is not None:
        value, source = region.known(stem, year), "the province's figure"
    elif stem in STAND_IN:
        parameter = next(each for each in DECLARATIONS if each.name == STAND_IN[stem])
        value, source = region.fitted.get(parameter.name, parameter.value), parameter.source
    note = Label(f"not published; may be given with --data; enters: {column.enters.en}",
                 f"未公布，可用 --data 提供；用于：{column.enters.zh}")  # fmt: skip
    key = f"{stem}_{year}" if year else stem
    return _record(key, column.label, column.unit, year, value, "assumed", source=source, note=note)


def _alike(region: Region, position: int) -> Iterator[Record]:
    """The most comparable counties, nearest first, with the figures they were compared by."""
    compared = traits(region)
    for other, distance in nearest(region, position, MOST_ALIKE):
        unit = region.units.iloc[other]
        yield {
            "part": "comparable", "key": str(unit["adcode"]), "label_en": unit["name_en"], "label_zh": unit["name_zh"],
            "value": round(distance, 4), "unit_en": "standard deviations", "unit_zh": "标准差", "year": None,
            "status": "derived", "trust": "", "source": "computed from the census tables",
            "note_en": unit["prefecture_en"], "note_zh": unit["prefecture_zh"],
            "_traits": [float(trait.values[other]) for trait in compared],
        }  # fmt: skip


def _shown(region: Region, position: int, kept: Sequence[Record], language: str) -> Iterator[RenderableType]:
    unit = region.units.iloc[position]
    groups = [region.group_label(key, language) for key, members in region.groups.items() if members[position]]
    names = " · ".join(dict.fromkeys([unit[f"name_{language}"], str(unit["adcode"]), *groups]))
    yield Text(names, style="bold")
    if region.overridden:
        yield Text(own_data_note(region, language))
    figures = [record for record in kept if record["part"] == "figure"]
    alike = [record for record in kept if record["part"] == "comparable"]
    if figures:
        yield _figure_table(figures, language)
        yield Text(text("sources_note", language), style="dim")
        yield Text("")
    if alike:
        compared = traits(region)
        own = [float(trait.values[position]) for trait in compared]
        here = (str(unit[f"name_{language}"]), 0.0, own)
        yield _alike_table(compared, [here, *_compared_rows(alike, language)], language)
        yield Text(text("distance_note", language, units=len(region.units)), style="dim")


def _figure_table(figures: Sequence[Record], language: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for head in ("figure", "year", "value", "unit", "trust"):
        table.add_column(text(f"col_{head}", language), justify="right" if head == "value" else "left",
                         overflow="fold")  # fmt: skip
    for status in STATUSES:
        members = [record for record in figures if record["status"] == status]
        if members:
            table.add_row(Text(text(f"status_{status}", language), style="bold"))
        for record in members:
            table.add_row(f"  {record[f'label_{language}']}", str(record["year"] or ""), _number(record["value"]),
                          str(record[f"unit_{language}"]), _trust(record, language))  # fmt: skip
    return table


def _number(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, int):
        return f"{value:,}"
    return f"{float(str(value)):,.4g}"


def _trust(record: Record, language: str) -> str:
    return text(f"trust_{record['trust']}", language) if record["trust"] else ""


def _compared_rows(alike: Sequence[Record], language: str) -> Iterator[tuple[str, float, list[float]]]:
    for record in alike:
        yield record[f"label_{language}"], record["value"], record["_traits"]


def _alike_table(
    compared: Sequence[Trait], rows: Sequence[tuple[str, float, list[float]]], language: str
) -> Table:
    table = Table(title=text("alike_table", language), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD,
                  pad_edge=False, padding=(0, 1, 0, 0))  # fmt: skip
    table.add_column(text("county", language), overflow="fold")
    table.add_column(text("col_distance", language), justify="right")
    for trait in compared:
        table.add_column(f"{trait.short.in_language(language)}\n{trait.year}", justify="right", no_wrap=True)
    for name, distance, values in rows:
        cells = (
            f"{100 * value:.1f} %" if trait.unit == SHARE else f"{value:.1f}"
            for trait, value in zip(compared, values, strict=True)
        )
        table.add_row(name, f"{distance:.2f}", *cells)
    return table
