"""Pictures of a validation. They read tables, never a model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from .picture_style import GREY, drawing, quiet
from .plots import PAUSE_STYLES
from .strings import text

COLOURS = {"model": "#0072B2", "model_without_shifters": "#D55E00", "logit_five": "#555555"}
STYLES = {"model": "-", "model_without_shifters": "--", "logit_five": ":"}
NAMED = 5  # counties with a name in a picture
PATH_STYLES = {"no_pause": {"color": GREY, "linestyle": ":"}, **{
    name: {"color": style["color"], "linestyle": style["linestyle"]} for name, style in PAUSE_STYLES.items()
}}  # fmt: skip
PATH_NAMES = {"no_pause": "reading_no_pause", "ended": "reading_pause_ended", "stays": "reading_pause_stays"}


def predicted_figure(units: pd.DataFrame, language: str) -> Figure:
    """Predicted against observed, with 80 % intervals; the worst by name."""
    caption = text("validation_caption", language, units=len(units))
    with drawing(language, 5.4, title=text("picture_predicted", language), caption=caption) as figure:
        axes = figure.subplots()
        seen, told = 100 * units["observed"], 100 * units["predicted"]
        spans = 100 * np.stack([units["predicted"] - units["low80"], units["high80"] - units["predicted"]])
        axes.errorbar(seen, told, yerr=spans, fmt="o", color=COLOURS["model"], ecolor="#b9d3e6", markersize=3.5,
                      elinewidth=0.8)  # fmt: skip
        ends = (0.0, 100 * float(units[["observed", "high80"]].to_numpy().max()) + 3)
        axes.plot(ends, ends, color=GREY, linewidth=0.8)
        for unit in worst(units, NAMED).to_dict("records"):
            axes.annotate(unit_name(unit, language), (100 * unit["observed"], 100 * unit["predicted"]), fontsize=7,
                          xytext=(4, 4), textcoords="offset points")  # fmt: skip
        axes.set_xlabel(text("axis_observed", language))
        axes.set_ylabel(text("axis_predicted", language))
        axes.set_xlim(ends)
        axes.set_ylim(ends)
        quiet(axes, "both")
    return figure


def errors_figure(units: pd.DataFrame, language: str) -> Figure:
    """A map of county seats: what was predicted too high and too low."""
    caption = text("error_sign", language)
    with drawing(language, 5.2, title=text("picture_errors", language), caption=caption) as figure:
        axes = figure.subplots()
        reach = max(5.0, float(5 * np.ceil(units["error"].abs().quantile(0.95) / 5)))
        norm = TwoSlopeNorm(0.0, -reach, reach)
        drawn = None
        for high, mark in ((True, "o"), (False, "v")):
            some = units[(units["error"] >= 0) == high]
            drawn = axes.scatter(some["lon"], some["lat"], c=some["error"], cmap="BrBG_r", norm=norm, marker=mark,
                                 s=38, edgecolors="#333333", linewidths=0.5)  # fmt: skip
        axes.set_xlabel(text("axis_longitude", language))
        axes.set_ylabel(text("axis_latitude", language))
        axes.set_aspect(1 / np.cos(np.radians(units["lat"].mean())))
        quiet(axes, "both")
        if drawn is not None:
            figure.colorbar(drawn, ax=axes, shrink=0.8, extend="both")
    return figure


def coverage_figure(coverage: pd.DataFrame, language: str) -> Figure:
    """Share of the counties that lie in intervals of growing width: on the line if the forecast knows itself."""
    with drawing(language, 4.0, title=text("picture_coverage", language)) as figure:
        axes = figure.subplots()
        axes.plot([0, 100], [0, 100], color=GREY, linewidth=0.8)
        for name, rows in coverage.groupby("forecast", sort=False):
            axes.plot(100 * rows["level"], 100 * rows["covered"], color=COLOURS[str(name)],
                      linestyle=STYLES[str(name)], marker="o", markersize=3,
                      label=text(f"forecast_{name}", language))  # fmt: skip
        axes.set_xlabel(text("axis_level", language))
        axes.set_ylabel(text("axis_covered", language))
        axes.legend(frameon=False, fontsize=8)
        quiet(axes, "both")
    return figure


def hold_out_figure(paths: pd.DataFrame, rules: pd.DataFrame, language: str) -> Figure:
    """The domain's share run on from 2010 along three paths, with the rules of thumb and the one statement."""
    with drawing(language, 4.2, title=text("picture_hold_out", language)) as figure:
        axes = figure.subplots()
        for path, rows in paths.groupby("path", sort=False):
            shares = 100 * rows.pivot(index="year", columns="member", values="urban_share")
            low, middle, high = (shares.quantile(q, axis=1) for q in (0.1, 0.5, 0.9))
            style = PATH_STYLES[str(path)]
            axes.fill_between(middle.index, low, high, color=style["color"], alpha=0.15, linewidth=0)
            axes.plot(middle.index, middle, label=text(PATH_NAMES[str(path)], language), **style)
        for rule, mark in (("linear", "+"), ("constant_urgd", "x"), ("un_urgd", "d")):
            rows = rules[rules["rule"] == rule]
            axes.plot(rows["year"], 100 * rows["urban_share"], mark, color="black", markersize=6,
                      label=text(f"rule_{rule}", language))  # fmt: skip
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.hlines(45, 2022, 2024, color="#CC79A7", linewidth=2, label=text("below_45", language))
        axes.set_ylabel(text("axis_share_percent", language))
        axes.legend(frameon=False, fontsize=7, loc="upper left")
        quiet(axes)
    return figure


def cohorts_figure(profiles: pd.DataFrame, language: str) -> Figure:
    """The ten-year change of every cohort, observed and simulated."""
    rows = profiles[profiles["block"] == "cohort_change"]
    ages = rows["item"].astype(int)
    with drawing(language, 3.8, title=text("picture_cohorts", language)) as figure:
        axes = figure.subplots()
        axes.plot(ages, rows["observed"], color="black", marker="o", markersize=4, linestyle="none",
                  label=text("col_observed", language))  # fmt: skip
        axes.plot(ages, rows["simulated"], color=COLOURS["model"], label=text("col_simulated", language))
        axes.axhline(1.0, color=GREY, linewidth=0.6)
        axes.set_xlabel(text("axis_age_2010", language))
        axes.set_ylabel(text("axis_cohort", language))
        axes.legend(frameon=False, fontsize=8)
        quiet(axes)
    return figure


def worst(units: pd.DataFrame, number: int) -> pd.DataFrame:
    """The units with the largest errors, the largest first."""
    return units.loc[units["error"].abs().sort_values(ascending=False, kind="stable").index[:number]]


def unit_name(unit: Mapping[Any, Any], language: str) -> str:
    """A county's name, short in English."""
    return str(unit["name_zh"]) if language == "zh" else str(unit["name_en"]).removesuffix(" County")
