"""The county domain in 2023, which no fit has seen, and what follows for 2027.

Posterior members run on from 2010; what one census decade cannot tell (the trend of the pull
of towns, reclassification after 2020) is drawn from its priors. The slow years 2021-23 were
not predicted: a member's own strength of the pause is drawn from the declared prior, and the
published "below 45 %" is then used as a filter on that declared shock, never as a success.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import expit
from scipy.stats import norm, qmc

from ...compiled import source_digest
from ...region import Region
from ...tables import csv_bytes, read_csv
from ...whole_files import write_whole
from ..branches import Calendar, grow
from ..calendar import calendar_of
from ..calibration.trials import SEED
from ..run import Prepared, prepare

START, TOLD, GOAL = 2010, 2023, 2027
BELOW, LEAST = 0.45, 0.435  # "below 45 %", and the least that would still be called nearly 45
STANDS_STILL = 0.4292  # the census share of 2020: a model that stands still must not win
GOAL_SHARE = 0.48  # what the Decision aims at for 2027
# Priors, assumed: of `town_trend` in logits a year; of `period_factor`, a ratio of moves; of
# `reclassification_from_2021` in percent of residents a year.
TREND_SPREAD, TREND_BOUND = 0.02, 0.05
SHOCK, RECLASSIFICATION = (0.5, 1.0), (0.05, 0.35)
# The world norm of the United Nations' World Urbanization Prospects: yearly growth of the urban less that of the rural
# population, as a constant and a slope on the urban share; recalled, not read again. Tests hold what follows from it
# to the figures published for this region.
UN_NORM = (0.0376, -0.0260)
# Paths of one member: no pause; its own pause, ended after 2023; its own pause, staying.
PATHS = ("no_pause", "ended", "stays")


@dataclass(frozen=True)
class Member:
    """A posterior member and what was drawn for it from the priors, as changes of a run."""

    number: int
    seed: int
    changes: dict[str, float]
    period_factor: float


def members(drawn: Sequence[dict[str, float]]) -> list[Member]:
    """Posterior members, each with a luck of its own and its draw of what the fit cannot tell."""
    exponent = max(len(drawn) - 1, 1).bit_length()
    uniform = qmc.Sobol(3, seed=SEED).random_base2(exponent)[: len(drawn)].clip(1e-6, 1 - 1e-6)
    found = []
    for number, (values, (trend, code, shock)) in enumerate(zip(drawn, uniform, strict=True)):
        priors = {
            "town_trend": float(np.clip(TREND_SPREAD * norm.ppf(trend), -TREND_BOUND, TREND_BOUND)),
            "reclassification_from_2021": _between(RECLASSIFICATION, code),
        }
        found.append(Member(number, 1 + number, {**values, **priors}, _between(SHOCK, shock)))
    return found


def _between(bounds: tuple[float, float], uniform: float) -> float:
    return float(bounds[0] + (bounds[1] - bounds[0]) * uniform)


@dataclass(frozen=True)
class RunMember:
    """Runs one member and keeps its paths in `folder`: what was run before is read."""

    scale: float
    folder: Path
    figures: str  # digest of the region's figures

    def __call__(self, member: Member) -> pd.DataFrame:
        """Its urban share from 2010 to 2027 along the three paths: columns member, path, year, urban_share."""
        about = [member.seed, member.changes, member.period_factor, self.scale, self.figures, source_digest()]
        path = self.folder / f"{hashlib.sha256(json.dumps(about).encode()).hexdigest()[:20]}.csv"
        if not path.is_file():
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, csv_bytes(path_of(member, self.scale)))
        return read_csv(path.read_bytes()).assign(member=member.number)


def path_of(member: Member, scale: float) -> pd.DataFrame:
    """The run itself."""
    prepared = prepare(
        "history", scale=scale, luck_seed=member.seed, years=(START, GOAL), pause="ended", changes=member.changes,
        threads=1,
    )
    arms = {path: _calendar(prepared, member, path) for path in PATHS}
    parts = []
    for path, model, _ in grow(prepared.model("ended"), arms, GOAL):
        by_year = model.indicators().groupby("year")[["urban_residents", "residents"]].sum()
        parts.append(pd.DataFrame({
            "member": member.number, "path": path, "period_factor": member.period_factor, "year": by_year.index,
            "urban_share": (by_year["urban_residents"] / by_year["residents"]).to_numpy(),
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _calendar(prepared: Prepared, member: Member, path: str) -> Calendar:
    pause = {
        "period_factor": 1.0 if path == "no_pause" else member.period_factor,
        "pause_stays": float(path == "stays"),
    }
    return calendar_of(prepared.scenario, prepared.region, (START, GOAL), {**member.changes, **pause})


def naive(region: Region, year: int) -> dict[str, float]:
    """The domain's urban share by rules that need no model: linear, constant URGD, the UN's regressed URGD."""
    first, last = (region.urban_residents(base).sum() / region.residents(base).sum() for base in region.base_years)
    before, base = region.base_years
    later = year - base
    odds = np.log([first / (1 - first), last / (1 - last)])
    growth = (odds[1] - odds[0]) / (base - before)
    regressed = odds[1]
    for _ in range(later):
        # The difference of growth falls as the urban share rises, year by year.
        regressed += UN_NORM[0] + UN_NORM[1] * expit(regressed)
    return {
        "linear": float(last + (last - first) / (base - before) * later),
        "constant_urgd": float(expit(odds[1] + growth * later)),
        "un_urgd": float(expit(regressed)),
    }


def judged(paths: pd.DataFrame) -> pd.DataFrame:
    """One row a reading: the distribution of 2023 and 2027, and what it gives to the one published statement.

    `no_pause`, `pause_ended` and `pause_stays` take all members; `filtered_…` keeps the members whose declared pause
    leaves 2023 below 45 %, ending or staying afterwards.
    """
    wide = paths.pivot_table(index=["member", "period_factor"], columns=["path", "year"], values="urban_share")
    below = wide["ended", TOLD] < BELOW
    readings = {
        "no_pause": (wide["no_pause"], slice(None)), "pause_ended": (wide["ended"], slice(None)),
        "pause_stays": (wide["stays"], slice(None)), "filtered_ended": (wide["ended"], below.to_numpy()),
        "filtered_stays": (wide["stays"], below.to_numpy()),
    }
    rows = []
    for name, (shares, kept) in readings.items():
        told, goal = shares[TOLD].to_numpy()[kept], shares[GOAL].to_numpy()[kept]
        rows.append({
            "reading": name, "members": len(told),
            **_spread("2023", told), **_spread("2027", goal),
            "p_nearly_45": _part((told >= LEAST) & (told < BELOW)), "p_below_45": _part(told < BELOW),
            "p_below_2020": _part(told < STANDS_STILL), "p_48_in_2027": _part(goal >= GOAL_SHARE),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _spread(year: str, shares: np.ndarray) -> dict[str, float]:
    if not len(shares):
        return {f"{part}_{year}": np.nan for part in ("mean", "sd", "low", "median", "high")}
    low, median, high = np.quantile(shares, [0.1, 0.5, 0.9])
    return {
        f"mean_{year}": float(shares.mean()), f"sd_{year}": float(shares.std(ddof=1)) if len(shares) > 1 else 0.0,
        f"low_{year}": float(low), f"median_{year}": float(median), f"high_{year}": float(high),
    }


def _part(which: Iterable[bool] | np.ndarray) -> float:
    chosen = np.asarray(which)
    return float(chosen.mean()) if len(chosen) else float("nan")


def province_context(region: Region, paths: pd.DataFrame) -> pd.DataFrame:
    """The province's published share beside the domain's growth along each path: context, not a test."""
    published = region.known_series("urban_share")
    rows = []
    for year in (2021, 2022):
        gain = 100 * (published[year] - published[year - 1])
        row = {"year": year, "province": published[year], "province_gain": gain}
        for path in PATHS:
            shares = paths[paths["path"] == path].pivot_table(index="member", columns="year", values="urban_share")
            row[f"domain_gain_{path}"] = float(100 * (shares[year] - shares[year - 1]).median())
        rows.append(row)
    return pd.DataFrame(rows)
