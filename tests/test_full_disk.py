"""A disk that refuses: what is needed is said, nothing is half-written, the same call goes on once there is room."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest
from fake_run import fake_run

from sim.experiments.sweeps.plan import plan_sweep
from sim.experiments.sweeps.running import sweep
from sim.parquet import read_parquet, write_parquet
from sim.results import prepare, write_results
from sim.verification import verify
from sim.whole_files import ENVIRONMENT, DiskFull, ResultsError

WRITE = """
import pathlib, resource, signal, sys
from fake_run import fake_run
from sim.results import write_results
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    print(write_results(fake_run(years=(2020, 2022), units=["yaan"]), pathlib.Path(sys.argv[1]), "xiancheng run"))
except Exception as error:
    print(type(error).__name__, error.code, error)
"""


def written_elsewhere(*arguments: object) -> str:
    """What a process of its own says of writing a run's folder."""
    root = Path(__file__).parents[1]
    paths = os.pathsep.join([str(root), str(root / "tests")])
    done = subprocess.run([sys.executable, "-c", WRITE, *map(str, arguments)], capture_output=True, text=True,
                          env={**os.environ, "PYTHONPATH": paths})  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def mounted(path: Path, options: str) -> Iterator[Path]:
    """A small file system of its own, for root alone."""
    path.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(path)]
    if os.name != "posix" or os.geteuid() or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("needs to mount a file system")
    try:
        yield path
    finally:
        subprocess.run(["umount", str(path)], check=True)


def files_in(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if not path.is_dir()]


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_limit_on_files_leaves_nothing_and_says_what_is_needed(tmp_path):
    said = written_elsewhere(tmp_path, 3_000)
    assert said.startswith("DiskFull 5") and "MB are needed" in said and files_in(tmp_path) == []


def test_a_full_file_system_leaves_nothing_and_takes_the_run_once_there_is_room(tmp_path):
    run = fake_run(years=(2020, 2022), units=["yaan"])
    with mounted(tmp_path / "small", "size=16k") as root:
        with pytest.raises(DiskFull, match="MB are free") as refused:
            write_results(run, root, "xiancheng run")
        assert refused.value.code == ENVIRONMENT and files_in(root) == []
        subprocess.run(["mount", "-o", "remount,size=4m", str(root)], check=True)
        assert verify(write_results(run, root, "xiancheng run")) == []


def test_a_read_only_file_system_is_noticed_before_the_run(tmp_path):
    with mounted(tmp_path / "fixed", "ro") as root, pytest.raises(ResultsError, match="Read-only") as refused:
        prepare(root / "results")
    assert refused.value.code == ENVIRONMENT


SWEEP = (
    "title: {en: A trial, zh: 试验}\nwhy: To see.\nscenario: baseline\ndesign: grid\nunits: [芦山县]\nscale: 0.01\n"
    "levers: {hukou_threshold_seat: [0.0, 0.5, 1.0]}\nseeds: 4\nyears: 2020:2024\noutcomes: [urban_share]\n"
)


def made(task) -> bytes:
    """The file of a run without running it, some kilobytes."""
    table = pd.DataFrame({"pause": "ended", "group": "selected", "year": range(2020, 2025), "outcome": "urban_share",
                          "value": 0.5, "noise": os.urandom(1000).hex()})  # fmt: skip
    return write_parquet(table, {"kind": "sweep run", "run": task.run, "status": "finished", **task.about})


def test_a_sweep_on_a_full_disk_keeps_what_is_finished_and_goes_on_once_there_is_room(tmp_path, region):
    (tmp_path / "trial.yaml").write_text(SWEEP, encoding="utf-8")
    plan = plan_sweep(tmp_path / "trial.yaml", region)
    with mounted(tmp_path / "small", "size=1040k") as root:
        with pytest.raises(DiskFull) as refused:
            sweep(plan, root, workers=0, do=made)
        assert refused.value.code == ENVIRONMENT and refused.value.needed > 0
        runs = list((root / "sweeps" / "trial" / "runs").iterdir())
        assert 0 < len(runs) < plan.number_of_runs and all(read_parquet(run)[1]["run"] == run.stem for run in runs)
        subprocess.run(["mount", "-o", "remount,size=4m", str(root)], check=True)
        done = sweep(plan, root, workers=0, do=made)
        assert done.new == plan.number_of_runs - len(runs) and verify(done.folder) == []
