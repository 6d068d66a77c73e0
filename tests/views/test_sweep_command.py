"""`xiancheng sweep` and `xiancheng check` on sweeps: sizes, refusals, exit codes, in both languages."""

import json
import socket
import time

import pytest
from typer.testing import CliRunner

from sim.experiments import executors
from sim.experiments.sweeps import estimate, running
from sim.experiments.sweeps.lock import locked
from sim.experiments.worker import Failed
from sim.views import cli

HEAD = "title: {en: Trial, zh: 试验}\nwhy: To see.\nscenario: baseline\n"
SMALL = "units: [芦山县]\nscale: 0.01\nyears: 2020:2021\noutcomes: [urban_share]\n"
GRID = "design: grid\nlevers: {keep_homestead: [0.8, 1.0]}\n"


@pytest.fixture(autouse=True)
def done_here(monkeypatch):
    """Runs are done in this process: what the command says of them is tested, not who does them."""

    def here(do, tasks, **options):
        return executors.completed(do, tasks, **{**options, "workers": 0})

    monkeypatch.setattr(running, "completed", here)


@pytest.fixture
def xiancheng(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments):
        return CliRunner().invoke(cli.app, [*map(str, arguments)])

    return invoke


def write(folder, text, name="trial.yaml"):
    path = folder / name
    path.write_text(HEAD + text + SMALL, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "lang, size, range_said, done",
    [("en", "2 runs: baseline × points: 2", "over all runs, 2021", "2 new runs, 2 in all"),
     ("zh", "共 2 次运行：baseline × 2 个设计点", "全部运行的分布，2021 年", "新完成 2 次，共 2 次")],
)  # fmt: skip
def test_it_says_what_it_takes_and_what_came_out(xiancheng, tmp_path, lang, size, range_said, done):
    path = write(tmp_path, GRID)
    said = xiancheng("sweep", path, "--lang", lang)
    assert said.exit_code == 0, said.output
    assert size in said.stderr and range_said in said.stdout and done in said.stdout
    manifest = json.loads((tmp_path / "results" / "sweeps" / "trial" / "manifest.json").read_text("utf-8"))
    assert manifest["kind"] == "sweep" and manifest["runs"] == 2 and manifest["failed"] == 0
    again = xiancheng("sweep", path, "--lang", lang)
    assert again.exit_code == 0 and done.replace("2", "0", 1) in again.stdout
    assert xiancheng("verify", "results/sweeps/trial").exit_code == 0


def test_failed_runs_are_told_and_end_with_three(xiancheng, tmp_path, monkeypatch):
    failed = Failed("died", "its process ended with SIGKILL")
    monkeypatch.setattr(running, "completed", lambda do, tasks, **rest: ((n, failed) for n, _ in enumerate(tasks)))
    said = xiancheng("sweep", write(tmp_path, GRID), "--lang", "en")
    assert said.exit_code == 3 and "2 of 2 runs failed" in said.stderr
    assert "2 × process lost: its process ended with SIGKILL" in said.stderr


def test_an_interrupt_says_how_to_go_on(xiancheng, tmp_path, monkeypatch):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "completed", interrupted)
    said = xiancheng("sweep", write(tmp_path, GRID), "--lang", "en")
    assert said.exit_code == 130 and "To go on: xiancheng" in said.stderr


def test_a_second_sweep_is_told_who_is_first(xiancheng, tmp_path):
    path = write(tmp_path, GRID)
    with locked(tmp_path / "results" / "sweeps" / "trial"):
        began = time.monotonic()
        for lang, words in (("en", "another sweep is at work"), ("zh", "已有批量运行正在进行：进程")):
            said = xiancheng("sweep", path, "--lang", lang)
            assert said.exit_code == 5 and words in said.stderr and socket.gethostname() in said.stderr
        assert time.monotonic() - began < 20


@pytest.mark.parametrize("arguments, words", [
    (["--workers", "0"], "--workers: 0 is not allowed; allowed: 1–256"),
    (["--timeout", "0"], "--timeout: 0.0 is not allowed"),
    (["--threads", "200", "--workers", "200"], "200 processes × 200 threads on"),
])  # fmt: skip
def test_absurd_options_are_refused(xiancheng, tmp_path, arguments, words):
    said = xiancheng("sweep", write(tmp_path, GRID), *arguments, "--lang", "en")
    assert said.exit_code == 2 and words in said.stderr


@pytest.mark.parametrize("text", [
    "design: sobol\nsamples: 524288\nlevers: {keep_homestead: {from: 0, to: 1}}\nseeds: 1000\n",
    "design: grid\nparameters:\n" + "".join(
        f"  {name}: [{', '.join(str(0.1 + k / 100) for k in range(50))}]\n"
        for name in ("weight_health", "weight_elder_care", "weight_childcare", "network_memory", "income_floor_reach")
    ),
])  # fmt: skip
def test_too_much_is_refused_before_anything_is_made(xiancheng, tmp_path, text):
    path = write(tmp_path, text)
    began = time.monotonic()
    said = xiancheng("sweep", path, "--lang", "en")
    assert said.exit_code == 2 and "(limit 10,000)" in said.stderr and "--yes" in said.stderr
    assert time.monotonic() - began < 10 and not (tmp_path / "results").exists()
    checked = xiancheng("check", path, "--lang", "en")
    assert checked.exit_code == 0 and "(limit 10,000)" in checked.stdout


@pytest.mark.parametrize("what", ["memory", "disk"])
def test_what_does_not_fit_is_refused_with_what_it_needs(xiancheng, tmp_path, monkeypatch, what):
    monkeypatch.setattr(estimate, "memory_available" if what == "memory" else "disk_free", lambda *rest: 1e3)
    said = xiancheng("sweep", write(tmp_path, GRID), "--yes", "--lang", "en")
    assert said.exit_code == 5 and f"GB of {what} needed, 0.0 GB free" in said.stderr
    assert not (tmp_path / "results").exists()


def test_check_takes_sweeps_and_scenarios_alike(xiancheng, tmp_path):
    wrong = write(tmp_path, GRID.replace("keep_homestead", "keep_homestaed"), "wrong.yaml")
    said = xiancheng("check", write(tmp_path, GRID), wrong, "baseline", "jobs-and-homes", "--lang", "en")
    assert said.exit_code == 2 and "did you mean 'keep_homestead'?" in said.stderr
    assert "trial.yaml: right" in said.stdout and "baseline: right" in said.stdout and "128 runs:" in said.stdout
