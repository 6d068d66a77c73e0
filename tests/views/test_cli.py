"""The command line with a fake model: exit codes, tables, and never a traceback."""

import importlib
import json
import shutil
import subprocess
import sys
import time
import types
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from fake_run import fake_run
from typer.testing import CliRunner

from sim.comparison import Comparison, read_comparison
from sim.results import ResultsError
from sim.tables import overall
from sim.views import cli, comparison_report, painter, run_report

DRAW = run_report._draw
ROOT = Path(cli.__file__).parents[2]

runner = CliRunner()


def invoke(*arguments):
    return runner.invoke(cli.app, [str(argument) for argument in arguments])


def fake_comparison(names, seeds=8, **options):
    """What `compare` returns, from runs without a model: every scenario a little ahead of the one before."""
    options = {key: value for key, value in options.items() if key not in ("movers", "progress", "goals")}
    runs = {
        (name, seed): fake_run(name, luck_seed=seed, boost=0.001 * number * (1 + seed / 10), **options)
        for number, name in enumerate(names)
        for seed in range(1, seeds + 1)
    }
    one = runs[names[0], 1]
    return Comparison.of(
        {name: runs[name, 1].scenario for name in names}, one.region, one.positions, {**one.settings, "seeds": seeds},
        {key: run.frames for key, run in runs.items()}, cost={"runs": 1, "years": 1, "wall_seconds": 1.0},
    )  # fmt: skip


def fake_band(result):
    """A percentage point to both sides of every path."""
    paths = [result_path(result, pause).assign(pause=pause) for pause in result.frames]
    return pd.concat(paths, ignore_index=True)[["pause", "year", "low", "median", "high"]]


def result_path(result, pause):
    path = overall(result)[lambda rows: rows["pause"] == pause][["year", "urban_share"]]
    share = path["urban_share"]
    return path.assign(low=share - 0.01, median=share, high=share + 0.01)


@pytest.fixture(autouse=True)
def fake_model(monkeypatch, tmp_path):
    """Stand in for the experiments, whether or not they can be imported."""
    calls = []

    def run(scenario="baseline", **options):
        calls.append((scenario, options))
        if scenario == "interrupted":
            raise KeyboardInterrupt
        if scenario == "broken":
            raise ZeroDivisionError("a bug")
        if scenario == "full":
            raise ResultsError("disk full")
        if scenario == "greedy":
            raise MemoryError
        made = fake_run(scenario, **options)
        return replace(made, scenario=replace(made.scenario, band="assumed")) if scenario == "banded" else made

    def with_band(result, **options):
        calls.append(("band", options))
        return replace(result, band=fake_band(result), settings={**result.settings, "band": {"draws": 12}})

    def compare(names, **options):
        calls.append((names, options))
        return fake_comparison(list(names), **options)

    def calibrate(folder, **options):
        calls.append(("calibrate", options))

    def write_record(fit, folder):
        shutil.copytree(ROOT / "docs" / "calibration", folder)

    def is_compiled():
        return True

    for name, function in (
        ("run", run), ("band", with_band), ("compare", compare), ("calibration.fitting", calibrate),
        ("calibration.record", write_record), ("compilation", is_compiled),
    ):  # fmt: skip
        module = types.ModuleType(f"sim.experiments.{name}")
        module.DRAWS, module.start_helper, module.SCALE = 12, None, 0.01
        setattr(module, function.__name__, function)
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.chdir(tmp_path)
    # Drawing takes most of a second; one test below draws.
    monkeypatch.setattr(comparison_report, "_draw", lambda *all: all[-1].write_bytes(b"picture"))
    monkeypatch.setattr(run_report, "_draw", lambda *run_and_path: run_and_path[-1].write_bytes(b"picture"))
    monkeypatch.setattr(painter, "painter_for", lambda scale, units: None)
    return calls


def test_run_writes_a_whole_folder_and_says_where(tmp_path, fake_model, monkeypatch):
    monkeypatch.setattr(run_report, "_draw", DRAW)
    done = invoke("run", "baseline", "--out", tmp_path, "--scale", "0.01", "--seed", "3", "--world-seed", "2")
    assert done.exit_code == 0, done.output
    ((name, options),) = fake_model
    assert name == "baseline" and options["luck_seed"] == 3 and options["world_seed"] == 2
    assert options["years"] == (2020, 2035) and options["pause"] == "both" and callable(options["progress"])
    (folder,) = (tmp_path / "baseline").iterdir()
    assert str(folder) in done.output.replace("\n", "") and "\x1b[" not in done.output
    for expected in (
        "42.92 census",
        "below 45",
        "goal 48",
        "≥ 48 %",
        "for 2022 this way gives",
        "not modelled",
        "counties at or above 48 %",
    ):
        assert expected.lower() in " ".join(done.output.lower().split())
    assert invoke("verify", folder).exit_code == 0
    assert (folder / "urban_share.png").stat().st_size > 20_000


