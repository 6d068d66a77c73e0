"""The households of a block that think again, and their luck, drawn for all of them together.

Draws and logarithms that follow one another without a branch are several times as fast as
the same ones in the middle of a household's choice.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..compiled import loop, rule
from ..randomness import BLOCK, CHARACTER, LUCK, RESIDENCE, WORLD, draw, draw_block, room_for_draws, uniform
from ..submodels.residence_choice import ANY_EVENT, gumbel

# The luck of a choice: a number for each nest, one without use, then one for each alternative.
NEST_LUCK, ALTERNATIVE_LUCK, NUMBERS = 0, 4, 12


class Thinkers(NamedTuple):
    """Room for the households of a block that think again, in the order of their rows."""

    row: np.ndarray  # int64 (BLOCK,)
    id: np.ndarray  # uint64 (BLOCK,)
    words: np.ndarray  # uint32: two draws that are their character, three that are their luck
    luck: np.ndarray  # float64 (12, a little over BLOCK): their luck as Gumbel numbers
    eagerness: np.ndarray  # float64 (256,): what any set of a year's events makes of the hazard


def room_for_thinkers() -> Thinkers:
    """Room for one block."""
    words = room_for_draws(5)
    return Thinkers(
        np.empty(BLOCK, np.int64), np.empty(BLOCK, np.uint64), words, np.empty((NUMBERS, words.shape[1])),
        np.empty(ANY_EVENT + 1),
    )


@loop
def draw_luck(thinkers, number, year, seed, world_seed):
    """Character and luck of the first `number` thinkers, whose ids are known."""
    draw_block(thinkers.words, 0, thinkers.id, 0, number, world_seed, WORLD, 0, CHARACTER)
    draw_block(thinkers.words, 4, thinkers.id, 0, number, world_seed, WORLD, 0, CHARACTER + 1)
    for block in range(3):
        draw_block(thinkers.words, 8 + 4 * block, thinkers.id, 0, number, seed, LUCK, year, RESIDENCE + block)
    for k in range(NUMBERS):
        words, luck = thinkers.words[8 + k, :number], thinkers.luck[k, :number]
        for i in range(len(luck)):
            luck[i] = gumbel(uniform(words[i]))


@rule
def character_drawn(thinkers, k):
    """The five words of `household_rule.character_of` for the k-th thinker."""
    words = thinkers.words
    return words[0, k], words[1, k], words[2, k], words[3, k], words[4, k]


@rule
def luck_of(identity, year, seed, luck):
    """The luck of one household, the same numbers as above, into `luck` (12,)."""
    for block in range(3):
        words = draw(seed, LUCK, identity, year, RESIDENCE + block)
        luck[4 * block] = gumbel(uniform(words[0]))
        luck[4 * block + 1] = gumbel(uniform(words[1]))
        luck[4 * block + 2] = gumbel(uniform(words[2]))
        luck[4 * block + 3] = gumbel(uniform(words[3]))
