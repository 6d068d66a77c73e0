"""Scenarios side by side on common random numbers: what a policy added, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from ..comparison import COLUMNS, Comparison, Frames, goal_years
from ..model import Model
from ..movers import destinations, paired, profile
from ..outcomes import over_seeds
from ..scenario import Scenario
from ..snapshot import Snapshot, take_snapshot
from .branches import Calendar, grow, years_to_grow
from .run import DEFAULT_SCALE, DEFAULT_YEARS, Prepared, Progress, make_sure_it_fits, prepare

# The options of `run` that decide the figures, as they are if they are not given.
DEFAULTS: dict[str, Any] = {
    "scale": DEFAULT_SCALE, "world_seed": 1, "years": DEFAULT_YEARS, "units": None, "pause": "both",
    "region": "sichuan", "data": None, "changes": None,
}  # fmt: skip
PARTINGS = 2  # over the pause and over the policies
PAIRS = 3  # paired families take about as much memory as so many models
Arm = tuple[str, str]  # scenario and pause answer


def compare(
    names: Sequence[str | Path | Scenario],
    *,
    seeds: int = 8,
    movers: bool = True,
    progress: Progress | None = None,
    **options: Any,
) -> Comparison:
    """Runs every scenario under the same `seeds` luck seeds (1, 2, …); options are those of `run`.

    The years that scenarios and pause answers have in common are simulated once a seed.
    With `movers` the families of each goal year are paired as well.
    """
    began = time.perf_counter()
    tell = progress or (lambda done, message: None)
    settings = {**DEFAULTS, **options}
    arms = len(names) * (2 if settings["pause"] == "both" else 1)
    # The population, a model of it, one for each time that arms part while others wait, and pairs of families.
    make_sure_it_fits(2 + min(arms - 1, PARTINGS) + (PAIRS if movers else 0), **settings)
    tell(0.0, "building the population")
    prepared = side_by_side(names, **options)
    first, *others = prepared
    region, positions = prepared[first].region, prepared[first].positions
    goals = goal_years(region, settings["years"][1])
    kinds = {name: members[positions] for name, members in region.kinds.items()}
    unit_groups = {name: members for name, members in kinds.items() if 0 < members.sum() < len(members)}
    stems = stems_of(prepared)
    total = seeds * sum(years_to_grow(stem, *settings["years"]) for stem in stems)
    done = 0

    def stepped(model: Model) -> None:
        nonlocal done
        done += 1
        tell(0.1 + 0.9 * done / total, f"{model.luck}/{seeds} {model.year}")

    def families(model: Model) -> Snapshot | None:
        return take_snapshot(model) if movers and model.year in goals else None

    frames: Frames = {}
    moved, profiles = [], []
    for seed in range(1, seeds + 1):
        references: dict[str, dict[int, Snapshot]] = {}
        for stem in stems:
            (name, answer), _ = next(iter(stem.items()))
            trunk = replace(prepared[name], settings=replace(prepared[name].settings, luck_seed=seed)).model(answer)
            for (name, answer), model, seen in grow(
                trunk, stem, settings["years"][1], keep=families, stepped=stepped
            ):
                frames.setdefault((name, seed), {})[answer] = model.indicators()
                if name == first:
                    references[answer] = seen
                    continue
                for year, there in seen.items():
                    keys: dict[str, Any] = {"scenario": name, "seed": seed, "pause": answer, "year": year}
                    pair = paired(references[answer][year], there)
                    moved.append(destinations(pair).assign(**keys))
                    profiles.append(profile(pair, references[answer][year], unit_groups).assign(**keys))

    return Comparison.of(
        {name: one.scenario for name, one in prepared.items()}, region, positions,
        {
            **{name: value for name, value in settings.items() if name not in ("data", "threads", "goals")},
            "years": list(settings["years"]), "seeds": seeds, "movers": movers,
        },
        frames,
        movers=pd.concat(moved, ignore_index=True)[COLUMNS["movers.csv"]] if moved else None,
        profile=_over_seeds(profiles) if profiles else None,
        cost={
            "runs": seeds * len(prepared) * len(prepared[first].calendars), "years": total,
            "wall_seconds": round(time.perf_counter() - began, 3),
        },
    )  # fmt: skip


def side_by_side(names: Sequence[str | Path | Scenario], **options: Any) -> dict[str, Prepared]:
    """Every scenario by name, ready to run; ValueError if two have the same name."""
    prepared: dict[str, Prepared] = {}
    for given in names:
        one = prepare(given, beside=tuple(prepared.values()), **options)
        if one.scenario.name in prepared:
            raise ValueError(f"two scenarios are called {one.scenario.name}")
        prepared[one.scenario.name] = one
    return prepared


def stems_of(prepared: Mapping[str, Prepared]) -> list[dict[Arm, Calendar]]:
    """The arms of all scenarios, those that start from the same population together."""
    stems: dict[bytes, dict[Arm, Calendar]] = {}
    for name, one in prepared.items():
        for answer, calendar in one.calendars.items():
            stems.setdefault(one.base, {})[name, answer] = calendar
    return list(stems.values())


def _over_seeds(profiles: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Means over seeds, and the interval of what sets movers apart from stayers."""
    every = pd.concat([table.rename_axis("trait").reset_index() for table in profiles], ignore_index=True)
    keys = ["scenario", "pause", "year", "trait"]
    means = every.groupby(keys, sort=False)[["movers", "drawn", "stayers"]].mean()
    apart = every.assign(apart=every["movers"] - every["stayers"]).set_index([*keys, "seed"])["apart"].unstack("seed")
    apart.loc[apart.index.get_level_values("trait") == "households"] = float("nan")  # a number of them, no trait
    return means.join(over_seeds(apart)).reset_index()[COLUMNS["profile.csv"]]
