"""The fit that ships with the data: close to the censuses, few parameters, inside their bounds, recovered."""

import json
import sys
from pathlib import Path

import pandas as pd
import pytest

from sim.experiments.calibration.moments import FITTED_COHORTS
from sim.experiments.calibration.priors import PRIORS
from sim.parameters import Evidence, Role
from sim.posterior import load_posterior
from sim.region import DATA
from sim.submodels import DECLARATIONS
from sim.views.calibration_page import PAGE, RECORD, page

DECLARED = {parameter.name: parameter for parameter in DECLARATIONS}
DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture(scope="module")
def calibration(region):
    return json.loads((DATA / region.name / "calibration.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def moments(calibration):
    return {moment["moment"]: moment for moment in calibration["record"]["moments"]}


def table(name):
    return pd.read_csv(RECORD / f"{name}.csv")


@pytest.mark.parametrize("key", ["shipped", "posterior"])
def test_the_urban_share_of_2020_is_within_half_a_point(moments, key):
    assert abs(moments["urban_share"][key] - moments["urban_share"]["observed"]) <= 0.005


@pytest.mark.parametrize("name, tolerance", [("residents", 0.02), ("away", 0.07)])
def test_totals_of_2020_are_close(moments, name, tolerance):
    assert moments[name]["shipped"] == pytest.approx(moments[name]["observed"], rel=tolerance)


@pytest.mark.parametrize("group", FITTED_COHORTS, ids=lambda group: f"aged {5 * group} in 2010")
def test_cohorts_change_as_the_censuses_say_from_age_ten_on(moments, group):
    moment = moments[f"cohort_{5 * group}"]
    assert moment["fitted"] and abs(moment["shipped"] - moment["observed"]) <= 0.06


def test_no_fitted_moment_is_missed_by_more_than_errors_explain(moments):
    missed = {name: moment["missed_sd"] for name, moment in moments.items() if moment["fitted"]}
    assert max(map(abs, missed.values())) < 3, missed


def test_the_observed_figures_are_those_of_the_region(moments, region):
    residents = region.residents(2020).sum()
    assert moments["residents"]["observed"] == residents
    assert moments["urban_share"]["observed"] == pytest.approx(region.urban_residents(2020).sum() / residents, rel=1e-5)
    assert moments["registered_elsewhere"]["observed"] == region.registered_elsewhere(2020).sum()
    grown = region.age_sex(2020).sum(axis=(0, 1))
    young = region.age_sex(2010).sum(axis=(0, 1))
    # Groups of the census: 0, 1-4, then five years each.
    assert moments["cohort_40"]["observed"] == pytest.approx(grown[11] / young[9], rel=1e-5)


def test_at_most_twelve_parameters_are_fitted_and_at_most_three_are_shifters(calibration):
    assert set(calibration["fitted"]) == set(PRIORS) == set(calibration["record"]["priors"])
    assert len(PRIORS) <= 12 and sum(name.startswith("shift_") for name in PRIORS) <= 3


def test_every_fitted_value_is_declared_fitted_and_inside_its_bounds(calibration):
    for name, value in calibration["fitted"].items():
        low, high = DECLARED[name].bounds
        # At a bound the prior is not heard.
        assert low < value < high, name
        assert DECLARED[name].evidence is Evidence.FITTED, name
        assert DECLARED[name].role is Role.UNCERTAINTY, name


def test_the_fit_was_made_on_these_figures(calibration, region):
    assert calibration["record"]["region_figures"] == region.figures_digest
    assert region.fitted == calibration["fitted"]


def test_the_values_in_use_are_not_ruled_out_or_of_the_ensemble(calibration, region):
    record = calibration["record"]
    if record["shipped_implausibility"] <= record["cut"]:
        assert calibration["fitted"] == record["shipped"]
    else:
        assert any(member == pytest.approx(region.fitted, rel=1e-6) for member in load_posterior().members)


def test_shifters_bring_the_units_nearer_than_the_mean_gain(calibration):
    errors = calibration["record"]["unit_error_pp"]
    assert errors["posterior mean"] < errors["every unit gains the mean of other prefectures"]


def test_the_fitted_values_are_what_a_run_uses(values, region):
    for name, value in region.fitted.items():
        assert (values[name] == value).all()


def test_the_record_is_that_of_the_ensemble_that_ships(calibration, region):
    posterior, record = load_posterior(), calibration["record"]
    assert len(posterior) == record["members"] >= 200
    parameters = table("parameters").set_index("parameter")
    assert parameters.loc[list(posterior.parameters), "posterior"].to_numpy() == pytest.approx(posterior.mean, rel=1e-4)
    assert 1 / (posterior.weights**2).sum() == pytest.approx(record["effective_members"], rel=0.01)


def test_covariances_ship_whole():
    for name, rows in (("covariance_domain", 16), ("covariance_units", 128)):
        matrix = table(name).iloc[:, 1:].to_numpy()
        assert matrix.shape == (rows, rows) and matrix == pytest.approx(matrix.T)


def test_known_parameters_are_recovered_as_often_as_their_intervals_say():
    trials = table("recovery_trials")
    inside = trials[~trials["at_bound"]]
    assert trials["trial"].nunique() >= 50
    assert 0.85 <= inside["covered"].mean() <= 0.95
    assert (inside.groupby("parameter")["covered"].mean() >= 0.76).all()
    again = (trials["low"] <= trials["truth"]) & (trials["truth"] <= trials["high"])
    assert (again == trials["covered"]).mean() > 0.999


def test_the_page_is_that_of_the_record():
    assert (DOCS / PAGE).read_text("utf-8") == page(), f"{sys.executable} -m sim.views.calibration_page"
