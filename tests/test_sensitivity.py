"""What matters: factors map as declared, designs resume, and a factor without effect is found to have none."""

from dataclasses import replace

import numpy as np
import pytest

from sim.experiments import sensitivity
from sim.experiments.factors import (
    LUCK_SEEDS,
    NUMBER,
    STRENGTH,
    SWITCH,
    WHOLE,
    Factor,
    luck_factor,
    strength_factors,
    uncertain_factors,
    values_at,
)
from sim.experiments.members import PRIORS
from sim.parameters import Label, Role
from sim.posterior import load_posterior
from sim.submodels import DECLARATIONS, LEVERS

pytest.importorskip("SALib", reason="sensitivity needs SALib")

TOLD = ("period_factor", "pause_stays", "housing_cost_rate")


def factor(kind, low, high):
    return Factor("one", "parameter", kind, low, high, Label("one", "一"), low)


@pytest.mark.parametrize("kind, shares, values", [
    (NUMBER, (0, 0.5, 1), (2, 3, 4)),
    (SWITCH, (0, 0.49, 0.5, 1), (2, 2, 4, 4)),
    (WHOLE, (0, 0.33, 0.34, 0.67, 1), (2, 2, 3, 4, 4)),
])  # fmt: skip
def test_a_share_of_the_design_becomes_a_value(kind, shares, values):
    assert [factor(kind, 2.0, 4.0).at(share) for share in shares] == pytest.approx(list(values))


def test_every_uncertain_parameter_is_a_factor_within_its_bounds_and_its_prior():
    factors = {one.name: one for one in uncertain_factors(load_posterior())}
    declared = {one.name: one for one in DECLARATIONS if one.role is Role.UNCERTAINTY}
    assert set(factors) <= set(declared) and len(factors) > 0.95 * len(declared)
    for name, one in factors.items():
        low, high = declared[name].bounds
        assert low <= one.low < one.high <= high
    assert all(factors[name].high <= prior.support()[1] + 1e-12 for name, prior in PRIORS.items())
    # A fitted one ranges over what the censuses leave, far less than could be declared.
    town = factors["constant_town"]
    assert town.high - town.low < 0.5 * (declared["constant_town"].bounds[1] - declared["constant_town"].bounds[0])
    assert factors["feedback_crowding"].kind == SWITCH


def test_strength_one_is_our_reading_and_luck_has_whole_seeds():
    factors = [*strength_factors(LEVERS[:1]), luck_factor()]
    values = values_at(factors, [0.5, 1.0])
    assert values[STRENGTH] == {LEVERS[0].name: 1.0} and values["luck"] == {"luck_seed": LUCK_SEEDS}


def test_a_factor_at_rest_is_as_usual():
    factors = [*uncertain_factors(load_posterior()), *strength_factors(LEVERS), luck_factor()]
    for one in factors:
        assert one.at(one.rest) == pytest.approx(min(max(one.usual, one.low), one.high)), one.name


def test_counties_are_spread_over_their_urban_share(region):
    chosen = sensitivity.spread_counties(region, 12)
    share = region.urban_residents(2020) / region.residents(2020)
    ranks = np.argsort(np.argsort(share))[region.find(list(chosen))]
    assert len(set(chosen)) == 12 and (np.diff(sorted(ranks)) >= len(share) // 12).all()
    assert len(sensitivity.spread_counties(region, 1000)) == len(share)


@pytest.fixture(scope="module")
def question(region):
    from sim.experiments.calendar import fitted_declarations
    from sim.scenario import load_scenario

    scenario = load_scenario("decision-2023", fitted_declarations(region))
    asked = sensitivity.question_of(scenario, region, units=["芦山县"], scale=0.1)
    chosen = [one for one in asked.factors if one.name in (*TOLD, "seat_amenity", "village_amenity")]
    return replace(asked, factors=tuple(chosen))


@pytest.fixture(scope="module")
def screened(question, tmp_path_factory):
    folder = tmp_path_factory.mktemp("screening")
    return folder, sensitivity.screen(question, folder, trajectories=2, workers=0)


def test_levers_of_the_policy_are_factors_and_the_effect_an_outcome(question):
    assert question.outcomes == ("urban_share", "urban_share_added")
    assert {one.name for one in question.factors if one.what == STRENGTH} == {"seat_amenity", "village_amenity"}


def test_screening_tells_what_moves_the_share_and_what_does_not_touch_it(screened):
    table = screened[1].tables["morris.csv"].set_index(["outcome", "factor"])
    assert list(screened[1].tables["morris.csv"].columns) == sensitivity.COLUMNS["morris.csv"]
    share = table.loc["urban_share"]["mean_absolute"]
    assert share["period_factor"] > 0 and share["pause_stays"] > 0
    assert table.loc["urban_share", "mean"]["period_factor"] > 0 > table.loc["urban_share", "mean"]["pause_stays"]
    # Comfort of the seat draws, comfort of the villages holds.
    added = table.loc["urban_share_added", "mean"]
    assert added["seat_amenity"] > 0 > added["village_amenity"]


def test_what_is_done_is_not_done_again(screened, question, monkeypatch):
    folder, before = screened
    monkeypatch.setattr(sensitivity, "evaluate", lambda *_: pytest.fail("run again"))
    again = sensitivity.screen(question, folder, trajectories=2, workers=0)
    assert again.tables["morris.csv"].equals(before.tables["morris.csv"])


def test_sobol_takes_the_factors_that_move_most(screened, question, monkeypatch):
    """The outcome is made plain: the first factor carries all of it."""
    folder, before = screened
    names = [one.name for one in question.factors]
    lead = names.index(sensitivity.moving(before.tables["morris.csv"], 1)[0])
    monkeypatch.setattr(sensitivity, "evaluate", lambda _, point: [point[lead], 2 * point[lead]])
    found = sensitivity.decompose(before, folder / "plain", points=64, most=2, workers=0).tables["sobol.csv"]
    assert len(found) == 2 * 2
    shares = found.set_index(["outcome", "factor"])["total"].loc["urban_share"]
    assert shares[names[lead]] == pytest.approx(1.0, abs=0.1) and shares.drop(names[lead]).iloc[0] < 0.05


def test_a_run_that_fails_says_where(question, tmp_path, monkeypatch):
    def broken(*_):
        raise ValueError("no such county")

    monkeypatch.setattr(sensitivity, "evaluate", broken)
    with pytest.raises(RuntimeError, match="block 0: ValueError: no such county"):
        sensitivity.screen(question, tmp_path, trajectories=2, workers=0)
