"""Tables leave whole: figures as figures, names as text, nothing that a spreadsheet would work out."""

import csv
import io
import sys

import pytest
from fake_folders import run_folder

from sim.views import exports
from sim.views.failures import UserError
from sim.views.opened import open_results
from sim.views.report.content import Number, Table
from sim.views.report.page import part_of

NAMES = ["=1+1", "+86", "-5", "@SUM(A1)", "\t=2", "芦山县", "https://example.org", "12"]
TABLE = Table("na[me]s*of/a:very?long\\kind that no sheet can bear", "=caption", ["=head", "figure", "gap"],
              [[name, Number(1234.5678, 1), Number(-0.25, 2, signed=True)] for name in NAMES]
              + [["none", Number(float("nan")), Number(3.0)]], ["=note"])  # fmt: skip
openpyxl = pytest.importorskip("openpyxl", reason="reading workbooks back needs openpyxl")


def cells(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows()) for sheet in book}


def test_no_text_becomes_a_formula_and_figures_stay_figures():
    ((_, rows),) = cells(exports.workbook([TABLE], "en")).items()
    found = [[cell.value for cell in row] for row in rows[3 : 3 + len(NAMES)]]
    assert [row[0] for row in found] == NAMES and {tuple(row[1:]) for row in found} == {(1234.5678, -0.25)}
    assert {cell.data_type for row in rows for cell in row if isinstance(cell.value, str)} == {"s"}
    assert all(cell.hyperlink is None for row in rows for cell in row)
    assert [cell.value for cell in rows[3 + len(NAMES)]] == ["none", None, 3]


def test_edited_in_a_spreadsheet_they_stay_text():
    ((_, rows),) = cells(exports.workbook([TABLE], "en")).items()
    marked = {row[0].value for row in rows[3 : 3 + len(NAMES)] if row[0].style and row[0].quotePrefix}
    assert marked == {"=1+1", "+86", "-5", "@SUM(A1)", "\t=2"}


def test_sheets_have_names_that_a_workbook_takes():
    names = list(cells(exports.workbook([TABLE, TABLE, TABLE], "en")))
    assert len({name.lower() for name in names}) == 3 and all(len(name) <= 31 for name in names)


def test_equal_tables_give_equal_workbooks():
    assert exports.workbook([TABLE], "en") == exports.workbook([TABLE], "en")


def test_a_csv_keeps_digits_and_names_and_starts_no_formula():
    content = exports.csv_of(TABLE)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == ["'=head", "figure", "gap"] and rows[1] == ["'=1+1", "1234.5678", "-0.25"]
    assert [row[0] for row in rows[1:]] == ["'" + name if name[0] in "=+-@\t" else name for name in NAMES] + ["none"]
    assert rows[-1] == ["none", "", "3"]


def test_without_the_package_it_says_which_one(monkeypatch):
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(UserError, match=r"xiancheng\[xlsx\]"):
        exports.workbook([TABLE], "en")


def test_tables_of_the_report_and_of_the_folder(tmp_path):
    opened = open_results(run_folder(tmp_path, units=["芦山县"], pause="ended"), "zh")
    told = exports.told(part_of(opened, "zh").sections)
    assert {"goals", "decomposition", "furthest_ended"} <= set(told)
    goals, indicators = exports.chosen(["furthest_ended", "indicators"], told, opened, "zh")
    assert goals.rows[0][0] == "芦山县"
    frame = opened.table("indicators.csv")
    column = list(indicators.heads).index("urban_share")
    assert [row[column].value for row in indicators.rows] == list(frame["urban_share"])
    with pytest.raises(UserError, match="no-such"):
        exports.chosen(["no-such"], told, opened, "en")
