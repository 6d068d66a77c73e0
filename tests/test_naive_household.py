"""The kernel against a household in plain Python: who reconsiders, and what is chosen."""

import math

import naive_household as naive
import numpy as np
import pytest
from naive_living import vested

from sim.kernel.residence_year import NO_CHANGE
from sim.state.households import APART, EMPTY, FAMILY, FEMALE
from sim.submodels import LEVERS
from sim.submodels.public_services import vested_share
from sim.submodels.residence_choice import HOME_OFFERED, OFFER_ALONE, family_place

HOUSEHOLDS = 2_000


def row_of(rows, i, p):
    """Row `i` as a dict of plain numbers; `p` are the places of its unit."""
    members = [
        {"age": int(age), "female": bool(trait & FEMALE), "education": int(trait) >> 4 & 3,
         "apart": bool(trait & APART)}
        for age, trait in zip(rows.age[i], rows.trait[i], strict=True) if age != EMPTY
    ]  # fmt: skip
    plain = ("kind", "alternative", "village_origin", "hukou", "years", "land", "contract", "homestead",
             "collective", "tenure", "events")  # fmt: skip
    row = {name: int(getattr(rows, name)[i]) for name in plain}
    # What an offer of the year leaves behind is for the plain household to find.
    row["events"] &= ~(HOME_OFFERED | OFFER_ALONE)
    return row | {
        "id": int(rows.id[i]), "savings": float(rows.savings[i]), "members": members,
        "group": p["village_group"][rows.village[i]], "demonstration": p["demonstration"][rows.village[i]],
    }  # fmt: skip


def places_of(model, unit):
    return {name: array[unit].tolist() for name, array in model.places.columns._asdict().items()}


def values_of(model, unit):
    return dict(zip(model.values.dtype.names, model.values[unit].item(), strict=True))


def unlike(model, unit, number, random):
    """Gives `number` of a unit's families rights, home, hukou, years, alternative and members by luck."""
    rows = model.households.used_rows(unit)
    families = np.flatnonzero(rows.kind == FAMILY)
    chosen = random.choice(families, number, replace=False)
    rows.alternative[chosen] = random.integers(0, 8, number)
    rows.hukou[chosen] = random.integers(0, 5, number)
    rows.village_origin[chosen] = random.integers(0, 2, number)
    rows.years[chosen] = random.integers(0, 30, number)
    rows.land[chosen] = random.integers(0, 1500, number)
    rows.contract[chosen] = random.integers(0, 5, number)
    rows.homestead[chosen] = random.integers(0, 6, number)
    rows.collective[chosen] = random.choice([0, 1, 3], number)
    rows.tenure[chosen] = random.integers(0, 3, number)
    rows.savings[chosen] = random.uniform(0, 3e5, number)
    rows.events[chosen] = random.integers(0, 256, number)
    present = rows.age[chosen] != EMPTY
    rows.age[chosen] = np.where(present, random.integers(0, 101, present.shape), EMPTY)
    rows.trait[chosen] = np.where(present, random.integers(0, 256, present.shape), 0)
    return chosen


def compare(model, unit, chosen, choices):
    """How many of `chosen` reconsider and how many change; every one as in plain Python."""
    rows = model.households.used_rows(unit)
    p, v = places_of(model, unit), values_of(model, unit)
    shape = naive.reconsideration_shape(v)
    thought, moved, wrong = 0, 0, []
    for i in chosen.tolist():
        row = row_of(rows, i, p)
        household = naive.described(row, v, model.world)
        expected = household["now"]
        if naive.reconsiders(row, household, v, p, float(model.pace[unit]), shape, model.luck, model.year):
            thought += 1
            household = naive.described(row, v, model.world)
            expected = naive.chosen(household, p, v, row["id"], model.luck, model.year)
        found = household["now"] if choices[i] == NO_CHANGE else int(choices[i])
        moved += found != household["now"]
        if found != expected:
            wrong.append((row, found, expected))
    assert not wrong, f"{len(wrong)} of {len(chosen)}, the first: {wrong[0]}"
    return thought, moved


# Levers of income, land and homes far from where they stood.
STRONG = {"farm_productivity": 15.0, "abandonment_penalty": 400.0, "relocation_housing": 1500.0,
          "collective_land_value": 1500.0, "rights_as_collateral": 0.6, "income_floor": 12000.0, "benefit_gap": 5.0,
          "returnee_incentive": 50.0, "administrative_cost": -50.0, "rental_friction": 5.0}  # fmt: skip


def aged(model_of, several, **changes):
    model = model_of(several, **changes)
    for _ in range(3):
        model.step()
    return model


@pytest.fixture(scope="module")
def model(model_of, several):
    """Three years on, everyone thinking about it (the hazard is far beyond its bounds)."""
    model = aged(model_of, several, changes={"reconsideration": 20.0})
    model.begin_year()
    model.put_levers_in_force()
    return model


