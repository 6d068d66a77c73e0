"""What a sweep will take, before anything is started: time, disk and memory, roughly; and what is too much."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...initialisation.build import MADE_OF
from ...initialisation.population import household_weight
from ...memory import available
from ...whole_files import disk_free
from ..run import PAUSE_LAST_YEAR, bytes_of_many_runs
from .plan import Plan
from .points import number_of_points, variables_of

# Measured on one processor of a 2-core machine (docs/sweeps.md says how); a guide, not a promise.
SECONDS_TO_START = 5.0  # a process, its imports, and the households of the base year
SECONDS_PER_RUN = 0.3
SECONDS_FOR_HOUSEHOLDS = 2.7  # of all units, at any scale
NANOSECONDS_PER_ROW_AND_YEAR = 220.0
ROWS_PER_FAMILY = 1.4  # members away have rows of their own
BYTES_PER_FILE = 12_000
BYTES_PER_FIGURE = 110.0  # in the run's file and in both summaries

# Assumed: what nobody starts without meaning it.
MOST_RUNS, MOST_HOURS, MOST_GIGABYTES = 10_000, 72.0, 20.0


@dataclass(frozen=True)
class Estimate:
    """Roughly what a sweep takes."""

    runs: int
    hours: float
    disk_bytes: float
    memory_bytes: float
    workers: int

    def over(self) -> list[tuple[str, float, float]]:
        """What is over its limit: runs, hours or gigabytes; how much, and the limit."""
        taken = (
            ("runs", float(self.runs), float(MOST_RUNS)),
            ("hours", self.hours, MOST_HOURS),
            ("gigabytes", self.disk_bytes / 1e9, MOST_GIGABYTES),
        )
        return [each for each in taken if each[1] > each[2]]

    def does_not_fit(self, folder: Path) -> list[tuple[str, float, float]]:
        """What the machine does not have: gigabytes of memory or disk needed, and those there are."""
        needs = [("memory", self.memory_bytes, memory_available()), ("disk", self.disk_bytes, disk_free(folder))]
        return [(what, need / 1e9, there / 1e9) for what, need, there in needs if need > there]


def estimate(plan: Plan, workers: int) -> Estimate:
    """What the plan takes with so many processes on this machine."""
    file, runs = plan.file, plan.number_of_runs
    families = plan.region.households(file.years[0])["family_households"].to_numpy()[plan.positions]
    residents = plan.region.residents(file.years[0])[plan.positions]
    rows = ROWS_PER_FAMILY * sum(int(number) / household_weight(int(number), file.scale) for number in families)
    years = years_simulated(plan)
    seconds = SECONDS_PER_RUN + rows * years * NANOSECONDS_PER_ROW_AND_YEAR * 1e-9
    populations = 1
    if any(variable.name in MADE_OF for variable in variables_of(file)):  # every point has households of its own
        populations = number_of_points(file)
        seconds += SECONDS_FOR_HOUSEHOLDS * len(plan.positions) / len(plan.region.units)
    figures = plan.answers * len(plan.groups) * len(file.outcomes) * len(plan.kept_years)
    busy = max(min(workers, runs), 1)
    return Estimate(
        runs=runs, hours=(SECONDS_TO_START + runs / busy * seconds) / 3600,
        disk_bytes=runs * (BYTES_PER_FILE + figures * BYTES_PER_FIGURE),
        memory_bytes=busy * bytes_of_many_runs(residents, file.scale, file.pause, populations), workers=busy,
    )  # fmt: skip


def years_simulated(plan: Plan) -> int:
    """The model years of one run; the answers to the pause have those before it in common."""
    first, last = plan.file.years
    alone = max(last - max(first, PAUSE_LAST_YEAR), 0)
    return last - first + (plan.answers - 1) * alone


def memory_available() -> float:
    """Bytes of memory that could be used now; infinite where nobody can tell."""
    left = available()
    return float("inf") if left is None else float(left)
