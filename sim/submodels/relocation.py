"""Relocation: when more want in than there is room, luck decides who gets in.

Who is not placed chooses once more without the full place, and is counted.
"""

from __future__ import annotations

from ..compiled import rule
from ..parameters import Evidence, uncertain

PARAMETERS = (
    uncertain("room_kept_free", 0.05, "share of homes", (0.0, 0.15), "assumed: homes between two families",
              Evidence.ASSUMED, "homes that stand empty even in a full town", "周转空置率"),
)


@rule
def share_admitted(homes, households, newcomers, room_kept_free):
    """Share of the newcomers for whom there is a home, 0-1."""
    room = homes * (1.0 - room_kept_free) - households
    if newcomers <= room:
        return 1.0
    if room <= 0.0:
        return 0.0
    return room / newcomers


@rule
def admitted(priority, share):
    """Whether this household is placed; `priority` is its luck this year, 0-1."""
    return priority <= share
