"""Pictures of a fit, from the tables of its folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from .calibration_report import moment_label, rows_of

BLUE, ORANGE, GREY = "#0072B2", "#D55E00", "#888888"
SHORT = {
    "constant_town": "town", "constant_away": "away", "constant_workers_away": "workers away",
    "reconsideration": "reconsider", "youth_leaving": "youth leave", "youth_return": "youth return",
    "slope_2010_share": "slope 2010", "shift_minority": "minority", "shift_non_agricultural": "non-agric.",
    "shift_registered_ratio": "registered",
}  # fmt: skip


def implausibility_figure(rows: pd.DataFrame) -> Figure:
    """Below the diagonal the least implausibility found, above it the share not ruled out, for every pair."""
    names = list(dict.fromkeys([*rows["one"], *rows["other"]]))
    figure = Figure(figsize=(11, 10), layout="constrained")
    grid = figure.subplots(len(names), len(names))
    least = share = None
    for (one, other), pair in rows.groupby(["one", "other"], sort=False):
        a, b = names.index(one), names.index(other)
        size = int(pair["row"].max()) + 1
        square = pair.sort_values(["row", "column"])
        low = square["least"].to_numpy().reshape(size, size)
        depth = square["share"].to_numpy().reshape(size, size)
        least = grid[b, a].imshow(low.T, origin="lower", cmap="viridis_r", vmin=0, vmax=9, aspect="auto")
        with np.errstate(divide="ignore"):
            share = grid[a, b].imshow(
                np.log10(depth), origin="lower", cmap="magma", vmin=-5, vmax=0, aspect="auto"
            )
    for number, name in enumerate(names):
        grid[number, number].text(0.5, 0.5, SHORT.get(name, name), ha="center", va="center", fontsize=9)
    for axes in grid.flat:
        axes.set_xticks([])
        axes.set_yticks([])
    if least is not None and share is not None:
        figure.colorbar(least, ax=grid[:, :1], location="left", label="least implausibility found (s.d.)", shrink=0.6)
        figure.colorbar(share, ax=grid[:, -1:], label="share of the prior not ruled out (log₁₀)", shrink=0.6)
    return figure


def posterior_figure(parameters: pd.DataFrame, ensemble: pd.DataFrame) -> Figure:
    """Every parameter: the prior as a line, the posterior as bars, the value in use as a mark."""
    figure = Figure(figsize=(11, 5), layout="constrained")
    for axes, row in zip(figure.subplots(2, -(-len(parameters) // 2)).flat, rows_of(parameters), strict=False):
        low, high = row.prior - 2.5 * row.prior_sd, row.prior + 2.5 * row.prior_sd
        spread = np.linspace(max(low, row.lower_bound), min(high, row.upper_bound), 60)
        prior = np.exp(-0.5 * ((spread - row.prior) / row.prior_sd) ** 2)
        values = ensemble[row.parameter].to_numpy()
        heights, _, _ = axes.hist(values, bins=16, weights=ensemble["weight"], color=BLUE, alpha=0.7)
        axes.plot(spread, prior * heights.max(), color=GREY, linewidth=1)
        axes.axvline(row.shipped, color=ORANGE, linewidth=1.2)
        axes.set_title(f"{SHORT.get(row.parameter, row.parameter)}  ({row.posterior_over_prior:.2f})", fontsize=9)
        axes.set_yticks([])
        axes.tick_params(labelsize=7)
    figure.suptitle("posterior (bars), prior (line), value in use (orange); posterior over prior spread", fontsize=9)
    return figure


def moments_figure(moments: pd.DataFrame) -> Figure:
    """How many standard deviations every fitted moment is missed by, posterior and value in use."""
    fitted = moments[moments["fitted"]].reset_index(drop=True)
    error = np.hypot(fitted["observation_sd"], fitted["discrepancy_sd"])
    place = np.arange(len(fitted))[::-1]
    figure = Figure(figsize=(8, 5.5), layout="constrained")
    axes = figure.subplots()
    axes.axvspan(-2, 2, color="#eeeeee")
    axes.axvline(0, color=GREY, linewidth=0.8)
    low: pd.Series = (fitted["posterior_low"] - fitted["observed"]) / error
    high: pd.Series = (fitted["posterior_high"] - fitted["observed"]) / error
    axes.hlines(place, low, high, color=BLUE, linewidth=3, alpha=0.6)
    axes.plot(fitted["missed_sd"], place, "o", color=BLUE, label="posterior mean, 90 % interval")
    axes.plot((fitted["shipped"] - fitted["observed"]) / error, place, "x", color=ORANGE, label="values in use")
    axes.set_yticks(place, [moment_label(str(name), "en") for name in fitted["moment"]], fontsize=8)
    axes.set_xlabel("simulated − observed, in s.d. of observation and discrepancy")
    axes.set_xlim(-3.5, 3.5)
    axes.legend(fontsize=8, loc="lower right")
    return figure


def units_figure(units: pd.DataFrame) -> Figure:
    """Urban share of every unit in 2020, in sample."""
    figure = Figure(figsize=(5.5, 5.2), layout="constrained")
    axes = figure.subplots()
    size = units["residents"] / units["residents"].max() * 60 + 6
    axes.plot([0, 80], [0, 80], color=GREY, linewidth=0.8)
    axes.scatter(100 * units["posterior"], 100 * units["urban_share"], s=size, color=BLUE, alpha=0.55, linewidths=0)
    axes.set_xlabel("posterior mean, %")
    axes.set_ylabel("census of 2020, %")
    return figure


def recovery_figure(trials: pd.DataFrame) -> Figure:
    """Truth against the 90 % interval for every parameter, in prior spreads; misses in orange."""
    names = list(dict.fromkeys(trials["parameter"]))
    figure = Figure(figsize=(11, 5), layout="constrained")
    for axes, name in zip(figure.subplots(2, -(-len(names) // 2)).flat, names, strict=False):
        rows = trials[trials["parameter"] == name]
        colours = np.where(rows["covered"], BLUE, ORANGE)
        axes.vlines(rows["truth"], rows["low"], rows["high"], colors=colours, linewidth=1)
        ends = [rows["truth"].min(), rows["truth"].max()]
        axes.plot(ends, ends, color=GREY, linewidth=0.8)
        axes.set_title(f"{SHORT.get(name, name)}  ({100 * rows['covered'].mean():.0f} %)", fontsize=9)
        axes.tick_params(labelsize=7)
    figure.suptitle("true value (across) and its 90 % interval (up), prior spreads; coverage in brackets", fontsize=9)
    return figure


def draw_fit(folder: Path, ensemble: Path, pictures: Path) -> None:
    """All of them, as PNG files of `pictures`, from the tables in `folder` and the file of the ensemble."""
    pictures.mkdir(parents=True, exist_ok=True)
    tables = {
        name: pd.read_csv(folder / f"{name}.csv")
        for name in ("implausibility", "parameters", "moments", "unit_moments", "recovery_trials")
    }
    figures = {
        "implausibility": implausibility_figure(tables["implausibility"]),
        "posterior": posterior_figure(tables["parameters"], pd.read_csv(ensemble)),
        "moments": moments_figure(tables["moments"]),
        "units": units_figure(tables["unit_moments"]),
        "recovery": recovery_figure(tables["recovery_trials"]),
    }
    for name, figure in figures.items():
        figure.savefig(pictures / f"{name}.png", dpi=110, metadata={"Software": None})
