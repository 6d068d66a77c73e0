"""The units' urban shares of 2020, each predicted from 2010 and from other prefectures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .fold_moments import Observed, UnitFigures
from .fold_posterior import posterior, predicted
from .folds import Fold


@dataclass(frozen=True)
class Backtest:
    """Members of every held-out unit's share, in the order of the folds."""

    positions: np.ndarray
    members: np.ndarray  # (units, members)
    effective: tuple[float, ...]  # effective draws of each fold


def of_the_model(
    figures: UnitFigures, observed: Observed, every: Sequence[Fold], shifters: bool = True,
    tell: Callable[[int], None] = lambda done: None,
) -> Backtest:  # fmt: skip
    """Each fold's units from a posterior that has not heard of them."""
    members, effective = [], []
    for number, fold in enumerate(every):
        found = posterior(figures, observed, fold, shifters)
        members.append(predicted(figures, found, fold.held_out))
        effective.append(found.effective)
        tell(number + 1)
    positions = np.concatenate([fold.held_out for fold in every])
    return Backtest(positions, np.concatenate(members), tuple(effective))
