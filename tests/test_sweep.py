"""A sweep loses nothing that is finished, mixes nothing, and comes to the same however it was run."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from sim.experiments.run import run
from sim.experiments.sweeps import one_run
from sim.experiments.sweeps.lock import LockedError, locked
from sim.experiments.sweeps.one_run import WithoutFigure, outcomes_kept
from sim.experiments.sweeps.plan import plan_sweep
from sim.experiments.sweeps.running import folder_of, sweep
from sim.parquet import read_parquet
from sim.region import load_region
from sim.verification import verify
from sim.whole_files import ENVIRONMENT, INTEGRITY, ResultsError
from tests import tasks

ROOT = Path(__file__).parents[1]
HEAD = "title: {en: Trial, zh: 试验}\nwhy: To see.\nscenario: baseline\n"
TEXT = (
    "design: grid\nlevers: {{hukou_threshold_seat: [{levels}]}}\nseeds: {seeds}\nunits: [芦山县]\nscale: 0.01\n"
    "years: 2020:2024\npause: stays\noutcomes: [urban_share, seat_residents, policy_cost_so_far]\n"
)
TABLES = ("runs.csv", "summary.csv", "summary.parquet")
LEVELS, SEEDS = "0.0, 1.0", 4
RUNS = 2 * SEEDS


def write(folder, levels=LEVELS, seeds=SEEDS, name="trial"):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.yaml"
    path.write_text(HEAD + TEXT.format(levels=levels, seeds=seeds), encoding="utf-8")
    return path


@pytest.fixture
def planned(tmp_path, region):
    def plan(data=None, **changes):
        return plan_sweep(write(tmp_path, **changes), load_region(overrides=data), data)

    return plan


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory, region):
    """The folder of the whole sweep, run here without interruption."""
    folder = tmp_path_factory.mktemp("undisturbed")
    return sweep(plan_sweep(write(folder), region), folder, workers=0).folder


def bytes_of(folder):
    return {name: (folder / name).read_bytes() for name in TABLES}


def seconds_since(folder):
    """When every run's file was written."""
    return {path.stem: path.stat().st_mtime_ns for path in (folder / "runs").glob("*.parquet")}


# --- what it comes to


def test_the_summary_has_what_a_run_says(undisturbed):
    summary, about = read_parquet(undisturbed / "summary.parquet")
    assert list(summary) == [
        "run", "scenario", "hukou_threshold_seat", "seed", "pause", "group", "year", "outcome", "value",
    ]  # fmt: skip
    assert len(summary) == RUNS * 5 * 3 and verify(undisturbed) == []
    alone = run("baseline", units=["芦山县"], scale=0.01, years=(2020, 2024), pause="stays", threads=1).summary("stays")
    here = summary[(summary["seed"] == 1) & (summary["outcome"] == "urban_share")]
    shares = here.pivot(index="year", columns="hukou_threshold_seat", values="value")
    for level in (0.0, 1.0):  # before 2024 the level is not in force
        assert (shares.loc[:2023, level].to_numpy() == alone["urban_share"].to_numpy()[:-1]).all()
    assert (shares.loc[2024, 0.0] != shares.loc[2024, 1.0]) and set(about["outcomes"]) == {
        "urban_share", "seat_residents", "policy_cost_so_far",
    }  # fmt: skip
    pd.testing.assert_frame_equal(
        pd.read_csv(undisturbed / "summary.csv", encoding="utf-8-sig")["value"].to_frame(), summary[["value"]]
    )


def test_the_archive_runs_again_to_the_same(undisturbed, tmp_path, region):
    again = sweep(plan_sweep(undisturbed / "sweep.yaml", region), tmp_path, workers=0)
    assert again.folder.name == "trial" and bytes_of(again.folder) == bytes_of(undisturbed)
    manifests = [json.loads((folder / "manifest.json").read_text()) for folder in (again.folder, undisturbed)]
    assert manifests[0]["digests"] == manifests[1]["digests"] and manifests[0]["identity"] == manifests[1]["identity"]


