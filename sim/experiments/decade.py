"""The ten years between the censuses, run again and again from one population."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..initialisation.build import Population, build_population
from ..initialisation.places import base_places
from ..kernel.tallies import weighted
from ..model import Model, Settings
from ..region import Region
from ..scenario import load_scenario
from ..submodels import DECLARATIONS
from .calendar import calendar_of

YEARS = (2010, 2020)


class Decade:
    """Runs 2010 to 2020 under changed parameters; the fitted ones do not enter the population of 2010."""

    def __init__(self, region: Region, scale: float, threads: int = 1, units: np.ndarray | None = None) -> None:
        self.region = region
        self.threads = threads
        self.scenario = load_scenario("history", DECLARATIONS)
        self.units = np.arange(len(region.units)) if units is None else units
        calendar = calendar_of(self.scenario, region, YEARS)
        self.population: Population = build_population(
            region, calendar(2010), year=2010, scale=scale, positions=self.units, last_year=2020, threads=threads
        )
        model = Model(
            region, self.population, lambda year: calendar(year)[self.units], Settings(threads=threads)
        )
        self.stock = weighted(model.base_stock, model.households.weight)
        self.villages = np.array([margins.villages for margins in self.population.margins])

    def run(self, changes: dict[str, float], luck_seed: int = 1) -> Model:
        """The model in 2020."""
        every = calendar_of(self.scenario, self.region, YEARS, changes)

        def calendar(year: int) -> np.ndarray:
            return every(year)[self.units]

        places = base_places(self.region, self.units, 2010, calendar(2010), self.stock, self.villages)
        population = replace(self.population, places=places)
        model = Model(self.region, population, calendar, Settings(luck_seed, threads=self.threads))
        while model.year < YEARS[1]:
            model.step()
        return model
