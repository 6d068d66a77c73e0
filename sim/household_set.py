"""Sets of households as row numbers, with the methods of Mesa's `AgentSet`.

Knows nothing of Mesa itself: `sim.mesa_model` joins it to `mesa.agent.AgentSet`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Literal, Self

import numpy as np
import pandas as pd

from .state.households import VACANT


class HouseholdRows:
    """Some of a model's households, in an order, as row numbers.

    Without `rows` it holds all households there are, whatever the year; with them, those
    of the given rows that still exist. Methods that take the name of an attribute work on
    whole columns; those that take a function make one `Household` after the other.
    """

    def __init__(self, model: Any, rows: np.ndarray | None = None) -> None:
        self.model, self.random = model, model.random
        self._chosen = None if rows is None else np.asarray(rows, np.int64)

    @property
    def rows(self) -> np.ndarray:
        """Row numbers, int64 (households,), in the order of the set."""
        if self._chosen is None:
            return self.model.rows()
        return self._chosen[self.model.engine.households.columns.kind[self._chosen] != VACANT]

    def column(self, name: str) -> np.ndarray:
        """One attribute of every household, an array; tuples where it is told by member."""
        return self.model.read(name, self.rows)

    # --- a collection ---------------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Any]:
        return map(self.model.household, self._list())

    def __contains__(self, agent: Any) -> bool:
        return getattr(agent, "model", None) is self.model and bool(np.isin(agent.row, self.rows))

    def __getitem__(self, item: int | slice) -> Any:
        rows = self.rows[item]
        return self._of(rows).to_list() if isinstance(item, slice) else self.model.household(int(rows))

    def to_list(self) -> list[Any]:
        """Every household as an object."""
        return list(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, HouseholdRows):
            return False
        return len(self) == len(other) and self <= other and other <= self

    def __and__(self, other: Iterable[Any]) -> Self:
        return self._of(self.rows[np.isin(self.rows, self._rows_of(other))])

    def __sub__(self, other: Iterable[Any]) -> Self:
        return self._of(self.rows[~np.isin(self.rows, self._rows_of(other))])

    def __or__(self, other: Iterable[Any]) -> Self:
        more = self._rows_of(other)
        return self._of(np.concatenate([self.rows, more[~np.isin(more, self.rows)]]))

    def __xor__(self, other: Iterable[Any]) -> Self:
        return (self | other) - (self & other)

    def __le__(self, other: Iterable[Any]) -> bool:
        return bool(np.isin(self.rows, self._rows_of(other)).all())

    def add(self, agent: Any) -> None:
        """Adds a household to this set; the model's own are not touched."""
        self._chosen = (self | [agent]).rows

    def discard(self, agent: Any) -> None:
        """Takes a household out of this set, if it is there."""
        self._chosen = (self - [agent]).rows

    def remove(self, agent: Any) -> None:
        """Takes a household out of this set. KeyError if it is not there."""
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)

    # --- choosing and ordering --------------------------------------------------------------

    def select(
        self, filter_func: Callable[[Any], bool] | None = None, at_most: float = float("inf"),
        inplace: bool = False, agent_type: type | None = None, **columns: Any,
    ) -> Self:
        """The first `at_most` (a number, or a share if a float up to 1) that pass every condition.

        `columns` names attributes: `alternative="seat"` (equal), `hukou=["rural", "urban"]`
        (one of), `savings=lambda yuan: yuan > 50_000` (a function of the whole column).
        """
        rows = self.rows
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(rows) * at_most)
        limit = None if at_most == float("inf") else int(at_most)
        if agent_type is not None and not self.model.are_households(agent_type):
            rows = rows[:0]
        for name, wanted in columns.items():
            rows = rows[_passes(self.model.read(name, rows), wanted)]
        if filter_func is not None:
            passing = (row for row in rows.tolist() if filter_func(self.model.household(row)))
            rows = np.fromiter(islice(passing, limit), np.int64)
        return self._take(rows[:limit], inplace)

    def sort(
        self, key: Callable[[Any], Any] | str, ascending: bool = False, inplace: bool = False
    ) -> Self:
        """Ordered by an attribute or a function; equals keep their order."""
        values = self.column(key) if isinstance(key, str) else _objects(map(key, self))
        places = range(len(values))
        ordered = sorted(places, key=values.tolist().__getitem__, reverse=not ascending)
        return self._take(self.rows[ordered], inplace)

    def shuffle(self, inplace: bool = False) -> Self:
        """In random order, by the model's `random`."""
        rows = self._list()
        self.random.shuffle(rows)
        return self._take(np.array(rows, np.int64), inplace)

    def groupby(
        self, by: Callable[[Any], Any] | str, result_type: Literal["agentset", "list"] = "agentset"
    ) -> Any:
        """One set for each value of an attribute or a function, in the order the values first appear."""
        values = self.column(by) if isinstance(by, str) else _objects(map(by, self))
        codes, found = pd.factorize(values, use_na_sentinel=False)
        ends = np.cumsum(np.bincount(codes, minlength=len(found)))[:-1]
        spans = np.split(self.rows[np.argsort(codes, kind="stable")], ends)
        sets = dict(zip(found.tolist(), map(self._of, spans), strict=False))
        if result_type == "list":
            return self._grouped({value: group.to_list() for value, group in sets.items()})
        return self._grouped(sets)

    # --- reading and doing --------------------------------------------------------------------

    def get(
        self, attr_names: str | list[str], handle_missing: Literal["error", "default"] = "error",
        default_value: Any = None,
    ) -> list[Any]:
        """The values of an attribute, or for several a list of values for each household."""
        if handle_missing not in ("error", "default"):
            raise ValueError(f"handle_missing: {handle_missing!r} is neither 'error' nor 'default'")
        if not isinstance(attr_names, str):
            each = [self.get(name, handle_missing, default_value) for name in attr_names]
            return [list(values) for values in zip(*each, strict=True)]
        if self.model.is_column(attr_names):
            return self.column(attr_names).tolist()
        missing = () if handle_missing == "error" else (default_value,)
        return [getattr(agent, attr_names, *missing) for agent in self]

    def agg(self, attribute: str, func: Callable | Iterable[Callable]) -> Any:
        """`func`, or each of several, of the whole column (an array) of an attribute."""
        values = self.column(attribute) if self.model.is_column(attribute) else self.get(attribute)
        return func(values) if callable(func) else [one(values) for one in func]

    def set(self, attr_name: str, value: Any) -> Self:
        """Notes the value on every household; AttributeError where the engine computes the attribute."""
        self.model.note(attr_name, dict.fromkeys(self._list(), value))
        return self

    def map(self, method: str | Callable, *args: Any, **kwargs: Any) -> list[Any]:
        """What a method or a function returns for each household."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]

    def do(self, method: str | Callable, *args: Any, **kwargs: Any) -> Self:
        """Calls a method or a function on each household."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable, *args: Any, **kwargs: Any) -> Self:
        """The same in random order, by the model's `random`."""
        self.shuffle().do(method, *args, **kwargs)
        return self

    # --- helpers --------------------------------------------------------------------------------

    def _list(self) -> list[int]:
        return self.rows.tolist()

    def _of(self, rows: np.ndarray) -> Self:
        return type(self)(self.model, rows)

    def _rows_of(self, agents: Iterable[Any]) -> np.ndarray:
        if isinstance(agents, HouseholdRows):
            return agents.rows if agents.model is self.model else self.rows[:0]
        return np.array([agent.row for agent in agents if agent.model is self.model], np.int64)

    def _grouped(self, groups: dict[Any, Any]) -> Any:
        raise NotImplementedError

    def _take(self, rows: np.ndarray, inplace: bool) -> Self:
        if not inplace:
            return self._of(rows)
        self._chosen = rows
        return self

    def __copy__(self) -> Self:
        return self._of(self.rows)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {len(self)} in {self.model.year}>"


def _passes(values: np.ndarray, wanted: Any) -> np.ndarray:
    """Which values of a column fulfil a condition of `select`, bool."""
    if callable(wanted):
        return np.asarray(wanted(values), bool)
    if isinstance(wanted, (list, tuple, set, frozenset, range, np.ndarray)):
        return np.isin(values, list(wanted))
    return values == wanted


def _objects(values: Iterable[Any]) -> np.ndarray:
    """An array of Python objects, tuples kept whole."""
    found = list(values)
    array = np.empty(len(found), object)
    for k, value in enumerate(found):
        array[k] = value
    return array