def test_real_households_choose_what_plain_python_chooses(model):
    model = model.copy()
    model.choose_residence()
    random = np.random.default_rng(1)
    thought, moved = 0, 0
    for unit in range(model.units):
        families = np.flatnonzero(model.households.used_rows(unit).kind == FAMILY)
        some = random.choice(families, HOUSEHOLDS // model.units + 1, replace=False)
        counts = compare(model, unit, some, model.choices[unit])
        thought, moved = thought + counts[0], moved + counts[1]
    assert thought > 0.7 * HOUSEHOLDS and moved > 0.1 * HOUSEHOLDS


def test_households_of_any_state_choose_what_plain_python_chooses(model):
    model = model.copy()
    random = np.random.default_rng(2)
    share = HOUSEHOLDS // model.units + 1
    some = [unlike(model, unit, share, random) for unit in range(model.units)]
    model.choose_residence()
    counts = [compare(model, unit, some[unit], model.choices[unit]) for unit in range(model.units)]
    assert sum(moved for _, moved in counts) > 0.3 * HOUSEHOLDS
    kept = [model.households.used_rows(unit).alternative[some[unit]] for unit in range(model.units)]
    made = [model.choices[unit][some[unit]] for unit in range(model.units)]
    found = np.where(np.concatenate(made) == NO_CHANGE, np.concatenate(kept), np.concatenate(made))
    assert set(found.tolist()) == set(range(8))


def test_households_choose_as_in_plain_python_under_every_lever(model_of, several):
    """Every lever part of the way to the end of its range that is farther from its value."""
    random = np.random.default_rng(4)
    changes = {"reconsideration": 20.0}
    for lever in LEVERS:
        low, high = lever.bounds
        end = high if high - lever.value >= lever.value - low else low
        changes[lever.name] = lever.value + (end - lever.value) * random.uniform(0.2, 0.6)
    model = aged(model_of, several, changes=changes)
    model.begin_year()
    model.put_levers_in_force()
    assert model.places.columns.demonstration.any() and (model.places.columns.town_boost > 0).all()
    some = [unlike(model, unit, HOUSEHOLDS // model.units, random) for unit in range(model.units)]
    model.choose_residence()
    moved = sum(compare(model, unit, some[unit], model.choices[unit])[1] for unit in range(model.units))
    assert moved > 0.3 * HOUSEHOLDS


def test_households_weigh_levers_as_in_plain_python(model_of, several):
    model = aged(model_of, several, changes=STRONG | {"reconsideration": 0.5})
    model.begin_year()
    model.put_levers_in_force()
    random = np.random.default_rng(4)
    some = [unlike(model, unit, HOUSEHOLDS // model.units + 1, random) for unit in range(model.units)]
    model.choose_residence()
    counts = [compare(model, unit, some[unit], model.choices[unit]) for unit in range(model.units)]
    assert sum(moved for _, moved in counts) > 0.1 * HOUSEHOLDS
    events = np.concatenate([model.households.used_rows(unit).events[some[unit]] for unit in range(model.units)])
    alone = (events & OFFER_ALONE) > 0
    assert 0 < alone.sum() < ((events & HOME_OFFERED) > 0).sum()


@pytest.mark.parametrize("changes", [{}, {"relocation_housing": 300.0}], ids=["as before", "homes on offer"])
def test_the_same_households_reconsider_as_in_plain_python(model_of, several, changes):
    model = aged(model_of, several, changes=changes)
    model.begin_year()
    model.put_levers_in_force()
    model.reclassify_villages()
    model.renew_population()
    model.choose_residence()
    random = np.random.default_rng(3)
    thought = 0
    for unit in range(model.units):
        families = np.flatnonzero(model.households.used_rows(unit).kind == FAMILY)
        some = random.choice(families, HOUSEHOLDS, replace=False)
        thought += compare(model, unit, some, model.choices[unit])[0]
    assert 0.01 < thought / (HOUSEHOLDS * model.units) < 0.2


def test_who_finds_no_room_chooses_again_as_in_plain_python(model):
    model = model.copy()
    model.places.columns.homes[:, 1:3] = 0.0
    model.choose_residence()
    p, v = places_of(model, 0), values_of(model, 0)
    rows = model.households.used_rows(0)
    before = rows.alternative.copy()
    wanting = np.flatnonzero(np.isin(model.choices[0], (2, 3, 4, 5)))[:400].tolist()
    described = {i: naive.described(row_of(rows, i, p), v, model.world) for i in wanting}
    model.relocate()
    for i in wanting:
        household, wanted = described[i], int(model.choices[0][i])
        expected = wanted
        if family_place(wanted) != family_place(int(before[i])):
            identity = int(rows.id[i])
            expected = naive.chosen(household, p, v, identity, model.luck, model.year, full=(1, 2))
        assert rows.alternative[i] == expected


def test_what_vests_is_the_mean_over_five_years():
    for needed in (0.0, 0.25, 0.5, 1.0, 3.0, 5.0, 7.0):
        for years in (0.0, 0.5, 1.0, 2.0, 4.0, 6.5, 20.0):
            steps = [years + 5 * (k + 0.5) / 20_000 for k in range(20_000)]
            mean = sum(min(1.0, t / needed) if needed else 1.0 for t in steps) / len(steps)
            assert math.isclose(vested_share(years, needed), mean, abs_tol=1e-6)
            assert math.isclose(vested(years, needed), mean, abs_tol=1e-6)
