"""Counter-based random numbers: a draw is a function of what it is for, not of when it is made.

Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as
1, 2, 3", SC'11). The counter is (household id, year, decision and block), the key is
(seed, stream), so the same household has the same luck under every policy, whatever
the thread count or the order. The words of a block belong to fixed uses, which
`docs/odd.md` lists.
"""

from __future__ import annotations

import math

import numpy as np
from numba import uint32, uint64

from .compiled import loop, rule

# Two streams that never meet: the synthetic population and the decisions.
WORLD = 0x776F726C
LUCK = 0x6C75636B

# What a draw is for; the block number is added to it.
SURVIVAL = 0x0100
BIRTH_AND_PARTNERSHIP = 0x0200
YOUTH = 0x0300
RECONSIDERATION = 0x0400
RESIDENCE = 0x0500
RATIONING = 0x0600
RIGHTS = 0x0700
CHARACTER = 0x0800
POPULATION = 0x0900
INMIGRATION = 0x0A00
FOLLOWING = 0x0B00


@rule
def philox(counter0, counter1, counter2, counter3, key0, key1):
    """Ten rounds of Philox4x32: four 32-bit words for a 128-bit counter and a 64-bit key."""
    x0, x1, x2, x3 = uint32(counter0), uint32(counter1), uint32(counter2), uint32(counter3)
    k0, k1 = uint32(key0), uint32(key1)
    for _ in range(10):
        product0 = uint64(x0) * uint64(0xD2511F53)
        product1 = uint64(x2) * uint64(0xCD9E8D57)
        y0 = uint32(uint32(product1 >> uint64(32)) ^ x1 ^ k0)
        y2 = uint32(uint32(product0 >> uint64(32)) ^ x3 ^ k1)
        x1 = uint32(product1)
        x3 = uint32(product0)
        x0 = y0
        x2 = y2
        k0 = uint32(k0 + uint32(0x9E3779B9))
        k1 = uint32(k1 + uint32(0xBB67AE85))
    return x0, x1, x2, x3


@rule
def draw(seed, stream, identity, year, purpose):
    """Four 32-bit words for one household (`identity`, 64 bits), year and purpose (decision + block)."""
    return philox(
        uint32(identity), uint32(uint64(identity) >> uint64(32)), uint32(year), uint32(purpose), seed, stream
    )


# Households whose draws are made together: the loop over them is one the processor runs many at a time.
BLOCK = 2048


@loop
def draw_block(words, row, identities, start, stop, seed, stream, year, purpose):
    """The draws of households `start` to `stop`, at most BLOCK of them, into four rows of `words` from `row` on."""
    # As slices their bounds are plain to the compiler, which then makes one loop of many lanes of it.
    rows, ids = words[row : row + 4], identities[start:stop]
    for i in range(len(ids)):
        first, second, third, fourth = draw(seed, stream, ids[i], year, purpose)
        rows[0, i] = first
        rows[1, i] = second
        rows[2, i] = third
        rows[3, i] = fourth


def room_for_draws(draws: int = 2) -> np.ndarray:
    """An array for `draw_block` to fill with some draws a household, uint32 (4 × draws, a little over BLOCK).

    A row is not a power of two long, or a household's words would all compete for one line of the cache.
    """
    return np.empty((4 * draws, BLOCK + 16), np.uint32)


@rule
def uniform(word):
    """A 32-bit word as a number strictly between 0 and 1."""
    return (np.float64(word) + 0.5) * 2.3283064365386963e-10


@rule
def happens(word, probability):
    """Whether an event of this probability happens under this draw (monotone in the probability)."""
    return (np.float64(word) + 0.5) * 2.3283064365386963e-10 < probability


@rule
def words_below(probability):
    """How many of the 2^32 words make an event of this probability happen: `word < words_below(p)` is `happens`."""
    return np.int64(math.ceil(min(max(probability, 0.0), 1.0) * 4294967296.0 - 0.5))


@rule
def descendant(identity, year, number):
    """The id of the `number`-th household born from household `identity` in `year`; never a counter."""
    first, second, _, _ = philox(
        uint32(identity), uint32(uint64(identity) >> uint64(32)), uint32(year), uint32(number), 0x66656E68, 0x75
    )
    return (uint64(second) << uint64(32) | uint64(first)) | uint64(1 << 63)
