"""One task per unit, on plain threads: compiled rules release the interpreter, units share nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def each_unit(task: Callable[..., None], order: Sequence[int], threads: int, *rooms: Callable[[], Any]) -> None:
    """Runs `task(unit)` for every unit in `order` (the largest first wastes least); re-raises the first error.

    `rooms` make what the task wants as scratch, once for each thread: `task(unit, *made)`.
    """
    remaining = iter(order)  # shared: each thread takes the next unit when it is done with its last

    def work() -> None:
        made = [room() for room in rooms]
        for unit in remaining:
            task(unit, *made)

    if threads == 1:
        work()
        return
    with ThreadPoolExecutor(threads) as pool:
        for worker in [pool.submit(work) for _ in range(threads)]:
            worker.result()
