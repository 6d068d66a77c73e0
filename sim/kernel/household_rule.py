"""One household before its choice: what it brings, and what it would live on and use under an alternative.

This is where the submodels meet for one household; `worth` weighs what is found here.
"""

from __future__ import annotations

from ..compiled import rule
from ..randomness import CHARACTER, WORLD, draw, uniform
from ..state.households import (
    APART,
    CITY,
    EMPTY,
    FEMALE,
    GIVEN_UP,
    HELD,
    IDLE,
    IN_CITY,
    IN_SEAT_FOR_SCHOOL,
    OTHER_PROVINCE,
    OWNER,
    RENTED_OUT,
    RURAL_HUKOU,
    SEAT,
    SLOTS,
    SOLD,
    TOWN,
    URBAN_HUKOU,
    VILLAGE,
)
from ..state.places import CHILDCARE, EDUCATION, ELDER_CARE, HEALTH
from ..submodels.care import work_for_childcare
from ..submodels.housing import yearly_cost
from ..submodels.hukou import may_convert, permit_friction, would_convert
from ..submodels.land_rights import credit_on_rights, idle_land_income, rent_received
from ..submodels.livelihoods import (
    added_assistance,
    earnings,
    employed,
    farm_income,
    pensions,
    return_payment,
    skill,
)
from ..submodels.public_services import access, education_value, health_value
from ..submodels.residence_choice import (
    HOME_OFFERED,
    OFFER_ALONE,
    Household,
    family_place,
    leading_skill,
    living_places,
    splits,
)
from .members import education_of


@rule
def deciding_age(h, i):
    """Age of the main decision-maker: the eldest member under 60 who lives with the family, else the eldest."""
    eldest, deciding = 0, 0
    for m in range(SLOTS):
        age = h.age[i, m]
        if age == EMPTY:
            break
        if h.trait[i, m] & APART:
            continue
        eldest = max(eldest, age)
        if age < 60:
            deciding = max(deciding, age)
    return deciding if deciding >= 16 else eldest


@rule
def land_of(h, i):
    """Contracted land household `i` holds or lets, mu."""
    return h.land[i] / 100.0 if h.contract[i] in (HELD, RENTED_OUT) else 0.0


@rule
def holds_homestead(h, i):
    """Whether household `i` has a homestead, in use or not."""
    return h.homestead[i] in (HELD, IDLE, RENTED_OUT)


@rule
def credit_of(h, i, v):
    """What household `i` can borrow on its contracted land and homestead, yuan."""
    return credit_on_rights(land_of(h, i), holds_homestead(h, i), v)


@rule
def character_of(identity, world_seed):
    """The five words that are a household's fixed character, a part of the world."""
    first = draw(world_seed, WORLD, identity, 0, CHARACTER)
    second = draw(world_seed, WORLD, identity, 0, CHARACTER + 1)
    return first[0], first[1], first[2], first[3], second[0]


