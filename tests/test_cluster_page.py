"""The clusters of docs/sweeps.md, each played by processes of this machine: the page's lines come to the same bytes."""

from __future__ import annotations

import os
import re
import shlex
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from sim.experiments.sweeps.plan import plan_sweep
from sim.experiments.sweeps.running import sweep

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "sweeps.md").read_text(encoding="utf-8").split("## On a cluster")[1]
BY_HAND, SLURM, KUBERNETES = re.findall(r"^```\w*\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
ADDRESS = "10.0.0.1:8786"
PATIENCE = 180  # seconds until a busy machine has started everything
SWEEP = """title: {en: Trial, zh: 试验}
why: To see.
scenario: baseline
design: grid
levers: {hukou_threshold_seat: [0.0, 1.0]}
seeds: 2
units: [芦山县]
scale: 0.01
years: 2020:2024
outcomes: [urban_share, seat_residents]
"""
# The queue of a cluster: a job is run here at once, by the shell.
SBATCH = '#!/bin/sh\nsh "$1" >"$1.log" 2>&1 &\necho "Submitted batch job $!"\n'
SCANCEL = '#!/bin/sh\nkill "$@"\n'


class Machines:
    """Starts commands in a folder of their own, and ends them."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder, self.stack = folder, stack
        self.folder.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"

    def start(self, command: list[str], **environment: str) -> None:
        """Leaves a process running; `dask` is that of this Python."""
        call = [sys.executable, "-m", "dask", *command[1:]] if command[0] == "dask" else command
        process = subprocess.Popen(
            call, cwd=self.folder, env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.stack.callback(process.wait)
        self.stack.callback(process.terminate)
        self.stack.callback(process.stdin.close)


def by_hand(machines: Machines) -> None:
    assert ADDRESS in BY_HAND and "--nworkers 16" in BY_HAND
    host, port = machines.address.split(":")
    text = BY_HAND.replace(ADDRESS, machines.address).replace("10.0.0.1 --port 8786", f"{host} --port {port}")
    scheduler, workers, _ = text.replace("--nworkers 16", "--nworkers 2").splitlines()
    machines.start(shlex.split(scheduler))
    machines.start(shlex.split(workers))


def slurm(machines: Machines) -> None:
    pytest.importorskip("dask_jobqueue", reason="needs dask-jobqueue")
    code = SLURM
    for there, here in ((ADDRESS, machines.address), ("=16,", "=2,"), ("16GB", "2GB"), ("jobs=4", "jobs=1")):
        assert there in code
        code = code.replace(there, here)
    for name, text in (("sbatch", SBATCH), ("scancel", SCANCEL)):
        (machines.folder / name).write_text(text)
        (machines.folder / name).chmod(0o755)
    path = os.pathsep.join([str(machines.folder), os.environ["PATH"]])
    machines.start([sys.executable, "-c", code], PATH=path)


def kubernetes(machines: Machines) -> None:
    cluster = YAML(typ="safe").load(KUBERNETES)
    scheduler, worker = (cluster["spec"][part]["spec"]["containers"][0] for part in ("scheduler", "worker"))
    port = machines.address.split(":")[1]
    machines.start([*scheduler["command"], "--port", port])
    for number in range(2):
        # As the operator gives them.
        name = f"xiancheng-worker-{number}"
        command = [word.replace("$(DASK_WORKER_NAME)", name) for word in worker["command"]]
        machines.start(command, DASK_WORKER_NAME=name, DASK_SCHEDULER_ADDRESS=f"tcp://{machines.address}")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
@pytest.mark.parametrize("way", [by_hand, slurm, kubernetes])
def test_a_cluster_comes_to_the_same(way, tmp_path, region):
    distributed = pytest.importorskip("distributed", reason="needs dask.distributed (extra `cluster`)")
    (tmp_path / "trial.yaml").write_text(SWEEP, encoding="utf-8")
    plan = plan_sweep(tmp_path / "trial.yaml", region)
    with ExitStack() as stack:
        machines = Machines(tmp_path / "elsewhere", stack)
        way(machines)
        address = f"tcp://{machines.address}"
        with distributed.Client(address, timeout=PATIENCE) as client:
            client.wait_for_workers(2, timeout=PATIENCE)
            assert list(client.nthreads().values()) == [1, 1]
        there = sweep(plan, tmp_path / "there", dask=address).folder
    here = sweep(plan, tmp_path / "here", workers=0).folder
    for name in ("runs.csv", "summary.csv", "summary.parquet"):
        assert (there / name).read_bytes() == (here / name).read_bytes()


def test_the_file_for_kubernetes_names_what_the_operator_looks_for():
    """A service `<name>-scheduler` with ports of these names, and one worker for one processor."""
    cluster = YAML(typ="safe").load(KUBERNETES)
    scheduler, worker = cluster["spec"]["scheduler"], cluster["spec"]["worker"]["spec"]["containers"][0]
    ports = {port["name"]: port["containerPort"] for port in scheduler["spec"]["containers"][0]["ports"]}
    assert ports == {port["targetPort"]: port["port"] for port in scheduler["service"]["ports"]}
    assert set(ports) == {"tcp-comm", "http-dashboard"}
    assert scheduler["service"]["selector"]["dask.org/cluster-name"] == cluster["metadata"]["name"]
    assert f"service/{cluster['metadata']['name']}-scheduler" in PAGE
    threads = worker["command"][worker["command"].index("--nthreads") + 1]
    # The schema takes processors as text.
    assert threads == worker["resources"]["limits"]["cpu"] == worker["resources"]["requests"]["cpu"]
