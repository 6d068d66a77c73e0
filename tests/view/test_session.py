"""A session without a browser: its figures are the command line's, and it shares nothing with another."""

import time
from dataclasses import replace

import numpy as np
import pytest

from sim.experiments.run import run
from sim.views.app.sentences import why
from sim.views.app.session import COMPILING, IDLE, MOST_KEPT, Session
from sim.views.app.simulation import Simulation
from sim.views.app.state import Steering

from .conftest import LUSHAN, SCALE, UNITS, settled

LEVERS = Steering("baseline").with_lever("school_quality_gap_closed_village", 100.0).with_lever("seat_jobs", 2.0)


def commanded(scenario, until=2025):
    return run(scenario, scale=SCALE, units=list(UNITS), years=(2020, until), pause="ended", threads=1)


def test_its_figures_are_those_of_a_run(opened, library):
    from sim.views.app.steering import steered

    session = opened()
    session.steer(LEVERS)
    settled(session)
    for arm, scenario in (
        (session.simulation.steered, steered(LEVERS, library)), (session.simulation.baseline, "baseline"),
    ):  # fmt: skip
        result = commanded(scenario)
        summary = result.summary("ended")
        path = arm.path(2025)[summary.columns.tolist()]
        np.testing.assert_array_equal(path.to_numpy(float), summary.to_numpy(float))
        flows = result.flows["ended"]
        shown = arm.years[2025].flows
        assert shown["persons"].sum() == flows[flows["year"] == 2025]["persons"].sum()


def test_a_lever_moves_the_steered_run_and_leaves_the_baseline(opened):
    session = opened()
    assert session.simulation.steered is session.simulation.baseline  # nothing is steered yet
    before = session.simulation.baseline.path(session.state.reached)
    session.steer(LEVERS)
    settled(session)
    steered, baseline = (arm.path(2025) for arm in (session.simulation.steered, session.simulation.baseline))
    assert baseline.equals(before)
    assert steered["urban_share"].iloc[:4].equals(baseline["urban_share"].iloc[:4])  # to 2023 nothing can act
    assert steered["urban_share"].iloc[-1] != baseline["urban_share"].iloc[-1]
    session.steer(Steering("baseline"))
    settled(session)
    assert session.simulation.steered is session.simulation.baseline


def test_parted_from_the_trunk_it_is_the_run_it_would_have_been_alone(opened, options):
    first = opened()
    first.steer(LEVERS)
    settled(first)
    alone = opened(replace(options.start, steering=LEVERS))
    assert first.simulation.steered.path(first.state.reached).equals(alone.simulation.steered.path(alone.state.reached))


def test_two_sessions_do_not_touch_each_other(opened):
    one, other = opened(), opened()
    before = other.simulation.steered.path(other.state.reached)
    one.steer(LEVERS)
    one.step()
    settled(one)
    assert other.simulation.steered.path(other.state.reached).equals(before)
    assert other.state.steering == Steering("baseline")
    assert one.simulation.baseline.model is not other.simulation.baseline.model


def test_step_play_and_reset(opened, monkeypatch):
    monkeypatch.setattr("sim.views.app.session.SECONDS_A_YEAR", 0.0)
    session = opened()
    session.step()
    settled(session)
    assert (session.state.reached, session.state.shown) == (2026, 2026)
    lived = session.simulation.steered.path(session.state.reached)
    session.reset()
    assert (session.state.reached, session.state.shown) == (2020, 2020)
    session.play()
    settled(session)
    assert session.state.reached == 2027
    assert session.simulation.steered.path(session.state.reached)[: len(lived)].equals(lived)
    session.show(1900)
    assert session.state.shown == 2020


def test_whatever_is_asked_for_meanwhile_is_done(options, opened):
    session = Session(options, options.start)
    session.open()
    session.steer(LEVERS)  # before anything is built
    session.live_in(luck_seed=3)
    settled(session)
    alone = opened(replace(options.start, steering=LEVERS, luck_seed=3))
    assert session.simulation.steered.path(2025).equals(alone.simulation.steered.path(2025))
    session.steer(Steering("baseline"))
    session.step()  # before the steered run has caught up
    settled(session)
    assert session.state.reached == 2026 and session.simulation.steered is session.simulation.baseline
    session.close()


def test_what_is_not_allowed_changes_nothing(opened):
    session = opened()
    before = session.state
    session.steer(Steering("baseline", (("keep_homestead", 7.0),)))
    assert session.state == before
    assert "keep_homestead" in str(session.problem)


