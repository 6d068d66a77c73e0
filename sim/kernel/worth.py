"""What an alternative is worth to one household: a sum of named terms, the utility of `docs/odd.md`."""

from __future__ import annotations

from typing import NamedTuple

from numba import int64

from ..arithmetic import logarithm
from ..compiled import rule
from ..state.households import (
    IN_CITY,
    IN_OTHER_PROVINCE,
    IN_SEAT,
    IN_SEAT_FOR_SCHOOL,
    IN_SEAT_WORKERS_AWAY,
    IN_TOWN,
    IN_VILLAGE,
    IN_VILLAGE_WORKERS_AWAY,
    SEAT,
    TOWN,
    VILLAGE,
)
from ..submodels.housing import can_buy
from ..submodels.hukou import moving_cost_ratio
from ..submodels.land_rights import insecurity
from ..submodels.networks import network_value
from ..submodels.residence_choice import (
    age_in_the_city,
    alternative_constant,
    family_place,
    feasible,
    living_places,
    move_cost,
    splitting_cost,
)
from .household_rule import consumption, owns_home, remoteness, services
from .nested_logit import CLOSED


class Terms(NamedTuple):
    """What an alternative is worth in a year, term by term, logits; a cost is negative."""

    income: float
    health: float
    education: float
    elder_care: float
    childcare: float
    constant: float  # what it is worth beyond the other terms
    age: float  # of the decision-maker, for work in a city
    network: float  # people of the village where its workers would be
    amenity: float
    demonstration: float  # amenity of a demonstration village
    attachment: float  # to the home village
    village_services: float  # lost where a village has no school or clinic left
    land_insecurity: float
    distance: float
    own_home: float
    living_apart: float
    moving: float  # the one-off cost, spread over the years to come
    settled: float  # years of residence where it lives already


@rule
def worth_of_consumption(yuan, v):
    """What living on so much a year is worth, logits."""
    return v.income_weight * logarithm(yuan)


@rule
def terms_of(alternative, household, horizons, p, v, income):
    """The terms of an alternative's worth to a household in a year; `horizons` is the table by age.

    `income` is what its consumption is worth.
    """
    living = living_places(
        alternative, household.worker_city, household.elders_stay, household.children_admitted
    )
    home, lead_place = living.family, living.lead_workers
    horizon = horizons[household.decider_age]
    health, education, elder_care, childcare = services(household, living, p, v)
    network = 0.0
    if lead_place != VILLAGE:
        network = network_value(p.network[0, household.group, lead_place], v.network_weight)
    demonstration, attachment, village_services = 0.0, 0.0, 0.0
    if home == VILLAGE and household.demonstration:
        demonstration = v.amenity_weight * v.demonstration_amenity
    if home == VILLAGE and household.village_origin:
        kept = 1.0 - v.attachment_empty_homes * p.empty_homes[0, household.group]
        attachment = v.attachment * kept
        if household.pupils + household.small_children > 0:
            village_services = -v.school_closure * (1.0 - p.schools_open[0, household.group])
    land_insecurity = 0.0
    if home != VILLAGE and household.mu > 0.0:
        land_insecurity = -insecurity(v.title_use, v.insecurity_cost)
    own_home = 0.0
    if home in (TOWN, SEAT):
        owns = owns_home(household, home)
        if owns or can_buy(household.means, p.house_price[0, home], v.home_size, v.down_payment):
            own_home = v.own_home_pull
    moving, settled = 0.0, 0.0
    if alternative != household.alternative:
        now = family_place(household.alternative)
        part = 1.0 if now != home else 0.5
        if home == TOWN and household.offered > 0:
            part = 0.0
        ratio = moving_cost_ratio(now <= SEAT and home <= SEAT and lead_place <= SEAT, v)
        moving = -part * ratio * move_cost(alternative, v) / horizon
    else:
        settled = v.settled_saving * min(household.years, 10.0)
    return Terms(
        income=income,
        health=health,
        education=education,
        elder_care=elder_care,
        childcare=childcare,
        constant=alternative_constant(alternative, v, p.city_constant[0]),
        age=age_in_the_city(household.decider_age, lead_place, v),
        network=network,
        amenity=p.amenity[0, home],
        demonstration=demonstration,
        attachment=attachment,
        village_services=village_services,
        land_insecurity=land_insecurity,
        distance=-v.income_weight * v.distance_weight * remoteness(household, home, lead_place, p),
        own_home=own_home,
        living_apart=-splitting_cost(
            alternative, household, living, v, p.left_behind[0, 0], p.left_behind[0, 1]
        ),
        moving=moving,
        settled=settled,
    )


@rule
def besides_income(terms):
    """The sum of the terms but for income, always in the same order (works on arrays of terms too)."""
    services = terms.health + terms.education + terms.elder_care + terms.childcare
    return (
        services + terms.constant + terms.age + terms.network + terms.amenity
        + terms.demonstration + terms.attachment + terms.village_services + terms.land_insecurity
        + terms.distance + terms.own_home + terms.living_apart + terms.moving + terms.settled
    )  # fmt: skip


@rule
def total(terms):
    """The sum of the terms: what an alternative is worth."""
    return besides_income(terms) + terms.income


@rule
def open_to(alternative, household, town_full, seat_full):
    """Whether a household may choose an alternative; a full place is open only to those who live there already."""
    if not (feasible(alternative, household) or alternative == household.alternative):
        return False
    home = family_place(alternative)
    lives_there = family_place(household.alternative) == home
    if not lives_there and ((home == TOWN and town_full) or (home == SEAT and seat_full)):
        return False
    return household.offered != 1 or alternative == IN_TOWN or alternative == household.alternative


@rule
def weigh_one(alternative, household, horizons, p, v, town_full, seat_full, yuan, worth, k):
    """What the k-th household would live on under an alternative, into `yuan`; what the rest is worth, into `worth`.

    Both have a row for each alternative. One that is not open is worth CLOSED, whatever it would live on.
    """
    yuan[alternative, k] = 1.0
    worth[alternative, k] = CLOSED
    if open_to(alternative, household, town_full, seat_full):
        yuan[alternative, k] = consumption(alternative, household, horizons, p, v)
        worth[alternative, k] = besides_income(terms_of(alternative, household, horizons, p, v, 0.0))


@rule
def weigh(household, horizons, p, v, town_full, seat_full, yuan, worth, k):
    """All alternatives of the k-th household, written out: what is compiled for each has only what it needs.

    As numbers of a type: for a constant the compiler would make a copy of every rule by itself.
    """
    weigh_one(int64(IN_VILLAGE), household, horizons, p, v, town_full, seat_full, yuan, worth, k)
    weigh_one(int64(IN_VILLAGE_WORKERS_AWAY), household, horizons, p, v, town_full, seat_full, yuan, worth, k)
    weigh_one(int64(IN_TOWN), household, horizons, p, v, town_full, seat_full, yuan, worth, k)
    weigh_one(int64(IN_SEAT), household, horizons, p, v, town_full, seat_full, yuan, worth, k)
    weigh_one(int64(IN_SEAT_FOR_SCHOOL), household, horizons, p, v, town_full, seat_full, yuan, worth, k)
    weigh_one(int64(IN_SEAT_WORKERS_AWAY), household, horizons, p, v, town_full, seat_full, yuan, worth, k)
    weigh_one(int64(IN_CITY), household, horizons, p, v, town_full, seat_full, yuan, worth, k)
    weigh_one(int64(IN_OTHER_PROVINCE), household, horizons, p, v, town_full, seat_full, yuan, worth, k)
