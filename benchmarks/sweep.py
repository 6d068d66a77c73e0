"""What a sweep costs beside its runs: `python -m benchmarks.sweep [--runs 200] [--finished 10000]`.

Runs of the whole domain at scale 0.02 over 15 years, one answer to the pause, one thread each:
runs a minute, processor time per run against the bare year loop, memory of the processes as the
sweep goes on, and how long it takes to find out that ten thousand runs are there already.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from itertools import islice
from pathlib import Path

from sim.experiments.executors import processors
from sim.experiments.run import prepare, run
from sim.experiments.sweeps.one_run import COLUMNS, FINISHED, do_run, outcomes_kept
from sim.experiments.sweeps.plan import Plan, plan_sweep
from sim.experiments.sweeps.running import Progress, folder_of, sweep, tasks_of
from sim.experiments.sweeps.store import Store
from sim.experiments.sweeps.tables import write_tables
from sim.parquet import write_parquet
from sim.region import load_region

FILE = """title: {{en: Benchmark, zh: 基准测试}}
why: To see what a sweep costs beside its runs.
scenario: baseline
design: latin_hypercube
samples: {samples}
parameters: {{move_cost_seat: {{from: 4, to: 12}}, weight_education: {{from: 0.3, to: 1.8}}}}
levers: {{seat_jobs: {{from: 0, to: 3}}}}
pause: ended
scale: {scale}
outcomes: [urban_share, seat_residents, policy_cost_so_far]
groups: [domain, less_developed_39]
"""


def planned(folder: Path, samples: int, scale: float) -> Plan:
    """A plan of so many runs."""
    path = folder / "benchmark.yaml"
    path.write_text(FILE.format(samples=samples, scale=scale), encoding="utf-8")
    return plan_sweep(path, load_region())


def bare_seconds(scale: float) -> float:
    """Processor seconds of the year loop alone, the least of three."""
    prepared = prepare("baseline", scale=scale, threads=1, pause="ended")
    taken = []
    for _ in range(4):  # the first loads the compiled code
        model = prepared.model("ended")
        began = time.process_time()
        while model.year < 2035:
            model.step()
        taken.append(time.process_time() - began)
    return min(taken[1:])


def run_seconds(plan: Plan) -> float:
    """Processor seconds of a run of the sweep, from its task to the bytes of its file, the least of three."""
    taken = []
    for task in islice(tasks_of(plan, list(plan.runs()), threads=1), 4):  # the first makes the households
        began = time.process_time()
        do_run(task)
        taken.append(time.process_time() - began)
    return min(taken[1:])


def children_of(process: int) -> list[int]:
    """The processes it started."""
    lists = Path(f"/proc/{process}/task").glob("*/children")
    return [int(word) for path in lists for word in path.read_text().split()]


def megabytes_of(process: int) -> float:
    """Memory it holds now."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def measure_runs(folder: Path, runs: int, scale: float, workers: int) -> None:
    """Runs a sweep and says what a run took."""
    bare, whole = bare_seconds(scale), run_seconds(planned(folder, runs, scale))
    print(f"a run {whole:.2f} s of processor, of it the bare years {bare:.2f} s: {100 * (whole / bare - 1):.0f} % more")
    memory: dict[int, float] = {}
    spent: dict[int, float] = {}

    def watch(now: Progress) -> None:
        if now.new in (max(runs // 4, 1), runs - workers):
            memory[now.new] = max(map(megabytes_of, children_of(os.getpid())), default=0.0)
        spent[now.new] = now.seconds

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = sweep(planned(folder, runs, scale), folder, workers=workers, tell=watch)
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
    steady = (spent[runs] - spent[runs // 4]) / (runs - runs // 4)
    print(f"{done.total} runs in {done.seconds:.0f} s with {workers} processes: "
          f"{60 / steady:.0f} runs a minute once started")  # fmt: skip
    print(f"with its share of starting the processes {processor / runs:.2f} s")
    print("memory of the largest process: " + ", ".join(f"{mb:.0f} MB after {n} runs" for n, mb in memory.items()))


def measure_scan(folder: Path, finished: int) -> None:
    """Lays out runs that are finished, and says how long it takes to see that they are."""
    plan = planned(folder, finished, 0.02)
    store = Store(folder_of(plan, folder))
    store.open()
    table = outcomes_kept(run("baseline", scale=0.02, pause="ended", threads=1), plan.kept)
    for each in plan.runs():
        about = {"kind": "sweep run", "run": each.run, "status": FINISHED, "identity": {}, "values": dict(each.values)}
        (store.runs / f"{each.run}.parquet").write_bytes(write_parquet(table, about, COLUMNS))
    began = time.perf_counter()
    again = planned(folder, finished, 0.02)
    found = store.scan({each.run for each in again.runs()})
    print(f"{len(found.finished)} finished runs found in {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    write_tables(plan, list(plan.runs()), store, {"kind": "sweep"})
    print(f"their tables written in {time.perf_counter() - began:.1f} s")


def main() -> None:
    """Measures and prints."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=200)
    options.add_argument("--scale", type=float, default=0.02)
    options.add_argument("--workers", type=int, default=processors())
    options.add_argument("--finished", type=int, default=10_000)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        if chosen.runs:
            measure_runs(Path(name), chosen.runs, chosen.scale, chosen.workers)
    with tempfile.TemporaryDirectory() as name:
        if chosen.finished:
            measure_scan(Path(name), chosen.finished)


if __name__ == "__main__":
    main()
