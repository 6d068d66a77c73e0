"""An ensemble: what its bands, probabilities and shares of variance say, and that runs only ever add to it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.comparison import read_comparison
from sim.ensemble import ADDED, COLUMNS, Ensemble, components, long
from sim.experiments import ensemble as experiment
from sim.experiments import members
from sim.experiments.compare import compare
from sim.experiments.members import PRIORS, Surface, are_stale, candidates, informed, load_members
from sim.experiments.run import run
from sim.outcomes import KEYS, OUTCOMES
from sim.posterior import load_posterior
from sim.region import RegionError
from sim.results import read_results, verify, write_results
from sim.views import options

SMALL = {"units": ["芦山县"], "scale": 0.2, "years": (2020, 2025)}
SIZE = {"members": 3, "seeds": 2, "scale": 0.2, "workers": 0}
GOAL = "芦山县 urban_share >= 0.45 in 2025"


def paths_of(share, names=("a", "b"), members=4, seeds=3):
    """Outcomes of one year; `share(scenario number, member, seed, pause)` is the urban share, all else 1."""
    rows = []
    for number, name in enumerate(names):
        for member in range(1, members + 1):
            for seed in range(1, seeds + 1):
                for pause in ("ended", "stays"):
                    keys = {"scenario": name, "member": member, "seed": seed, "pause": pause}
                    figures = dict.fromkeys(OUTCOMES, 1.0) | {"urban_share": share(number, member, seed, pause)}
                    rows.append({**keys, "group": "domain", "year": 2027, **figures})
    return pd.DataFrame(rows)


def boards_of(paths, target):
    """Scoreboards on which the share is held against a target."""
    about = {name: "" for name in COLUMNS["goal_probabilities.csv"] if name not in paths} | {"goal": "g"}
    rows = paths.assign(**about, gap=paths["urban_share"] - target)
    return rows.assign(verdict=np.where(rows["gap"] >= 0, "met", "missed"))


def ensemble_from(share, target=0.5, **size):
    paths = paths_of(share, **size)
    return Ensemble.of(paths, boards_of(paths, target), list(dict.fromkeys(paths["scenario"])), {}, {})


def row(table, **keys):
    chosen = table[np.logical_and.reduce([table[name] == value for name, value in keys.items()])]
    assert len(chosen) == 1
    return chosen.iloc[0]


def test_what_is_added_is_paired_and_its_band_holds_only_what_differs():
    """Levels spread by half; the second scenario adds exactly one point to every run."""
    found = ensemble_from(lambda number, member, seed, pause: 0.3 + 0.1 * member + 0.01 * seed + 0.01 * number)
    added = row(found.bands, scenario="b", outcome=f"urban_share{ADDED}", pause="ended")
    assert added[["low95", "median", "high95", "mean"]].tolist() == pytest.approx([1.0] * 4)
    level = row(found.bands, scenario="b", outcome="urban_share", pause="ended")
    assert level["high95"] - level["low95"] > 0.25
    assert not (found.bands["outcome"].str.endswith(ADDED) & (found.bands["scenario"] == "a")).any()


def test_bands_are_nested():
    found = ensemble_from(lambda number, member, seed, pause: 0.3 + np.sin(7 * member + 3 * seed + number))
    ends = found.bands[["low95", "low80", "low50", "median", "high50", "high80", "high95"]].to_numpy()
    assert (np.diff(ends, axis=1) >= 0).all()


def test_a_probability_is_the_share_of_runs_and_its_error_that_of_the_members():
    found = ensemble_from(lambda number, member, seed, pause: 0.1 * member, target=0.25)
    odds = row(found.probabilities, scenario="a", pause="ended")
    assert (odds["runs"], odds["probability"]) == (12, 0.5)
    assert odds["standard_error"] == pytest.approx(np.std([0, 0, 1, 1], ddof=1) / 2)
    certain = ensemble_from(lambda number, member, seed, pause: 0.9)
    assert set(certain.probabilities["probability"]) == {1.0} and set(certain.probabilities["standard_error"]) == {0.0}


@pytest.mark.parametrize("whose, share", [("parameters", 0.1), ("luck", 0.1), ("pause", 0.1)])
def test_variance_goes_to_what_it_comes_from(whose, share):
    def path(number, member, seed, pause):
        return share * {"parameters": member, "luck": seed, "pause": pause == "ended"}[whose]

    found = ensemble_from(path, names=("a",)).variance
    for source in ("parameters", "luck", "pause"):
        one = row(found, pause="both", outcome="urban_share", source=source)
        assert one["share"] == pytest.approx(float(source == whose), abs=1e-9)


def test_components_are_found_again_in_drawn_layouts():
    """Many rows with a known spread of members and of luck: on average the components come back."""
    random = np.random.default_rng(3)
    members = random.normal(0, 2.0, (4000, 6, 1))
    luck = random.normal(0, 1.0, (4000, 6, 2))
    of_members, of_luck = components(members + luck)
    assert of_members.mean() == pytest.approx(4.0, rel=0.05) and of_luck.mean() == pytest.approx(1.0, rel=0.05)


def test_rows_stand_in_the_order_of_scenarios_outcomes_and_groups():
    paths = paths_of(lambda *_: 0.5, names=("z", "a"))
    values = long(pd.concat([paths, paths.assign(group="a group")]), ["z", "a"])
    for key, order in {"scenario": ["z", "a"], "group": ["domain", "a group"]}.items():
        assert list(values.index.unique(key)) == order
    assert list(values.index.unique("outcome"))[: len(OUTCOMES)] == list(OUTCOMES)
    assert values.index.names == ["scenario", *KEYS, "outcome"] and values.shape[1] == 12


def test_members_hold_every_posterior_parameter_and_the_priors_within_their_bounds():
    knowing, free = load_members(20), load_members(20, knows=False)
    assert set(knowing[0]) == {*load_posterior().parameters, *PRIORS}
    assert load_members(10) == knowing[:10]
    for name, prior in PRIORS.items():
        low, high = prior.support()
        assert all(low <= member[name] <= high for member in knowing + free)
    # What was said of 2023 asks for slow years: those who know it move less in the pause.
    middle = [np.mean([member["period_factor"] for member in group]) for group in (knowing, free)]
    assert middle[0] < middle[1]


def test_candidates_spread_evenly_over_every_prior_and_are_always_the_same():
    posterior = load_posterior()
    points = candidates(posterior, 64)
    assert (points == candidates(posterior, 64)).all()
    for column, prior in zip(points.T[-len(PRIORS) :], PRIORS.values(), strict=True):
        assert sorted(np.floor(prior.cdf(column) * 64).astype(int).clip(0, 63)) == list(range(64))


def test_informed_candidates_are_the_first_below_what_was_said():
    shares = np.array([0.46, 0.44, 0.45, 0.43, 0.449])
    assert informed(shares, 0.45, 2).tolist() == [1, 3]
    with pytest.raises(RegionError, match="only 3 of 5"):
        informed(shares, 0.45, 4)


def test_the_surface_finds_a_share_that_is_smooth():
    points = np.random.default_rng(1).normal(size=(120, 7))
    shares = 0.45 + 0.01 * points[:, 0] + 0.02 * points[:, 4] * (1 + 0.1 * points[:, 1]) - 0.003 * points[:, 5] ** 2
    surface = Surface.through(points[:100], shares[:100])
    assert surface.error < 1e-6 and surface.at(points[100:]) == pytest.approx(shares[100:], abs=1e-6)


@pytest.fixture(scope="module")
def plain():
    return run("baseline", goals=[GOAL], **SMALL)


@pytest.fixture(scope="module")
def with_one(plain):
    return experiment.with_ensemble(plain, **SIZE)


def test_a_run_keeps_its_figures_and_gets_a_folder_of_its_own(plain, with_one, tmp_path):
    for pause in plain.frames:
        pd.testing.assert_frame_equal(plain.frames[pause], with_one.frames[pause])
    folder, other = write_results(with_one, tmp_path, "xiancheng run"), write_results(plain, tmp_path, "xiancheng run")
    assert folder != other and verify(folder) == [] and read_results(other).ensemble is None
    kept = read_results(folder).ensemble
    assert list(kept) == ["ensemble.csv", "goal_probabilities.csv", "variance.csv"]
    for name, table in kept.items():
        assert list(table.columns) == [column for column in COLUMNS[name] if column != "scenario"]
    assert read_results(folder).manifest["identity"]["settings"]["ensemble"] == {"members": 3, "seeds": 2, "scale": 0.2}


def test_the_command_line_asks_for_the_ensemble_that_python_does():
    asked = (options.ENSEMBLE_MEMBERS, options.ENSEMBLE_SEEDS, options.ENSEMBLE_SCALE)
    assert asked == (experiment.MEMBERS, experiment.SEEDS, experiment.SCALE)
    assert options.MEMBERS[1] == members.KEPT


def test_goals_of_ones_own_have_a_probability(with_one):
    odds = with_one.ensemble.probabilities
    own = odds[odds["goal"].str.contains("0.45")]
    assert sorted(own["pause"]) == ["ended", "stays"] and set(own["runs"]) == {6}


def test_the_base_year_is_the_census_in_every_run_and_later_years_are_not(with_one):
    band = with_one.ensemble.band("baseline")
    first, last = (band[band["year"] == year] for year in (2020, 2025))
    assert (first["high95"] == first["low95"]).all() and (last["high95"] > last["low95"]).all()


def test_figures_do_not_depend_on_how_many_work(plain, with_one):
    two = experiment.with_ensemble(plain, **SIZE | {"workers": 2})
    for name, table in with_one.ensemble.tables.items():
        pd.testing.assert_frame_equal(table, two.ensemble.tables[name])


def test_a_comparison_adds_nothing_where_nothing_differs_and_is_kept(tmp_path):
    from sim.comparison import write_comparison

    options = {**SMALL, "years": (2020, 2025)}
    comparison = compare(["baseline", "decision-2023"], seeds=2, movers=False, **options)
    found = experiment.compared_with_ensemble(comparison, **SIZE)
    added = found.ensemble.band("decision-2023", f"urban_share{ADDED}").set_index(["year", "pause"])
    assert (added.loc[2023] == 0).all(axis=None) and (added.loc[2025, "median"] != 0).all()
    folder = write_comparison(found, tmp_path, "xiancheng compare")
    assert verify(folder) == [] and "ensemble.csv" in read_comparison(folder).tables


def test_members_are_stale_if_the_posterior_tells_something_else(monkeypatch):
    now = load_posterior()
    for factor, stale in ((0.02, False), (0.5, True)):
        other = replace(now, values=now.values + factor * now.spread, digest="another")
        monkeypatch.setattr(members, "load_posterior", lambda *_, other=other: other)
        assert are_stale() == stale


def test_the_shipped_members_are_those_of_the_shipped_posterior():
    assert not are_stale()
