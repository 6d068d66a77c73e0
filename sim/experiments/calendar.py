"""What a scenario means in a region: its names, its targets, and the value of every parameter by year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..parameters import Parameter
from ..region import Region
from ..scenario import Scenario, Target
from ..submodels import DECLARATIONS
from ..submodels.policy import AHEAD
from .own_levels import set_own_levels


def fitted_declarations(region: Region) -> tuple[Parameter, ...]:
    """The declarations with the values fitted for this region in place of the declared ones."""
    return tuple(
        replace(parameter, value=region.fitted[parameter.name]) if parameter.name in region.fitted else parameter
        for parameter in DECLARATIONS
    )


def unit_names(region: Region) -> set[str]:
    """What a scenario may call a unit: its names and its adcode."""
    units = region.units
    return {*units["name_zh"], *units["name_en"], *units["adcode"].astype(str)}


def mask_of(region: Region) -> Callable[[Target], np.ndarray]:
    """Which units of the region a scenario's target names."""

    def mask(target: Target) -> np.ndarray:
        chosen = np.zeros(len(region.units), bool)
        if target.group is not None:
            chosen |= region.groups[target.group]
        if target.units:
            chosen[region.find([str(unit) for unit in target.units])] = True
        return chosen

    return mask


def calendar_of(
    scenario: Scenario, region: Region, years: tuple[int, int], changes: dict[str, float] | None = None
) -> Callable[[int], np.ndarray]:
    """The value of every parameter by year: `calendar(year)` gives one record per unit of the region.

    It reaches `AHEAD` years beyond the run, as far as households may look.

    `changes` overrides parameters everywhere and always (calibration, ensembles); a user's
    own figures hold in their units.
    """
    span = list(range(years[0], years[1] + AHEAD + 1))
    table = scenario.calendar(mask_of(region), fitted_declarations(region), span, len(region.units))
    for name, value in (changes or {}).items():
        table[name] = value
    set_own_levels(table, region)
    return lambda year: table[year - years[0]]
