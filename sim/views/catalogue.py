"""What there is: scenarios, parameters and counties (levers: `lever_list`), as table, JSON or CSV."""

from __future__ import annotations

import csv
import difflib
import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import RenderableType

from ..parameters import Lever, Parameter
from ..region import Region
from ..scenario import Scenario
from ..tables import escaped
from .options import Format
from .strings import text
from .terminal import console, list_table

Record = dict[str, Any]
Columns = dict[str, str]
# Fields that name a record.
_NAMES = ("name", "label", "title")
ToTable = Callable[[Sequence[Record]], RenderableType]


def show(records: Sequence[Record], to_table: ToTable, form: Format, find: str | None, language: str) -> None:
    """Print the records that hold every word of `find`, in any language, as table, JSON or CSV."""
    kept = matching(records, find or "")
    if not kept and form is Format.TABLE:
        known = {str(record[key]).lower() for record in records for key in record if key.startswith(_NAMES)}
        near = difflib.get_close_matches((find or "").lower(), known, n=3, cutoff=0.5)
        print(text("nothing_found", language, find=find), file=sys.stderr)
        if near:
            print(text("near_names", language, names=", ".join(near)), file=sys.stderr)
        return
    plain = [{key: value for key, value in record.items() if key[0] != "_"} for record in kept]
    if form is Format.JSON:
        print(json.dumps(plain, ensure_ascii=False, indent=2))
    elif form is Format.CSV:
        _print_csv(plain)
    else:
        console().print(to_table(kept))


def matching(records: Sequence[Record], find: str) -> list[Record]:
    """The records whose fields hold every word of `find`; case, width and underscores do not matter."""
    words = _folded(find).split()

    def held(record: Record) -> bool:
        fields = _folded(" ".join(map(str, record.values())))
        return all(word in fields for word in words)

    return [record for record in records if held(record)]


def _folded(written: str) -> str:
    return unicodedata.normalize("NFKC", written).casefold().replace("_", " ")


def in_columns(columns: Columns) -> ToTable:
    """A plain table of the records; `columns` are field to heading."""

    def to_table(records: Sequence[Record]) -> RenderableType:
        rows = ([str(record[key]) for key in columns] for record in records)
        return list_table(list(columns.values()), rows)

    return to_table


def _print_csv(records: Sequence[Record]) -> None:
    if not records:
        return
    writer = csv.DictWriter(sys.stdout, list(records[0]), lineterminator="\n")
    writer.writeheader()
    for record in records:
        joined = {key: " ".join(value) for key, value in record.items() if isinstance(value, list)}
        texts = {key: escaped(value) for key, value in (record | joined).items() if isinstance(value, str)}
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


def parameters(declarations: Iterable[Parameter], language: str) -> tuple[list[Record], ToTable]:
    """Every declared number that is not a lever."""
    records = [_record(each, language) for each in declarations if not isinstance(each, Lever)]
    keys = ("name", "value", "unit:unit", "bounds", "role", "evidence", "source:source")
    return records, in_columns(_columns(keys, language))


def _columns(keys: Iterable[str], language: str) -> Columns:
    """Key to heading: "bounds" shows `_bounds`, "unit:unit" the field, "value:before" `_value`."""
    columns = {}
    for key in keys:
        field, colon, heading = key.partition(":")
        plain = colon and field == heading
        columns[field if plain else f"_{field}"] = text(f"col_{heading or field}", language)
    return columns


def scenarios(found: Iterable[Scenario], language: str) -> tuple[list[Record], ToTable]:
    """The scenarios and why they exist."""
    records: list[Record] = [
        {"name": each.name, "title_en": each.title.en, "title_zh": each.title.zh,
         "why_en": each.why.en, "why_zh": each.why.zh, "source_en": each.source.en, "source_zh": each.source.zh,
         "extends": each.extends or ""}
        for each in found
    ]  # fmt: skip
    shown = {"name": "col_name", f"title_{language}": "col_title", f"why_{language}": "col_why"}
    return records, in_columns({key: text(heading, language) for key, heading in shown.items()})


def counties(region: Region, language: str) -> tuple[list[Record], ToTable]:
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
    return records, in_columns({key: text(heading, language, year=year) for key, heading in shown.items()})
