"""A folder run again: IDENTICAL, or what differs; from the folder alone, with all that may be in it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sim.manifest as manifest_room
from sim.comparison import write_comparison
from sim.experiments import reproduction
from sim.experiments.attribution import attribute, plan_attribution
from sim.experiments.band import with_band
from sim.experiments.compare import compare
from sim.experiments.reproduction import changes_since, held_against, reproduce
from sim.experiments.run import run
from sim.experiments.sweeps import one_run, running
from sim.experiments.sweeps.plan import plan_sweep
from sim.experiments.sweeps.running import sweep
from sim.manifest import environment, manifest_of, run_id
from sim.region import load_region
from sim.results import write_folder, write_results
from sim.views import cli
from sim.whole_files import INTEGRITY, ResultsError

OPTIONS = {"scale": 0.05, "units": ["芦山县", "宝兴县"], "years": (2020, 2024), "threads": 1}
OWN = "adcode,column,value,source\n511826,urban_residents_2020,45000,bureau\n"


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """Where a run with everything in it and a comparison with an attribution are; what it was made of is gone."""
    root = tmp_path_factory.mktemp("结果")
    (root / "mine.csv").write_text(OWN, encoding="utf-8")
    (root / "trial.yaml").write_text(
        "title: {en: A trial, zh: 试验}\nwhy: To see.\nsource: assumed\nextends: decision-2023\nband: assumed\n",
        encoding="utf-8",
    )
    result = run(
        root / "trial.yaml", data=root / "mine.csv", goals=["芦山县 urban_share >= 0.5 in 2023"], histories=4,
        luck_seed=3, **OPTIONS,
    )  # fmt: skip
    write_results(with_band(result, draws=2, threads=1), root, "xiancheng run")
    pair = ["baseline", "hukou-only"]
    comparison = compare(pair, seeds=2, **OPTIONS)
    plan = plan_attribution(*pair, **{**OPTIONS, "seeds": 2})
    write_comparison(comparison.with_attribution(attribute(plan)), root, "xiancheng compare")
    for made_of in ("mine.csv", "trial.yaml"):
        (root / made_of).unlink()
    return root


def folder_of(root: Path, scenario: str) -> Path:
    (folder,) = (root / scenario).iterdir()
    return folder


@pytest.fixture(scope="module")
def folder(root) -> Path:
    return folder_of(root, "trial")


def as_if(folder: Path, root: Path, texts: dict[str, bytes], settings: dict | None = None) -> Path:
    """A whole folder that says what `folder` does, but for `texts` and `settings`."""
    manifest = manifest_of(folder)
    identity = {**manifest["identity"], "settings": {**manifest["identity"]["settings"], **(settings or {})}}
    about = {key: manifest[key] for key in ("kind", "scenario", "landmarks")}
    kept = {name: (folder / name).read_bytes() for name in manifest["files"]}
    return write_folder(root / run_id(identity), identity, about, {**kept, **texts})


def test_a_run_with_all_that_may_be_in_it_comes_out_again(folder, tmp_path):
    elsewhere = Path(shutil.copytree(folder, tmp_path / "sent to somebody"))
    outcome = reproduce(elsewhere)
    assert outcome.identical and outcome.exact and outcome.changes == ()
    assert outcome.tables == 8  # five of every run, the band, two of the households followed


def test_a_comparison_with_its_attribution_comes_out_again(root):
    outcome = reproduce(folder_of(root, "compare-baseline-hukou-only"))
    assert outcome.identical and outcome.tables == 7


def test_the_command_says_so(folder):
    done = CliRunner().invoke(cli.app, ["reproduce", str(folder), "--lang", "en"])
    assert (done.exit_code, done.stdout) == (0, "IDENTICAL: 8 tables, to the last bit\n")


def test_what_differs_is_shown_and_whether_anything_changed_since(folder, tmp_path, monkeypatch):
    text = (folder / "summary.csv").read_text(encoding="utf-8-sig").splitlines()
    cells = text[3].split(",")
    column = text[0].split(",").index("residents")
    cells[column] = str(int(cells[column]) + 7)
    changed = "\n".join([*text[:3], ",".join(cells), *text[4:]]) + "\n"
    other = as_if(folder, tmp_path, {"summary.csv": changed.encode("utf-8-sig")})
    done = CliRunner().invoke(cli.app, ["reproduce", str(other), "--lang", "en"])
    assert done.exit_code == INTEGRITY
    assert "NOT IDENTICAL: 1 of 8 tables differ" in done.stdout and "please report it" in done.stdout
    assert "summary.csv: 1 cells differ, by 7 at most" in done.stdout and "· residents" in done.stdout
    monkeypatch.setattr(reproduction, "package_digest", lambda: "0123456789abcdef")
    done = CliRunner().invoke(cli.app, ["reproduce", str(other), "--lang", "zh"])
    assert "此后有变化：本程序源代码" in done.stdout and "0123456789ab" in done.stdout and "请反馈" not in done.stdout


def test_on_another_platform_nine_digits_count(folder, monkeypatch):
    here = environment()
    elsewhere = {**here, "platform": {**here["platform"], "machine": "another"}}
    monkeypatch.setattr(reproduction, "environment", lambda: elsewhere)
    manifest = manifest_of(folder)
    (change,) = changes_since(manifest)
    assert change.what == "platform" and change.now.endswith("another")
    made = {name: (folder / name).read_bytes() for name in manifest["files"]}
    rows = made["band.csv"].decode("utf-8-sig").splitlines()
    low = rows[1].split(",")
    low[2] = repr(float(low[2]) * (1 + 1e-13))
    made["band.csv"] = ("\n".join([rows[0], ",".join(low), *rows[2:]]) + "\n").encode("utf-8-sig")
    assert held_against(folder, manifest, made, (change,)).identical
    there = held_against(folder, manifest, made)
    assert not there.identical and there.differences[0].cells == 1


def test_a_table_that_is_no_longer_made_is_said(folder):
    manifest = manifest_of(folder)
    made = {name: (folder / name).read_bytes() for name in manifest["files"] if name != "band.csv"}
    outcome = held_against(folder, manifest, made)
    assert outcome.missing == ("band.csv",) and not outcome.identical


def test_what_cannot_be_run_is_refused(folder, tmp_path):
    for number, (texts, settings, words) in enumerate([
        ({"scenario.yaml": b"resolved: true\nname: old\n"}, None, "cannot be run by this version"),
        ({}, {"colour": "red"}, "cannot repeat: colour"),
    ]):  # fmt: skip
        other = as_if(folder, tmp_path / str(number), texts, settings)
        with pytest.raises(ResultsError, match=words) as refused:
            reproduce(other)
        assert refused.value.code == INTEGRITY
    damaged = Path(shutil.copytree(folder, tmp_path / folder.name))
    (damaged / "scenario.yaml").write_text("title: mine")
    with pytest.raises(ResultsError, match=r"scenario\.yaml"):
        reproduce(damaged)


@pytest.mark.slow
def test_a_folder_of_the_command_comes_out_again_in_another_process(tmp_path):
    """As a stranger would: from a shell, elsewhere, with other threads and another hash seed."""
    program = [sys.executable, "-m", "sim"]
    here = str(Path(__file__).parents[1])
    environment = {"PYTHONPATH": here, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(Path.home())}
    subprocess.run(
        [*program, "run", "baseline", "--units", "芦山县", "--scale", "0.1", "--threads", "1", "--out", "out"],
        cwd=tmp_path, check=True, capture_output=True, env={**environment, "PYTHONHASHSEED": "1"},
    )  # fmt: skip
    folder = folder_of(tmp_path / "out", "baseline")
    done = subprocess.run(
        [*program, "reproduce", str(folder), "--threads", "2"], cwd=tmp_path, text=True, capture_output=True,
        env={**environment, "PYTHONHASHSEED": "2"},
    )  # fmt: skip
    assert done.returncode == 0 and done.stdout.startswith("IDENTICAL"), done.stdout + done.stderr


# --- sweeps

SWEEP = """\
title: {en: A trial, zh: 试验}
why: To see.
scenario: baseline
design: one_at_a_time
levers: {hukou_threshold_seat: [0.0, 1.0]}
seeds: 2
units: [芦山县]
scale: 0.01
years: 2020:2025
outcomes: [urban_share, seat_residents]
"""


@pytest.fixture(scope="module")
def swept(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("批量")
    (root / "trial.yaml").write_text(SWEEP, encoding="utf-8")
    (root / "mine.csv").write_text(OWN, encoding="utf-8")
    region = load_region(overrides=root / "mine.csv")
    folder = sweep(plan_sweep(root / "trial.yaml", region, root / "mine.csv"), root, workers=0).folder
    (root / "trial.yaml").unlink()
    (root / "mine.csv").unlink()
    return folder


def test_every_run_of_a_sweep_comes_out_again_or_a_sample_of_them(swept):
    whole, some = reproduce(swept, workers=0), reproduce(swept, sample=2, workers=0)
    assert whole.identical and whole.tables == 6 and some.identical and some.tables == 2


def test_a_sweep_of_other_sources_is_held_against_them_all_the_same(swept, monkeypatch):
    """Names of runs hold the sources; what is compared are the runs with the same settings."""
    for module in (reproduction, running, one_run, manifest_room):
        monkeypatch.setattr(module, "package_digest", lambda: "f" * 64)
    outcome = reproduce(swept, sample=3, workers=0)
    assert outcome.identical and [change.what for change in outcome.changes] == ["sources"]


def test_a_run_of_a_sweep_that_differs_is_shown(swept, monkeypatch):
    outcomes = one_run.outcomes_kept

    def other(result, kept):
        table = outcomes(result, kept)
        return table.assign(value=table["value"].where(table["year"] != 2023, table["value"] + 0.5))

    monkeypatch.setattr(one_run, "outcomes_kept", other)
    done = CliRunner().invoke(cli.app, ["reproduce", str(swept), "--sample", "1", "--workers", "1", "--lang", "en"])
    outcome = reproduce(swept, sample=1, workers=0)
    assert not outcome.identical and outcome.differences[0].largest == 0.5
    assert {cell.row.split()[2] for cell in outcome.differences[0].shown} == {"2023"}
    # A process of its own has not heard of the change.
    assert done.exit_code == 0 and "IDENTICAL: 1 tables" in done.stdout, done.output
