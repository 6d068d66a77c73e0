"""Results folders of runs that no model made: whole, verified, with smooth figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from fake_run import fake_run

from sim.comparison import Attribution, Comparison, write_comparison
from sim.parameters import FAMILIES, Label
from sim.results import write_results


def run_folder(root: Path, title: Label | None = None, banded: bool = False, **options: Any) -> Path:
    """A run's folder; with `title` in place of its own."""
    made = fake_run(**options)
    if title is not None:
        made = replace(made, scenario=replace(made.scenario, title=title))
    if banded:
        paths = [
            pd.DataFrame({"pause": pause, "year": frame["year"].unique(), "low": 0.4, "median": 0.45, "high": 0.5})
            for pause, frame in made.frames.items()
        ]
        made = replace(made, band=pd.concat(paths), settings={**made.settings, "band": {"draws": 12}})
    return write_results(made, root, "xiancheng run baseline")


def comparison_folder(
    root: Path, names: Sequence[str] = ("baseline", "policy"), *, attributed: bool = False, seeds: int = 2,
    **options: Any,
) -> Path:  # fmt: skip
    """A comparison's folder; every scenario after the first adds a little more, by luck a little apart."""
    runs = {
        (name, seed): fake_run(name, luck_seed=seed, boost=0.001 * number * (1 + seed / 10), **options)
        for number, name in enumerate(names)
        for seed in range(1, seeds + 1)
    }
    first = runs[names[0], 1]
    settings = {**first.settings, "seeds": list(range(1, seeds + 1))}
    made = Comparison.of(
        {name: runs[name, 1].scenario for name in names}, first.region, first.positions, settings,
        {key: each.frames for key, each in runs.items()},
    )  # fmt: skip
    if attributed:
        made = made.with_attribution(Attribution(_parts(made), {"seeds": 2, "scale": 0.02}, {"runs": 8}))
    return write_comparison(made, root, "xiancheng compare " + " ".join(names))


def _parts(comparison: Comparison) -> pd.DataFrame:
    """The whole difference in the goal's year, shared among the families in unequal parts."""
    table = comparison.differences
    whole = table[(table["year"] == 2027) & (table["outcome"] == "urban_share")].assign(family="whole")
    share = dict(zip(FAMILIES, np.array([5, 3, 2, -1, 2, -1]) / 10, strict=True))
    parts = [whole.assign(family=name, mean=part * whole["mean"], low=part * whole["mean"] - 0.01,
                          high=part * whole["mean"] + 0.01) for name, part in share.items()]  # fmt: skip
    return pd.concat([*parts, whole], ignore_index=True)
