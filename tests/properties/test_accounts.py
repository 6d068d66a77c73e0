"""Nothing is lost in any unit and year: people, land, homesteads, the register, the change of the share."""

import numpy as np
import pytest

from sim.indicators import COUNT_NAMES, FLOWS, summarise, with_shares
from sim.scenario import load_scenario
from sim.state.households import (
    EMPTY,
    FAMILY,
    GIVEN_UP,
    HELD,
    HUKOU_MOVED_TO_CITY,
    IDLE,
    RENTED_OUT,
    SOLD,
    TOWN,
    URBAN_HUKOU,
    VACANT,
    VILLAGE,
)
from sim.submodels import DECLARATIONS

YEARS = 5
COLUMNS = ("contract", "homestead", "land", "hukou", "kind", "age")


@pytest.fixture(scope="module")
def arm(domain, model_of):
    """The whole domain under every core lever, with reclassification and paid exit at full strength."""
    changes = {"land_exit_open": 1.0, "land_exit_price": 20.0, "keep_contracted_land": 0.3,
               "keep_homestead": 0.3, "reclassification_from_2021": 0.35}  # fmt: skip
    return model_of(domain, load_scenario("decision-2023-core", DECLARATIONS), changes)


def rights(model):
    """What every row holds, by unit."""
    return [
        {name: getattr(rows, name).copy() for name in COLUMNS}
        for rows in map(model.households.used_rows, range(model.units))
    ]


@pytest.fixture(scope="module")
def years(arm):
    """What stood before and after each year: stocks, flows, rows."""
    found = []
    for _ in range(YEARS):
        before, rows_before = arm.stock, rights(arm)
        arm.step()
        found.append((before, arm.stock, arm.flows, rows_before, rights(arm), arm.reclassified_this_year))
    return found


def test_people_are_conserved_in_every_place_of_every_unit(years, arm):
    for before, after, flows, _, _, reclassified in years:
        expected = before.persons.sum(axis=2) + flows.births - flows.deaths + flows.arrivals
        expected += flows.moves.sum(axis=1) - flows.moves.sum(axis=2)
        became_town = reclassified // arm.households.weight
        assert (became_town * arm.households.weight == reclassified).all()
        expected[:, VILLAGE] -= became_town
        expected[:, TOWN] += became_town
        assert (after.persons.sum(axis=2) == expected).all()


def test_the_flows_are_all_at_work(years):
    total = [sum(year[2][k].sum(axis=0) for year in years) for k in range(len(years[0][2]))]
    flows = type(years[0][2])(*total)
    off_diagonal = ~np.eye(5, dtype=bool)
    assert (flows.moves[:3, :3][off_diagonal[:3, :3]] > 0).all()
    assert (flows.moves[:3, 3:] > 0).all() and (flows.moves[3:, :3] > 0).all()
    assert (flows.births > 0).all() and (flows.deaths > 0).all() and flows.arrivals[:3].sum() > 0
    assert (flows.conversions > 0).all() and (flows.homesteads > 0).all() and flows.land_lapsed > 0
    assert sum(year[5].sum() for year in years) > 0


def test_nobody_moves_from_a_place_to_itself(years):
    for _, _, flows, *_ in years:
        assert (np.diagonal(flows.moves, axis1=1, axis2=2) == 0).all() and flows.moves.min() >= 0


def test_the_change_of_the_urban_share_has_no_residual(years, arm):
    frame = with_shares(arm.indicators()).sort_values(["unit", "year"])
    groups = {"domain": summarise(arm.indicators(), np.ones(arm.units, bool))}
    for key, members in arm.region.groups.items():
        groups[key] = summarise(arm.indicators(), members)
    for table, by in ((frame, "unit"), *((group, None) for group in groups.values())):
        level = 100 * table["urban_share"]
        change = (level - (level.groupby(table[by]).shift() if by else level.shift()))[table["year"] > 2020]
        parts = table[[f"change_{flow}" for flow in FLOWS]].sum(axis=1)[table["year"] > 2020]
        assert len(change) and np.allclose(parts, change, rtol=0, atol=1e-9)
        total = table["change_total"][table["year"] > 2020]
        assert np.allclose(total, change, rtol=0, atol=1e-9)


def test_gains_of_the_six_flows_are_the_change_of_the_counts(years, arm):
    frame = arm.indicators().sort_values(["unit", "year"])
    for count, gain in (("residents", "resident_gain"), ("urban_residents", "urban_gain")):
        change = frame.groupby("unit")[count].diff()[frame["year"] > 2020]
        gains = frame[[f"{gain}_{flow}" for flow in FLOWS]].sum(axis=1)[frame["year"] > 2020]
        assert (change == gains).all()


