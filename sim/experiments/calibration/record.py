"""The record of a fit as tables: what was asked, what was reached, what the data pin down, and how sure that is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...compiled import source_digest
from ...posterior import NAME as ENSEMBLE
from ...posterior import ensemble_bytes
from ...whole_files import write_whole
from .fitting import Calibration
from .history_matching import CUT, implausibility_of
from .moments import COHORT_GROUPS, Moments, counted, moments_of
from .priors import HIGH, LOW, NAMES, PRIORS, drawn_evenly, values_of
from .targets import DISCREPANCY, DOMAIN, OBSERVATION, PREFECTURE_ALIKE, UNIT_DISCREPANCY, UNIT_OBSERVATION
from .trials import SEED

TOTALS = ("urban_share", "residents", "away", "registered_elsewhere", "household_size")
BINS = 14  # a side, of the pictures of implausibility
REACH = 3.0  # prior spreads
PINNED, PARTLY = 0.5, 0.85  # posterior over prior spread, at most


def write_record(fit: Calibration, folder: Path) -> None:
    """Every table, the ensemble and `record.json`, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {
        "moments": moment_table(fit), "unit_moments": unit_table(fit), "parameters": parameter_table(fit),
        "correlations": correlations(fit), "emulator": emulator_table(fit), "waves": wave_table(fit),
        "implausibility": implausibility_table(fit), "recovery": recovery_table(fit),
        "recovery_trials": fit.recovery.table, "covariance_domain": domain_covariance(fit),
        "covariance_units": unit_covariance(fit),
    }  # fmt: skip
    for name, table in tables.items():
        text = table.to_csv(index=False, float_format="%.9g" if name == "moments" else "%.6g", lineterminator="\n")
        write_whole(folder / f"{name}.csv", text.encode())
    write_whole(folder / ENSEMBLE, ensemble_bytes(NAMES, fit.members, fit.weights))
    write_whole(folder / "record.json", (json.dumps(about(fit), indent=1) + "\n").encode())


def about(fit: Calibration) -> dict[str, Any]:
    """Settings, seeds, digests and the few figures that sum it up."""
    design = fit.waves[0].wave.design
    worst = float(fit.final.implausibility(fit.shipped.points)[0])
    return {
        "method": "history matching in waves, then a posterior ensemble",
        "fitted_on": "censuses 2010 and 2020 only",
        "scale": design.scale, "luck_seeds": list(design.seeds), "world_seed": 1, "design_seed": SEED,
        "trials": [len(each.wave.design) for each in fit.waves], "runs": runs_made(fit),
        "members": len(fit.members), "members_run": len(fit.runs), "effective_members": round(fit.effective, 1),
        "not_ruled_out": [each.share for each in fit.waves], "cut": CUT,
        "region_figures": fit.region.figures_digest, "source_digest": source_digest(),
        "priors": {name: list(prior) for name, prior in PRIORS.items()},
        "observation": {**OBSERVATION, "unit_urban_share": UNIT_OBSERVATION},
        "discrepancy": {**DISCREPANCY, "unit_urban_share": UNIT_DISCREPANCY, "alike_in_prefecture": PREFECTURE_ALIKE},
        "shipped": dict(zip(NAMES, map(float, fit.shipped.points[0]), strict=True)),
        "shipped_implausibility": round(worst, 2),
        "recovery": {"trials": int(fit.recovery.table["trial"].nunique()), "pooled": round(fit.recovery.pooled, 4)},
        "unit_error_pp": unit_errors(fit), "unit_residuals": unit_residuals(fit),
    }  # fmt: skip


def runs_made(fit: Calibration) -> int:
    """Runs of the model in all."""
    trials = {tuple(point) for each in fit.waves for point in each.wave.design.points}
    truths = int(fit.recovery.table["trial"].nunique())
    return (len(trials) + len(fit.runs) + 1) * len(fit.shipped.seeds) + truths


