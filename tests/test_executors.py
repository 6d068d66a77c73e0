"""Tasks are done by any executor, and a bad one costs nothing but itself."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.experiments import executors
from sim.experiments.executors import ClusterError, Failed, completed
from tests import tasks

ROOT = Path(__file__).parents[1]
KINDS = [3, "raises", 4, "exits", "prints", 5, "killed", 6, "loops", 7]


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_every_task_is_done_once(workers):
    found = dict(completed(tasks.square, range(7), workers=workers))
    assert found == {number: number * number for number in range(7)}


def test_bad_tasks_fail_by_themselves():
    found = dict(completed(tasks.bad, KINDS, workers=2, timeout=1.5))
    reasons = {KINDS[n]: each.reason for n, each in found.items() if isinstance(each, Failed)}
    messages = {KINDS[n]: each.message for n, each in found.items() if isinstance(each, Failed)}
    assert reasons == {"raises": "error", "exits": "died", "killed": "died", "loops": "timeout"}
    assert messages["raises"] == "ValueError: a bad task"
    assert "exit code 7" in messages["exits"] and "SIGKILL" in messages["killed"] and "1.5 s" in messages["loops"]
    assert "tasks.py" in found[KINDS.index("raises")].trace
    assert {KINDS[n]: each for n, each in found.items() if not isinstance(each, Failed)} == {
        3: 9, 4: 16, 5: 25, 6: 36, 7: 49, "prints": "prints",
    }  # fmt: skip


def test_a_task_that_raises_here_fails_too():
    found = dict(completed(tasks.bad, [2, "raises"], workers=0))
    assert found[0] == 4 and found[1].reason == "error"


def test_every_process_is_prepared_once():
    found = dict(completed(tasks.times_prepared, range(6), workers=1, prepare=tasks.warm_up))
    assert set(found.values()) == {(1, found[0][1])} and found[0][1] != os.getpid()


def test_what_cannot_be_found_in_the_process_is_an_error():
    (_, failed), = completed(tasks.square, ["text"], workers=1)
    assert failed.reason == "error" and "TypeError" in failed.message


def test_tasks_are_taken_as_they_are_needed():
    taken = []

    def endless():
        while True:
            taken.append(len(taken))
            yield taken[-1]

    some = completed(tasks.square, endless(), workers=1)
    next(some)
    some.close()
    assert len(taken) <= 3


def test_closing_does_not_wait_for_what_is_running():
    some = completed(tasks.sleep, [0.01, 60, 60], workers=2)
    next(some)
    began = time.monotonic()
    some.close()
    assert time.monotonic() - began < 5


SCRIPT = """
from sim.experiments import executors
from sim.experiments.executors import completed
from tests import tasks
for position, result in completed(tasks.{do}, [{argument}] * 4, workers=2, prepare=None):
    print(position, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT])
def test_processes_do_not_outlive_their_parent(sent, tmp_path):
    """Not even one that loops; and a script needs no guard against being imported."""
    script = SCRIPT.format(do="announced_loop", argument=repr(str(tmp_path)))
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen([sys.executable, "-c", script], env=environment, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while len(list(tmp_path.iterdir())) < 2:
        assert time.monotonic() < deadline and parent.poll() is None
        time.sleep(0.05)
    children = [int(path.name) for path in tmp_path.iterdir()]
    parent.send_signal(sent)
    parent.wait(timeout=10)
    while any(map(alive, children)):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def alive(process):
    """Whether it still runs; one that has ended and was not asked about does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def dask():
    return pytest.importorskip("distributed", reason="needs dask.distributed (extra `cluster`)")


def test_a_cluster_that_is_not_there_is_said(dask, monkeypatch):
    monkeypatch.setattr(executors, "PATIENCE", 1)
    with pytest.raises(ClusterError, match="no dask scheduler"):
        next(completed(tasks.square, [1], dask="tcp://127.0.0.1:1"))


def test_a_cluster_that_is_not_installed_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"pip install 'xiancheng\[cluster\]'"):
        next(completed(tasks.square, [1], dask="local"))


@pytest.mark.slow
def test_a_cluster_does_the_same(dask):
    here = dict(completed(tasks.bad, KINDS, workers=1, timeout=1.5))
    there = dict(completed(tasks.bad, KINDS, dask="local", workers=2, timeout=1.5))
    assert without_traces(there) == without_traces(here)


def without_traces(found):
    return {n: (each.reason, each.message) if isinstance(each, Failed) else each for n, each in found.items()}


@pytest.mark.slow
def test_a_machine_of_the_cluster_may_be_lost(dask, tmp_path):
    found = dict(completed(tasks.lose_machine_once, [str(tmp_path), "a", "b", "c"], dask="local", workers=2))
    assert found == {0: str(tmp_path), 1: "a", 2: "b", 3: "c"} and list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_cluster_that_goes_is_said(dask):
    with dask.LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        some = completed(tasks.sleep, [0.01, 60, 60], dask=cluster.scheduler_address)
        next(some)
    with pytest.raises(ClusterError, match="scheduler of the cluster is gone"):
        next(some)


@pytest.mark.slow
def test_a_cluster_of_another_version_is_refused(dask, monkeypatch):
    monkeypatch.setattr(executors, "package_digest", lambda: "another")
    with pytest.raises(ClusterError, match="another version"):
        list(completed(tasks.square, [1], dask="local", workers=1))


@pytest.mark.parametrize("reason, kind", [("error", RuntimeError), ("died", OSError), ("timeout", OSError)])
def test_what_is_needed_is_had_or_said(reason, kind):
    assert executors.needed(3, "a task") == 3
    with pytest.raises(kind, match="the second task: gone"):
        executors.needed(executors.Failed(reason, "gone"), "the second task")
