"""What must hold for every household: the state held fixed, all luck equal, one thing changed.

Nests are drawn before the alternatives within them, each with luck of its own. A change
that reaches one nest alone is tested outright; one that reaches several, nest by nest.
"""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.kernel.residence_year import NO_CHANGE
from sim.randomness import CHARACTER, WORLD, draw, uniform
from sim.state.households import CITY, FAMILY, HELD, OTHER_PROVINCE, SEAT, TOWN, VILLAGE
from sim.submodels.residence_choice import family_place

ROWS = 6_000
NESTS = np.array([0, 0, 1, 1, 1, 1, 2, 2])
FAMILY_PLACE = np.array([family_place(a) for a in range(8)])
WORKERS_AWAY = np.array([False, True, False, False, True, True, False, False])

few = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
dissimilarities = st.one_of(st.just((1.0, 1.0, 1.0)), st.tuples(*[st.floats(0.2, 1.0)] * 3))
lower = st.floats(0.05, 0.999)
places = st.sampled_from([VILLAGE, TOWN, SEAT, CITY, OTHER_PROVINCE])


@pytest.fixture(scope="module")
def before(aged_county):
    """Some households of a county, some years on, at the end of a year."""
    model = aged_county.copy()
    some = np.random.default_rng(1).choice(int(model.households.used[0]), ROWS, replace=False)
    for column in model.households.of_unit(0):
        column[:ROWS] = column[some]
    model.households.used[0] = ROWS
    return model


@pytest.fixture(scope="module")
def worker_city(before):
    """Where each household's workers go when they go away."""
    share = before.values["in_province_share"][0]
    ids = before.households.used_rows(0).id
    words = [draw(before.world, WORLD, identity, 0, CHARACTER)[3] for identity in ids]
    return np.where([uniform(word) < share for word in words], CITY, OTHER_PROVINCE)


def twin_of(model, nests=None, column=None, where=None, factor=1.0, more=0.0, **values):
    """The year after, in which everyone thinks again: some values other, one column of the places other."""
    twin = model.copy()
    values = {"reconsideration": 50.0} | values
    if nests:
        values |= dict(zip(("nest_village", "nest_county_town", "nest_city"), nests, strict=True))
    if column:
        array = getattr(twin.places.columns, column)
        array[where] = array[where] * factor + more

    def calendar(year):
        records = model.calendar(year).copy()
        for name, value in values.items():
            records[name] = value
        return records

    twin.calendar = calendar
    twin.begin_year()
    twin.put_levers_in_force()
    return twin


def chosen(model):
    """The alternative of every family, and which rows are families."""
    model.choose_residence()
    rows = model.households.used_rows(0)
    choices = np.where(model.choices[0] == NO_CHANGE, rows.alternative, model.choices[0])
    family = rows.kind == FAMILY
    return choices[family].astype(int), family


def both(one, other):
    (first, family), (second, _) = chosen(one), chosen(other)
    return first, second, family


def came_to(place, first, second):
    return (FAMILY_PLACE[second] == place) & (FAMILY_PLACE[first] != place)


@pytest.mark.parametrize(
    "column, where, factor, place",
    [("quality", np.s_[:, SEAT, 0], 3.0, SEAT), ("quality", np.s_[:, TOWN, 1], 3.0, TOWN),
     ("wage", np.s_[:, TOWN], 1.5, TOWN), ("wage", np.s_[:, CITY], 1.5, CITY),
     ("crowding", np.s_[:, SEAT, 0], 0.1, None), ("network", np.s_[:, :, SEAT], 3.0, SEAT)],
    ids=["schools", "clinics", "town wages", "city wages", "room in schools", "network"],
)  # fmt: skip
def test_what_a_place_offers_draws_families_to_it(before, column, where, factor, place):
    """So that the tests below are not of things that nobody minds."""
    first, second, _ = both(twin_of(before), twin_of(before, column=column, where=where, factor=factor))
    if place is None:  # uncrowded is as good as it gets
        crowded = twin_of(before, column=column, where=where, factor=0.0, more=4.0)
        first, second, place = chosen(crowded)[0], first, SEAT
    assert came_to(place, first, second).sum() > 3


@few
@given(place=places, service=st.integers(0, 3), factor=lower, nests=dissimilarities)
def test_a_worse_service_at_a_place_attracts_no_family_to_it(before, place, service, factor, nests):
    worse = twin_of(before, nests, "quality", np.s_[:, place, service], factor)
    first, second, _ = both(twin_of(before, nests), worse)
    assert not came_to(place, first, second).any()


@few
@given(
    place=st.sampled_from([TOWN, SEAT]), service=st.integers(0, 3), ratio=st.floats(1, 5), nests=dissimilarities
)  # fmt: skip
def test_more_crowding_at_a_place_attracts_no_family_to_it(before, place, service, ratio, nests):
    crowded = twin_of(before, nests, "crowding", np.s_[:, place, service], ratio)
    first, second, _ = both(twin_of(before, nests), crowded)
    assert not came_to(place, first, second).any()


@few
@given(place=st.sampled_from([VILLAGE, TOWN, SEAT]), factor=st.floats(1.001, 3.0), nests=dissimilarities)
def test_higher_wages_in_the_county_repel_no_family_from_the_place(before, place, factor, nests):
    first, second, _ = both(twin_of(before, nests), twin_of(before, nests, "wage", np.s_[:, place], factor))
    assert not came_to(place, second, first).any()


