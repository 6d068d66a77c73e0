"""One task per unit, on plain threads: compiled rules release the interpreter, units share nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

Task = Callable[..., None]
Room = Callable[[], Any]


def each_unit(task: Task, order: Sequence[int], threads: int, *rooms: Room) -> None:
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


class Crew:
    """Threads that do tasks for every unit: one task after the other, or one unit after the other."""

    def __init__(self, order: Sequence[int], threads: int) -> None:
        self.order, self._threads = order, threads
        self._waiting: list[tuple[Task, tuple[Room, ...]]] | None = None

    def each_unit(self, task: Task, *rooms: Room) -> None:
        """Does a task for every unit, or has it wait for the others inside `unit_by_unit`."""
        if self._waiting is None:
            each_unit(task, self.order, self._threads, *rooms)
        else:
            self._waiting.append((task, rooms))

    @contextmanager
    def unit_by_unit(self) -> Iterator[None]:
        """The tasks inside wait; then a thread does all of them for a unit while its rows are near the processor.

        Units share nothing, so it comes to the same.
        """
        waiting: list[tuple[Task, tuple[Room, ...]]] = []
        self._waiting = waiting
        try:
            yield
        finally:
            self._waiting = None

        def rooms() -> list[list[Any]]:
            return [[room() for room in task_rooms] for _, task_rooms in waiting]

        def do_all(unit: int, made: list[list[Any]]) -> None:
            for (task, _), scratch in zip(waiting, made, strict=True):
                task(unit, *scratch)

        each_unit(do_all, self.order, self._threads, rooms)
