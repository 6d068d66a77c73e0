"""What households chose from in a year: what each open alternative was worth to each, term by term."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .kernel.nested_logit import NESTS
from .kernel.reasons_year import MAY_NOT_CHOOSE, RECONSIDERS, explain
from .kernel.worth import Terms
from .model import Model
from .state.households import ALTERNATIVES, Households
from .state.places import Places

TERMS = Terms._fields


@dataclass(frozen=True)
class Reasons:
    """The terms of some households of one unit, in the order of the rows asked for; logits."""

    terms: np.ndarray  # float64 (households, 8, terms): in the order of TERMS, NaN where not open
    worth: np.ndarray  # float64 (households, 8): their sum as the choice saw it, NaN where not open
    probability: np.ndarray  # float64 (households, 8): of being chosen if it reconsiders and no place is full
    is_open: np.ndarray  # bool (households, 8)
    may_choose: np.ndarray  # bool (households,): false for the just formed, the collective, those registered in a city
    reconsiders: np.ndarray  # bool (households,)

    def by_name(self, household: int) -> dict[str, dict[str, float]]:
        """The terms of one household by alternative and name."""
        return {
            name: dict(zip(TERMS, self.terms[household, code].tolist(), strict=True))
            for code, name in enumerate(ALTERNATIVES)
            if self.is_open[household, code]
        }


@dataclass(frozen=True)
class Seen:
    """Everything the choices of a year were made from, between `choose_residence` and `relocate`."""

    year: int
    luck: int
    world: int
    households: Households
    places: Places
    expected: np.ndarray
    tables: Any
    pace: np.ndarray

    @classmethod
    def of(cls, model: Model) -> Seen:
        """The model as it stands, not copied."""
        return cls(
            model.year, model.luck, model.world, model.households, model.places, model.expected, model.tables,
            model.pace,
        )

    def kept(self, over: Seen | None = None) -> Seen:
        """A copy that stays when the model goes on; may be written `over` an earlier one that nobody needs."""
        households = self.households.copy(over.households if over else None)
        return replace(self, households=households, places=self.places.copy())

    def reasons(self, unit: int, rows: np.ndarray) -> Reasons:
        """Why households of a unit chose; `rows`, int64, are counted from the first of the unit."""
        shape = (len(rows), len(ALTERNATIVES))
        terms, worth = np.full((*shape, len(TERMS)), np.nan), np.full(shape, np.nan)
        is_open, does = np.zeros(shape, np.bool_), np.zeros(len(rows), np.uint8)
        explain(
            self.households.of_unit(unit), rows, self.year, self.luck, self.world, self.tables,
            self.places.of_unit(unit), self.expected[unit : unit + 1], self.pace[unit],
            self.places.columns.village_group[unit], terms, worth, is_open, does,
        )
        v = self.expected[unit]
        chances = probabilities(worth, np.array([v["nest_village"], v["nest_county_town"], v["nest_city"]]))
        # No minus zero: a cost that does not arise is nothing.
        return Reasons(terms + 0.0, worth, chances, is_open, does != MAY_NOT_CHOOSE, does == RECONSIDERS)


def probabilities(worth: np.ndarray, dissimilarity: np.ndarray) -> np.ndarray:
    """Of choosing each alternative: the nested logit of `chosen_alternative` without its luck.

    `worth` is (households, 8), NaN where not open; `dissimilarity` (3,) is that of the nests. NaN where not open.
    """
    chances, inclusive = np.full(worth.shape, np.nan), np.full((len(worth), 3), -np.inf)
    for nest, scale in enumerate(dissimilarity.tolist()):
        inside = slice(NESTS[nest], NESTS[nest + 1])
        values = np.where(np.isnan(worth[:, inside]), -np.inf, worth[:, inside] / scale)
        some = np.isfinite(values).any(axis=1)
        most = values[some].max(axis=1, keepdims=True)
        shares = np.exp(values[some] - most)
        total = shares.sum(axis=1, keepdims=True)
        chances[some, inside] = shares / total
        inclusive[some, nest] = scale * (most + np.log(total))[:, 0]
    some = np.isfinite(inclusive).any(axis=1)
    nests = np.exp(inclusive[some] - inclusive[some].max(axis=1, keepdims=True))
    nests /= nests.sum(axis=1, keepdims=True)
    chances[some] *= np.repeat(nests, np.diff(NESTS), axis=1)
    chances[np.isnan(worth)] = np.nan
    return chances


class LastChoices:
    """A witness that keeps what the last year's choices were made from."""

    def __init__(self) -> None:
        self.seen: Seen | None = None

    def choices_made(self, model: Model) -> None:
        """Keeps a copy of the state, in place of last year's."""
        self.seen = Seen.of(model).kept(self.seen)

    def year_over(self, model: Model) -> None:
        """Nothing: what follows a choice is not its reason."""

    def copy(self) -> LastChoices:
        """One that goes on by itself, with what was seen."""
        twin = LastChoices()
        twin.seen = self.seen.kept() if self.seen else None
        return twin
