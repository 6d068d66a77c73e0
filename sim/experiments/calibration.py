"""A first calibration: ten parameters fitted to what the two censuses say of 2010-2020.

Least squares over the moments and the priors, on common random numbers, with the
population built once. This is a fit, not a test: the same figures are not shown as a
success of the model elsewhere. Reclassification, feedbacks and everything else stay at
their declared values.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import least_squares

from ..compiled import source_digest
from ..initialisation.build import Population, build_population
from ..initialisation.carried import summarise_run
from ..initialisation.places import base_places
from ..kernel.tallies import weighted
from ..model import Model, Settings
from ..region import DATA, Region, load_region
from ..scenario import load_scenario
from ..submodels import DECLARATIONS
from .calendar import calendar_of
from .moments import COHORT_GROUPS, FITTED_COHORTS, Moments, observed, simulated
from .run import Progress

YEARS = (2010, 2020)

# Fitted parameter: where the fit starts and how far it may stray (declared bounds always hold). The
# spreads are wide against what the data say, but for workers away, reconsideration and return.
PRIORS: dict[str, tuple[float, float]] = {
    "constant_town": (-1.2, 1.0),
    "constant_away": (-0.6, 1.0),
    "constant_workers_away": (2.2, 0.3),
    "reconsideration": (0.17, 0.02),
    "youth_leaving": (0.085, 0.03),
    "youth_return": (0.015, 0.003),
    "slope_2010_share": (-0.85, 1.0),
    "shift_minority": (-1.8, 1.5),
    "shift_non_agricultural": (3.8, 4.0),
    "shift_registered_ratio": (0.0, 1.5),
}
SHIFTERS = ("shift_minority", "shift_non_agricultural", "shift_registered_ratio")

# How closely each moment is asked for (one standard deviation).
TOLERANCE = {"urban_share": 0.0015, "residents": 0.005, "away": 0.01, "cohort_change": 0.01, "unit_urban_share": 0.06}

STEP = 0.5  # finite-difference step, in prior spreads: large against the noise of luck


@dataclass(frozen=True)
class Calibration:
    """Fitted values and the record of how they were got."""

    fitted: dict[str, float]
    record: dict[str, Any]

    def __str__(self) -> str:
        lines = ["fitted to the censuses of 2010 and 2020", ""]
        for name, value in self.fitted.items():
            width = self.record["posterior_over_prior"].get(name)
            lines.append(f"  {name:26s} {value:9.4f}   posterior / prior spread {width}")
        lines += ["", "moment                                 observed   simulated"]
        for moment in self.record["moments"]:
            mark = "fitted" if moment["fitted"] else "not fitted"
            lines.append(f"  {moment['name']:34s} {moment['observed']:11.4f} {moment['simulated']:11.4f}   {mark}")
        lines += ["", "error of the units' urban share 2020, percentage points (in sample)"]
        for name, value in self.record["unit_error_pp"].items():
            lines.append(f"  {name:34s} {value:6.2f}")
        return "\n".join(lines)


class Experiment:
    """Runs 2010 to 2020 from one population under changed parameters."""

    def __init__(self, region: Region, scale: float, threads: int) -> None:
        self.region = region
        self.threads = threads
        self.scenario = load_scenario("history", DECLARATIONS)
        values = calendar_of(self.scenario, region, YEARS)(2010)
        self.population: Population = build_population(
            region, values, year=2010, scale=scale, last_year=2020, threads=threads
        )
        model = Model(region, self.population, calendar_of(self.scenario, region, YEARS), Settings(threads=threads))
        self.stock = weighted(model.base_stock, model.households.weight)
        self.villages = np.array([margins.villages for margins in self.population.margins])

    def run(self, changes: dict[str, float], luck_seed: int = 1) -> Model:
        """The model in 2020."""
        calendar = calendar_of(self.scenario, self.region, YEARS, changes)
        places = base_places(self.region, self.population.positions, 2010, calendar(2010), self.stock, self.villages)
        population = replace(self.population, places=places)
        model = Model(self.region, population, calendar, Settings(luck_seed, threads=self.threads))
        while model.year < YEARS[1]:
            model.step()
        return model


def residuals(found: Moments, wanted: Moments) -> np.ndarray:
    """Moments missed, in tolerances."""
    cohorts = list(FITTED_COHORTS)
    return np.concatenate([
        [(found.urban_share - wanted.urban_share) / TOLERANCE["urban_share"]],
        [(found.residents / wanted.residents - 1) / TOLERANCE["residents"]],
        [(found.away / wanted.away - 1) / TOLERANCE["away"]],
        (found.cohort_change - wanted.cohort_change)[cohorts] / TOLERANCE["cohort_change"],
        (found.unit_urban_share - wanted.unit_urban_share) / TOLERANCE["unit_urban_share"],
    ])  # fmt: skip


def fit(
    run: Callable[[dict[str, float]], Moments], wanted: Moments, names: tuple[str, ...], draws: int,
    tell: Callable[[int], None],
) -> tuple[dict[str, float], np.ndarray]:
    """Least squares over moments and priors; returns the values and posterior over prior spreads."""
    bounds = {parameter.name: parameter.bounds for parameter in DECLARATIONS}
    centre = np.array([PRIORS[name][0] for name in names])
    spread = np.array([PRIORS[name][1] for name in names])
    calls = 0

    def values(z: np.ndarray) -> dict[str, float]:
        return {
            name: float(np.clip(value, *bounds[name]))
            for name, value in zip(names, centre + spread * z, strict=True)
        }

    def missed(z: np.ndarray) -> np.ndarray:
        nonlocal calls
        calls += 1
        tell(calls)
        return np.concatenate([residuals(run(values(z)), wanted), z])

    def slopes(z: np.ndarray) -> np.ndarray:
        here = missed(z)
        return np.stack([(missed(z + STEP * unit) - here) / STEP for unit in np.eye(len(z))], axis=1)

    solution = least_squares(missed, np.zeros(len(names)), jac=slopes, max_nfev=draws)
    jacobian = np.asarray(solution.jac)
    covariance = np.linalg.inv(jacobian.T @ jacobian)
    return values(solution.x), np.sqrt(np.diag(covariance))


def calibrate(
    scale: float = 0.05, threads: int | None = None, draws: int = 6, out: Path | None = None,
    region: str = "sichuan", progress: Progress | None = None,
) -> Calibration:
    """Fits the parameters of `PRIORS` and writes them with their record beside the region's data.

    `draws` bounds the steps of the fit; each takes one run per parameter. Writes
    `calibration.json` and `carried_2020.json` to `out` (default: the region's folder).
    """
    place = load_region(region)
    workers = Settings(threads=threads or 0).workers
    experiment = Experiment(place, scale, workers)
    wanted = observed(place)
    total = 2 * draws * (len(PRIORS) + 2)
    tell = progress or (lambda done, message: None)

    def count(calls: int) -> None:
        tell(min(calls / total, 0.99), f"run {calls}")

    def moments(changes: dict[str, float]) -> Moments:
        return simulated(experiment.run(changes))

    fitted, widths = fit(moments, wanted, tuple(PRIORS), draws, count)
    plain = tuple(name for name in PRIORS if name not in SHIFTERS)
    without, _ = fit(lambda changes: moments({**changes, **dict.fromkeys(SHIFTERS, 0.0)}), wanted, plain, draws, count)
    final = experiment.run(fitted)
    found = simulated(final)
    bare = simulated(experiment.run({**without, **dict.fromkeys(SHIFTERS, 0.0)}))
    record = {
        "fitted_on": "censuses 2010 and 2020 only",
        "scale": scale, "luck_seed": 1, "world_seed": 1, "steps": draws,
        "region_figures": place.figures_digest, "source_digest": source_digest(),
        "priors": {name: list(prior) for name, prior in PRIORS.items()},
        "tolerances": TOLERANCE,
        "posterior_over_prior": {name: round(float(w), 2) for name, w in zip(PRIORS, widths, strict=True)},
        "moments": _moment_table(found, wanted),
        "unit_error_pp": _unit_errors(place, found, bare, wanted),
        "fitted_without_shifters": without,
    }
    folder = out or DATA / region
    _write(folder / "calibration.json", {"fitted": fitted, "record": record})
    _write(folder / "carried_2020.json", summarise_run(final.households))
    return Calibration(fitted, record)


def _moment_table(found: Moments, wanted: Moments) -> list[dict[str, Any]]:
    rows = [
        {"name": name, "observed": float(getattr(wanted, name)), "simulated": float(getattr(found, name)),
            "fitted": fit}
        for name, fit in (("urban_share", True), ("residents", True), ("away", True), ("registered_elsewhere", False))
    ]
    for group in COHORT_GROUPS:
        rows.append({
            "name": f"cohort change, aged {5 * group}-{5 * group + 4} in 2010",
            "observed": float(wanted.cohort_change[group]), "simulated": float(found.cohort_change[group]),
            "fitted": group in FITTED_COHORTS,
        })  # fmt: skip
    return rows


def _unit_errors(region: Region, found: Moments, bare: Moments, wanted: Moments) -> dict[str, float]:
    """Mean absolute error of the units' urban share in 2020, percentage points."""
    share_2010 = region.urban_residents(2010) / region.residents(2010)
    gain = wanted.unit_urban_share - share_2010
    prefecture = region.units["prefecture_en"].to_numpy()
    mean_gain = np.array([gain[prefecture != here].mean() for here in prefecture])
    mean = {
        "every unit gains the mean of other prefectures": np.abs(gain - mean_gain),
        "model with unit shifters": np.abs(found.unit_urban_share - wanted.unit_urban_share),
        "model without unit shifters": np.abs(bare.unit_urban_share - wanted.unit_urban_share),
    }
    return {name: float(100 * error.mean()) for name, error in mean.items()}


def _write(path: Path, content: dict[str, Any]) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + ".part")
    temporary.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    os.replace(temporary, path)
