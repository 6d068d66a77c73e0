"""What does not fit is refused before anything is built, with what is needed and what there is."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import sim.experiments.run as running
from sim import memory
from sim.experiments.compare import compare
from sim.memory import BASE, NotEnoughMemory, available, make_sure, needed
from sim.views import cli

GB = 10**9
DOMAIN = 46_000_000


def test_estimates_are_near_what_was_measured():
    """Peaks of whole processes, two threads: scale, models at a time, measured in bytes."""
    for residents, models, measured in [
        (0.1 * DOMAIN, 2, 0.756 * GB), (0.3 * DOMAIN, 1, 1.148 * GB), (0.3 * DOMAIN, 2, 1.701 * GB),
        (DOMAIN / 3, 1, 1.3 * GB), (DOMAIN / 3, 2, 1.9 * GB),
    ]:  # fmt: skip
        assert 0.95 < needed(residents, models) / measured < 1.25, (residents, models)


def test_this_machine_says_what_is_left():
    assert 50_000_000 < available() < 2**50


@pytest.fixture
def little(monkeypatch):
    """A machine with a gigabyte left, on which a run may not even begin."""
    monkeypatch.setattr(memory, "available", lambda: GB)

    def build(*all, **more):
        pytest.fail("the run began")

    monkeypatch.setattr(running, "load_scenario", build)


def test_a_run_that_does_not_fit_is_refused_before_memory_is_touched(little):
    for refused in (lambda: running.run(scale=1.0), lambda: compare(["baseline", "hukou-only"], scale=0.5)):
        with pytest.raises(NotEnoughMemory, match="GB of memory are needed") as found:
            refused()
        assert found.value.needed > 1.5 * GB and 0 < found.value.fitting < 1


@pytest.mark.parametrize(("language", "words"), [("en", "smaller --scale"), ("zh", "请减小 --scale")])
def test_the_command_says_what_is_needed_and_how_to_go_on(little, tmp_path, language, words):
    done = CliRunner().invoke(cli.app, ["run", "--scale", "1", "--out", str(tmp_path), "--lang", language])
    assert done.exit_code == 5 and words in done.stderr and "2.0" in done.stderr, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_what_would_fit_is_said_right(monkeypatch):
    monkeypatch.setattr(memory, "available", lambda: GB)
    monkeypatch.setattr(memory, "_own", lambda: 0)
    with pytest.raises(NotEnoughMemory) as found:
        make_sure(needed(DOMAIN, 2))
    make_sure(needed(DOMAIN * found.value.fitting * 0.999, 2))
    with pytest.raises(NotEnoughMemory):
        make_sure(needed(DOMAIN * found.value.fitting * 1.001, 2))
    monkeypatch.setattr(memory, "available", lambda: BASE // 2)
    with pytest.raises(NotEnoughMemory) as found:
        make_sure(needed(1))
    assert found.value.fitting == 0
    monkeypatch.setattr(memory, "available", lambda: None)
    make_sure(2**60)


@pytest.mark.parametrize(
    ("groups", "files", "left"),
    [
        ("0::/a/b\n", {"a/b/memory.max": "max", "a/b/memory.current": "7", "a/memory.max": "100",
                       "a/memory.current": "70", "a/memory.stat": "anon 3\ninactive_file 20\n"}, [50]),
        ("4:memory:/job\n0::/\n", {"memory/job/memory.limit_in_bytes": "1000",
                                   "memory/job/memory.usage_in_bytes": "400"}, [600]),
        ("0::/gone\n", {"memory.max": "10", "memory.current": "30"}, [0]),
        ("", {}, []),
    ],
)  # fmt: skip
def test_limits_of_containers(tmp_path, monkeypatch, groups, files, left):
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    lines = memory._lines
    monkeypatch.setattr(memory, "_CGROUPS", tmp_path)
    monkeypatch.setattr(
        memory, "_lines", lambda path: groups.splitlines() if path == Path("/proc/self/cgroup") else lines(path)
    )
    assert memory._container() == left


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_limit_on_the_process_counts():
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (2 * 10**9, 2 * 10**9)); "
        "from sim.memory import available; print(available())"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert 0 < int(done.stdout) < 2 * GB
