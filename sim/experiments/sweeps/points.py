"""The points of a design: what each sets its variables to; what a point does not set is as in the scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod

from ...reading.sweep_file import GRID, LATIN_HYPERCUBE, LIST, ONE_AT_A_TIME, Level, Span, SweepFile, Variable

SEED = 20231120  # the day of the Decision: the same points for the same file
Point = Mapping[Variable, Level]


def variables_of(file: SweepFile) -> list[Variable]:
    """Everything that is varied, in the order it is first named."""
    return list(dict.fromkeys([*file.varied, *(variable for point in file.points for variable in point)]))


def number_of_points(file: SweepFile) -> int:
    """How many points there are, without making them."""
    if file.design == LIST:
        return max(len(file.points), 1)
    levels = [len(values) for values in file.varied.values() if not isinstance(values, Span)]
    if file.design == GRID:
        return prod(levels)
    return 1 + sum(levels) if file.design == ONE_AT_A_TIME else file.samples


def points_of(file: SweepFile) -> Iterator[Point]:
    """Every point, always in the same order; the first of one at a time is the scenario itself."""
    levels = {name: values for name, values in file.varied.items() if not isinstance(values, Span)}
    if file.design == LIST:
        yield from file.points or [{}]
    elif file.design == GRID:
        for values in product(*levels.values()):
            yield dict(zip(levels, values, strict=True))
    elif file.design == ONE_AT_A_TIME:
        yield {}
        yield from ({name: value} for name, values in levels.items() for value in values)
    else:
        yield from _drawn(file)


def _drawn(file: SweepFile) -> Iterator[Point]:
    """Points spread evenly over all spans. More points of a Sobol sequence begin with the same."""
    from scipy.stats import qmc

    spans = {name: span for name, span in file.varied.items() if isinstance(span, Span)}
    sequence = qmc.LatinHypercube if file.design == LATIN_HYPERCUBE else qmc.Sobol
    for row in sequence(d=len(spans), seed=SEED).random(file.samples).tolist():
        yield {name: span.low + u * (span.high - span.low) for (name, span), u in zip(spans.items(), row, strict=True)}
