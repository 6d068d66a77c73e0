"""The model as a whole: off-switches, rationing, scale, and no jump where the projection begins."""

import numpy as np
import pandas as pd
import pytest

from sim.experiments.run import prepare
from sim.state.households import CITY, SEAT, TOWN, VILLAGE


def stepped(model, years):
    for _ in range(years):
        model.step()
    return model


def test_a_year_makes_everyone_a_year_older(county, model_of):
    model = model_of(county, threads=1)
    ages = [model.households.used_rows(0).age.copy()]
    sizes = [int((ages[0] != 255).sum())]
    total = ages[0][ages[0] != 255].sum(dtype=np.int64)
    model.step()
    rows = model.households.used_rows(0)
    present = rows.age != 255
    arrived = int(model.flows.arrivals.sum())
    assert present.sum() == sizes[0] + model.flows.births.sum() - model.flows.deaths.sum() + arrived
    # Nobody skips a year: the sum of ages grows by the living less the ages of the dead.
    assert rows.age[present].sum(dtype=np.int64) < total + sizes[0] + 100 * arrived
    assert rows.age[present].max() <= 100
    assert (np.diff(present.astype(int), axis=1) <= 0).all()


def test_rows_before_the_first_year_are_the_base_year_and_years_follow(aged_county):
    frame = aged_county.indicators()
    assert frame["year"].tolist() == list(range(2020, 2026))
    assert (frame["residents"] > 0).all()
    gains = frame.loc[frame["year"] == 2020, [name for name in frame if "_gain_" in name]]
    assert (gains.to_numpy() == 0).all()


def test_figures_of_past_years_stay_as_they_were(county, model_of):
    model = model_of(county, threads=1)
    for _ in range(3):
        before, flows = model.indicators(), model.flow_table() if model.year > 2020 else None
        model.step()
        pd.testing.assert_frame_equal(model.indicators().iloc[: len(before)], before, check_exact=True)
        if flows is not None:
            pd.testing.assert_frame_equal(model.flow_table().iloc[: len(flows)], flows, check_exact=True)
    assert model.indicators()["seat_house_price"].nunique() == 4


@pytest.mark.parametrize(
    "switch, flow",
    [("in_migration_rate", "in_migration"), ("reclassification_from_2021", "reclassification"),
     ("youth_return", None)],
)  # fmt: skip
def test_flows_can_be_switched_off(county, model_of, switch, flow):
    off = stepped(model_of(county, changes={switch: 0.0}, threads=1), 3).indicators()
    on = {switch: 0.35} if flow == "reclassification" else {}  # fast enough for a whole village in three years
    plain = stepped(model_of(county, changes=on, threads=1), 3).indicators()
    if flow is None:
        assert off["resident_gain_returns"].sum() < plain["resident_gain_returns"].sum()
        return
    columns = [f"resident_gain_{flow}", f"urban_gain_{flow}"]
    assert (off[columns] == 0).all(axis=None) and (plain[columns] != 0).any(axis=None)


def test_feedbacks_can_be_switched_off(county, model_of):
    switches = ("crowding_elasticity_education", "crowding_elasticity_other", "price_elasticity",
                "employment_elasticity", "wage_elasticity", "network_weight", "attachment_empty_homes",
                "closure_elasticity")  # fmt: skip
    model = model_of(county, changes=dict.fromkeys(switches, 0.0), threads=1)
    before = model.places.copy().columns
    stepped(model, 3)
    after = model.places.columns
    for name in ("house_price", "wage", "employment", "schools_open"):
        assert np.array_equal(getattr(before, name), getattr(after, name)), name
    plain = stepped(model_of(county, threads=1), 3).places.columns
    # Employment falls only where workers outgrow jobs.
    for name in ("house_price", "wage", "schools_open"):
        assert not np.array_equal(getattr(before, name), getattr(plain, name)), name


def test_a_full_seat_takes_nobody_in_and_those_turned_away_are_counted(county, model_of):
    model = model_of(county, threads=1)
    model.begin_year()
    model.put_levers_in_force()
    model.reclassify_villages()
    model.renew_population()
    model.choose_residence()
    wanted = model.wanted[0].copy()
    model.places.columns.homes[:, SEAT] = 0.0
    rows = model.households.used_rows(0)
    before, choices = rows.alternative.copy(), model.choices[0].copy()
    model.relocate()
    seat = (3, 4, 5)
    came = np.isin(rows.alternative, seat) & ~np.isin(before, seat)
    assert wanted[SEAT] > 0 and not came.any() and model.flows.not_placed[0] > 0
    # Those turned away choose once more: some go elsewhere, and town still has room.
    turned_away = np.isin(choices, seat) & ~np.isin(before, seat)
    assert turned_away.sum() == wanted[SEAT]
    assert (rows.alternative[turned_away] != before[turned_away]).any()


