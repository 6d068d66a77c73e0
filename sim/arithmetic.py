"""Exponential and logarithm of plain arithmetic: the same bits on every processor.

Library functions differ in the last bit between processors and versions; a choice that
hangs on them would too. Both are good to about 1e-13 relative, far below what a
household's luck resolves.
"""

from __future__ import annotations

import numpy as np

from .compiled import rule

_LN2 = 0.6931471805599453


@rule
def exponential(x):
    """e to the power x for any float; 0 below -700, capped at x = 700."""
    x = min(max(x, -700.0), 700.0)
    k = int(np.floor(x / _LN2 + 0.5))
    r = (x - k * _LN2) / 8.0
    series = 1.0 + r * (1.0 + r / 2.0 * (1.0 + r / 3.0 * (1.0 + r / 4.0 * (1.0 + r / 5.0 * (
        1.0 + r / 6.0 * (1.0 + r / 7.0 * (1.0 + r / 8.0)))))))
    series *= series
    series *= series
    series *= series
    scale = 1.0
    step = 2.0 if k >= 0 else 0.5
    n = abs(k)
    while n > 0:
        if n & 1:
            scale *= step
        step *= step
        n >>= 1
    return series * scale


@rule
def logarithm(x):
    """Natural logarithm of a positive float; numbers below 1e-300 count as 1e-300."""
    x = max(x, 1e-300)
    k = 0
    while x > 1.4142135623730951:
        if x > 1e8:
            x *= 2.0 ** -26
            k += 26
        else:
            x *= 0.5
            k += 1
    while x < 0.7071067811865476:
        if x < 1e-8:
            x *= 2.0 ** 26
            k -= 26
        else:
            x *= 2.0
            k -= 1
    z = (x - 1.0) / (x + 1.0)
    w = z * z
    series = 1.0 + w * (1.0 / 3.0 + w * (1.0 / 5.0 + w * (1.0 / 7.0 + w * (1.0 / 9.0 + w * (1.0 / 11.0 + w * (
        1.0 / 13.0 + w * (1.0 / 15.0 + w / 17.0)))))))
    return 2.0 * z * series + k * _LN2
