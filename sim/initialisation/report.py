"""How well a population meets the census: every margin beside what was reached."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..compiled import loop
from ..kernel.members import place_of
from ..region import AGE_FROM, Region
from ..state.households import CITY, EMPTY, FAMILY, FEMALE, SLOTS, URBAN_HUKOU, VACANT, VILLAGE
from .build import Population

# What `_count` counts in a unit.
COUNTS = (
    "residents",
    "urban residents",
    "persons in family households",
    "family households",
    "one-person households",
    "one-generation households",
    "two-generation households",
    "three-generation households",
    "households with one member 65+",
    "households with two members 65+",
    "households with three or more members 65+",
    "registered population",
    "registered elsewhere",
    "children without a member 15 years older",
)
PERSONS, HOUSEHOLDS, ELDERS = 2, 3, slice(8, 11)
# What nothing in the building aims at; the rest binds, if not always exactly.
CHECKS = {COUNTS[8], COUNTS[10], COUNTS[13], "households with a member 65+"}
GENERATION_GAP = 16  # years between neighbours in age that make another generation
GROUPS = len(AGE_FROM)


@loop
def _count(h, present, counts, ages):
    """Adds one unit's rows to `counts` (COUNTS) and `ages` (2, 19); `present` (SLOTS,) is scratch."""
    for i in range(len(h.id)):
        if h.kind[i] == VACANT:
            continue
        n, members, elders = 0, 0, 0
        for m in range(SLOTS):
            age = np.int64(h.age[i, m])
            if age == EMPTY:
                break
            members += 1
            place = place_of(h.trait[i, m])
            if age < 18:
                parents = 0
                for other in range(SLOTS):
                    if h.age[i, other] != EMPTY and h.age[i, other] >= age + 15:
                        parents += 1
                if parents == 0:
                    counts[13] += 1
            if place >= CITY:
                continue
            counts[0] += 1
            if place > VILLAGE:
                counts[1] += 1
            group = 0 if age == 0 else 1 if age < 5 else min(age // 5 + 1, GROUPS - 1)
            ages[h.trait[i, m] & FEMALE, group] += 1
            if age >= 65:
                elders += 1
            k = n
            while k > 0 and present[k - 1] > age:
                present[k] = present[k - 1]
                k -= 1
            present[k] = age
            n += 1
        if h.hukou[i] <= URBAN_HUKOU:
            counts[11] += members
        else:
            counts[12] += n
        if h.kind[i] != FAMILY or n == 0:
            continue
        counts[2] += n
        counts[3] += 1
        if n == 1:
            counts[4] += 1
        generations = 1
        for k in range(1, n):
            if present[k] - present[k - 1] >= GENERATION_GAP:
                generations += 1
        counts[4 + min(generations, 3)] += 1
        if elders > 0:
            counts[7 + min(elders, 3)] += 1


def count_population(population: Population) -> tuple[np.ndarray, np.ndarray]:
    """Weighted `COUNTS` (units, 14), and residents by sex and age group (units, 2, 19)."""
    units = population.households.units
    counts, ages = np.zeros((units, len(COUNTS)), np.int64), np.zeros((units, 2, GROUPS), np.int64)
    for unit in range(units):
        _count(population.households.used_rows(unit), np.zeros(SLOTS, np.int64), counts[unit], ages[unit])
    weight = population.households.weight
    return counts * weight[:, None], ages * weight[:, None, None]


def margin_report(population: Population, region: Region) -> pd.DataFrame:
    """Every margin of the base year against the census, one row each.

    Columns: `margin`; `unit_error`, the largest absolute error of a unit; `domain_target`
    and `domain_achieved`, over the population's units; `used_as`, "constraint" or
    "check". Generations are read from ages (a gap of 16 years makes another), so their
    errors include families read wrongly. The registered population of a later base year
    is itself assumed (`Region.registered_population`).
    """
    year, at = population.year, population.positions
    homes = region.households(year).iloc[at]
    counts, ages = count_population(population)
    census_ages = region.age_sex(year)[at]
    targets = np.stack([
        region.residents(year)[at], region.urban_residents(year)[at], homes["family_population"],
        homes["family_households"], homes["one_person"], homes["one_generation"], homes["two_generation"],
        homes["three_generation"] + homes["four_generation_plus"], homes["with_one_65plus"],
        homes["with_two_65plus"], homes["with_three_65plus"], region.registered_population(year)[at],
        region.registered_elsewhere(year)[at].sum(axis=1), np.zeros(len(at)),
    ], axis=1)  # fmt: skip
    rows = [("residents by sex and age group", _largest(ages - census_ages), census_ages.sum(), ages.sum())]
    for k, name in enumerate(COUNTS):
        rows.append((name, _largest(counts[:, k] - targets[:, k]), targets[:, k].sum(), counts[:, k].sum()))
    elders, found = targets[:, ELDERS].sum(axis=1), counts[:, ELDERS].sum(axis=1)
    rows.append(("households with a member 65+", _largest(found - elders), elders.sum(), found.sum()))
    size, reached = (table[:, PERSONS] / table[:, HOUSEHOLDS] for table in (targets, counts))
    domain = [table[:, PERSONS].sum() / table[:, HOUSEHOLDS].sum() for table in (targets, counts)]
    rows.append(("mean size of family households", _largest(reached - size), *domain))
    report = pd.DataFrame(rows, columns=["margin", "unit_error", "domain_target", "domain_achieved"])
    report["used_as"] = np.where(report["margin"].isin(CHECKS), "check", "constraint")
    return report.astype({"unit_error": float, "domain_target": float, "domain_achieved": float})


def _largest(errors: np.ndarray) -> float:
    return float(np.abs(errors).max())
