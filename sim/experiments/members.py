"""The members of an ensemble: what the censuses leave open, and what no census tells yet.

A member is a draw from the posterior of the fitted parameters, joined by a draw from the priors of
what acts after 2020 only. One thing is known since: in November 2023 the county domain was said to
stand below a share. *Informed* members agree with that; the others do not know of it. So the
statement is a filter on a declared shock, and not a success of the model.

`python -m sim.experiments.members` makes a region's `members.csv` from its posterior: a smooth surface
through a few hundred short runs tells where every candidate stands in that year.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats
from scipy.stats import qmc

from ..indicators import summarise
from ..posterior import Posterior, load_posterior
from ..region import DATA, RegionError, load_region
from ..whole_files import write_whole
from .executors import completed, needed
from .run import Progress, run

FILE, RECORD_FILE = "members.csv", "members.json"
# Model, section 7: the pause of 2021-23, reclassification since, and the trend of town and seat. The
# censuses end in 2020 and say nothing about them; their declared bounds hold as well.
PRIORS = {
    "period_factor": stats.uniform(0.5, 0.5),
    "reclassification_from_2021": stats.uniform(0.05, 0.30),
    "town_trend": stats.truncnorm(-2.5, 2.5, 0.0, 0.02),
}
STATEMENT, KNOWN_YEAR = "county_urban_share_below", 2023
CANDIDATES, PILOTS, KEPT, SEED, SCALE = 65536, 192, 200, 20231120, 0.02
SAME = 0.1  # of a posterior spread: less is the same posterior
NUMBERS = ["informed", "member", "share_2023"]


@dataclass(frozen=True, eq=False)
class Surface:
    """A share as a function of parameters: linear, with squares and products of the priors."""

    middle: np.ndarray
    spread: np.ndarray
    coefficients: np.ndarray
    error: float  # of a point that was left out, root mean square

    @classmethod
    def through(cls, points: np.ndarray, shares: np.ndarray) -> Surface:
        """Least squares; `points` float64 (runs, parameters), the priors last."""
        middle, spread = points.mean(axis=0), points.std(axis=0)
        spread = np.where(spread > 0, spread, 1.0)
        features = _features((points - middle) / spread)
        coefficients, *_ = np.linalg.lstsq(features, shares, rcond=None)
        leverage = np.einsum("ij,ji->i", features, np.linalg.pinv(features))
        left_out = (shares - features @ coefficients) / np.maximum(1 - leverage, 1e-9)
        return cls(middle, spread, coefficients, float(np.sqrt((left_out**2).mean())))

    def at(self, points: np.ndarray) -> np.ndarray:
        """The share at every point."""
        return _features((points - self.middle) / self.spread) @ self.coefficients


def _features(points: np.ndarray) -> np.ndarray:
    late = points[:, -len(PRIORS):]
    products = [late[:, [number]] * late[:, number:] for number in range(len(PRIORS))]
    # The pause scales what every other parameter does to moves.
    paced = points[:, : -len(PRIORS)] * late[:, [0]]
    return np.concatenate([np.ones((len(points), 1)), points, *products, paced], axis=1)


def candidates(posterior: Posterior, number: int = CANDIDATES) -> np.ndarray:
    """Points over posterior and priors, float64 (number, parameters): a Latin hypercube, always the same."""
    unit = qmc.LatinHypercube(d=1 + len(PRIORS), seed=SEED).random(number)
    rows = np.minimum(np.searchsorted(np.cumsum(posterior.weights), unit[:, 0]), len(posterior) - 1)
    late = [prior.ppf(column) for prior, column in zip(PRIORS.values(), unit.T[1:], strict=True)]
    return np.column_stack([posterior.values[rows], *late])


def informed(shares: np.ndarray, below: float, number: int = KEPT) -> np.ndarray:
    """The first `number` candidates that agree with a share said to be `below`: their rows.

    RegionError if there are not so many.
    """
    rows = np.flatnonzero(shares < below)
    if len(rows) < number:
        raise RegionError(f"only {len(rows)} of {len(shares)} candidates are below {below}; {number} are wanted")
    return rows[:number]


def share_2023(scale: float, changes: dict[str, float]) -> float:
    """The domain's urban share in the year of the statement, under one draw of luck."""
    result = run("baseline", scale=scale, years=(2020, KNOWN_YEAR), pause="ended", threads=1, changes=changes)
    everyone = np.ones(len(result.positions), bool)
    return float(summarise(result.frames["ended"], everyone)["urban_share"].iloc[-1])


