"""Records of declared values, for rules that need no model."""

import numpy as np
import pytest

from sim.submodels import DECLARATIONS, RECORD


@pytest.fixture(scope="session")
def declared():
    """Every parameter at its declared value, one record a unit; some changed."""

    def record(units=1, **changes):
        values = np.zeros(units, RECORD)
        for parameter in DECLARATIONS:
            values[parameter.name] = changes.get(parameter.name, parameter.value)
        return values

    return record
