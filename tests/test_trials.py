"""A design of runs goes on where it was, makes no trial twice, and keeps what every unit gave."""

import numpy as np
import pytest
from fake_decade import fake_design, of_one_seed

from sim.experiments.calibration import trials
from sim.experiments.calibration.decade import Decade
from sim.experiments.calibration.moments import Counts, counted, moments_of, simulated_counts
from sim.experiments.calibration.priors import (
    HIGH,
    LOW,
    NAMES,
    PRIORS,
    drawn_evenly,
    log_prior,
    spreads_of,
    values_of,
)


@pytest.fixture
def made(monkeypatch, region):
    """The points and seeds that were run, in place of the model."""
    asked = []

    class Fake:
        def run(self, changes, seed):
            asked.append((tuple(changes.values()), seed))
            if changes["constant_town"] > 100:
                raise RuntimeError("no such town")
            design = fake_design(region, np.array([list(changes.values())]), seed=seed)
            return Counts(*(field[0, 0] for field in design.counts))

    monkeypatch.setattr(trials, "_decade", lambda region, scale: Fake())
    monkeypatch.setattr(trials, "simulated_counts", lambda counts: counts)
    return asked


def test_an_interrupted_design_goes_on_and_a_damaged_trial_is_made_again(made, tmp_path):
    points = values_of(drawn_evenly(4, 1))
    first = trials.run_design(points[:3], seeds=(1, 2), folder=tmp_path, workers=0)
    assert len(made) == 6
    sorted(tmp_path.glob("*.npz"))[0].write_bytes(b"half a fi")
    again = trials.run_design(points, seeds=(1, 2), folder=tmp_path, workers=0)
    assert len(made) == 6 + 4
    assert (again.of(np.arange(3)).counts.urban == first.counts.urban).all()
    assert not list(tmp_path.glob("*.part"))


def test_other_seeds_or_scale_are_other_trials(made, tmp_path):
    points = values_of(drawn_evenly(1, 1))
    for seeds, scale in (((1,), 0.01), ((2,), 0.01), ((1,), 0.02)):
        trials.run_design(points, seeds=seeds, scale=scale, folder=tmp_path, workers=0)
    assert len(made) == 3 == len(list(tmp_path.glob("*.npz")))


def test_truths_are_run_under_seeds_of_their_own(made, tmp_path):
    points = values_of(drawn_evenly(3, 1))
    truths = trials.run_truths(points, first_seed=50, folder=tmp_path, workers=0)
    assert [seed for _, seed in made] == [50, 51, 52] and truths.counts.urban.shape[:2] == (3, 1)


def test_a_trial_that_fails_says_which(made, tmp_path):
    points = np.array([[1000.0, *[0.0] * (len(NAMES) - 1)]])
    with pytest.raises(trials.TrialError, match="no such town"):
        trials.run_design(points, folder=tmp_path, workers=0)


def test_designs_are_joined_and_parted(region):
    design = fake_design(region, values_of(drawn_evenly(5, 1)))
    joined = design.of(np.array([0, 1])).and_(design.of(np.array([2, 3, 4])))
    assert (joined.counts.urban == design.counts.urban).all()
    with pytest.raises(ValueError, match="seeds"):
        design.and_(of_one_seed(design, 2))


def test_moments_are_those_of_the_censuses(region):
    moments = moments_of(counted(region))
    assert moments.residents == region.residents(2020).sum()
    assert moments.urban_share == pytest.approx(region.urban_residents(2020).sum() / moments.residents)
    assert moments.unit_urban_share == pytest.approx(region.urban_residents(2020) / region.residents(2020))
    assert moments.household_size == pytest.approx(2.54, abs=0.01)


def test_a_part_of_the_units_run_alone_gives_what_it_gives_among_all(region):
    """Units share nothing, so what is learnt of each is learnt of the whole. And none may fill its rows."""
    growing = region.find(["Dechang County", "Batang County"])
    together, alone = Decade(region, 0.01, units=growing), Decade(region, 0.01, units=growing[:1])
    model = together.run({"constant_town": -1.0})
    assert (model.households.used < np.diff(model.households.first)).all(), "no more households could form"
    both, one = simulated_counts(model), simulated_counts(alone.run({"constant_town": -1.0}))
    for ours, theirs in zip(both, one, strict=True):
        assert (ours[:1] == theirs).all()


def test_priors_hold_the_bounds_and_their_draws_are_theirs():
    draws = drawn_evenly(4096, 3)
    assert ((draws >= LOW) & (draws <= HIGH)).all() and np.isfinite(log_prior(draws)).all()
    assert log_prior(HIGH + 0.01) == -np.inf
    inside = (LOW < -4) & (HIGH > 4)
    assert np.abs(draws[:, inside].mean(axis=0)).max() < 0.02 and np.abs(draws[:, inside].std(axis=0) - 1).max() < 0.02
    assert spreads_of(values_of(draws)) == pytest.approx(draws)
    assert len(PRIORS) <= 12 and sum(name.startswith("shift_") for name in PRIORS) <= 3
