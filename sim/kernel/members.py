"""Reading and writing one member of a household: a few bits in two bytes."""

from __future__ import annotations

import numpy as np

from ..compiled import rule
from ..state.households import (
    EDUCATION_MASK,
    EDUCATION_SHIFT,
    EMPTY,
    PLACE_MASK,
    PLACE_SHIFT,
    SLOTS,
    TOWN,
    VILLAGE,
)


@rule
def place_of(trait):
    """The place a member lives in."""
    return (trait & PLACE_MASK) >> PLACE_SHIFT


@rule
def with_place(trait, place):
    """The trait with another place."""
    return np.uint8((trait & ~PLACE_MASK & 0xFF) | (place << PLACE_SHIFT))


@rule
def education_of(trait):
    """The education a member has reached."""
    return (trait & EDUCATION_MASK) >> EDUCATION_SHIFT


@rule
def with_education(trait, education):
    """The trait with another education."""
    return np.uint8((trait & ~EDUCATION_MASK & 0xFF) | (education << EDUCATION_SHIFT))


@rule
def member_count(ages):
    """How many members a row holds."""
    for m in range(SLOTS):
        if ages[m] == EMPTY:
            return m
    return SLOTS


@rule
def counted_place(place, village, reclassified):
    """The place the census counts a member in: a reclassified village is town."""
    if place == VILLAGE and reclassified[village]:
        return TOWN
    return place


@rule
def close_gaps(ages, traits, mark):
    """Moves members forward over slots whose age is `mark`; empties the rest. Returns how many are left."""
    n = 0
    for m in range(SLOTS):
        age = ages[m]
        if age == EMPTY:
            break
        if age != mark:
            ages[n] = age
            traits[n] = traits[m]
            n += 1
    for m in range(n, SLOTS):
        ages[m] = EMPTY
        traits[m] = 0
    return n
