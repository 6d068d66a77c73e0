"""One county on the terminal: its figures by how they are known, and the counties most like it."""

import json

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from sim.own_figures import COLUMNS, stem_of
from sim.views import cli, county_page

runner = CliRunner()


@pytest.fixture(autouse=True)
def plain(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C")


def invoke(*arguments):
    return runner.invoke(cli.app, ["counties", *map(str, arguments)])


def records(*arguments):
    done = invoke(*arguments, "--format", "json")
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def figures(*arguments):
    return {record["key"]: record for record in records(*arguments) if record["part"] == "figure"}


def test_what_is_measured_derived_and_assumed():
    known = figures("芦山县")
    assert (known["residents_2020"]["value"], known["residents_2020"]["status"]) == (99_824, "measured")
    assert known["urban_share_2020"]["value"] == pytest.approx(0.5395, abs=1e-4)
    assert known["urban_share_2020"]["status"] == "derived"
    assert known["registered_population_2010"]["status"] == "measured"
    assert known["registered_population_2020"]["status"] == "assumed"
    assert known["hospital_beds_2020"]["value"] is None and known["hospital_beds_2020"]["status"] == "assumed"
    for record in known.values():
        assert record["label_en"] and record["label_zh"] and record["unit_zh"]
        assert record["status"] != "measured" or (record["source"] and record["trust"])


def test_a_county_level_city_has_its_city_proper():
    assert figures("江油市")["city_proper_population_2020"]["status"] == "measured"
    assert figures("芦山县")["city_proper_population_2020"]["status"] == "assumed"


def test_everything_the_data_option_takes_is_shown_once_for_every_stem():
    known = figures("511826")
    assert {stem_of(key) for key in known} >= set(COLUMNS)


def test_own_figures_are_told_apart(tmp_path):
    data = tmp_path / "mine.csv"
    data.write_text("adcode,column,value,source\n511826,rural_income_2023,15000,bureau\n511826,residents_2020,99000,b\n",
                    encoding="utf-8")  # fmt: skip
    known = figures("芦山县", "--data", data)
    assert (known["rural_income_2023"]["value"], known["rural_income_2023"]["status"]) == (15000, "own")
    assert known["rural_income_2023"]["source"] == "bureau" and "rural_income_2020" not in known
    assert known["residents_2020"]["status"] == "own"
    assert known["urban_share_2020"]["value"] == pytest.approx(53_851 / 99_000, abs=1e-6)
    assert "2 figures of Lushan County" in invoke("芦山县", "--data", data).output
    other = figures("宝兴县", "--data", data)
    assert not [record for record in other.values() if record["status"] == "own"]


def test_comparable_counties_are_listed_nearest_first():
    alike = [record for record in records("Lushan County") if record["part"] == "comparable"]
    assert len(alike) == county_page.MOST_ALIKE and "511826" not in {record["key"] for record in alike}
    distance = [record["value"] for record in alike]
    assert distance == sorted(distance) and distance[0] > 0
    assert alike[0]["label_zh"] == "荥经县"


@pytest.mark.parametrize("language, parts", [
    ("en", ("Lushan County", "measured", "derived", "assumed", "counties most like it", "Yingjing County")),
    ("zh", ("芦山县", "实测", "推算", "假定", "最相近的县（市）", "荥经县")),
])  # fmt: skip
def test_the_page_reads_in_both_languages(language, parts):
    shown = invoke("芦山县", "--lang", language).output
    assert all(part in shown for part in parts)
    assert max(map(cell_len, shown.splitlines())) <= 110


def test_csv_has_the_same_rows():
    lines = invoke("芦山县", "--format", "csv").output.splitlines()
    assert len(lines) == len(records("芦山县")) + 1 and lines[0].startswith("part,key,label_en,label_zh,value")


@pytest.mark.parametrize("wrong, words", [("yaan", "6 counties"), ("芦山", "芦山县"), ("锦江区", "outside")])
def test_what_is_not_one_county_is_refused(wrong, words):
    refused = invoke(wrong)
    assert refused.exit_code == 2 and words in refused.stderr
