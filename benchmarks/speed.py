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
# What the quick check asks for, well below the aim: other work on the machine may disturb it.
QUICK_RATIO = 3.0


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


def measure_county(peer: str, years: int) -> dict:
    """One county with one thread: "model", "numpy", or "pickle" for a peer in another process.

    Every lever is in force at its reading of the Decision, so that a rule that only acts with
    a lever is at work in all of them.
    """
    from sim.experiments.run import prepare
    from sim.model import Model, Settings
    from sim.submodels import LEVERS
    from sim.submodels.policy import AHEAD

    in_force = {lever.name: lever.reading for lever in LEVERS}
    prepared = prepare(units=[PEER_COUNTY], scale=1, years=YEARS, pause="ended", threads=1, changes=in_force)
    settings = Settings(threads=1)
    parts = (prepared.region, prepared.population, prepared.calendars["ended"], settings)
    if peer == "numpy":
        from benchmarks.peers.numpy_vectorised import NumpyModel

        return timed(NumpyModel(*parts), years)
    if peer == "model":
        return timed(Model(*parts), years)
    from benchmarks.peers.character import characters

    dated = {year: prepared.calendars["ended"](year) for year in range(YEARS[0], YEARS[1] + AHEAD + 1)}
    plain = SimpleNamespace(
        region=prepared.region, population=prepared.population, calendars={"ended": dated.__getitem__}
    )
    fixed = characters(prepared.population.households.used_rows(0), settings.world_seed).tolist()
    with tempfile.NamedTemporaryFile(suffix=".pickle", delete=False) as file:
        pickle.dump((plain, Model(*parts).stock, fixed), file)
    return {"path": file.name}


def measure_peers(years: int, turns: int) -> dict[str, dict]:
    """The model and its peers on one county over `years` and a first, checked to do the same work.

    The model and NumPy take turns, so that what else the machine does slows neither alone.
    """
    found: dict[str, dict] = {}
    for _ in range(turns):
        for name in ("model", "numpy"):
            turn = child("benchmarks.speed", "--child", "county", name, years)
            found[name] = min(found.get(name, turn), turn, key=lambda one: one["ns"])
    path = child("benchmarks.speed", "--child", "county", "pickle", years)["path"]
    try:
        found["mesa"] = child(
            "benchmarks.peers.mesa_objects", path, years, environment={"NUMBA_DISABLE_JIT": "1"}
        )
    finally:
        os.unlink(path)
    for name in ("numpy", "mesa"):
        check(name, found[name], found["model"])
    return found


def check(name: str, peer: dict, ours: dict) -> None:
    """Ends the program if a peer's rates over the measured years are not the model's."""
    for flow in CHECKED_FLOWS:
        ratio = peer["flows"][flow] / ours["flows"][flow]
        if abs(ratio - 1) > TOLERANCE:
            raise SystemExit(f"{name} does not do the same work: {flow} are {ratio:.2f} of the model's")
    if abs(peer["urban_share"] - ours["urban_share"]) > 0.01:
        shares = f"{peer['urban_share']:.4f}, the model's {ours['urban_share']:.4f}"
        raise SystemExit(f"{name} does not do the same work: urban share {shares}")


def measure_command(*arguments: str, repeats: int = 1, environment: dict[str, str] | None = None) -> dict:
    """Wall seconds (the fastest), processor seconds (the least) and peak memory of a command of ours."""
    walls, work, peak = [], [], 0
    for _ in range(repeats):
        began = time.perf_counter()
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "sim", *arguments], cwd=ROOT, stdout=said, stderr=said,
                env={**os.environ, **(environment or {})},
            )  # fmt: skip
            _, status, usage = os.wait4(process.pid, 0)
            walls.append(time.perf_counter() - began)
            work.append(usage.ru_utime + usage.ru_stime)
            if status != 0:
                said.seek(0)
                raise SystemExit(f"{' '.join(arguments)} failed:\n{said.read().decode()}")
        peak = max(peak, usage.ru_maxrss)
    # The peak is in bytes on macOS, in 1024 bytes elsewhere.
    return {
        "seconds": min(walls), "processor": min(work), "peak_gb": peak / 2 ** (30 if sys.platform == "darwin" else 20)
    }  # fmt: skip


def line(what: str, value: str, note: str = "") -> None:
    """One line of the table."""
    print(f"{what:<62}{value:>10}  {note}".rstrip(), flush=True)


