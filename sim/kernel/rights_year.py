"""Rights decided on: hukou, land, homestead and home, given where the household lives."""

from __future__ import annotations

from typing import NamedTuple

from ..compiled import loop, rule
from ..randomness import BLOCK, CHARACTER, LUCK, RIGHTS, WORLD, draw, draw_block, happens, uniform, words_below
from ..state.households import (
    APART,
    CITY,
    EMPTY,
    FAMILY,
    GIVEN_UP,
    HELD,
    HUKOU_MOVED_TO_CITY,
    IDLE,
    OTHER_PROVINCE,
    OWNER,
    RENTED_OUT,
    RENTING,
    RURAL_HUKOU,
    SEAT,
    SLOTS,
    SOLD,
    TOWN,
    URBAN_HUKOU,
    VILLAGE,
)
from ..submodels.housing import can_buy
from ..submodels.hukou import conversion_probability, may_convert, most_likely_conversion, would_convert
from ..submodels.land_rights import exit_payment, exit_probability, rent_out_probability
from ..submodels.livelihoods import benefit_pull, earnings
from ..submodels.residence_choice import family_place
from .household_rule import credit_of, deciding_age, holds_homestead
from .members import place_of


class Odds(NamedTuple):
    """The year's odds that are the same for every family of a unit, as numbers that a drawn word must be below."""

    letting_when_farmed: int
    letting_when_left: int
    taking_back: int
    letting_homestead: int
    exit_for_payment: int
    converting: int  # at most


@rule
def odds_of(p, v):
    """The year's odds of one unit."""
    rent = p.land_rent[0]
    return Odds(
        letting_when_farmed=words_below(rent_out_probability(True, rent, v)),
        letting_when_left=words_below(rent_out_probability(False, rent, v)),
        taking_back=words_below(v.take_back_rate),
        letting_homestead=words_below(v.homestead_rental * v.homestead_rent_rate),
        exit_for_payment=words_below(exit_probability(v)),
        converting=words_below(most_likely_conversion(v, benefit_pull(v.benefit_gap, v.benefit_gap_pull))),
    )


@rule
def convert_hukou(h, i, words, year, seed, world_seed, home, v, flows):
    """Conversion where the family lives; what retention does not cover is given up with it."""
    members, present, pupils = 0, 0, 0
    for m in range(SLOTS):
        age = h.age[i, m]
        if age == EMPTY:
            break
        trait = h.trait[i, m]
        members += 1
        present += 1 if place_of(trait) < CITY else 0
        pupils += 1 if 6 <= age < 18 and not trait & APART else 0
    if home == CITY and present > 0:
        return
    threshold = v.hukou_threshold_city
    if home == TOWN:
        threshold = v.hukou_threshold_town
    elif home == SEAT:
        threshold = v.hukou_threshold_seat
    character = draw(world_seed, WORLD, h.id[i], 0, CHARACTER)
    if not may_convert(uniform(character[0]), threshold):
        return
    if not would_convert(uniform(character[1]), v.potential_converters):
        return
    holds_land = h.contract[i] in (HELD, RENTED_OUT)
    homestead_held = holds_homestead(h, i)
    holds_share = h.collective[i] == HELD
    born = year - deciding_age(h, i)
    benefits = benefit_pull(v.benefit_gap, v.benefit_gap_pull)
    probability = conversion_probability(v, holds_land, homestead_held, holds_share, born, pupils, benefits)
    if not happens(words[0], probability):
        return
    at_risk = draw(seed, LUCK, h.id[i], year, RIGHTS + 2)
    if holds_land and uniform(at_risk[0]) >= v.keep_contracted_land:
        h.contract[i] = GIVEN_UP
        flows.rights_given_up[0, 0] += h.land[i]
    if homestead_held and uniform(at_risk[1]) >= v.keep_homestead:
        h.homestead[i] = GIVEN_UP
        flows.rights_given_up[0, 1] += 1
    if holds_share and uniform(at_risk[2]) >= v.keep_collective_share:
        h.collective[i] = GIVEN_UP
        flows.rights_given_up[0, 2] += 1
    if home == CITY:
        # Registered in the city now: the family leaves the county's register, keeping what retention lets it keep.
        h.hukou[i] = HUKOU_MOVED_TO_CITY
        flows.conversions[0, 1] += members
    else:
        h.hukou[i] = URBAN_HUKOU
        flows.conversions[0, 0] += members


