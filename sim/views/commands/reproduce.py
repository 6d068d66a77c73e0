"""`xiancheng reproduce`: do the same figures come out again?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..command import argument, command, option
from ..failures import INTEGRITY, UserError
from ..options import THREADS, Debug, Lang, Threads, Workers, language_of, within
from ..strings import text

if TYPE_CHECKING:
    from ...experiments.reproduction import Reproduction

SAMPLE = (1, 1_000_000)


@command
def reproduce(
    folder: Annotated[Path, argument("help_reproduced")],
    sample: Annotated[int | None, option("--sample", "help_sample")] = None,
    workers: Workers = None, threads: Threads = None, lang: Lang = None, debug: Debug = False,
) -> None:  # fmt: skip
    language = language_of(lang)
    within("--sample", sample, SAMPLE, language)
    within("--workers", workers, THREADS, language)
    within("--threads", threads, THREADS, language)
    if not folder.is_dir():
        raise UserError(f"{folder}: {text('error_no_folder', language)}")
    from ...experiments.reproduction import reproduce as run_again
    from ..progress import announce_compilation, progress

    announce_compilation(language)
    with progress(text("reproducing", language, folder=folder)) as report:
        outcome = run_again(folder, sample=sample, workers=workers, threads=threads, progress=report)
    _show(outcome, language)
    if not outcome.identical:
        raise typer.Exit(INTEGRITY)


def _show(outcome: Reproduction, language: str) -> None:
    """IDENTICAL, or where it is not; and what has changed since, which may explain it."""
    for change in outcome.changes:
        what = text("change_sources", language) if change.what == "sources" else change.what
        print(text("changed_since", language, what=what, then=change.then, now=change.now))
    if outcome.identical:
        how = "identical_exactly" if outcome.exact else "identical_portably"
        print(text(how, language, tables=outcome.tables))
        return
    print(text("not_identical", language, differing=len(outcome.differences), tables=outcome.tables))
    for name in outcome.missing:
        print(text("not_made_now", language, file=name))
    for table in outcome.differences:
        print(text("table_differs", language, file=table.file, cells=table.cells, largest=table.largest))
        if table.rows_of_first or table.rows_of_second:
            print("  " + text("rows_differ", language, first=table.rows_of_first, second=table.rows_of_second))
        if table.columns:
            print("  " + text("columns_differ", language, columns=", ".join(table.columns)))
        for cell in table.shown:
            print("  " + text("cell_differs", language, row=cell.row, column=cell.column,
                              first=cell.first, second=cell.second))  # fmt: skip
        if len(table.shown) < table.cells:
            print("  " + text("cells_more", language, more=table.cells - len(table.shown)))
    if not outcome.changes:
        print(text("no_change_since", language))
