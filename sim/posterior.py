"""What the censuses leave open: sets of fitted parameters, each with its weight.

A region's `ensemble.csv` is written by `xiancheng calibrate`, one row a member. A run under a
member takes its values as `changes`; a spread over members is what is not known about the fitted
parameters, given the model and its moments.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .region import DATA, RegionError

NAME = "ensemble.csv"
WEIGHTS_ADD_UP = 1e-6


@dataclass(frozen=True, eq=False)
class Posterior:
    """Members of a posterior ensemble: `values` float64 (members, parameters), `weights` float64 (members,)."""

    parameters: tuple[str, ...]
    values: np.ndarray
    weights: np.ndarray
    digest: str = ""  # sha256 of the file they were read from

    def __len__(self) -> int:
        return len(self.weights)

    @property
    def members(self) -> list[dict[str, float]]:
        """Every member's values by parameter."""
        return [dict(zip(self.parameters, map(float, row), strict=True)) for row in self.values]

    @property
    def mean(self) -> np.ndarray:
        """Weighted mean of each parameter."""
        return self.weights @ self.values

    @property
    def spread(self) -> np.ndarray:
        """Weighted standard deviation of each parameter."""
        return np.sqrt(self.weights @ (self.values - self.mean) ** 2)

    def drawn(self, number: int) -> list[dict[str, float]]:
        """`number` members, each about as often as its weight says; the same every time.

        Systematic resampling: members stand in a row, each as long as its weight, and are taken at
        equal steps. A heavy one may come twice.
        """
        if number < 1:
            raise ValueError(f"at least one member is drawn, not {number}")
        steps = (np.arange(number) + 0.5) / number
        last = len(self) - 1
        chosen = np.minimum(np.searchsorted(np.cumsum(self.weights), steps), last)
        return [dict(zip(self.parameters, map(float, self.values[row]), strict=True)) for row in chosen]


def load_posterior(region: str = "sichuan", path: Path | None = None) -> Posterior:
    """The ensemble that ships with a region, or the one at `path`; RegionError if there is none or it is damaged."""
    file = path or DATA / region / NAME
    if not file.is_file():
        raise RegionError(f"{region}: no posterior ensemble ({file.name}); `xiancheng calibrate` makes one")
    content = file.read_bytes()
    rows = list(csv.reader(content.decode("utf-8").splitlines()))
    head = rows[0] if rows else []
    if head[:2] != ["member", "weight"] or len(head) < 3 or len(rows) < 2:
        raise RegionError(f"{file.name}: columns must be member, weight and the parameters, with one row a member")
    try:
        table = np.array(rows[1:], dtype=np.float64)
    except ValueError as error:
        raise RegionError(f"{file.name}: a value is missing or no number") from error
    weights, values = table[:, 1], table[:, 2:]
    if not np.isfinite(table).all() or (weights < 0).any() or abs(weights.sum() - 1) > WEIGHTS_ADD_UP:
        raise RegionError(f"{file.name}: weights must be numbers from 0 that add up to 1")
    return Posterior(tuple(head[2:]), values, weights / weights.sum(), hashlib.sha256(content).hexdigest())


def ensemble_bytes(parameters: Sequence[str], values: np.ndarray, weights: np.ndarray) -> bytes:
    """The members as the bytes of an `ensemble.csv`."""
    lines = [",".join(["member", "weight", *parameters])]
    for number, (weight, row) in enumerate(zip(weights / weights.sum(), values, strict=True), start=1):
        lines.append(",".join([str(number), f"{weight:.9f}", *(f"{value:.8g}" for value in row)]))
    return ("\n".join(lines) + "\n").encode()