@pytest.mark.parametrize(("language", "words"), [
    ("en", "with the assumed strengths anywhere from none to twice our reading (12 draws): pause ended 2027 "),
    ("zh", "假设的政策力度从零到两倍时（12组抽样）：停滞期已结束：2027年 "),
])  # fmt: skip
def test_a_band_is_said_under_the_goals_and_kept_and_can_be_left_out(tmp_path, fake_model, language, words):
    done = invoke("run", "banded", "--out", tmp_path, "--lang", language)
    assert done.exit_code == 0, done.output
    assert words in " ".join(done.output.split()) and [name for name, _ in fake_model] == ["banded", "band"]
    (folder,) = (tmp_path / "banded").iterdir()
    assert (folder / "band.csv").is_file() and invoke("verify", folder).exit_code == 0
    plain = invoke("run", "banded", "--no-band", "--out", tmp_path, "--lang", language)
    assert words not in plain.output and [name for name, _ in fake_model] == ["banded", "band", "banded"]
    assert sorted((other / "band.csv").exists() for other in (tmp_path / "banded").iterdir()) == [False, True]


def test_run_in_chinese_with_units(tmp_path):
    done = invoke("run", "baseline", "--out", tmp_path, "--units", "芦山县,511826", "--lang", "zh",
                  "--pause", "ended", "--scale", "0.01")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "各县（市）城镇化率" in done.output and "停滞期延续" not in done.output
    assert "此比例下单个县" in done.output


def test_goals_of_the_command_line_are_judged_and_kept(tmp_path):
    goals = ("--goal", "芦山县 urban_share >= 0.56 in 2027", "--goal", "yaan residents <= 1e6 in 2030")
    done = invoke("run", "--out", tmp_path, "--units", "芦山县", "--pause", "ended", *goals)
    assert done.exit_code == 0, done.output
    assert "≥ 56 %" in done.output and "cannot be judged" in done.output  # the rest of Ya'an is not simulated
    (folder,) = (tmp_path / "baseline").iterdir()
    assert "indicator: \"urban_share\"" in (folder / "scenario.yaml").read_text("utf-8")
    assert "芦山县 urban_share >= 0.56 in 2027" in (folder / "goals.csv").read_text("utf-8-sig")
    assert invoke("verify", folder).exit_code == 0
    invoke("run", "--out", tmp_path, "--units", "芦山县", "--pause", "ended")
    assert len(list((tmp_path / "baseline").iterdir())) == 2  # another question, another folder


def test_columns_line_up_in_chinese(tmp_path):
    from rich.cells import cell_len

    done = invoke("run", "--out", tmp_path, "--lang", "zh", "--units", "芦山县")
    again = invoke("run", "--out", tmp_path, "--lang", "zh", "--units", "芦山县")
    assert "相同的运行已存在且完整" in again.output
    lines = [
        line for line in done.output.splitlines() if line.strip()[:3] in ("202", "203") and "普" not in line
    ]
    goal_columns = {cell_len(line[: line.index("|")]) for line in lines if "|" in line}
    assert len(goal_columns) == 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_compare_says_what_was_added_and_what_the_interval_holds(tmp_path, language):
    done = invoke("compare", "baseline", "hukou-only", "--out", tmp_path, "--seeds", "2", "--lang", language)
    assert done.exit_code == 0, done.output
    (folder,) = (tmp_path / "compare-baseline-hukou-only").iterdir()
    assert invoke("verify", folder).exit_code == 0
    assert {path.name for path in folder.iterdir()} >= {
        "paths.csv", "differences.csv", "manifest.json", "hukou-only.yaml", "added.png",
    }  # fmt: skip
    table = read_comparison(folder).tables["differences.csv"]
    row = table.query("outcome == 'urban_share' and group == 'domain' and year == 2027 and pause == 'ended'").iloc[0]
    assert row["low"] < row["mean"] < row["high"]
    assert f"{row['mean']:+.3f}" in done.output and f"[{row['low']:+.3f}, {row['high']:+.3f}]" in done.output
    note = "luck only (seeds), not parameter" if language == "en" else "仅含随机性（种子），不含参数"
    group = "less-developed" if language == "en" else "欠发达"
    assert note in done.output and group in done.output
    assert ("met under how many of 2 seeds" if language == "en" else "2 个种子中达标") in done.output


