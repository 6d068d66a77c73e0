"""What there is: scenarios, levers, parameters and counties, as table, JSON or CSV."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from ..parameters import Lever, Parameter
from ..region import Region
from ..scenario import Scenario
from ..tables import escaped
from .options import Format
from .strings import text
from .terminal import console, list_table

Record = dict[str, Any]
Columns = dict[str, str]


def show(records: Sequence[Record], columns: Columns, form: Format, find: str | None) -> None:
    """Print the records that hold the text `find`; `columns` are the table's (key to heading)."""
    wanted = (find or "").lower()
    records = [record for record in records if wanted in " ".join(map(str, record.values())).lower()]
    plain = [{key: value for key, value in record.items() if key[0] != "_"} for record in records]
    if form is Format.JSON:
        print(json.dumps(plain, ensure_ascii=False, indent=2))
    elif form is Format.CSV:
        _print_csv(plain)
    else:
        rows = ([str(record[key]) for key in columns] for record in records)
        console().print(list_table(list(columns.values()), rows))


def _print_csv(records: Sequence[Record]) -> None:
    if not records:
        return
    writer = csv.DictWriter(sys.stdout, list(records[0]), lineterminator="\n")
    writer.writeheader()
    for record in records:
        texts = {key: escaped(value) for key, value in record.items() if isinstance(value, str)}
        writer.writerow(record | texts)


def _record(parameter: Parameter, language: str) -> Record:
    """Every declared field, flat, with what the table shows under keys that begin with "_"."""
    record = asdict(parameter)
    label, bounds = record.pop("label"), record.pop("bounds")
    low, high = bounds
    shown = f"{parameter.name}\n{parameter.label.in_language(language)}"
    return {
        **record, "evidence": str(parameter.evidence), "role": str(parameter.role),
        "label_en": label["en"], "label_zh": label["zh"], "low": low, "high": high,
        "_name": shown, "_bounds": f"{low:g} – {high:g}", "_value": f"{parameter.value:g}",
        "_evidence": text(f"evidence_{parameter.evidence.name.lower()}", language),
        "_role": text(f"role_{parameter.role.name.lower()}", language),
    }  # fmt: skip


def levers(declarations: Iterable[Parameter], language: str) -> tuple[list[Record], Columns]:
    """The policy levers: as they stood, as we read the Decision, and on what evidence."""
    records = []
    for lever in declarations:
        if isinstance(lever, Lever):
            years = (
                str(lever.begins) if lever.begins == lever.complete else f"{lever.begins}–{lever.complete}"
            )
            source = f"{lever.phrase}\n{lever.clause}".strip()
            records.append({**_record(lever, language), "_reading": f"{lever.reading:g}", "_years": years,
                            "_source": source})  # fmt: skip
    keys = ("name", "value:before", "reading", "unit:unit", "bounds", "years", "source:clause", "evidence")
    return records, _columns(keys, language)


def parameters(declarations: Iterable[Parameter], language: str) -> tuple[list[Record], Columns]:
    """Every declared number that is not a lever."""
    records = [_record(each, language) for each in declarations if not isinstance(each, Lever)]
    keys = ("name", "value", "unit:unit", "bounds", "role", "evidence", "source:source")
    return records, _columns(keys, language)


def _columns(keys: Iterable[str], language: str) -> Columns:
    """Key to heading: "bounds" shows `_bounds`, "unit:unit" the field, "value:before" `_value`."""
    columns = {}
    for key in keys:
        field, colon, heading = key.partition(":")
        plain = colon and field == heading
        columns[field if plain else f"_{field}"] = text(f"col_{heading or field}", language)
    return columns


def scenarios(found: Iterable[Scenario], language: str) -> tuple[list[Record], Columns]:
    """The scenarios and why they exist."""
    records: list[Record] = [
        {"name": each.name, "title_en": each.title.en, "title_zh": each.title.zh, "why": each.why,
         "source": each.source, "extends": each.extends or ""}
        for each in found
    ]  # fmt: skip
    shown = {"name": "col_name", f"title_{language}": "col_title", "why": "col_why", "source": "col_source"}
    return records, {key: text(heading, language) for key, heading in shown.items()}


def counties(region: Region, language: str) -> tuple[list[Record], Columns]:
    """The units of the county domain with their last census and the groups they are in."""
    year = region.base_years[-1]
    residents, urban = region.residents(year).tolist(), region.urban_residents(year).tolist()
    records: list[Record] = []
    names = {
        key: region.units[key].tolist() for key in ("name_zh", "name_en", "prefecture_zh", "prefecture_en")
    }
    for position, adcode in enumerate(region.adcodes.tolist()):
        share = urban[position] / residents[position]
        groups = [key for key, members in region.groups.items() if members[position]]
        records.append({
            "adcode": adcode, **{key: column[position] for key, column in names.items()},
            "residents": residents[position], "urban_residents": urban[position],
            "urban_share": round(share, 6), "groups": " ".join(groups),
            "_residents": f"{residents[position]:,}", "_share": f"{100 * share:.1f}",
        })  # fmt: skip
    shown = {
        "adcode": "col_adcode", f"name_{language}": "col_name", f"prefecture_{language}": "col_prefecture",
        "_residents": "col_residents", "_share": "col_urban_share", "groups": "col_groups",
    }  # fmt: skip
    return records, {key: text(heading, language, year=year) for key, heading in shown.items()}
