"""Forecasts that need no model: what census figures of 2010 alone say of the units' shares of 2020.

Each learns from the training units of a fold and gives the held-out ones a predictive
distribution: its quantiles at evenly spread probabilities, as members.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import expit, logit
from scipy.stats import norm

from .covariates import FIVE, MENU, READ_BY_THE_MODEL
from .folds import Fold

# Odd, so that the median is a member.
MEMBERS = 199
QUANTILES = norm.ppf((np.arange(MEMBERS) + 0.5) / MEMBERS)

Covariates = Mapping[str, np.ndarray]
Forecast = Callable[[Covariates, np.ndarray, Fold], np.ndarray]  # covariates, shares of 2020, fold → members


@dataclass(frozen=True)
class Regression:
    """Least squares of the 2020 share, or its log odds, on covariates of 2010."""

    names: tuple[str, ...]
    in_logits: bool

    def __call__(self, covariates: Covariates, outcome: np.ndarray, fold: Fold) -> np.ndarray:
        """Members for the held-out units, (held out, members)."""
        known = np.stack([covariates[name] for name in self.names], axis=1)
        wanted = logit(outcome[fold.training]) if self.in_logits else outcome[fold.training]
        found, spread = fitted(known[fold.training], wanted, known[fold.held_out])
        members = found[:, None] + spread * QUANTILES
        return expit(members) if self.in_logits else members


def fitted(known: np.ndarray, wanted: np.ndarray, asked: np.ndarray) -> tuple[np.ndarray, float]:
    """Least squares with a constant: the values at `asked`, and the residual standard deviation."""
    rows = np.column_stack([np.ones(len(known)), known])
    slopes, *_ = np.linalg.lstsq(rows, wanted, rcond=None)
    missed = wanted - rows @ slopes
    spread = np.sqrt(missed @ missed / (len(rows) - rows.shape[1]))
    return np.column_stack([np.ones(len(asked)), asked]) @ slopes, float(spread)


def persistence(covariates: Covariates, outcome: np.ndarray, fold: Fold) -> np.ndarray:
    """The share of 2010."""
    return covariates["urban_share"][fold.held_out, None]


def mean_gain(covariates: Covariates, outcome: np.ndarray, fold: Fold) -> np.ndarray:
    """The share of 2010 and the mean gain of the training units."""
    before = covariates["urban_share"]
    gain = outcome[fold.training] - before[fold.training]
    return before[fold.held_out, None] + gain.mean() + gain.std(ddof=1) * QUANTILES


def nested_selection(covariates: Covariates, outcome: np.ndarray, fold: Fold, clusters: np.ndarray) -> np.ndarray:
    """The regression that did best where each *training* prefecture was left out in its turn.

    What statistics can honestly promise: the choice of covariates is part of the forecast.
    """
    inside = clusters[fold.training]
    best, least = None, np.inf
    for candidate in candidates():
        base = "logit_share" if candidate.in_logits else "urban_share"
        known = np.stack([covariates[name][fold.training] for name in (base, *candidate.names[1:])], axis=1)
        wanted = logit(outcome[fold.training]) if candidate.in_logits else outcome[fold.training]
        predicted = each_left_out(known, wanted, inside)
        predicted = expit(predicted) if candidate.in_logits else predicted
        error = float(np.abs(predicted - outcome[fold.training]).mean())
        if error < least:
            best, least = candidate, error
    assert best is not None
    return best(covariates, outcome, fold)


def candidates(most: int = 4) -> Iterable[Regression]:
    """The 2010 share with up to `most` covariates of the menu, linear and in logits."""
    for number in range(most + 1):
        for names in combinations(MENU, number):
            yield Regression(("urban_share", *names), in_logits=False)
            yield Regression(("logit_share", *names), in_logits=True)


def each_left_out(known: np.ndarray, wanted: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Least-squares predictions of each cluster from the others."""
    rows = np.column_stack([np.ones(len(known)), (known - known.mean(axis=0)) / known.std(axis=0)])
    whole, right = rows.T @ rows, rows.T @ wanted
    predicted = np.empty(len(rows))
    for name in np.unique(clusters):
        here = clusters == name
        predicted[here] = rows[here] @ np.linalg.solve(
            whole - rows[here].T @ rows[here], right - rows[here].T @ wanted[here]
        )
    return predicted


def standard(clusters: np.ndarray) -> dict[str, Forecast]:
    """The forecasts that are always shown, by name; `clusters` is the prefecture of each unit."""

    def selected(covariates: Covariates, outcome: np.ndarray, fold: Fold) -> np.ndarray:
        return nested_selection(covariates, outcome, fold, clusters)

    return {
        "persistence": persistence,
        "mean_gain": mean_gain,
        "logit_share": Regression(("logit_share",), in_logits=True),
        "logit_five": Regression(("logit_share", *FIVE), in_logits=True),
        "linear_five": Regression(("urban_share", *FIVE), in_logits=False),
        "linear_minority": Regression(("urban_share", *FIVE, "minority"), in_logits=False),
        "logit_model_covariates": Regression(READ_BY_THE_MODEL, in_logits=True),
        "nested_selection": selected,
    }


def over_folds(
    forecast: Forecast, covariates: Covariates, outcome: np.ndarray, every: Sequence[Fold]
) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the units predicted and their members, over all folds."""
    members = [forecast(covariates, outcome, fold) for fold in every]
    return np.concatenate([fold.held_out for fold in every]), np.concatenate(members)
