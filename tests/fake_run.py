"""A run without a model: the right shapes, smooth figures, real names and censuses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from sim.indicators import COUNT_NAMES, FLOWS, MEAN_NAMES
from sim.parameters import Label
from sim.region import Region, load_region
from sim.scenario import Scenario


@cache
def region() -> Region:
    return load_region("sichuan")


@dataclass(frozen=True)
class FakeRun:
    scenario: Scenario
    region: Region
    frames: dict[str, pd.DataFrame]
    flows: dict[str, pd.DataFrame]
    finance: dict[str, pd.DataFrame]
    settings: dict[str, Any]
    positions: np.ndarray
    wall_seconds: float = 1.5
    households: int = 1000
    households_represented: int = 100_000
    band: pd.DataFrame | None = None
    histories: Any = None
    ensemble: Any = None


def fake_run(
    scenario: str = "baseline", *, scale: float = 0.1, luck_seed: int = 1, world_seed: int = 1,
    years: tuple[int, int] = (2020, 2035), units: list[str] | None = None, threads: int | None = None,
    pause: str = "both", data: Any = None, goals: Any = (), histories: int = 0, progress: Any = None,
    once: bool = False,
    boost: float = 0.0,
) -> FakeRun:  # fmt: skip
    """A run whose urban share grows evenly; `boost` adds to its pace."""
    place = load_region("sichuan", data) if data else region()
    positions = place.find(units) if units else np.arange(len(place.units))
    answers = ("ended", "stays") if pause == "both" else (pause,)
    pace = {"ended": 0.0085 + boost, "stays": 0.0062 + boost}
    frames, flows, finance = {}, {}, {}
    for answer in answers:
        frames[answer] = _frame(place, positions, years, pace[answer])
        flows[answer] = _flows(place, positions, years)
        finance[answer] = _finance(place, positions, years)
    if progress:
        progress(0.5, "2027")
        progress(1.0, "2035")
    settings = {
        "scale": scale,
        "luck_seed": luck_seed,
        "world_seed": world_seed,
        "years": list(years),
        "units": units,
        "threads": threads,
        "pause": pause,
        "region": "sichuan",
        "data": data,
    }
    title = Label(f"Test case {scenario}", f"测试情景 {scenario}")
    return FakeRun(
        Scenario(str(scenario), title, Label("to test", "测试"), Label("assumed", "假设"), {}, {}, tuple(goals)),
        place,
        frames,
        flows,
        finance,
        settings,
        positions,
    )


def _frame(place: Region, positions: np.ndarray, years: tuple[int, int], pace: float) -> pd.DataFrame:
    rows = []
    residents = place.residents(2020)[positions].astype(np.int64)
    urban = place.urban_residents(2020)[positions].astype(np.int64)
    split = dict(zip(FLOWS, (0.6, 0.25, 0.2, 0.05, 0.05, 0.15), strict=True))
    leaving = dict(zip(FLOWS, (0.0, -0.02, 0.008, 0.002, -0.001, 0.0), strict=True))
    for year in range(years[0], years[1] + 1):
        frame = pd.DataFrame({name: np.zeros(len(positions)) for name in (*COUNT_NAMES, *MEAN_NAMES)})
        frame.insert(0, "unit", np.arange(len(positions)))
        frame.insert(1, "adcode", place.adcodes[positions])
        frame.insert(2, "year", year)
        if year > years[0]:
            for flow in FLOWS:
                lost = np.rint(residents * leaving[flow]).astype(np.int64)
                won = np.rint(residents * pace * split[flow] + 0.45 * lost).astype(np.int64)
                frame[f"resident_gain_{flow}"], frame[f"urban_gain_{flow}"] = lost, won
            residents = residents + sum(frame[f"resident_gain_{flow}"] for flow in FLOWS).to_numpy()
            urban = np.minimum(
                urban + sum(frame[f"urban_gain_{flow}"] for flow in FLOWS).to_numpy(), residents
            )
        frame["residents"], frame["urban_residents"] = residents, urban
        frame["village_residents"] = residents - urban
        frame["village_residents_60plus"] = (residents - urban) // 3
        frame["reclassified_residents"] = urban // 50
        frame["registered"], frame["away_in_province"] = residents * 13 // 10, residents // 5
        frame["away_other_province"] = residents // 6
        frame["conversions"] = residents // 200
        frame["homesteads"], frame["homesteads_idle"] = residents // 3, residents // 12
        frame["contracted_land"], frame["land_rented_out"] = residents * 1.1, residents * 0.3
        frame["county_revenue"], frame["county_debt"] = 7_000.0 * residents, 7_500.0 * residents
        frame["new_urban_residents"], frame["settling_cost"] = residents // 200, 100_000.0 * (residents // 200)
        frame["urban_income"], frame["village_income"] = 43_000.0, 19_000.0 + 100 * (year - 2020)
        rows.append(frame)
    return pd.concat(rows, ignore_index=True)


def _flows(place: Region, positions: np.ndarray, years: tuple[int, int]) -> pd.DataFrame:
    adcodes = place.adcodes[positions]
    return pd.concat([
        pd.DataFrame({"adcode": adcodes, "year": year, "flow": "in_county_moves", "origin": "village",
                      "destination": "seat", "persons": 100 + year - 2020})
        for year in range(years[0] + 1, years[1] + 1)
    ], ignore_index=True)  # fmt: skip


def _finance(place: Region, positions: np.ndarray, years: tuple[int, int]) -> pd.DataFrame:
    adcodes = place.adcodes[positions]
    return pd.concat([
        pd.DataFrame({"adcode": adcodes, "year": year, "side": side, "item": item, "yuan": 1e9 + 0.01})
        for year in range(years[0] + 1, years[1] + 1)
        for side, item in (("balance", "opening_debt"), ("revenue", "transfer"))
    ], ignore_index=True)  # fmt: skip