@rule
def describe(h, i, character, p, v, village_group):
    """What household `i` brings to its choice; `character` as above."""
    men_skill, women_skill = 0.0, 0.0
    carers, members, small_children, pupils, juniors, elders = 0, 0, 0, 0, 0, 0
    for m in range(SLOTS):
        age = h.age[i, m]
        if age == EMPTY:
            break
        trait = h.trait[i, m]
        if trait & APART:
            continue
        members += 1
        if age < 6:
            small_children += 1
        elif age < 18:
            pupils += 1
            if 12 <= age <= 14:
                juniors += 1
        elif age < 60:
            if trait & FEMALE:
                women_skill += skill(education_of(trait))
            else:
                men_skill += skill(education_of(trait))
        else:
            carers += 1
            if age >= 65:
                elders += 1
    registered = h.hukou[i] <= URBAN_HUKOU
    exited = h.homestead[i] == GIVEN_UP or h.homestead[i] == SOLD
    family_house = h.village_origin[i] and h.hukou[i] == RURAL_HUKOU and not exited
    village_home = 1 if holds_homestead(h, i) or family_house else 0
    clears = may_convert(uniform(character[0]), v.hukou_threshold_seat)
    local_hukou = 1 if h.hukou[i] == URBAN_HUKOU else 0
    converts = 1 if registered and clears and would_convert(uniform(character[1]), v.potential_converters) else 0
    worker_city = CITY if uniform(character[3]) < v.in_province_share else OTHER_PROVINCE
    separable = village_home and elders > 0 and men_skill + women_skill > 0.0
    elders_stay = 1 if separable and uniform(character[2]) < v.elders_stay else 0
    admitted = 1 if uniform(character[4]) < v.access_education else 0
    land_is_rented = 1 if h.contract[i] == RENTED_OUT else 0
    holds_share = 1 if h.collective[i] == HELD else 0
    homestead_is_rented = 1 if h.homestead[i] == RENTED_OUT else 0
    owns = 1 if h.tenure[i] == OWNER else 0
    registered_here = 1 if registered else 0
    offered = 0
    if h.events[i] & HOME_OFFERED:
        offered = 1 if h.events[i] & OFFER_ALONE else 2
    return Household(
        alternative=int(h.alternative[i]),
        decider_age=int(deciding_age(h, i)),
        years=float(h.years[i]),
        men_skill=men_skill,
        women_skill=women_skill,
        carers=carers,
        members=members,
        small_children=small_children,
        pupils=pupils,
        juniors=juniors,
        elders=elders,
        village_home=village_home,
        village_origin=int(h.village_origin[i]),
        local_hukou=local_hukou,
        registered_here=registered_here,
        would_convert=converts,
        worker_city=worker_city,
        elders_stay=elders_stay,
        children_admitted=admitted,
        mu=land_of(h, i),
        land_is_rented=land_is_rented,
        holds_share=holds_share,
        homestead_is_rented=homestead_is_rented,
        owns_town_home=owns,
        offered=offered,
        means=h.savings[i] + credit_of(h, i, v),
        group=int(village_group[h.village[i]]),
        demonstration=int(p.demonstration[0, h.village[i]]),
    )


@rule
def owns_home(household, home):
    """Whether the family has, or is offered, a home of its own in a place of the county."""
    return household.owns_town_home == 1 or (home == TOWN and household.offered > 0)


@rule
def comes_home(alternative, household):
    """Whether a family registered here that is outside, or has its workers there, would live whole in the county."""
    here = alternative < IN_CITY and not splits(alternative)
    away = household.alternative >= IN_CITY or splits(household.alternative)
    return household.registered_here == 1 and here and away


@rule
def consumption(alternative, household, horizons, p, v):
    """What is left of the household's yearly income after housing, yuan (never below 3000)."""
    living = living_places(alternative, household.worker_city, household.elders_stay, household.children_admitted)
    horizon = horizons[household.decider_age]
    leading = leading_skill(alternative, household)
    others = household.men_skill + household.women_skill - leading
    lead_place, home = living.lead_workers, living.family
    other_employment = employed(p.employment[0, home], home, v.job_matching)
    if alternative == IN_SEAT_FOR_SCHOOL:
        other_employment = v.carer_employment
    pay = p.wage[0, home] * p.pay_factor[0, home]
    lead_pay = p.wage[0, lead_place] * p.pay_factor[0, lead_place]
    income = earnings(leading, lead_pay, employed(p.employment[0, lead_place], lead_place, v.job_matching))
    income += earnings(others, pay, other_employment)
    if home == SEAT and household.small_children > 0:
        women = household.women_skill if lead_place == home else others
        income += earnings(women, pay, work_for_childcare(other_employment, v.childcare_seat, v.childcare_employment))

    farmers = others if home == VILLAGE else 0.0
    if lead_place == VILLAGE:
        farmers += leading
    income += farmers * p.commuting[0, household.group]
    if household.demonstration:
        there = p.wage[0, VILLAGE] * p.pay_factor[0, VILLAGE] * v.demonstration_pay
        income += earnings(farmers, there, p.employment[0, VILLAGE])
    if home == VILLAGE:
        farmers += 0.5 * household.carers
    elif living.elders == VILLAGE:
        farmers += 0.5 * household.elders
    rent = rent_received(household.mu, p.land_rent[0], v.rental_friction)
    if household.land_is_rented:
        income += rent
    elif farmers > 0.0:
        income += farm_income(household.mu, farmers, v.farm_income_per_mu)
    else:
        income += idle_land_income(household.mu, rent, v.abandonment_penalty)
    if household.holds_share:
        paid = 1.0 if home == VILLAGE else v.keep_collective_share
        income += (v.collective_income + v.collective_land_value) * household.members * paid
    if household.homestead_is_rented or (home != VILLAGE and household.village_home):
        income += v.homestead_rent * (1.0 if household.homestead_is_rented else 0.3 * v.homestead_rental)
    rural_pension = v.pension_rural if household.local_hukou == 1 else p.rural_pension[0]
    income += pensions(
        household.carers, home == VILLAGE, rural_pension, v.pension_portable, v.social_insurance_portability
    )
    if home == VILLAGE:
        income += added_assistance(income, household.members, v.income_floor, v.income_floor_reach)
    if v.returnee_incentive > 0.0 and comes_home(alternative, household):
        income += return_payment(v.returnee_incentive, horizon)

    vested = access(False, 0.0, years_there(household, home), v.vesting_years_housing, permit_friction(v))
    subsidised = v.public_housing_share * (1.0 if household.local_hukou else vested)
    housing = 0.0
    if home != VILLAGE:
        housing += yearly_cost(
            home, p.house_price[0, home], v.home_size, v.housing_cost_rate, owns_home(household, home),
            subsidised, v.rent_city, v.rent_other_province,
        )
    if lead_place != home and lead_place >= CITY:
        housing += 0.4 * (v.rent_city if lead_place == CITY else v.rent_other_province)
    return max(income - housing, 3000.0)


