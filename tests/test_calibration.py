"""The fit that ships with the data: close to the censuses, few parameters, inside their bounds."""

import json

import numpy as np
import pytest

from sim.experiments.calibration import PRIORS, SHIFTERS, Experiment
from sim.experiments.moments import FITTED_COHORTS
from sim.parameters import Evidence, Role
from sim.region import DATA
from sim.submodels import DECLARATIONS

DECLARED = {parameter.name: parameter for parameter in DECLARATIONS}


@pytest.fixture(scope="module")
def calibration(region):
    return json.loads((DATA / region.name / "calibration.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def moments(calibration):
    return {moment["name"]: moment for moment in calibration["record"]["moments"]}


def test_the_urban_share_of_2020_is_within_half_a_point(moments):
    assert abs(moments["urban_share"]["simulated"] - moments["urban_share"]["observed"]) <= 0.005


@pytest.mark.parametrize("name, tolerance", [("residents", 0.02), ("away", 0.05)])
def test_totals_of_2020_are_close(moments, name, tolerance):
    assert moments[name]["simulated"] == pytest.approx(moments[name]["observed"], rel=tolerance)


@pytest.mark.parametrize("group", FITTED_COHORTS, ids=lambda group: f"aged {5 * group} in 2010")
def test_cohorts_change_as_the_censuses_say_from_age_ten_on(moments, group):
    moment = moments[f"cohort change, aged {5 * group}-{5 * group + 4} in 2010"]
    assert moment["fitted"] and abs(moment["simulated"] - moment["observed"]) <= 0.05


def test_the_observed_figures_are_those_of_the_region(moments, region):
    residents = region.residents(2020).sum()
    assert moments["residents"]["observed"] == residents
    assert moments["urban_share"]["observed"] == pytest.approx(region.urban_residents(2020).sum() / residents)
    assert moments["registered_elsewhere"]["observed"] == region.registered_elsewhere(2020).sum()
    grown = region.age_sex(2020).sum(axis=(0, 1)) / 1.0
    young = region.age_sex(2010).sum(axis=(0, 1))
    # Groups of the census: 0, 1-4, then five years each.
    assert moments["cohort change, aged 40-44 in 2010"]["observed"] == pytest.approx(grown[11] / young[9])


def test_at_most_twelve_parameters_are_fitted_and_at_most_three_are_shifters(calibration):
    assert set(calibration["fitted"]) == set(PRIORS) == set(calibration["record"]["priors"])
    assert len(PRIORS) <= 12 and len(SHIFTERS) <= 3


def test_every_fitted_value_is_declared_fitted_and_inside_its_bounds(calibration):
    for values in (calibration["fitted"], calibration["record"]["fitted_without_shifters"]):
        for name, value in values.items():
            low, high = DECLARED[name].bounds
            assert low <= value <= high, name
            # At a bound the prior is not heard.
            assert low < value < high, name
            assert DECLARED[name].evidence is Evidence.FITTED, name
            assert DECLARED[name].role is Role.UNCERTAINTY, name


def test_the_fit_was_made_on_these_figures(calibration, region):
    assert calibration["record"]["region_figures"] == region.figures_digest
    assert region.fitted == calibration["fitted"]


def test_shifters_bring_the_units_nearer(calibration):
    errors = calibration["record"]["unit_error_pp"]
    assert errors["model with unit shifters"] < errors["model without unit shifters"]


def test_the_fitted_values_are_what_a_run_uses(values, region):
    for name, value in region.fitted.items():
        assert (values[name] == value).all()


def test_no_unit_fills_its_rows_between_the_censuses(region):
    """A unit without room forms no more households: what is fitted would be an artefact."""
    growing = region.find(["Dechang County", "Batang County"])
    experiment = Experiment(region, 0.01, 1, growing)
    households = experiment.run({}).households
    assert (households.used < np.diff(households.first)).all()
