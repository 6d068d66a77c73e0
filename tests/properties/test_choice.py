"""What must hold for every household whatever the numbers: the state held fixed, all luck equal, one thing changed.

Nests are drawn before the alternatives within them, each with luck of its own. A change
that reaches one nest alone is tested outright; one that reaches several, nest by nest.
"""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.kernel.residence_year import NO_CHANGE, family_place
from sim.kernel.tallies import empty_flows
from sim.randomness import CHARACTER, WORLD, draw, uniform
from sim.state.households import CITY, FAMILY, HELD, OTHER_PROVINCE, SEAT, TOWN, VILLAGE

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
    """A county some years on, in a year in which everyone thinks again."""
    model = aged_county.copy()
    model.begin_year()
    model.put_levers_in_force()
    model.households.used[0] = ROWS
    model.values = model.values.copy()
    model.values["reconsideration"] = 50.0
    return model


@pytest.fixture(scope="module")
def worker_city(before):
    """Where each household's workers go when they go away."""
    share = before.values["in_province_share"][0]
    ids = before.households.used_rows(0).id
    words = [draw(before.world, WORLD, identity, 0, CHARACTER)[3] for identity in ids]
    return np.where([uniform(word) < share for word in words], CITY, OTHER_PROVINCE)


def twin_of(model, nests=None, **values):
    twin = model.copy()
    twin.values, twin.flows = model.values.copy(), empty_flows(1)
    for name, value in values.items():
        twin.values[name] = value
    if nests:
        for name, value in zip(("nest_village", "nest_county_town", "nest_city"), nests, strict=True):
            twin.values[name] = value
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


@few
@given(place=places, service=st.integers(0, 3), factor=lower, nests=dissimilarities)
def test_a_worse_service_at_a_place_attracts_no_family_to_it(before, place, service, factor, nests):
    good, bad = twin_of(before, nests), twin_of(before, nests)
    bad.places.columns.quality[:, place, service] *= factor
    first, second, _ = both(good, bad)
    assert not ((FAMILY_PLACE[second] == place) & (FAMILY_PLACE[first] != place)).any()


@few
@given(place=st.sampled_from([TOWN, SEAT]), service=st.integers(0, 3), ratio=st.floats(1.0, 5.0), nests=dissimilarities)
def test_more_crowding_at_a_place_attracts_no_family_to_it(before, place, service, ratio, nests):
    quiet, crowded = twin_of(before, nests), twin_of(before, nests)
    crowded.places.columns.crowding[:, place, service] *= ratio
    first, second, _ = both(quiet, crowded)
    assert not ((FAMILY_PLACE[second] == place) & (FAMILY_PLACE[first] != place)).any()


@few
@given(place=st.sampled_from([VILLAGE, TOWN, SEAT]), factor=st.floats(1.001, 3.0), nests=dissimilarities)
def test_higher_wages_in_the_county_repel_no_family_from_the_place(before, place, factor, nests):
    low, high = twin_of(before, nests), twin_of(before, nests)
    high.places.columns.wage[:, place] *= factor
    first, second, _ = both(low, high)
    assert not ((FAMILY_PLACE[first] == place) & (FAMILY_PLACE[second] != place)).any()


@few
@given(place=st.sampled_from([CITY, OTHER_PROVINCE]), factor=st.floats(1.001, 3.0), nests=dissimilarities)
def test_higher_wages_outside_repel_nobody_who_works_there_within_a_nest(before, worker_city, place, factor, nests):
    low, high = twin_of(before, nests), twin_of(before, nests)
    high.places.columns.wage[:, place] *= factor
    first, second, family = both(low, high)
    away = worker_city[family] == place

    def work_there(alternatives):
        return np.where(WORKERS_AWAY[alternatives], away, FAMILY_PLACE[alternatives] == place)

    same_nest = NESTS[first] == NESTS[second]
    assert not (work_there(first) & ~work_there(second) & same_nest).any()
    # Where it reaches no other nest, nobody leaves at all.
    assert not ((FAMILY_PLACE[first] == place) & (FAMILY_PLACE[second] != place) & ~away).any()


@few
@given(cost=st.floats(1.0, 60.0), nests=dissimilarities)
def test_dearer_moves_to_the_seat_bring_no_family_there(before, cost, nests):
    cheap = twin_of(before, nests)
    dear = twin_of(before, nests, move_cost_seat=cheap.values["move_cost_seat"][0] + cost)
    first, second, _ = both(cheap, dear)
    assert not ((FAMILY_PLACE[second] == SEAT) & (FAMILY_PLACE[first] != SEAT)).any()


@few
@given(pull=st.floats(0.01, 3.0), nests=dissimilarities)
def test_a_stronger_network_in_the_county_repels_nobody_from_the_seat(before, pull, nests):
    weak, strong = twin_of(before, nests), twin_of(before, nests)
    strong.places.columns.network[:, :, SEAT] += pull
    first, second, _ = both(weak, strong)
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
    low, high = (converted(settled(before, **{f"hukou_threshold_{place}": bar})) for bar in sorted(thresholds))
    assert not (high & ~low).any()
    nobody = converted(settled(before, **{f"hukou_threshold_{name}": 1.0 for name in ("town", "seat", "city")}))
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


def test_moves_that_cost_everything_are_not_made(county, model_of):
    places = ("village", "town", "seat", "city", "other_province")
    model = model_of(county, changes={f"move_cost_{place}": 1e9 for place in places} | {"reconsideration": 5.0})
    for _ in range(3):
        here = model.households.used_rows(0).alternative.copy()
        model.step()
        assert model.flows.reconsidered[0] > 0.5 * len(here) / 2
        assert model.flows.not_placed[0] == 0
        family = model.households.used_rows(0).kind[: len(here)] == FAMILY
        assert (model.households.used_rows(0).alternative[: len(here)] == here)[family].all()


def test_free_moves_are_made_often(county, model_of):
    """The other side of the test above: the same county, the same luck, costs of zero."""
    places = ("village", "town", "seat", "city", "other_province")
    model = model_of(county, changes={f"move_cost_{place}": 0.0 for place in places} | {"reconsideration": 5.0})
    here = model.households.used_rows(0).alternative.copy()
    model.step()
    assert (model.households.used_rows(0).alternative[: len(here)] != here).mean() > 0.1
