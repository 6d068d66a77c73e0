"""Reclassification: villages that become town without anyone moving.

Whole villages flip, the least remote first, as soon as enough residents are due. It is
not identified by the two censuses, so it is a declared path, never a fitted one.
"""

from __future__ import annotations

import numpy as np

from ..parameters import Evidence, uncertain

PARAMETERS = (
    uncertain("reclassification_2010_2020", 0.30, "percent of residents per year", (0.0, 0.7),
              "E:A15: a third of urban growth nationally; 0 to 0.35 fit the censuses equally", Evidence.ASSUMED,
              "reclassification 2010-2020", "2010-2020年村改居速度"),
    uncertain("reclassification_from_2021", 0.1, "percent of residents per year", (0.0, 0.35), "assumed; E:A15",
              Evidence.ASSUMED, "reclassification from 2021", "2021年起村改居速度"),
)


def residents_due(values: np.ndarray, residents: np.ndarray, year: int) -> np.ndarray:
    """Residents (units,) whose villages are due to become town this year."""
    name = "reclassification_2010_2020" if year <= 2020 else "reclassification_from_2021"
    return values[name] / 100 * residents


def villages_that_become_town(village_residents: np.ndarray, reclassified: np.ndarray,
    due: float) -> tuple[np.ndarray, float]:
    """Which villages flip, the least remote first, and what stays due.

    A village flips once at least half its residents are due, so that over the years
    the residents reclassified are those that were due.
    """
    flips = np.zeros(len(village_residents), bool)
    for village in range(len(village_residents)):
        if reclassified[village] or village_residents[village] == 0:
            continue
        if due < village_residents[village] / 2:
            break
        flips[village] = True
        due -= village_residents[village]
    return flips, due
