"""Parquet files: read as they were written, or refused; equal tables are equal bytes."""

import errno
import os
import random

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sim.parameters import Label
from sim.parquet import Column, read_parquet, write_parquet
from sim.whole_files import ENVIRONMENT, INTEGRITY, ResultsError, write_whole

ABOUT = {"run": "a1b2", "状态": "完成", "settings": {"scale": 0.1, "units": ["芦山县"]}, "reason": None}
COLUMNS = {"share": Column(pa.float64(), "0-1", Label("urban share", "城镇化率"))}


def table(rows: int = 400) -> pd.DataFrame:
    chance = np.random.default_rng(1)
    return pd.DataFrame({
        "year": np.arange(rows) % 15 + 2020,
        "group": [("domain", "芦山县", "=1+1", "")[row % 4] for row in range(rows)],
        "share": np.where(np.arange(rows) % 7 == 0, np.nan, chance.random(rows)),
        "household": pd.array(chance.integers(0, 2**63, rows).astype(np.uint64) * 2 + 1, "UInt64"),
        "met": pd.array([(True, False, None)[row % 3] for row in range(rows)], "boolean"),
        "ages": [list(range(row % 4)) for row in range(rows)],
    })  # fmt: skip


def equal(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return one["ages"].map(list).equals(other["ages"].map(list)) and one.drop(columns="ages").equals(
        other.drop(columns="ages")
    )


def test_comes_back_as_it_was_from_bytes_and_from_a_file(tmp_path):
    content = write_parquet(table(), ABOUT, COLUMNS)
    (tmp_path / "目录 with spaces.parquet").write_bytes(content)
    for source in (content, tmp_path / "目录 with spaces.parquet", str(tmp_path / "目录 with spaces.parquet")):
        frame, about = read_parquet(source)
        assert equal(frame, table()) and list(frame.columns) == list(table().columns)
        assert about == ABOUT
    assert content == write_parquet(table(), dict(reversed(ABOUT.items())), COLUMNS)


@settings(max_examples=40)
@given(
    some.lists(some.tuples(some.floats(), some.integers(-(2**63), 2**63 - 1), some.text()), max_size=8),
    some.dictionaries(some.text(max_size=5), some.integers() | some.text() | some.none() | some.booleans()),
)
def test_any_table_and_metadata_come_back(rows, about):
    columns = {"a": pa.float64(), "b": pa.int64(), "c": pa.string()}
    given = pd.DataFrame({
        name: pd.Series([row[number] for row in rows], dtype=kind)
        for number, (name, kind) in enumerate(zip(columns, ("float64", "int64", "str"), strict=True))
    })  # fmt: skip
    frame, read = read_parquet(write_parquet(given, about, {
        name: Column(kind, "", Label(name, name)) for name, kind in columns.items()}))  # fmt: skip
    pd.testing.assert_frame_equal(frame, given, check_exact=True)
    assert read == about


def test_other_programs_read_it_with_units_and_meanings(tmp_path):
    (tmp_path / "a.parquet").write_bytes(write_parquet(table(), ABOUT, COLUMNS))
    plain = pq.read_table(tmp_path / "a.parquet")
    assert plain.column("year").to_pylist() == table()["year"].tolist()
    assert plain.schema.field("share").metadata == {b"unit": b"0-1", b"en": b"urban share", b"zh": "城镇化率".encode()}
    footer = pq.ParquetFile(tmp_path / "a.parquet").metadata
    assert footer.num_rows == 400
    assert pq.ParquetFile(tmp_path / "a.parquet", page_checksum_verification=True).read().equals(plain)


def flips(content: bytes, number: int, places: range) -> None:
    """Every flipped bit is refused before a figure is read."""
    chance = random.Random(number)
    for _ in range(number):
        changed = bytearray(content)
        changed[chance.choice(places)] ^= 1 << chance.randrange(8)
        with pytest.raises(ResultsError) as refused:
            read_parquet(bytes(changed))
        assert refused.value.code == INTEGRITY


def test_every_flipped_bit_is_refused():
    content = write_parquet(table(), ABOUT, COLUMNS)
    flips(content, 1_500, range(len(content)))
    flips(content, 200, range(len(content) - 12, len(content)))


def test_pages_are_checked_by_themselves_too():
    """Someone who reads with another program and asks it to verify is told as well."""
    content = write_parquet(table(), ABOUT, COLUMNS)
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    chance, refused = random.Random(3), 0
    for _ in range(200):
        changed = bytearray(content)
        changed[chance.randrange(4, footer - 32)] ^= 1 << chance.randrange(8)
        try:
            assert pq.read_table(pa.BufferReader(bytes(changed)), page_checksum_verification=True) is not None
        except (OSError, pa.ArrowException):
            refused += 1
    assert refused > 190


@pytest.mark.parametrize("length", [0, 3, 11, 12, 100, -1, -8, -40])
def test_a_piece_of_a_file_is_refused(length):
    content = write_parquet(table(), ABOUT, COLUMNS)
    with pytest.raises(ResultsError):
        read_parquet(content[:length])
    with pytest.raises(ResultsError):
        read_parquet(content + content[:length] + b"PAR1")


def test_a_file_of_another_program_is_refused_and_named(tmp_path):
    table()[["year"]].to_parquet(tmp_path / "other.parquet")
    with pytest.raises(ResultsError, match="other.parquet.*not a table of ours") as refused:
        read_parquet(tmp_path / "other.parquet")
    assert refused.value.code == INTEGRITY
    with pytest.raises(ResultsError, match="absent.parquet"):
        read_parquet(tmp_path / "absent.parquet")


# --- files that are whole or not there


def test_a_file_is_replaced_whole_or_stays(tmp_path, monkeypatch):
    write_whole(tmp_path / "a", b"one")
    write_whole(tmp_path / "a", b"two")

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ResultsError, match="no room") as refused:
        write_whole(tmp_path / "a", b"three")
    assert refused.value.code == ENVIRONMENT
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"two")]
