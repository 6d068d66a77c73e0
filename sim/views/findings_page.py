"""The findings: `python -m sim.views.findings_page` runs what is missing, keeps the tables and writes both pages.

Every figure on a page comes from a table in docs/findings/; `--pages` runs nothing. A test holds the
pages to the tables.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from .. import __version__
from ..tables import csv_bytes, read_csv
from ..whole_files import write_whole
from .findings_sections import chapters, checking, costs, for_whom, in_short, not_told, reaching, sureness
from .findings_strings import LIKELY, say
from .markdown import need_docs, write_pages

DOCS = Path(__file__).parents[2] / "docs"
FOLDER, RECORD = "findings", "record.json"
PAGES = {"en": "findings.md", "zh": "findings.zh.md"}
COMMAND = "python -m sim.views.findings_page"
# Tasks that are done; the folder may be deleted at any time.
UNFINISHED = Path("results") / "findings"
Tables = Mapping[str, pd.DataFrame]


def page(tables: Tables, record: Mapping[str, Any], language: str) -> str:
    """The whole page, Markdown."""
    year = record["years"][1]
    packages, alone = record["sets"]["packages"], record["sets"]["chapters"]
    stop = "；" if language == "zh" else ", "
    *told, least = LIKELY.items()
    words = stop.join(say("word", language, word=word.in_language(language), from_=bound) for bound, word in told)
    parts = [
        say("title", language), say("head", language, command=COMMAND),
        say("made", language, year=year, members=packages["members"], seeds=packages["seeds"], scale=packages["scale"],
            chapter_members=alone["members"], chapter_seeds=alone["seeds"], below=100 * record["members"]["below"]),
        say("words", language, words=words, bound=told[-1][0], least=least[1].in_language(language),
            members=packages["members"], step=1 / packages["members"]),
        say("provenance", language, version=__version__, sources=record["sources"][:12],
            posterior=record["members"]["posterior"][:12]),
        *in_short(tables, year, language), *reaching(tables, year, language), *chapters(tables, language),
        *for_whom(tables, year, language), *costs(tables, year, language), *sureness(tables, language),
        *not_told(tables, year, language), *checking(COMMAND, FOLDER, list(tables), language),
    ]  # fmt: skip
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def read_tables(folder: Path) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """The tables kept, by name, and the record of how they were made."""
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    return {name: read_csv((folder / f"{name}.csv").read_bytes()) for name in record["tables"]}, record


def make_tables(folder: Path, unfinished: Path, workers: int | None = None) -> None:
    """Runs what is missing and keeps the tables; members are made anew if the posterior is another."""
    from ..experiments.finding_tables import finding_tables
    from ..experiments.findings import read_set, record, run_set, sets
    from ..experiments.members import are_stale, make_members, write_members
    from ..region import DATA
    from .progress import progress

    if are_stale():
        with progress("members") as report:
            write_members(*make_members(workers=workers, progress=report), DATA / "sichuan")
    chosen, told = sets(), {}
    for one in chosen:
        with progress(one.name) as report:
            run_set(one, unfinished, workers=workers, progress=report)
        told[one.name] = read_set(one, unfinished)
    tables = finding_tables(chosen, told)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        write_whole(folder / f"{name}.csv", csv_bytes(table.round(6)))
    about = {**record(chosen), "tables": list(tables)}
    write_whole(folder / RECORD, (json.dumps(about, indent=1) + "\n").encode())


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what is missing, then write the pages into the project's docs folder."""
    parser = argparse.ArgumentParser(prog=COMMAND, description="Runs what is missing and writes the findings.")
    parser.add_argument("--pages", action="store_true", help="run nothing; write the pages from the tables kept")
    parser.add_argument("--workers", type=int, default=None, help="processes side by side")
    parser.add_argument("--unfinished", type=Path, default=UNFINISHED, help="where finished tasks are kept")
    asked = parser.parse_args(arguments)
    need_docs(DOCS)
    if not asked.pages:
        make_tables(DOCS / FOLDER, asked.unfinished, asked.workers)
    tables, record = read_tables(DOCS / FOLDER)
    for path in write_pages({name: page(tables, record, language) for language, name in PAGES.items()}, DOCS):
        print(f"{DOCS.name}/{path.name}")


if __name__ == "__main__":
    main()
