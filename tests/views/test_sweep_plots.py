"""Pictures of sweeps in both languages, and what `discover` says."""

import sys

import pytest
from fake_run import region
from fake_sweep import fake_sweep, latin_hypercube, one_at_a_time
from typer.testing import CliRunner

from sim.sweep_results import read_sweep
from sim.views import cli
from sim.views.figures import FIGURES, figures_of
from sim.views.opened import open_results
from sim.views.picture_style import picture_bytes
from sim.views.sweep_figures import told_of


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    return fake_sweep(tmp_path_factory.mktemp("drawn"), latin_hypercube(40))


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    return fake_sweep(tmp_path_factory.mktemp("alone"), one_at_a_time())


def said(*arguments, language="en"):
    return CliRunner().invoke(cli.app, [*map(str, arguments), "--lang", language])


def test_a_sweep_gives_its_pictures(drawn, alone):
    sweeps = [figure.name for figure in FIGURES if figure.kind == "sweep"]
    assert list(figures_of(open_results(drawn, "en"))) == sweeps == ["response", "tornado", "goal_lines"]
    assert list(figures_of(open_results(alone, "en"))) == ["response", "tornado"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_picture_is_drawn_with_its_words(drawn, alone, language):
    for folder in (drawn, alone):
        opened = open_results(folder, language)
        for figure in figures_of(opened).values():
            picture = figure.draw(opened, language)
            words = " ".join(text.get_text() for text in picture.findobj(lambda part: hasattr(part, "get_text")))
            assert {"en": "A trial: ", "zh": "试算："}[language] in words, figure.name
            assert len(picture_bytes(picture, "svg")) > 5_000
            assert ("2027年城镇化率" if language == "zh" else "urban share, 2027 (%)") in words, figure.name


def test_shares_are_percent_and_money_hundred_millions(drawn):
    sweep = read_sweep(drawn)
    told = told_of(sweep, region(), "en")
    assert (told.year, told.unit) == (2027, "%") and told.values["value"].between(45, 52).all()


def test_plot_lists_and_writes(drawn, tmp_path):
    assert "tornado" in said("plot", drawn, "--list").output
    done = said("plot", drawn, "goal_lines", "--out", tmp_path / "lines.svg", language="zh")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "lines.svg").stat().st_size > 10_000


@pytest.mark.parametrize("language", ["en", "zh"])
def test_discover_tells_the_conditions(drawn, language):
    pytest.importorskip("ema_workbench")
    done = said("discover", drawn, language=language)
    assert done.exit_code == 0, done.output
    words = {"en": ("domain urban_share >= 0.48 in 2027: missed in ", "or more", "or less", "no proof of a cause"),
             "zh": ("次未达到", "不低于", "不高于", "不证明因果")}  # fmt: skip
    assert all(word in done.output for word in words[language]), done.output


def test_discover_refuses_what_was_not_kept_and_says_when_there_is_nothing(drawn, tmp_path):
    refused = said("discover", drawn, "--goal", "domain urban_share >= 0.5 in 2030")
    assert refused.exit_code == 2 and "allowed: 2027, 2035" in refused.stderr
    assert said("discover", tmp_path / "nowhere").exit_code == 2
    assert "nothing to tell apart" in said("discover", drawn, "--goal", "domain urban_share >= 0.2 in 2027").output


def test_discover_says_what_to_install(drawn, monkeypatch):
    monkeypatch.setitem(sys.modules, "ema_workbench", None)
    monkeypatch.setitem(sys.modules, "ema_workbench.analysis", None)
    refused = said("discover", drawn)
    assert refused.exit_code == 2 and "xiancheng[discover]" in refused.stderr
