"""Tables held against each other: every cell that differs is counted, the first are shown."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as some

from sim.table_differences import MOST_SHOWN, difference, key_columns


def table(rows: int = 60) -> pd.DataFrame:
    return pd.DataFrame({
        "pause": ["ended", "stays"] * (rows // 2),
        "year": np.arange(rows) // 2 + 2020,
        "verdict": ["met"] * rows,
        "share": np.where(np.arange(rows) % 5 == 0, np.nan, np.arange(rows) / 7),
        "members": pd.array([None if row % 3 else row for row in range(rows)], "Int64"),
        "ages": [list(range(row % 3)) for row in range(rows)],
    })  # fmt: skip


def test_equal_tables_do_not_differ_in_any_order_of_rows():
    assert key_columns(table()) == ["pause", "year"]
    assert difference("t", table(), table()) is None
    assert difference("t", table(), table().sample(frac=1, random_state=1)) is None


@settings(max_examples=25)
@given(some.sets(some.tuples(some.integers(0, 59), some.sampled_from(["verdict", "share", "members", "ages"]))))
def test_every_changed_cell_is_counted(cells):
    first, second = table(), table()
    for row, column in cells:
        second.at[row, column] = {"verdict": "missed", "share": -1.5, "members": 99, "ages": [99]}[column]
    found = difference("t", first, second)
    assert (found.cells if found else 0) == len(cells)
    if found:
        assert len(found.shown) == min(len(cells), MOST_SHOWN) and not found.rows_of_first


def test_what_differs_most_and_where():
    second = table()
    second.loc[7, "share"] += 0.25
    second.loc[9, "share"] -= 0.5
    found = difference("summary.csv", table(), second)
    assert (found.cells, found.largest) == (2, 0.5)
    assert [(cell.row, cell.column, cell.first) for cell in found.shown] == [
        ("stays 2023", "share", 1.0), ("stays 2024", "share", 9 / 7)]  # fmt: skip


def test_rows_and_columns_of_one_alone():
    second = table().iloc[2:].rename(columns={"ages": "age"})
    found = difference("t", table(), second)
    assert (found.rows_of_first, found.rows_of_second, found.columns) == (2, 0, ("age", "ages"))


def test_digits_beyond_the_ninth_do_not_count_on_another_platform():
    second = table()
    second["share"] *= 1 + 1e-12
    assert difference("t", table(), second).cells == 48
    assert difference("t", table(), second, digits=9) is None
    second.loc[7, "share"] *= 1 + 1e-7
    assert difference("t", table(), second, digits=9).cells == 1


def test_rows_that_nothing_tells_apart_are_held_in_order():
    first = pd.DataFrame({"a": [1, 1, 2], "b": [1.0, 1.0, 2.0]})
    assert difference("t", first, first.assign(b=[1.0, 1.0, 3.0])).cells == 1
