"""Comparable counties: a distance that is one, and says what a reader would expect."""

import numpy as np
import pytest

from sim.comparable import distances, nearest, traits


@pytest.fixture(scope="module")
def apart(region):
    return distances(region)


def test_the_distance_is_symmetric_and_zero_only_to_oneself(region, apart):
    assert apart.shape == (128, 128) and np.isfinite(apart).all()
    assert (apart == apart.T).all() and (np.diag(apart) == 0).all()
    assert (apart[~np.eye(128, dtype=bool)] > 0).all()


def test_no_detour_is_shorter(apart):
    around = (apart[:, :, None] + apart[None, :, :]).min(axis=1)
    assert (apart <= around + 1e-12).all()


def test_the_nearest_are_in_order_and_never_the_county_itself(region, apart):
    for position in (0, 57, 127):
        found = nearest(region, position, 8)
        others, far = zip(*found, strict=True)
        assert position not in others and list(far) == sorted(far) and len(set(others)) == 8
        assert far[-1] <= np.sort(np.delete(apart[position], position))[8:].min()
        assert all(apart[other, position] == distance for other, distance in found)


def test_every_figure_weighs_the_same(region, apart):
    """The mean squared distance over pairs is 2 n/(n-1) for standardised figures, whatever their scale."""
    pairs = apart[~np.eye(128, dtype=bool)]
    assert (pairs**2).mean() == pytest.approx(2 * 128 / 127)


def test_a_tibetan_county_is_like_others_of_the_plateau(region):
    here = int(region.find(["理塘县"])[0])
    alike = [region.units["prefecture_zh"].iloc[other] for other, _ in nearest(region, here, 5)]
    assert set(alike) <= {"甘孜藏族自治州", "阿坝藏族羌族自治州", "凉山彝族自治州"}


def test_figures_are_complete_and_shares_are_shares(region):
    for trait in traits(region):
        assert trait.values.shape == (128,) and np.isfinite(trait.compared).all()
        if trait.unit.en == "share":
            assert trait.values.max() <= 1
