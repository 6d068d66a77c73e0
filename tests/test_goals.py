"""Goals: reached exactly where a path stands, never earlier when stricter, and never a change of a figure."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from fake_run import fake_run
from hypothesis import given
from hypothesis import strategies as st

from sim import goals
from sim.goals import AT_LEAST, AT_MOST, DOMAIN, GROWS, PROVINCE, Goal, evaluate, members, path, rest_of_province
from sim.indicators import INDICATORS, summarise
from sim.tables import tables

LUSHAN = 511826
PATHS = st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=1, max_size=16)


@pytest.fixture(scope="module")
def run():
    return fake_run()


@pytest.fixture(scope="module")
def board(run):
    return tables(run)["goals.csv"].set_index(["pause", "goal"])


def path_of(run, goal, pause="ended"):
    inside = members(goal, run.region, run.positions)
    return path(goal, run.region, summarise(run.frames[pause], inside))


def by_year(values, first=2020):
    return pd.Series(values, index=range(first, first + len(values)), dtype=float)


# --- one path against one goal


@given(PATHS, st.sampled_from([AT_LEAST, AT_MOST]), st.data())
def test_a_goal_at_the_value_of_a_year_is_met_there_with_nothing_to_spare(values, comparison, data):
    road = by_year(values)
    year = data.draw(st.sampled_from(list(road.index)))
    found = evaluate(Goal("residents", comparison, float(road[year]), year), road)
    assert found.met and found.gap == 0 and found.value == road[year]
    assert found.first_year <= year


@given(PATHS, st.sampled_from([AT_LEAST, AT_MOST]), st.floats(-1e6, 1e6), st.floats(0, 1e6))
def test_a_stricter_goal_is_never_reached_earlier_nor_by_more(values, comparison, value, by):
    road = by_year(values)
    lax = Goal("residents", comparison, value, 2020)
    strict = replace(lax, value=value + by if comparison == AT_LEAST else value - by)
    easy, hard = evaluate(lax, road), evaluate(strict, road)
    assert hard.gap <= easy.gap and (easy.met or not hard.met)
    assert hard.first_year is None or easy.first_year <= hard.first_year


def test_a_rising_path_reaches_its_own_value_in_that_year_and_not_before():
    road = by_year([0.42, 0.44, 0.46, 0.48])
    assert [evaluate(Goal("urban_share", AT_LEAST, value, 2023), road).first_year for value in road] == [
        2020, 2021, 2022, 2023,
    ]  # fmt: skip
    missed = evaluate(Goal("urban_share", AT_LEAST, 0.5, 2022), road)
    assert not missed.met and missed.first_year is None and missed.gap == pytest.approx(-0.04)


def test_a_year_beyond_the_path_has_no_verdict():
    found = evaluate(Goal("urban_share", AT_LEAST, 0.42, 2030), by_year([0.41, 0.42]))
    assert (found.value, found.gap, found.met, found.first_year) == (None, None, False, 2021)


# --- from tables to paths


@pytest.mark.parametrize("indicator", ["urban_share", "residents", "village_income", "away_share", "conversions"])
def test_a_countys_path_is_its_row_of_the_indicators(run, indicator):
    goal = Goal(indicator, AT_LEAST, 0.5, 2027, units=("芦山县",))
    rows = tables(run)["indicators.csv"].query(f"pause == 'ended' and adcode == {LUSHAN}").set_index("year")
    assert path_of(run, goal).to_dict() == pytest.approx(rows[indicator].dropna().to_dict(), rel=1e-12)


@pytest.mark.parametrize(("place", "group"), [("domain", DOMAIN), ("yaan", "yaan")])
def test_a_groups_path_is_its_row_of_the_summary(run, place, group):
    summary = tables(run)["summary.csv"].query(f"pause == 'stays' and group == '{place}'").set_index("year")
    for indicator in ("urban_share", "residents"):
        goal = Goal(indicator, AT_LEAST, 0.5, 2027, group=group)
        assert path_of(run, goal, "stays").to_dict() == summary[indicator].to_dict()


def test_several_counties_are_one_place(run):
    both = Goal("urban_share", AT_LEAST, 0.5, 2027, units=("芦山县", "511827", "Lushan County"))
    rows = run.frames["ended"].query("adcode in (511826, 511827)").groupby("year")
    share = rows["urban_residents"].sum() / rows["residents"].sum()
    assert path_of(run, both).to_dict() == share.to_dict()


def test_growth_is_the_mean_yearly_rise_since_the_year_named(run):
    goal = Goal("urban_share", GROWS, 0.0, 2028, group=DOMAIN, since=2023)
    level = path_of(run, replace(goal, comparison=AT_LEAST))
    rise = path_of(run, goal)
    assert rise.index[0] == 2024
    assert rise[2028] == pytest.approx((level[2028] - level[2023]) / 5, rel=1e-12)


def test_the_income_ratio_is_the_published_level_times_the_simulated_change(run):
    goal = Goal("income_ratio", AT_MOST, 2.1, 2027, group=PROVINCE)
    # Incomes of the fake: 43,000 in town, 19,000 and 100 more a year since 2020 in the village.
    ratio = path_of(run, goal)
    assert ratio[2022] == pytest.approx(2.315)
    assert ratio[2027] == pytest.approx(2.315 * 19_200 / 19_700)
    late = fake_run(years=(2020, 2021), units=["yaan"])
    assert path_of(late, replace(goal, group="yaan")).empty  # no 2022, so no change since


def test_the_province_is_the_domain_and_a_trend_through_both_censuses(run):
    region = run.region
    residents, share = rest_of_province(region, np.array([2010, 2020, 2030]))
    districts = region.all_units[~region.all_units.in_county_domain]
    # The units and, in 2020, three economic zones outside them; the province's share is published to 0.01 %.
    assert residents[0] == pytest.approx(districts.residents_2010.sum(), rel=1e-9)
    assert residents[1] == pytest.approx(districts.residents_2020.sum() + 200_881, rel=1e-9)
    assert share[1] * residents[1] == pytest.approx(districts.urban_residents_2020.sum() + 149_732, abs=5e3)
    assert residents[2] / residents[1] == pytest.approx(residents[1] / residents[0])
    logit = np.log(share / (1 - share))
    assert logit[2] - logit[1] == pytest.approx(logit[1] - logit[0])
    whole = path_of(run, Goal("urban_share", AT_LEAST, 0.63, 2027, group=PROVINCE))
    assert whole[2020] == pytest.approx(region.known("urban_share", 2020), abs=1e-6)


# --- the table of a run


def test_every_goal_of_the_region_is_in_the_table_for_both_answers(run, board):
    names = [goal.name for goal in goals.region_goals(run.region)]
    for pause in ("ended", "stays"):
        assert board.loc[pause].index.tolist() == names
    assert set(board.judged_on) == {"simulated", "with_trend", "published_level", "not_modelled"}
    assert board[["note_en", "note_zh"]].loc[board.judged_on != "simulated"].drop(
        "lushan_gdp", level="goal").ne("").all().all()  # fmt: skip


def test_the_headline_goal_is_read_off_the_summary(run, board):
    summary = tables(run)["summary.csv"].query("group == 'domain'").set_index(["pause", "year"]).urban_share
    for pause in ("ended", "stays"):
        row = board.loc[pause, "county_urban_share"]
        assert row.value == summary[pause, 2027] and row.gap == summary[pause, 2027] - 0.48
        assert row.verdict == ("met" if row.gap >= 0 else "missed")
        reached = summary[pause].index[summary[pause] >= 0.48]
        assert row.first_year == str(reached[0])


def test_what_is_not_modelled_says_so(board):
    gdp = board.loc["ended", "lushan_gdp"]
    assert gdp.verdict == gdp.judged_on == "not_modelled"
    assert np.isnan(gdp.value) and np.isnan(gdp.gap) and gdp.first_year == ""


def test_one_county_has_its_own_goals_and_no_others():
    alone = tables(fake_run(units=["芦山县"], pause="ended"))["goals.csv"]
    assert list(alone.goal) == ["lushan_urban_share", "lushan_income_ratio", "lushan_gdp"]
    assert tables(fake_run(units=["蒲江县"], pause="ended"))["goals.csv"].empty


def test_goals_change_no_other_table():
    wanted = [Goal("urban_share", AT_LEAST, 0.61, 2027, units=("芦山县",)),
              Goal("residents", AT_MOST, 1e5, 2040, units=("蒲江县",))]  # fmt: skip
    without, with_goals = (tables(fake_run(units=["yaan"], goals=some)) for some in ((), wanted))
    for name in set(without) - {"goals.csv"}:
        pd.testing.assert_frame_equal(without[name], with_goals[name], check_exact=True)
    mine = with_goals["goals.csv"].tail(2)
    assert list(mine.goal) == [goal.line for goal in wanted]
    assert list(mine.verdict)[1] == "not_simulated"  # neither the county nor the year
    assert mine.label_zh.iloc[0] == "芦山县：常住人口城镇化率" and mine.unit.iloc[0] == INDICATORS["urban_share"].unit


def test_a_goal_of_the_region_that_is_asked_for_again_is_judged_once():
    again = Goal("urban_share", AT_LEAST, 0.6, 2027, units=("511826",))
    plain, asked = (tables(fake_run(units=["芦山县"], goals=some))["goals.csv"] for some in ((), [again]))
    pd.testing.assert_frame_equal(plain, asked)


def test_chances_are_shares_of_seeds():
    wanted = [Goal("urban_share", AT_LEAST, value, year, group="yaan") for value, year in ((0.6, 2040), (0.48, 2027))]
    boards = [tables(fake_run(units=["yaan"], pause="ended", goals=wanted, boost=boost))["goals.csv"]
              for boost in (-0.02, 0.0, 0.001, 0.01)]  # fmt: skip
    found = goals.chances(boards).set_index("goal")
    gaps = [board.set_index("goal").gap[wanted[1].line] for board in boards]
    row = found.loc[wanted[1].line]
    assert row.seeds == 4 and row.probability == np.mean([gap >= 0 for gap in gaps])
    assert 0 < row.probability < 1 and row.median_gap == np.median(gaps)
    assert found.seeds[wanted[0].line] == 0 and np.isnan(found.probability[wanted[0].line])
