"""What levers make of jobs and pay."""

import numpy as np
import pytest

from sim.state.households import SEAT, TOWN, VILLAGE
from sim.submodels.livelihoods import labour_market, more_jobs, pay_factor

ONE, NONE = np.ones(1), np.zeros(1)


def everywhere(number):
    return np.full((1, 5), float(number))


def test_jobs_are_added_where_the_levers_put_them(declared):
    assert (more_jobs(declared(), everywhere(1000)) == 1000).all()
    found = more_jobs(declared(seat_jobs=1.5, seat_services_jobs=0.5), everywhere(1000))[0]
    assert found == pytest.approx([1000, 1005, 1020, 1000, 1000])


def test_more_jobs_raise_employment_up_to_the_base_and_then_wages_alone(declared):
    values, workers = declared(), everywhere(1000)
    outcomes = [
        labour_market(values, everywhere(jobs), workers, workers, workers, workers)
        for jobs in (900, 1000, 1100, 1500)
    ]
    wages = [wage[0, SEAT] for wage, _ in outcomes]
    employment = [share[0, SEAT] for _, share in outcomes]
    assert wages == sorted(set(wages))
    assert employment[0] < employment[1] == employment[2] == employment[3] == values["employment_base"][0]
    assert wages[2] == pytest.approx(38_000 * 1.1**0.2)


def test_pay_is_the_wage_without_levers(declared):
    assert (pay_factor(declared(), ONE, NONE) == 1).all()


def test_training_raises_pay_everywhere_by_the_share_trained(declared):
    assert pay_factor(declared(training=0.1), ONE, NONE)[0] == pytest.approx([np.exp(0.03)] * 5)


def test_village_growth_and_central_towns_raise_pay_where_they_are(declared):
    found = pay_factor(declared(), np.array([1.02]), np.array([0.2]))[0]
    assert found == pytest.approx([1.02, 1.01, 1, 1, 1])


def test_village_earnings_grow_year_by_year(county, model_of):
    model = model_of(county, changes={"village_jobs": 2.0, "seat_jobs": 5.0})
    jobs = model.places.columns.jobs.copy()
    for _ in range(3):
        model.step()
    places = model.places.columns
    assert places.village_pay[0] == pytest.approx(1.02**3)
    assert places.pay_factor[0, VILLAGE] == pytest.approx(1.02**3)
    assert places.jobs[0, SEAT] == pytest.approx(jobs[0, SEAT] * 1.05**3)
    assert places.jobs[0, TOWN] == jobs[0, TOWN]
