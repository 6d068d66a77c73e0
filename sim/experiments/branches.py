"""Arms that share years: what they have in common is simulated once, and copied where they part.

An arm is a calendar. Two arms with the same values in a year, and the same expectations of
the years to come, live the same year; so they are one model until the first year in which
either differs.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, TypeVar

import numpy as np

from ..model import Model
from ..submodels import LEVERS, policy

_LEVERS = [lever.name for lever in LEVERS]
Calendar = Callable[[int], np.ndarray]
Arm = TypeVar("Arm", bound=Hashable)
Seen = dict[int, Any]


def grow(
    model: Model,
    arms: Mapping[Arm, Calendar],
    last_year: int,
    *,
    keep: Callable[[Model], Any] | None = None,
    stepped: Callable[[Model], None] = lambda model: None,
    seen: Seen | None = None,
) -> Iterator[tuple[Arm, Model, Seen]]:
    """Every arm's model in `last_year`, one after the other, and what `keep` made of its years.

    `keep(model)` is asked in the first year and after every step; what is not None is handed
    over by year. `stepped(model)` hears of every step. The model handed in is used up; a
    model handed out serves until the next one is asked for.
    """
    if seen is None:
        seen = _with_year({}, model, keep)
    while model.year < last_year:
        groups = together(arms, model.year + 1)
        if len(groups) > 1:
            for group in groups[:-1]:
                yield from grow(model.copy(), group, last_year, keep=keep, stepped=stepped, seen=seen)
            arms = groups[-1]
        model.calendar = next(iter(arms.values()))
        model.step()
        stepped(model)
        seen = _with_year(seen, model, keep)
    for arm in arms:
        yield arm, model, seen


def together(arms: Mapping[Arm, Calendar], year: int) -> list[dict[Arm, Calendar]]:
    """The arms that live the same `year`, in the order of their first."""
    if len(arms) == 1:
        return [dict(arms)]
    groups: dict[bytes, dict[Arm, Calendar]] = {}
    for arm, calendar in arms.items():
        seen = calendar(year).tobytes() + policy.expected(calendar, year, _LEVERS).tobytes()
        groups.setdefault(seen, {})[arm] = calendar
    return list(groups.values())


def years_to_grow(arms: Mapping[Arm, Calendar], year: int, last_year: int) -> int:
    """How many years `grow` will simulate in all from `year` on."""
    if len(arms) == 1 or year >= last_year:
        return max(last_year - year, 0)
    return sum(1 + years_to_grow(group, year + 1, last_year) for group in together(arms, year + 1))


def _with_year(seen: Seen, model: Model, keep: Callable[[Model], Any] | None) -> Seen:
    kept = None if keep is None else keep(model)
    return seen if kept is None else {**seen, model.year: kept}