def report_start(out: str) -> None:
    """Help, and a default run: the first ever, then warm."""
    line("xiancheng --help", f"{measure_command('--help', repeats=5)['seconds']:.2f} s")
    # `NUMBA_CACHE_DIR` would lead past the empty cache; compiled code is kept under `XDG_CACHE_HOME` without it.
    os.environ.pop("NUMBA_CACHE_DIR", None)
    with tempfile.TemporaryDirectory() as empty:
        first = measure_command("run", "--out", out, environment={"XDG_CACHE_HOME": empty})
    line("xiancheng run, the first time ever (empty cache)", f"{first['seconds']:.1f} s", means(first))
    warm = measure_command("run", "--out", out, repeats=3)
    line("xiancheng run (scale 0.1, both answers), warm", f"{warm['seconds']:.1f} s", means(warm))


def report_peers(years: int, turns: int) -> float:
    """The model against its peers; returns how many times the model's cost NumPy's is."""
    peers = measure_peers(years, turns)
    ours = peers["model"]["ns"]
    for name, label in (("model", "this model"), ("numpy", "NumPy, vectorised"), ("mesa", "Mesa objects")):
        note = "" if name == "model" else f"{peers[name]['ns'] / ours:.1f} x ours"
        line(f"{label}, {peers[name]['households']:,.0f} households, 1 thread", cost(peers[name]), note)
    return peers["numpy"]["ns"] / ours


def report_steps(scales: list[float]) -> None:
    """The yearly step at one or two scales, and how its cost grows from the first to the last."""
    steps = {}
    for scale in scales:
        steps[scale] = child("benchmarks.speed", "--child", "steps", scale, min(os.cpu_count() or 1, 2))
        for threads, found in steps[scale].items():
            line(f"step at scale {scale:g}, {found['households']:,} households, {threads} thread(s)", cost(found))
    if len(scales) == 2:
        for threads, small in steps[scales[0]].items():
            growth = steps[scales[1]][threads]["ns"] / small["ns"]
            line(f"cost of a household-year, scale 1 over 0.1, {threads} thread(s)", f"{growth:.2f}")


def report_scale1(out: str) -> None:
    """Whole runs with every household: one answer to the pause, and both."""
    for pause, label in (("ended", "one answer"), ("both", "both answers")):
        run = measure_command("run", "--scale", "1", "--pause", pause, "--out", out)
        line(f"xiancheng run --scale 1, {label}", f"{run['seconds']:.0f} s", means(run))


def report_quick() -> None:
    """Help and the peers over fewer years: a minute; ends the program if the model has lost its speed."""
    line("xiancheng --help", f"{measure_command('--help')['seconds']:.2f} s")
    ratio = report_peers(years=1, turns=2)
    if ratio < QUICK_RATIO:
        raise SystemExit(f"NumPy takes only {ratio:.1f} times as long: at least {QUICK_RATIO:g} times is expected")


def cost(found: dict) -> str:
    """A cost as it is printed."""
    return f"{found['ns']:,.0f} ns"


def means(run: dict) -> str:
    """What a run took of the machine, as it is printed."""
    return f"{run['processor']:.0f} s of processor, peak {run['peak_gb']:.2f} GB"


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(
        description="Speed and memory of the model. Without options, everything."
    )
    parser.add_argument("--quick", action="store_true", help="a minute: the peers over two years, and a check")
    parser.add_argument("--start", action="store_true", help="help, and a default run, first and warm")
    parser.add_argument("--peers", action="store_true", help="against NumPy and Mesa objects, 100,000 households")
    parser.add_argument("--steps", action="store_true", help="the yearly step at scale 0.1")
    parser.add_argument("--scale1", action="store_true", help="the yearly step and whole runs at scale 1")
    parser.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        what, *arguments = options.child
        if what == "county":
            found = measure_county(arguments[0], int(arguments[1]))
        else:
            found = measure_steps(*map(float, arguments))
        print(json.dumps(found))
        return
    if options.quick:
        return report_quick()
    chosen = {part for part in ("start", "peers", "steps", "scale1") if getattr(options, part)}
    wanted = chosen or {"start", "peers", "steps", "scale1"}
    with tempfile.TemporaryDirectory() as out:
        if "start" in wanted:
            report_start(out)
        if "peers" in wanted:
            report_peers(years=4, turns=3)
        if wanted & {"steps", "scale1"}:
            report_steps([scale for part, scale in (("steps", 0.1), ("scale1", 1.0)) if part in wanted])
        if "scale1" in wanted:
            report_scale1(out)


if __name__ == "__main__":
    main()
