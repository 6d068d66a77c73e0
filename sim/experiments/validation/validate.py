"""The whole validation: backtest, hold-out, profiles and replications, as tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...posterior import load_posterior
from ...region import Region, load_region
from ..calibration.decade import Decade
from ..calibration.priors import drawn_evenly, values_of
from ..calibration.trials import SEED, SEEDS, Design, TrialError, run_design
from ..executors import Failed, completed
from ..replications.replays import SCALE as REPLAY_SCALE
from ..replications.replays import replicate
from ..run import Progress
from . import hold_out
from .backtest import of_the_model
from .covariates import of_2010, urban_share
from .fold_moments import Observed, UnitFigures
from .folds import Fold, folds, open_units, prefectures, release_fold
from .forecasts import over_folds, standard
from .profiles import profile_table
from .scores import absolute_error, coverage, crps, interval, paired_difference, point

TRIALS, MEMBERS, SCALE = 128, 64, 0.01
PROFILE_SEEDS = (1, 2)
# The forecast that the model is held against, and how much worse its error may be, percentage points.
BENCHMARK, NO_WORSE = "logit_five", 0.3
COVERAGE = {0.8: (0.73, 0.87), 0.95: (0.91, 0.98)}
AIM_CRPS = 3.1
LEVELS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
MODEL, BARE = "model", "model_without_shifters"
# Where each part begins on the way from 0 to 1.
PARTS = {"design": 0.0, "backtest": 0.5, "hold_out": 0.6, "profiles": 0.9, "replications": 0.92}


@dataclass(frozen=True, eq=False)
class Validation:
    """What came of it: `tables` by file name, settings, and whether the sealed prefectures were opened."""

    region: Region
    settings: dict[str, Any]
    tables: dict[str, pd.DataFrame]
    released: bool

    def score(self, forecast: str, sample: str = "open") -> pd.Series:
        """The row of one forecast."""
        table = self.tables["backtest.csv"]
        return table[(table["forecast"] == forecast) & (table["sample"] == sample)].iloc[0]

    def bars(self) -> dict[str, tuple[float, bool, bool]]:
        """What was required (True) and what was aimed at (False): the figure, required or not, met or not."""
        ours = self.score(MODEL)
        (low_80, high_80), (low_95, high_95) = COVERAGE.values()
        return {
            "no_worse": (ours.difference_mae, True, ours.difference_mae <= NO_WORSE),
            "coverage_80": (ours.coverage_80, True, low_80 <= ours.coverage_80 <= high_80),
            "coverage_95": (ours.coverage_95, True, low_95 <= ours.coverage_95 <= high_95),
            "crps": (ours.crps, False, ours.crps <= AIM_CRPS),
            "better": (ours.difference_mae_high, False, ours.difference_mae_high < 0),
        }


def validate(
    folder: Path, *, trials: int = TRIALS, members: int = MEMBERS, scale: float = SCALE,
    replay_scale: float = REPLAY_SCALE, workers: int | None = None, release: bool = False,
    progress: Progress | None = None,
) -> Validation:  # fmt: skip
    """Runs everything; trials are kept in `folder`, and made once. With `release` the sealed prefectures are opened."""
    place = load_region()
    tell = progress or (lambda done, message: None)

    def part(name: str) -> Callable[[float, str], None]:
        starts = [*PARTS.values(), 1.0]
        first = list(PARTS).index(name)
        return lambda done, message: tell(starts[first] + (starts[first + 1] - starts[first]) * done, message)

    heard = part("design")
    # The first wave of the calibration: its trials serve here too.
    design = run_design(
        values_of(drawn_evenly(trials, SEED)), seeds=SEEDS, scale=scale, region=place.name,
        folder=folder / "trials", workers=workers, tell=lambda done, of: heard(done / of, f"trial {done}/{of}"),
    )  # fmt: skip
    backtest, units, covered = backtested(place, design, release, part("backtest"))
    runner = hold_out.RunMember(scale, folder / "members", place.figures_digest)
    posterior = load_posterior(place.name)
    paths = _paths(runner, posterior.drawn(members), workers, part("hold_out"))
    part("profiles")(0.0, "profiles")
    decade = Decade(place, scale)
    profiles = profile_table(place, [decade.run(dict(place.fitted), seed) for seed in PROFILE_SEEDS])
    replications = replicate(replay_scale, progress=part("replications"))
    tables = {
        "backtest.csv": backtest, "units.csv": units, "coverage.csv": covered, "hold_out.csv": hold_out.judged(paths),
        "hold_out_paths.csv": paths, "rules_of_thumb.csv": rules_of_thumb(place),
        "province.csv": hold_out.province_context(place, paths), "profiles.csv": profiles,
        "replications.csv": replications,
    }  # fmt: skip
    settings = {
        "trials": trials, "members": members, "scale": scale, "replay_scale": replay_scale, "seeds": list(SEEDS),
        "release": release, "region": place.name, "posterior": posterior.digest,
    }  # fmt: skip
    return Validation(place, settings, tables, release)


def backtested(
    region: Region, design: Design, release: bool, tell: Progress
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Scores of every forecast; each open unit with what was predicted of it; how many lie in which interval."""
    covariates, outcome = of_2010(region), urban_share(region, 2020)
    where = prefectures(region)
    figures, observed = UnitFigures.of(region, design), Observed.in_region(region)
    samples = {"open": folds(region, open_units(region))}
    if release:
        samples["sealed"] = [release_fold(region)]
    rows, units, covered = [], pd.DataFrame(), pd.DataFrame()
    for sample, every in samples.items():
        predicted = dict(_statistics(covariates, outcome, where, every))
        for name, shifters in ((MODEL, True), (BARE, False)):
            tell(0.1 + 0.45 * (not shifters), f"{len(every)} folds: {name}")
            predicted[name] = of_the_model(figures, observed, every, shifters)
        positions = np.concatenate([fold.held_out for fold in every])
        rows += _score_rows(sample, predicted, outcome[positions], where[positions])
        if sample == "open":
            units = _unit_rows(region, positions, predicted, outcome[positions])
            covered = _coverage_rows(predicted, outcome[positions])
    # The rules that need no model are published for all units: the same here, beside those figures.
    whole = folds(region, np.arange(len(outcome)))
    positions = np.concatenate([fold.held_out for fold in whole])
    predicted = dict(_statistics(covariates, outcome, where, whole))
    rows += _score_rows("all", predicted, outcome[positions], where[positions])
    return pd.DataFrame(rows), units, covered


