"""What a sweep file says: which scenarios, which values, which seeds, and what is kept of each run.

It is like a scenario, but a lever or parameter has several values: a list of levels, or a span to
draw from. `sweep_checks.py` reads it, `sweep_schema.py` says the same to an editor.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ..parameters import Label
from ..submodels.policy import DatedValues
from .places import Target
from .strict_yaml import Scalar

DESIGNS = (GRID, ONE_AT_A_TIME, LATIN_HYPERCUBE, SOBOL, LIST) = (
    "grid", "one_at_a_time", "latin_hypercube", "sobol", "list",
)  # fmt: skip
DRAWN = (LATIN_HYPERCUBE, SOBOL)  # from spans; the others take levels
PAUSES = ("ended", "stays", "both")
KEYS = (
    "title", "why", "source", "name", "scenario", "design", "samples", "levers", "parameters", "where", "points",
    "seeds", "world_seed", "scale", "years", "units", "pause", "outcomes", "groups", "keep_years",
)  # fmt: skip
REQUIRED = ("title", "why", "scenario", "design", "outcomes")
OPTIONAL = tuple(key for key in KEYS if key not in REQUIRED)
POINT_KEYS = ("levers", "parameters", "where")
# The censuses of the shipped region, and the last year its figures are meant for.
BASE_YEARS, LAST_YEAR = (2010, 2020), 2050

Level = float | DatedValues


@dataclass(frozen=True)
class Whole:
    """A whole number that may be set."""

    bounds: tuple[float, float]
    unit: str


SAMPLES = Whole((2, 1_000_000), "how many points are drawn")
SEEDS = Whole((1, 1000), "how many seeds of luck, 1, 2, …")
SEED = Whole((0, 2**32 - 1), "a seed")
SCALE = Whole((0.0001, 1.0), "share of households")


@dataclass(frozen=True)
class Variable:
    """A lever or parameter that is varied, everywhere or at a target; its column is called so in every table."""

    name: str
    where: Target | None = None

    @property
    def column(self) -> str:
        """The name, and after an @ where it is aimed at."""
        if self.where is None:
            return self.name
        return f"{self.name}@{self.where.group or '+'.join(self.where.units)}"


@dataclass(frozen=True)
class Span:
    """From the low to the high end, drawn evenly."""

    low: float
    high: float


@dataclass
class SweepFile:
    """What a sweep file says. `varied` gives each variable its levels or its span, `points` are a list's."""

    name: str
    path: Path
    title: Label = Label("", "")
    why: Label = Label("", "")
    source: Label = Label("", "")
    scenarios: list[Scalar] = field(default_factory=list)
    design: str = ""
    samples: int = 0
    varied: dict[Variable, tuple[Level, ...] | Span] = field(default_factory=dict)
    points: list[dict[Variable, Level]] = field(default_factory=list)
    seeds: tuple[int, ...] = (1,)
    world_seed: int = 1
    scale: float = 0.02
    years: tuple[int, int] = (2020, 2035)
    units: tuple[str, ...] | None = None
    pause: str = "both"
    outcomes: list[str] = field(default_factory=list)
    groups: list[Scalar] = field(default_factory=list)
    keep_years: list[int] = field(default_factory=list)
