"""The same families in two arms: nobody lost, and who they are by hand."""

from dataclasses import replace

import numpy as np
import pytest

from sim.experiments.run import run
from sim.kernel.household_rule import deciding_age
from sim.movers import DESTINATIONS, TRAITS, destinations, paired, profile
from sim.snapshot import FAMILY_PLACE, WHEREABOUTS, FamilyColumns, deciding_ages, take_snapshot
from sim.state.households import ALTERNATIVES, CITY, FAMILY
from sim.submodels.residence_choice import living_places

OPTIONS = {"scale": 0.1, "units": ["芦山县", "宝兴县"], "years": (2020, 2027), "threads": 1, "pause": "ended"}


@pytest.fixture(scope="module")
def runs():
    return {name: run(name, keep=[2022, 2027], **OPTIONS) for name in ("baseline", "decision-2023-core")}


@pytest.fixture(scope="module")
def snapshots(runs):
    return [one.kept["ended"][2027] for one in runs.values()]


def test_a_run_keeps_families_only_where_it_is_asked(runs):
    assert run("baseline", **{**OPTIONS, "years": (2020, 2021)}).kept == {"ended": {}}
    assert {name: list(one.kept["ended"]) for name, one in runs.items()} == dict.fromkeys(runs, [2022, 2027])


def test_a_snapshot_counts_the_families_of_the_accounts(runs):
    for one in runs.values():
        for year, kept in one.kept["ended"].items():
            frame = one.frames["ended"]
            frame = frame[frame["year"] == year]
            assert kept.weight.sum() == (frame["households"] + frame["households_away"]).sum()
            away = kept.columns.place == WHEREABOUTS.index("outside")
            assert kept.weight[away].sum() == frame["households_away"].sum()


def test_family_places_are_those_of_the_rule():
    for alternative in range(len(ALTERNATIVES)):
        assert FAMILY_PLACE[alternative] == min(living_places(alternative, 3, 0, 1).family, CITY)


def test_the_decision_maker_is_the_kernels(aged_county):
    rows = aged_county.households.used_rows(0)
    some = np.flatnonzero(rows.kind == FAMILY)[:3000]
    assert deciding_ages(rows.age[some], rows.trait[some]).tolist() == [deciding_age(rows, int(i)) for i in some]


def test_a_snapshot_is_a_copy(aged_county):
    model = aged_county.copy()
    before = take_snapshot(model)
    places = before.columns.place.copy()
    model.step()
    assert (before.columns.place == places).all() and before.year == model.year - 1


def persons_by_place(snapshot):
    persons = snapshot.columns.members.astype(np.int64) * snapshot.weight
    sums = np.bincount(snapshot.columns.place, weights=persons, minlength=len(WHEREABOUTS))
    return dict(zip(WHEREABOUTS, sums, strict=True))


def assert_conserved(first, other):
    table = destinations(paired(first, other))
    here, there = table.groupby("place_first")["persons_first"].sum(), table.groupby("place")["persons"].sum()
    assert here.drop("not_there").to_dict() == persons_by_place(first) and here["not_there"] == 0
    assert there.drop("not_there").to_dict() == persons_by_place(other) and there["not_there"] == 0
    return table.set_index(["place_first", "place"])


def test_persons_are_conserved(snapshots):
    table = assert_conserved(*snapshots)
    moved = table.drop([(place, place) for place in WHEREABOUTS])
    assert moved["households"].sum() > 0
    assert table.loc["not_there", "households"].sum() == 0


def without(snapshot, rows):
    kept = np.setdiff1d(np.arange(len(snapshot.weight)), rows)
    columns = FamilyColumns(*(column[kept] for column in snapshot.columns))
    return replace(snapshot, columns=columns, weight=snapshot.weight[kept])


def test_families_of_one_arm_only_are_counted_apart(snapshots):
    first, other = snapshots
    fewer, others = without(first, [0, 5, 7]), without(other, [1, 5])
    order = np.random.default_rng(1).permutation(len(others.weight))
    shuffled = replace(others, columns=FamilyColumns(*(column[order] for column in others.columns)),
                       weight=others.weight[order])  # fmt: skip
    table = assert_conserved(fewer, shuffled)
    assert table.loc["not_there", "households"].sum() == other.weight[[0, 7]].sum()
    gone = table.xs("not_there", level="place")
    assert gone["households"].sum() == first.weight[1] and gone["persons"].sum() == 0
    assert set(table.index.get_level_values(0)) <= set(DESTINATIONS)


def test_the_profile_by_hand(snapshots):
    first, other = snapshots
    a, b = first.columns, other.columns
    pair = paired(first, other)
    groups = {"first_county": np.array([True, False])}
    table = profile(pair, first, groups)
    moved = (a.place == 0) & np.isin(b.place, (1, 2))
    stayed = (a.place == 0) & (b.place == 0)
    weight = first.weight
    assert moved.sum() > 0
    assert table.loc["households", "movers"] == weight[moved].sum()
    ages = (a.decider_age * weight)[moved].sum() / weight[moved].sum()
    assert table.loc["decider_age", "movers"] == pytest.approx(ages)
    with_land = stayed & (a.land > 0)
    let = 100 * (a.land_is_rented * weight)[with_land].sum() / weight[with_land].sum()
    assert table.loc["land_rented", "stayers"] == pytest.approx(let)
    share = 100 * weight[stayed & (a.unit == 0)].sum() / weight[stayed].sum()
    assert table.loc["first_county", "stayers"] == pytest.approx(share)
    assert list(table.index) == ["households", *TRAITS, "first_county"]


def test_identical_arms_have_no_movers(snapshots):
    first, _ = snapshots
    table = profile(paired(first, first), first, {})
    assert table.loc["households", "movers"] == table.loc["households", "drawn"] == 0
    assert table["movers"].drop("households").isna().all() and not table["stayers"].isna().any()
