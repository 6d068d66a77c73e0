"""`xiancheng sweep`: many runs of a design."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from ..command import RESULTS, argument, command, command_line, option, read_region
from ..failures import INTERRUPTED, SOME_FAILED, UserError
from ..options import THREADS, Data, Debug, Lang, Out, Workers, language_of, within
from ..strings import text

if TYPE_CHECKING:
    from ...experiments.sweeps.estimate import Estimate
    from ...experiments.sweeps.plan import Plan
    from ...experiments.sweeps.store import Found

SECONDS = (0.1, 1e7)
LEAST_PATIENCE, PATIENCE = 600.0, 20.0  # seconds, and times the seconds a run is expected to take


@command
def sweep(
    file: Annotated[str, argument("help_sweep_file")],
    workers: Workers = None,
    dask: Annotated[str | None, option("--dask", "help_dask")] = None,
    threads: Annotated[int, option("--threads", "help_run_threads")] = 1,
    timeout: Annotated[float | None, option("--timeout", "help_timeout")] = None,
    yes: Annotated[bool, option("--yes", "help_yes")] = False,
    data: Data = None, out: Out = RESULTS, lang: Lang = None, debug: Debug = False,
) -> None:  # fmt: skip
    language = language_of(lang)
    for name, value, bounds in (
        ("--workers", workers, THREADS), ("--threads", threads, THREADS), ("--timeout", timeout, SECONDS),
    ):  # fmt: skip
        within(name, value, bounds, language)
    from ...experiments.executors import processors
    from ...experiments.sweeps.estimate import estimate
    from ...experiments.sweeps.plan import plan_sweep

    there = processors()
    if dask is None and (workers or 1) * threads > there:
        raise UserError(text(
            "error_too_many_threads", language, workers=workers or 1, threads=threads, processors=there
        ))  # fmt: skip
    plan = plan_sweep(file, read_region(data), data)
    taken = estimate(plan, workers or max(there // threads, 1))
    _say(_size_or_refusal(plan, taken, yes, language))
    if dask is None:
        _refuse_what_does_not_fit(plan, taken, out, language)
    if timeout is None:
        timeout = max(LEAST_PATIENCE, PATIENCE * 3600 * taken.hours * taken.workers / max(taken.runs, 1))
    _sweep(plan, out, language, workers=workers, dask=dask, threads=threads, timeout=timeout)


def _sweep(plan: Plan, out, language: str, **options) -> None:
    """Runs it, and says what came of it; exit 3 if runs failed, 130 if it was interrupted."""
    from ...experiments.sweeps.lock import LockedError
    from ...experiments.sweeps.running import sweep as sweep_plan
    from ...parquet import read_parquet
    from ...results import prepare
    from ...sweep_results import RUNS_CSV, SUMMARY
    from ...tables import read_csv
    from ...whole_files import ResultsError
    from ..progress import announce_compilation, progress
    from ..sweep_report import duration, failures, pace, show_range

    prepare(out)

    def scanned(found: Found, strangers: int) -> None:
        finished = len(found.finished)
        counts = {"finished": finished, "runs": plan.number_of_runs, "missing": plan.number_of_runs - finished}
        if finished or found.failed or found.damaged:
            _say(text("sweep_found", language, **counts))
        others = len(found.others) - strangers
        for key, number in (("damaged", len(found.damaged)), ("strangers", strangers), ("others", others)):
            if number:
                _say(text(f"sweep_{key}", language, number=number))

    try:
        with ExitStack() as stack:
            announce_compilation(language)
            report = stack.enter_context(progress(text("sweeping", language, name=plan.file.name)))
            done = sweep_plan(
                plan, out, command=command_line(), scanned=scanned,
                tell=lambda now: report(now.done / now.total, pace(now, language)), **options,
            )  # fmt: skip
    except KeyboardInterrupt:
        _say(text("sweep_stopped", language, command=command_line()))
        raise typer.Exit(INTERRUPTED) from None
    except LockedError as error:
        who = {key: error.holder.get(key, "?") for key in ("pid", "host", "started")}
        raise ResultsError(text("error_locked", language, folder=error.folder, **who)) from error
    summary, _ = read_parquet(done.folder / SUMMARY)
    show_range(summary, language)
    for line in failures(read_csv((done.folder / RUNS_CSV).read_bytes()), language):
        _say(line)
    print(text(
        "sweep_done", language, new=done.new, runs=done.total, time=duration(done.seconds, language),
        folder=done.folder,
    ))  # fmt: skip
    if done.failed:
        raise typer.Exit(SOME_FAILED)


def _size_or_refusal(plan: Plan, taken: Estimate, yes: bool, language: str) -> str:
    from ..sweep_report import size, too_much

    refused = too_much(taken, language)
    if refused and not yes:
        raise UserError(f"{size(plan, taken, language)}\n{refused}")
    return size(plan, taken, language)


def _refuse_what_does_not_fit(plan: Plan, taken: Estimate, out, language: str) -> None:
    from ...whole_files import ResultsError

    parts = [
        text(f"needs_{what}", language, need=f"{need:.1f}", there=f"{there:.1f}")
        for what, need, there in taken.does_not_fit(out)
    ]
    if parts:
        raise ResultsError(text("error_does_not_fit", language, what="; ".join(parts)))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
