"""Every lever, turned alone from its value before the Decision to the end of its range, moves what it says it moves.

Feedbacks are off and all luck is equal, so that a difference is the lever's own doing: what
households do to prices, queues and networks does not come back to them.
"""

import numpy as np
import pytest

from sim.experiments.lever_effects import FEEDBACKS, far_end, with_levers
from sim.experiments.run import prepare
from sim.indicators import summarise
from sim.model import Model, Settings
from sim.submodels import LEVERS
from sim.submodels.policy import ANNOUNCED

COUNTIES = ["芦山县", "蒲江县", "巴塘县", "安岳县"]
UNTIL = 2028
# These say how strongly places answer households, so that there must be an answer: their feedbacks stay on.
STRENGTH_OF_A_FEEDBACK = {"capacity_follows_population": ("feedback_crowding", "feedback_villages")}
BY_NAME = {lever.name: lever for lever in LEVERS}
# A cap on debt binds only where money is short.
WHERE_IT_BINDS = {"debt_cap": {"service_cost_village": 6500.0}}


@pytest.fixture(scope="module")
def trunk():
    """Four counties at the end of 2023, feedbacks off."""
    prepared = prepare(
        units=COUNTIES, scale=0.25, years=(2020, UNTIL), pause="ended", changes=dict.fromkeys(FEEDBACKS, 0.0)
    )
    model = Model(prepared.region, prepared.population, prepared.calendars["ended"], Settings())
    while model.year < ANNOUNCED - 1:
        model.step()
    return model


def mean_outcomes(trunk: Model, levers: dict[str, float]):
    """Indicators of all four counties together, means over the years from 2024, under changed levers or parameters."""
    model = trunk.copy()
    model.calendar = with_levers(trunk.calendar, levers)
    while model.year < UNTIL:
        model.step()
    summary = summarise(model.indicators(), np.ones(model.units, bool)).set_index("year")
    return summary.loc[ANNOUNCED:].mean()


@pytest.fixture(scope="module")
def plain(trunk):
    return mean_outcomes(trunk, {})


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.name)
def test_a_lever_moves_its_outcome_the_way_it_says(trunk, plain, lever):
    # A lever that acts only together with others is tried with them at our reading.
    others = {name: BY_NAME[name].reading for name in lever.together_with}
    others |= WHERE_IT_BINDS.get(lever.name, {})
    others |= dict.fromkeys(STRENGTH_OF_A_FEEDBACK.get(lever.name, ()), 1.0)
    start = mean_outcomes(trunk, {**others, lever.name: lever.value}) if others else plain
    end = mean_outcomes(trunk, {**others, lever.name: far_end(lever)})
    moved = end[lever.outcome] - start[lever.outcome]
    if far_end(lever) == lever.bounds[0]:
        moved = -moved
    assert moved != 0, f"{lever.outcome} does not answer"
    if lever.sign != "open":
        assert (moved > 0) == (lever.sign == "+"), f"{lever.outcome} moved by {moved:+.6g}"


def test_a_lever_at_its_value_before_the_decision_changes_nothing(trunk, plain):
    assert mean_outcomes(trunk, {lever.name: lever.value for lever in LEVERS}).equals(plain)
