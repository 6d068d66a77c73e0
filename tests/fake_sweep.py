"""A sweep's folder without a model: 48 % in 2027 is missed where hukou stays closed and jobs are few."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from fake_run import region

from sim.manifest import checksum, identity_of, manifest_bytes
from sim.parameters import Label
from sim.parquet import Column, write_parquet
from sim.submodels import DECLARATIONS
from sim.tables import csv_bytes, digests_of

# Between these each is drawn; the last moves nothing.
SPANS = {"hukou_threshold_seat": (0.0, 1.0), "seat_jobs": (0.0, 3.0), "village_amenity@less_developed_39": (0.0, 0.6)}
YEARS = (2027, 2035)


def share(values: Sequence[float | None], year: int, pause: str, seed: int) -> float:
    """The urban share of a run."""
    hukou, jobs, _ = (value if value is not None else 0.5 for value in values)
    luck = 0.0004 * np.sin(7 * seed + 3 * hukou)
    return 0.494 - 0.02 * (hukou > 0.6) * (jobs < 1.8) - 0.002 * (pause == "stays") + 0.006 * (year - 2027) + luck


def latin_hypercube(samples: int) -> list[list[float | None]]:
    from scipy.stats import qmc

    lows, highs = zip(*SPANS.values(), strict=True)
    return qmc.scale(qmc.LatinHypercube(len(SPANS), seed=1).random(samples), lows, highs).tolist()


def one_at_a_time() -> list[list[float | None]]:
    ends = [(number, value) for number, span in enumerate(SPANS.values()) for value in span]
    return [[None] * len(SPANS), *([value if at == n else None for at in range(len(SPANS))] for n, value in ends)]


def fake_sweep(root: Path, points: Sequence[Sequence[float | None]], seeds: Sequence[int] = (1, 2)) -> Path:
    """The folder, as a finished sweep leaves it; the last run failed."""
    folder = root / "sweeps" / "trial"
    (folder / "runs").mkdir(parents=True)
    declared = {parameter.name: parameter for parameter in DECLARATIONS}
    varied = {name: declared[name.partition("@")[0]] for name in SPANS}
    columns = {name: Column(pa.float64(), parameter.unit, parameter.label) for name, parameter in varied.items()}
    columns["value"] = Column(pa.float64(), "that of the outcome", Label("its value", "数值"))
    rows, parts = [], []
    for number, (point, seed) in enumerate((point, seed) for point in points for seed in seeds):
        run = f"{number:012x}"
        settings = {"run": run, "scenario": "baseline", **dict(zip(SPANS, point, strict=True)), "seed": seed}
        failed = number == len(points) * len(seeds) - 1
        rows.append({**settings, "point": number // len(seeds), "status": "failed" if failed else "finished",
                     "reason": "timeout" if failed else "", "message": "=1+1" if failed else ""})  # fmt: skip
        keys = [(pause, year) for pause in ("ended", "stays") for year in YEARS]
        table = pd.DataFrame([
            {"pause": pause, "group": "domain", "year": year, "outcome": outcome,
             "value": share(point, year, pause, seed) * (1 if outcome == "urban_share" else 1e9)}
            for pause, year in keys for outcome in ("urban_share", "policy_cost_so_far")
        ])  # fmt: skip
        table = table.iloc[:0] if failed else table
        about = {"run": run, "status": rows[-1]["status"]}
        (folder / "runs" / f"{run}.parquet").write_bytes(write_parquet(table, about))
        parts.append(table.assign(**settings)[[*settings, *table.columns]])
    summary = pd.concat([part for part in parts if len(part)], ignore_index=True)
    summary = summary.astype(dict.fromkeys(SPANS, float) | dict.fromkeys(("run", "scenario", "pause"), "category"))
    contents = {"summary.csv": csv_bytes(summary), "runs.csv": csv_bytes(pd.DataFrame(rows))}
    outcomes = {"urban_share": {"unit": "share of residents", "en": "urban share", "zh": "城镇化率"},
                "policy_cost_so_far": {"unit": "yuan", "en": "cost of levers", "zh": "政策支出"}}  # fmt: skip
    described = {"kind": "sweep summary", "sweep": "trial", "outcomes": outcomes}
    contents |= {"summary.parquet": write_parquet(summary, described, columns)}
    contents["sweep.yaml"] = "name: trial\ntitle: {en: A trial, zh: 试算}\n".encode()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    files = {path.relative_to(folder).as_posix(): checksum(path) for path in sorted(folder.rglob("*.*"))}
    settings = {"scale": 0.02, "world_seed": 1, "years": [2020, 2035], "units": None, "pause": "both",
                "region": "sichuan", "luck_seeds": list(seeds)}  # fmt: skip
    about = {"kind": "sweep", "sweep": "trial", "scenarios": ["baseline"], "command": "xiancheng sweep trial",
             "runs": len(rows), "failed": 1}  # fmt: skip
    manifest = manifest_bytes(identity_of({"sweep": "0" * 64}, region(), settings), about, digests_of(contents), files)
    (folder / "manifest.json").write_bytes(manifest)
    return folder
