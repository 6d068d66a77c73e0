"""History matching and the posterior on a decade that is known: what is true is kept, and recovered."""

import numpy as np
import pytest
from fake_decade import LUCK, fake_design, of_one_seed

from sim.experiments.calibration.emulator import Emulator, EmulatorError
from sim.experiments.calibration.history_matching import CUT, Wave, not_ruled_out
from sim.experiments.calibration.likelihood import Likelihood, posterior_draws, with_prior
from sim.experiments.calibration.luck import domain_luck, unit_luck
from sim.experiments.calibration.priors import NAMES, drawn_evenly, spreads_of, values_of
from sim.experiments.calibration.recovery import recover
from sim.experiments.calibration.targets import DOMAIN, domain_vector, targets_of
from sim.experiments.calibration.unit_surrogate import felt_by_units, fit_surrogate

pytest.importorskip("sklearn")


@pytest.fixture(scope="module")
def design(region):
    return fake_design(region, values_of(drawn_evenly(96, 5)))


@pytest.fixture(scope="module")
def wave(region, design):
    return Wave(region, design, targets_of(region))


@pytest.fixture(scope="module")
def left(wave):
    return not_ruled_out([wave], number=400, seed=2)


def test_the_emulator_foretells_new_runs_within_its_own_error(region, wave):
    fresh = fake_design(region, values_of(drawn_evenly(64, 9)), luck=0.0)
    mean, sd = wave.domain.mean_and_sd(spreads_of(fresh.points))
    missed = (domain_vector(fresh.moments).mean(axis=1) - mean) / np.hypot(sd, np.sqrt(wave.domain.luck))
    assert (np.abs(missed) < 1.96).mean() > 0.85
    held_mean, held_sd = wave.domain.held_out()
    assert 0.85 < (np.abs(wave.domain.outputs - held_mean) < 1.96 * held_sd).mean() <= 1


def test_held_out_is_what_leaving_a_trial_out_gives():
    points = drawn_evenly(40, 4)
    whole = Emulator(points, np.sin(points[:, :1]) + 0.3 * points[:, 1:2])
    mean, _ = whole.held_out()
    process, kept = whole.processes[0], np.arange(40) != 7
    flat = np.concatenate([np.ones((40, 1)), points], axis=1) @ whole.plane[:, 0]
    left = (whole.outputs[:, 0] - flat) / whole.scale[0]
    gram = process.kernel_(points)
    expected = gram[7, kept] @ np.linalg.solve(gram[np.ix_(kept, kept)] + 1e-10 * np.eye(39), left[kept])
    assert mean[7, 0] == pytest.approx(whole.outputs[7, 0] + (expected - left[7]) * whole.scale[0], rel=1e-4)


def test_too_few_trials_are_refused():
    with pytest.raises(EmulatorError, match="too few"):
        Emulator(drawn_evenly(8, 1), np.zeros((8, 1)))


def test_every_unit_has_a_surrogate_in_the_six_numbers_it_feels(region, design):
    felt = felt_by_units(region, design.points)
    outputs = 0.3 * felt[..., 0] - 0.1 * felt[..., 1] * felt[..., 0] + 0.02 * felt[..., 4]
    surrogate = fit_surrogate(felt, outputs)
    other = felt_by_units(region, values_of(drawn_evenly(20, 8)))
    truth = 0.3 * other[..., 0] - 0.1 * other[..., 1] * other[..., 0] + 0.02 * other[..., 4]
    assert surrogate.of(other) == pytest.approx(truth, abs=0.15 * truth.std())


def test_luck_of_the_domain_is_told_from_its_units(region):
    """As if every trial had luck of its own, which the moments themselves can then tell as well."""
    trials = fake_design(region, values_of(np.zeros((300, len(NAMES)))), luck=0.05)
    spread = domain_vector(trials.moments).var(axis=1, ddof=1).mean(axis=0)
    assert np.diag(domain_luck(trials))[:3] == pytest.approx(spread[:3], rel=0.25)
    shares = trials.moments.unit_urban_share
    assert unit_luck(trials) == pytest.approx(((shares[:, 0] - shares[:, 1]) ** 2 / 2).mean())


def test_what_is_true_is_not_ruled_out_and_much_else_is(wave, left):
    assert wave.implausibility(values_of(np.zeros((1, len(NAMES)))))[0] < CUT
    assert (wave.implausibility(values_of(left.spreads)) <= CUT + 1e-9).all()
    assert left.share < 0.01


def test_the_share_that_is_left_is_that_of_the_prior(wave):
    worst = wave.implausibility(values_of(drawn_evenly(2048, 6)))
    cut = float(np.quantile(worst, 0.03))
    assert not_ruled_out([wave], number=500, seed=4, cut=cut).share == pytest.approx(0.03, rel=0.4)


def test_the_same_seed_gives_the_same_points(wave):
    again = [not_ruled_out([wave], number=100, seed=3).spreads for _ in range(2)]
    assert (again[0] == again[1]).all()


def test_the_posterior_lies_around_the_truth_and_is_narrower_than_the_prior(wave, left):
    draws = posterior_draws(with_prior(Likelihood(wave, wave.targets)), left.spreads, seed=1)
    pinned = [NAMES.index(name) for name in ("constant_town", "youth_leaving", "slope_2010_share")]
    assert (draws[:, pinned].std(axis=0) < 0.5).all()
    assert (np.abs(draws[:, pinned].mean(axis=0)) < 3 * draws[:, pinned].std(axis=0)).all()


def test_covariances_are_positive_and_contrasts_find_a_slope(region):
    targets = targets_of(region)
    for covariance in (targets.domain_covariance, targets.unit_covariance, targets.contrasts[1]):
        assert (np.linalg.eigvalsh(covariance) > 0).all()
    weights, _ = targets.contrasts
    assert weights @ (targets.covariates @ [1.0, 0.0, -2.0, 0.5]) == pytest.approx([1.0, 0.0, -2.0, 0.5])
    share = region.urban_residents(2020) / region.residents(2020)
    whole = region.urban_residents(2020).sum() / region.residents(2020).sum()
    assert targets.unit == pytest.approx(share - whole) and len(targets.domain) == len(DOMAIN)


@pytest.mark.slow
def test_known_parameters_are_recovered(region, wave, left):
    """On a decade of no cost, by the same code: the 90 % intervals hold what they should."""
    members = posterior_draws(with_prior(Likelihood(wave, wave.targets)), left.spreads, seed=1)
    members = np.random.default_rng(1).permutation(np.unique(members, axis=0))
    truths = of_one_seed(fake_design(region, values_of(members[:24]), luck=LUCK, seed=5), 1)
    found = recover(wave, truths, members)
    assert 0.8 <= found.pooled <= 0.98
    assert set(found.coverage.index) == set(NAMES)
