"""A finished comparison: kept in its folder with its pictures, then shown from there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from rich.table import Table
from rich.text import Text

from .. import __version__
from ..comparison import Comparison, comparison_folder, goal_years, read_comparison, write_comparison
from ..ensemble import ADDED
from ..parameters import Label
from ..tables import groups_of
from .comparison_plots import added_figure
from .comparison_tables import (
    Case,
    attribution_table,
    cases_of,
    goals_table,
    groups_table,
    movers_table,
    outcomes_table,
    profile_table,
    rows_by,
)
from .ensemble_tables import show_compared_ensemble
from .own_data import own_data_note
from .picture_style import chinese_family, drawable_language
from .plots import save
from .strings import text
from .terminal import comparison_table, console

PICTURES = {"en": "added.png", "zh": "added.zh.png"}


def keep_comparison(comparison: Comparison, out: Path, command: str) -> tuple[Path, bool]:
    """Write the comparison's folder; returns it and whether the identical one was there already."""
    folder = comparison_folder(comparison, out)
    before = folder.stat().st_mtime_ns if folder.exists() else None
    languages = ["en", "zh"] if chinese_family() else ["en"]
    pictures = {PICTURES[language]: partial(_draw, comparison, folder.name, language) for language in languages}
    write_comparison(comparison, out, command, pictures)
    return folder, folder.stat().st_mtime_ns == before


def _draw(comparison: Comparison, name: str, language: str, path: Path) -> None:
    about = {"version": __version__, "run": name}
    if comparison.ensemble is None:
        caption = text("added_caption", language, seeds=len(comparison.seeds), scale=comparison.settings["scale"],
                       **about)  # fmt: skip
    else:
        caption = text("added_ensemble_caption", language, **comparison.settings["ensemble"], **about)
    if comparison.region.overridden:
        caption += "\n" + own_data_note(comparison.region, language)
    figure = added_figure(
        {one: _added(comparison, one) for one in comparison.names[1:]}, _titles(comparison, language),
        goal_years(comparison.region, int(comparison.paths["year"].max())), place=_place(comparison, language),
        caption=caption, language=language,
    )  # fmt: skip
    save(figure, path)


def _added(comparison: Comparison, name: str) -> pd.DataFrame:
    """What is drawn of a scenario: of the ensemble, if there is one, else the mean over seeds and its interval."""
    if comparison.ensemble is None:
        return comparison.difference(name)
    band = comparison.ensemble.band(name, f"urban_share{ADDED}").drop(columns="mean")
    return band.rename(columns={"median": "mean", "low95": "low", "high95": "high"})


def _titles(comparison: Comparison, language: str) -> dict[str, str]:
    return {name: scenario.title.in_language(language) for name, scenario in comparison.scenarios.items()}


def _groups(comparison: Comparison) -> dict[str, Label]:
    """Labels: all that was simulated, then its groups (without prefectures) or its counties."""
    region = comparison.region
    groups = groups_of(region, comparison.positions, counties=True)
    first = next(iter(groups))
    told = {first, *region.kinds, *region.adcodes.astype(str)}
    return {key: label for key, (label, _) in groups.items() if key in told}


def _kinds(comparison: Comparison) -> dict[str, Label]:
    """The region's groups without its prefectures, by label."""
    region = comparison.region
    return {key: Label(region.group_label(key, "en"), region.group_label(key, "zh")) for key in region.kinds}


def _place(comparison: Comparison, language: str) -> str:
    return next(iter(_groups(comparison).values())).in_language(language)


def show_comparison(comparison: Comparison, folder: Path, language: str) -> None:
    """What each scenario added to the first, as it was written, and what the intervals hold."""
    kept, out, titles = read_comparison(folder), console(), _titles(comparison, language)
    tables, cost = kept.tables, kept.manifest["cost"]
    groups, (reference, *others) = _groups(comparison), comparison.names
    everyone, *parts = groups
    differences = tables["differences.csv"]
    years = goal_years(comparison.region, int(differences["year"].max()))
    cases = cases_of(differences, years)

    out.print(_added_table(tables, titles, everyone, cases, comparison, language))
    for note in _notes(comparison, language):
        out.print(Text(note, style="dim"))
    out.print()
    if len(tables["goals.csv"]):
        out.print(goals_table(tables["goals.csv"], comparison.names, language))
    if "ensemble.csv" in tables:
        show_compared_ensemble(out, tables, titles, cases, comparison.settings["ensemble"], language)
    for name in others:
        mine = differences[differences["scenario"] == name]
        out.print(outcomes_table(mine[mine["group"] == everyone], titles[name], cases, language))
        if parts:
            out.print(groups_table(mine, parts, cases, language))
    if "attribution.csv" in tables:
        asked, spent = comparison.settings["attribution"], cost["attribution"]
        whole = tables["attribution.csv"][tables["attribution.csv"]["group"] == everyone]
        out.print(attribution_table(whole, cases, language, settings=asked, runs=spent["runs"],
                                    seconds=spent["wall_seconds"]))  # fmt: skip
        out.print(Text(text("attribution_note", language, scale=asked["scale"]), style="dim"))
        out.print()
    if "movers.csv" in tables and len(others) == 1:
        out.print(movers_table(tables["movers.csv"], cases[0], language))
        key = text("movers_key", language, reference=titles[reference], scenario=titles[others[0]])
        out.print(Text(key, style="dim"))
        out.print()
        out.print(profile_table(tables["profile.csv"], cases[0], language, _kinds(comparison)))
        out.print(Text(text("profile_note", language), style="dim"))
        out.print()
    out.print(text("compare_cost", language, runs=cost["runs"], years=cost["years"], seconds=cost["wall_seconds"]))
    if drawable_language(language) != language:
        out.print(Text(text("no_font", language)))


def _added_table(
    tables: Mapping[str, pd.DataFrame], titles: Mapping[str, str], group: str, cases: Sequence[Case],
    comparison: Comparison, language: str,
) -> Table:  # fmt: skip
    """The first scenario's level, and the percentage points each other one added."""
    (reference, title), *others = titles.items()
    paths, differences = tables["paths.csv"], tables["differences.csv"]
    levels = paths[(paths["scenario"] == reference) & (paths["group"] == group)]
    mean = levels.groupby(["pause", "year"])["urban_share"].mean().to_dict()
    rows = [(text("level_of", language, scenario=title), [f"{100 * mean[case]:.2f} %" for case in cases])]
    chosen = differences[(differences["outcome"] == "urban_share") & (differences["group"] == group)]
    share = rows_by(chosen, "scenario", "pause", "year")
    rows += [(shown, [_with_interval(share[name, *case]) for case in cases]) for name, shown in others]
    return comparison_table(
        title, rows, cases, language, seeds=len(comparison.seeds), scale=comparison.settings["scale"]
    )


def _notes(comparison: Comparison, language: str) -> list[str]:
    """What to keep in mind about the figures."""
    notes = [text("luck_only", language)]
    if comparison.paths["pause"].nunique() > 1:
        notes.append(text("pause_note", language))
    if comparison.region.overridden:
        notes.append(own_data_note(comparison.region, language))
    return notes


def _with_interval(row: Any) -> str:
    return f"{row.mean:+.3f}\n[{row.low:+.3f}, {row.high:+.3f}]"
