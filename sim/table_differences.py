"""Where two tables that should be equal are not: rows that only one has, and cells that differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_float_dtype, is_numeric_dtype

MOST_SHOWN = 20


@dataclass(frozen=True)
class Cell:
    """A cell that differs: its row by the key columns' values, and what stood there first and second."""

    row: str
    column: str
    first: Any
    second: Any


@dataclass(frozen=True)
class TableDifference:
    """How a table differs: the number of cells, the first of them, the largest difference of numbers.

    Columns and rows that only one of the two has are counted apart.
    """

    file: str
    cells: int
    shown: tuple[Cell, ...]
    largest: float
    rows_of_first: int
    rows_of_second: int
    columns: tuple[str, ...]


def difference(
    file: str, first: pd.DataFrame, second: pd.DataFrame, digits: int | None = None
) -> TableDifference | None:
    """How the second differs from the first, None if it does not; floats may be held at `digits` significant ones."""
    first, second = _plain(first), _plain(second)
    columns = tuple(sorted(set(first.columns) ^ set(second.columns)))
    keys = [name for name in key_columns(first) if name in second.columns]
    one, other = _by_key(first, keys), _by_key(second, keys)
    rows = one.index.intersection(other.index, sort=False)
    cells, largest = 0, 0.0
    shown: list[Cell] = []
    for name in [name for name in one.columns if name in other.columns]:
        a, b = one.loc[rows, name], other.loc[rows, name]
        differs = ~_equal(a, b, digits)
        cells += int(differs.sum())
        if is_numeric_dtype(a) and is_numeric_dtype(b) and not is_bool_dtype(a) and differs.any():
            gap = np.abs(a[differs].to_numpy(float, na_value=np.nan) - b[differs].to_numpy(float, na_value=np.nan))
            largest = max(largest, float(np.nanmax(gap, initial=0.0)))
        for row in rows[differs][: MOST_SHOWN - len(shown)]:
            label = " ".join(map(str, row if isinstance(row, tuple) else (row,)))
            shown.append(Cell(label, name, a.loc[row], b.loc[row]))
    only = len(one) - len(rows), len(other) - len(rows)
    if not (cells or any(only) or columns):
        return None
    return TableDifference(file, cells, tuple(shown), largest, *only, columns)


def key_columns(table: pd.DataFrame) -> list[str]:
    """The leading columns that tell rows apart; none if all columns together do not."""
    for number in range(1, len(table.columns) + 1):
        names = list(table.columns[:number])
        if not table[names].map(str).duplicated().any():
            return names
    return []


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """The table with categories as the texts they stand for."""
    categories = table.select_dtypes("category").columns
    return table.astype(dict.fromkeys(categories, "str")) if len(categories) else table


def _by_key(table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The table by its keys; by its rows' numbers where they do not tell rows apart."""
    indexed = table.set_index(keys) if keys else table
    return indexed if indexed.index.is_unique else table.reset_index(drop=True)


def _equal(one: pd.Series, other: pd.Series, digits: int | None) -> np.ndarray:
    """Row by row: the same value, or missing in both."""
    if digits is not None and is_float_dtype(one) and is_float_dtype(other):
        one, other = (column.map(f"{{:.{digits}g}}".format) for column in (one, other))
    if one.dtype == object or other.dtype == object:
        one, other = (column.map(repr) for column in (one, other))
    return (one.eq(other).fillna(False) | (one.isna() & other.isna())).to_numpy(bool)
