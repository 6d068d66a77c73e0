"""Exponential and logarithm of plain arithmetic against the library's."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.arithmetic import exponential, logarithm

POWERS = st.floats(-690, 690)
POSITIVE = st.floats(1e-300, 1e300)
# Where the reduced argument jumps from one power of two to the next.
SEAMS = [(k + 0.5) * math.log(2) for k in range(-990, 990, 7)]


@given(POWERS)
def test_the_exponential_is_good_to_twelve_digits(x):
    assert exponential(x) == pytest.approx(math.exp(x), rel=1e-12, abs=0)


@given(POSITIVE)
def test_the_logarithm_is_good_to_twelve_digits(x):
    assert logarithm(x) == pytest.approx(math.log(x), rel=1e-12, abs=0)


def test_both_are_good_over_the_whole_range():
    random = np.random.default_rng(1)
    powers = random.uniform(-699, 699, 20_000)
    numbers = np.concatenate([
        10 ** random.uniform(-299, 299, 10_000),
        1 + 10 ** random.uniform(-15, 0, 5_000),
        1 - 10 ** random.uniform(-15, -0.001, 5_000),
    ])  # fmt: skip
    for ours, library, arguments in ((exponential, math.exp, powers), (logarithm, math.log, numbers)):
        for x in arguments.tolist():
            assert math.isclose(ours(x), library(x), rel_tol=1e-12), x


# Apart by more than the last bits, where rounding decides.
APART = st.floats(1e-14, 10)


@given(POWERS, APART)
def test_the_exponential_never_falls(x, step):
    assert exponential(x) <= exponential(x + step * max(1.0, abs(x) / 10))


@given(POSITIVE, APART)
def test_the_logarithm_never_falls(x, step):
    assert logarithm(x) <= logarithm(x * (1 + step))


def test_neither_falls_across_its_seams():
    for x in SEAMS:
        assert exponential(x - 1e-13 * abs(x)) < exponential(x + 1e-13 * abs(x))
    roots = (1.0, math.sqrt(2), math.sqrt(0.5))
    powers_of_two = [2.0**k * root for k in range(-900, 900, 13) for root in roots]
    for x in [*powers_of_two, 1e8, 1e-8]:
        assert logarithm(x * (1 - 1e-13)) < logarithm(x * (1 + 1e-13))


def test_the_ends_are_finite():
    assert exponential(1e9) == exponential(700.0) < math.inf
    assert 0.0 <= exponential(-1e9) < 1e-300
    assert logarithm(0.0) == logarithm(1e-300) == pytest.approx(math.log(1e-300), rel=1e-12)


@given(POWERS)
def test_one_undoes_the_other(x):
    assert logarithm(exponential(x)) == pytest.approx(x, abs=1e-10)


def test_zero_and_one_are_exact():
    assert exponential(0.0) == 1.0 and logarithm(1.0) == 0.0
