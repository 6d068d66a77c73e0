"""The tables that are kept of a run, as frames, as bytes and as digests.

A table has a fixed column and row order, its floats are written in their shortest exact
form, and so its bytes are a function of the figures alone.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from . import goals
from .ensemble import Ensemble
from .histories import Histories
from .indicators import COUNT_NAMES, MEAN_NAMES, SHARES, summarise_all, with_shares
from .parameters import Label
from .region import Region

TABLES = ("indicators.csv", "flows.csv", "summary.csv", "goals.csv", "finance.csv")
MEASURED = [*COUNT_NAMES, *MEAN_NAMES, *(share.name for share in SHARES)]
COLUMNS = {
    "indicators.csv": ["pause", "adcode", "name_zh", "name_en", "own_figures", "year", *MEASURED],
    "flows.csv": ["pause", "adcode", "year", "flow", "origin", "destination", "persons"],
    "summary.csv": ["pause", "group", "label_en", "label_zh", "own_figures", "year", *MEASURED],
    "goals.csv": goals.COLUMNS,
    "finance.csv": ["pause", "adcode", "year", "side", "item", "yuan"],
    "band.csv": ["pause", "year", "low", "median", "high"],
}
TEXT_COLUMNS = frozenset({
    "scenario", "pause", "name_zh", "name_en", "group", "label_en", "label_zh",
    "flow", "origin", "destination", "outcome", "family", "place_first", "trait", "side", "item",
    "goal", "place", "indicator", "comparison", "unit", "since", "judged_on", "verdict", "first_year", "source",
    "note_en", "note_zh",
})  # fmt: skip
# Newer versions of pandas read a float exactly unasked.
_READS_EXACTLY = tuple(map(int, pd.__version__.split(".")[:2])) >= (3, 1)
EXACTLY: dict[str, Any] = {} if _READS_EXACTLY else {"float_precision": "round_trip"}
SELECTED = Label("selected units", "所选县（市）")

# By key: label, and bool mask over the simulated units.
Groups = dict[str, tuple[Label, np.ndarray]]


class Run(Protocol):
    """What is read of a run.

    `positions` are the simulated units; `frames`, `flows` and `finance` are keyed by pause answer;
    a frame has one row per unit and year, `unit` counting from 0 among the simulated.
    """

    @property
    def scenario(self) -> Any: ...
    @property
    def region(self) -> Any: ...
    @property
    def frames(self) -> Mapping[str, pd.DataFrame]: ...
    @property
    def flows(self) -> Mapping[str, pd.DataFrame]: ...
    @property
    def finance(self) -> Mapping[str, pd.DataFrame]: ...
    @property
    def settings(self) -> Mapping[str, Any]: ...
    @property
    def positions(self) -> Any: ...
    @property
    def band(self) -> pd.DataFrame | None: ...
    @property
    def wall_seconds(self) -> float: ...
    @property
    def households(self) -> int: ...
    @property
    def households_represented(self) -> int: ...
    @property
    def histories(self) -> Histories | None: ...
    @property
    def ensemble(self) -> Ensemble | None: ...


@dataclass(frozen=True)
class Landmarks:
    """What a picture of the urban share shows beside the run: shares 0-1 by year.

    `census` is measured; `below` is an upper limit that was stated; the goal is the county domain's.
    """

    goal_year: int
    goal_share: float
    census: dict[int, float] = field(default_factory=dict)
    below: dict[int, float] = field(default_factory=dict)


def tables(run: Run) -> dict[str, pd.DataFrame]:
    """The tables of a run by file name, in fixed row and column order."""
    names = run.region.units.set_index("adcode")[["name_zh", "name_en"]]
    own = own_figures_of(run)
    names["own_figures"] = pd.Series(own, run.region.adcodes[run.positions]).reindex(names.index, fill_value=0)
    groups = groups_of(run.region, run.positions)
    owned = {key: int(own[members].sum()) for key, (_, members) in groups.items()}
    by_group = summary(run.frames, groups)
    made = {
        "indicators.csv": with_shares(_by_pause(run.frames)).join(names, on="adcode"),
        "flows.csv": _by_pause(run.flows),
        "summary.csv": by_group.assign(own_figures=by_group["group"].map(owned)),
        "goals.csv": goals.scoreboard(run.scenario.goals, run.region, run.positions, run.frames),
        "finance.csv": _by_pause(run.finance),
    }
    order = {
        "indicators.csv": ["pause", "adcode", "year"],
        "flows.csv": ["pause", "adcode", "year", "flow", "origin", "destination"],
        "finance.csv": ["pause", "adcode", "year"],
    }
    done = {name: made[name][COLUMNS[name]] for name in TABLES}
    for name, keys in order.items():
        done[name] = done[name].sort_values(keys, kind="stable", ignore_index=True)
    if run.band is not None:
        done["band.csv"] = run.band.sort_values(["pause", "year"], kind="stable", ignore_index=True)
    if run.ensemble is not None:
        done |= run.ensemble.tables
    return done


def _by_pause(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The frames of all pause answers as one."""
    return pd.concat([frame.assign(pause=pause) for pause, frame in sorted(frames.items())], ignore_index=True)


