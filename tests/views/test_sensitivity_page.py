"""What matters, as it is told: the page follows its tables, and the pictures show the largest first."""

import pandas as pd
import pytest
from rich.console import Console

from sim.experiments.sensitivity import COLUMNS
from sim.views.sensitivity_page import DOCS, FOLDER, PAGE, page, read
from sim.views.sensitivity_plots import effects_figure, variance_figure
from sim.views.sensitivity_report import _table
from sim.views.strings import text

LABELS = {"pace": "pace of moves", "seat": "strength of the seat", "luck_seed": "luck", "idle": "nothing"}


def morris():
    sizes = {"pace": 2.5, "seat": 0.4, "luck_seed": 0.2, "idle": 0.0}
    whats = {"seat": "strength", "luck_seed": "luck"}
    rows = [
        [outcome, name, whats.get(name, "parameter"), "number", 0.0, 1.0, -size, size, 0.1, 0.3]
        for outcome in ("urban_share", "urban_share_added") for name, size in sizes.items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS["morris.csv"])


def sobol():
    rows = [
        [outcome, name, "parameter", "number", 0.0, 1.0, first, 0.05, first + 0.1, 0.05]
        for outcome in ("urban_share", "urban_share_added") for name, first in (("pace", 0.7), ("seat", 0.1))
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS["sobol.csv"])


RECORD_OF_IT = {
    "scenario": "decision-2023", "year": 2027, "units": 24, "scale": 0.01, "factors": 4, "evaluations": 20,
    "sources": "0" * 64, "posterior": "1" * 64, "trajectories": 4, "most": 2, "points": 16, "labels": LABELS,
}  # fmt: skip


def test_the_page_ranks_and_counts_what_is_larger_than_luck():
    text_of = page({"morris": morris(), "sobol": sobol()}, RECORD_OF_IT)
    assert text_of.index("`pace`") < text_of.index("`seat`") < text_of.index("`luck_seed`")
    assert "Luck moves it by 0.20 points. 1 parameters and 1 strengths of levers move it by more; 1 of 4" in text_of
    assert "0.70 ± 0.05" in text_of and "{" not in text_of


@pytest.mark.parametrize("draw, table", [(effects_figure, morris()), (variance_figure, sobol())])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_largest_bar_is_on_top(draw, table, language):
    heads = {name: text(f"sensitivity_{name}", language, year=2027) for name in table["outcome"].unique()}
    figure = draw(table, LABELS, heads, language=language)
    for axes, outcome in zip(figure.axes, heads, strict=True):
        assert axes.get_title(loc="left") == heads[outcome]
        assert axes.get_yticklabels()[-1].get_text() == LABELS["pace"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name, table", [("morris.csv", morris()), ("sobol.csv", sobol())])
def test_the_terminal_names_the_outcome_and_its_factors(language, name, table):
    out = Console(width=120, no_color=True, record=True)
    out.print(_table(name, table[table["outcome"] == "urban_share"], "urban_share", LABELS, language))
    told = out.export_text()
    assert text("sensitivity_urban_share", language, year=2027) in told and LABELS["pace"] in told


def test_the_shipped_page_is_that_of_the_shipped_tables():
    assert (DOCS / PAGE).read_text(encoding="utf-8") == page(*read(DOCS / FOLDER))
