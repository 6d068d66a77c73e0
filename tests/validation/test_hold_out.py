"""The hold-out of 2023: rules of thumb as published, and readings of made-up paths."""

import pandas as pd
import pytest

from sim.experiments.validation import hold_out


def test_rules_of_thumb_are_the_published_ones(region):
    published = {2023: (0.472, 0.476, 0.449), 2027: (0.529, 0.538, 0.474)}
    for year, figures in published.items():
        assert tuple(hold_out.naive(region, year).values()) == pytest.approx(figures, abs=0.0006)


def test_members_get_priors_within_bounds_and_a_luck_of_their_own():
    drawn = hold_out.members([{"constant_town": -1.0}] * 64)
    assert len({member.seed for member in drawn}) == 64
    for member in drawn:
        assert 0.5 <= member.period_factor <= 1 and abs(member.changes["town_trend"]) <= 0.05
        assert 0.05 <= member.changes["reclassification_from_2021"] <= 0.35
        assert member.changes["constant_town"] == -1.0
    assert hold_out.members([{}] * 64)[3].changes == hold_out.members([{}] * 64)[3].changes


def test_below_45_filters_the_declared_pause_and_nothing_else():
    rows = []
    for member, told in enumerate((0.44, 0.46)):
        for path in hold_out.PATHS:
            now = 0.47 if path == "no_pause" else told
            rows += [(member, path, 0.7, 2023, now), (member, path, 0.7, 2027, now + 0.03)]
    paths = pd.DataFrame(rows, columns=["member", "path", "period_factor", "year", "urban_share"])
    found = hold_out.judged(paths).set_index("reading")
    assert found.loc["no_pause", "p_below_45"] == 0 and found.loc["no_pause", "members"] == 2
    assert found.loc["pause_ended", "p_below_45"] == 0.5
    assert found.loc["filtered_stays", "members"] == 1
    assert found.loc["filtered_ended", "median_2027"] == pytest.approx(0.47)
