"""What each variable does: found where it does something, nothing where it does not."""

import numpy as np
import pandas as pd
import pytest
from fake_sweep import SPANS, fake_sweep, latin_hypercube, one_at_a_time, share

from sim.sweep_effects import is_one_at_a_time, rank_effects, response, swings
from sim.sweep_results import read_sweep

HUKOU, JOBS, AMENITY = SPANS


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    sweep = read_sweep(fake_sweep(tmp_path_factory.mktemp("drawn"), latin_hypercube(80)))
    return sweep.values("urban_share", 2027)


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    # The failed run is one more of the last point.
    sweep = read_sweep(fake_sweep(tmp_path_factory.mktemp("alone"), one_at_a_time(), seeds=(1, 2, 3)))
    return sweep.values("urban_share", 2027)


def test_designs_are_told_apart(drawn, alone):
    assert is_one_at_a_time(alone, list(SPANS)) and not is_one_at_a_time(drawn, list(SPANS))


def test_swings_are_the_differences_to_the_scenario_by_seed(alone):
    table = swings(alone, list(SPANS)).set_index(["variable", "pause"])
    point = [None, None, None]
    for number, (name, ends) in enumerate(SPANS.items()):
        for side, end in zip(("low", "high"), ends, strict=True):
            changed = [end if at == number else None for at in range(3)]
            seeds = (1, 2) if (name, side) == (AMENITY, "high") else (1, 2, 3)
            added = [share(changed, 2027, "stays", seed) - share(point, 2027, "stays", seed) for seed in seeds]
            assert table.loc[(name, "stays"), side] == pytest.approx(np.mean(added), abs=1e-12)
    assert table.index[0][0] == HUKOU


def test_ranks_find_what_acts_and_not_what_does_not(drawn):
    table = rank_effects(drawn, list(SPANS)).set_index(["variable", "pause"])
    assert table.loc[(HUKOU, "ended"), "effect"] < -0.3 < 0.1 < table.loc[(JOBS, "ended"), "effect"]
    assert abs(table.loc[(AMENITY, "ended"), "effect"]) < 0.15
    assert table.index[-1][0] == AMENITY and table["explained"].between(0.2, 1).all()


def test_ranks_of_a_monotonous_outcome_are_one():
    values = pd.DataFrame({"pause": "ended", "a": np.arange(20.0), "value": np.exp(np.arange(20.0))})
    (row,) = rank_effects(values, ["a"]).itertuples()
    assert row.effect == pytest.approx(1) and row.explained == pytest.approx(1)


def test_a_response_goes_through_the_medians(drawn, alone):
    path = response(drawn, HUKOU)
    assert set(path["pause"]) == {"ended", "stays"} and len(path) == 12
    assert (path["low"] <= path["median"]).all() and (path["median"] <= path["high"]).all()
    few = response(alone, JOBS)
    assert sorted(few["at"].unique()) == list(SPANS[JOBS])
    one = alone[(alone[JOBS] == 0) & (alone["pause"] == "ended")]["value"]
    assert few.iloc[0]["median"] == one.median()
