"""A finished sensitivity analysis: kept in its folder with its pictures, and shown on the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pandas as pd
from rich.table import Table
from rich.text import Text

from .. import __version__
from ..experiments.factors import STRENGTH, Factor
from ..experiments.sensitivity import YEARS, Analysis
from ..manifest import run_id
from ..results import OWN_FILE, own_data, write_folder
from ..scenario import resolve_yaml
from ..tables import csv_bytes
from .picture_style import chinese_family
from .plots import save
from .sensitivity_plots import effects_figure, variance_figure
from .strings import text
from .terminal import console, figures_table

SHOWN = 15
FIGURES = {"morris.csv": effects_figure, "sobol.csv": variance_figure}


def keep_sensitivity(analysis: Analysis, out: Path, command: str) -> Path:
    """Write the folder of the analysis, whole or not at all, and return it."""
    question = analysis.question
    identity = question.identity(**analysis.settings)
    texts = {name: csv_bytes(table) for name, table in analysis.tables.items()}
    texts["scenario.yaml"] = resolve_yaml(question.scenario).encode("utf-8")
    if question.region.overridden:
        texts[OWN_FILE] = question.region.own_file
    about = {
        "kind": "sensitivity", "scenario": question.scenario.name, "command": command, "cost": analysis.cost,
        "own_data": own_data(question.region),
    }  # fmt: skip
    folder = out / f"sensitivity-{question.scenario.name}" / run_id(identity)
    languages = ["en", "zh"] if chinese_family() else ["en"]
    ending = {"en": ".png", "zh": ".zh.png"}
    pictures = {
        Path(name).stem + ending[language]: partial(draw, analysis, name, folder.name, language)
        for name in analysis.tables for language in languages
    }  # fmt: skip
    return write_folder(folder, identity, about, texts, pictures)


def draw(analysis: Analysis, name: str, run: str, language: str, path: Path) -> None:
    """The picture of one table."""
    question = analysis.question
    caption = text("sensitivity_caption", language, scenario=question.scenario.title.in_language(language),
                   units=len(question.units), scale=question.scale, version=__version__, run=run)  # fmt: skip
    labels = {factor.name: factor_label(factor, language) for factor in question.factors}
    heads = {outcome: outcome_label(outcome, language) for outcome in question.outcomes}
    save(FIGURES[name](analysis.tables[name], labels, heads, caption=caption, language=language), path)


def factor_label(factor: Factor, language: str) -> str:
    """A factor in words."""
    label = factor.label.in_language(language)
    return text("factor_strength", language, lever=label) if factor.what == STRENGTH else label


def outcome_label(outcome: str, language: str) -> str:
    """An outcome in words, with its year and unit."""
    return text(f"sensitivity_{outcome}", language, year=YEARS[1])


def show_sensitivity(analysis: Analysis, language: str) -> None:
    """The largest effects of every outcome, and the shares of variance if they were asked for."""
    out, labels = console(), {one.name: factor_label(one, language) for one in analysis.question.factors}
    for outcome in analysis.question.outcomes:
        for name, table in analysis.tables.items():
            out.print(_table(name, table[table["outcome"] == outcome], outcome, labels, language))
    trajectories = analysis.settings["trajectories"]
    out.print(Text(text("sensitivity_note", language, trajectories=trajectories), style="dim"))


def _table(name: str, rows: pd.DataFrame, outcome: str, labels: Mapping[str, str], language: str) -> Table:
    title = text(f"title_{Path(name).stem}", language, outcome=outcome_label(outcome, language))
    heads: tuple[str, ...]
    if name == "morris.csv":
        heads = ("col_factor", "col_range", "col_effect", "col_direction", "col_spread")
        figures = {"mean_absolute": "{:.3f}", "mean": "{:+.3f}", "spread": "{:.3f}"}
        rows = rows.nlargest(SHOWN, "mean_absolute", keep="first")
    else:
        heads, figures = ("col_factor", "col_range", "col_first", "col_total"), {"first": "{:.2f}", "total": "{:.2f}"}
        rows = rows.sort_values("total", ascending=False, kind="stable")
    table = figures_table(title, [text(head, language) for head in heads])
    for row in rows.to_dict("records"):
        cells = (form.format(row[figure]) for figure, form in figures.items())
        table.add_row(labels[row["factor"]], f"{row['low']:.4g} … {row['high']:.4g}", *cells)
    return table
