"""Arms that share years are simulated once, with the figures they would have alone."""

import pandas as pd
import pytest

from sim.experiments.branches import grow, together, years_to_grow
from sim.experiments.run import prepare, run
from sim.scenario import load_scenario
from sim.submodels import DECLARATIONS

OPTIONS = {"scale": 0.1, "units": ["芦山县"], "threads": 1}
YEARS = (2020, 2025)


@pytest.fixture(scope="module")
def arms():
    """Two scenarios with both answers, from one population."""
    one = prepare("baseline", years=YEARS, **OPTIONS)
    other = prepare("decision-2023-core", years=YEARS, beside=[one], **OPTIONS)
    assert other.population is one.population
    both = {"baseline": one, "decision-2023-core": other}
    return one, {
        (name, answer): calendar
        for name, prepared in both.items()
        for answer, calendar in prepared.calendars.items()
    }


def test_every_arm_is_what_it_is_alone(arms):
    one, calendars = arms
    grown = {}
    for arm, model, _ in grow(one.model("ended"), calendars, YEARS[1]):
        grown[arm] = model.indicators(), model.flow_table()
    assert list(grown) == list(calendars)
    for (name, answer), tables in grown.items():
        alone = run(name, years=YEARS, pause=answer, **OPTIONS)
        for table, expected in zip(tables, (alone.frames[answer], alone.flows[answer]), strict=True):
            pd.testing.assert_frame_equal(table, expected, check_exact=True)


def test_common_years_are_simulated_once_and_counted_before(arms):
    one, calendars = arms
    steps = []
    for _ in grow(one.model("ended"), calendars, YEARS[1], stepped=lambda model: steps.append(model.year)):
        pass
    assert steps.count(2021) == steps.count(2023) == 1
    assert steps.count(2024) == steps.count(2025) == 4
    assert years_to_grow(calendars, *YEARS) == len(steps) == 3 + 4 * 2


def test_arms_with_equal_calendars_are_one(arms):
    _, calendars = arms
    same = {number: calendars["baseline", "ended"] for number in range(3)}
    assert years_to_grow(same, *YEARS) == 5
    assert [list(group) for group in together(same, 2024)] == [[0, 1, 2]]


def test_years_that_were_asked_for_are_handed_to_every_arm(arms):
    one, calendars = arms
    odd = grow(one.model("ended"), calendars, YEARS[1], keep=lambda model: model.year if model.year % 2 else None)
    assert {arm: seen for arm, _, seen in odd} == dict.fromkeys(calendars, {2021: 2021, 2023: 2023, 2025: 2025})


def test_a_population_is_shared_only_between_equal_base_years(written_scenario):
    one = prepare("baseline", years=YEARS, **OPTIONS)
    later = load_scenario("services-only", DECLARATIONS)
    earlier = written_scenario("parameters: {seat_share: 0.7}\n")
    assert prepare(later, years=YEARS, beside=[one], **OPTIONS).population is one.population
    assert prepare(earlier, years=YEARS, beside=[one], **OPTIONS).population is not one.population


def test_expectations_part_arms_as_values_do(written_scenario):
    """A lever of 2030 parts them in 2030, or in the first year in which it is believed."""
    later = written_scenario("levers: {keep_homestead: {values: {2030: 1.0}}}\n")
    for credibility, first in ((0.0, 2030), (0.5, 2024)):
        options = {"years": (2020, 2031), "pause": "ended", "changes": {"credibility": credibility}, **OPTIONS}
        one = prepare("baseline", **options)
        other = prepare(later, beside=[one], **options)
        calendars = {"one": one.calendars["ended"], "other": other.calendars["ended"]}
        assert [len(together(calendars, year)) for year in (first - 1, first)] == [1, 2]
