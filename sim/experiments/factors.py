"""What a sensitivity analysis turns: uncertain parameters, the strengths of a scenario's levers, and luck.

A factor is a number from 0 to 1 in a design, mapped to its range; a switch is thrown at the middle,
a whole number has equal steps. Parameters fitted to the censuses range over what the posterior
leaves them, what acts only after 2020 over its prior, every other one over its declared bounds. A
lever's strength goes from none to twice our reading, as in the band over assumed strengths.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..parameters import Label, Lever, Role
from ..posterior import Posterior
from ..submodels import DECLARATIONS
from .band import TWICE
from .members import PRIORS

NUMBER, WHOLE, SWITCH = "number", "whole number", "switch"
PARAMETER, STRENGTH, CHANCE = "parameter", "strength", "luck"
LUCK = "luck_seed"
LUCK_SEEDS = 16
WIDE = 2.0  # posterior standard deviations to either side


@dataclass(frozen=True)
class Factor:
    """One axis of a design: `low` to `high` in the unit of what it turns, `usual` where nobody turns it."""

    name: str
    what: str  # PARAMETER, STRENGTH or CHANCE
    kind: str  # NUMBER, WHOLE or SWITCH
    low: float
    high: float
    label: Label
    usual: float
    evidence: str = ""

    @property
    def rest(self) -> float:
        """The share at which it is as usual."""
        return min(max((self.usual - self.low) / (self.high - self.low), 0.0), 1.0)

    def at(self, share: float) -> float:
        """The value at a point of the design, 0-1."""
        if self.kind == SWITCH:
            return self.high if share >= 0.5 else self.low
        if self.kind == WHOLE:
            steps = int(self.high - self.low) + 1
            return self.low + min(int(share * steps), steps - 1)
        return self.low + share * (self.high - self.low)


def uncertain_factors(posterior: Posterior) -> list[Factor]:
    """A factor for every uncertain parameter, in the order of their declaration."""
    fitted = dict(zip(posterior.parameters, zip(posterior.mean, posterior.spread, strict=True), strict=True))
    factors = []
    for parameter in DECLARATIONS:
        if parameter.role is not Role.UNCERTAINTY:
            continue
        (low, high), usual = parameter.bounds, parameter.value
        if parameter.name in fitted:
            middle, spread = fitted[parameter.name]
            usual = middle
            low, high = max(low, middle - WIDE * spread), min(high, middle + WIDE * spread)
        elif parameter.name in PRIORS:
            ends = PRIORS[parameter.name].support()
            low, high = max(low, float(ends[0])), min(high, float(ends[1]))
        if low < high:
            kind = SWITCH if parameter.unit.startswith("0 = ") else NUMBER
            factors.append(Factor(parameter.name, PARAMETER, kind, float(low), float(high), parameter.label,
                                  float(usual), str(parameter.evidence)))  # fmt: skip
    return factors


def strength_factors(levers: Sequence[Lever]) -> list[Factor]:
    """How strong each lever is against our reading of it."""
    return [
        Factor(lever.name, STRENGTH, NUMBER, 0.0, TWICE, lever.label, 1.0, str(lever.evidence)) for lever in levers
    ]  # fmt: skip


def luck_factor() -> Factor:
    """Luck as one more factor: what it moves is what no parameter has to explain."""
    return Factor(LUCK, CHANCE, WHOLE, 1.0, float(LUCK_SEEDS), Label("luck of the decisions", "决策随机性"), 1.0)


def values_at(factors: Sequence[Factor], point: Sequence[float]) -> Mapping[str, Mapping[str, float]]:
    """The values of a point of the design, by what they turn and name."""
    found: dict[str, dict[str, float]] = {PARAMETER: {}, STRENGTH: {}, CHANCE: {}}
    for factor, share in zip(factors, point, strict=True):
        found[factor.what][factor.name] = factor.at(float(share))
    return found
