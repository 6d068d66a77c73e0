"""The parts that run the model, on the real one; minutes on a busy machine."""

import pytest

from sim.experiments.calibration.decade import Decade
from sim.experiments.validation import hold_out
from sim.experiments.validation.profiles import profile_table

pytestmark = pytest.mark.slow
SCALE = 0.005


def test_a_member_runs_on_along_three_paths_and_is_kept(region, tmp_path):
    member = hold_out.members([dict(region.fitted)] * 8)[3]
    run = hold_out.RunMember(SCALE, tmp_path, region.figures_digest)
    paths = run(member)
    wide = paths.pivot(index="year", columns="path", values="urban_share")
    assert (wide.loc[:2020].nunique(axis=1) == 1).all()
    assert (wide.loc[:2023, "ended"] == wide.loc[:2023, "stays"]).all()
    assert wide.loc[2023, "ended"] < wide.loc[2023, "no_pause"]
    assert wide.loc[2027, "stays"] < wide.loc[2027, "ended"]
    (kept,) = tmp_path.iterdir()
    before = kept.stat().st_mtime_ns
    assert run(member).equals(paths) and kept.stat().st_mtime_ns == before


def test_profiles_tell_both_sides(region):
    profiles = profile_table(region, [Decade(region, SCALE).run(dict(region.fitted))]).set_index(["block", "item"])
    assert profiles.loc[("totals", "urban_share"), "observed"] == pytest.approx(0.4292, abs=1e-4)
    assert profiles.loc[("totals", "household_size"), "observed"] == pytest.approx(2.54, abs=0.01)
    fitted = profiles[profiles["fitted"]]
    assert (fitted["simulated"] / fitted["observed"] - 1).abs().max() < 0.15
    assert 0 < profiles.loc[("hukou", "urban_hukou_gain"), "simulated"] < 0.05