def own_figures_of(run: Run) -> np.ndarray:
    """How many figures of each simulated unit are the user's own, int64 (simulated units,)."""
    given = [figure.adcode for figure in run.region.own]
    return np.array([given.count(adcode) for adcode in run.region.adcodes[run.positions]], np.int64)


def summary(frames: Mapping[str, pd.DataFrame], groups: Groups) -> pd.DataFrame:
    """Every measure by group, pause answer and year: `summary.csv` but for the count of own figures.

    In the order given; all groups are added up at once.
    """
    parts: list[tuple[pd.DataFrame, np.ndarray]] = []
    named: list[dict[str, str]] = []
    for group, (label, members) in groups.items():
        for pause, frame in sorted(frames.items()):
            parts.append((frame, members))
            named.append({"group": group, "label_en": label.en, "label_zh": label.zh, "pause": pause})
    figures = summarise_all(parts)
    named_figures = figures.join(pd.DataFrame(named), on="part")
    return named_figures[["pause", "group", "label_en", "label_zh", "year", *MEASURED]]


def overall(run: Run) -> pd.DataFrame:
    """The measures of all that was simulated together, by pause answer and year."""
    everyone = np.ones(len(run.positions), dtype=bool)
    return summary(run.frames, {"": (SELECTED, everyone)}).drop(columns=["group", "label_en", "label_zh"])


def is_whole_domain(run: Run) -> bool:
    """Whether every unit of the county domain was simulated."""
    return len(run.positions) == len(run.region.units)


def groups_of(region: Region, positions: np.ndarray, counties: bool = False) -> Groups:
    """All simulated units first, then the region's groups simulated whole, then each of a selection's counties.

    By key: label, and mask over the simulated units. A county's key is its adcode.
    """
    if whole := len(positions) == len(region.units):
        first, label = "domain", Label(region.domain_label("en"), region.domain_label("zh"))
    else:
        first, label = "selected", SELECTED
    groups = {first: (label, np.ones(len(positions), dtype=bool))}
    for key, members in region.groups.items():
        simulated = members[positions]
        if key not in groups and simulated.sum() == members.sum():
            groups[key] = (Label(region.group_label(key, "en"), region.group_label(key, "zh")), simulated)
    if counties and not whole:
        for number, unit in enumerate(region.units.iloc[positions].itertuples()):
            one = np.arange(len(positions)) == number
            groups[str(unit.adcode)] = (Label(str(unit.name_en), str(unit.name_zh)), one)
    return groups


def landmarks(run: Run) -> Landmarks:
    """The goal, and the censuses' shares of what was simulated."""
    region, chosen = run.region, run.positions
    census = {
        int(year): float(region.urban_residents(year)[chosen].sum() / region.residents(year)[chosen].sum())
        for year in region.base_years
    }
    below = {}
    if is_whole_domain(run) and (region.known_points["series"] == "county_urban_share_below").any():
        below = region.known_series("county_urban_share_below")
    return Landmarks(int(region.goal_year), float(region.goal_share), census, below)


def escaped(text: str) -> str:
    """A text cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _plain(cell: str) -> str:
    return cell[1:] if cell[1:] and escaped(cell[1:]) == cell else cell


def csv_bytes(table: pd.DataFrame) -> bytes:
    """The table as UTF-8 with a byte-order mark, so that spreadsheets read Chinese names."""
    header = (",".join(_quoted(str(column)) for column in table.columns) + "\n").encode("utf-8-sig")
    if table.empty:
        return header
    rows = pc.binary_join_element_wise(*_columns(table, _shortest, _quoted), ",")
    # An empty row, of a table of one column, would be no row to a reader.
    rows = pc.if_else(pc.equal(rows, ""), '""', rows)
    return b"".join([header, _lines(rows), b"\n"])


def _columns(
    table: pd.DataFrame, figures: Callable[[np.ndarray], pa.StringArray], text: Callable[[str], str]
) -> list[pa.StringArray]:
    """The cells of every column: floats as `figures` writes them, texts as `text` does."""
    columns = []
    for column, cells in table.items():
        if column in TEXT_COLUMNS:  # few texts, repeated
            codes, texts = pd.factorize(cells, use_na_sentinel=False)
            each = pa.array([text(escaped(str(cell))) for cell in texts], pa.string())
            columns.append(each.take(pa.array(codes)))
        elif cells.dtype == np.int64:
            columns.append(pa.array(cells.to_numpy()).cast(pa.string()))
        elif cells.dtype == np.float64:
            columns.append(figures(cells.to_numpy()))
        else:
            known = zip(cells, cells.notna(), strict=True)
            columns.append(pa.array([text(str(cell)) if there else "" for cell, there in known], pa.string()))
    return columns


def _lines(rows: pa.StringArray) -> pa.Buffer:
    """The rows one below the other, without a last line's end."""
    return pc.binary_join(pa.ListArray.from_arrays([0, len(rows)], rows), "\n")[0].as_buffer()


