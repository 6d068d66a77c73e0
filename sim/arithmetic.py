"""Exponential and logarithm of plain arithmetic: the same bits on every processor.

Library functions differ in the last bit between processors and versions; a choice that
hangs on them would too. Both are good to about 1e-13 relative, far below what a
household's luck resolves.
"""

from __future__ import annotations

import math

from .compiled import elementwise, rule

_LN2 = 0.6931471805599453


@rule
def exponential(x):
    """e to the power x for any float; the argument is held within -700 and 700."""
    x = min(max(x, -700.0), 700.0)
    k = math.floor(x / _LN2 + 0.5)
    r = (x - k * _LN2) / 8.0
    series = 1.0 + r * (1.0 + r / 2.0 * (1.0 + r / 3.0 * (1.0 + r / 4.0 * (1.0 + r / 5.0 * (
        1.0 + r / 6.0 * (1.0 + r / 7.0 * (1.0 + r / 8.0)))))))
    series *= series
    series *= series
    series *= series
    return math.ldexp(series, int(k))


@rule
def logarithm(x):
    """Natural logarithm of a positive float; numbers below 1e-300 count as 1e-300."""
    mantissa, k = math.frexp(max(x, 1e-300))
    if mantissa < 0.7071067811865476:
        mantissa *= 2.0
        k -= 1
    z = (mantissa - 1.0) / (mantissa + 1.0)
    w = z * z
    series = 1.0 + w * (1.0 / 3.0 + w * (1.0 / 5.0 + w * (1.0 / 7.0 + w * (1.0 / 9.0 + w * (1.0 / 11.0 + w * (
        1.0 / 13.0 + w * (1.0 / 15.0 + w / 17.0)))))))
    return 2.0 * z * series + k * _LN2


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