@rule
def years_there(household, home):
    """Years of residence a family would bring to a place: its own where it stays, none elsewhere."""
    return household.years if family_place(household.alternative) == home else 0.0


@rule
def access_at(share, vesting_years, local, near, beyond, years, v):
    """Access to a service: nearer to full within one's own county; another province has its own, beyond policy."""
    if beyond and not local:
        return v.access_other_province
    return access(local, share + (1.0 - share) * near, years, vesting_years, permit_friction(v))


@rule
def services(household, living, p, v):
    """Worth of the four services where each member would use them: access x quality, logits (four numbers).

    Health, education, elder care, childcare. Who has no need of a service puts no weight on it;
    everyone values health care.
    """
    home = living.family
    years = years_there(household, home)
    in_county = home <= SEAT and household.registered_here == 1
    local = home == VILLAGE or (in_county and (household.local_hukou == 1 or household.would_convert == 1))
    near = v.county_access_bonus if in_county else 0.0
    beyond = home == OTHER_PROVINCE
    children_local = local or living.children == VILLAGE
    elders_local = local or living.elders == VILLAGE
    health = health_value(v, household.elders, p.usable_quality[0, home, HEALTH] * access_at(
        v.access_health, v.vesting_years_health, local, near, beyond, years, v
    ))  # fmt: skip
    education, elder_care, childcare = 0.0, 0.0, 0.0
    if household.pupils > 0:
        education = education_value(v, household.juniors, p.usable_quality[0, living.children, EDUCATION] * access_at(
            v.access_education, v.vesting_years_education, children_local, near, beyond, years, v
        ))  # fmt: skip
    if household.elders > 0:
        elder_care = v.weight_elder_care * p.usable_quality[0, living.elders, ELDER_CARE] * access_at(
            v.access_elder_care, v.vesting_years_elder_care, elders_local, near, beyond, years, v
        )
    if household.small_children > 0:
        childcare = v.weight_childcare * p.usable_quality[0, living.children, CHILDCARE] * access_at(
            v.access_childcare, v.vesting_years_childcare, children_local, near, beyond, years, v
        )
    return health, education, elder_care, childcare


@rule
def remoteness(household, home, lead_place, p):
    """Log distance of where the family and its workers would live, from the home village or the county's towns.

    A family that is not of a village has no distance within the county.
    """
    if household.village_origin:
        return p.remoteness[0, household.group, home, lead_place]
    family = home if home > SEAT else VILLAGE
    workers = lead_place if lead_place > SEAT else VILLAGE
    return p.remoteness[0, household.group, family, workers]

