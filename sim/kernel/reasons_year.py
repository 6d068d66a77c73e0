"""Why households choose what they choose: every term of every open alternative, outside the year's loop."""

from __future__ import annotations

from ..compiled import loop
from ..randomness import LUCK, RECONSIDERATION, draw, uniform
from ..submodels.residence_choice import HOME_OFFERED, eagerness
from .household_rule import character_of, consumption, describe
from .residence_year import may_choose, reconsiders
from .worth import open_to, terms_of, total, worth_of_consumption

# What a household does about its residence in a year.
MAY_NOT_CHOOSE, STAYS_UNASKED, RECONSIDERS = range(3)


@loop
def explain(h, rows, year, seed, world_seed, tables, p, values, period, village_group, terms, worth, is_open, does):
    """The terms that `choose_residence` weighed for `rows` of a unit, or would have; before anyone moves.

    Fills `terms` (rows, 8, terms), `worth` and `is_open` (rows, 8) for the alternatives open while no place is
    full, and `does` (rows,) with one of the codes above.
    """
    v = values[0]
    for k in range(len(rows)):
        i = rows[k]
        does[k] = MAY_NOT_CHOOSE
        is_open[k, :] = False
        if not may_choose(h, i):
            continue
        household = describe(h, i, character_of(h.id[i], world_seed), p, v, village_group)
        if household.members == 0:
            continue
        luck = uniform(draw(seed, LUCK, h.id[i], year, RECONSIDERATION)[0])
        eager = eagerness(h.events[i], v)
        thinks = h.events[i] & HOME_OFFERED or reconsiders(h, i, luck, eager, tables, v, period)
        does[k] = RECONSIDERS if thinks else STAYS_UNASKED
        for alternative in range(8):
            if open_to(alternative, household, False, False):
                is_open[k, alternative] = True
                income = worth_of_consumption(consumption(alternative, household, tables.horizon, p, v), v)
                found = terms_of(alternative, household, tables.horizon, p, v, income)
                worth[k, alternative] = total(found)
                for number in range(len(found)):
                    terms[k, alternative, number] = found[number]
