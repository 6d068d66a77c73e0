"""Shares and probabilities stay between 0 and 1 and move the right way, whatever the parameters."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.kernel.nested_logit import CLOSED, chosen_alternative, gumbel
from sim.state.places import SERVICES
from sim.submodels import DECLARATIONS, RECORD, demography
from sim.submodels.base_year import away_by_age, seat_shares
from sim.submodels.housing import market
from sim.submodels.hukou import conversion_probability, may_convert, would_convert
from sim.submodels.land_rights import cleared_rent, exit_probability, rent_out_probability
from sim.submodels.livelihoods import labour_market
from sim.submodels.public_services import access, crowding, usable_quality, vested_share, village_services
from sim.submodels.reclassification import villages_that_become_town
from sim.submodels.relocation import admitted, share_admitted
from sim.submodels.residence_choice import horizons, period_of, reconsideration_shape

shares = st.floats(0, 1)
years = st.floats(0, 60)
vesting = st.one_of(st.just(0.0), st.floats(0.01, 7))
persons = st.floats(0, 1e6)
ROUNDING = 1e-12

patient = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def records(draw):
    """One record of every parameter, each anywhere within its bounds, ends included."""
    where = draw(st.lists(st.one_of(st.sampled_from([0.0, 1.0]), shares), min_size=20, max_size=20))
    order = draw(st.randoms(use_true_random=False))
    record = np.zeros(1, RECORD)
    for parameter in DECLARATIONS:
        low, high = parameter.bounds
        record[parameter.name] = low + (high - low) * order.choice(where)
    return record


def between(table, low=0.0, high=1.0):
    return bool((np.asarray(table) >= low).all() and (np.asarray(table) <= high).all())


@patient
@given(record=records(), year=st.integers(2010, 2050))
def test_tables_by_age_are_probabilities(record, year):
    values = record[0]
    tables = demography.age_tables(values, year, reconsideration_shape(values), horizons(values))
    for table in tables._replace(dies_below=tables.dies_below / 2**32, signs=tables.signs / 15)[:-1]:
        assert table.shape[-1] == 101 and between(table)
    assert np.allclose([tables.leaving.max(), tables.reconsideration.max()], 1.0, rtol=0, atol=ROUNDING)
    assert between(away_by_age(values))
    assert (tables.birth[:15] == 0).all() and (tables.birth[50:] == 0).all()
    assert (tables.partnership[:, 50:] == 0).all() and (tables.leaving[:15] == 0).all()


@patient
@given(record=records(), year=st.integers(2010, 2050))
def test_death_comes_sooner_the_older_one_is_past_the_excess_of_the_young(record, year):
    table = demography.death_probability(record[0], year)
    assert (np.diff(table[:, 46:], axis=1) > 0).all()
    assert (table >= demography.death_probability(record[0], year + 1)).all()


@patient
@given(
    record=records(), flags=st.tuples(*[st.booleans()] * 3), born=st.integers(1920, 2010),
    pupils=st.integers(0, 3), benefits=st.floats(-2, 2),
)  # fmt: skip
def test_conversion_is_a_probability_and_never_falls_with_what_is_kept(record, flags, born, pupils, benefits):
    values = record[0]
    found = conversion_probability(values, *flags, born, pupils, benefits)
    assert 0.0 <= found <= 1.0
    for name in ("keep_contracted_land", "keep_homestead", "keep_collective_share"):
        more = record.copy()
        more[name] += 0.5 * (1 - more[name])
        assert conversion_probability(more[0], *flags, born, pupils, benefits) >= found - ROUNDING
    childless, with_pupil = (conversion_probability(values, *flags, born, number, benefits) for number in (0, 1))
    assert with_pupil >= childless
    assert conversion_probability(values, False, False, False, born, pupils, benefits) >= found - ROUNDING
    assert conversion_probability(values, *flags, born, pupils, benefits + 0.1) >= found


@given(eligibility=shares, one=shares, other=shares)
def test_a_higher_threshold_makes_nobody_eligible(eligibility, one, other):
    assert may_convert(eligibility, max(one, other)) <= may_convert(eligibility, min(one, other))
    assert would_convert(eligibility, max(one, other)) >= would_convert(eligibility, min(one, other))


def with_values(record, **values):
    other = record.copy()
    for name, value in values.items():
        other[name] = value
    return other[0]


@patient
@given(record=records(), farms=st.booleans(), rent=st.floats(0, 2000))
def test_letting_rises_with_titles_rent_and_penalty_and_falls_with_friction(record, farms, rent):
    found = rent_out_probability(farms, rent, record[0])
    assert 0.0 <= found <= 1.0
    assert rent_out_probability(farms, rent, with_values(record, title_use=1.0)) >= found - ROUNDING
    assert rent_out_probability(farms, rent, with_values(record, rental_friction=0.0)) >= found - ROUNDING
    assert rent_out_probability(farms, rent, with_values(record, abandonment_penalty=500.0)) >= found - ROUNDING
    assert rent_out_probability(farms, rent + 100.0, record[0]) >= found - ROUNDING


@patient
@given(record=records(), share=shares, base=shares, more=shares)
def test_the_rent_falls_with_what_is_let_and_rises_with_what_land_yields(record, share, base, more):
    def rent(values, let):
        return float(cleared_rent(values, np.array([base]), np.array([let]))[0])

    found = rent(record, share)
    declared, reach = record["land_rent"][0], record["land_rent_reach"][0]
    assert declared / reach - ROUNDING <= found <= reach * declared + ROUNDING
    assert rent(record, min(share + more, 1.0)) <= found * (1 + ROUNDING)
    better = record.copy()
    better["farm_productivity"] = 15
    assert rent(better, share) >= found * (1 - ROUNDING)


@patient
@given(record=records(), more=st.floats(0, 10))
def test_paid_exit_is_at_most_three_percent_and_never_falls_with_price_or_quota(record, more):
    found = exit_probability(record[0])
    assert 0.0 <= found <= 0.03
    dearer = with_values(record, land_exit_price=record["land_exit_price"][0] + more)
    assert found <= exit_probability(dearer) + ROUNDING
    assert found <= exit_probability(with_values(record, quota_link=1.0)) + ROUNDING
    assert exit_probability(with_values(record, land_exit_open=0.0)) == 0.0


@given(stayed=years, more=years, needed=vesting, longer=st.floats(0, 7))
def test_entitlements_vest_with_years_and_later_where_more_are_needed(stayed, more, needed, longer):
    found = vested_share(stayed, needed)
    assert -ROUNDING <= found <= 1.0 + ROUNDING
    assert vested_share(stayed + more, needed) >= found - ROUNDING
    assert vested_share(stayed, needed + longer) <= found + ROUNDING
    assert vested_share(max(stayed, needed), needed) >= 1.0 - ROUNDING


@given(start=shares, stayed=years, needed=vesting, friction=shares, less=shares)
def test_access_is_a_share_that_local_hukou_makes_whole(start, stayed, needed, friction, less):
    found = access(False, start, stayed, needed, friction)
    assert start - ROUNDING <= found <= 1.0 + ROUNDING
    assert access(True, start, stayed, needed, friction) == 1.0
    assert access(False, start, stayed, needed, friction * less) >= found - ROUNDING


@given(quality=st.floats(0.1, 2), ratio=st.floats(0, 20), more=st.floats(0, 20), elasticity=shares)
def test_crowding_never_raises_quality(quality, ratio, more, elasticity):
    values = np.zeros(1, RECORD)
    values["crowding_elasticity_education"] = values["crowding_elasticity_other"] = elasticity

    def usable(crowded):
        return usable_quality(values, np.full((1, 5, 4), quality), np.full((1, 5, 4), crowded))

    found = usable(ratio)
    assert (found > 0).all() and (found <= quality).all()
    assert (usable(ratio + more) <= found + ROUNDING).all()
    assert (usable(min(ratio, 1.0)) == quality).all()


@given(homes=persons, families=persons, newcomers=persons, kept=st.floats(0, 0.15), more=persons)
def test_homes_raise_and_newcomers_lower_the_share_admitted(homes, families, newcomers, kept, more):
    found = share_admitted(homes, families, newcomers, kept)
    assert 0.0 <= found <= 1.0
    assert share_admitted(homes + more, families, newcomers, kept) >= found
    assert share_admitted(homes, families, newcomers + more, kept) <= found
    # No more are let in than there is room.
    assert found * newcomers <= max(homes * (1 - kept) - families, 0.0) * (1 + ROUNDING) or found == 1.0
    assert admitted(1.0 - 1e-10, 1.0) and not admitted(1e-10, 0.0)


@patient
@given(
    record=records(), demand=st.floats(0, 1e6), capacity=st.floats(1, 1e6), pace=st.floats(0, 1),
    bonus=st.floats(0, 0.1),
)
def test_capacity_never_shrinks_and_only_town_and_seat_are_crowded(record, demand, capacity, pace, bonus):
    wanted, there = np.full((1, 5, len(SERVICES)), demand), np.full((1, 5, len(SERVICES)), capacity)
    ratio, grown = crowding(record, wanted, there, pace=np.array([pace]), from_bonus=np.array([bonus]))
    assert (ratio >= 0).all() and (ratio[:, [0, 3, 4]] == 1).all()
    assert (grown >= there).all() and (grown[:, [0, 3, 4]] == capacity).all()


@patient
@given(record=records(), before=persons, now=persons, homes=st.floats(1, 1e6))
def test_prices_move_by_a_tenth_at_most_and_rise_no_less_with_more_families(record, before, now, homes):
    table = lambda number: np.full((1, 5), number)  # noqa: E731
    prices, built = market(record, table(4000.0), table(homes), table(before), table(now))
    assert between(prices[:, 1:3] / 4000.0, np.exp(-0.1) - ROUNDING, np.exp(0.1) + ROUNDING)
    assert (built[:, 1:3] >= homes).all()
    more, _ = market(record, table(4000.0), table(homes), table(before), table(now + 100))
    assert (more >= prices - 1e-9).all()


@patient
@given(record=records(), jobs=st.floats(1, 1e6), workers=persons, residents=st.floats(1, 1e6))
def test_wages_and_employment_stay_within_reason_and_fall_with_workers(record, jobs, workers, residents):
    table = lambda number: np.full((1, 5), number)  # noqa: E731
    base = table(residents)
    wages, employment = labour_market(record, table(jobs), table(workers), base, base, base)
    assert between(employment) and (wages > 0).all()
    fewer, busier = labour_market(record, table(jobs), table(workers + 1000), base, base, base)
    assert (fewer <= wages + 1e-9).all() and (busier <= employment + ROUNDING).all()


@patient
@given(record=records(), left=st.floats(0, 3))
def test_village_services_close_as_people_go_and_never_open(record, left):
    found = village_services(record, np.full((1, 8), left))
    more = village_services(record, np.full((1, 8), left + 0.5))
    assert between(found) and (found <= more + ROUNDING).all()


@given(
    st.lists(st.integers(0, 3000), min_size=1, max_size=40), st.floats(0, 20_000), st.integers(0, 2**40 - 1)
)  # fmt: skip
def test_villages_become_town_in_order_and_no_more_than_are_due(residents, due, mask):
    residents = np.array(residents)
    already = np.array([mask >> k & 1 for k in range(len(residents))], np.uint8)
    flips, left = villages_that_become_town(residents, already, due)
    assert not (flips & (already == 1)).any() and not (flips & (residents == 0)).any()
    assert left == due - residents[flips].sum()
    assert left >= -max(residents.max(), 0) / 2
    open_villages = np.flatnonzero((already == 0) & (residents > 0))
    assert flips[open_villages].tolist() == sorted(flips[open_villages].tolist(), reverse=True)


@given(discount=st.floats(0.85, 0.99))
def test_the_young_spread_a_cost_over_more_years(discount):
    values = np.zeros(1, RECORD)
    values["discount"] = discount
    years = horizons(values[0])
    assert (np.diff(years) <= ROUNDING).all()
    assert years[-1] >= 1.0 and years[0] <= 1 / (1 - discount)


def test_the_pause_slows_moves_in_its_years_and_after_only_if_it_stays():
    assert [period_of(year, 0.6, 0.0) for year in (2011, 2020, 2021, 2023, 2024)] == [1, 1, 0.6, 0.6, 1]
    assert [period_of(year, 0.6, 1.0) for year in (2020, 2021, 2023, 2024, 2035)] == [1, 0.6, 0.6, 0.6, 0.6]


@patient
@given(
    record=records(), towns=st.integers(0, 100), urban=st.floats(1, 1e6),
    proper=st.one_of(st.none(), st.floats(1, 1e6)),
)  # fmt: skip
def test_the_seat_holds_part_of_the_urban_residents(record, towns, urban, proper):
    city = np.array([np.nan if proper is None else proper])
    assert between(seat_shares(record, np.array([towns]), np.array([urban]), city), 0.3, 0.95)


luck = st.floats(1e-9, 1 - 1e-9)
worths = st.lists(st.floats(-50, 50), min_size=8, max_size=8)
openness = st.lists(st.booleans(), min_size=8, max_size=8).filter(any)
scales = st.tuples(*[st.floats(0.2, 1.0)] * 3)


def gumbels(numbers):
    return np.array([gumbel(number) for number in numbers])


def choose(worth, is_open, scale, nest_luck, inner_luck):
    luck = gumbels([*nest_luck, 0.5, *inner_luck])
    return chosen_alternative(np.where(is_open, worth, CLOSED)[:, None], luck[:, None], scale, 0)


@given(worths, openness, scales, st.tuples(luck, luck, luck), st.tuples(*[luck] * 8))
def test_only_open_alternatives_are_chosen(worth, is_open, scale, nest_luck, inner_luck):
    assert is_open[choose(worth, is_open, scale, nest_luck, inner_luck)]


@given(
    worths, openness, scales, st.tuples(luck, luck, luck), st.tuples(*[luck] * 8), st.integers(0, 7),
    st.floats(0, 20),
)  # fmt: skip
def test_an_alternative_worth_more_is_not_left_and_one_worth_less_not_taken_up(
    worth, is_open, scale, nest_luck, inner_luck, changed, amount
):  # fmt: skip
    first = choose(worth, is_open, scale, nest_luck, inner_luck)
    better, worse = list(worth), list(worth)
    better[changed] += amount
    worse[changed] -= amount
    if first == changed:
        assert choose(better, is_open, scale, nest_luck, inner_luck) == changed
    else:
        assert choose(worse, is_open, scale, nest_luck, inner_luck) != changed


@settings(max_examples=3, deadline=None)
@given(st.integers(0, 2**31))
def test_choices_have_the_shares_of_a_logit_where_dissimilarity_is_one(seed):
    random = np.random.default_rng(seed)
    worth, number = random.normal(0, 1, 8), 8_000
    is_open = np.ones(8, bool)
    found = np.zeros(8)
    for draws in random.uniform(1e-12, 1, (number, 11)):
        found[choose(worth, is_open, (1.0, 1.0, 1.0), draws[:3], draws[3:])] += 1
    expected = number * np.exp(worth) / np.exp(worth).sum()
    assert ((found - expected) ** 2 / expected).sum() < 7 + 6 * np.sqrt(14)
