"""The model's backtest hears nothing of the units it predicts, and gets its parameters back from its own runs."""

import numpy as np
import pytest
from scipy.special import expit, logit

from sim.experiments.calibration.moments import Counts, counted
from sim.experiments.calibration.priors import NAMES, drawn_evenly, values_of
from sim.experiments.calibration.trials import Design
from sim.experiments.calibration.unit_surrogate import felt_by_units
from sim.experiments.validation import fold_posterior, forecasts, validate
from sim.experiments.validation.backtest import of_the_model
from sim.experiments.validation.fold_moments import Observed, UnitFigures
from sim.experiments.validation.folds import folds, open_units


@pytest.fixture(scope="module")
def design(region):
    """A made-up design: what a model like ours might have given, without a run."""
    points = values_of(drawn_evenly(64, 3))
    felt = felt_by_units(region, points)
    seen = counted(region)
    share = logit(seen.urban / seen.ages_2020.sum(axis=1)) * 0.5 - 0.3
    urban = expit(share + 0.25 * (felt[..., 0] + 1.2))
    leave = 1 - 2 * (felt[..., 4] - 0.085) - 0.1 * (felt[..., 1] + 0.6)
    ages = seen.ages_2020 * leave[..., None]

    def of_trials(field):
        return np.repeat(field[None], len(points), axis=0)

    counts = Counts(
        of_trials(seen.ages_2010), ages, urban * ages.sum(axis=2), seen.away * (1 + 0.3 * (felt[..., 1] + 0.6)),
        of_trials(seen.registered_elsewhere), of_trials(seen.families), of_trials(seen.family_members),
    )  # fmt: skip
    return Design(points, (1,), 0.01, Counts(*(field[:, None] for field in counts)))


@pytest.fixture(scope="module")
def figures(region, design):
    return UnitFigures.of(region, design)


def shuffled_where(region, units):
    """The censuses with the outcomes of 2020 of `units` given to one another."""
    seen = counted(region)
    other = np.roll(units, 1)
    fields = {}
    for name, field in seen._asdict().items():
        fields[name] = field.copy()
        if name != "ages_2010":
            fields[name][units] = field[other]
    return Observed.of(Counts(**fields))


@pytest.mark.parametrize("shifters", [True, False], ids=["with shifters", "without"])
def test_shuffling_the_outcomes_of_held_out_units_changes_no_bit(region, figures, shifters, monkeypatch):
    monkeypatch.setattr(fold_posterior, "DRAWS", 256)
    every = [fold for fold in folds(region, open_units(region)) if fold.prefecture in ("Luzhou", "Aba")]
    known = Observed.in_region(region)
    for fold in every:
        spoiled = shuffled_where(region, fold.held_out)
        assert (spoiled.share[fold.held_out] != known.share[fold.held_out]).any()
        before = of_the_model(figures, known, [fold], shifters)
        after = of_the_model(figures, spoiled, [fold], shifters)
        assert before.tobytes() == after.tobytes(), fold.prefecture
        # The outcomes of others do count: the test can fail.
        heard = of_the_model(figures, shuffled_where(region, fold.training), [fold], shifters)
        assert before.tobytes() != heard.tobytes()


def test_sealed_units_count_for_nothing(region, figures, monkeypatch):
    monkeypatch.setattr(fold_posterior, "DRAWS", 256)
    fold = folds(region, open_units(region))[0]
    sealed = np.setdiff1d(np.arange(len(region.units)), open_units(region))
    before = of_the_model(figures, Observed.in_region(region), [fold])
    after = of_the_model(figures, shuffled_where(region, sealed), [fold])
    assert before.tobytes() == after.tobytes()


def test_totals_are_those_of_the_units_asked_about(region, design, figures):
    units = open_units(region)[:30]
    known = Observed.in_region(region)
    found, logits = figures.totals(design.points, units, known.cohorts_2010[units])
    counts = Counts(*(field[:, 0] for field in design.counts))
    residents = counts.ages_2020[:, units].sum(axis=(1, 2))
    assert found.residents == pytest.approx(residents, rel=1e-2)
    assert found.urban_share == pytest.approx(counts.urban[:, units].sum(axis=1) / residents, abs=5e-3)
    assert logits.shape == (len(design), 30)
    assert known.totals(units).urban_share[0] == pytest.approx(
        region.urban_residents(2020)[units].sum() / region.residents(2020)[units].sum()
    )


def test_a_units_error_is_told_from_the_errors(region):
    errors = 0.2 * np.random.default_rng(2).standard_t(5, size=20_000)
    degrees, scale = fold_posterior.student_error(errors, 0)
    assert scale == pytest.approx(0.2, rel=0.05) and 4 < degrees < 6.5


def test_without_shifters_slope_and_shifters_are_nothing(region, figures, monkeypatch):
    monkeypatch.setattr(fold_posterior, "DRAWS", 256)
    fold = folds(region, open_units(region))[0]
    found = fold_posterior.posterior(figures, Observed.in_region(region), fold, shifters=False)
    for name in ("slope_2010_share", "shift_minority"):
        assert (found.points[:, NAMES.index(name)] == 0).all()
    assert found.points[:, NAMES.index("constant_town")].std() > 0


def test_a_release_adds_the_sealed_counties_and_changes_nothing_else(region, design, monkeypatch):
    monkeypatch.setattr(fold_posterior, "DRAWS", 128)
    few = list(forecasts.candidates(1))
    monkeypatch.setattr(forecasts, "candidates", lambda most=4: few)
    monkeypatch.setattr(validate, "folds", lambda region, units: folds(region, units)[:2])
    tables = [validate.backtested(region, design, release, lambda done, what: None) for release in (False, True)]
    (before, units, _), (after, same_units, _) = tables
    assert units.equals(same_units)
    assert after[after["sample"] != "sealed"].reset_index(drop=True).equals(before)
    sealed = after[after["sample"] == "sealed"]
    assert (sealed["units"] == len(region.units) - len(open_units(region))).all() and len(sealed) == 10