def _shortest(figures: np.ndarray) -> pa.StringArray:
    """Every figure as `repr` writes it, an empty text where there is none.

    Arrow finds the same digits several times as fast, but writes whole, small and large figures in another form.
    """
    size = np.abs(figures)
    other_form = ~((size >= 1e-4) & (size < 1e10) & (figures != np.rint(figures)))
    others = ["" if math.isnan(figure) else repr(figure) for figure in figures[other_form].tolist()]
    texts = pa.array(figures).cast(pa.string())
    return pc.replace_with_mask(texts, pa.array(other_form), pa.array(others, pa.string()))


def _at_nine_digits(figures: np.ndarray) -> pa.StringArray:
    """Every figure at 9 significant digits, an empty text where there is none; zero has no sign."""
    plain = (figures + 0.0).tolist()
    return pa.array(["" if math.isnan(figure) else f"{figure:.9g}" for figure in plain], pa.string())


def _quoted(cell: str) -> str:
    if any(special in cell for special in ',"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def read_csv(content: bytes) -> pd.DataFrame:
    """The table that `csv_bytes` wrote, bit for bit."""
    header = content.decode("utf-8-sig").partition("\n")[0].split(",")
    texts = [column for column in header if column in TEXT_COLUMNS]
    # Only a figure may be missing; an empty text is a text.
    nothing = {column: [""] for column in header if column not in TEXT_COLUMNS}
    table = pd.read_csv(
        io.BytesIO(content), encoding="utf-8-sig", dtype=dict.fromkeys(texts, str), na_values=nothing,
        keep_default_na=False, **EXACTLY,
    )
    for column in texts:
        codes, cells = pd.factorize(table[column], use_na_sentinel=False)
        table[column] = np.array([_plain(cell) for cell in cells], object)[codes]
    return table


def digests_of(
    contents: Mapping[str, bytes], made_of: Mapping[str, pd.DataFrame] | None = None
) -> dict[str, str]:
    """Both digests over the CSV tables among the files, as a manifest keeps them; `made_of`: see `portable_digest`."""
    texts = {name: content for name, content in contents.items() if name.endswith(".csv")}
    return {"exact": exact_digest(texts), "portable": portable_digest(texts, made_of)}


def exact_digest(contents: Mapping[str, bytes]) -> str:
    """SHA-256 over the tables' names and bytes: equal for equal figures, bit for bit."""
    digest = hashlib.sha256()
    for name in sorted(contents):
        digest.update(f"{name} {len(contents[name])}\n".encode() + contents[name])
    return digest.hexdigest()


def portable_digest(contents: Mapping[str, bytes], made_of: Mapping[str, pd.DataFrame] | None = None) -> str:
    """The same with floats at 9 significant digits: equal on any processor.

    `made_of` are tables that `csv_bytes` made contents of, by the same names: they need not be read back.
    """
    made_of = made_of or {}
    return exact_digest({
        name: _table_at_nine_digits(made_of[name]) if name in made_of else _nine_digits(content)
        for name, content in contents.items()
    })  # fmt: skip


def _table_at_nine_digits(table: pd.DataFrame) -> bytes:
    """What `_nine_digits` makes of the table's CSV."""
    header = "\x1f".join(_rounded(str(column)) for column in table.columns).encode()
    if table.empty:
        return header
    rows = pc.binary_join_element_wise(*_columns(table, _at_nine_digits, _rounded), "\x1f")
    return b"\n".join([header, _lines(rows)])


def _nine_digits(content: bytes) -> bytes:
    plain = content.decode("utf-8-sig")
    if not _MAY_NEED_READING.search(plain):
        return plain.removesuffix("\n").replace(",", "\x1f").encode()
    rows = csv.reader(io.StringIO(plain))
    rounded = _Rounded()
    return "\n".join("\x1f".join(map(rounded.__getitem__, row)) for row in rows).encode()


# A table without quotes and floats is, but for its separators, what reading it cell by cell would give.
_MAY_NEED_READING = re.compile(r'["\r.]|[0-9]e|\n\n')


class _Rounded(dict[str, str]):
    """Cells as `_rounded` gives them, each asked once: tables repeat most of theirs."""

    def __missing__(self, cell: str) -> str:
        self[cell] = _rounded(cell)
        return self[cell]


def _rounded(cell: str) -> str:
    if "." not in cell and "e" not in cell:
        return cell
    try:
        return f"{float(cell) + 0.0:.9g}"
    except ValueError:
        return cell
