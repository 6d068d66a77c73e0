"""One task per unit, on plain threads: compiled rules release the interpreter, units share nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor


def each_unit(task: Callable[[int], None], order: Sequence[int], threads: int) -> None:
    """Runs `task(unit)` for every unit in `order` (the largest first wastes least); re-raises the first error."""
    if threads == 1:
        for unit in order:
            task(unit)
        return
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(task, order):
            pass
