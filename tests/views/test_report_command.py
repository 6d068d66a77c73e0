"""`report`, `plot` and `export` from the command line: where they write, what they refuse, and how they end."""

import pytest
from typer.testing import CliRunner

from sim.views.cli import app

XIANCHENG = CliRunner()


def call(*words):
    return XIANCHENG.invoke(app, [str(word) for word in words])


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_report_lies_where_it_was_asked_for(whole_folders, here, monkeypatch):
    monkeypatch.setattr("sim.views.report.page.pictures_of", lambda *_: {})
    folder = whole_folders["run"]
    done = call("report", folder, "--lang", "zh")
    assert done.exit_code == 0 and f"baseline-{folder.name}.zh.html" in done.output
    assert 'lang="zh-Hans"' in (here / f"baseline-{folder.name}.zh.html").read_text("utf-8")
    done = call("report", *whole_folders.values(), "--lang", "en", "--out", here / "a b 报告.html")
    assert done.exit_code == 0 and "2 results side by side" in (here / "a b 报告.html").read_text("utf-8")


def test_pictures_by_name_and_format(whole_folders, here):
    folder = whole_folders["comparison"]
    assert "groups" in call("plot", folder, "--list", "--lang", "en").output
    assert call("plot", folder, "added", "--format", "pdf", "--lang", "en").exit_code == 0
    assert (here / f"added-{folder.name}.pdf").read_bytes().startswith(b"%PDF")
    assert call("plot", folder, "added", "--out", "b.svg", "--lang", "en").exit_code == 0
    assert (here / "b.svg").read_bytes().startswith(b"<?xml")


def test_tables_by_name_and_format(whole_folders, here):
    folder = whole_folders["run"]
    assert "indicators" in call("export", folder, "--list", "--lang", "en").output
    assert call("export", folder, "--out", "tables", "--lang", "zh").exit_code == 0
    assert "县域" in (here / "tables" / "goals.csv").read_text("utf-8-sig")
    assert call("export", folder, "summary", "--out", "one.csv").exit_code == 0
    assert (here / "one.csv").read_bytes().startswith(b"\xef\xbb\xbfpause,")


@pytest.mark.parametrize(
    "words",
    [
        ("plot", "RUN", "no-such"),
        ("plot", "RUN", "map", "--format", "gif"),
        ("plot", "RUN", "added"),
        ("export", "RUN", "no-such"),
        ("export", "RUN", "--format", "ods"),
        ("export", "RUN", "--out", "all.csv"),
        ("report", "RUN", "--out", "no/such/folder/report.html"),
        ("report", "nowhere"),
    ],
)
def test_wrong_input_is_refused_and_nothing_is_written(whole_folders, here, words):
    done = call(*(whole_folders["run"] if word == "RUN" else word for word in words), "--lang", "en")
    assert done.exit_code == 2, done.output
    assert "error" in done.output and "Traceback" not in done.output
    assert list(here.iterdir()) == []
