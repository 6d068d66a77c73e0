"""The posterior ensemble: whole, weighted, and drawn from the same way every time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.posterior import Posterior, ensemble_bytes, load_posterior
from sim.region import RegionError
from sim.submodels import DECLARATIONS

DECLARED = {parameter.name: parameter for parameter in DECLARATIONS}


@pytest.fixture(scope="module")
def shipped():
    return load_posterior()


def test_the_shipped_ensemble_has_two_hundred_members_inside_the_bounds_and_weights_of_one(shipped, region):
    assert len(shipped) >= 200 and set(shipped.parameters) == set(region.fitted)
    assert shipped.weights.sum() == pytest.approx(1) and (shipped.weights >= 0).all()
    for name, column in zip(shipped.parameters, shipped.values.T, strict=True):
        low, high = DECLARED[name].bounds
        assert ((column >= low) & (column <= high)).all(), name


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=30), st.integers(1, 200))
def test_members_are_drawn_about_as_often_as_their_weights_say(weights, number):
    posterior = Posterior(("x",), np.arange(float(len(weights)))[:, None], np.array(weights) / sum(weights))
    drawn = np.array([member["x"] for member in posterior.drawn(number)])
    times = np.array([(drawn == member).sum() for member in range(len(weights))])
    assert times.sum() == number
    assert (np.abs(times - number * posterior.weights) < 1 + 1e-6).all()


def test_drawing_is_deterministic(shipped):
    assert shipped.drawn(7) == shipped.drawn(7)


def test_what_is_written_is_read_back(tmp_path):
    values, weights = np.array([[1.5, -2.0], [0.25, 3.0]]), np.array([3.0, 1.0])
    (tmp_path / "ensemble.csv").write_bytes(ensemble_bytes(("a", "b"), values, weights))
    again = load_posterior(path=tmp_path / "ensemble.csv")
    assert again.parameters == ("a", "b") and (again.values == values).all()
    assert again.weights == pytest.approx([0.75, 0.25])
    assert again.mean == pytest.approx([1.1875, -0.75])


@pytest.mark.parametrize("text", [
    "", "member,weight\n1,1\n", "member,weight,a\n", "member,weight,a\n1,0.5,2\n", "member,weight,a\n1,1,\n",
    "member,weight,a\n1,1,x\n", "member,weight,a\n1,1.5,1\n2,-0.5,1\n",
])  # fmt: skip
def test_a_damaged_ensemble_is_refused(tmp_path, text):
    (tmp_path / "ensemble.csv").write_text(text)
    with pytest.raises(RegionError, match=r"ensemble\.csv"):
        load_posterior(path=tmp_path / "ensemble.csv")


def test_a_missing_ensemble_says_how_to_make_one(tmp_path):
    with pytest.raises(RegionError, match="xiancheng calibrate"):
        load_posterior(path=tmp_path / "none.csv")
