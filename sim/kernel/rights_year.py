"""Step 8 of the year: hukou, land, homestead and home, given where the household lives."""

from __future__ import annotations

from ..compiled import loop, rule
from ..randomness import CHARACTER, LUCK, RIGHTS, WORLD, draw, happens, uniform
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
from ..submodels.hukou import conversion_probability, may_convert, would_convert
from ..submodels.land_rights import exit_probability, rent_out_probability
from ..submodels.livelihoods import earnings
from .household_rule import deciding_age
from .members import place_of
from .residence_year import family_place


@rule
def convert_hukou(h, i, members, present, pupils, words, year, seed, world_seed, home, v, flows):
    """Conversion where the family lives; what retention does not cover is given up with it."""
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
    holds_homestead = h.homestead[i] in (HELD, RENTED_OUT, IDLE)
    holds_share = h.collective[i] == HELD
    born = year - deciding_age(h, i)
    probability = conversion_probability(v, holds_land, holds_homestead, holds_share, born, pupils)
    if not happens(words[0], probability):
        return
    at_risk = draw(seed, LUCK, h.id[i], year, RIGHTS + 2)
    if holds_land and uniform(at_risk[0]) >= v.keep_contracted_land:
        h.contract[i] = GIVEN_UP
    if holds_homestead and uniform(at_risk[1]) >= v.keep_homestead:
        h.homestead[i] = GIVEN_UP
    if holds_share and uniform(at_risk[2]) >= v.keep_collective_share:
        h.collective[i] = GIVEN_UP
    if home == CITY:
        # Registered in the city now: the family leaves the county's register, keeping what retention lets it keep.
        h.hukou[i] = HUKOU_MOVED_TO_CITY
        flows.conversions[0, 1] += members
    else:
        h.hukou[i] = URBAN_HUKOU
        flows.conversions[0, 0] += members


@rule
def use_land(h, i, farmers, word, v):
    """Renting contracted land out, and taking it back once someone farms again."""
    if h.contract[i] == HELD:
        probability = rent_out_probability(
            farmers > 0, v.title_use, v.rental_friction, v.rent_out_rate_away, v.rent_out_rate_farming
        )
        if happens(word, probability):
            h.contract[i] = RENTED_OUT
    elif h.contract[i] == RENTED_OUT and farmers > 0 and happens(word, v.take_back_rate):
        h.contract[i] = HELD


@rule
def use_homestead(h, i, at_home, settled, words, v):
    """Idle when nobody lives there; then rented out where that is free, or exited for payment where that is open."""
    state = h.homestead[i]
    if state in (IDLE, RENTED_OUT) and at_home > 0:
        h.homestead[i] = HELD
    elif state == HELD and at_home == 0:
        h.homestead[i] = IDLE
    elif state == IDLE and happens(words[2], v.homestead_rental * v.homestead_rent_rate):
        h.homestead[i] = RENTED_OUT
    if h.homestead[i] in (IDLE, RENTED_OUT) and settled:
        if happens(words[3], exit_probability(v.land_exit_open, v.land_exit_price, v.exit_rate)):
            h.homestead[i] = SOLD
            h.savings[i] += v.land_exit_price * 10000.0


@loop
def decide_on_rights(h, used, year, seed, world_seed, p, v, flows):
    """Hukou conversion, land, homestead, savings and home purchase of every family of a unit."""
    for i in range(used):
        if h.kind[i] != FAMILY:
            continue
        members, present, pupils, farmers, at_home, earned = 0, 0, 0, 0, 0, 0.0
        for m in range(SLOTS):
            age = h.age[i, m]
            if age == EMPTY:
                break
            place = place_of(h.trait[i, m])
            members += 1
            apart = h.trait[i, m] & APART
            if place < CITY:
                present += 1
            if place == VILLAGE:
                at_home += 1
            if not apart and 6 <= age < 18:
                pupils += 1
            if 18 <= age < 60 and not apart:
                earned += earnings(1.0, p.wage[0, place], p.employment[0, place])
            if place == VILLAGE and 18 <= age < 70:
                farmers += 1
        home = family_place(h.alternative[i])
        words = draw(seed, LUCK, h.id[i], year, RIGHTS)
        h.savings[i] = min(h.savings[i] + v.saving_rate * earned, 500000.0)
        if h.tenure[i] == RENTING and (home in (TOWN, SEAT)):
            price = p.house_price[0, home]
            if can_buy(h.savings[i], price, v.home_size, v.down_payment):
                if happens(draw(seed, LUCK, h.id[i], year, RIGHTS + 1)[0], v.purchase_rate):
                    h.tenure[i] = OWNER
                    h.savings[i] -= price * v.home_size * v.down_payment
        if h.contract[i] in (HELD, RENTED_OUT):
            use_land(h, i, farmers, words[1], v)
        if h.homestead[i] in (HELD, RENTED_OUT, IDLE):
            stable = (home in (TOWN, SEAT)) and h.tenure[i] == OWNER and h.years[i] >= 3
            settled = at_home == 0 and (h.hukou[i] == URBAN_HUKOU or stable)
            use_homestead(h, i, at_home, settled, words, v)
        if h.hukou[i] == RURAL_HUKOU and home != VILLAGE and home != OTHER_PROVINCE:
            convert_hukou(h, i, members, present, pupils, words, year, seed, world_seed, home, v, flows)