def make_members(
    region: str = "sichuan", *, pilots: int = PILOTS, scale: float = SCALE, workers: int | None = None,
    progress: Progress | None = None,
) -> tuple[pd.DataFrame, dict[str, object]]:
    """The table of `members.csv` and the record of how it was made."""
    tell = progress or (lambda done, message: None)
    posterior = load_posterior(region)
    names = [*posterior.parameters, *PRIORS]
    points = candidates(posterior)
    tried = [dict(zip(names, map(float, row), strict=True)) for row in points[:pilots]]
    shares = np.full(pilots, np.nan)
    for done, (number, share) in enumerate(completed(partial(share_2023, scale), tried, workers=workers), start=1):
        shares[number] = needed(share, f"a run of {tried[number]}")
        tell(done / pilots, f"{done}/{pilots}")
    surface = Surface.through(points[:pilots], shares)
    everywhere = surface.at(points)
    below = load_region(region).known(STATEMENT, KNOWN_YEAR)
    chosen = informed(everywhere, below)
    parts = [_table(0, np.arange(KEPT), everywhere, points, names), _table(1, chosen, everywhere, points, names)]
    record = {
        "posterior": posterior.digest, "posterior_mean": _named(posterior, posterior.mean),
        "posterior_spread": _named(posterior, posterior.spread), "candidates": len(points), "pilot_runs": pilots,
        "scale": scale, "luck_seed": 1, "seed_of_the_design": SEED, "below": below,
        "surface_error_pp": round(100 * surface.error, 4),
        "share_of_candidates_below": round(float((everywhere < below).mean()), 4),
        "share_2023_pp": {
            "all": _spread(everywhere), "informed": _spread(everywhere[chosen]),
        },
    }  # fmt: skip
    return pd.concat(parts, ignore_index=True), record


def _table(
    knows: int, rows: np.ndarray, shares: np.ndarray, points: np.ndarray, names: Sequence[str]
) -> pd.DataFrame:
    table = pd.DataFrame(points[rows], columns=list(names))
    table.insert(0, "share_2023", shares[rows])
    table.insert(0, "member", np.arange(1, len(rows) + 1))
    table.insert(0, "informed", knows)
    return table


def _spread(shares: np.ndarray) -> dict[str, float]:
    low, middle, high = np.quantile(100 * shares, [0.05, 0.5, 0.95])
    return {"low90": round(float(low), 2), "median": round(float(middle), 2), "high90": round(float(high), 2)}


def load_members(number: int, region: str = "sichuan", *, knows: bool = True) -> list[dict[str, float]]:
    """The first `number` members, `changes` for a run each: those that know the statement of 2023, or the others.

    RegionError if the region has no such file, or not so many.
    """
    file = DATA / region / FILE
    if not file.is_file():
        raise RegionError(f"{region}: no members ({file.name}); `python -m sim.experiments.members` makes them")
    table = pd.read_csv(file)
    mine = table[table["informed"] == int(knows)].drop(columns=NUMBERS)
    if not 1 <= number <= len(mine):
        raise RegionError(f"{number} members; there are 1 to {len(mine)} in {file.name}")
    return [{str(name): float(value) for name, value in row.items()} for _, row in mine.iloc[:number].iterrows()]


def _named(posterior: Posterior, values: np.ndarray) -> dict[str, float]:
    return {name: round(float(value), 6) for name, value in zip(posterior.parameters, values, strict=True)}


def are_stale(region: str = "sichuan") -> bool:
    """Whether the members are missing, or were made from a posterior that tells something else than the present one.

    A fit that is repeated weighs its members a little differently; that moves no figure anyone reads.
    """
    kept = DATA / region / RECORD_FILE
    if not (kept.is_file() and (DATA / region / FILE).is_file()):
        return True
    made, now = json.loads(kept.read_text(encoding="utf-8")), load_posterior(region)
    if made["posterior"] == now.digest:
        return False
    mean, spread = made.get("posterior_mean", {}), made.get("posterior_spread", {})
    if list(mean) != list(now.parameters):
        return True
    then = np.array(list(spread.values()))
    moved = np.abs(now.mean - np.array(list(mean.values()))) / then
    return bool((moved > SAME).any() or (np.abs(now.spread / then - 1) > SAME).any())


def write_members(table: pd.DataFrame, record: dict[str, object], folder: Path) -> None:
    """Both files, each whole or not at all."""
    texts = {
        FILE: table.to_csv(index=False, float_format="%.8g", lineterminator="\n"),
        RECORD_FILE: json.dumps(record, indent=1) + "\n",
    }  # fmt: skip
    for name, content in texts.items():
        write_whole(folder / name, content.encode())


if __name__ == "__main__":
    write_members(*make_members(), DATA / "sichuan")
