"""The base year's population: census margins, the sample, determinism, and households that make sense."""

import numpy as np
import pytest

from sim.initialisation import composition
from sim.initialisation.build import MADE_OF, build_households, build_population, made_of
from sim.initialisation.population import collective_persons, unit_margins
from sim.initialisation.report import count_population, margin_report
from sim.randomness import CHARACTER, WORLD, draw, uniform
from sim.region import load_region
from sim.state.households import (
    APART,
    CITY,
    EMPTY,
    FAMILY,
    FEMALE,
    IN_VILLAGE,
    OTHER_PROVINCE,
    PARTNERED,
    PLACE_MASK,
    PLACE_SHIFT,
    SLOTS,
    VILLAGE,
)
from sim.submodels import DECLARATIONS, RECORD
from sim.submodels.residence_choice import all_workers_go, living_places, splits

YEARS = (2010, 2020)
# Large and small, with many children (Liangshan) and with few.
UNITS = np.array([0, 60, 80, 96, 119])


@pytest.fixture(scope="module")
def region():
    return load_region()


@pytest.fixture(scope="module")
def values(region):
    record = np.zeros(len(region.units), RECORD)
    for parameter in DECLARATIONS:
        record[parameter.name] = parameter.value
    return record


@pytest.fixture(scope="module", params=YEARS)
def whole(request, region, values):
    """Some units at scale 1."""
    return build_population(region, values, year=request.param, positions=UNITS, threads=2)


@pytest.fixture(scope="module", params=YEARS)
def small(request, region, values):
    """All units, sampled."""
    return build_population(region, values, year=request.param, scale=0.05, threads=2)


def of_unit(population, unit):
    """Rows of a unit, which members there are, and where they live."""
    rows = population.households.used_rows(unit)
    return rows, rows.age != EMPTY, (rows.trait & PLACE_MASK) >> PLACE_SHIFT


def test_census_margins_are_exact_at_scale_one(whole, region):
    report = margin_report(whole, region).set_index("margin")
    exact = ["residents by sex and age group", "residents", "urban residents", "persons in family households",
             "family households", "one-person households", "registered elsewhere"]  # fmt: skip
    assert (report.loc[exact, "unit_error"] == 0).all()
    assert (report.loc[exact, "used_as"] == "constraint").all()


def test_close_margins_are_close_at_scale_one(whole, region):
    report = margin_report(whole, region).set_index("margin")
    relative = (report["domain_achieved"] / report["domain_target"] - 1).abs()
    assert relative["registered population"] < 0.001
    assert relative["one-generation households"] < 0.05
    assert relative["two-generation households"] < 0.10
    assert relative["three-generation households"] < 0.10
    assert relative["households with a member 65+"] < 0.10
    assert report.loc["children without a member 15 years older", "domain_achieved"] < 1000


@pytest.mark.parametrize("year", YEARS)
def test_households_by_generation_add_up_in_every_unit(year, region, values):
    c = composition
    for margins in unit_margins(region, year, values):
        persons = margins.persons - collective_persons(margins)
        assert persons.min() >= 0 and persons.sum() == margins.family_population
        cells = c.household_cells(
            int(persons.sum()), margins.one_person, margins.one_generation, margins.two_generation,
            margins.three_generation, 0.15,
        )  # fmt: skip
        counts = c.roles_by_age(persons, cells, sum(margins.with_65plus[1:]))
        kind, number, _, elders = cells.T
        assert number.min() >= 0 and number[kind <= c.OLD_COUPLE].sum() == margins.one_generation
        assert number[kind == c.ONE_PERSON].sum() == margins.one_person
        assert number[(kind > c.OLD_COUPLE) & (elders == 0)].sum() == margins.two_generation
        assert number[elders > 0].sum() == margins.three_generation
        assert (counts.sum(axis=2) == persons).all()
        assert (counts.sum(axis=(0, 1)) == c.role_totals(cells)).all()
        adults = np.delete(counts, [c.CHILD, c.GRANDCHILD], axis=2)
        assert adults[:, :18].sum() == 0


def test_sizes_add_up():
    cases = ((10, 0, 5), (10, 50, 5), (7, 9, 4), (1, 3, 4), (0, 0, 5), (90_000, 131_313, 5))
    for number, extra, most in cases:
        sizes = composition.sizes(number, extra, most)
        assert sizes.min() >= 0 and sizes.sum() == number and sizes @ np.arange(most + 1) == extra


def test_persons_who_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="do not fill"):
        composition.household_cells(10_000, 100, 200, 100, 100, 0.15)


def test_a_sample_keeps_residents_and_urban_residents_of_every_unit(small, region):
    counts, _ = count_population(small)
    weighted_household = small.households.weight * SLOTS
    assert (np.abs(counts[:, 0] - region.residents(small.year)) <= weighted_household).all()
    assert (np.abs(counts[:, 1] - region.urban_residents(small.year)) <= weighted_household).all()


