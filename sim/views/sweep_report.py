"""What the terminal says of a sweep: its size before, its pace meanwhile, its outcomes and failures after."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from ..indicators import INDICATORS
from ..outcomes import OUTCOMES
from .strings import text

if TYPE_CHECKING:
    from ..experiments.sweeps.estimate import Estimate
    from ..experiments.sweeps.plan import Plan
    from ..experiments.sweeps.running import Progress

MESSAGES_SHOWN = 5
PERCENT = 100.0


def size(plan: Plan, taken: Estimate, language: str) -> str:
    """How many runs, and what they take."""
    from ..experiments.sweeps.points import number_of_points

    named = list(plan.scenarios)
    scenarios = named[0] if len(named) == 1 else text("sweep_scenarios", language, number=len(named))
    return text(
        "sweep_size", language, runs=taken.runs, scenarios=scenarios, points=number_of_points(plan.file),
        seeds=len(plan.file.seeds), time=duration(3600 * taken.hours, language), workers=taken.workers,
        disk=_bytes(taken.disk_bytes), memory=_bytes(taken.memory_bytes),
    )  # fmt: skip


def too_much(taken: Estimate, language: str) -> str:
    """What is over its limit, or nothing."""
    parts = [
        text(f"limit_{what}", language, value=f"{value:,.0f}", limit=f"{limit:,.0f}")
        for what, value, limit in taken.over()
    ]
    return text("error_over_limit", language, what="; ".join(parts)) if parts else ""


def pace(now: Progress, language: str) -> str:
    """How many are done, how fast, and how long it takes yet."""
    return text(
        "sweep_pace", language, done=now.done, total=now.total, pace=f"{now.runs_per_minute:.0f}",
        left=duration(now.seconds_left, language),
    )  # fmt: skip


def failures(runs: pd.DataFrame, language: str) -> list[str]:
    """How many runs failed, and why: the reasons, the most frequent first."""
    failed = runs[runs["status"] == "failed"]
    if failed.empty:
        return []
    counted = Counter(zip(failed["reason"], failed["message"], strict=True)).most_common()
    lines = [text("sweep_failed", language, failed=len(failed), runs=len(runs))]
    for (reason, message), number in counted[:MESSAGES_SHOWN]:
        words = text(f"reason_{reason}", language)
        lines.append("  " + text("sweep_failed_runs", language, number=number, reason=words, message=message))
    return lines + (["  …"] if len(counted) > MESSAGES_SHOWN else [])


def show_range(summary: pd.DataFrame, language: str) -> None:
    """Each outcome in the last year kept, over all runs: lowest, median, highest."""
    from rich.table import Table

    from .terminal import console

    if summary.empty:
        return
    last, group = summary["year"].max(), summary["group"].iloc[0]
    here = summary[(summary["year"] == last) & (summary["group"] == group)]
    table = Table(title=text("sweep_range", language, year=last), title_justify="left")
    for column in ("outcome_kept", "pause_answer", "lowest", "median", "highest"):
        table.add_column(text(f"col_{column}", language), justify="right" if column[0] in "lmh" else "left")
    for (outcome, answer), values in here.groupby(["outcome", "pause"], sort=False, observed=True)["value"]:
        words, factor = _named(str(outcome), language)
        cells = [_figure(factor * each) for each in (values.min(), values.median(), values.max())]
        table.add_row(words, text(f"pause_{answer}", language), *cells)
    console().print(table)


def _named(name: str, language: str) -> tuple[str, float]:
    """What an outcome is called, with the unit it is shown in, and how many of these one of its own is."""
    outcome = OUTCOMES.get(name)
    if outcome is None:
        return INDICATORS[name].label.in_language(language), 1.0
    unit = "%" if outcome.factor == PERCENT else outcome.unit.in_language(language)
    return f"{outcome.label.in_language(language)} ({unit})", outcome.factor


def duration(seconds: float, language: str) -> str:
    """Seconds, minutes, or hours where they are many; "…" where it cannot be said."""
    if seconds == float("inf"):
        return "…"
    if seconds < 90:
        return text("sweep_seconds", language, number=f"{seconds:.0f}")
    if seconds < 5400:
        return text("sweep_minutes", language, number=f"{seconds / 60:.0f}")
    return text("sweep_hours", language, number=f"{seconds / 3600:.1f}")


def _bytes(number: float) -> str:
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{max(number / 1e6, 1):.0f} MB"


def _figure(value: float) -> str:
    return f"{value:.2f}" if abs(value) < 100 else f"{value:,.0f}"