@pytest.mark.parametrize(
    "threads, hashing", [(1, "1"), pytest.param(2, "2", marks=pytest.mark.slow)]
)
def test_processes_come_to_the_same(undisturbed, planned, tmp_path, monkeypatch, threads, hashing):
    """In another order too: the last seeds are run first."""
    monkeypatch.setenv("PYTHONHASHSEED", hashing)
    sweep(planned(seeds=[4, 3]), tmp_path, workers=1)
    done = sweep(planned(), tmp_path, workers=2, threads=threads)
    assert done.new == RUNS - 4 and bytes_of(done.folder) == bytes_of(undisturbed)


@pytest.mark.slow
def test_a_cluster_comes_to_the_same(undisturbed, planned, tmp_path):
    pytest.importorskip("distributed", reason="needs dask.distributed (extra `cluster`)")
    done = sweep(planned(), tmp_path, dask="local", workers=2)
    assert done.new == RUNS and bytes_of(done.folder) == bytes_of(undisturbed)


# --- going on


def test_nothing_is_run_twice(undisturbed, planned, tmp_path):
    shutil.copytree(undisturbed, tmp_path / "sweeps" / "trial")
    before = {path: path.read_bytes() for path in sorted(undisturbed.rglob("*")) if path.is_file()}
    done = sweep(planned(), tmp_path, workers=0, do=never)
    after = {path: (done.folder / path.relative_to(undisturbed)).read_bytes() for path in before}
    assert done.new == 0 and after == before


@pytest.mark.parametrize("lost", ["manifest.json", "summary.parquet", "runs.csv", "baseline.yaml"])
def test_stopped_among_the_tables_it_makes_them_from_the_runs(undisturbed, planned, tmp_path, lost):
    shutil.copytree(undisturbed, tmp_path / "sweeps" / "trial")
    (tmp_path / "sweeps" / "trial" / lost).unlink()
    done = sweep(planned(), tmp_path, workers=0, do=never)
    assert done.new == 0 and bytes_of(done.folder) == bytes_of(undisturbed) and verify(done.folder) == []


def never(task):
    raise AssertionError(f"{task.run} was there already")


def test_more_seeds_and_levels_run_only_what_is_new(undisturbed, planned, tmp_path):
    sweep(planned(levels="1.0", seeds=2), tmp_path, workers=0)
    folder = folder_of(planned(), tmp_path)
    first = seconds_since(folder)
    done = sweep(planned(), tmp_path, workers=0)
    assert done.new == RUNS - 2 and bytes_of(folder) == bytes_of(undisturbed)
    assert {run: seconds_since(folder)[run] for run in first} == first
    # And fewer again: the others stay, and are not used.
    fewer = sweep(planned(seeds=[1]), tmp_path, workers=0, do=never)
    assert fewer.total == 2 and len(fewer.found.others) == RUNS - 2 and verify(folder) == []
    assert len(read_parquet(folder / "summary.parquet")[0]) == 2 * 5 * 3


def test_a_damaged_run_is_run_again(undisturbed, planned, tmp_path):
    folder = tmp_path / "sweeps" / "trial"
    shutil.copytree(undisturbed, folder)
    first, second, third, *_ = sorted((folder / "runs").glob("*.parquet"))
    flipped = bytearray(first.read_bytes())
    flipped[random.Random(1).randrange(len(flipped))] ^= 4
    first.write_bytes(flipped)
    second.write_bytes(third.read_bytes())
    done = sweep(planned(), tmp_path, workers=0)
    assert done.found.damaged == {first.stem, second.stem} and done.new == 2
    assert bytes_of(folder) == bytes_of(undisturbed) and verify(folder) == []


