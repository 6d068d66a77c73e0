"""A finished validation: kept in its folder with its pictures, and shown on the terminal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure
from rich.table import Table
from rich.text import Text

from ..experiments.replications.studies import STUDIES
from ..experiments.validation.folds import prefectures, sealed_prefectures
from ..experiments.validation.validate import BENCHMARK, Validation
from ..manifest import identity_of, run_id
from ..region import Region
from ..results import write_folder
from ..tables import csv_bytes
from .picture_style import chinese_family
from .plots import save
from .strings import text
from .terminal import console, figures_table
from .validation_plots import cohorts_figure, coverage_figure, errors_figure, hold_out_figure, predicted_figure

LANGUAGES = {"en": "", "zh": ".zh"}
# Per head or in percent, and in millions of persons: how a profile's figure is shown.
SHOWN_AS = {"urban_share": 100.0, "urban_hukou_gain": 100.0, "household_size": 1.0}


def keep_validation(validation: Validation, out: Path, command: str) -> Path:
    """Write the folder of the validation, whole or not at all, and return it."""
    identity = identity_of({"kind": "validation"}, validation.region, validation.settings)
    sealed = [str(name) for name in sealed_prefectures(validation.region)]
    about = {
        "kind": "validation", "command": command, "sealed": sealed, "released": validation.released,
        "bars": {name: bool(met) for name, (_, _, met) in validation.bars().items()},
    }  # fmt: skip
    texts = {name: csv_bytes(table) for name, table in validation.tables.items()}
    drawn = ["en", "zh"] if chinese_family() else ["en"]
    pictures = {
        f"{name}{LANGUAGES[language]}.png": partial(_draw, figure, validation.tables, language)
        for name, figure in FIGURES.items() for language in drawn
    }  # fmt: skip
    return write_folder(out / "validation" / run_id(identity), identity, about, texts, pictures)


FIGURES: dict[str, Callable[[Mapping[str, pd.DataFrame], str], Figure]] = {
    "predicted": lambda tables, language: predicted_figure(tables["units.csv"], language),
    "errors": lambda tables, language: errors_figure(tables["units.csv"], language),
    "coverage": lambda tables, language: coverage_figure(tables["coverage.csv"], language),
    "hold_out": lambda tables, language: hold_out_figure(
        tables["hold_out_paths.csv"], tables["rules_of_thumb.csv"], language
    ),
    "cohorts": lambda tables, language: cohorts_figure(tables["profiles.csv"], language),
}


def _draw(
    figure: Callable[[Mapping[str, pd.DataFrame], str], Figure], tables: Mapping[str, pd.DataFrame], language: str,
    path: Path,
) -> None:  # fmt: skip
    save(figure(tables, language), path)


def show_validation(validation: Validation, language: str) -> None:
    """Everything that was found, passed or failed."""
    out, tables = console(), validation.tables
    names = sealed_names(validation.region, language)
    out.print(Text(text("validation_released" if validation.released else "validation_sealed", language, names=names)))
    backtest = tables["backtest.csv"]
    for sample in backtest["sample"].unique():
        out.print(backtest_table(backtest[backtest["sample"] == sample], language))
    out.print(bars_table(validation, language))
    out.print(hold_out_table(tables["hold_out.csv"], language))
    rules = tables["rules_of_thumb.csv"]
    rules = rules[rules["year"] == rules["year"].min()].set_index("rule")["urban_share"]
    shares = {str(rule): 100 * float(share) for rule, share in rules.items()}
    out.print(Text(text("validation_rules", language, **shares)))
    out.print(Text(text("validation_no_claim", language), style="dim"))
    out.print(profile_table(tables["profiles.csv"], language))
    out.print(replications_table(tables["replications.csv"], language))


def sealed_names(region: Region, language: str) -> str:
    """The sealed prefectures by name."""
    if language == "en":
        return ", ".join(str(name) for name in sealed_prefectures(region))
    first = prefectures(region)
    names = [region.units.loc[first == name, "prefecture_zh"].iloc[0] for name in sealed_prefectures(region)]
    return "、".join(map(str, names))


def backtest_table(rows: pd.DataFrame, language: str) -> Table:
    """Scores of one sample; every forecast against the benchmark."""
    heads = ("col_forecast", "col_mae", "col_crps", "col_within", "col_against", "col_skill")
    sample = text(f"sample_{rows['sample'].iloc[0]}", language, units=int(rows["units"].iloc[0]))
    table = figures_table(
        f"{text('validation_backtest', language)}: {sample}", [text(head, language) for head in heads]
    )
    for row in rows.to_dict("records"):
        against = f"{row['difference_mae']:+.2f} ({row['difference_mae_low']:+.2f} … {row['difference_mae_high']:+.2f})"
        table.add_row(
            text(f"forecast_{row['forecast']}", language), f"{row['mae']:.2f}", f"{row['crps']:.2f}",
            f"{100 * row['coverage_80']:.0f} / {100 * row['coverage_95']:.0f}",
            "" if row["forecast"] == BENCHMARK else against, f"{row['skill']:+.2f}",
        )  # fmt: skip
    return table


def bars_table(validation: Validation, language: str) -> Table:
    """What was required and aimed at, met or missed."""
    heads = ("col_bar", "col_ours", "col_verdict")
    table = figures_table(text("validation_bars", language), [text(head, language) for head in heads])
    for name, (ours, required, met) in validation.bars().items():
        signed = f"{ours:.2f}" if name == "crps" else f"{ours:+.2f}"
        figure = f"{100 * ours:.1f} %" if name.startswith("coverage") else signed
        kind = text("bar_required" if required else "bar_aim", language)
        verdict = text("bar_met" if met else "bar_missed", language)
        table.add_row(f"{text(f'bar_{name}', language)} ({kind})", figure, verdict)
    return table


def hold_out_table(rows: pd.DataFrame, language: str) -> Table:
    """2023 and 2027 by reading of the pause."""
    heads = ["col_reading", "col_members", "2023", "col_nearly_45", "col_stood_still", "2027", "col_goal_reached"]
    words = [head if head.isdigit() else text(head, language) for head in heads]
    table = figures_table(text("validation_hold_out", language), words)
    for row in rows.to_dict("records"):
        table.add_row(
            text(f"reading_{row['reading']}", language), f"{row['members']:.0f}", span(row, "2023"),
            f"{row['p_nearly_45']:.2f}", f"{row['p_below_2020']:.2f}", span(row, "2027"), f"{row['p_48_in_2027']:.2f}",
        )  # fmt: skip
    return table


def span(row: Mapping, year: str) -> str:
    """Median and 80 % interval of a reading, percent."""
    low, middle, high = (100 * row[f"{part}_{year}"] for part in ("low", "median", "high"))
    return f"{middle:.1f} ({low:.1f}–{high:.1f})"


def profile_table(profiles: pd.DataFrame, language: str) -> Table:
    """Totals, movers and hukou: observed and simulated."""
    heads = ("col_figure", "col_observed", "col_simulated", "col_fitted")
    table = figures_table(text("validation_profiles", language), [text(head, language) for head in heads])
    for cells in profile_cells(profiles, language):
        table.add_row(*cells)
    return table


def profile_cells(profiles: pd.DataFrame, language: str) -> list[tuple[str, str, str, str]]:
    """Of each figure that is no cohort or age group: its name, observed, simulated, fitted."""
    cells = []
    for row in profiles[profiles["block"].isin(["totals", "movers", "hukou"])].to_dict("records"):
        times = SHOWN_AS.get(row["item"], 1e-6)
        cells.append((
            text(f"profile_{row['item']}", language), f"{times * row['observed']:.2f}",
            f"{times * row['simulated']:.2f}", text("yes" if row["fitted"] else "no", language),
        ))  # fmt: skip
    return cells


def replications_table(rows: pd.DataFrame, language: str) -> Table:
    """Every study with the published figure, ours, and the verdict."""
    labels = {study.key: study for study in STUDIES}
    heads = ("col_study", "col_published", "col_passes", "col_ours", "col_verdict")
    table = figures_table(text("validation_replications", language), [text(head, language) for head in heads])
    for row in rows.to_dict("records"):
        study = labels[row["study"]]
        table.add_row(
            f"{study.source} ({study.evidence}): {study.effect.in_language(language)}", *study_cells(row, language)
        )
    return table


def study_cells(row: Mapping, language: str) -> tuple[str, str, str, str]:
    """Published, what passes, ours, verdict."""
    sign = "+" if row["sign"] > 0 else "−"
    known = not pd.isna(row["published"])
    unit = text(f"unit_{row['unit']}", language)
    published = f"{row['published']:+.2f}{unit}" if known else text("validation_sign_only", language, sign=sign)
    passes = f"{row['passes_from']:+.2f} … {row['passes_to']:+.2f}" if known else sign
    ours = f"{row['ours']:+.2f}"
    if not pd.isna(row["low"]):
        ours += f" ({row['low']:+.2f} … {row['high']:+.2f})"
    return published, passes, ours, text("replication_passed" if row["passed"] else "replication_failed", language)