@rule
def use_of_land(contract, farmers, word, odds):
    """What is done with contracted land: rented out, and taken back once someone farms again."""
    lets = contract == HELD and word < (odds.letting_when_farmed if farmers > 0 else odds.letting_when_left)
    takes_back = contract == RENTED_OUT and farmers > 0 and word < odds.taking_back
    return RENTED_OUT if lets else (HELD if takes_back else contract)


@rule
def use_of_homestead(state, at_home, settled, words, odds):
    """Idle when nobody lives there; then rented out where that is free, or exited for payment where that is open."""
    rents = words[2] < odds.letting_homestead
    exits = words[3] < odds.exit_for_payment
    empty = RENTED_OUT if state == RENTED_OUT or (state == IDLE and rents) else IDLE
    left = SOLD if settled and exits else empty
    held = state in (HELD, IDLE, RENTED_OUT)
    return (HELD if at_home > 0 else left) if held else state


@rule
def settle_rights(h, i, words, odds, pay, year, seed, world_seed, p, v, flows):
    """One family's year: savings and a home, then land, homestead and hukou; `words` are its luck.

    `pay` (5,) is what a worker earns a year in each place.
    """
    farmers, at_home, earned = 0, 0, 0.0
    for m in range(SLOTS):
        age = h.age[i, m]
        if age == EMPTY:
            break
        trait = h.trait[i, m]
        place = place_of(trait)
        in_village = 1 if place == VILLAGE else 0
        at_home += in_village
        farmers += in_village if 18 <= age < 70 else 0
        earned += pay[place] if 18 <= age < 60 and not trait & APART else 0.0
    home = family_place(h.alternative[i])
    h.savings[i] = min(h.savings[i] + v.saving_rate * earned, 500000.0)
    if h.tenure[i] == RENTING and (home in (TOWN, SEAT)):
        price = p.house_price[0, home]
        if can_buy(h.savings[i] + credit_of(h, i, v), price, v.home_size, v.down_payment):
            if happens(draw(seed, LUCK, h.id[i], year, RIGHTS + 1)[0], v.purchase_rate):
                h.tenure[i] = OWNER
                h.savings[i] -= price * v.home_size * v.down_payment
    contract = use_of_land(h.contract[i], farmers, words[1], odds)
    if contract != h.contract[i]:
        h.contract[i] = contract
    stable = (home in (TOWN, SEAT)) and h.tenure[i] == OWNER and h.years[i] >= 3
    homestead = use_of_homestead(h.homestead[i], at_home, h.hukou[i] == URBAN_HUKOU or stable, words, odds)
    if homestead != h.homestead[i]:
        h.homestead[i] = homestead
        if homestead == SOLD:
            h.savings[i] += exit_payment(v) * 10000.0
            flows.homesteads_sold[0] += 1
    out_of_village = h.hukou[i] == RURAL_HUKOU and home != VILLAGE and home != OTHER_PROVINCE
    if out_of_village and words[0] < odds.converting:
        convert_hukou(h, i, words, year, seed, world_seed, home, v, flows)


@loop
def decide_on_rights(h, used, year, seed, world_seed, p, values, flows, words, pay):
    """Hukou conversion, land, homestead, savings and home purchase of every family.

    `words` is room for draws, `pay` (5,) scratch.
    """
    v = values[0]
    odds = odds_of(p, v)
    for place in range(5):
        pay[place] = earnings(1.0, p.wage[0, place] * p.pay_factor[0, place], p.employment[0, place])
    for start in range(0, used, BLOCK):
        stop = min(start + BLOCK, used)
        draw_block(words, 0, h.id, start, stop, seed, LUCK, year, RIGHTS)
        for i in range(start, stop):
            if h.kind[i] == FAMILY:
                k = i - start
                luck = (words[0, k], words[1, k], words[2, k], words[3, k])
                settle_rights(h, i, luck, odds, pay, year, seed, world_seed, p, v, flows)
