"""Rates by age against what was published and counted for the whole province."""

import numpy as np
import pytest

from sim.experiments.calendar import calendar_of
from sim.region import AGE_FROM
from sim.scenario import load_scenario
from sim.submodels import DECLARATIONS, demography


@pytest.fixture(scope="module")
def rates(region):
    """Every parameter of one unit by year, 2010 to 2025."""
    calendar = calendar_of(load_scenario("history", DECLARATIONS), region, (2010, 2025))
    return lambda year: calendar(year)[0]


def single_ages(groups):
    """The census's 19 groups spread over single ages: evenly, and falling from 85 up."""
    spread = np.zeros((2, 101))
    ends = [*AGE_FROM[1:], 101]
    for group, (first, end) in enumerate(zip(AGE_FROM, ends, strict=True)):
        ages = np.arange(first, end)
        share = np.exp(-0.17 * (ages - first)) if first == 85 else np.ones(len(ages))
        spread[:, first:end] = groups[:, [group]] * share / share.sum()
    return spread


@pytest.fixture(scope="module")
def people(region):
    return {year: single_ages(region.province_age_sex(year)) for year in (2010, 2020)}


def test_births_of_2022_are_those_published(people, rates, region):
    births = people[2020][1] @ demography.birth_probability(rates(2022), 2022)
    assert births == pytest.approx(region.known("births", 2022), rel=0.05)


def test_deaths_of_2022_are_those_published(people, rates, region):
    deaths = (people[2020] * demography.death_probability(rates(2022), 2022)).sum()
    assert deaths == pytest.approx(region.known("deaths", 2022), rel=0.05)


@pytest.mark.parametrize("first, last", [(0, 4), (5, 9)])
def test_births_before_2020_are_the_children_counted_in_2020(people, rates, first, last):
    born = 0.0
    for age in range(first, last + 1):
        year = 2020 - age
        elapsed = (year - 2010) / 10
        women = (1 - elapsed) * people[2010][1] + elapsed * people[2020][1]
        born += women @ demography.birth_probability(rates(year), year)
    assert born == pytest.approx(people[2020][:, first : last + 1].sum(), rel=0.04)


@pytest.mark.parametrize("first", [60, 65, 70, 75])
@pytest.mark.parametrize("sex", [0, 1], ids=["men", "women"])
def test_old_cohorts_survive_ten_years_as_counted(people, rates, first, sex):
    """Few move across the province's border at these ages, so what is missing in 2020 has died."""
    living = people[2010][sex, first : first + 5].copy()
    for year in range(2011, 2021):
        ages = np.arange(first, first + 5) + year - 2011
        living *= 1 - demography.death_probability(rates(year), year)[sex, ages]
    survived = living.sum() / people[2010][sex, first : first + 5].sum()
    counted = people[2020][sex, first + 10 : first + 15].sum() / people[2010][sex, first : first + 5].sum()
    assert abs(survived - counted) < 0.05


def test_the_whole_number_of_children_is_the_total_fertility(rates):
    for year, expected in ((2012, 1.73), (2018, 1.64), (2022, 1.02), (2030, 1.02)):
        values = rates(min(year, 2025))
        assert demography.birth_probability(values, year).sum() == pytest.approx(expected)
    assert 1.02 < demography.total_fertility(rates(2021), 2021) < 1.22


def test_partnered_women_bear_the_children_of_all(rates):
    """Births of partnered women, at the share who are partnered, add up to the total fertility."""
    values = rates(2020)
    tables = demography.age_tables(values, 2020, np.ones(101), np.ones(101))
    share = demography.partnered_share(values, "female")
    assert tables.birth @ share == pytest.approx(demography.total_fertility(values, 2020), rel=0.05)


def test_yearly_partnership_adds_up_to_the_share_ever_partnered(rates):
    values = rates(2020)
    for sex in ("male", "female"):
        single = 1.0
        for age, hazard in enumerate(demography.partnership_probability(values, sex)):
            wanted = demography.partnered_share(values, sex)[age]
            if 16 <= age < 50:
                assert 1 - single == pytest.approx(wanted, abs=0.03)
            single *= 1 - hazard


def test_women_outlive_men_and_partner_younger(rates):
    death = demography.death_probability(rates(2020), 2020)
    assert (death[0, 15:95] > death[1, 15:95]).all()
    share = [demography.partnered_share(rates(2020), sex) for sex in ("male", "female")]
    assert (share[1][18:35] > share[0][18:35]).all()


def test_a_bride_price_lowers_partnership_and_its_value_of_before_leaves_it():
    assert demography.partnership_ratio(3.0, 0.1) == 1.0
    assert demography.partnership_ratio(6.0, 0.1) == pytest.approx(0.9)
    assert demography.partnership_ratio(2.5, 0.3) == pytest.approx(1.05)
    assert demography.partnership_ratio(6.0, 2.0) == 0.0


def test_a_higher_bride_price_lets_nobody_partner_who_would_not_have(county, model_of):
    formed = []
    for price in (3.0, 6.0):
        model = model_of(county, changes={"bride_price": price, "bride_price_elasticity": 0.3})
        used = int(model.households.used[0])
        model.step()
        formed.append(int(model.households.used[0]) - used)
    assert 0.6 < formed[1] / formed[0] < 0.9
