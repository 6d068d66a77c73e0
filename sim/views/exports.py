"""Tables of results for a spreadsheet: CSV that opens with Chinese names whole, or one XLSX workbook.

No text can become a formula: in a CSV an apostrophe goes before what could start one, in a workbook every text is
written as text. Figures are written as figures, with all their digits.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pandas as pd
from rich.cells import cell_len

from ..tables import escaped
from .failures import UserError
from .opened import Opened
from .report.content import Cell, Number, Section, Table
from .strings import text

FORMATS = ("csv", "xlsx")
# What a sheet's name may not hold, and how long it may be.
_FORBIDDEN, _LONGEST_NAME = set("[]:*?/\\'"), 31
_WIDEST = 60
# Rows a column's width is taken from.
MEASURED = 50
# A workbook says when it was made: always then, so that equal tables have equal bytes.
_MADE = datetime(2000, 1, 1, tzinfo=UTC)


def told(sections: Sequence[Section]) -> dict[str, Table]:
    """The tables of a report by name."""
    return {table.name: table for section in sections for table in section.tables if table.rows}


def own_tables(opened: Opened) -> list[str]:
    """The tables the folder itself holds, by name."""
    return sorted(name.removesuffix(".csv") for name in opened.manifest["files"] if name.endswith(".csv"))


def chosen(names: Sequence[str], tables: Mapping[str, Table], opened: Opened, language: str) -> list[Table]:
    """The tables of those names, a report's before a folder's own; all of the report's if none is named."""
    if not names:
        return list(tables.values())
    own = own_tables(opened)
    unknown = [name for name in names if name not in tables and name not in own]
    if unknown:
        allowed = ", ".join(dict.fromkeys([*tables, *own]))
        raise UserError(text("error_no_table", language, name=", ".join(unknown), allowed=allowed))
    return [tables[name] if name in tables else _of_frame(name, opened.table(f"{name}.csv")) for name in names]


def _of_frame(name: str, frame: pd.DataFrame) -> Table:
    """A folder's own table, its columns called as they are there."""
    figures = {column for column in frame if pd.api.types.is_numeric_dtype(frame[column])}
    rows = [
        [_exact(value) if column in figures else str(value) for column, value in zip(frame, row, strict=True)]
        for row in frame.itertuples(index=False)
    ]
    return Table(name, name, [str(column) for column in frame], rows)


def _exact(value: float) -> Number:
    return Number(float(value), None)


def csv_of(table: Table) -> bytes:
    """UTF-8 with a byte-order mark, so that spreadsheets read Chinese names."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([escaped(head) for head in table.heads])
    writer.writerows([_csv_cell(cell) for cell in row] for row in table.rows)
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell) -> str:
    if isinstance(cell, Number):
        if cell.value != cell.value:
            return ""
        whole = float(cell.value).is_integer() and abs(cell.value) < 2**53
        return str(int(cell.value)) if whole else repr(float(cell.value))
    return escaped(cell)


def workbook(tables: Sequence[Table], language: str) -> bytes:
    """All tables as one workbook, a sheet each. UserError where the package that writes it is missing."""
    try:
        from xlsxwriter import Workbook
    except ImportError as error:
        raise UserError(text("error_no_xlsx", language)) from error
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                          "strings_to_numbers": False, "nan_inf_to_errors": False})  # fmt: skip
    book.set_properties({"created": _MADE.replace(tzinfo=None)})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    # The mark Excel itself keeps when a person types an apostrophe first: edited, it stays a text.
    quoted = book.add_format({"quote_prefix": True})
    shapes = {shape: book.add_format({"num_format": shape}) for shape in sorted(_shapes(tables))}
    for name, table in zip(_sheet_names(tables), tables, strict=True):
        sheet = book.add_worksheet(name)
        sheet.write_string(0, 0, table.caption, book.add_format({"bold": True}))
        for column, head in enumerate(table.heads):
            sheet.write_string(2, column, head, bold)
        for line, row in enumerate(table.rows, 3):
            for column, cell in enumerate(row):
                if isinstance(cell, Number):
                    if cell.value == cell.value:
                        sheet.write_number(line, column, cell.value, shapes[_shape(cell)])
                else:
                    sheet.write_string(line, column, cell, quoted if escaped(cell) != cell else None)
        for line, note in enumerate(table.notes, len(table.rows) + 4):
            sheet.write_string(line, 0, note)
        sheet.freeze_panes(3, 1)
        for column in range(len(table.heads)):
            sheet.set_column(column, column, _width(table, column))
    book.close()
    return out.getvalue()


def _shapes(tables: Sequence[Table]) -> set[str]:
    return {_shape(cell) for table in tables for row in table.rows for cell in row if isinstance(cell, Number)}


def _shape(number: Number) -> str:
    """How a spreadsheet shows a figure."""
    if number.decimals is None:
        return "General"
    plain = "#,##0" + ("." + "0" * number.decimals if number.decimals else "")
    return f"+{plain};-{plain};{plain}" if number.signed else plain


def _sheet_names(tables: Sequence[Table]) -> list[str]:
    names: list[str] = []
    for table in tables:
        plain = "".join(letter for letter in table.name if letter not in _FORBIDDEN)[:_LONGEST_NAME] or "table"
        name, number = plain, 2
        while name.lower() in (taken.lower() for taken in names):
            name, number = f"{plain[: _LONGEST_NAME - 4]} {number}", number + 1
        names.append(name)
    return names


def _width(table: Table, column: int) -> float:
    """Room for the widest of a column's first cells; a Chinese letter takes two."""
    cells = [table.heads[column], *(row[column] for row in list(table.rows)[:MEASURED])]
    words = (cell.shown if isinstance(cell, Number) else cell for cell in cells)
    return min(_WIDEST, 2 + max(map(cell_len, words)))
