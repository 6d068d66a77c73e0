"""What matters: Morris screening of every factor, then Sobol indices of those that move most.

An evaluation runs a scenario and the same scenario without its policy, under the same luck, and
tells the urban share of the year of the goal and what the policy added. Designs come in
blocks (a Morris trajectory; the rows of one Sobol point), each kept in a file of its own, so
that the same command goes on where it was interrupted. SALib makes designs and indices.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..indicators import summarise
from ..manifest import identity_of, run_id
from ..posterior import load_posterior
from ..region import Region
from ..scenario import Scenario
from ..submodels import LEVERS
from ..whole_files import write_whole
from .band import drawn
from .branches import Calendar, grow
from .executors import completed, needed
from .factors import (
    CHANCE,
    LUCK,
    PARAMETER,
    STRENGTH,
    SWITCH,
    Factor,
    luck_factor,
    strength_factors,
    uncertain_factors,
    values_at,
)
from .run import PAUSE_LAST_YEAR, Prepared, Progress, prepare

MORRIS, SOBOL = "morris", "sobol"
SHARE, EFFECT = "urban_share", "urban_share_added"
TRAJECTORIES, POINTS, MOST, SCALE, COUNTIES, SEED, LEVELS = 8, 32, 8, 0.01, 24, 20231120, 4
YEARS = (2020, 2027)
MISSING = "a sensitivity analysis needs SALib: pip install 'xiancheng[sensitivity]'"
COLUMNS = {
    "morris.csv": ["outcome", "factor", "what", "kind", "low", "high", "mean", "mean_absolute", "interval", "spread"],
    "sobol.csv": ["outcome", "factor", "what", "kind", "low", "high", "first", "first_interval", "total",
                  "total_interval"],
}  # fmt: skip


class SensitivityError(OSError):
    """The analysis cannot be made: SALib is missing."""


@dataclass(frozen=True)
class Question:
    """What is asked: a scenario in some counties, and what is turned."""

    scenario: Scenario
    region: Region
    units: tuple[str, ...]
    scale: float
    factors: tuple[Factor, ...]
    data: Path | None = None

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The share, and what the policy adds where there is one."""
        return (SHARE, EFFECT) if any(factor.what == STRENGTH for factor in self.factors) else (SHARE,)

    def identity(self, **more: Any) -> dict[str, Any]:
        """Everything that decides the figures."""
        about = {"scenario": self.scenario.digest, "posterior": load_posterior(self.region.name).digest}
        settings = {
            "units": list(self.units), "scale": self.scale, "years": list(YEARS),
            "factors": [[one.name, one.what, one.kind, one.low, one.high] for one in self.factors], **more,
        }  # fmt: skip
        return identity_of(about, self.region, settings)


@dataclass(frozen=True)
class Analysis:
    """Tables by file name (columns of COLUMNS), and what it took."""

    question: Question
    tables: dict[str, pd.DataFrame]
    settings: dict[str, Any]
    cost: dict[str, Any] = field(default_factory=dict)


def question_of(
    scenario: Scenario, region: Region, *, units: Sequence[str] = (), counties: int = COUNTIES, scale: float = SCALE,
    data: Path | None = None,
) -> Question:  # fmt: skip
    """All factors there are, over the `units` or a spread of `counties`."""
    named = tuple(units) or spread_counties(region, counties)
    turned = turned_levers(scenario, named, scale, data)
    # Whether the pause stays is a question of its own in every other command; here it is one factor of many.
    factors = [*uncertain_factors(load_posterior(region.name)), *strength_factors(turned), luck_factor()]
    return Question(scenario, region, named, scale, tuple(factors), data)


def spread_counties(region: Region, number: int) -> tuple[str, ...]:
    """So many counties at equal steps of their urban share, by adcode; all of them if there are no more."""
    share = region.urban_residents(region.base_years[-1]) / region.residents(region.base_years[-1])
    order = np.argsort(share, kind="stable")
    steps = ((np.arange(min(number, len(order))) + 0.5) / min(number, len(order)) * len(order)).astype(int)
    return tuple(str(region.adcodes[place]) for place in sorted(order[steps]))


