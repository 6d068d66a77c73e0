"""What no policy may do: rights are lost by recorded acts alone, farmland stays, homesteads stay in the collective.

Checked at the end of every year of every run, unit by unit, in whole rows. A violation is
a mistake of the program, never a result.
"""

from __future__ import annotations

import numpy as np

from .kernel.tallies import Flows, Stock
from .state.households import HELD, IDLE, RENTED_OUT


class BrokenConstraint(RuntimeError):
    """A rule that holds in every run was broken: which, where and when."""


def land_held(stock: Stock) -> np.ndarray:
    """Contracted land farmed, idle or let (units,), hundredths of a mu."""
    return stock.land[:, [HELD, RENTED_OUT]].sum(axis=1)


def homesteads_held(stock: Stock) -> np.ndarray:
    """Homesteads used, idle or let (units,)."""
    return stock.homesteads[:, [HELD, RENTED_OUT, IDLE]].sum(axis=1)


def check(
    year: int, adcodes: np.ndarray, base: Stock, before: Stock, after: Stock, flows: Flows, land_returned: np.ndarray
) -> None:
    """Raises BrokenConstraint unless every right lost in the year is a recorded act.

    Stocks and flows are unweighted; `land_returned` (units,) is what came back to the
    collectives since the base year, hundredths of a mu.
    """
    given_up = flows.rights_given_up
    rules = {
        "contracted land before, less what lapsed and what was given up on conversion, is what is held after": (
            land_held(before) - flows.land_lapsed - given_up[:, 0], land_held(after)
        ),
        "homesteads before and granted, less lapsed, given up and exited for payment, are those held after": (
            homesteads_held(before) + flows.homesteads[:, 0] - flows.homesteads[:, 1] - given_up[:, 1]
            - flows.homesteads_sold, homesteads_held(after)
        ),
        "shares in the collective before and granted, less lapsed and given up, are those held after": (
            before.shares + flows.shares[:, 0] - flows.shares[:, 1] - given_up[:, 2], after.shares
        ),
        "farmland held and farmland returned to the collectives are the farmland of the base year": (
            land_held(after) + land_returned, land_held(base)
        ),
        "nobody but a village's own families and their collective acquires a homestead": (
            after.homesteads_outside, np.zeros_like(after.homesteads_outside)
        ),
    }  # fmt: skip
    for rule, (found, expected) in rules.items():
        for unit in np.flatnonzero(found != expected):
            raise BrokenConstraint(
                f"unit {adcodes[unit]}, {year}: {rule}: {found[unit]} is not {expected[unit]}"
            )