def test_a_group_is_the_sum_of_its_units(years, arm):
    frame = arm.indicators()
    prefectures = {
        name: (arm.region.units["prefecture_en"] == name).to_numpy()[arm.positions]
        for name in arm.region.units["prefecture_en"].unique()
    }
    parts = sum(summarise(frame, members)[COUNT_NAMES] for members in prefectures.values())
    whole = summarise(frame, np.ones(arm.units, bool))[COUNT_NAMES]
    assert np.allclose(parts, whole, rtol=1e-12)


def newly(name, state, before, after):
    """Rows whose right has this state now and had not before; households formed in the year included."""
    had = np.zeros(len(after[name]), bool)
    had[: len(before[name])] = before[name] == state
    return (after[name] == state) & ~had


def test_contracted_land_is_held_given_up_or_lapsed(years, arm):
    for before, after, flows, rows_before, rows_after, _ in years:
        held = [stock.land[:, [HELD, RENTED_OUT]].sum(axis=1) for stock in (before, after)]
        for unit in range(arm.units):
            given_up = newly("contract", GIVEN_UP, rows_before[unit], rows_after[unit])
            lost = rows_after[unit]["land"][given_up].sum(dtype=np.int64)
            assert held[1][unit] + lost + flows.land_lapsed[unit] == held[0][unit]


def test_homesteads_are_held_granted_given_up_sold_or_lapsed(years, arm):
    for before, after, flows, rows_before, rows_after, _ in years:
        held = [stock.homesteads[:, [HELD, RENTED_OUT, IDLE]].sum(axis=1) for stock in (before, after)]
        for unit in range(arm.units):
            old, new = rows_before[unit], rows_after[unit]
            gone = sum(newly("homestead", state, old, new).sum() for state in (GIVEN_UP, SOLD))
            granted, lapsed = flows.homesteads[unit]
            assert held[1][unit] == held[0][unit] + granted - lapsed - gone


def test_no_right_comes_back_once_given_up_or_sold(years, arm):
    for *_, rows_before, rows_after, _ in years:
        for old, new in zip(rows_before, rows_after, strict=True):
            alive = new["kind"][: len(old["kind"])] != VACANT
            for name in ("contract", "homestead"):
                gone = np.isin(old[name], (GIVEN_UP, SOLD)) & alive
                assert (new[name][: len(gone)][gone] == old[name][gone]).all()


def test_land_of_a_household_grows_only_where_it_was_formed(years, arm):
    for *_, rows_before, rows_after, _ in years:
        for old, new in zip(rows_before, rows_after, strict=True):
            assert (new["land"][: len(old["land"])] <= old["land"]).all()


def test_residents_are_registered_less_away_plus_registered_elsewhere(years):
    for _, after, *_ in years:
        residents = after.persons[:, :3].sum(axis=(1, 2))
        expected = after.registered - after.away.sum(axis=1) + after.registered_elsewhere
        assert (residents == expected).all()


def members(rows, hukou):
    present = rows["age"] != EMPTY
    return int(present[(rows["kind"] != VACANT) & hukou(rows["hukou"])].sum())


def test_the_register_holds_those_with_hukou_here_and_conversion_moves_people_between_registers(years, arm):
    for _, after, flows, rows_before, rows_after, _ in years:
        for unit in range(arm.units):
            old, new = rows_before[unit], rows_after[unit]
            assert after.registered[unit] == members(new, lambda hukou: hukou <= URBAN_HUKOU)
            same = slice(0, len(old["hukou"]))
            sizes = (new["age"][same] != EMPTY).sum(axis=1)
            turned = (old["hukou"] == 0) & (new["kind"][same] == FAMILY)
            for column, hukou in ((0, URBAN_HUKOU), (1, HUKOU_MOVED_TO_CITY)):
                persons = sizes[turned & (new["hukou"][same] == hukou)].sum()
                # Households formed this year may convert in it, too.
                assert 0 <= flows.conversions[unit, column] - persons <= 2 * (len(new["hukou"]) - len(turned))


def test_everyone_is_in_one_register_and_the_total_changes_by_births_deaths_and_arrivals(years):
    for before, after, flows, *_ in years:
        total = [stock.persons.sum(axis=(1, 2)) for stock in (before, after)]
        change = flows.births.sum(axis=1) - flows.deaths.sum(axis=1) + flows.arrivals.sum(axis=1)
        assert (total[1] - total[0] == change).all()


def test_every_family_has_one_alternative_and_one_state_of_each_right(years):
    for _, after, *_ in years:
        families = after.households.sum(axis=1)
        assert (after.alternatives.sum(axis=1) == families).all()
        assert (after.homesteads.sum(axis=1) == families).all()
        held = after.homesteads[:, [HELD, RENTED_OUT, IDLE]].sum(axis=1)
        assert (after.group_homesteads[:, :, 0].sum(axis=1) == held).all()
