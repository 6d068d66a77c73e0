"""Models of one county and of the whole domain, prepared once; every test works on a copy of its own."""

import hashlib

import numpy as np
import pytest
from hypothesis import settings

from sim.experiments.calendar import calendar_of, unit_names
from sim.experiments.run import prepare
from sim.model import Model, Settings
from sim.region import load_region
from sim.scenario import load_scenario
from sim.submodels import DECLARATIONS

# Compiling and other work on the machine make single examples slow.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

COUNTY = "芦山县"
SEVERAL = ("芦山县", "宝兴县", "石棉县")
FIRST, LAST = 2020, 2030
DOMAIN_SCALE = 0.02


def digest_of_unit(model: Model, unit: int) -> str:
    """SHA-256 over every household and place of one unit."""
    digest = hashlib.sha256()
    for array in model.households.used_rows(unit):
        digest.update(np.ascontiguousarray(array).tobytes())
    villages = int(model.places.columns.village_number[unit])
    for name, array in model.places.columns._asdict().items():
        here = array[unit]
        # Units are padded to the most villages among those simulated.
        here = here[:villages] if name in ("reclassified", "village_group", "demonstration") else here
        digest.update(np.ascontiguousarray(here).tobytes())
    return digest.hexdigest()


def digests_of(model: Model) -> list[str]:
    """One digest for each unit."""
    return [digest_of_unit(model, unit) for unit in range(model.units)]


@pytest.fixture(scope="session")
def unit_digests():
    return digests_of


@pytest.fixture(scope="session")
def region():
    return load_region()


@pytest.fixture(scope="session")
def baseline():
    return load_scenario("baseline", DECLARATIONS)


@pytest.fixture(scope="session")
def values(region, baseline):
    """Every parameter in 2020, one record for each unit of the region."""
    return calendar_of(baseline, region, (FIRST, LAST))(FIRST)


@pytest.fixture(scope="session")
def county():
    """One county at scale 1, ready to run from 2020."""
    return prepare("baseline", scale=1.0, units=[COUNTY], years=(FIRST, LAST), threads=1)


@pytest.fixture(scope="session")
def several():
    """A few small counties at scale 1."""
    return prepare("baseline", scale=1.0, units=list(SEVERAL), years=(FIRST, LAST), threads=2)


@pytest.fixture(scope="session")
def domain():
    """The whole domain, sampled."""
    return prepare("baseline", scale=DOMAIN_SCALE, years=(FIRST, LAST), threads=2)


@pytest.fixture(scope="session")
def model_of(region):
    """Models of a prepared population under any scenario, settings or changed parameters."""

    def build(prepared, scenario=None, changes=None, threads=2, luck_seed=1, answer="ended"):
        calendar = prepared.calendars[answer]
        if scenario is not None or changes:
            stays = {"pause_stays": float(answer == "stays")}
            scenario = prepared.scenario if scenario is None else scenario
            every_unit = calendar_of(scenario, region, (FIRST, LAST), {**(changes or {}), **stays})

            def calendar(year):
                return every_unit(year)[prepared.positions]

        return Model(region, prepared.population, calendar, Settings(luck_seed=luck_seed, threads=threads))

    return build


@pytest.fixture(scope="session")
def aged_county(county, model_of):
    """One county five years on, past the first prices, queues and networks; copy it before stepping."""
    model = model_of(county, threads=1)
    while model.year < 2025:
        model.step()
    return model


@pytest.fixture(scope="session")
def written_scenario(tmp_path_factory, region):
    """A scenario that differs from the baseline by the text given."""
    folder = tmp_path_factory.mktemp("scenarios")
    head = "title: {en: A trial, zh: 试验}\nwhy: To see.\nsource: assumed\nextends: baseline\n"

    def write(text):
        path = folder / f"trial_{hashlib.sha256(text.encode()).hexdigest()[:8]}.yaml"
        path.write_text(head + text, encoding="utf-8")
        return load_scenario(path, DECLARATIONS, known_groups=region.groups, known_units=unit_names(region))

    return write