@pytest.mark.parametrize(
    "wrong",
    [
        ("run", "--scale", "0"), ("run", "--scale", "1e6"), ("run", "--scale", "nan"),
        ("run", "--scale", "many"), ("run", "--pause", "maybe"),
        ("run", "--years", "2020"), ("run", "--years", "2020:9999"), ("run", "--years", "2019:2035"),
        ("run", "--years", "2035:2020"), ("run", "--seed", "-1"), ("run", "--threads", "0"),
        ("run", "--goal", "soon"), ("run", "--goal", "Atlantis urban_share >= 0.6 in 2027"),
        ("run", "--lang", "fr"), ("run", "--data", "nowhere.csv"), ("run", "--nonsense"), ("nonsense",),
        ("compare", "baseline"), ("compare", "baseline", "baseline"), ("compare", "a", "b", "--seeds", "1"),
        ("compare", "baseline", "hukou-only", "land-only", "--attribute"),
        ("compare", "baseline", "hukou-only", "--attribute", "--attribute-scale", "2"),
        ("compare", "baseline", "nosuch"), ("check", "nosuch.yaml"), ("verify", "nosuch"),
    ],
)  # fmt: skip
def test_wrong_input_is_refused_before_anything_runs(wrong, fake_model):
    refused = invoke(*wrong)
    assert refused.exit_code == 2
    assert refused.stderr and "Traceback" not in refused.output
    assert fake_model == []


@pytest.mark.parametrize(
    ("scenario", "code"), [("interrupted", 130), ("broken", 1), ("full", 5), ("greedy", 5)]
)
def test_exit_codes(scenario, code):
    ended = invoke("run", scenario)
    assert ended.exit_code == code
    assert ended.stderr and "Traceback" not in ended.output
    assert "Traceback" in invoke("run", scenario, "--debug").stderr


def test_units_unknown_to_the_region():
    refused = invoke("run", "baseline", "--units", "Atlantis")
    assert refused.exit_code == 2 and "Atlantis" in refused.stderr


def test_verify_reports_damage(tmp_path):
    invoke("run", "baseline", "--out", tmp_path, "--units", "yaan")
    (folder,) = (tmp_path / "baseline").iterdir()
    (folder / "summary.csv").write_text("")
    found = invoke("verify", folder)
    assert found.exit_code == 4 and "summary.csv" in found.stderr


def test_unwritable_results_are_noticed_before_the_run(tmp_path, fake_model):
    (tmp_path / "file").write_text("")
    assert invoke("run", "--units", "yaan", "--out", tmp_path / "file").exit_code == 5
    assert fake_model == []


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("what", ["scenarios", "levers", "parameters", "counties"])
def test_lists(what, language):
    records = json.loads(invoke(what, "--format", "json").output)
    assert records and not any(key.startswith("_") for key in records[0])
    assert len(invoke(what, "--format", "csv").output.splitlines()) > len(records)
    table = invoke(what, "--lang", language).output
    first = str(records[0].get("name", records[0].get("adcode")))
    assert first in table


def test_lists_can_be_searched():
    assert len(json.loads(invoke("counties", "--find", "芦山", "--format", "json").output)) == 1


def test_calibrate_passes_what_was_given(fake_model):
    done = invoke("calibrate", "--trials", "64", "--lang", "zh")
    assert done.exit_code == 0 and "后验参数" in done.output and "constant_town" in done.output
    assert fake_model[0][1]["trials"] == 64 and fake_model[0][1]["scale"] == 0.01


def test_calibrate_runs_no_more_members_than_there_are(fake_model):
    done = invoke("calibrate", "--members", "20", "--members-run", "30")
    assert done.exit_code == 2 and "10–20" in done.output and not fake_model


def test_help_is_quick_and_light():
    code = """
import sys
sys.argv = ["xiancheng", "--help"]
from sim.views.cli import main
try:
    main()
except SystemExit:
    print([name for name in ("numba", "pandas", "scipy", "mesa", "matplotlib") if name in sys.modules])
"""
    started = time.perf_counter()
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert shown.stdout.splitlines()[-1] == "[]"
    assert time.perf_counter() - started < 3  # 0.4 s on an idle machine


def test_the_face_is_light():
    face = importlib.import_module("sim")
    assert face.__version__ and set(dir(face)) >= {"run", "compare", "load_scenario", "Model"}
    with pytest.raises(AttributeError):
        face.nothing  # noqa: B018


@pytest.mark.parametrize("number", [-1, 10_001])
def test_how_many_households_can_be_followed(fake_model, number):
    outcome = invoke("run", "--histories", number, "--lang", "en")
    assert outcome.exit_code == 2 and "--histories" in outcome.stderr and "0–10000" in outcome.stderr
    assert not fake_model


def test_following_is_asked_of_the_model(fake_model, tmp_path):
    assert invoke("run", "--histories", 20, "--out", tmp_path).exit_code == 0
    assert fake_model[0][1]["histories"] == 20
