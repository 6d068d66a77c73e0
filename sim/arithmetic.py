"""Exponential and logarithm of plain arithmetic: the same bits on every processor.

Library functions differ in the last bit between processors and versions; a choice that
hangs on them would too. Both are good to about 1e-13 relative, far below what a
household's luck resolves.
"""

from __future__ import annotations

import math

import numpy as np

from .compiled import elementwise, rule

_LN2 = 0.6931471805599453
_PER_LN2 = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 0.6931471803691238, 1.9082149292705877e-10  # together ln 2, the first exact in products
_ONE = 1023  # the exponent field of 1.0
_ROOT_HALF = 0x3FE6A09E667F3BCD  # the bits of the square root of one half


@rule
def exponential(x):
    """e to the power x for any float; the argument is held within -700 and 700."""
    x = np.float64(min(max(x, -700.0), 700.0))
    k = math.floor(x * _PER_LN2 + 0.5)
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    r2 = r * r
    r4 = r2 * r2
    # The series to the twelfth power in three parts that do not wait for one another.
    low = (1.0 + r) + r2 * (0.5 + r * (1.0 / 6.0))
    middle = (1.0 / 24.0 + r * (1.0 / 120.0)) + r2 * (1.0 / 720.0 + r * (1.0 / 5040.0))
    high = (1.0 / 40320.0 + r * (1.0 / 362880.0)) + r2 * (1.0 / 3628800.0 + r * (1.0 / 39916800.0)) + r4 / 479001600.0
    power_of_two = np.int64((np.int64(k) + _ONE) << 52).view(np.float64)
    return (low + r4 * (middle + r4 * high)) * power_of_two


@rule
def logarithm(x):
    """Natural logarithm of a positive float; numbers below 1e-300 count as 1e-300."""
    bits = np.float64(max(x, 1e-300)).view(np.int64)
    # x = m * 2^k with m between the roots of one half and of two.
    k = (bits - _ROOT_HALF) >> 52
    m = np.int64(bits - (k << 52)).view(np.float64)
    z = (m - 1.0) / (m + 1.0)
    w = z * z
    w2 = w * w
    low = (1.0 + w * (1.0 / 3.0)) + w2 * (1.0 / 5.0 + w * (1.0 / 7.0))
    high = (1.0 / 9.0 + w * (1.0 / 11.0)) + w2 * ((1.0 / 13.0 + w * (1.0 / 15.0)) + w2 * (1.0 / 17.0))
    return 2.0 * z * (low + w2 * w2 * high) + k * _LN2


@elementwise
def power(base, exponent):
    """`base` to `exponent`, entry by entry, for base >= 0: the same bits in an array of any length."""
    if base <= 0.0:
        return 1.0 if exponent == 0.0 else 0.0
    return exponential(exponent * logarithm(base))


@elementwise
def log(x):
    """Natural logarithm, entry by entry: the same bits in an array of any length."""
    return logarithm(x)