def _statistics(covariates, outcome: np.ndarray, where: np.ndarray, every: Sequence[Fold]):
    for name, forecast in standard(where).items():
        yield name, over_folds(forecast, covariates, outcome, every)[1]


def _score_rows(
    sample: str, predicted: dict[str, np.ndarray], seen: np.ndarray, where: np.ndarray
) -> list[dict[str, Any]]:
    """One row a forecast, percentage points; skill is against the best that needs no model."""
    scores = {name: 100 * crps(members, seen) for name, members in predicted.items()}
    errors = {name: 100 * absolute_error(members, seen) for name, members in predicted.items()}
    best = min(scores[name].mean() for name in predicted if name not in (MODEL, BARE))
    rows = []
    for name, members in predicted.items():
        by_error = paired_difference(errors[name], errors[BENCHMARK], where)
        by_score = paired_difference(scores[name], scores[BENCHMARK], where)
        rows.append({
            "sample": sample, "forecast": name, "units": len(seen), "mae": errors[name].mean(),
            "crps": scores[name].mean(), "coverage_80": coverage(members, seen, 0.8),
            "coverage_95": coverage(members, seen, 0.95),
            "difference_mae": by_error.mean, "difference_mae_low": by_error.low, "difference_mae_high": by_error.high,
            "difference_crps": by_score.mean, "difference_crps_low": by_score.low,
            "difference_crps_high": by_score.high, "skill": 1 - scores[name].mean() / best,
        })  # fmt: skip
    return rows


def _unit_rows(
    region: Region, positions: np.ndarray, predicted: dict[str, np.ndarray], seen: np.ndarray
) -> pd.DataFrame:
    """One row an open unit: observed, predicted with intervals, and by what else."""
    units = region.units.iloc[positions]
    members = predicted[MODEL]
    low_80, high_80 = interval(members, 0.8)
    low_95, high_95 = interval(members, 0.95)
    return pd.DataFrame({
        "adcode": units["adcode"].to_numpy(), "name_en": units["name_en"].to_numpy(),
        "name_zh": units["name_zh"].to_numpy(), "prefecture": prefectures(region)[positions],
        "lon": units["lon"].to_numpy(), "lat": units["lat"].to_numpy(),
        "residents_2020": region.residents(2020)[positions], "share_2010": urban_share(region, 2010)[positions],
        "observed": seen, "predicted": point(members), "low80": low_80, "high80": high_80,
        "low95": low_95, "high95": high_95, "without_shifters": point(predicted[BARE]),
        BENCHMARK: point(predicted[BENCHMARK]), "error": 100 * (point(members) - seen),
    }).sort_values("adcode", ignore_index=True)  # fmt: skip


def _coverage_rows(predicted: dict[str, np.ndarray], seen: np.ndarray) -> pd.DataFrame:
    """Share of the units within the central interval of each level."""
    return pd.DataFrame([
        {"forecast": name, "level": level, "covered": coverage(predicted[name], seen, level)}
        for name in (MODEL, BARE, BENCHMARK)
        for level in LEVELS
    ])  # fmt: skip


def _paths(
    runner: hold_out.RunMember, drawn: list[dict[str, float]], workers: int | None, tell: Progress
) -> pd.DataFrame:
    members = hold_out.members(drawn)
    parts: list[pd.DataFrame | None] = [None] * len(members)
    runs = completed(runner, members, workers=workers)
    for done, (position, result) in enumerate(runs, start=1):
        if isinstance(result, Failed):
            raise TrialError(f"member {position}: {result.message}")
        parts[position] = result
        tell(done / len(members), f"member {done}/{len(members)}")
    return pd.concat([each for each in parts if each is not None], ignore_index=True)


def rules_of_thumb(region: Region) -> pd.DataFrame:
    """The domain's urban share by rules that need no model."""
    rows = [
        {"rule": rule, "year": year, "urban_share": share}
        for year in (hold_out.TOLD, hold_out.GOAL)
        for rule, share in hold_out.naive(region, year).items()
    ]
    return pd.DataFrame(rows)
