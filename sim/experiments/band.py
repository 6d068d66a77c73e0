"""A band over the assumed strengths: where a scenario's path goes if they are weaker or stronger than our reading.

A strength that is assumed is one number within a range. Each draw takes every such lever of the
scenario, where it acts, to `before + f × (reading − before)` with its own f between none and
twice, within the lever's bounds. Draws are paired with the reading's own run, all at a small
scale; what they add to it is laid around the path of the run itself. The draws hold what is
assumed about policy and nothing else: neither luck nor what is unknown about households.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from ..indicators import summarise
from ..parameters import Evidence, Lever
from ..submodels import LEVERS
from .branches import Calendar, grow, years_to_grow
from .run import Prepared, Progress, RunResult, prepare

DRAWS = 12
SEED = 20231120  # the day of the Decision; the same draws for every scenario and run
SCALE = 0.02  # of the whole domain; a part of it is drawn at about as many households, at most at all
TWICE = 2.0
COLUMNS = ["pause", "year", "low", "median", "high"]


def with_band(
    result: RunResult, *, draws: int = DRAWS, threads: int | None = None, progress: Progress | None = None
) -> RunResult:
    """The run with its `band`: COLUMNS, the lowest, middle and highest urban share of the draws.

    A run whose scenario sets no assumed lever is handed back as it is.
    """
    began = time.perf_counter()
    tell = progress or (lambda done, message: None)
    tell(0.0, "building the population")
    settings = result.settings
    scale = min(1.0, SCALE * len(result.region.units) / len(result.positions))
    options = {name: settings[name] for name in ("luck_seed", "world_seed", "units", "pause", "region", "changes")}
    options |= {"scale": scale, "years": tuple(settings["years"]), "data": settings["data"], "threads": threads}
    read = prepare(result.scenario, **options)
    before = prepare(result.scenario.without_policy(), beside=(read,), **options)
    last_year = settings["years"][1]
    levers = assumed_levers(read, before, last_year)
    if not levers:
        return result
    arms: dict[tuple[str, int], Calendar] = {}
    for answer, calendar in read.calendars.items():
        arms[answer, 0] = calendar
        for number, factors in enumerate(strengths(len(levers), draws), start=1):
            arms[answer, number] = drawn(calendar, before.calendars[answer], dict(zip(levers, factors, strict=True)))
    total, done = years_to_grow(arms, read.population.year, last_year), 0

    def stepped(model: object) -> None:
        nonlocal done
        done += 1
        tell(done / total, f"{done}/{total}")

    everywhere = np.ones(len(read.positions), bool)
    shares = {
        arm: summarise(model.indicators(), everywhere)["urban_share"].to_numpy()
        for arm, model, _ in grow(read.model(next(iter(read.calendars))), arms, last_year, stepped=stepped)
    }
    parts = []
    for answer in read.calendars:
        added = np.array([shares[answer, number] - shares[answer, 0] for number in range(1, draws + 1)])
        path = result.summary(answer)
        parts.append(laid_around(path, added).assign(pause=answer))
    return replace(
        result, band=pd.concat(parts, ignore_index=True)[COLUMNS],
        settings={**settings, "band": {"draws": draws, "seed": SEED, "scale": scale}},
        wall_seconds=result.wall_seconds + time.perf_counter() - began,
    )  # fmt: skip


def assumed_levers(read: Prepared, before: Prepared, last_year: int) -> list[Lever]:
    """The levers with an assumed strength that the scenario turns anywhere in the run."""
    answer = next(iter(read.calendars))
    years = range(read.population.year, last_year + 1)
    pairs = [(read.calendars[answer](year), before.calendars[answer](year)) for year in years]
    return [
        lever for lever in LEVERS
        if lever.evidence is Evidence.ASSUMED and any((now[lever.name] != was[lever.name]).any() for now, was in pairs)
    ]  # fmt: skip


def strengths(levers: int, draws: int = DRAWS) -> np.ndarray:
    """Factors from none to twice, float64 (draws, levers): a Latin hypercube, every lever spread evenly."""
    from scipy.stats import qmc

    return TWICE * qmc.LatinHypercube(d=levers, seed=SEED).random(draws)


def drawn(reading: Calendar, before: Calendar, factors: Mapping[Lever, float]) -> Callable[[int], np.ndarray]:
    """The calendar in which each lever goes `factor` times as far from `before` as in `reading`."""

    def calendar(year: int) -> np.ndarray:
        values, was = reading(year).copy(), before(year)
        for lever, factor in factors.items():
            here = was[lever.name] + factor * (values[lever.name] - was[lever.name])
            values[lever.name] = np.clip(here, *lever.bounds)
        return values

    return calendar


def laid_around(path: pd.DataFrame, added: Sequence[np.ndarray] | np.ndarray) -> pd.DataFrame:
    """Year, low, median and high around a path (year, urban_share); `added` is (draws, years)."""
    share = path["urban_share"].to_numpy()
    return pd.DataFrame({
        "year": path["year"].to_numpy(),
        "low": share + np.min(added, axis=0),
        "median": share + np.median(added, axis=0),
        "high": share + np.max(added, axis=0),
    })  # fmt: skip
