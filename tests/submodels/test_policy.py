import numpy as np
import pytest

from sim.parameters import Evidence, Label, Lever, Parameter, Role
from sim.submodels.policy import AHEAD, DatedValues, Layer, Schedule, calendar, expected

YEARS = range(2020, 2030)
NAME = Label("a name", "名称")
LEVER = Lever("threshold", 0.05, "share", (0, 1), "assumed", Evidence.ASSUMED, NAME, family="land")
NUMBER = Parameter("risk", 0.18, "share", (0, 0.4), "E:D1", Evidence.MEASURED_ELSEWHERE, NAME)
FIXED = Parameter("pi", 3.0, "1", (3, 3), "by law", Evidence.ASSUMED, NAME, Role.CONSTANT)
DECLARED = [LEVER, NUMBER, FIXED]


def over(schedule: Schedule, *years: int) -> list[float]:
    return schedule.over(years, 1)[:, 0].tolist()


def test_a_value_holds_until_the_next_date_and_the_last_for_good():
    dated = DatedValues.of({2024: 0.9, 2026: 1.0})
    assert dated.at([2024, 2025, 2026, 2100]).tolist() == [0.9, 0.9, 1.0, 1.0]


def test_a_ramp_runs_between_its_own_dates_and_stays_at_its_end():
    dated = DatedValues.of({2027: 1.5, 2024: 0.0}, "linear")
    assert dated.at([2024, 2025, 2026, 2027, 2030]).tolist() == [0.0, 0.5, 1.0, 1.5, 1.5]


def test_a_ramp_meets_its_dates_exactly():
    dated = DatedValues.of({2024: 0.3, 2027: 0.15, 2031: 0.1}, "linear")
    assert dated.at([2024, 2027, 2031]).tolist() == [0.3, 0.15, 0.1]


def test_a_flat_ramp_does_not_stir():
    dated = DatedValues.of({2024: 0.1, 2033: 0.1}, "linear")
    assert set(dated.at(np.arange(2024, 2040)).tolist()) == {0.1}


def test_before_the_first_date_what_lies_beneath_holds():
    schedule = Schedule(0.3).then(Layer(DatedValues.of({2014: 0.1, 2020: 0.05}), "history"))
    changed = schedule.then(Layer(DatedValues.of({2024: 0.0}), "reform"))
    assert over(changed, 2010, 2013, 2014, 2023, 2024, 2030) == [0.3, 0.3, 0.1, 0.05, 0.0, 0.0]


def test_a_new_layer_cuts_a_ramp_short_without_bending_it():
    ramp = Schedule(0.0).then(Layer(DatedValues.of({2024: 0.0, 2028: 4.0}, "linear"), "parent"))
    cut = ramp.then(Layer(DatedValues.of({2026: 9.0}), "child"))
    assert over(cut, 2024, 2025, 2026, 2027, 2028) == [0.0, 1.0, 9.0, 9.0, 9.0]


def test_a_target_changes_its_units_alone_and_a_later_layer_overrules_it():
    there = np.array([True, False, True])
    schedule = Schedule(0.0).then(Layer(DatedValues.of({2024: 1.0}), "a", "there"))
    assert schedule.over([2023, 2024], 3, {"there": there}).tolist() == [[0, 0, 0], [1, 0, 1]]
    everywhere = schedule.then(Layer(DatedValues.of({2026: 2.0}), "b"))
    assert everywhere.over([2025, 2026], 3, {"there": there}).tolist() == [[1, 0, 1], [2, 2, 2]]


def test_hidden_layers_are_dropped():
    local = Layer(DatedValues.of({2025: 1.0}), "a", "there")
    schedule = Schedule(0.0).then(local).then(Layer(DatedValues.of({2024: 2.0}), "b"))
    assert [layer.origin for layer in schedule.layers] == ["b"]
    assert len(Schedule(0.0).then(Layer(DatedValues.of({2024: 2.0}), "b")).then(local).layers) == 2


def test_the_calendar_has_a_field_for_every_parameter():
    values = calendar({"threshold": Schedule(0.05)}, DECLARED, YEARS, 4)
    assert values.shape == (10, 4)
    assert values.dtype.names == ("threshold", "risk", "pi")
    assert (values["risk"] == 0.18).all() and (values["pi"] == 3.0).all()


def test_a_lever_at_its_default_changes_nothing():
    at_default = Schedule(0.05).then(Layer(DatedValues.of({2024: 0.05}), "idle"))
    left_alone = calendar({}, DECLARED, YEARS, 3)
    assert (calendar({"threshold": at_default}, DECLARED, YEARS, 3) == left_alone).all()


def test_units_and_years_may_be_none():
    assert calendar({}, DECLARED, [], 0).shape == (0, 0)


def test_an_undeclared_schedule_is_refused():
    with pytest.raises(ValueError, match="treshold"):
        calendar({"treshold": Schedule(0.0)}, DECLARED, YEARS, 1)


def test_a_target_without_a_mask_is_refused():
    schedule = Schedule(0.0).then(Layer(DatedValues.of({2024: 1.0}), "a", "there"))
    with pytest.raises(KeyError, match="there"):
        schedule.over([2024], 2)


@pytest.mark.parametrize(
    "points, between",
    [((), "step"), (((2025, 1.0), (2024, 1.0)), "step"), (((2024, 1.0), (2024, 2.0)), "step"),
     (((2024, 1.0),), "smooth")],
)  # fmt: skip
def test_dated_values_must_be_dated_in_order_and_joined_in_a_known_way(points, between):
    with pytest.raises(ValueError):
        DatedValues(points, between)


def test_dated_values_say_nothing_before_they_begin():
    with pytest.raises(ValueError, match="2024"):
        DatedValues.of({2024: 1.0}).at([2023])


def foresight(points: dict[int, float], credibility: float):
    """What is expected of the lever in each year, by one unit."""
    declared = [*DECLARED, *(Parameter(name, value, "share", (0, 1), "assumed", Evidence.ASSUMED, NAME)
                             for name, value in (("credibility", credibility), ("foresight_discount", 0.9)))]
    years = range(2020, 2051)
    schedule = Schedule(0.05, (Layer(DatedValues.of(points)),))
    table = calendar({"threshold": schedule}, declared, years, 1)
    return lambda year: float(expected(lambda y: table[y - 2020], year, ["threshold"])["threshold"][0])


def test_what_does_not_change_is_expected_exactly_as_it_is():
    believed = foresight({2022: 0.7}, 1.0)
    assert [believed(year) for year in (2022, 2024, 2030)] == [0.7] * 3


def test_nobody_expects_the_decision_before_it_is_announced():
    believed = foresight({2024: 0.5, 2026: 0.9}, 1.0)
    assert believed(2023) == 0.05 and 0.5 < believed(2024) < believed(2025) < 0.9 == believed(2026)


def test_expectation_grows_with_credibility_and_never_overshoots():
    doubted, half, trusted = (foresight({2024: 0.0, 2027: 1.0}, trust)(2025) for trust in (0.0, 0.5, 1.0))
    assert doubted == 0.0 and half == pytest.approx(trusted / 2)
    weights = [0.9**step for step in range(AHEAD + 1)]
    assert trusted == pytest.approx(sum(weights[2:]) / sum(weights))
