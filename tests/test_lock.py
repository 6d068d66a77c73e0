"""One sweep at a time in a folder: the lock tells its holder, ends with it, and is the same on Windows."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from sim.experiments.sweeps import lock
from sim.experiments.sweeps.lock import LockedError, locked
from sim.whole_files import ENVIRONMENT, ResultsError

ROOT = Path(__file__).parents[1]
SYSTEMS = [
    "here",
    pytest.param("win32", marks=pytest.mark.skipif(
        sys.platform != "linux", reason="its locks are played by those of Linux"
    )),
]  # fmt: skip
HOLD = """
import sys, types
from pathlib import Path
from sim.experiments.sweeps import lock
if {windows}:
    from tests import fake_msvcrt
    sys.modules["msvcrt"] = fake_msvcrt
    lock.sys = types.SimpleNamespace(platform="win32")
with lock.locked(Path({folder!r})):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(params=SYSTEMS)
def system(request, monkeypatch):
    """The lock of this machine, then that of Windows."""
    if request.param == "win32":
        from tests import fake_msvcrt

        monkeypatch.setitem(sys.modules, "msvcrt", fake_msvcrt)
        monkeypatch.setattr(lock, "sys", SimpleNamespace(platform="win32"))
    return request.param


@pytest.fixture
def held(system, tmp_path):
    """Another process that holds the lock of `tmp_path / "trial"`."""
    code = HOLD.format(windows=system == "win32", folder=str(tmp_path / "trial"))
    process = subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_who_comes_second_is_told_who_is_first(held, tmp_path):
    with pytest.raises(LockedError, match=f"pid {held.pid}.*started 20") as refused, locked(tmp_path / "trial"):
        pytest.fail("two hold it")
    assert refused.value.code == ENVIRONMENT and refused.value.holder["host"]


@pytest.mark.parametrize("end", ["finished", "killed"])
def test_it_ends_with_its_holder(held, tmp_path, end):
    if end == "killed":
        held.kill()
    held.communicate()
    assert bool((tmp_path / ".trial.lock").read_bytes()) == (end == "killed")  # a name that nobody holds says nothing
    with locked(tmp_path / "trial"):
        assert json.loads((tmp_path / ".trial.lock").read_bytes())["pid"] == str(os.getpid())


def test_it_is_given_back_however_the_work_ends(system, tmp_path):
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), locked(tmp_path / "trial"):
            raise ZeroDivisionError
    with locked(tmp_path / "trial"):
        pass
    assert (tmp_path / ".trial.lock").read_bytes() == b""


@pytest.mark.parametrize("system", SYSTEMS[1:], indirect=True)
def test_the_name_can_be_read_on_windows(system, tmp_path):
    """Nobody else reads a byte that is locked there."""
    from tests.fake_msvcrt import is_locked

    path = tmp_path / ".trial.lock"
    with locked(tmp_path / "trial"):
        assert is_locked(path, 0, 0) and not is_locked(path, 0, lock.LONGEST)
        assert len(path.read_bytes()) < lock.LONGEST
    assert not is_locked(path, 0, 0)


def test_a_disk_without_locks_is_not_taken_for_another_sweep(tmp_path, monkeypatch):
    fcntl = pytest.importorskip("fcntl")

    def unknown(*asked):
        raise OSError(errno.ENOSYS, "Function not implemented")

    monkeypatch.setattr(fcntl, "flock", unknown)
    with pytest.raises(ResultsError, match="cannot lock .*not implemented") as refused, locked(tmp_path / "trial"):
        pytest.fail("nobody holds it")
    assert refused.value.code == ENVIRONMENT and not isinstance(refused.value, LockedError)
