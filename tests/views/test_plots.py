"""The picture shows the table's figures, and Chinese without empty boxes."""

import warnings

import pytest
from fake_run import fake_run

from sim.indicators import FLOWS
from sim.tables import landmarks, tables
from sim.views import picture_style, plots


@pytest.fixture(scope="module")
def run():
    return fake_run()


@pytest.fixture(scope="module")
def summary(run):
    table = tables(run)["summary.csv"]
    return table[table["group"] == "domain"]


def figure(run, summary, language="en"):
    title, place = ("标题", "县域") if language == "zh" else ("title", "domain")
    return plots.urban_share_figure(summary, landmarks(run), title=title, place=place, language=language)


def test_lines_are_the_shares(run, summary):
    upper, _ = figure(run, summary).axes
    lines = {line.get_label(): line for line in upper.get_lines()}
    for pause, label in (("ended", "pause ended"), ("stays", "pause stays")):
        path = summary[summary["pause"] == pause]
        assert list(lines[label].get_xdata()) == list(path["year"])
        assert list(lines[label].get_ydata()) == pytest.approx(list(100 * path["urban_share"]))


def test_known_points_and_goal_are_marked(run, summary):
    upper, _ = figure(run, summary).axes
    words = " ".join(note.get_text() for note in upper.texts)
    for expected in ("28.65 %", "42.92 %", "below 45 %", "48 % in 2027"):
        assert expected in words


def test_bars_add_up_to_the_change(run, summary):
    _, lower = figure(run, summary).axes
    for pause in ("ended", "stays"):
        path = summary[summary["pause"] == pause].iloc[1:]
        bars = [bar for bar in lower.containers if bar.get_label().startswith(pause)]
        assert len(bars) == len(FLOWS)
        heights = [sum(bar[year].get_height() for bar in bars) for year in range(len(path))]
        assert heights == pytest.approx(list(path["change_total"]))


def test_axes_have_units(run, summary):
    upper, lower = figure(run, summary).axes
    assert (
        "%" in upper.get_ylabel()
        and "percentage points" in lower.get_ylabel()
        and "year" in lower.get_xlabel()
    )


def test_one_answer_alone(run):
    table = tables(fake_run(pause="stays", units=["芦山县"]))["summary.csv"]
    upper, _ = figure(run, table).axes
    assert [text.get_text() for text in upper.get_legend().get_texts()] == ["pause stays"]


@pytest.mark.skipif(picture_style.chinese_family() is None, reason="no Chinese font here")
def test_every_chinese_glyph_is_drawn(run, summary, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        plots.save(figure(run, summary, "zh"), tmp_path / "zh.png")
    assert (tmp_path / "zh.png").stat().st_size > 20_000


def test_without_a_font_the_picture_is_english(monkeypatch):
    monkeypatch.setattr(picture_style, "chinese_family", lambda: None)
    assert picture_style.drawable_language("zh") == "en"
    assert "SimHei" not in picture_style.CHINESE_FAMILIES


def test_equal_pictures_have_equal_bytes(run, summary, tmp_path):
    for name in ("a.png", "b.png"):
        plots.save(figure(run, summary), tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_a_band_is_shaded_behind_the_lines_and_named_once(run, summary):
    band = summary[["pause", "year"]].assign(low=summary["urban_share"] - 0.01, high=summary["urban_share"] + 0.02)
    upper, _ = plots.urban_share_figure(summary, landmarks(run), title="t", place="p", band=band).axes
    assert len(upper.collections) == 2
    shaded = upper.collections[0].get_paths()[0].vertices[:, 1]
    ended = 100 * band[band["pause"] == "ended"]
    assert (shaded.min(), shaded.max()) == pytest.approx((ended["low"].min(), ended["high"].max()))
    named = [text.get_text() for text in upper.get_legend().get_texts()]
    assert named.count("assumed strengths, none to twice our reading") == 1
