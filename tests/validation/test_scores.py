"""Scores by hand, and that the best forecast of a distribution is the distribution."""

import numpy as np
import pytest
from scipy.stats import norm

from sim.experiments.validation import scores

RNG = np.random.default_rng(3)


def test_the_score_of_one_member_is_its_distance():
    assert scores.crps(np.array([[0.3], [0.7]]), np.array([0.5, 0.5])) == pytest.approx([0.2, 0.2])


def test_the_score_of_two_members_by_hand():
    # Mean distance (1 + 3) / 2, less half the mean distance of members, 2 / 2 / 2.
    assert scores.crps(np.array([[1.0, 3.0]]), np.array([0.0])) == pytest.approx([1.5])


def test_many_members_score_as_the_normal_they_are_drawn_from():
    members = norm.ppf((np.arange(4001) + 0.5) / 4001)[None, :]
    z = 0.7
    exact = z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi)
    assert scores.crps(members, np.array([z]))[0] == pytest.approx(exact, abs=2e-3)


def test_a_forecast_that_is_too_sure_or_too_wide_scores_worse():
    truth = RNG.normal(size=2000)
    quantiles = norm.ppf((np.arange(199) + 0.5) / 199)
    score = {
        width: scores.crps(np.tile(width * quantiles, (2000, 1)), truth).mean() for width in (0.4, 1.0, 2.5)
    }
    assert score[1.0] < score[0.4] and score[1.0] < score[2.5]


def test_coverage_counts_the_ends():
    members = np.tile(np.arange(11.0), (3, 1))
    assert scores.coverage(members, np.array([1.0, 9.0, 9.5]), 0.8) == pytest.approx(2 / 3)


def test_a_paired_difference_knows_its_clusters():
    ours, theirs = np.array([1.0, 1.0, 5.0, 5.0]), np.array([2.0, 2.0, 3.0, 3.0])
    found = scores.paired_difference(ours, theirs, np.array(["a", "a", "b", "b"]))
    assert found.mean == pytest.approx(0.5)
    assert (found.low, found.high) == (-1.0, 2.0)
    assert scores.paired_difference(ours - 2, ours, np.array(["a", "a", "b", "b"])).high < 0
