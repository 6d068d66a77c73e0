"""One file per submodel of `docs/odd.md`: its parameters first, then its equations, all pure."""

from __future__ import annotations

from ..lever_costs import with_cost
from ..parameters import Lever, Parameter, record_type
from . import (
    amenities,
    base_year,
    care,
    demography,
    housing,
    hukou,
    land_rights,
    livelihoods,
    networks,
    policy,
    public_finance,
    public_services,
    reclassification,
    relocation,
    residence_choice,
    towns,
    travel,
    villages,
)

SUBMODELS = (
    policy,
    base_year,
    demography, livelihoods, land_rights, hukou, public_services, care, amenities, towns, villages, travel, housing,
    networks, residence_choice, relocation, reclassification, public_finance,
)

DECLARATIONS: tuple[Parameter, ...] = tuple(
    with_cost(parameter) for submodel in SUBMODELS for parameter in submodel.PARAMETERS
)
LEVERS: tuple[Lever, ...] = tuple(parameter for parameter in DECLARATIONS if isinstance(parameter, Lever))
BEFORE: dict[str, float] = {lever.name: lever.value for lever in LEVERS}  # as it stood before the Decision
RECORD = record_type(DECLARATIONS)
