"""Tables as Parquet files that are read as they were written, or refused.

Every page has a checksum, which is verified on reading. It covers neither the names and types of
columns nor the metadata, and these are parsed before any page is; so a SHA-256 over all the rest of
the file stands between the last page and the footer, where the format leaves room and no reader
looks, and is held against the file before anything is parsed.

Equal tables give equal bytes under one version of pyarrow: no times, no names of machines.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from .parameters import Label
from .whole_files import INTEGRITY, ResultsError

# The end of a Parquet file: the footer, its length, and these four letters.
_MAGIC, _LENGTH, _SEAL = b"PAR1", 4, hashlib.sha256().digest_size
_DAMAGED = "was changed since it was written, or is not a table of ours"
# Keys of the file's own metadata, each a JSON text that any program can read.
_ABOUT, _DICTIONARY = "about", "dictionary"
# Identities do not fit a float, and yes or no may be unknown.
_PANDAS = {pa.uint64(): pd.UInt64Dtype(), pa.bool_(): pd.BooleanDtype()}


@dataclass(frozen=True)
class Column:
    """A column: its type in the file, its unit (empty for names and yes or no) and its meaning."""

    kind: pa.DataType
    unit: str
    meaning: Label


def write_parquet(
    frame: pd.DataFrame, metadata: Mapping[str, Any] | None = None, columns: Mapping[str, Column] | None = None
) -> bytes:
    """The file of a table.

    `metadata` are plain JSON values. `columns` gives type, unit and meaning of columns, in any order;
    the others keep the type they have.
    """
    file = io.BytesIO()
    table = arrow_table(frame, metadata or {}, columns or {})
    pq.write_table(table, file, compression="zstd", write_page_checksum=True)
    pages, footer = _parts(file.getvalue())
    return pages + _seal(pages, footer) + footer


def read_parquet(source: bytes | Path | str) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The table and the metadata of a file as they were written. ResultsError (integrity) if it was changed.

    Columns of uint64 and of yes or no come back in the types of pandas that can be missing.
    """
    table, metadata = read_arrow(source)
    return frame_of(table), metadata


def read_arrow(source: bytes | Path | str) -> tuple[pa.Table, dict[str, Any]]:
    """The same as a table of Arrow."""
    content = source if isinstance(source, bytes) else _content(Path(source))
    try:
        pages, footer = _parts(content)
        sealed, pages = pages[-_SEAL:], pages[:-_SEAL]
        if sealed != _seal(pages, footer):
            raise ValueError(_DAMAGED)
        with pq.ParquetFile(io.BytesIO(content), page_checksum_verification=True) as file:
            table = file.read()
        metadata = json.loads(table.schema.metadata[_ABOUT.encode()])
    except (OSError, ValueError, KeyError, pa.ArrowException) as error:
        name = "table" if isinstance(source, bytes) else source
        raise ResultsError(f"{name}: {error}", INTEGRITY) from error
    return table, metadata


def is_whole(path: Path) -> bool:
    """Whether a file is as it was written, without parsing it."""
    try:
        pages, footer = _parts(_content(path))
    except (ResultsError, ValueError):
        return False
    return pages[-_SEAL:] == _seal(pages[:-_SEAL], footer)


def read_metadata(path: Path) -> dict[str, Any]:
    """The metadata of a file that is whole, without its rows."""
    return json.loads(pq.read_schema(path).metadata[_ABOUT.encode()])


def read_dictionary(path: Path | str) -> dict[str, dict[str, str]]:
    """Unit and meaning (en, zh) of the columns that were described, of a file that is whole."""
    return json.loads(pq.read_schema(path).metadata[_DICTIONARY.encode()])


def arrow_table(frame: pd.DataFrame, metadata: Mapping[str, Any], columns: Mapping[str, Column]) -> pa.Table:
    """A table in its declared types; its schema says what it and its columns are."""
    arrays, fields, dictionary = [], [], {}
    for name in frame.columns:
        kind, meaning = None, None
        if about := columns.get(name):
            kind, meaning = about.kind, {"unit": about.unit, "en": about.meaning.en, "zh": about.meaning.zh}
            dictionary[name] = meaning
        arrays.append(pa.array(frame[name], kind, from_pandas=True))
        fields.append(pa.field(name, arrays[-1].type, metadata=meaning))
    kept = {_ABOUT: _json(dict(metadata), in_order=True), _DICTIONARY: _json(dictionary)}
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata=kept))


def frame_of(table: pa.Table) -> pd.DataFrame:
    """A table of Arrow as pandas has it."""
    return table.to_pandas(types_mapper=_PANDAS.get)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ResultsError(f"{path}: {error.strerror or error}", INTEGRITY) from error


def _parts(content: bytes) -> tuple[bytes, bytes]:
    """The file cut before its footer; the second part is the footer, its length and the last letters."""
    end = _LENGTH + len(_MAGIC)
    if len(content) < end + len(_MAGIC) or content[-len(_MAGIC) :] != _MAGIC:
        raise ValueError("no whole Parquet file")
    start = len(content) - end - int.from_bytes(content[-end : -len(_MAGIC)], "little")
    if start < len(_MAGIC):
        raise ValueError("no whole Parquet file")
    return content[:start], content[start:]


def _seal(pages: bytes, footer: bytes) -> bytes:
    digest = hashlib.sha256(pages)
    digest.update(footer)
    return digest.digest()


def _json(value: Any, in_order: bool = False) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=in_order, allow_nan=False)
