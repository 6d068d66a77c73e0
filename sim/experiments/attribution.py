"""What each family of levers adds: Shapley's division of the difference between two scenarios.

A coalition is a set of families: their levers go as in the second scenario, all others as
in the first. Every coalition is run under the same luck. A family's part is what it adds to
a coalition, averaged over all orders in which the families could be added; the parts sum to
the whole, whatever the interactions, and no order is preferred.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import factorial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..comparison import COLUMNS, Attribution, goal_years, with_labels
from ..model import Model
from ..outcomes import KEYS, OUTCOMES, in_order, outcomes_of, over_seeds
from ..parameters import FAMILIES, Lever
from ..scenario import Scenario
from ..submodels import DECLARATIONS, RECORD
from ..submodels.policy import AHEAD
from ..tables import Groups, groups_of, summary
from .branches import Calendar, grow, years_to_grow
from .compare import DEFAULTS, side_by_side
from .run import Prepared, Progress

# The pause is a question of its own, put to both scenarios alike.
NOT_POLICY = {"pause_stays"}
# What differs and is no lever counts as one more family.
OTHER = "parameters"
WHOLE = "whole"
DEFAULT_SCALE = 0.02
DEFAULT_SEEDS = 4

Coalition = int  # bit i stands for family i
Arm = tuple[Coalition, str]  # and the pause answer


@dataclass(frozen=True)
class Plan:
    """An attribution that is ready to run: the families that differ, with their levers, and what it takes."""

    first: Prepared
    second: Prepared
    families: dict[str, list[str]]
    seeds: int
    settings: dict[str, Any]

    @property
    def coalitions(self) -> int:
        """How many sets of families there are."""
        return 2 ** len(self.families)

    @property
    def runs(self) -> int:
        """How many runs from the base year to the last they amount to."""
        return self.seeds * self.coalitions * len(self.first.calendars)

    @property
    def years(self) -> int:
        """How many model years are simulated; years in common count once."""
        return self.seeds * sum(years_to_grow(arms, *self.settings["years"]) for arms in self.stems().values())

    def stems(self) -> dict[bytes, dict[Arm, Calendar]]:
        """The arms by the values their population is made of."""
        stems: dict[bytes, dict[Arm, Calendar]] = {}
        for coalition in range(self.coalitions):
            names = [
                name
                for number, levers in enumerate(self.families.values())
                for name in levers
                if coalition >> number & 1
            ]
            for answer in self.first.calendars:
                pair = self.first.calendars[answer], self.second.calendars[answer]
                base = _mixed(np.frombuffer(self.first.base, RECORD), np.frombuffer(self.second.base, RECORD), names)
                stems.setdefault(base.tobytes(), {})[coalition, answer] = partial(_mixed_calendar, *pair, names)
        return stems


def plan_attribution(
    first: str | Path | Scenario, second: str | Path | Scenario, *, scale: float = DEFAULT_SCALE,
    seeds: int = DEFAULT_SEEDS, until: int | None = None, **options: Any,
) -> Plan:  # fmt: skip
    """What an attribution of `second` against `first` will run; options are those of `run`.

    Coalitions are many, so that they run no further than `until`: by default the goal's year.
    """
    settings = {**DEFAULTS, **options, "scale": scale}
    prepared = side_by_side([first, second], scale=scale, **options)
    one, other = prepared.values()
    begins, ends = settings["years"]
    settings["years"] = (begins, min(ends, until or max(one.region.goal_year, begins + 1)))
    families = differing(one, other, *settings["years"])
    return Plan(one, other, families, seeds, settings)


def differing(one: Prepared, other: Prepared, base_year: int, last_year: int) -> dict[str, list[str]]:
    """The families in which any simulated unit's levers differ in any year, each with those levers.

    Years after the last count if households expect them.
    """
    answer = next(iter(one.calendars))
    calendars = one.calendars[answer], other.calendars[answer]
    ahead = AHEAD if any(calendar(last_year)["credibility"].any() for calendar in calendars) else 0
    pairs = [tuple(calendar(year) for calendar in calendars) for year in range(base_year, last_year + ahead + 1)]
    families: dict[str, list[str]] = {family: [] for family in (*FAMILIES, OTHER)}
    for parameter in DECLARATIONS:
        name = parameter.name
        if name not in NOT_POLICY and any((a[name] != b[name]).any() for a, b in pairs):
            families[parameter.family if isinstance(parameter, Lever) else OTHER].append(name)
    return {family: names for family, names in families.items() if names}


def attribute(plan: Plan, progress: Progress | None = None) -> Attribution:
    """Runs every coalition under every seed and divides the difference; the table has one row more, `whole`."""
    began = time.perf_counter()
    tell = progress or (lambda done, message: None)
    region, positions, last_year = plan.first.region, plan.first.positions, plan.settings["years"][1]
    kinds = {"domain", "selected", *region.kinds, *region.adcodes.astype(str)}
    groups = {key: group for key, group in groups_of(region, positions, counties=True).items() if key in kinds}
    goals, total, done = goal_years(region, last_year), plan.years, 0

    def stepped(model: Model) -> None:
        nonlocal done
        done += 1
        tell(done / total, f"{model.luck}/{plan.seeds} {model.year}")

    seeds = {}
    for seed in range(1, plan.seeds + 1):
        worth: dict[str, dict[Coalition, pd.DataFrame]] = {answer: {} for answer in plan.first.calendars}
        for base, arms in plan.stems().items():
            for (coalition, answer), model, _ in grow(_trunk(plan, base, arms, seed), arms, last_year, stepped=stepped):
                worth[answer][coalition] = _measured(model, answer, groups, goals)
        divided = [_divided(values, list(plan.families)) for values in worth.values()]
        seeds[seed] = pd.concat(divided).sort_index()
    table = with_labels(in_order(over_seeds(pd.DataFrame(seeds)).reset_index()), groups)
    return Attribution(
        table=table.assign(scenario=plan.second.scenario.name)[COLUMNS["attribution.csv"]],
        settings={"scale": plan.settings["scale"], "seeds": plan.seeds},
        cost={
            "families": list(plan.families), "runs": plan.runs, "years": total,
            "wall_seconds": round(time.perf_counter() - began, 3),
        },
    )  # fmt: skip


def shapley(worth: Mapping[Coalition, np.ndarray], players: int) -> list[np.ndarray]:
    """Each player's part of worth[everybody] - worth[nobody]; a coalition has bit i for player i.

    Exact: the mean over all orders of what a player adds to those before it.
    """
    parts = []
    for player in range(players):
        part = np.zeros_like(worth[0], dtype=float)
        for coalition in range(2**players):
            if coalition >> player & 1:
                continue
            before = coalition.bit_count()
            orders = factorial(before) * factorial(players - before - 1)
            part += orders * (worth[coalition | 1 << player] - worth[coalition])
        parts.append(part / factorial(players))
    return parts


def _divided(worth: Mapping[Coalition, pd.DataFrame], families: Sequence[str]) -> pd.Series:
    """Parts of every family and the whole, indexed by family, outcome, KEYS."""
    values = {coalition: table.to_numpy(float) for coalition, table in worth.items()}
    whole = values[2 ** len(families) - 1] - values[0]
    parts = {**dict(zip(families, shapley(values, len(families)), strict=True)), WHOLE: whole}
    some = worth[0]
    tables = {name: pd.DataFrame(part, index=some.index, columns=some.columns) for name, part in parts.items()}
    every = pd.Series(pd.concat(tables).stack(future_stack=True))
    return every.rename_axis(["family", *KEYS, "outcome"])


def _measured(model: Model, answer: str, groups: Groups, years: Sequence[int]) -> pd.DataFrame:
    """The outcomes of an arm, by KEYS, in the units of a difference."""
    table = outcomes_of(summary({answer: model.indicators()}, groups))
    table = table[table["year"].isin(years)].set_index(KEYS)
    return table * pd.Series({name: outcome.factor for name, outcome in OUTCOMES.items()})


def _trunk(plan: Plan, base: bytes, arms: Mapping[Arm, Calendar], seed: int) -> Model:
    """A model in the base year from the population of these values."""
    same = next((one for one in (plan.first, plan.second) if one.base == base), None)
    population = same.population if same else plan.first.populate(base)
    settings = replace(plan.first.settings, luck_seed=seed)
    return Model(plan.first.region, population, next(iter(arms.values())), settings)


def _mixed(one: np.ndarray, other: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """Records of `one` with those fields of `other`."""
    values = one.copy()
    for name in names:
        values[name] = other[name]
    return values


def _mixed_calendar(one: Calendar, other: Calendar, names: Sequence[str], year: int) -> np.ndarray:
    return _mixed(one(year), other(year), names)
