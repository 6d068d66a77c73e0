"""Levers as the scenario files name them, with one uncertainty and one constant, and how scenario tests use them."""

import numpy as np
import pytest

from sim.parameters import Evidence, Label, Lever, Parameter, Role
from sim.scenario import ScenarioError, load_scenario

# name, family, bounds, before, reading, begins, complete
TABLE = [
    ("hukou_threshold_town", "citizenship", (0, 1), 0.05, 0.0, 2024, 2024),
    ("hukou_threshold_seat", "citizenship", (0, 1), 0.05, 0.0, 2024, 2024),
    ("hukou_threshold_city", "citizenship", (0, 1), 0.30, 0.15, 2024, 2027),
    ("residence_permit_friction", "citizenship", (0, 1), 0.3, 0.05, 2024, 2025),
    ("vesting_years_education", "citizenship", (0, 7), 1.0, 0.5, 2024, 2027),
    ("vesting_years_health", "citizenship", (0, 7), 0.5, 0.25, 2024, 2027),
    ("vesting_years_childcare", "citizenship", (0, 7), 1.0, 0.5, 2024, 2027),
    ("vesting_years_elder_care", "citizenship", (0, 7), 3.0, 1.5, 2024, 2027),
    ("vesting_years_housing", "citizenship", (0, 7), 3.0, 1.5, 2024, 2027),
    ("access_education", "citizenship", (0.5, 1), 0.9, 1.0, 2024, 2027),
    ("access_health", "citizenship", (0.3, 1), 0.8, 1.0, 2024, 2027),
    ("social_insurance_portability", "citizenship", (0, 1), 0.5, 0.9, 2024, 2027),
    ("job_matching", "citizenship", (0, 0.1), 0.0, 0.03, 2024, 2024),
    ("public_housing_share", "citizenship", (0, 30), 3.0, 10.0, 2025, 2027),
    ("keep_contracted_land", "land", (0, 1), 0.8, 1.0, 2024, 2024),
    ("keep_homestead", "land", (0, 1), 0.8, 1.0, 2024, 2024),
    ("keep_collective_share", "land", (0, 1), 0.6, 1.0, 2024, 2024),
    ("land_exit_price", "land", (0, 25), 0.0, 7.0, 2024, 2026),
    ("land_exit_open", "land", (0, 1), 0.0, 1.0, 2024, 2026),
    ("title_use", "land", (0, 1), 0.9, 1.0, 2024, 2026),
    ("rental_friction", "land", (0, 50), 25.0, 10.0, 2024, 2027),
    ("homestead_rental", "land", (0, 1), 0.1, 0.4, 2025, 2027),
    ("seat_land", "land", (0, 5), 1.0, 2.0, 2024, 2027),
]
LEVERS = [
    Lever(name, before, "its unit", bounds, "assumed", Evidence.ASSUMED, Label(name, "政策"),
          family=family, reading=reading, begins=begins, complete=complete)
    for name, family, bounds, before, reading, begins, complete in TABLE
]  # fmt: skip
DECLARED = [
    *LEVERS,
    Parameter("psi_risk", 0.18, "share", (0, 0.4), "E:D1", Evidence.SIGN_ONLY, Label("risk", "风险")),
    Parameter("period_factor", 1.0, "ratio", (0.5, 1), "assumed", Evidence.ASSUMED, Label("period", "时期")),
    Parameter("in_migration_rate", 0.05, "per year", (0, 0.4), "assumed", Evidence.ASSUMED, Label("arrivals", "迁入")),
    Parameter("workers_per_household", 2.0, "persons", (1, 4), "census", Evidence.MEASURED_HERE,
              Label("workers", "劳动力"), Role.CONSTANT),
]  # fmt: skip
GROUPS = ["less_developed_39", "pilot_counties"]
UNITS = ["芦山县", "511826", "Lushan"]
HEAD = "title: {en: A trial, zh: 试验}\nwhy: To see.\nsource: assumed\nextends: baseline\n"
YEARS = range(2010, 2036)
POLICIES = ["hukou-only", "services-only", "land-only", "decision-2023-core"]


def load(name_or_path, **known):
    return load_scenario(name_or_path, DECLARED, **known)


def written(tmp_path, text, name="trial.yaml"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def values(scenario, n_units=1, mask_of=lambda target: np.array([True])):
    return scenario.calendar(mask_of, DECLARED, YEARS, n_units)


def lever(scenario, name, *years):
    return [float(values(scenario)[name][year - 2010, 0]) for year in years]


def problems_of(path, **known):
    with pytest.raises(ScenarioError) as caught:
        load(path, **known)
    return caught.value.problems
