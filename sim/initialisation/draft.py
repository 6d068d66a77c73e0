"""The first half of a unit's households: who they are and where they live. Rights come after the sample."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..state.households import EMPTY, SLOTS, HouseholdColumns


class Draft(NamedTuple):
    """The columns of `HouseholdColumns` that are known before a household's rights are."""

    id: np.ndarray  # uint64
    kind: np.ndarray  # uint8
    age: np.ndarray  # uint8 (rows, SLOTS)
    trait: np.ndarray  # uint8 (rows, SLOTS)
    alternative: np.ndarray  # uint8
    hukou: np.ndarray  # uint8
    village: np.ndarray  # uint16

    def rows(self, chosen: slice | np.ndarray) -> Draft:
        """Some of the rows: views for a slice, copies for row numbers."""
        if isinstance(chosen, slice):
            return Draft(*(column[chosen] for column in self))
        return Draft(*(column.take(chosen, axis=0) for column in self))

    def copy(self) -> Draft:
        """Independent columns, without the room that views keep alive."""
        return Draft(*(column.copy() for column in self))

    def write(self, target: HouseholdColumns) -> None:
        """Copies the rows into the first rows of the full columns."""
        for name, column in zip(self._fields, self, strict=True):
            getattr(target, name)[: len(column)] = column


def empty_draft(rows: int, key: np.uint64) -> Draft:
    """Rows without members, their ids counted from `key`."""
    return Draft(
        id=key + np.arange(rows, dtype=np.uint64),
        kind=np.zeros(rows, np.uint8),
        age=np.full((rows, SLOTS), np.uint8(EMPTY)),
        trait=np.zeros((rows, SLOTS), np.uint8),
        alternative=np.zeros(rows, np.uint8),
        hukou=np.zeros(rows, np.uint8),
        village=np.zeros(rows, np.uint16),
    )
