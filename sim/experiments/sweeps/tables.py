"""The tables at the end of a sweep: every run with what it was set to, and every outcome kept of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from ...indicators import INDICATORS
from ...manifest import MANIFEST, checksum, identity_of, manifest_bytes, manifest_of
from ...outcomes import OUTCOMES
from ...parameters import Label
from ...parquet import Column, write_parquet
from ...submodels import DECLARATIONS
from ...sweep_results import RUNS_CSV, SUMMARY
from ...tables import csv_bytes, digests_of, escaped
from ...verification import verify
from ...whole_files import write_whole
from .one_run import COLUMNS, DICTIONARY
from .plan import Plan, PlannedRun
from .store import Store

SUMMARY_CSV = "summary.csv"
_OF_RUN = {
    "run": Column(DICTIONARY, "", Label("the run, and the name of its file", "运行编号，即文件名")),
    "scenario": Column(DICTIONARY, "", Label("the scenario that was varied", "基础情景")),
    "seed": Column(pa.int64(), "", Label("seed of the decisions' luck", "决策随机种子")),
}
_NOTHING = {"reason": "", "message": ""}


def write_tables(plan: Plan, runs: Sequence[PlannedRun], store: Store, about: dict[str, Any]) -> None:
    """Reads every run's file and writes runs.csv, the summaries and the manifest."""
    rows, parts = [], []
    for run, (table, kept) in zip(runs, store.read([run.run for run in runs]), strict=True):
        settings = {"run": run.run, "scenario": run.scenario, **_cells(plan, run), "seed": run.seed}
        why = {key: kept.get(key, "") for key in _NOTHING}
        rows.append({**settings, "point": run.point, "status": kept["status"], **why})
        parts.append(table.select(list(COLUMNS)).replace_schema_metadata(None))
    outcomes = pa.concat_tables(parts).unify_dictionaries().to_pandas()
    settings_of = pd.DataFrame(rows)[["run", "scenario", *plan.columns, "seed"]]
    of_row = np.repeat(np.arange(len(rows)), [len(part) for part in parts])  # failed runs have none
    summary = pd.concat([settings_of.iloc[of_row].reset_index(drop=True), outcomes], axis=1)
    contents = {RUNS_CSV: csv_bytes(_safe(plan, pd.DataFrame(rows))), SUMMARY_CSV: csv_bytes(_safe(plan, summary))}
    for name, content in contents.items():
        write_whole(store.folder / name, content)
    described = {"kind": "sweep summary", "sweep": plan.file.name, "outcomes": _outcomes(plan)}
    write_whole(store.folder / SUMMARY, write_parquet(summary, described, _dictionary(plan)))
    tables = {path.name: path.read_bytes() for path in store.files() if path.suffix == ".csv"}
    files = {path.relative_to(store.folder).as_posix(): checksum(path) for path in store.files()}
    write_whole(store.folder / MANIFEST, manifest_bytes(identity(plan), about, digests_of(tables), files))


def is_finished(plan: Plan, store: Store) -> bool:
    """Whether the tables of this very plan are there, whole."""
    if not (store.folder / MANIFEST).is_file() or verify(store.folder):
        return False
    return manifest_of(store.folder)["identity"] == identity(plan)


def identity(plan: Plan) -> dict[str, Any]:
    """Everything that decides the figures of the sweep."""
    return identity_of({"sweep": plan.digest}, plan.region, {**plan.settings, "luck_seeds": list(plan.file.seeds)})


def _cells(plan: Plan, run: PlannedRun) -> dict[str, float | str | None]:
    """Every varied column; empty where the run has what the scenario says."""
    cells: dict[str, float | str | None] = {column: run.values.get(column) for column in plan.columns}
    for column in plan.dated_columns:
        cells[column] = None if cells[column] is None else str(cells[column])
    return cells


def _safe(plan: Plan, table: pd.DataFrame) -> pd.DataFrame:
    """The table with texts that no spreadsheet takes for a formula; `csv_bytes` knows the usual columns."""
    texts = [name for name in (*plan.dated_columns, "message") if name in table]
    return table.assign(**{
        name: table[name].map(lambda cell: escaped(cell) if isinstance(cell, str) else cell) for name in texts
    })  # fmt: skip


def _dictionary(plan: Plan) -> dict[str, Column]:
    """Type, unit and meaning of every column of the summary."""
    declared = {parameter.name: parameter for parameter in DECLARATIONS}
    varied = {}
    for column in plan.columns:
        name, _, where = column.partition("@")
        parameter = declared[name]
        label = parameter.label
        meaning = Label(f"{label.en} ({where})", f"{label.zh}（{where}）") if where else label
        kind = pa.string() if column in plan.dated_columns else pa.float64()
        varied[column] = Column(kind, parameter.unit, meaning)
    return {**_OF_RUN, **varied, **COLUMNS}


def _outcomes(plan: Plan) -> dict[str, dict[str, str]]:
    """Unit and meaning of every outcome kept."""
    described = {}
    for name in plan.file.outcomes:
        label = (INDICATORS.get(name) or OUTCOMES[name]).label
        described[name] = {"unit": unit_of(name), "en": label.en, "zh": label.zh}
    return described


def unit_of(outcome: str) -> str:
    """The unit an outcome is kept in: an indicator's, or that of what it adds up."""
    indicator = INDICATORS.get(outcome) or INDICATORS.get(outcome.removesuffix("_so_far"))
    if indicator:
        return indicator.unit
    return "yuan" if outcome == "public_cost_so_far" else OUTCOMES[outcome].unit.en
