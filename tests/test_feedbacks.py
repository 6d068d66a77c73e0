"""Every feedback can be switched off: what it governs then no longer depends on what households do."""

import numpy as np
import pytest

GOVERNED = {
    "feedback_crowding": ("crowding", "capacity"),
    "feedback_housing": ("house_price", "homes"),
    "feedback_land_rental": ("land_rent",),
    "feedback_labour": ("wage", "employment"),
    "feedback_villages": ("empty_homes", "schools_open"),
    "feedback_networks": ("network",),
}


def after_three_years(model):
    for _ in range(3):
        model.step()
    return model


@pytest.fixture(scope="module")
def two_lucks(county, model_of):
    def runs(changes):
        return [after_three_years(model_of(county, changes=changes, luck_seed=seed)) for seed in (1, 2)]

    return runs


def same(models, column):
    one, other = (getattr(model.places.columns, column) for model in models)
    return bool((one == other).all())


@pytest.mark.parametrize("switch", GOVERNED)
def test_a_feedback_switched_off_does_not_see_what_households_do(two_lucks, switch):
    off = two_lucks({switch: 0.0})
    for column in GOVERNED[switch]:
        assert same(off, column), column


def test_switched_on_each_of_them_does(two_lucks):
    on = two_lucks({})
    for columns in GOVERNED.values():
        assert not all(same(on, column) for column in columns), columns


def test_without_the_housing_feedback_nobody_is_turned_away(county, model_of):
    changes = {"constant_town": 4.0, "move_cost_seat": 0.0, "move_cost_town": 0.0, "reconsideration": 0.2}
    full = model_of(county, changes=changes)
    full.step()
    assert full.flows.not_placed.sum() > 0
    open_to_all = model_of(county, changes={**changes, "feedback_housing": 0.0})
    open_to_all.step()
    assert open_to_all.flows.not_placed.sum() == 0
    assert np.isfinite(open_to_all.places.columns.house_price).all()