def test_weights_are_whole_and_bounded(small):
    weight = small.households.weight
    families = np.array([
        (small.households.used_rows(unit).kind == FAMILY).sum() for unit in range(small.households.units)
    ])  # fmt: skip
    assert weight.dtype.kind == "i" and weight.min() >= 1 and weight.max() == 20
    assert (families[weight > 1] >= 1990).all()


def test_a_sample_is_nested_in_the_whole(whole, region, values):
    part = build_population(region, values, year=whole.year, scale=0.1, positions=UNITS)
    for unit in range(len(UNITS)):
        all_rows, some = whole.households.used_rows(unit), part.households.used_rows(unit)
        assert len(np.unique(all_rows.id)) == len(all_rows.id)
        assert len(np.unique(some.id)) == len(some.id)
        places = np.searchsorted(all_rows.id, some.id)
        for name in some._fields:
            assert (getattr(all_rows, name)[places] == getattr(some, name)).all(), name


def test_households_are_made_of_few_parameters_and_places_of_any(region, values):
    options = {"year": 2020, "scale": 0.02, "positions": UNITS[2:3]}
    rest = {"world_seed": 1, "last_year": 2035, "threads": 1}
    households = build_households(region, made_of(values), **options, **rest)
    other = values.copy()
    for name in set(RECORD.names) - set(MADE_OF):
        other[name] *= 1.1
    assert (made_of(other) == made_of(values)).all()
    afresh, shared = build_population(region, other, **options), households.in_places(region, other)
    for one, same in (
        (afresh.households.columns, shared.households.columns), (afresh.places.columns, shared.places.columns)
    ):
        assert all((a == b).all() for a, b in zip(one, same, strict=True))
    assert (shared.places.columns.wage != households.in_places(region, values).places.columns.wage).any()


def test_ids_are_unique_across_units(whole):
    ids = np.concatenate([whole.households.used_rows(unit).id for unit in range(len(UNITS))])
    assert len(np.unique(ids)) == len(ids)


def test_the_world_seed_alone_decides(region, values):
    def built(**changes):
        options = {"year": 2020, "positions": UNITS[2:4], "scale": 0.5} | changes
        return build_population(region, values, **options).households.columns

    first = built(threads=1)
    for again in (built(threads=2), built(threads=3)):
        assert all((a == b).all() for a, b in zip(first, again, strict=True))
    other = built(world_seed=2)
    assert first.age.shape != other.age.shape or (first.age != other.age).mean() > 0.01


def test_children_have_an_adult_in_the_household(whole):
    for unit in range(len(UNITS)):
        rows, present, _ = of_unit(whole, unit)
        children, adults = (rows.age < 18).any(axis=1), ((rows.age >= 18) & present).any(axis=1)
        assert adults[(rows.kind == FAMILY) & children].all()


def test_partners_come_in_pairs(whole):
    for unit in range(len(UNITS)):
        rows, present, _ = of_unit(whole, unit)
        partnered = present & (rows.trait & PARTNERED > 0)
        women = (partnered & (rows.trait & FEMALE > 0)).sum(axis=1)
        assert (women * 2 == partnered.sum(axis=1)).all()
        assert (rows.age[partnered] >= 18).all()


def test_members_are_in_the_slots_in_front(whole):
    for unit in range(len(UNITS)):
        rows, present, _ = of_unit(whole, unit)
        assert (np.diff(present.astype(np.int8), axis=1) <= 0).all() and present[:, 0].all()
        assert rows.age[present].max() <= 100 and (rows.trait[~present] == 0).all()


def test_everyone_is_where_the_alternative_has_her(whole, values):
    """As `move_members` would have it, but that elders who may stay in the village are with the family."""
    share = float(values["in_province_share"][0])
    for unit in range(len(UNITS)):
        rows, present, place = of_unit(whole, unit)
        alone = (rows.trait & APART > 0) & present
        assert (place[alone] >= CITY).all()
        family = rows.kind == FAMILY
        for i in np.flatnonzero(family & (rows.alternative > IN_VILLAGE))[::37].tolist():
            alternative = int(rows.alternative[i])
            lucky = uniform(draw(1, WORLD, rows.id[i], 0, CHARACTER)[3]) < share
            living = living_places(alternative, CITY if lucky else OTHER_PROVINCE, 0, 1)
            here = present[i] & ~alone[i]
            all_go = all_workers_go(alternative, (here & (rows.age[i] >= 60)).sum())
            for m in np.flatnonzero(here).tolist():
                age, woman = rows.age[i, m], rows.trait[i, m] & FEMALE
                stays = splits(alternative) and not all_go and woman
                goes = 18 <= age < 60 and not stays
                assert place[i, m] == (living.lead_workers if goes else living.family)
        at_home = family & (rows.alternative == IN_VILLAGE)
        assert (place[at_home][present[at_home] & ~alone[at_home]] == VILLAGE).all()


def test_the_report_names_its_checks(whole, region):
    report = margin_report(whole, region)
    assert report.columns.tolist() == ["margin", "unit_error", "domain_target", "domain_achieved", "used_as"]
    assert set(report["used_as"]) == {"constraint", "check"} and not report["margin"].duplicated().any()
