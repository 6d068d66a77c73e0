"""An ensemble as it is told: bands, odds and shares of variance in both languages, and the fan in the picture."""

import numpy as np
import pandas as pd
import pytest
from fake_run import fake_run
from rich.console import Console

from sim.ensemble import ADDED, Ensemble
from sim.experiments.ensemble import outcomes_by_group, scoreboards, told_groups
from sim.tables import landmarks, overall
from sim.views import fan
from sim.views.ensemble_tables import show_compared_ensemble, show_ensemble, variance_line
from sim.views.plots import PAUSE_STYLES, urban_share_figure

SETTINGS = {"members": 2, "seeds": 2, "scale": 0.02}


@pytest.fixture(scope="module")
def found():
    """Two scenarios, the second a little ahead; members differ in their pace, seeds hardly."""
    paths, boards = [], []
    for member in (1, 2):
        for seed in (1, 2):
            pace = 0.001 * member + 0.0001 * seed
            runs = {name: fake_run(name, boost=pace + ahead) for name, ahead in (("plain", 0.0), ("policy", 0.0005))}
            frames = {name: run.frames for name, run in runs.items()}
            one = runs["plain"]
            keys = {"member": member, "seed": seed}
            groups = told_groups(one.region, one.positions)
            paths.append(outcomes_by_group(frames, groups).assign(**keys))
            scenarios = [run.scenario for run in runs.values()]
            boards.append(scoreboards(scenarios, one.region, one.positions, frames).assign(**keys))
    return Ensemble.of(pd.concat(paths), pd.concat(boards), ["plain", "policy"], SETTINGS, {})


def alone(ensemble):
    """The tables of the first scenario as a run keeps them."""
    tables = {name: table[table["scenario"] == "plain"] for name, table in ensemble.tables.items()}
    return {name: table.drop(columns="scenario") for name, table in tables.items()}


def told(show):
    out = Console(width=110, no_color=True, record=True)
    show(out)
    return " ".join(out.export_text().split())


@pytest.mark.parametrize("language, words", [("en", "parameters and luck"), ("zh", "包含参数与随机性")])
def test_a_run_says_bands_odds_and_what_they_hold(found, language, words):
    text = told(lambda out: show_ensemble(out, alone(found), SETTINGS, [2027, 2035], language))
    band = found.band("plain").set_index(["pause", "year"]).loc[("ended", 2027)]
    assert words in text and f"{100 * band['median']:.2f}" in text
    assert f"{100 * band['low95']:.2f}" in text and f"{100 * band['high95']:.2f}" in text
    chance = found.probabilities[found.probabilities["goal"] == "county_urban_share"]
    assert f"{chance['probability'].iloc[0]:.0%}" in text


@pytest.mark.parametrize("language, words", [("en", "Paired by member and seed"), ("zh", "按参数组与种子配对")])
def test_a_comparison_says_what_is_added_and_under_whom(found, language, words):
    titles = {"plain": "Plain", "policy": "Policy"}
    cases = [("ended", 2027), ("stays", 2027)]
    text = told(lambda out: show_compared_ensemble(out, found.tables, titles, cases, SETTINGS, language))
    band = found.band("policy", f"urban_share{ADDED}").set_index(["pause", "year"]).loc[("ended", 2027)]
    assert words in text and f"{band['median']:+.3f}" in text and "Policy" in text


def test_the_line_of_variance_adds_up(found):
    line = variance_line(found.tables["variance.csv"], "urban_share", 2027, "en", "plain")
    shares = [int(word.rstrip("%,")) for word in line.split() if word.rstrip(",").endswith("%")]
    assert len(shares) == 3 and abs(sum(shares) - 100) <= 1


def test_the_fan_lies_in_the_picture_and_is_explained(found):
    run = fake_run("plain")
    band = found.band("plain")
    figure = urban_share_figure(overall(run), landmarks(run), title="Plain", place="domain", fan=band)
    upper = figure.axes[0]
    assert len(upper.collections) == len(fan.WIDTHS) * len(PAUSE_STYLES)
    assert "50, 80 and 95 %" in " ".join(text.get_text() for text in upper.get_legend().get_texts())
    widest = upper.collections[0].get_paths()[0].vertices[:, 1]
    assert np.isclose(widest.max(), 100 * band[band["pause"] == "ended"]["high95"].max())
