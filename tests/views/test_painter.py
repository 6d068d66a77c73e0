"""A second process draws what this one would have drawn, and is not missed where it fails."""

import pytest
from fake_run import fake_run

from sim.views import painter, run_report
from sim.views.painter import Painter, painter_for


@pytest.fixture(scope="module")
def result():
    return fake_run(years=(2020, 2023))


def pictures_in(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.png")}


def test_its_pictures_are_those_drawn_without_it(result, tmp_path):
    own, _ = run_report.keep_run(result, tmp_path / "own", "xiancheng run")
    second, _ = run_report.keep_run(result, tmp_path / "second", "xiancheng run", Painter())
    assert pictures_in(own) == pictures_in(second) and "urban_share.png" in pictures_in(own)


def test_a_process_that_failed_is_not_missed(result, tmp_path, monkeypatch):
    monkeypatch.setattr(run_report, "_draw", lambda *run_and_path: run_and_path[-1].write_bytes(b"drawn here"))
    failed = Painter()
    failed._process.kill()
    failed._process.wait()
    folder, _ = run_report.keep_run(result, tmp_path, "xiancheng run", failed)
    assert set(pictures_in(folder).values()) == {b"drawn here"}


def test_small_runs_draw_by_themselves(monkeypatch):
    monkeypatch.setattr(painter.os, "cpu_count", lambda: 1)
    assert painter_for(0.01, None) is painter_for(1.0, ["511826"]) is painter_for(1.0, None) is None