def test_what_is_no_run_is_refused(planned, tmp_path):
    folder = folder_of(planned(), tmp_path)
    (folder / "runs").mkdir(parents=True)
    (folder / "runs" / "foreign.parquet").write_bytes(b"PAR1 something else PAR1")
    with pytest.raises(ResultsError, match="foreign.parquet is not a run of a sweep") as refused:
        sweep(planned(), tmp_path, workers=0)
    assert refused.value.code == INTEGRITY


def test_other_figures_are_never_mixed_in(undisturbed, planned, tmp_path):
    shutil.copytree(undisturbed, tmp_path / "sweeps" / "trial")
    own = tmp_path / "own.csv"
    own.write_text("adcode,column,value,source\n511826,urban_income_2020,39000,yearbook\n", encoding="utf-8")
    told = []
    plan = planned(data=own, levels="1.0", seeds=1)
    done = sweep(plan, tmp_path, workers=0, scanned=lambda found, strangers: told.append(strangers))
    assert done.new == done.total == 1 and told == [RUNS] and done.strangers == RUNS
    assert (done.folder / "own_figures.csv").read_bytes() == own.read_bytes()


def test_another_program_is_never_mixed_in(undisturbed, planned, tmp_path, monkeypatch):
    for module in ("manifest", "experiments.sweeps.one_run", "experiments.sweeps.running"):
        monkeypatch.setattr(f"sim.{module}.package_digest", lambda: "another")
    shutil.copytree(undisturbed, tmp_path / "sweeps" / "trial")
    done = sweep(planned(seeds=1), tmp_path, workers=0)
    assert done.new == 2 and done.strangers == RUNS


def test_a_program_changed_meanwhile_fails_the_run(planned, tmp_path, monkeypatch):
    monkeypatch.setattr(one_run, "package_digest", lambda: "another")
    done = sweep(planned(levels="1.0", seeds=1), tmp_path, workers=0)
    runs = pd.read_csv(done.folder / "runs.csv", encoding="utf-8-sig")
    assert done.failed == 1 and "the program was changed" in runs["message"][0]


# --- faults


def test_a_bad_run_is_a_row_with_its_reason(undisturbed, planned, tmp_path):
    done = sweep(planned(seeds=5, levels="1.0"), tmp_path, workers=1, timeout=8, do=tasks.run_or_fail)
    runs = pd.read_csv(done.folder / "runs.csv", encoding="utf-8-sig", keep_default_na=False).set_index("seed")
    assert runs["status"].to_dict() == {1: "finished", 2: "failed", 3: "failed", 4: "failed", 5: "failed"}
    assert runs["reason"].to_dict() == {1: "", 2: "error", 3: "died", 4: "timeout", 5: "nan"}
    assert "a bad task" in runs["message"][2] and "exit code 7" in runs["message"][3]
    summary, _ = read_parquet(done.folder / "summary.parquet")
    assert done.failed == 4 and set(summary["seed"]) == {1} and verify(done.folder) == []
    # What failed is tried again, and then is as if it never had.
    again = sweep(planned(), tmp_path, workers=0)
    assert again.failed == 0 and len(again.found.failed) == 3 and bytes_of(again.folder) == bytes_of(undisturbed)


def test_a_run_without_a_figure_is_no_result():
    result = run("baseline", units=["芦山县"], scale=0.01, years=(2020, 2022), pause="stays", threads=1)
    kept = {"groups": ["selected"], "outcomes": ["urban_share", "cost_per_new_urban_resident"], "years": [2020, 2022]}
    table = outcomes_kept(result, kept)
    assert len(table) == 4 and np.isfinite(table[table["year"] == 2022]["value"]).all()
    result.frames["stays"].loc[2, "urban_residents"] = np.nan
    with pytest.raises(WithoutFigure):
        outcomes_kept(result, kept)


