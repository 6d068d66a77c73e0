"""A scenario resolved: the file that runs again, its digest, encodings, and the editor's schema."""

import json
import pickle
from dataclasses import replace

import pytest
from scenario_declarations import DECLARED, GROUPS, HEAD, LEVERS, POLICIES, lever, load, problems_of, values, written

from sim.parameters import Label
from sim.scenario import (
    Target,
    resolve_yaml,
    scenario_schema,
    schema_text,
)

# --- resolved files, digests, encodings, schema


@pytest.mark.parametrize("name", ["history", "baseline", *POLICIES])
def test_a_resolved_scenario_loads_again_to_an_equal_one(name, tmp_path):
    scenario = load(name)
    again = load(written(tmp_path, resolve_yaml(scenario), "scenario.yaml"), folder=tmp_path)
    assert again == scenario and again.digest == scenario.digest
    assert resolve_yaml(again) == resolve_yaml(scenario)
    assert (values(again) == values(scenario)).all()


def test_awkward_texts_parameters_and_targets_survive_resolving(tmp_path):
    text = (
        "title: {en: 'a \"quoted\": # title', zh: '试验：\\ 一'}\n"
        "why: |\n  line one\n  line two 🙂\nsource: '0.5'\nextends: baseline\n"
        "parameters: {psi_risk: 1e-5, period_factor: {values: {2021: 0.7}, between: linear}}\n"
        "where:\n- {units: ['511826', \"芦山县\"], levers: {seat_land: 0.1}}\n"
        "- {group: pilot_counties, levers: {seat_land: -0.0}}\n"
    )
    trial = load(written(tmp_path, text, "试验 a.yaml"))
    again = load(written(tmp_path, resolve_yaml(trial), "scenario.yaml"))
    assert again == trial and again.name == "试验 a" and again.why.zh == "line one\nline two 🙂"
    assert again.levers["seat_land"].layers[-1].dated.points == ((2024, 0.0),)


def test_a_resolved_file_must_be_whole(tmp_path):
    text = resolve_yaml(load("baseline"))
    start, end = text.index("  seat_land:"), text.index("parameters:")
    (problem,) = problems_of(written(tmp_path, text[:start] + text[end:]))
    assert problem.code == "key-missing" and problem.field == "levers.seat_land"
    assert problems_of(written(tmp_path, text + "extends: baseline\n"))[0].code == "key-unknown"
    assert problems_of(written(tmp_path, text.replace("true", "false", 1)))[0].code == "value-unknown"


def test_the_digest_depends_on_what_is_said_not_on_how_or_where(tmp_path):
    one = load(written(tmp_path, HEAD + "levers: {seat_land: 2.0}\n"))
    (tmp_path / "elsewhere").mkdir()
    otherwise = "# said otherwise\n" + HEAD + "levers:\n  seat_land: {values: {2024: 2}}\n"
    same = load(written(tmp_path / "elsewhere", otherwise))
    other = load(written(tmp_path, HEAD + "levers: {seat_land: 2.1}\n"))
    assert one.digest == same.digest != other.digest
    assert len(one.digest) == 64


@pytest.mark.parametrize("name", ["trial.yaml", "户籍改革 试验.yaml"])
@pytest.mark.parametrize(
    "change",
    [
        lambda text: text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: "---\n" + text + "...\n",
    ],
)
def test_windows_line_ends_a_byte_order_mark_and_chinese_paths_are_fine(tmp_path, change, name):
    folder = tmp_path / "县城 情景"
    folder.mkdir()
    trial = load(written(folder, change(HEAD + "levers: {seat_land: 2}\n"), name))
    assert lever(trial, "seat_land", 2024) == [2.0]


def test_lines_are_counted_alike_whatever_the_line_ends(tmp_path):
    text = HEAD + "\n# 注释\nlevers:\n  seat_land: x\n"
    for change in ("\n", "\r\n", "\r"):
        (problem,) = problems_of(written(tmp_path, text.replace("\n", change)))
        assert (problem.line, problem.column) == (8, 14)


def test_groups_and_units_are_checked_only_where_they_are_known(tmp_path):
    path = written(tmp_path, HEAD + "where: [{group: less_developed, levers: {seat_land: 2}}]\n")
    assert load(path).targets == (Target(group="less_developed"),)
    (problem,) = problems_of(path, known_groups=GROUPS)
    assert problem.field == "where[0].group" and "less_developed_39" in problem.hint


def test_a_scenario_travels_to_a_worker():
    scenario = load("hukou-only")
    assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_the_schema_knows_every_lever_with_its_bounds_and_no_constant():
    schema = scenario_schema(DECLARED)
    levers = schema["$defs"]["levers"]["properties"]
    assert list(levers) == [one.name for one in LEVERS]
    name = levers["access_health"]["$ref"].removeprefix("#/$defs/")
    number, dated = schema["$defs"][name]["anyOf"]
    assert number == {"type": "number", "minimum": 0.3, "maximum": 1}
    assert list(dated["properties"]["values"]["patternProperties"].values()) == [number]
    assert list(schema["properties"]["parameters"]["properties"]) == [
        "psi_risk", "period_factor", "in_migration_rate",
    ]  # fmt: skip
    assert json.loads(schema_text(DECLARED)) == schema


def test_the_schema_shows_an_editor_both_names_unit_bounds_phrase_and_evidence():
    quoted = [replace(one, phrase=f"原文：{one.name}", clause="IV(1)") for one in LEVERS]
    levers = scenario_schema(quoted)["$defs"]["levers"]["properties"]
    for one in quoted:
        shown = levers[one.name]["description"]
        low, high = one.bounds
        for part in (one.label.en, one.label.zh, one.unit, f"{low:g} to {high:g}", one.phrase, str(one.evidence)):
            assert part in shown
        assert levers[one.name]["default"] == one.value


def test_a_lever_adds_one_line_to_the_schema_however_many_places_may_set_it():
    def lines(declared):
        return schema_text(declared).count("\n")

    twin = replace(LEVERS[0], name="another_lever")
    assert lines([*DECLARED, twin]) == lines(DECLARED) + 1


def test_why_and_source_may_be_said_in_both_languages(tmp_path):
    text = HEAD.replace("To see.", "{en: To see., zh: 看一看。}")
    trial = load(written(tmp_path, text))
    assert trial.why == Label("To see.", "看一看。") and trial.source == Label("assumed", "assumed")
    again = load(written(tmp_path, resolve_yaml(trial), "scenario.yaml"))
    assert again == trial and again.digest == trial.digest