def turned_levers(scenario: Scenario, units: Sequence[str], scale: float, data: Path | None) -> list[Any]:
    """The levers that the scenario's policy moves anywhere in these units up to the year of the goal."""
    read, before = _pair(scenario, units, scale, data, {})
    years = range(YEARS[0], YEARS[1] + 1)
    pairs = [(read.calendars["ended"](year), before.calendars["ended"](year)) for year in years]
    return [lever for lever in LEVERS if any((now[lever.name] != was[lever.name]).any() for now, was in pairs)]


def _pair(
    scenario: Scenario, units: Sequence[str], scale: float, data: Path | None, changes: Mapping[str, float]
) -> tuple[Prepared, Prepared]:
    options: dict[str, Any] = {
        "scale": scale, "years": YEARS, "units": list(units), "pause": "ended", "threads": 1, "data": data,
        "changes": dict(changes),
    }  # fmt: skip
    read = prepare(scenario, **options)
    return read, prepare(scenario.without_policy(), beside=(read,), **options)


def evaluate(question: Question, point: Sequence[float]) -> list[float]:
    """The outcomes of the question at one point of a design, percent and percentage points."""
    values = values_at(question.factors, point)
    changes = {**values[PARAMETER]}
    stays = changes.pop("pause_stays", 0.0)
    read, before = _pair(question.scenario, question.units, question.scale, question.data, changes)
    strengths = {lever: values[STRENGTH][lever.name] for lever in LEVERS if lever.name in values[STRENGTH]}
    without = _paused(before.calendars["ended"], stays)
    arms: dict[str, Calendar] = {"without": without}
    if strengths:
        arms["with"] = drawn(_paused(read.calendars["ended"], stays), without, strengths)
    luck = replace(read.settings, luck_seed=int(values[CHANCE].get(LUCK, 1)))
    trunk = replace(read, settings=luck).model("ended")
    everywhere = np.ones(len(read.positions), bool)
    share = {
        arm: 100 * float(summarise(model.indicators(), everywhere)["urban_share"].iloc[-1])
        for arm, model, _ in grow(trunk, arms, YEARS[1])
    }
    return [share["with"], share["with"] - share["without"]] if strengths else [share["without"]]


def _paused(calendar: Calendar, stays: float) -> Calendar:
    """The calendar with the pause staying, or not, after its last year."""

    def paused(year: int) -> np.ndarray:
        values = calendar(year).copy()
        values["pause_stays"] = stays if year > PAUSE_LAST_YEAR else 0.0
        return values

    return paused


def screen(
    question: Question, folder: Path, *, trajectories: int = TRAJECTORIES, workers: int | None = None,
    progress: Progress | None = None,
) -> Analysis:  # fmt: skip
    """Morris: how far each factor moves the outcomes on its own, from many starting points."""
    salib = _salib()
    problem = _problem(question.factors)
    design = salib.morris_sample(problem, N=trajectories, num_levels=LEVELS, seed=SEED)
    began = time.perf_counter()
    found = _evaluated(question, design, len(question.factors) + 1, folder / MORRIS, workers, progress)
    rows = []
    for outcome, values in zip(question.outcomes, found.T, strict=True):
        effects = salib.morris_analyze(problem, design, values, num_levels=LEVELS, seed=SEED)
        for number, factor in enumerate(question.factors):
            # A step is two thirds of the range; a switch is thrown whole by it.
            factor_of = (LEVELS / 2) / (LEVELS - 1) if factor.kind == SWITCH else 1.0
            figures = [factor_of * float(effects[name][number]) for name in ("mu", "mu_star", "mu_star_conf", "sigma")]
            rows.append([outcome, factor.name, factor.what, factor.kind, factor.low, factor.high, *figures])
    table = pd.DataFrame(rows, columns=COLUMNS["morris.csv"])
    settings = {"method": MORRIS, "trajectories": trajectories, "levels": LEVELS, "design_seed": SEED}
    return Analysis(question, {"morris.csv": table}, settings, _cost(len(design), began))


