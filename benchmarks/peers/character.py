"""What is fixed in the households of the base year, as the model draws it."""

from __future__ import annotations

import numpy as np

from sim.randomness import BLOCK, CHARACTER, WORLD, draw_block, room_for_draws
from sim.state.households import HouseholdColumns


def characters(rows: HouseholdColumns, world_seed: int) -> np.ndarray:
    """Hukou queue, inclination to convert, elders who stay, workers' city and school of each row, uniform (rows, 5)."""
    words, found = room_for_draws(), np.empty((len(rows.id), 5))
    for start in range(0, len(rows.id), BLOCK):
        stop = min(start + BLOCK, len(rows.id))
        draw_block(words, 0, rows.id, start, stop, world_seed, WORLD, 0, CHARACTER)
        draw_block(words, 4, rows.id, start, stop, world_seed, WORLD, 0, CHARACTER + 1)
        found[start:stop] = (words[:5, : stop - start].T + 0.5) / 2**32
    return found
