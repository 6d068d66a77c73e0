"""What a report stands on: the levers with their evidence, what is assumed, the sources, how to make it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ...documents import DOCUMENTS
from ...parameters import Evidence, Lever
from ...region import DATA
from ...submodels import LEVERS
from ..opened import KeptScenario, Opened
from ..strings import text
from ..unit_names import unit_in
from .content import Cell, Section, Table

EXAMPLES = 6


def evidence_key(grade: str) -> str:
    """The key of a grade's words."""
    return "evidence_" + Evidence(grade).name.lower()


def set_levers(scenario: KeptScenario) -> dict[str, Mapping[str, Any]]:
    """The levers that the scenario turns after history: those with a layer of its own or its parents'."""
    return {
        name: schedule for name, schedule in scenario.levers.items()
        if any(layer["origin"] not in ("declared", "history") for layer in schedule["layers"])
    }  # fmt: skip


def evidence_section(opened: Opened, language: str) -> Section:
    """Each lever that is turned, with its values, and how well its effect is known."""
    known = {lever.name: lever for lever in LEVERS}
    says, tables = [text("report_evidence_says", language)], []
    for name, scenario in opened.scenarios.items():
        chosen = set_levers(scenario)
        title = scenario.title.in_language(language)
        if not chosen:
            says.append(text("report_no_lever_set", language, title=title))
            continue
        grades = Counter(known[lever].evidence for lever in chosen if lever in known)
        counted = ("，" if language == "zh" else ", ").join(
            text("report_grade_count", language, number=grades[grade], grade=text(evidence_key(grade), language))
            for grade in Evidence if grades[grade]
        )  # fmt: skip
        says.append(text("report_grades", language, title=title, number=len(chosen), counted=counted))
        rows = [_lever_row(lever, schedule, known.get(lever), language) for lever, schedule in chosen.items()]
        heads = [text(head, language) for head in ("report_lever", "report_before", "report_values", "col_unit",
                                                   "col_evidence", "col_source")]  # fmt: skip
        tables.append(Table(f"levers_{name}", text("report_levers_table", language, title=title), heads, rows))
    return Section("evidence", text("report_evidence", language), says, tables=tables, notes=[
        text(f"report_assumes_{what}", language) for what in ("pause", "fit", "uniform", "synthetic")])  # fmt: skip


def _lever_row(name: str, schedule: Mapping[str, Any], lever: Lever | None, language: str) -> list[Cell]:
    values = ("；" if language == "zh" else "; ").join(
        _layer(layer, language) for layer in schedule["layers"] if layer["origin"] not in ("declared", "history")
    )
    if lever is None:
        return [name, f"{schedule['before']:g}", values, "–", "–", "–"]
    # The documents are Chinese: there the reader gets their own words.
    source = text("report_phrase", language, phrase=lever.phrase, clause=lever.clause) if (
        language == "zh" and lever.phrase) else lever.source  # fmt: skip
    return [lever.label.in_language(language), f"{schedule['before']:g}", values, unit_in(language, lever.unit),
            text(evidence_key(lever.evidence), language), source]  # fmt: skip


def _layer(layer: Mapping[str, Any], language: str) -> str:
    """Dated values, how they are joined, and where they hold if not everywhere."""
    joined = " → " if layer["between"] == "linear" else ", "
    words = joined.join(f"{year}: {value:g}" for year, value in layer["values"].items())
    where = layer.get("where")
    if where:
        places = where.get("group") or ", ".join(map(str, where["units"]))
        return text("report_only_in", language, values=words, places=places)
    return words


def sources_section(opened: Opened, language: str) -> Section:
    """The documents the levers are quoted from, and where the figures come from."""
    known = {lever.name: lever for lever in LEVERS}
    named = {document for scenario in opened.scenarios.values() for lever in set_levers(scenario) if lever in known
             for document in known[lever].documents}  # fmt: skip
    papers: list[list[Cell]] = [
        [paper.title.in_language(language), paper.date, paper.about.in_language(language)]
        for key, paper in DOCUMENTS.items() if key in {*named, "decision"}
    ]  # fmt: skip
    heads = [text(head, language) for head in ("report_document", "report_date", "report_about")]
    tables = [Table("documents", text("report_documents", language), heads, papers)]
    dictionary = pd.read_csv(DATA / opened.region.name / "dictionary.csv", keep_default_na=False)
    rows: list[list[Cell]] = []
    for (source, trust), same in dictionary.groupby(["source", "trust"], sort=False):
        columns = list(dict.fromkeys(same["column"]))
        what = ", ".join(columns[:EXAMPLES]) + (" …" if len(columns) > EXAMPLES else "")
        rows.append([str(source), what, text(f"trust_{trust}", language)])
    heads = [text(head, language) for head in ("col_source", "report_figures", "report_trust")]
    tables.append(Table("data_sources", text("report_data_sources", language), heads, rows))
    notes = [text("report_own_figures", language)] if opened.manifest.get("own_data") else []
    return Section("sources", text("report_sources", language), tables=tables, notes=notes)


def reproduce_section(opened: Opened, language: str) -> Section:
    """Command, run id, digests and versions: enough to make the same figures again, or to see that they differ."""
    manifest, identity, settings = opened.manifest, opened.manifest["identity"], opened.settings
    facts: list[tuple[str, str]] = [
        ("report_command", str(manifest["command"])),
        ("report_run_id", opened.run_id),
        ("report_scenarios", ", ".join(opened.scenarios)),
        ("report_settings", ", ".join(f"{key} {_plain(value)}" for key, value in sorted(settings.items()))),
        ("report_digest_exact", manifest["digests"]["exact"]),
        ("report_digest_portable", manifest["digests"]["portable"]),
        ("report_digest_region", identity["region"]),
        ("report_digest_package", identity["package"]),
        ("report_versions", ", ".join(f"{name} {version}" for name, version in manifest["versions"].items())),
        ("report_platform", " ".join(map(str, manifest["platform"].values()))),
    ]
    rows: list[list[Cell]] = [[text(key, language), value] for key, value in facts]
    heads = [text("report_what", language), text("col_value", language)]
    return Section("reproduce", text("report_reproduce", language), [text("report_reproduce_says", language)],
                   tables=[Table("reproduce", text("report_reproduce_table", language), heads, rows)])  # fmt: skip


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_plain(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "–".join(map(str, value)) if len(value) == 2 else ", ".join(map(str, value))
    return "–" if value is None else str(value)