def test_kept_runs_come_back_with_the_state(opened):
    session = opened()
    session.steer(LEVERS)
    settled(session)
    session.keep()
    session.steer(Steering("baseline"))
    settled(session)
    for _ in range(MOST_KEPT + 1):
        session.keep()
    assert len(session.kept) == MOST_KEPT
    for _ in range(MOST_KEPT - 1):
        session.forget(MOST_KEPT - 1 - _)
    again = opened(session.state)
    assert [one.steering for one in again.kept] == [LEVERS]
    assert again.kept[0].path.equals(session.kept[0].path)


def test_compiling_is_said_with_how_far_it_is(options, monkeypatch):
    shares = iter([0.0, 0.25, 0.75])
    monkeypatch.setattr("sim.views.app.session.compiled_share", lambda: next(shares, 1.0))
    monkeypatch.setattr("sim.views.app.session.Simulation", lambda *given: time.sleep(1.5) or Simulation(*given))
    session, said = Session(options, options.start), []
    session.changed = lambda: said.append((session.activity, session.done))
    session.open()
    settled(session)
    session.close()
    assert [done for activity, done in said if activity == COMPILING] == [0.0, 0.25, 0.75]
    assert said[-1] == (IDLE, 1.0)


def test_a_session_that_fails_says_so_and_goes_on(opened, monkeypatch):
    session = opened()
    monkeypatch.setattr(session.simulation, "live_until", lambda *given: 1 / 0)
    session.step()
    settled(session)
    assert isinstance(session.problem, ZeroDivisionError) and session.state.reached == 2025
    monkeypatch.undo()
    session.step()
    settled(session)
    assert session.problem is None and session.state.reached == 2026


def test_another_seed_is_another_world(opened):
    session = opened()
    before = session.simulation.baseline.path(session.state.reached)
    session.live_in(luck_seed=2)
    settled(session)
    after = session.simulation.baseline.path(session.state.reached)
    assert len(after) == len(before)
    assert not after["urban_share"].equals(before["urban_share"])


def test_households_are_agents_and_keep_their_reasons(options):
    simulation = Simulation(options, options.start)
    simulation.live_until(2025)
    arm = simulation.steered
    lives, choices = arm.lives(LUSHAN)
    assert set(lives["year"]) == set(range(2020, 2026))
    one = int(lives[lives["year"] == 2025]["household"].iloc[0])
    (row,) = arm.following.rows[arm.model.read("unique_id", arm.following.rows) == np.uint64(one)]
    agent = arm.model.household(int(row))
    now = lives[(lives["household"] == one) & (lives["year"] == 2025)].iloc[0]
    assert agent.county == "芦山县"
    assert (agent.alternative, agent.land) == (now["alternative"], now["land"])
    weighed = choices[choices["household"] == one]
    terms = weighed.drop(columns=["adcode", "household", "year", "alternative", "lives_there", "chosen"])
    np.testing.assert_allclose(terms.drop(columns=["worth", "probability"]).sum(axis=1), terms["worth"], atol=1e-5)


def test_movers_of_a_year_are_those_whose_place_changed(opened):
    session = opened()
    years = session.simulation.steered.years
    assert np.isnan(years[2020].movers).all()
    families = years[2025].movers[:, :, 0]
    assert (families[:, 3] > families[:, 0]).all()  # more stay than leave
    assert np.nansum(families[:, :3]) > 0


def test_villages_town_and_seat_hold_all_residents(opened):
    record = opened().simulation.steered.years[2025]
    counties = record.counties
    counted = record.villages.residents.sum(axis=1) + counties["town_residents"] + counties["seat_residents"]
    np.testing.assert_array_equal(counted, counties["residents"] + counties["reclassified_residents"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_sentence_says_what_the_decomposition_says(opened, language):
    session = opened()
    arm, unit = session.simulation.steered, session.simulation.adcodes.index(LUSHAN)
    path = arm.county_path(unit, 2025)
    row = path.iloc[-1]
    said = why("X", row, row, language)
    assert f"{100 * row['urban_share']:.1f}" in said
    largest = max((f for f in path if f.startswith("change_") and f != "change_total"), key=lambda f: abs(row[f]))
    assert f"{row[largest]:+.2f}" in said
    assert "2020" in why("X", path.iloc[0], path.iloc[0], language)