def test_a_second_sweep_is_refused_at_once_and_told_who_is_first(planned, tmp_path):
    plan = planned()
    first = pytest.raises(LockedError, match=f"pid {os.getpid()}.*started 20")
    with locked(folder_of(plan, tmp_path)), first as refused:
        sweep(plan, tmp_path, workers=0)
    assert refused.value.code == ENVIRONMENT and refused.value.holder["host"]
    sweep(planned(levels="1.0", seeds=1), tmp_path, workers=0)


def test_a_folder_that_cannot_be_written_is_said(planned, tmp_path):
    (tmp_path / "out").write_text("no folder")
    with pytest.raises(ResultsError, match="cannot write") as refused:
        sweep(planned(), tmp_path / "out", workers=0)
    assert refused.value.code == ENVIRONMENT


def test_a_full_disk_stops_it_and_it_goes_on(undisturbed, planned, tmp_path, monkeypatch):
    done = []

    def fills_up(path):
        done.append(path)
        return SimpleNamespace(free=10**9 if len(done) <= 3 else 100)

    with monkeypatch.context() as patched, pytest.raises(ResultsError, match="no room for .* are free") as stopped:
        patched.setattr(shutil, "disk_usage", fills_up)
        sweep(planned(), tmp_path, workers=0)
    assert stopped.value.code == ENVIRONMENT
    again = sweep(planned(), tmp_path, workers=0)
    assert again.new == RUNS - 3 and bytes_of(again.folder) == bytes_of(undisturbed)


def started(folder, workers=2, name="trial"):
    """The command in a process group of its own."""
    command = [sys.executable, "-m", "sim", "sweep", str(folder / f"{name}.yaml"), "--out", str(folder), "--lang", "en"]
    return subprocess.Popen(
        [*command, "--workers", str(workers)], env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def wait_for(process, folder, number):
    """Until so many runs are there, or the process has ended."""
    while process.poll() is None and len(list((folder / "sweeps" / "trial" / "runs").glob("*.parquet"))) < number:
        time.sleep(0.02)


def killed_and_finished(undisturbed, folder, kills, luck, workers=1):
    """Kills the whole process group at random moments, again and again; then lets it finish."""
    write(folder)
    for kill in range(kills):
        process = started(folder, workers)
        wait_for(process, folder, min(kill * RUNS // kills + luck.randrange(3), RUNS))
        time.sleep(luck.random() * 0.1)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        for path in (folder / "sweeps" / "trial" / "runs").glob("*.parquet"):
            read_parquet(path)
    process = started(folder, workers)
    _, complaints = process.communicate(timeout=120)
    assert process.returncode == 0, complaints
    done = folder / "sweeps" / "trial"
    assert bytes_of(done) == bytes_of(undisturbed) and verify(done) == []
    assert not [path for path in done.rglob(".*")]


@pytest.mark.skipif(sys.platform == "win32", reason="kills process groups")
def test_killed_twice_it_comes_to_the_same(undisturbed, tmp_path):
    killed_and_finished(undisturbed, tmp_path, 2, random.Random(), workers=2)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="kills process groups")
def test_killed_twenty_times_it_comes_to_the_same(undisturbed, tmp_path):
    for number in range(5):
        killed_and_finished(undisturbed, tmp_path / str(number), 4, random.Random(number))


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
def test_an_interrupt_stops_it_within_seconds_and_says_how_to_go_on(tmp_path):
    folder = tmp_path / "批量 运行"
    write(folder, seeds=200)
    process = started(folder)
    wait_for(process, folder, 1)
    began = time.monotonic()
    second = started(folder)
    _, refused = second.communicate(timeout=60)
    assert second.returncode == ENVIRONMENT and f"process {process.pid} on" in refused
    os.killpg(process.pid, signal.SIGINT)
    _, complaints = process.communicate(timeout=60)
    assert process.returncode == 130 and "To go on: xiancheng sweep" in complaints, complaints
    assert time.monotonic() - began < 60 and "Traceback" not in complaints
