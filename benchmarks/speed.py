"""How fast the model is: `python -m benchmarks.speed` measures it all and prints one table.

Every figure is taken in a process of its own. A year's cost is the fastest of several, as
`timeit` advises, in processor time with one thread and in wall time with two, so that a
machine which others use too disturbs it little. See `benchmarks/README.md`.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).parents[1]
# A county with about 100,000 registered households in the model at scale 1.
PEER_COUNTY = "蒲江县"
YEARS = (2020, 2030)
# Yearly totals of a peer must lie this near the model's, or it does not do the same work.
TOLERANCE = 0.15
CHECKED_FLOWS = ("births", "deaths", "in_county_moves", "departures", "returns", "in_migration")


def child(*arguments: object, environment: dict[str, str] | None = None) -> dict:
    """What a module of ours prints as JSON, run in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", *map(str, arguments)], cwd=ROOT, check=True, stdout=subprocess.PIPE,
        env={**os.environ, **(environment or {})},
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def alive(model) -> int:
    """Households there are."""
    from sim.state.attributes import live_rows

    return len(live_rows(model.households))


def timed(model, years: int, clock: Callable[[], float] = time.process_time) -> dict:
    """Nanoseconds a household-year (the fastest of `years` steps after a first), and what flowed in all."""
    model.step()
    costs = []
    for _ in range(years):
        households = alive(model)
        began = clock()
        model.step()
        costs.append((clock() - began) / households * 1e9)
    last = model.indicators().iloc[-model.units :]
    return {
        "ns": min(costs),
        "households": alive(model),
        "flows": model.flow_table().groupby("flow")["persons"].sum().to_dict(),
        "urban_share": float(last["urban_residents"].sum() / last["residents"].sum()),
    }


def measure_steps(scale: float, threads: float) -> dict:
    """The yearly step of the whole domain with 1 … `threads` threads."""
    from sim.experiments.run import prepare
    from sim.model import Model, Settings

    prepared = prepare(scale=scale, years=YEARS, pause="ended", threads=os.cpu_count())
    parts = (prepared.region, prepared.population, prepared.calendars["ended"])
    found = {}
    for number in range(1, int(threads) + 1):
        clock = time.process_time if number == 1 else time.perf_counter
        found[str(number)] = timed(Model(*parts, Settings(threads=number)), 3, clock)
    return found


def measure_county(peer: str) -> dict:
    """One county with one thread: "model", "numpy", or "pickle" for a peer in another process."""
    from sim.experiments.run import prepare
    from sim.model import Model, Settings
    from sim.submodels.policy import AHEAD

    prepared = prepare(units=[PEER_COUNTY], scale=1, years=YEARS, pause="ended", threads=1)
    settings = Settings(threads=1)
    parts = (prepared.region, prepared.population, prepared.calendars["ended"], settings)
    if peer == "numpy":
        from benchmarks.peers.numpy_vectorised import NumpyModel

        return timed(NumpyModel(*parts), 4)
    if peer == "model":
        return timed(Model(*parts), 4)
    dated = {year: prepared.calendars["ended"](year) for year in range(YEARS[0], YEARS[1] + AHEAD + 1)}
    plain = SimpleNamespace(
        region=prepared.region, population=prepared.population, calendars={"ended": dated.__getitem__}
    )
    with tempfile.NamedTemporaryFile(suffix=".pickle", delete=False) as file:
        pickle.dump((plain, Model(*parts).stock), file)
    return {"path": file.name}


def measure_peers() -> dict[str, dict]:
    """The model and its peers on one county, checked to do the same work."""
    found = {name: child("benchmarks.speed", "--child", "county", name) for name in ("model", "numpy")}
    path = child("benchmarks.speed", "--child", "county", "pickle")["path"]
    try:
        found["mesa"] = child(
            "benchmarks.peers.mesa_objects", path, 4, environment={"NUMBA_DISABLE_JIT": "1"}
        )
    finally:
        os.unlink(path)
    for name in ("numpy", "mesa"):
        check(name, found[name], found["model"])
    return found


