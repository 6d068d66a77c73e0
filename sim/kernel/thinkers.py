"""The households of a unit that think again about where they live, as many together as have room.

What follows one another for many households without a branch (draws, logarithms, the choice itself)
the processor does several at a time; in the middle of one household's choice it could not.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..compiled import loop
from ..randomness import CHARACTER, LUCK, RESIDENCE, WORLD, draw_block, room_for_draws, uniform
from ..state.households import SEAT, TOWN
from ..submodels.residence_choice import ANY_EVENT
from .household_rule import describe
from .nested_logit import LUCKY_NUMBERS, chosen_alternative, gumbel
from .worth import weigh, worth_of_consumption


class Thinkers(NamedTuple):
    """Room for at most BLOCK households, in the order of their rows: a column for each, none a power of two long."""

    row: np.ndarray  # int64
    id: np.ndarray  # uint64
    words: np.ndarray  # uint32: two draws that are their character, three that are their luck
    luck: np.ndarray  # float64 (12, …): their luck as Gumbel numbers
    yuan: np.ndarray  # float64 (8, …): what they would live on under each alternative
    worth: np.ndarray  # float64 (8, …): what each alternative is worth to them
    members: np.ndarray  # int64: members who live with the family; without any it has no choice
    chosen: np.ndarray  # int64: the alternative each chooses
    is_full: np.ndarray  # bool (5,): places that take no family in
    eagerness: np.ndarray  # float64 (256,): what any set of a year's events makes of the hazard


def room_for_thinkers() -> Thinkers:
    """Room for one block."""
    words = room_for_draws(5)
    room = words.shape[1]
    return Thinkers(
        row=np.empty(room, np.int64), id=np.empty(room, np.uint64), words=words, luck=np.empty((LUCKY_NUMBERS, room)),
        yuan=np.empty((8, room)), worth=np.empty((8, room)), members=np.empty(room, np.int64),
        chosen=np.empty(room, np.int64), is_full=np.empty(5, np.bool_), eagerness=np.empty(ANY_EVENT + 1),
    )  # fmt: skip


@loop
def draw_luck(thinkers, number, year, seed, world_seed):
    """Character and luck of the first `number` thinkers, whose ids are known."""
    draw_block(thinkers.words, 0, thinkers.id, 0, number, world_seed, WORLD, 0, CHARACTER)
    draw_block(thinkers.words, 4, thinkers.id, 0, number, world_seed, WORLD, 0, CHARACTER + 1)
    for block in range(3):
        draw_block(thinkers.words, 8 + 4 * block, thinkers.id, 0, number, seed, LUCK, year, RESIDENCE + block)
    for k in range(LUCKY_NUMBERS):
        words, luck = thinkers.words[8 + k, :number], thinkers.luck[k, :number]
        for i in range(len(luck)):
            luck[i] = gumbel(uniform(words[i]))


@loop
def choose(thinkers, number, v):
    """What is `chosen` by the first `number` thinkers, whose luck is drawn and alternatives are weighed."""
    for alternative in range(8):
        yuan, worth = thinkers.yuan[alternative, :number], thinkers.worth[alternative, :number]
        for k in range(len(worth)):
            worth[k] += worth_of_consumption(yuan[k], v)
    dissimilarity = (v.nest_village, v.nest_county_town, v.nest_city)
    for k in range(number):
        thinkers.chosen[k] = chosen_alternative(thinkers.worth, thinkers.luck, dissimilarity, k)


@loop
def think(h, thinkers, number, year, seed, world_seed, horizons, p, values, village_group):
    """Stage 2 for the first `number` thinkers, whose rows and ids are known, as is which places are full."""
    v = values[0]
    town_full, seat_full = thinkers.is_full[TOWN], thinkers.is_full[SEAT]
    draw_luck(thinkers, number, year, seed, world_seed)
    words = thinkers.words
    for k in range(number):
        character = (words[0, k], words[1, k], words[2, k], words[3, k], words[4, k])
        household = describe(h, thinkers.row[k], character, p, v, village_group)
        thinkers.members[k] = household.members
        weigh(household, horizons, p, v, town_full, seat_full, thinkers.yuan, thinkers.worth, k)
    choose(thinkers, number, v)
