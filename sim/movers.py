"""Who lives elsewhere under one policy than under another: the same families, by id, in two arms.

Both arms have the same luck, so a family that differs does so because of the policy and
what follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from .parameters import Label
from .snapshot import WHEREABOUTS, FamilyColumns, Snapshot

# A family may be in one arm only, where a policy changes which couples form.
DESTINATIONS = (*WHEREABOUTS, "not_there")
VILLAGE, TOWN, SEAT, OUTSIDE, NOT_THERE = range(5)


@dataclass(frozen=True)
class Trait:
    """One trait of a family: label, unit, and how it is read; NaN where it does not apply."""

    label: Label
    unit: Label
    read: Callable[[FamilyColumns], np.ndarray]


def _share(en: str, zh: str, read: Callable[[FamilyColumns], np.ndarray]) -> Trait:
    return Trait(Label(en, zh), Label("%", "%"), lambda family: 100.0 * read(family))


def _where(condition: np.ndarray, values: np.ndarray) -> np.ndarray:
    return np.where(condition, values, np.nan)


_PERSONS, _YEARS = Label("persons", "人"), Label("years", "岁")
TRAITS: dict[str, Trait] = {
    "decider_age": Trait(Label("age of the decision-maker", "决策者年龄"), _YEARS, lambda f: f.decider_age),
    "members": Trait(Label("members", "家庭成员"), _PERSONS, lambda f: f.members),
    "with_pupils": _share("with pupils", "有在学子女的家庭", lambda f: f.pupils > 0),
    "with_elders": _share("with members of 65 and over", "有65岁及以上成员的家庭", lambda f: f.elders > 0),
    "schooled": _share(
        "adults of 18–59 with senior high school or more", "18—59岁成员中高中及以上",
        lambda f: _where(f.adults > 0, f.schooled / np.maximum(f.adults, 1)),
    ),
    "land": Trait(Label("contracted land", "承包地"), Label("mu", "亩"), lambda f: f.land / 100.0),
    "land_rented": _share(
        "of those with land: it is let", "有承包地者：已流转", lambda f: _where(f.land > 0, f.land_is_rented)
    ),
    "homestead_idle": _share("with an idle homestead", "宅基地闲置", lambda f: f.homestead_is_idle),
    "urban_hukou": _share("with urban hukou of the county", "本县城镇户籍", lambda f: f.urban_hukou),
    "owner": _share("owning a home in town", "在城镇有自有住房", lambda f: f.owner),
    "kilometres": Trait(
        Label("from the village to the county seat", "村庄到县城的距离"), Label("km", "公里"), lambda f: f.kilometres
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """The families of two arms side by side; a family that is in one arm only has NOT_THERE in the other."""

    place_first: np.ndarray  # uint8, code of DESTINATIONS, under the first scenario
    place: np.ndarray  # uint8: under the other
    persons_first: np.ndarray  # int64, weighted; 0 where it is not there
    persons: np.ndarray
    households: np.ndarray  # int64, weighted
    row_first: np.ndarray  # int64: row in the first snapshot, -1 if it is not there


def paired(first: Snapshot, other: Snapshot) -> Pair:
    """The families of two arms by id."""
    a, b = first.columns, other.columns
    if np.array_equal(a.id, b.id):
        in_a = in_b = np.arange(len(a.id))
    else:
        everyone = np.union1d(a.id, b.id)
        in_a, in_b = _rows_of(everyone, a.id), _rows_of(everyone, b.id)

    def column(values: np.ndarray, rows: np.ndarray, missing: int) -> np.ndarray:
        return np.where(rows >= 0, values[rows], missing) if len(values) else np.full(len(rows), missing)

    weight_a, weight_b = column(first.weight, in_a, 0), column(other.weight, in_b, 0)
    return Pair(
        place_first=column(a.place, in_a, NOT_THERE).astype(np.uint8),
        place=column(b.place, in_b, NOT_THERE).astype(np.uint8),
        persons_first=column(a.members, in_a, 0).astype(np.int64) * weight_a,
        persons=column(b.members, in_b, 0).astype(np.int64) * weight_b,
        households=np.maximum(weight_a, weight_b).astype(np.int64),
        row_first=in_a,
    )


def destinations(pair: Pair) -> pd.DataFrame:
    """Households and persons by where the family lives under the first scenario and under the other.

    Columns `place_first`, `place`, `households`, `persons_first` (members as under the first)
    and `persons` (as under the other). Sums over `place` are all the persons of a place
    under the first; sums over `place_first` are those under the other.
    """
    cell = pair.place_first.astype(np.int64) * len(DESTINATIONS) + pair.place
    cells = len(DESTINATIONS) ** 2
    table = pd.DataFrame({
        "place_first": np.repeat(DESTINATIONS, len(DESTINATIONS)),
        "place": np.tile(DESTINATIONS, len(DESTINATIONS)),
        **{name: _added(cell, getattr(pair, name), cells) for name in ("households", "persons_first", "persons")},
    })  # fmt: skip
    return table[:-1]  # in neither arm: nobody


def profile(pair: Pair, first: Snapshot, unit_groups: Mapping[str, np.ndarray]) -> pd.DataFrame:
    """Mean traits of three sets of families, each as it stands under the first scenario.

    `movers`: in the village under the first, in town or seat under the other; `drawn`:
    outside the county under the first, in town or seat under the other; `stayers`: in the
    village under both. Index: trait, then each group of `unit_groups` (bool by simulated
    unit), in per cent of households; NaN for an empty set. The row `households` counts them.
    """
    in_town = (pair.place == TOWN) | (pair.place == SEAT)
    sets = {
        "movers": (pair.place_first == VILLAGE) & in_town,
        "drawn": (pair.place_first == OUTSIDE) & in_town,
        "stayers": (pair.place_first == VILLAGE) & (pair.place == VILLAGE),
    }
    rows = {name: pair.row_first[chosen] for name, chosen in sets.items()}
    table = {}
    for name, chosen in rows.items():
        some = FamilyColumns(*(column[chosen] for column in first.columns))
        weight = first.weight[chosen]
        means = {"households": float(weight.sum())}
        means |= {trait: _mean(np.asarray(one.read(some), float), weight) for trait, one in TRAITS.items()}
        means |= {group: _mean(100.0 * members[some.unit], weight) for group, members in unit_groups.items()}
        table[name] = means
    return pd.DataFrame(table)


def _mean(values: np.ndarray, weight: np.ndarray) -> float:
    known = ~np.isnan(values)
    total = weight[known].sum()
    return float((values[known] * weight[known]).sum() / total) if total else np.nan


def _rows_of(wanted: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """The row of each wanted id, -1 if there is none. Ids are unique."""
    order = np.argsort(ids, kind="stable")
    place = np.searchsorted(ids, wanted, sorter=order).clip(max=max(len(ids) - 1, 0))
    rows = order[place] if len(ids) else np.zeros(len(wanted), np.int64)
    return np.where(ids[rows] == wanted, rows, -1) if len(ids) else np.full(len(wanted), -1)


def _added(cell: np.ndarray, values: np.ndarray, cells: int) -> np.ndarray:
    """Exact sums of whole numbers by cell, int64 (cells,)."""
    sums = np.zeros(cells, np.int64)
    np.add.at(sums, cell, values)
    return sums
