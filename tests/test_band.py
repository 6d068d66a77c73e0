"""The band over the assumed strengths: drawn evenly, paired with the run, and nothing where nothing is assumed."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.experiments import band
from sim.experiments.run import prepare, run
from sim.parameters import Evidence
from sim.results import read_results, write_results
from sim.submodels import LEVERS

SMALL = {"units": ["芦山县", "蒲江县"], "scale": 0.1, "years": (2020, 2026)}
BY_NAME = {lever.name: lever for lever in LEVERS}


@pytest.fixture(scope="module")
def plain():
    return run("decision-2023", **SMALL)


@pytest.fixture(scope="module")
def banded(plain):
    return band.with_band(plain, draws=3)


def test_every_strength_is_spread_evenly_from_none_to_twice_and_always_the_same():
    factors = band.strengths(5, 12)
    assert factors.shape == (12, 5) and (factors == band.strengths(5, 12)).all()
    for column in factors.T:
        assert sorted(np.floor(column * 12 / band.TWICE).astype(int)) == list(range(12))


def test_a_drawn_calendar_goes_as_far_as_its_factor_and_no_further_than_the_bounds():
    read = prepare("decision-2023", **SMALL)
    before = prepare(read.scenario.without_policy(), **SMALL)
    calendars = read.calendars["ended"], before.calendars["ended"]
    lever, steep = BY_NAME["seat_amenity"], BY_NAME["land_exit_open"]

    def at(factor):
        return band.drawn(*calendars, {lever: factor, steep: factor})(2027)

    now, was = (calendar(2027) for calendar in calendars)
    assert (at(1.0) == now).all()
    for one in (lever, steep):
        assert at(0.0)[one.name] == pytest.approx(was[one.name])
        assert at(0.5)[one.name] == pytest.approx((now[one.name] + was[one.name]) / 2)
    assert at(2.0)[lever.name] == pytest.approx(2 * now[lever.name] - was[lever.name])
    assert (at(2.0)[steep.name] == steep.bounds[1]).all()
    assert at(0.3)["access_health"] == pytest.approx(now["access_health"])


def test_only_assumed_levers_that_the_scenario_turns_are_drawn():
    read = prepare("services-follow-residents", **SMALL)
    before = prepare(read.scenario.without_policy(), **SMALL)
    drawn = {lever.name for lever in band.assumed_levers(read, before, 2026)}
    assert "vesting_years_health" in drawn and "access_education" not in drawn and "seat_amenity" not in drawn
    assert all(BY_NAME[name].evidence is Evidence.ASSUMED for name in drawn)


def test_the_band_lies_around_the_path_and_opens_with_the_decision(plain, banded):
    assert list(banded.band.columns) == band.COLUMNS and set(banded.band["pause"]) == {"ended", "stays"}
    for pause, span in banded.band.groupby("pause"):
        assert list(span["year"]) == list(range(2020, 2027))
        assert (span["low"] <= span["median"]).all() and (span["median"] <= span["high"]).all()
        early = span[span["year"] < 2024]
        share = plain.summary(pause)["urban_share"].to_numpy()[: len(early)]
        assert (early["low"] == share).all() and (early["high"] == share).all()
        assert span["high"].iloc[-1] > span["low"].iloc[-1]
    for pause in plain.frames:
        pd.testing.assert_frame_equal(banded.frames[pause], plain.frames[pause])


def test_a_draw_of_the_reading_itself_adds_nothing():
    path = pd.DataFrame({"year": [2024, 2025], "urban_share": [0.4, 0.5]})
    flat = band.laid_around(path, np.zeros((3, 2)))
    assert (flat[["low", "median", "high"]].to_numpy() == path[["urban_share"]].to_numpy()).all()
    spread = band.laid_around(path, np.array([[0.0, -0.1], [0.02, 0.1], [0.01, 0.0]]))
    assert spread[["low", "median", "high"]].to_numpy() == pytest.approx(np.array([[0.4, 0.41, 0.42], [0.4, 0.5, 0.6]]))


def test_a_scenario_without_assumed_levers_has_no_band():
    told = run("decision-2023-evidenced", **SMALL | {"years": (2020, 2021)})
    assert band.with_band(told) is told


def test_the_band_is_kept_with_the_run_in_a_folder_of_its_own(plain, banded, tmp_path):
    with_it, without = (write_results(each, tmp_path, "xiancheng run") for each in (banded, plain))
    assert with_it != without and not (without / "band.csv").exists()
    kept = read_results(with_it)
    assert kept.band is not None and read_results(without).band is None
    assert (kept.band[["low", "median", "high"]].to_numpy() == banded.band[["low", "median", "high"]].to_numpy()).all()
    assert kept.manifest["identity"]["settings"]["band"] == {"draws": 3, "scale": 1.0, "seed": band.SEED}
    other = replace(banded, settings={**banded.settings, "band": {"draws": 4}})
    assert write_results(other, tmp_path, "xiancheng run") != with_it
