"""The units' urban shares of 2020, each predicted from 2010 and from other prefectures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .fold_moments import Observed, UnitFigures
from .fold_posterior import posterior, predicted
from .folds import Fold


def of_the_model(
    figures: UnitFigures, observed: Observed, every: Sequence[Fold], shifters: bool = True
) -> np.ndarray:
    """Members of every held-out unit's share, in the order of the folds: a posterior that has not heard of them."""
    return np.concatenate([
        predicted(figures, posterior(figures, observed, fold, shifters), fold.held_out) for fold in every
    ])  # fmt: skip
