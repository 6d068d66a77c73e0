"""Published effects: the rule that passes or fails them, and the measures by hand."""

from dataclasses import replace

import numpy as np
import pytest

from sim.experiments.replications import replays
from sim.experiments.replications.people import families, share
from sim.experiments.replications.studies import STUDIES
from sim.state.households import EMPTY, VILLAGE

KEYS = {study.key: study for study in STUDIES}


def test_a_size_passes_between_half_and_double_with_the_same_sign():
    study = KEYS["reallocation"]
    assert study.published == -15
    assert study.passed(-7.5) and study.passed(-30.0)
    assert not study.passed(-7.4) and not study.passed(-31.0) and not study.passed(15.0)


def test_a_sign_passes_by_its_interval_not_by_its_middle():
    study = KEYS["pension_threshold"]
    assert study.published is None
    assert study.passed(1.0, 0.2, 1.8) and not study.passed(1.0, -0.1, 2.1)
    fewer = replace(study, sign=-1)
    assert fewer.passed(-1.0, -1.8, -0.2) and not fewer.passed(-1.0, -2.1, 0.1)


def test_every_study_is_replayed():
    keys = {"reform_countryside", "reform_urban_hukou", "reform_migrants", "reallocation", "pension_threshold",
            "titling_work", "titling_hukou", "rent_out", "rent_out_area", "general_equilibrium"}  # fmt: skip
    assert set(KEYS) == keys
    assert all(study.effect.en and study.effect.zh and study.replay.zh for study in STUDIES)


def test_a_jump_is_found_and_a_slope_is_none():
    rng = np.random.default_rng(1)
    age = rng.integers(52, 68, 40_000).astype(float)
    unit, weight = rng.integers(0, 20, len(age)).astype(float), np.ones(len(age))
    away = 0.3 + 0.01 * (age - 60)
    middle, _, _ = replays.jump(np.stack([age, away, unit, weight]))
    assert middle == pytest.approx(0.0, abs=1e-6)
    middle, low, high = replays.jump(np.stack([age, away + 0.05 * (age >= 60), unit, weight]))
    assert middle == pytest.approx(5.0) and low <= middle + 1e-9 and high >= middle - 1e-9


def test_land_let_per_ten_points_by_hand(county, model_of):
    people = families(model_of(county))
    found = replays.land_let(people)
    assert found["rent_out"][0] > 0
    # The same line fitted the long way.
    holders = people.chosen(people.village_origin & np.isin(people.contract, (1, 2)) & people.aged(18, 59).any(axis=1))
    workers = holders.aged(18, 59)
    off_farm = ((holders.place != VILLAGE) & workers).sum(axis=1) / workers.sum(axis=1)
    slope = np.polyfit(off_farm, holders.contract == 2, 1, w=np.sqrt(holders.weight))[0]
    assert found["rent_out"][0] == pytest.approx(10 * slope)


def test_members_are_counted_once_and_outsiders_not_at_all(county, model_of):
    model = model_of(county)
    people = families(model)
    assert (people.aged(0, 120) == (people.age != EMPTY)).all()
    everyone = people.aged(0, 120)
    assert 0 < share(people.outside, everyone, people.weight) < 1
    assert ((people.hukou < 2) | (people.hukou == 4)).all()


def test_levers_are_frozen_and_fixed_from_their_year_on(county):
    calendar = county.calendars["ended"]
    before = calendar(2023)["keep_homestead"][0]
    fixed = replays.fixed(calendar, 0.25, "keep_homestead", 2024)
    assert fixed(2023)["keep_homestead"][0] == before and fixed(2024)["keep_homestead"][0] == 0.25
    assert replays.frozen(fixed, ("keep_homestead",), 2023)(2030)["keep_homestead"][0] == before