def check(name: str, peer: dict, ours: dict) -> None:
    """AssertionError if a peer's rates over the measured years are not the model's."""
    for flow in CHECKED_FLOWS:
        ratio = peer["flows"][flow] / ours["flows"][flow]
        assert abs(ratio - 1) < TOLERANCE, f"{name}: {flow} are {ratio:.2f} of the model's"
    assert abs(peer["urban_share"] - ours["urban_share"]) < 0.01, (
        f"{name}: urban share {peer['urban_share']:.4f}"
    )


def measure_command(*arguments: str, repeats: int = 1) -> dict:
    """Wall seconds (the fastest) and peak memory of a command of ours."""
    walls, peak = [], 0
    for _ in range(repeats):
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "sim", *arguments], cwd=ROOT, stdout=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        walls.append(time.perf_counter() - began)
        assert status == 0, f"{' '.join(arguments)} failed"
        peak = max(peak, usage.ru_maxrss)
    return {"seconds": min(walls), "peak_gb": peak / 2**20}


def report(wanted: set[str]) -> None:
    """Measures what is wanted and prints it line by line."""
    cores = os.cpu_count() or 1

    def line(what: str, value: str, note: str = "") -> None:
        print(f"{what:<58}{value:>12}  {note}".rstrip(), flush=True)

    with tempfile.TemporaryDirectory() as out:
        if "start" in wanted:
            line("xiancheng --help", f"{measure_command('--help', repeats=5)['seconds']:.2f} s")
            run = measure_command("run", "--out", out, repeats=2)
            line(
                "xiancheng run (scale 0.1), warm", f"{run['seconds']:.1f} s", f"peak {run['peak_gb']:.2f} GB"
            )
        if "peers" in wanted:
            peers = measure_peers()
            ours = peers["model"]["ns"]
            for name, label in (
                ("model", "this model"),
                ("numpy", "NumPy, vectorised"),
                ("mesa", "Mesa objects"),
            ):
                note = "" if name == "model" else f"{peers[name]['ns'] / ours:.1f} x ours"
                line(
                    f"{label}, {peers[name]['households']:,.0f} households, 1 thread", cost(peers[name]), note
                )
        steps = {}
        for name, scale in (("steps", 0.1), ("scale1", 1.0)):
            if name in wanted:
                steps[scale] = child("benchmarks.speed", "--child", "steps", scale, min(cores, 2))
                for threads, found in steps[scale].items():
                    what = f"step at scale {scale:g}, {found['households']:,} households, {threads} thread(s)"
                    line(what, cost(found))
        if len(steps) == 2:
            for threads in steps[1.0]:
                growth = steps[1.0][threads]["ns"] / steps[0.1][threads]["ns"]
                line(f"cost of a household-year, scale 1 over 0.1, {threads} thread(s)", f"{growth:.2f}")
        if "scale1" in wanted:
            run = measure_command("run", "--scale", "1", "--out", out)
            line(
                "xiancheng run --scale 1, both answers",
                f"{run['seconds']:.0f} s",
                f"peak {run['peak_gb']:.1f} GB",
            )


def cost(found: dict) -> str:
    """A cost as it is printed."""
    return f"{found['ns']:,.0f} ns"


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(
        description="Speed and memory of the model. Without options, everything."
    )
    parser.add_argument("--start", action="store_true", help="help and a default run")
    parser.add_argument(
        "--peers", action="store_true", help="against NumPy and Mesa objects, 100,000 households"
    )
    parser.add_argument("--steps", action="store_true", help="the yearly step at scale 0.1")
    parser.add_argument("--scale1", action="store_true", help="the yearly step and a whole run at scale 1")
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        what, *arguments = options.child
        found = measure_county(*arguments) if what == "county" else measure_steps(*map(float, arguments))
        print(json.dumps(found))
        return
    parts = ("start", "peers", "steps", "scale1")
    report({part for part in parts if getattr(options, part)} or set(parts))


if __name__ == "__main__":
    main()
