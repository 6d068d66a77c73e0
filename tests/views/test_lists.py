"""What there is, found: filters, words in any language, three formats, and a table that fits a page."""

import csv
import io
import json

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from sim.parameters import FAMILIES
from sim.submodels import LEVERS
from sim.views import cli, lever_list
from sim.views.catalogue import matching
from sim.views.unit_names import UNITS_ZH

runner = CliRunner()


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")


def invoke(*arguments):
    return runner.invoke(cli.app, [str(argument) for argument in arguments])


def listed(*arguments):
    done = invoke(*arguments, "--format", "json")
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def names(*arguments):
    return {record["name"] for record in listed("levers", *arguments)}


@pytest.mark.parametrize("option, of", [
    ("family", lambda lever: {lever.family}),
    ("place", lambda lever: {lever.place}),
    ("evidence", lambda lever: {lever.evidence.name.lower()}),
    ("document", lambda lever: set(lever.documents)),
])  # fmt: skip
def test_each_filter_keeps_its_levers_and_no_other(option, of):
    for key, label in lever_list.FILTERS[option].items():
        expected = {lever.name for lever in LEVERS if key in of(lever)}
        for given in (key, label.en, label.zh, key.upper()):
            assert names(f"--{option}", given) == expected


def test_filters_meet():
    both = names("--family", "land", "--evidence", "assumed")
    assert both == names("--family", "land") & names("--evidence", "assumed") and both


@pytest.mark.parametrize("option, wrong, near", [
    ("--family", "lnd", "land"), ("--place", "vilage", "village"), ("--evidence", "asumed", "assumed"),
    ("--document", "decison", "decision"), ("--family", "农村产", "land"),
])  # fmt: skip
def test_a_wrong_filter_names_the_allowed_ones_and_the_nearest(option, wrong, near):
    refused = invoke("levers", option, wrong)
    assert refused.exit_code == 2 and f"did you mean {near}?" in refused.stderr
    assert all(key in refused.stderr for key in lever_list.FILTERS[option[2:]])
    assert f"是否指 {near}" in invoke("levers", option, wrong, "--lang", "zh").stderr


@pytest.mark.parametrize("wanted", [
    "keep_homestead", "Keep Homestead", "ｋｅｅｐ＿ｈｏｍｅｓｔｅａｄ", "宅基地使用权 保留", "使用权 城",
    "kept homestead",
])  # fmt: skip
def test_a_lever_is_found_by_name_phrase_and_label_in_either_language(wanted):
    assert "keep_homestead" in names("--find", wanted)


def test_every_lever_is_found_by_its_own_words():
    records = [lever_list.record(lever) for lever in LEVERS]
    for lever in LEVERS:
        for words in (lever.name, lever.label.en, lever.label.zh, lever.phrase, lever.unit):
            assert lever.name in {record["name"] for record in matching(records, words)}


def test_every_unit_has_a_chinese_name():
    assert [lever.name for lever in LEVERS if lever.unit not in UNITS_ZH] == []


def test_nothing_found_says_so_and_names_the_nearest():
    done = invoke("levers", "--find", "keep_homestaed")
    assert done.exit_code == 0 and done.stdout == "" and "keep_homestead" in done.stderr
    assert listed("levers", "--find", "keep_homestaed") == []


def test_a_record_is_complete_in_json_and_csv():
    records = listed("levers")
    assert [record["number"] for record in records] == sorted(record["number"] for record in records)
    by_name = {lever.name: lever for lever in LEVERS}
    assert {record["name"] for record in records} == set(by_name)
    for record in records:
        lever = by_name[record["name"]]
        declared = (lever.label.en, lever.label.zh, lever.value, lever.reading, *lever.bounds, lever.phrase,
                    lever.clause, lever.begins, lever.complete, lever.outcome, lever.sign, str(lever.evidence),
                    lever.source, lever.cost, list(lever.documents))  # fmt: skip
        keys = ("label_en", "label_zh", "before", "reading", "low", "high", "phrase", "clause", "begins", "complete",
                "outcome", "sign", "evidence", "source", "cost", "documents")  # fmt: skip
        assert tuple(record[key] for key in keys) == declared
    rows = list(csv.DictReader(io.StringIO(invoke("levers", "--format", "csv").output)))
    assert [row["name"] for row in rows] == [record["name"] for record in records]
    assert list(rows[0]) == list(records[0]) and rows[0]["documents"] == "decision"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_table_fits_a_hundred_columns_with_names_whole(language):
    shown = invoke("levers", "--lang", language).output
    assert max(map(cell_len, shown.splitlines())) <= 100
    for lever in LEVERS:
        assert lever.name in shown
    for family, label in FAMILIES.items():
        assert (label.in_language(language)[:12] in shown) == any(lever.family == family for lever in LEVERS)