def moment_table(fit: Calibration) -> pd.DataFrame:
    """Every domain moment: observed, with its errors; simulated at the shipped values and over the ensemble."""
    wanted = moments_of(counted(fit.region))
    runs, shipped = fit.runs.moments, fit.shipped.moments
    weights = fit.run_weights
    rows = []
    together = zip(_figures(wanted), _figures(runs), _figures(shipped), strict=True)
    for (name, key, seen), (_, _, each), (_, _, here) in together:
        over = each.mean(axis=1)
        error = _error(key, seen) if name in DOMAIN else (np.nan, np.nan)
        mean = float(weights @ over)
        rows.append({
            "moment": name, "fitted": name in DOMAIN, "observed": float(seen), "observation_sd": error[0],
            "discrepancy_sd": error[1], "shipped": float(here.mean()), "posterior": mean,
            "posterior_low": weighted_quantile(over, weights, 0.05),
            "posterior_high": weighted_quantile(over, weights, 0.95),
            "missed_sd": (mean - float(seen)) / np.hypot(*error),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _figures(moments: Moments) -> Iterator[tuple[str, str, Any]]:
    """Name, kind and value of every domain moment."""
    for name in TOTALS:
        yield name, name, getattr(moments, name)
    for group in COHORT_GROUPS:
        yield f"cohort_{5 * group}", "cohort", moments.cohort_change[..., group]


def _error(kind: str, observed: float) -> tuple[float, float]:
    """Observation and discrepancy in the moment's own unit."""
    size = float(observed) if kind in ("residents", "away") else 1.0
    return OBSERVATION[kind] * size, DISCREPANCY[kind] * size


def weighted_quantile(values: np.ndarray, weights: np.ndarray, share: float) -> float:
    """The value below which `share` of the weight lies."""
    order = np.argsort(values)
    return float(np.interp(share, np.cumsum(weights[order]) - 0.5 * weights[order], values[order]))


def unit_table(fit: Calibration) -> pd.DataFrame:
    """Urban share and residents of every unit in 2020: observed, shipped, and over the ensemble."""
    wanted, units = moments_of(counted(fit.region)), fit.region.units
    weights = fit.run_weights
    over = fit.runs.moments.unit_urban_share.mean(axis=1)
    mean = weights @ over
    return pd.DataFrame({
        "adcode": units["adcode"], "name_en": units["name_en"], "name_zh": units["name_zh"],
        "urban_share": wanted.unit_urban_share, "shipped": fit.shipped.moments.unit_urban_share[0].mean(axis=0),
        "posterior": mean, "posterior_sd": np.sqrt(weights @ (over - mean) ** 2),
        "residents": wanted.unit_residents,
        "residents_posterior": weights @ fit.runs.moments.unit_residents.mean(axis=1),
    })  # fmt: skip


def unit_errors(fit: Calibration) -> dict[str, float]:
    """Mean absolute error of the units' urban share in 2020, percentage points, in sample."""
    table = unit_table(fit)
    before = (fit.region.urban_residents(2010) / fit.region.residents(2010))
    gain = table["urban_share"].to_numpy() - before
    prefecture = fit.region.units["prefecture_en"].to_numpy()
    others = np.array([gain[prefecture != here].mean() for here in prefecture])
    return {
        "every unit gains the mean of other prefectures": float(100 * np.abs(gain - others).mean()),
        "shipped values": float(100 * (table["shipped"] - table["urban_share"]).abs().mean()),
        "posterior mean": float(100 * (table["posterior"] - table["urban_share"]).abs().mean()),
    }


def unit_residuals(fit: Calibration) -> dict[str, float]:
    """What is left of the units' shares against the domain's: spread, and how alike units of one prefecture err."""
    table = unit_table(fit)
    missed = (table["posterior"] - table["urban_share"]).to_numpy()
    missed = missed - np.average(missed, weights=table["residents"])
    prefecture = fit.region.units["prefecture_en"].to_numpy()
    pairs = (prefecture[:, None] == prefecture[None, :]) & ~np.eye(len(missed), dtype=bool)
    scaled = (missed - missed.mean()) / missed.std()
    return {"sd_pp": 100 * float(missed.std()), "alike_in_prefecture": float(np.outer(scaled, scaled)[pairs].mean())}


def parameter_table(fit: Calibration) -> pd.DataFrame:
    """What the data pin down: prior and posterior of every parameter."""
    rows = []
    for k, name in enumerate(NAMES):
        values, middle = fit.members[:, k], float(fit.weights @ fit.members[:, k])
        spread = float(np.sqrt(fit.weights @ (values - middle) ** 2))
        narrower = spread / PRIORS[name][1]
        low, median, high = (weighted_quantile(values, fit.weights, share) for share in (0.05, 0.5, 0.95))
        rows.append({
            "parameter": name, "prior": PRIORS[name][0], "prior_sd": PRIORS[name][1], "posterior": middle,
            "posterior_sd": spread, "low": low, "median": median, "high": high, "posterior_over_prior": narrower,
            "pinned": "yes" if narrower <= PINNED else "partly" if narrower <= PARTLY else "no",
            "shipped": float(fit.shipped.points[0, k]),
            "lower_bound": values_of(LOW)[k], "upper_bound": values_of(HIGH)[k],
        })  # fmt: skip
    return pd.DataFrame(rows)


def correlations(fit: Calibration) -> pd.DataFrame:
    """How every pair of parameters goes together in the posterior: a large one trades off."""
    scaled = fit.members - fit.weights @ fit.members
    covariance = (fit.weights[:, None] * scaled).T @ scaled
    spread = np.sqrt(np.diag(covariance))
    rows = [
        {"one": NAMES[a], "other": NAMES[b], "correlation": covariance[a, b] / (spread[a] * spread[b])}
        for a, b in combinations(range(len(NAMES)), 2)
    ]
    return pd.DataFrame(rows)


def emulator_table(fit: Calibration) -> pd.DataFrame:
    """How well every wave's emulator foretells trials it was not shown."""
    rows = []
    for number, each in enumerate(fit.waves, start=1):
        emulator = each.wave.domain
        mean, sd = emulator.held_out()
        missed = emulator.outputs - mean
        target = np.sqrt(np.diag(each.wave.targets.domain_covariance))
        for k, name in enumerate(DOMAIN):
            rows.append({
                "wave": number, "moment": name, "error": float(np.sqrt((missed[:, k] ** 2).mean())),
                "sd": float(np.sqrt((sd[:, k] ** 2).mean())), "target_sd": float(target[k]),
                "luck_sd": float(np.sqrt(each.wave.luck[k, k])),
                "covered_90": float((np.abs(missed[:, k]) <= 1.645 * sd[:, k]).mean()),
            })  # fmt: skip
    return pd.DataFrame(rows)


def wave_table(fit: Calibration) -> pd.DataFrame:
    """Trials and what is left of the prior after every wave."""
    return pd.DataFrame([
        {"wave": number, "trials": len(each.wave.design), "not_ruled_out": each.share,
         "unit_error_logit": float(np.median(each.wave.units.error))}
        for number, each in enumerate(fit.waves, start=1)
    ])  # fmt: skip


def recovery_table(fit: Calibration) -> pd.DataFrame:
    """How often the 90 % intervals hold the truth, by parameter."""
    return fit.recovery.coverage.reset_index(names="parameter")


def implausibility_table(fit: Calibration) -> pd.DataFrame:
    """For every pair of parameters, by square: the least implausibility found, and the share not ruled out."""
    left = fit.waves[-1].left
    rng = np.random.default_rng(SEED)
    wide = left + rng.standard_normal(left.shape) * left.std(axis=0) * rng.choice([1.0, 2.0, 4.0], (len(left), 1))
    some = np.clip(np.concatenate([drawn_evenly(len(left), SEED), left, wide]), LOW, HIGH)
    worst = implausibility_of([each.wave for each in fit.waves], some)
    before = drawn_evenly(1 << 16, SEED)
    edges = np.linspace(-REACH, REACH, BINS + 1)
    rows = []
    for a, b in combinations(range(len(NAMES)), 2):
        depth = np.histogram2d(left[:, a], left[:, b], [edges, edges])[0] / len(left) * fit.waves[-1].share
        prior = np.histogram2d(before[:, a], before[:, b], [edges, edges])[0] / len(before)
        least = np.full((BINS, BINS), np.nan)
        where = [np.clip(np.digitize(some[:, each], edges) - 1, 0, BINS - 1) for each in (a, b)]
        for i, j, value in zip(*where, worst, strict=True):
            least[i, j] = np.fmin(least[i, j], value)
        share = np.minimum(depth / np.where(prior > 0, prior, np.nan), 1.0)
        rows += [
            {"one": NAMES[a], "other": NAMES[b], "row": i, "column": j, "least": least[i, j], "share": share[i, j]}
            for i in range(BINS) for j in range(BINS)
        ]  # fmt: skip
    return pd.DataFrame(rows)


def domain_covariance(fit: Calibration) -> pd.DataFrame:
    """Observation and discrepancy of the fitted domain moments, as they are compared (logit, logarithms, ratios)."""
    table = pd.DataFrame(fit.final.targets.domain_covariance, columns=list(DOMAIN))
    table.insert(0, "moment", list(DOMAIN))
    return table


def unit_covariance(fit: Calibration) -> pd.DataFrame:
    """Observation and discrepancy of the units' urban shares against the domain's."""
    adcodes = [str(each) for each in fit.region.adcodes]
    table = pd.DataFrame(fit.final.targets.unit_covariance, columns=adcodes)
    table.insert(0, "adcode", adcodes)
    return table
