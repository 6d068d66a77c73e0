"""Luck for all households of a unit at once, in the stream of the world."""

from __future__ import annotations

import numpy as np

from ..randomness import WORLD, draw_block


def luck_of(identities: np.ndarray, seed: int, purpose: int, block: int = 0) -> np.ndarray:
    """The four words drawn for each identity, uint32 (4, identities); `block` stands for the year.

    A loop that does nothing but draw is ten times as fast as a draw in the middle of other work.
    """
    words = np.empty((4, len(identities)), np.uint32)
    draw_block(words, 0, identities, 0, len(identities), seed, WORLD, block, purpose)
    return words
