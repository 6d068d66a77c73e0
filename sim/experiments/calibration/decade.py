"""The ten years between the censuses, run again and again from the same households."""

from __future__ import annotations

import numpy as np

from ...initialisation.build import build_households, made_of
from ...model import Model, Settings
from ...region import Region
from ...scenario import load_scenario
from ...submodels import DECLARATIONS
from ..calendar import calendar_of

YEARS = (2010, 2020)


class Decade:
    """Runs 2010 to 2020 under changed parameters; the fitted ones do not enter the households of 2010."""

    def __init__(self, region: Region, scale: float, threads: int = 1, units: np.ndarray | None = None) -> None:
        self.region = region
        self.threads = threads
        self.scenario = load_scenario("history", DECLARATIONS)
        self.units = np.arange(len(region.units)) if units is None else units
        values = calendar_of(self.scenario, region, YEARS)(YEARS[0])
        self.households = build_households(
            region, made_of(values), year=YEARS[0], scale=scale, world_seed=1, positions=self.units,
            last_year=YEARS[1], threads=threads,
        )  # fmt: skip

    def run(self, changes: dict[str, float], luck_seed: int = 1) -> Model:
        """The model in 2020."""
        every = calendar_of(self.scenario, self.region, YEARS, changes)
        population = self.households.in_places(self.region, every(YEARS[0]))
        settings = Settings(luck_seed, threads=self.threads)
        model = Model(self.region, population, lambda year: every(year)[self.units], settings)
        while model.year < YEARS[1]:
            model.step()
        return model
