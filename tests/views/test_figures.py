"""Every picture can be had by name, says what its figures are and where they come from, and is the same each time."""

import re
import warnings

import numpy as np
import pytest

from sim.indicators import FLOWS
from sim.views.figures import FIGURES, figures_of, shortened
from sim.views.opened import open_results
from sim.views.picture_style import FORMATS, chinese_family, picture_bytes
from sim.views.run_measures import STREAMS, compared_counties, counties, decomposition, moves

BEGINS = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}
BY_KIND = [(figure.kind, figure.name) for figure in FIGURES if figure.kind != "sweep" and figure.name != "costs"]


@pytest.fixture(scope="module")
def opened(whole_folders):
    return {kind: open_results(folder, "en") for kind, folder in whole_folders.items()}


def words_of(figure):
    """All that is written in a picture."""
    figure.canvas.draw()
    found = [figure.get_suptitle(), figure.get_supxlabel()]
    for axes in figure.axes:
        found += [axes.get_title(loc="left"), axes.get_xlabel(), axes.get_ylabel()]
        found += [one.get_text() for one in axes.texts]
    return " ".join(found)


@pytest.mark.parametrize(("kind", "name"), BY_KIND)
def test_a_picture_says_what_it_shows_and_where_it_comes_from(opened, kind, name):
    figure = figures_of(opened[kind])[name].draw(opened[kind], "en")
    words = words_of(figure)
    scale = "scale 0.02" if name == "families" else "scale 0.1"  # an attribution has a scale of its own
    assert opened[kind].run_id in words and scale in words.replace("\n", " ")
    assert any(axes.get_xlabel() for axes in figure.axes)
    rows = [one.get_text() for axes in figure.axes for one in axes.get_yticklabels()]
    assert any(axes.get_ylabel() for axes in figure.axes) or all(re.search("[a-z]", row) for row in rows) and rows


@pytest.mark.skipif(chinese_family() is None, reason="no Chinese font here")
@pytest.mark.parametrize(("kind", "name"), [pair for pair in BY_KIND if pair[1] in ("map", "moves", "groups")])
def test_every_chinese_glyph_is_drawn(opened, kind, name):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        picture_bytes(figures_of(opened[kind])[name].draw(opened[kind], "zh"), "svg")


@pytest.mark.parametrize("form", FORMATS)
def test_equal_pictures_have_equal_bytes(opened, form):
    draw = figures_of(opened["run"])["decomposition"].draw
    first, second = (picture_bytes(draw(opened["run"], "en"), form) for _ in range(2))
    assert first == second and first.startswith(BEGINS[form])


def test_bars_are_the_decomposition(opened):
    run = opened["run"]
    (axes,) = figures_of(run)["decomposition"].draw(run, "en").axes
    table = decomposition(run, 2020, 2027)
    for bars, pause in zip(axes.containers, ("ended", "stays"), strict=True):
        assert [bar.get_width() for bar in bars] == pytest.approx([table[name][pause] for name in (*FLOWS, "total")])
    for pause in ("ended", "stays"):
        assert sum(table[name][pause] for name in FLOWS) == pytest.approx(table["total"][pause])


def test_the_map_has_every_county_once_and_tells_them_apart_by_shape_too(opened):
    run = opened["run"]
    figure = figures_of(run)["map"].draw(run, "en")
    for axes, pause in zip(figure.axes, ("ended", "stays"), strict=False):
        table = counties(run, pause, 2027)
        above, below = (len(drawn.get_offsets()) for drawn in axes.collections)
        assert (above, below) == ((table["gap"] >= 0).sum(), (table["gap"] < 0).sum()) and above + below == 128
        shapes = [drawn.get_paths()[0].vertices.shape for drawn in axes.collections]
        assert shapes[0] != shapes[1]
    assert list(table["gap"]) == sorted(table["gap"])


def test_the_map_of_a_comparison_has_what_was_added_to_each_county(opened):
    compared = opened["comparison"]
    axes = figures_of(compared)["added_map"].draw(compared, "en").axes[0]
    table = compared_counties(compared, "policy", "ended", 2027)
    drawn = np.concatenate([marks.get_array() for marks in axes.collections])
    assert sorted(drawn) == pytest.approx(sorted(table["mean"])) and len(drawn) == 128
    first = compared_counties(compared, "baseline", "ended", 2027).set_index("adcode")["urban_share"]
    gained = 100 * (table.set_index("adcode")["urban_share"] - first)
    assert list(gained.loc[table["adcode"]]) == pytest.approx(list(table["mean"]))


def test_streams_are_yearly_means_of_the_flows(opened):
    found = moves(opened["run"], 2020, 2027)
    assert set(found) == set(STREAMS)
    assert found["village_seat"]["ended"] == pytest.approx(128 * np.mean([100 + n for n in range(1, 8)]))
    assert found["village_outside"]["ended"] == 0


def test_a_picture_that_has_nothing_to_show_is_not_offered(opened):
    assert "costs" not in figures_of(opened["run"])
    assert "families" in figures_of(opened["comparison"])


def test_long_labels_go_to_lines():
    assert shortened("short", "en") == "short"
    assert max(map(len, shortened("a very long name of a group of counties (as counted)", "en").split("\n"))) <= 34
