"""The first run compiles the rules; a second process compiles half of them meanwhile.

A process of its own, since only one thread of a process may compile. What it compiles the
run finds in the cache.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from ..initialisation.build import TEMPLATE, Population, Templates
from ..initialisation.places import base_places
from ..kernel.household_formation import form_households
from ..kernel.population_year import live_a_year
from ..kernel.residence_year import choose_residence, relocate
from ..kernel.rights_year import decide_on_rights
from ..kernel.stocktaking import arrive, take_stock
from ..kernel.tallies import empty_stock
from ..model import Model, Settings
from ..region import load_region
from ..scenario import load_scenario
from ..state.households import SLOTS, Households, empty_columns
from .calendar import calendar_of, fitted_declarations, unit_names
from .run import DEFAULT_YEARS

LOOPS = (take_stock, choose_residence, relocate, decide_on_rights, arrive, live_a_year, form_households)
SOURCES = Path(__file__).parents[2]


def compiled_share() -> float:
    """How many of the year's loops are in the cache, 0-1."""
    found = [
        any(Path(loop.stats.cache_path).glob(f"*.{loop.py_func.__name__}-*.nbi"))
        for loop in LOOPS
        if hasattr(loop, "stats")  # else the compiler is switched off
    ]
    return sum(found) / len(found) if found else 1.0


def is_compiled() -> bool:
    """Whether the year's loops are in the cache."""
    return compiled_share() == 1.0


def start_helper() -> None:
    """Starts the second process, where there is a second processor; it ends with this one at the latest."""
    if (os.cpu_count() or 1) > 1:
        path = os.pathsep.join(filter(None, [str(SOURCES), os.environ.get("PYTHONPATH")]))
        helper = subprocess.Popen(
            [sys.executable, "-m", "sim.experiments.compilation"], env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        atexit.register(helper.kill)


def model_without_households() -> Model:
    """A model whose loops have nothing to do, so that calling them compiles them."""
    region = load_region()
    scenario = load_scenario(
        "baseline", fitted_declarations(region), known_groups=region.groups, known_units=unit_names(region)
    )
    values = calendar_of(scenario, region, DEFAULT_YEARS)
    one, year = np.arange(1), DEFAULT_YEARS[0]
    households = Households(empty_columns(SLOTS), np.array([0, SLOTS]), np.zeros(1, np.int64), np.ones(1, np.int64))
    places = base_places(region, one, year, values(year)[one], empty_stock(1, 8), np.full(len(region.units), 8))
    nobody = np.zeros((0, SLOTS), np.uint8)
    templates = [Templates(np.zeros(0, TEMPLATE), nobody, nobody)]
    population = Population(year, one, [], households, places, templates)
    return Model(region, population, lambda year: values(year)[one], Settings(threads=1), own=True)


def compile_second_half() -> None:
    """Compiles what a run comes to last: how households choose, move and decide on rights."""
    model = model_without_households()
    model.begin_year()
    model.put_levers_in_force()
    model.choose_residence()
    model.relocate()
    model.decide_on_rights()
    model.receive_in_migrants()


if __name__ == "__main__":
    compile_second_half()
