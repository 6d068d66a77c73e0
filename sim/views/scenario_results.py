"""Figures of every scenario for its page: run once, kept in docs/scenarios/results.csv, read from there.

A scenario of the whole domain is run there at SCALE; one that names counties only is run in these
counties, every household, beside the baseline of the same counties.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..reading.scenario_file import FIRST_POLICY_YEAR
from ..scenario import Scenario, Target

REFERENCE, HISTORY = "baseline", "history"
SCALE, COUNTY_SCALE, SEED, YEARS = 0.1, 1.0, 1, (2020, 2035)
ASKED = (2027, 2035)  # years that are reported
PAUSES = {"ended": "pause ended", "stays": "pause stays"}
COLUMNS = ["scenario", "place", "digest", "scale", "seed", "pause", "year", "urban_share", "first_year_at_goal",
           "income_ratio", "policy_cost", "low", "high"]  # fmt: skip
Row = Mapping[str, str]


def place_of(scenario: Scenario) -> tuple[str, ...]:
    """The counties a scenario is about; none where it is about the whole domain."""
    layers = [layer for one in scenario.levers.values() for layer in one.layers if layer.origin != HISTORY]
    named = [layer.where.units for layer in layers if isinstance(layer.where, Target) and layer.where.units]
    return tuple(dict.fromkeys(unit for units in named for unit in units)) if len(named) == len(layers) else ()


def figures(scenario: Scenario, place: Sequence[str] = (), **options: Any) -> list[dict[str, str]]:
    """Runs a scenario, in the counties of `place` only if some are named; its rows, of COLUMNS."""
    from ..experiments.band import with_band
    from ..experiments.run import run

    scale = options.pop("scale", COUNTY_SCALE if place else SCALE)
    result = run(scenario, scale=scale, luck_seed=SEED, years=YEARS, units=list(place) or None, **options)
    result = with_band(result) if scenario.has_band else result
    rows = []
    for pause in result.frames:
        path = result.summary(pause).set_index("year")
        band = None if result.band is None else result.band[result.band["pause"] == pause].set_index("year")
        at_goal = path.index[path["urban_share"] >= result.region.goal_share]
        for year in ASKED:
            span = [""] * 2 if band is None else [f"{band[column][year]:.6f}" for column in ("low", "high")]
            cells = [
                scenario.name, " ".join(place), scenario.digest, f"{scale:g}", SEED, pause, year,
                f"{path['urban_share'][year]:.6f}", at_goal[0] if len(at_goal) else "",
                f"{path['income_ratio'][year]:.4f}", f"{path.loc[FIRST_POLICY_YEAR:year, 'policy_cost'].sum():.0f}",
                *span,
            ]  # fmt: skip
            rows.append(dict(zip(COLUMNS, map(str, cells), strict=True)))
    return rows


def rows_of(results: Iterable[Row], name: str, place: Sequence[str] = ()) -> list[Row]:
    """The rows of one scenario in one place."""
    return [row for row in results if (row["scenario"], row["place"]) == (name, " ".join(place))]


def row_of(rows: Iterable[Row], pause: str, year: int) -> Row:
    """The row of one pause answer and year."""
    return next(row for row in rows if (row["pause"], row["year"]) == (pause, str(year)))


def is_stale(scenario: Scenario, rows: Iterable[Row]) -> bool:
    """Whether any of these rows was made from another version of the scenario."""
    return any(row["digest"] != scenario.digest for row in rows)


def read_results(path: Path) -> list[Row]:
    """The figures kept; none where there is no file yet."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def results_text(rows: Iterable[Row], order: Sequence[str]) -> str:
    """The figures as CSV, in the order of the scenarios; those of scenarios that are gone are left out."""
    kept = sorted((row for row in rows if row["scenario"] in order), key=lambda row: order.index(row["scenario"]))
    return "".join(",".join(cells) + "\n" for cells in [COLUMNS, *([row[one] for one in COLUMNS] for row in kept)])
