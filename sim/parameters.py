"""What a parameter is: one number with its unit, bounds, source, evidence grade, role and labels.

A parameter is declared once, at the head of the submodel whose equations use it.
Scenario checking, the editor schema, the parameter page, `--help` and the
calibration read that declaration and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np


class Evidence(StrEnum):
    """How well the value, or the effect a lever has, is known."""

    MEASURED_HERE = "measured here"
    MEASURED_ELSEWHERE = "measured elsewhere"
    SIGN_ONLY = "sign only"
    FITTED = "fitted to the censuses"
    ASSUMED = "assumed"


class Role(StrEnum):
    """What a reader may do with it: turn it, vary it, or leave it."""

    LEVER = "lever"
    UNCERTAINTY = "uncertainty"
    CONSTANT = "constant"


@dataclass(frozen=True)
class Label:
    """One name in both languages."""

    en: str
    zh: str

    def in_language(self, language: str) -> str:
        """The label in `language` ("en" or "zh")."""
        return self.zh if language == "zh" else self.en


# Lever families, by what they turn on.
FAMILIES: dict[str, Label] = {
    "citizenship": Label("hukou, and services for usual residents", "户籍与市民化"),
    "land": Label("land rights and rural property", "农村产权"),
    "county_seat": Label("the county seat: land, works, jobs", "县城建设与产业"),
    "villages": Label("villages and central towns", "乡村与中心镇"),
    "services": Label("schools, health, care and roads across the county", "县域公共服务"),
    "governance": Label("money, talent and administration", "财政、人才与治理"),
}

# Where a lever acts.
LEVER_PLACES: dict[str, Label] = {
    "village": Label("village", "乡村"),
    "town": Label("town", "镇区"),
    "seat": Label("county seat", "县城"),
    "county": Label("the whole county", "全县"),
    "city": Label("cities outside the county", "县外城市"),
}


@dataclass(frozen=True)
class Parameter:
    """One declared number.

    `value` is the default in `unit`; `bounds` are inclusive; `source` names the
    document, the evidence row or "assumed" with its reason.
    """

    name: str
    value: float
    unit: str
    bounds: tuple[float, float]
    source: str
    evidence: Evidence
    label: Label
    role: Role = Role.UNCERTAINTY

    def __post_init__(self) -> None:
        low, high = self.bounds
        if not low <= self.value <= high:
            raise ValueError(f"{self.name}: {self.value} is outside its bounds {low} to {high}")


@dataclass(frozen=True)
class Lever(Parameter):
    """A policy instrument.

    `value` is how it stood before the Decision; `reading` is our reading of the
    Decision's strength, reached between the years `begins` and `complete`
    (linear; the same year means a step). `outcome` names the indicator it should
    move and `sign` the direction: "+", "-" or "open". `number` is the instrument's place
    in the catalogue of the five documents (several levers may share one), `place` where
    it acts, `documents` who names it. `cost` is what one unit of the lever above its value
    before the Decision costs a year, in yuan per head of `cost_base`: both are filled in from
    the table of `lever_costs.py`, never here.
    `together_with` names levers without which this one does nothing: it is judged with them
    at their reading.
    """

    number: int = 0
    family: str = ""
    place: str = "county"
    documents: tuple[str, ...] = ("decision",)
    cost: float = 0.0
    cost_base: str = ""
    cost_source: str = ""
    phrase: str = ""
    clause: str = ""
    reading: float = 0.0
    begins: int = 2024
    complete: int = 2024
    outcome: str = ""
    sign: str = "open"
    together_with: tuple[str, ...] = ()
    role: Role = Role.LEVER

    def __post_init__(self) -> None:
        super().__post_init__()
        low, high = self.bounds
        if not low <= self.reading <= high:
            raise ValueError(f"{self.name}: reading {self.reading} is outside {low} to {high}")
        if self.sign not in ("+", "-", "open"):
            raise ValueError(f"{self.name}: sign must be +, - or open")
        if self.family not in FAMILIES:
            raise ValueError(f"{self.name}: family must be one of {', '.join(FAMILIES)}")
        if self.place not in LEVER_PLACES:
            raise ValueError(f"{self.name}: place must be one of {', '.join(LEVER_PLACES)}")


def uncertain(
    name: str, value: float, unit: str, bounds: tuple[float, float], source: str,
    evidence: Evidence, en: str, zh: str,
) -> Parameter:
    """A parameter whose value is not known well: varied in ensembles, propagated in bands."""
    return Parameter(name, value, unit, bounds, source, evidence, Label(en, zh))


def constant(
    name: str, value: float, unit: str, bounds: tuple[float, float], source: str,
    evidence: Evidence, en: str, zh: str,
) -> Parameter:
    """A parameter that scenarios leave alone."""
    return Parameter(name, value, unit, bounds, source, evidence, Label(en, zh), Role.CONSTANT)


def record_type(parameters: Iterable[Parameter]) -> np.dtype:
    """The record that carries one value of every parameter into the compiled rules (float64 fields)."""
    return np.dtype([(parameter.name, np.float64) for parameter in parameters])