@few
@given(place=st.sampled_from([CITY, OTHER_PROVINCE]), factor=st.floats(1.001, 3.0), nests=dissimilarities)
def test_higher_wages_outside_repel_no_worker_within_a_nest(before, worker_city, place, factor, nests):
    high = twin_of(before, nests, "wage", np.s_[:, place], factor)
    first, second, family = both(twin_of(before, nests), high)
    away = worker_city[family] == place

    def work_there(alternatives):
        return np.where(WORKERS_AWAY[alternatives], away, FAMILY_PLACE[alternatives] == place)

    same_nest = NESTS[first] == NESTS[second]
    assert not (work_there(first) & ~work_there(second) & same_nest).any()
    # Where it reaches no other nest, nobody leaves at all.
    assert not (came_to(place, second, first) & ~away).any()


@few
@given(cost=st.floats(1.0, 60.0), nests=dissimilarities)
def test_dearer_moves_to_the_seat_bring_no_family_there(before, cost, nests):
    cheap = twin_of(before, nests)
    dear = twin_of(before, nests, move_cost_seat=cheap.values["move_cost_seat"][0] + cost)
    first, second, _ = both(cheap, dear)
    assert not came_to(SEAT, first, second).any()


@few
@given(pull=st.floats(0.01, 3.0), nests=dissimilarities)
def test_a_stronger_network_in_the_county_repels_nobody_from_the_seat(before, pull, nests):
    strong = twin_of(before, nests, "network", np.s_[:, :, SEAT], more=pull)
    first, second, _ = both(twin_of(before, nests), strong)
    led_there = FAMILY_PLACE == SEAT
    same_nest = NESTS[first] == NESTS[second]
    assert not (led_there[first] & ~WORKERS_AWAY[first] & ~led_there[second] & same_nest).any()
    assert not ((NESTS[first] == 1) & (NESTS[second] != 1)).any()


@few
@given(one=st.floats(0.0, 1.0), other=st.floats(0.0, 1.0))
def test_whoever_reconsiders_does_so_at_any_higher_hazard(before, one, other):
    thoughts = []
    for rate in sorted((one, other)):
        twin = twin_of(before, reconsideration=rate)
        twin.choose_residence()
        thoughts.append((twin.choices[0] != NO_CHANGE, int(twin.flows.reconsidered[0])))
    assert thoughts[0][1] <= thoughts[1][1]
    assert not (thoughts[0][0] & ~thoughts[1][0]).any()


def converted(model):
    """Who converts this year, families settled in town and city included."""
    hukou = model.households.used_rows(0).hukou.copy()
    model.decide_on_rights()
    return model.households.used_rows(0).hukou != hukou


def settled(before, **values):
    """Everyone of rural hukou lives in town, seat or city and holds what there is to hold."""
    twin = twin_of(before, conversion_logit=0.0, potential_converters=1.0, **values)
    rows = twin.households.used_rows(0)
    random = np.random.default_rng(4)
    rows.alternative[:] = random.choice([2, 3, 6], len(rows.id))
    rows.hukou[:] = 0
    rows.trait[:] |= np.uint8(3 << 1)  # nobody is left in the county
    rows.trait[rows.age == 255] = 0
    rows.contract[:] = random.choice([0, HELD, 2, 3], len(rows.id))
    rows.homestead[:] = random.choice([0, HELD, 2, 3, 5], len(rows.id))
    rows.collective[:] = random.choice([0, HELD], len(rows.id))
    return twin


@few
@given(
    right=st.sampled_from(["keep_contracted_land", "keep_homestead", "keep_collective_share"]),
    kept=st.tuples(st.floats(0, 1), st.floats(0, 1)), others=st.floats(0, 1),
)  # fmt: skip
def test_keeping_more_of_any_right_makes_no_household_less_likely_to_convert(before, right, kept, others):
    rest = dict.fromkeys(("keep_contracted_land", "keep_homestead", "keep_collective_share"), others)
    less, more = (converted(settled(before, **(rest | {right: share}))) for share in sorted(kept))
    assert less.any() and not (less & ~more).any()


@few
@given(
    place=st.sampled_from(["town", "seat", "city"]), thresholds=st.tuples(st.floats(0, 1), st.floats(0, 1))
)  # fmt: skip
def test_a_higher_threshold_lets_nobody_convert_who_could_not(before, place, thresholds):
    name = f"hukou_threshold_{place}"
    low, high = (converted(settled(before, **{name: bar})) for bar in sorted(thresholds))
    assert not (high & ~low).any()
    closed = {f"hukou_threshold_{each}": 1.0 for each in ("town", "seat", "city")}
    nobody = converted(settled(before, **closed))
    assert not nobody.any()


@few
@given(retention=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_what_is_kept_at_some_retention_is_kept_at_any_higher(before, retention):
    kept = []
    for share in sorted(retention):
        twin = settled(before, keep_homestead=share, stake_homestead=0.0)
        converted(twin)
        kept.append(twin.households.used_rows(0).homestead == 3)
    assert not (kept[1] & ~kept[0]).any()


def moves_that_cost(logits):
    places = ("village", "town", "seat", "city", "other_province")
    return {f"move_cost_{place}": logits for place in places} | {"reconsideration": 5.0}


def test_moves_that_cost_everything_are_not_made(county, model_of):
    model = model_of(county, changes=moves_that_cost(1e9))
    for _ in range(3):
        here = model.households.used_rows(0).alternative.copy()
        model.step()
        assert model.flows.reconsidered[0] > 0.5 * len(here) / 2
        assert model.flows.not_placed[0] == 0
        family = model.households.used_rows(0).kind[: len(here)] == FAMILY
        assert (model.households.used_rows(0).alternative[: len(here)] == here)[family].all()


def test_free_moves_are_made_often(county, model_of):
    """The other side of the test above: the same county, the same luck, costs of zero."""
    model = model_of(county, changes=moves_that_cost(0.0))
    here = model.households.used_rows(0).alternative.copy()
    model.step()
    assert (model.households.used_rows(0).alternative[: len(here)] != here).mean() > 0.1
