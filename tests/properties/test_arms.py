"""Same luck, different policy: the difference between two runs is the policy's and nothing else's."""

import numpy as np
import pandas as pd
import pytest

from sim.experiments.calendar import mask_of
from sim.scenario import load_scenario
from sim.submodels import DECLARATIONS, LEVERS, RECORD

GROUP = "less_developed_39"
STRONG = "seat_land: 5, access_health: 0.3, keep_homestead: 0, land_exit_open: 1, land_exit_price: 25"


def advance(models, until):
    while models[0].year < until:
        for model in models:
            model.step()


def assert_same(one, other):
    pd.testing.assert_frame_equal(one.indicators(), other.indicators(), check_exact=True)
    pd.testing.assert_frame_equal(one.flow_table(), other.flow_table(), check_exact=True)


def test_identical_scenarios_differ_nowhere(several, model_of, written_scenario, unit_digests):
    models = [model_of(several), model_of(several, written_scenario("levers: {}\n"))]
    advance(models, 2027)
    assert unit_digests(models[0]) == unit_digests(models[1])
    assert_same(*models)


def test_levers_as_they_stood_before_change_nothing(several, model_of, written_scenario, unit_digests):
    idle = "levers:\n" + "".join(f"  {lever.name}: {lever.value}\n" for lever in LEVERS)
    models = [model_of(several), model_of(several, written_scenario(idle))]
    advance(models, 2027)
    assert unit_digests(models[0]) == unit_digests(models[1])
    assert_same(*models)


def test_policy_from_2024_changes_nothing_before_and_something_after(several, model_of, unit_digests, region):
    models = [model_of(several), model_of(several, load_scenario("decision-2023-core", DECLARATIONS))]
    advance(models, 2023)
    assert unit_digests(models[0]) == unit_digests(models[1])
    assert_same(*models)
    advance(models, 2024)
    assert unit_digests(models[0]) != unit_digests(models[1])
    advance(models, 2027)
    last = [model.indicators().query("year == 2027") for model in models]
    assert (last[0]["urban_residents"].to_numpy() != last[1]["urban_residents"].to_numpy()).all()


@pytest.mark.parametrize("answer", ["ended", "stays"])
def test_the_pause_answer_changes_nothing_before_2024(county, model_of, unit_digests, answer):
    models = [model_of(county), model_of(county, answer=answer)]
    advance(models, 2023)
    assert unit_digests(models[0]) == unit_digests(models[1])


def test_a_lever_for_a_group_changes_nothing_elsewhere(
    domain, model_of, written_scenario, region, unit_digests
):
    trial = written_scenario(f"where:\n- {{group: {GROUP}, levers: {{{STRONG}}}}}\n")
    models = [model_of(domain), model_of(domain, trial)]
    reached = mask_of(region)(trial.targets[0])[domain.positions]
    assert reached.sum() == 38
    advance(models, 2026)
    differs = np.array(unit_digests(models[0])) != np.array(unit_digests(models[1]))
    assert not differs[~reached].any() and differs[reached].all()


def test_a_lever_for_one_county_changes_nothing_in_others(several, model_of, written_scenario, unit_digests):
    trial = written_scenario(f"where:\n- {{units: [芦山县], levers: {{{STRONG}}}}}\n")
    models = [model_of(several), model_of(several, trial)]
    advance(models, 2026)
    one, other = unit_digests(models[0]), unit_digests(models[1])
    named = several.positions.tolist().index(int(several.region.find(["芦山县"])[0]))
    assert [k for k in range(len(one)) if one[k] != other[k]] == [named]


def test_the_calendar_of_a_group_differs_in_the_group_alone(domain, model_of, written_scenario, region):
    trial = written_scenario(f"where:\n- {{group: {GROUP}, levers: {{seat_land: 4}}}}\n")
    plain, changed = model_of(domain).calendar(2024), model_of(domain, trial).calendar(2024)
    differs = np.array([[plain[name] != changed[name]] for name in RECORD.names]).squeeze(1)
    assert differs.sum(axis=0).tolist() == region.groups[GROUP][domain.positions].astype(int).tolist()


def persons_of(model, unit):
    rows = model.households.used_rows(unit)
    return rows.id, rows.kind, rows.age


def test_every_arm_holds_the_same_households_and_members_of_the_same_ages(domain, model_of):
    models = [model_of(domain), model_of(domain, load_scenario("decision-2023-core", DECLARATIONS))]
    while models[0].year < 2030:
        advance(models, models[0].year + 1)
        unlike = [
            unit for unit in range(models[0].units)
            if not all(map(np.array_equal, persons_of(models[0], unit), persons_of(models[1], unit)))
        ]  # fmt: skip
        assert unlike == [], f"in {models[0].year}, {len(unlike)} of {models[0].units} units"
