"""Policy calendar: dated values, ramps and target groups become one value per parameter, year and unit.

A schedule is a stack of layers: the declared default, then history, then each scenario's
differences. A layer rules from its first date on, where it applies; before that date
whatever lies beneath it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..parameters import Evidence, Parameter, record_type, uncertain

PARAMETERS = (
    uncertain("credibility", 0.0, "share", (0.0, 1.0), "assumed: no source; at 0 a lever weighs from its own year on",
              Evidence.ASSUMED, "weight of announced, not yet acting levers in what households expect",
              "住户对已公布政策的信任度"),
    uncertain("foresight_discount", 0.9, "per year", (0.5, 1.0), "assumed", Evidence.ASSUMED,
              "discount of the years to come in what households expect", "政策预期贴现因子"),
)

AHEAD = 10  # years to come that households may expect
ANNOUNCED = 2024  # the first year that knows the Decision; before it nobody expects it

BETWEEN = ("step", "linear")


@dataclass(frozen=True)
class DatedValues:
    """Values by year, sorted. The last one holds for good.

    `between` says what happens between two dates: "step" holds the earlier value,
    "linear" interpolates. The first dated value is the anchor of a ramp.
    """

    points: tuple[tuple[int, float], ...]
    between: str = "step"

    def __post_init__(self) -> None:
        years = [year for year, _ in self.points]
        if not years:
            raise ValueError("dated values need at least one date")
        if any(later <= earlier for earlier, later in zip(years, years[1:], strict=False)):
            raise ValueError(f"dates must increase: {years}")
        if self.between not in BETWEEN:
            raise ValueError(f"between must be one of {', '.join(BETWEEN)}, not {self.between!r}")

    @classmethod
    def of(cls, values: Mapping[int, float], between: str = "step") -> DatedValues:
        """Dated values from a {year: value} mapping in any order."""
        return cls(tuple(sorted((year, float(value)) for year, value in values.items())), between)

    @property
    def begins(self) -> int:
        """The first dated year."""
        return self.points[0][0]

    def later(self, years: int) -> DatedValues:
        """The same values, every date moved later by so many years."""
        return replace(self, points=tuple((year + years, value) for year, value in self.points))

    def at(self, years: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float64]:
        """The values in `years`, none of them before `begins`; shape (len(years),)."""
        asked = np.asarray(years, dtype=np.int64)
        if asked.size and asked.min() < self.begins:
            raise ValueError(f"no value before {self.begins}")
        dates = np.array([year for year, _ in self.points])
        values = np.array([value for _, value in self.points])
        held = np.searchsorted(dates, asked, side="right") - 1
        if self.between == "step":
            return values[held]
        # One operation at a time: np.interp may fuse them, with other bits on another processor.
        following = np.minimum(held + 1, len(dates) - 1)
        elapsed = (asked - dates[held]) / np.maximum(dates[following] - dates[held], 1)
        risen = (values[following] - values[held]) * elapsed
        return values[held] + risen


@dataclass(frozen=True)
class Layer:
    """Dated values, who set them, and where they hold: a key of the masks, or None for every unit."""

    dated: DatedValues
    origin: str = ""
    where: Hashable | None = None


@dataclass(frozen=True)
class Schedule:
    """One parameter over time: the value `before` any layer (and who set it), then the layers in order."""

    before: float
    layers: tuple[Layer, ...] = ()
    origin: str = "declared"

    def then(self, layer: Layer) -> Schedule:
        """This schedule with `layer` on top; layers it hides altogether are dropped."""
        hidden = layer.dated.begins if layer.where is None else None
        kept = tuple(
            below
            for below in self.layers
            if not (
                (hidden is not None and below.dated.begins >= hidden)
                or (below.where == layer.where and below.dated.begins >= layer.dated.begins)
            )
        )
        return replace(self, layers=(*kept, layer))

    def later(self, years: int, since: int) -> Schedule:
        """This schedule with every layer that begins in or after `since` moved later by so many years."""
        layers = (
            replace(layer, dated=layer.dated.later(years)) if layer.dated.begins >= since else layer
            for layer in self.layers
        )
        return replace(self, layers=tuple(layers))

    def until(self, year: int) -> Schedule:
        """This schedule without the layers that begin in or after `year`."""
        return replace(self, layers=tuple(layer for layer in self.layers if layer.dated.begins < year))

    def over(
        self, years: Sequence[int], n_units: int, masks: Mapping[Hashable, NDArray[np.bool_]] | None = None
    ) -> NDArray[np.float64]:
        """Values of shape (len(years), n_units).

        `masks` gives, for each `where` of a layer, the units it holds in: bool (n_units,).
        KeyError if one is missing.
        """
        asked = np.asarray(years, dtype=np.int64)
        values = np.full((len(asked), n_units), self.before)
        for layer in self.layers:
            ruled = np.flatnonzero(asked >= layer.dated.begins)
            units = np.arange(n_units) if layer.where is None else np.flatnonzero((masks or {})[layer.where])
            values[np.ix_(ruled, units)] = layer.dated.at(asked[ruled])[:, np.newaxis]
        return values


def calendar(
    schedules: Mapping[str, Schedule],
    parameters: Sequence[Parameter],
    years: Sequence[int],
    n_units: int,
    masks: Mapping[Hashable, NDArray[np.bool_]] | None = None,
) -> np.ndarray:
    """Every parameter's value per year and unit: records of shape (len(years), n_units).

    The fields are those of `record_type(parameters)`; a parameter without a schedule keeps
    its declared value. ValueError if a schedule names no declared parameter.
    """
    undeclared = sorted(set(schedules) - {parameter.name for parameter in parameters})
    if undeclared:
        raise ValueError(f"no declared parameter is called {', '.join(undeclared)}")
    values = np.empty((len(years), n_units), dtype=record_type(parameters))
    for parameter in parameters:
        schedule = schedules.get(parameter.name, Schedule(parameter.value))
        values[parameter.name] = schedule.over(years, n_units, masks)
    return values


def expected(calendar: Callable[[int], np.ndarray], year: int, levers: Sequence[str]) -> np.ndarray:
    """The records (units,) by which households choose where to live in `year`.

    Every lever is its value of the year, drawn by `credibility` towards the discounted mean
    of that year and the `AHEAD` to come. What does not change is expected exactly as it is.
    """
    now = calendar(year)
    trust = now["credibility"]
    if year < ANNOUNCED or not trust.any():
        return now
    beyond = [calendar(year + step) for step in range(1, AHEAD + 1)]
    weights = [now["foresight_discount"] ** step for step in range(AHEAD + 1)]
    total = sum(weights)
    expectation = now.copy()
    for name in levers:
        change = sum(weight * (later[name] - now[name]) for weight, later in zip(weights[1:], beyond, strict=True))
        expectation[name] = now[name] + trust * change / total
    return expectation
