"""What can be read of a household, by name: one function an attribute, for any number of rows at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .households import (
    ALTERNATIVES,
    APART,
    COLLECTIVE,
    EDUCATION_MASK,
    EDUCATION_SHIFT,
    EMPTY,
    FEMALE,
    PLACE_MASK,
    PLACE_SHIFT,
    PLACES,
    VACANT,
    HouseholdColumns,
    Households,
)

KINDS = ("vacant", "family", "collective")
HUKOU = ("rural", "urban", "other_county", "other_province", "moved_to_city")
RIGHTS = ("none", "held", "rented_out", "given_up", "sold", "idle")
TENURES = ("none", "renting", "owner")
SEXES = ("male", "female")
EDUCATIONS = ("primary", "junior_high", "senior_high", "college")

Reader = Callable[[HouseholdColumns, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Attribute:
    """One attribute: its meaning, and how it is read from the columns at the given rows."""

    meaning: str
    read: Reader


def _number(column: str, dtype: type = np.int64, scale: float | None = None) -> Reader:
    """A column as numbers wide enough to add up."""

    def numbers(columns: HouseholdColumns, rows: np.ndarray) -> np.ndarray:
        values = getattr(columns, column)[rows].astype(dtype)
        return values if scale is None else values * scale

    return numbers


def _named(column: str, names: tuple[str, ...]) -> Reader:
    """A column of codes as their names."""
    table = np.array(names)
    return lambda columns, rows: table[getattr(columns, column)[rows]]


def _per_member(decode: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> Reader:
    """A tuple for each household with one entry a member; `decode` gets ages and traits, (rows, SLOTS)."""

    def tuples(columns: HouseholdColumns, rows: np.ndarray) -> np.ndarray:
        ages = columns.age[rows]
        sizes = (ages != EMPTY).sum(axis=1).tolist()
        values = decode(ages, columns.trait[rows]).tolist()
        members = np.empty(len(rows), object)
        for k, (household, size) in enumerate(zip(values, sizes, strict=True)):
            members[k] = tuple(household[:size])
        return members

    return tuples


def _alternative(columns: HouseholdColumns, rows: np.ndarray) -> np.ndarray:
    names = np.array(ALTERNATIVES)[columns.alternative[rows]]
    return np.where(columns.kind[rows] == COLLECTIVE, "none", names)


def _education(ages: np.ndarray, traits: np.ndarray) -> np.ndarray:
    return np.array(EDUCATIONS)[(traits & EDUCATION_MASK) >> EDUCATION_SHIFT]


def _place(ages: np.ndarray, traits: np.ndarray) -> np.ndarray:
    return np.array(PLACES)[(traits & PLACE_MASK) >> PLACE_SHIFT]


def _sex(ages: np.ndarray, traits: np.ndarray) -> np.ndarray:
    return np.array(SEXES)[traits & FEMALE]


ATTRIBUTES: dict[str, Attribute] = {
    "unique_id": Attribute("stable identity, the same under every policy", _number("id", np.uint64)),
    "kind": Attribute("family or collective (dormitories, care homes)", _named("kind", KINDS)),
    "size": Attribute("members", lambda columns, rows: (columns.age[rows] != EMPTY).sum(axis=1)),
    "ages": Attribute("age of each member, completed years", _per_member(lambda ages, traits: ages)),
    "sexes": Attribute("sex of each member", _per_member(_sex)),
    "places": Attribute("where each member lives", _per_member(_place)),
    "educations": Attribute("education each member has reached", _per_member(_education)),
    "apart": Attribute(
        "whether each member lives where she chose alone",
        _per_member(lambda ages, traits: traits & APART != 0),
    ),
    "alternative": Attribute("where the household lives: one of eight; none if collective", _alternative),
    "village": Attribute("home village, from the least to the most remote of its county", _number("village")),
    "village_origin": Attribute("whether the family is of a village", _number("village_origin", bool)),
    "hukou": Attribute("registered rural or urban here, or elsewhere", _named("hukou", HUKOU)),
    "years": Attribute("years of residence where the family lives, at most 255", _number("years")),
    "land": Attribute("contracted land, mu", _number("land", np.float64, 0.01)),
    "contract": Attribute("what is done with the contracted land", _named("contract", RIGHTS)),
    "homestead": Attribute("what is done with the homestead", _named("homestead", RIGHTS)),
    "collective_share": Attribute("what is done with the collective share", _named("collective", RIGHTS)),
    "tenure": Attribute("home in town", _named("tenure", TENURES)),
    "savings": Attribute("savings, yuan", _number("savings", np.float64)),
    "events": Attribute("what happened this year, bits", _number("events")),
}


def live_rows(households: Households) -> np.ndarray:
    """Row numbers of all households there are, int64, ascending."""
    spans = [
        np.arange(first, first + used)
        for first, used in zip(households.first[:-1], households.used, strict=True)
    ]
    rows = np.concatenate(spans)
    return rows[households.columns.kind[rows] != VACANT]


def unit_of(households: Households, rows: np.ndarray) -> np.ndarray:
    """The unit, 0-based among the simulated, each row belongs to, int64."""
    return np.searchsorted(households.first, rows, side="right") - 1
