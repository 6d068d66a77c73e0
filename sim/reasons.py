"""What households chose from in a year: what each open alternative was worth to each, term by term."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

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

    def kept(self) -> Seen:
        """A copy that stays when the model goes on."""
        return replace(self, households=self.households.copy(), places=self.places.copy())

    def reasons(self, unit: int, rows: np.ndarray) -> Reasons:
        """Why households of a unit chose; `rows`, int64, are counted from the first of the unit."""
        shape = (len(rows), len(ALTERNATIVES))
        terms, worth = np.full((*shape, len(TERMS)), np.nan), np.full(shape, np.nan)
        is_open, does = np.zeros(shape, np.bool_), np.zeros(len(rows), np.uint8)
        explain(
            self.households.of_unit(unit), rows, self.year, self.luck, self.world, self.tables,
            self.places.of_unit(unit), self.expected[unit], self.pace[unit],
            self.places.columns.village_group[unit], terms, worth, is_open, does,
        )
        # No minus zero: a cost that does not arise is nothing.
        return Reasons(terms + 0.0, worth, is_open, does != MAY_NOT_CHOOSE, does == RECONSIDERS)


class LastChoices:
    """A witness that keeps what the last year's choices were made from."""

    def __init__(self) -> None:
        self.seen: Seen | None = None

    def choices_made(self, model: Model) -> None:
        """Keeps a copy of the state."""
        self.seen = Seen.of(model).kept()

    def year_over(self, model: Model) -> None:
        """Nothing: what follows a choice is not its reason."""

    def copy(self) -> LastChoices:
        """One that goes on by itself; what was seen is never changed."""
        twin = LastChoices()
        twin.seen = self.seen
        return twin