def test_half_the_room_takes_about_half_of_those_who_want_in(county, model_of):
    model = model_of(county, threads=1, changes={"reconsideration": 2.0})
    model.begin_year()
    model.put_levers_in_force()
    model.choose_residence()
    wanted = int(model.wanted[0, TOWN])
    kept = 1 - model.values["room_kept_free"][0]
    model.places.columns.homes[0, TOWN] = (model.stock.households[0, TOWN] + wanted / 2) / kept
    rows = model.households.used_rows(0)
    before, choices = rows.alternative.copy(), model.choices[0].copy()
    model.relocate()
    chose_town = (choices == 2) & (before != 2)
    placed = (rows.alternative == 2) & chose_town
    assert wanted > 400
    assert abs(placed.sum() / chose_town.sum() - 0.5) < 3 * 0.5 / np.sqrt(wanted)


def test_nobody_lives_in_a_place_their_household_does_not_use(aged_county):
    """Members who live with the family are in its places; those apart are where they went."""
    rows = aged_county.households.used_rows(0)
    family = rows.kind == 1
    place = (rows.trait >> 1) & 7
    present = rows.age != 255
    assert place[present].max() <= 4
    village_only = family & (rows.alternative == 0)
    with_family = present & (rows.trait & 0x80 == 0)
    assert (place[village_only][with_family[village_only]] == VILLAGE).mean() > 0.99
    in_city = family & (rows.alternative == 6)
    workers = with_family & (rows.age >= 18) & (rows.age < 60)
    assert (place[in_city][workers[in_city]] == CITY).mean() > 0.95


def test_years_of_residence_start_again_with_a_move(county, model_of):
    model = model_of(county, threads=1)
    places = np.array([0, 0, 1, 2, 2, 2, 3, 4])
    rows = model.households.used_rows(0)
    before, years = places[rows.alternative], rows.years.copy()
    model.step()
    rows = model.households.used_rows(0)
    alive = (rows.kind == 1)[: len(before)]
    moved = (places[rows.alternative][: len(before)] != before) & alive
    assert moved.any() and (rows.years[: len(before)][moved] == 0).all()
    stayed = alive & ~moved
    assert (rows.years[: len(before)][stayed] == np.minimum(years[stayed].astype(int) + 1, 255)).all()


def test_stronger_pull_of_towns_raises_the_urban_share(county, model_of):
    found = [
        stepped(model_of(county, changes={"constant_town": pull}, threads=1), 5).indicators().iloc[-1]
        for pull in (-2.0, 0.0, 2.0)
    ]
    shares = [row["urban_residents"] / row["residents"] for row in found]
    assert shares[0] < shares[1] < shares[2]


EVENTS = ("births", "deaths", "in-county moves", "departures", "returns")


def events_of(model):
    """Persons of each kind of event in a year, in rows and in real persons."""
    moves = model.flows.moves
    counts = np.stack([
        model.flows.births.sum(axis=1), model.flows.deaths.sum(axis=1), moves[:, :3, :3].sum(axis=(1, 2)),
        moves[:, :3, 3:].sum(axis=(1, 2)), moves[:, 3:, :3].sum(axis=(1, 2)),
    ])  # fmt: skip
    return counts.sum(axis=1), (counts * model.households.weight).sum(axis=1)


def test_a_tenth_of_the_households_stands_for_all(region):
    """Four counties of the middle; rows of a household move together, so their luck is shared."""
    units = ["511826", "510129", "510181", "510524"]
    totals, urban = [], []
    for scale in (1.0, 0.1):
        prepared = prepare("baseline", scale=scale, units=units, years=(2020, 2025), pause="ended", threads=2)
        model = prepared.model("ended")
        assert (model.households.weight > 1).any() == (scale < 1)
        rows, persons = np.zeros(5), np.zeros(5)
        for _ in range(5):
            model.step()
            found = events_of(model)
            rows, persons = rows + found[0], persons + found[1]
        totals.append((rows, persons))
        frame = model.indicators()
        last = frame[frame["year"] == 2025]
        urban.append((last["urban_residents"].sum() / last["residents"].sum(), model.households.used.sum()))
    (_, whole), (rows, part) = totals
    together = np.array([1.0, 1.0, 3.0, 3.0, 3.0])
    allowed = 4 * np.sqrt(together / rows)
    for name, ratio, limit in zip(EVENTS, part / whole, allowed, strict=True):
        assert abs(ratio - 1) < limit, f"{name}: {ratio:.3f}"
        assert limit < 0.2
    # The standard deviation of a county's share is about 88 points over the root of its households.
    assert abs(urban[0][0] - urban[1][0]) < 3 * 0.88 / np.sqrt(urban[1][1])


def rates_of(model):
    """In-county movers and departures for each resident, over the year."""
    weight = model.households.weight
    residents = (model.stock_before.persons[:, :3].sum(axis=(1, 2)) * weight).sum()
    moves = (model.flows.moves * weight[:, None, None]).sum(axis=0)
    return np.array([moves[:3, :3].sum(), moves[:3, 3:].sum()]) / residents


def test_moves_do_not_jump_in_the_base_year(domain, model_of):
    """The last year of the run that led to 2020 against the first from its census, without the pause."""
    lead = prepare("history", scale=0.02, years=(2010, 2020), pause="ended", threads=2).model("ended")
    while lead.year < 2020:
        lead.step()
    start = model_of(domain, changes={"period_factor": 1.0})
    start.step()
    for name, ratio in zip(("in-county movers", "departures"), rates_of(start) / rates_of(lead), strict=True):
        assert 0.85 <= ratio <= 1.15, f"{name}: {ratio:.3f}"