def decompose(
    screened: Analysis, folder: Path, *, points: int = POINTS, most: int = MOST, workers: int | None = None,
    progress: Progress | None = None,
) -> Analysis:  # fmt: skip
    """Sobol: the share of the variance that each of the `most` moving factors explains, alone and with others.

    All other factors stay as they usually are.
    """
    salib = _salib()
    question = screened.question
    chosen = moving(screened.tables["morris.csv"], most)
    free = [number for number, factor in enumerate(question.factors) if factor.name in chosen]
    factors = [question.factors[number] for number in free]
    problem = _problem(factors)
    inner = salib.sobol_sample(problem, points, calc_second_order=False, seed=SEED)
    design = np.tile([factor.rest for factor in question.factors], (len(inner), 1))
    design[:, free] = inner
    began = time.perf_counter()
    found = _evaluated(question, design, len(factors) + 2, folder / SOBOL, workers, progress)
    rows = []
    for outcome, values in zip(question.outcomes, found.T, strict=True):
        indices = salib.sobol_analyze(problem, values, calc_second_order=False, seed=SEED)
        for number, factor in enumerate(factors):
            figures = [float(indices[name][number]) for name in ("S1", "S1_conf", "ST", "ST_conf")]
            rows.append([outcome, factor.name, factor.what, factor.kind, factor.low, factor.high, *figures])
    tables = {**screened.tables, "sobol.csv": pd.DataFrame(rows, columns=COLUMNS["sobol.csv"])}
    settings = {**screened.settings, "method": SOBOL, "points": points, "most": most}
    cost = {name: screened.cost[name] + value for name, value in _cost(len(design), began).items()}
    return Analysis(question, tables, settings, cost)


def moving(effects: pd.DataFrame, most: int) -> list[str]:
    """The factors that move some outcome most, each outcome measured by its largest effect."""
    by = effects.pivot(index="factor", columns="outcome", values="mean_absolute")
    largest = (by / by.max()).max(axis=1).sort_values(ascending=False, kind="stable")
    return [str(name) for name in largest.index[:most]]


def _problem(factors: Sequence[Factor]) -> dict[str, Any]:
    return {
        "num_vars": len(factors), "names": [factor.name for factor in factors], "bounds": [[0.0, 1.0]] * len(factors)
    }  # fmt: skip


def _cost(evaluations: int, began: float) -> dict[str, Any]:
    return {"evaluations": evaluations, "wall_seconds": round(time.perf_counter() - began, 1)}


def _evaluated(
    question: Question, design: np.ndarray, block: int, folder: Path, workers: int | None, progress: Progress | None
) -> np.ndarray:
    """Every row's outcomes, float64 (rows, outcomes); blocks that are kept from before are not run again."""
    tell = progress or (lambda done, message: None)
    known = hashlib.sha256(design.tobytes()).hexdigest()[:12]
    here = folder / f"{run_id(question.identity())}-{known}"
    here.mkdir(parents=True, exist_ok=True)
    blocks = [design[start : start + block] for start in range(0, len(design), block)]
    found: dict[int, list[list[float]]] = {
        number: json.loads((here / f"{number}.json").read_text()) for number in range(len(blocks))
        if (here / f"{number}.json").is_file()
    }  # fmt: skip
    waiting = [number for number in range(len(blocks)) if number not in found]
    tell(len(found) / len(blocks), f"{len(found)}/{len(blocks)}")
    points = [blocks[number].tolist() for number in waiting]
    for position, outcomes in completed(partial(_block, question), points, workers=workers):
        number = waiting[position]
        outcomes = needed(outcomes, f"block {number}")
        write_whole(here / f"{number}.json", json.dumps(outcomes).encode())
        found[number] = outcomes
        tell(len(found) / len(blocks), f"{len(found)}/{len(blocks)}")
    return np.array([row for number in range(len(blocks)) for row in found[number]])


def _block(question: Question, points: Sequence[Sequence[float]]) -> list[list[float]]:
    return [evaluate(question, point) for point in points]


@dataclass(frozen=True)
class _Salib:
    morris_sample: Callable[..., Any]
    morris_analyze: Callable[..., Any]
    sobol_sample: Callable[..., Any]
    sobol_analyze: Callable[..., Any]


def _salib() -> _Salib:
    """The four functions of SALib that are used; SensitivityError if it is not installed."""
    try:
        from SALib.analyze import morris as morris_analyze
        from SALib.analyze import sobol as sobol_analyze
        from SALib.sample import morris as morris_sample
        from SALib.sample import sobol as sobol_sample
    except ImportError as error:
        raise SensitivityError(MISSING) from error
    return _Salib(morris_sample.sample, morris_analyze.analyze, sobol_sample.sample, sobol_analyze.analyze)
