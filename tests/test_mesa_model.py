"""The Mesa face: the engine's own households, in Mesa's own classes, under Mesa's own contract."""

from __future__ import annotations

import copy
import multiprocessing
import subprocess
import sys

import mesa
import numpy as np
import pytest
from mesa.agent import AgentSet

import sim.experiments.run as running
from sim.mesa_model import County, Household, HouseholdSet, XianchengModel
from sim.reasons import TERMS
from sim.state.attributes import ATTRIBUTES, HUKOU
from sim.state.households import ALTERNATIVES, COLUMN_TYPES, EMPTY, PLACES, VACANT

SMALL = {"units": ["芦山县"], "scale": 1, "years": (2020, 2030)}


@pytest.fixture(scope="module")
def model() -> XianchengModel:
    """Three years of one county; tests read it, and those that change it work on their own."""
    model = XianchengModel(**SMALL)
    for _ in range(3):
        model.step()
    return model


@pytest.fixture(scope="module")
def wide() -> XianchengModel:
    """Every county, a fiftieth of the households."""
    model = XianchengModel(scale=0.02, years=(2020, 2022))
    model.step()
    return model


@pytest.fixture
def few(model) -> HouseholdSet:
    return model.agents.select(at_most=200)


# --- the same model -----------------------------------------------------------------------


@pytest.mark.parametrize("options", [SMALL, {"scale": 0.02, "years": (2020, 2025)}], ids=["芦山县", "domain"])
@pytest.mark.parametrize("pause", ["ended", "stays"])
def test_a_run_through_mesa_is_the_run_of_the_command_line_to_the_last_household(monkeypatch, options, pause):
    engines = []

    class Kept(running.Model):
        def __init__(self, *arguments):
            super().__init__(*arguments)
            engines.append(self)

    monkeypatch.setattr(running, "Model", Kept)
    years = (2020, 2025)
    result = running.run("services-only", **{**options, "years": years}, luck_seed=7, pause=pause)
    (engine,) = engines
    monkeypatch.undo()
    model = XianchengModel("services-only", **{**options, "years": years}, luck_seed=7, pause=pause)
    while model.running:
        model.step()
    assert model.engine.households.used.tolist() == engine.households.used.tolist()
    for name in COLUMN_TYPES:
        ours, theirs = (getattr(each.households.columns, name) for each in (model.engine, engine))
        assert np.array_equal(ours, theirs), name
    assert model.engine.indicators().equals(result.frames[pause])
    assert model.engine.flow_table().equals(result.flows[pause])


def test_reading_does_not_change_what_follows(model):
    again = XianchengModel(**SMALL)
    for _ in range(3):
        again.agents.select(at_most=50).shuffle_do(lambda household: household.ages)
        again.step()
    assert again.engine.indicators().equals(model.engine.indicators())


def test_the_options_are_those_of_a_run():
    changes = {"attachment": 2.0}
    model = XianchengModel(units=["芦山县"], scale=0.02, world_seed=5, threads=1, changes=changes)
    assert model.engine.settings.threads == 1
    assert model.engine.values["attachment"] == 2.0
    with pytest.raises(ValueError, match="one answer"):
        XianchengModel(**SMALL, pause="both")


def test_the_run_ends_in_its_last_year():
    model = XianchengModel(units=["芦山县"], scale=0.02, years=(2020, 2022))
    model.run_model()
    assert model.year == 2022 and not model.running
    with pytest.raises(ValueError, match="the run ends in 2022"):
        model.step()


# --- agents -------------------------------------------------------------------------------


def test_it_is_a_mesa_model_with_mesa_agents(model):
    assert isinstance(model, mesa.Model)
    assert isinstance(model.agents, AgentSet)
    household, county = model.agents[0], model.counties.select().get("name")
    assert isinstance(household, mesa.Agent) and isinstance(household, Household)
    assert county == ["芦山县"]
    assert set(model.agents_by_type) == set(model.agent_types) == {Household, County}
    assert len(model.agents_by_type[Household]) == len(model.agents)
    assert household.random is model.random and household.rng is model.rng


def test_an_agent_reads_its_row(model):
    columns = model.engine.households.columns
    for household in model.agents.shuffle()[:300]:
        row = household.row
        assert household.unique_id == int(columns.id[row])
        assert list(household.ages) == [age for age in columns.age[row].tolist() if age != EMPTY]
        assert household.size == len(household.ages) == len(household.places) == len(household.sexes)
        assert set(household.places) <= set(PLACES)
        assert household.alternative in (*ALTERNATIVES, "none")
        assert household.land == pytest.approx(columns.land[row] / 100)
        assert household.savings == columns.savings[row]
        assert household.years == columns.years[row]
        assert household.county == "芦山县"
        assert household.hukou in HUKOU
        assert type(household.savings) is float and type(household.years) is int


def test_an_agent_follows_its_row_through_the_years():
    model = XianchengModel(**SMALL)
    household = model.agents.select(lambda h: h.kind == "family" and h.ages == (46,))[0]
    years, identity = household.years, household.unique_id
    model.step()
    assert household.unique_id == identity
    assert (household.ages[:1], household.years) in [((47,), years + 1), ((47,), 0)]


def test_identities_are_stable_and_unique():
    model = XianchengModel(units=["芦山县", "都江堰市"], scale=0.1, years=(2020, 2022))
    before = set(model.agents.get("unique_id"))
    assert len(before) == len(model.agents)
    model.step()
    after = model.agents.get("unique_id")
    assert len(set(after)) == len(after)
    assert len(before - set(after)) < 0.1 * len(before)


def test_all_households_are_those_that_exist_now():
    model = XianchengModel(**SMALL)
    everyone, chosen = model.agents, model.agents.select(kind="family")
    number = len(chosen)
    model.step()
    kinds = model.engine.households.columns.kind[: model.engine.households.used[0]]
    assert len(everyone) == len(model.agents) == (kinds != VACANT).sum()
    assert 0 < number - len(chosen) < 0.1 * number
    assert "vacant" not in chosen.column("kind")


def test_the_engines_columns_cannot_be_set(model, few):
    for name in (*ATTRIBUTES, "county"):
        with pytest.raises(AttributeError, match="the engine's to change"):
            few.set(name, 0)
        with pytest.raises(AttributeError, match="the engine's to change"):
            setattr(few[0], name, 0)
    with pytest.raises(AttributeError):
        model.county("芦山县").residents = 3
    with pytest.raises(TypeError, match="the engine decides"):
        few[0].remove()


def test_your_own_notes_are_kept(model):
    some = model.agents.select(at_most=5)
    assert some.set("visited", True) is some
    some[0].colour = "red"
    assert model.agents[0].visited is True and model.agents[0].colour == "red"
    assert model.agents.select(at_most=7).get("visited", "default", False) == [True] * 5 + [False] * 2
    with pytest.raises(AttributeError, match="no 'visited'"):
        model.agents[6].visited  # noqa: B018
    with pytest.raises(AttributeError, match="no 'visited'"):
        model.agents.get("visited")


# --- the set ------------------------------------------------------------------------------


def test_it_holds_rows_and_makes_agents_when_asked(wide):
    agents = wide.agents
    assert agents.rows.dtype == np.int64 and len(agents) == len(agents.rows) > 400_000
    assert agents[3] == agents[3] and hash(agents[3]) == hash(agents[3]) and agents[3] != agents[4]
    assert agents[-1] in agents and agents[-1].row == agents.rows[-1]
    assert [household.row for household in agents[2:5]] == agents.rows[2:5].tolist()
    with pytest.raises(IndexError):
        agents[len(agents)]
    assert "household" not in agents


def test_select(model, few):
    families = few.select(lambda household: household.kind == "family")
    assert families == few.select(kind="family")
    assert all(household.kind == "family" for household in families)
    assert families.select(at_most=7).rows.tolist() == families.rows[:7].tolist()
    assert len(few.select(at_most=0.25)) == 50 and len(few.select(at_most=1.0)) == 200
    assert len(few.select(at_most=1)) == 1
    assert few.select(lambda household: household.size > 1, at_most=5) == few.select(
        size=lambda members: members > 1, at_most=5
    )
    urban = model.agents.select(alternative=["town", "seat"], savings=lambda yuan: yuan > 30_000)
    assert set(urban.get("alternative")) <= {"town", "seat"} and min(urban.get("savings")) > 30_000
    assert len(few.select(agent_type=Household)) == 200 and len(few.select(agent_type=County)) == 0
    mine = few.select()
    assert mine.select(kind="family", inplace=True) is mine and mine == families
    with pytest.raises(AttributeError, match="no 'wealth'"):
        few.select(wealth=3)


def test_get(few):
    savings = few.get("savings")
    assert isinstance(savings, list) and savings == [household.savings for household in few]
    assert few.get(["size", "hukou"]) == [[household.size, household.hukou] for household in few]
    assert few.get("wealth", handle_missing="default", default_value=0) == [0] * 200
    with pytest.raises(AttributeError):
        few.get("wealth")
    with pytest.raises(ValueError, match="handle_missing"):
        few.get("savings", handle_missing="ignore")
    for name in ATTRIBUTES:
        assert few.get(name) == [getattr(household, name) for household in few], name


def test_agg(few):
    savings = few.get("savings")
    assert few.agg("savings", np.mean) == pytest.approx(np.mean(savings))
    assert few.agg("savings", [min, max]) == [min(savings), max(savings)]
    assert few.agg("size", sum) == sum(few.get("size"))


def test_groupby(few):
    groups = few.groupby("alternative")
    assert groups.count() == {value: few.get("alternative").count(value) for value in groups.count()}
    assert list(groups.count()) == list(dict.fromkeys(few.get("alternative")))
    assert groups.agg("size", sum) == {
        value: sum(h.size for h in few if h.alternative == value) for value in groups.count()
    }
    by_function = few.groupby(lambda household: household.alternative)
    assert dict(by_function.groups) == dict(groups.groups)
    seen = []
    assert groups.do(lambda group: seen.append(len(group))) is groups
    assert seen == list(groups.count().values()) and len(groups) == len(seen)
    groups.do("do", lambda household: seen.append(household))
    assert len(seen) == len(groups) + 200
    assert groups.map(len) == groups.count()
    lists = few.groupby("hukou", result_type="list")
    assert all(isinstance(group, list) for _, group in lists)
    assert sum(lists.agg("size", sum).values()) == few.agg("size", sum)


def test_do_and_map(few):
    seen = []
    assert few.do(lambda household, note: seen.append((household, note)), "here") is few
    assert [household for household, _ in seen] == few.to_list()
    assert few.map(lambda household, more: household.size + more, 1) == [size + 1 for size in few.get("size")]
    assert few.do("step") is few and few.map("step") == [None] * 200


def test_shuffle_is_the_same_whenever_the_model_is(few):
    def orders() -> list[list[int]]:
        agents = XianchengModel(units=["芦山县"], scale=0.02, years=(2020, 2021)).agents
        shuffled, seen = agents.shuffle().rows.tolist(), []
        agents.shuffle_do(lambda household: seen.append(household.row))
        return [shuffled, seen]

    first = orders()
    assert first == orders()
    assert first[0] != first[1] and sorted(first[0]) == sorted(first[1])
    assert few.shuffle() == few and few.shuffle().rows.tolist() != few.rows.tolist()


def test_sort(few):
    sizes = few.get("size")
    assert few.sort("size").get("size") == sorted(sizes, reverse=True)
    assert few.sort("size", ascending=True).get("size") == sorted(sizes)
    expected = sorted(few.to_list(), key=lambda household: household.size)
    assert few.sort("size", ascending=True).to_list() == expected
    assert few.sort(lambda household: -household.size).to_list() == expected[::1]
    mine = few.select(kind="family")
    assert mine.sort("savings", inplace=True) is mine and mine[0].savings == mine.agg("savings", max)


def test_sets_combine(few):
    families, large = few.select(kind="family"), few.select(size=lambda members: members > 2)
    assert (families & large) == few.select(kind="family", size=lambda members: members > 2)
    assert len(families | large) + len(families & large) == len(families) + len(large)
    assert (families - large).isdisjoint(large) and (families ^ families) == few.select(at_most=0)
    assert large <= few and families[0] in few and not few < large
    mine = copy.copy(few)
    mine.discard(few[0])
    assert few[0] not in mine and len(few) == 200
    mine.add(few[0])
    mine.add(few[0])
    assert mine == few
    with pytest.raises(KeyError):
        large.remove(few.select(size=1)[0])


# --- counties and measures ----------------------------------------------------------------


def test_counties_measure_what_the_engine_counts(wide):
    frame = wide.engine.indicators().query("year == @wide.year")
    counties = wide.counties
    assert len(counties) == 128
    assert counties.get("residents") == frame["residents"].tolist()
    assert counties.agg("residents", sum) == wide.residents == frame["residents"].sum()
    assert wide.urban_share == pytest.approx(frame["urban_residents"].sum() / frame["residents"].sum())
    lushan = wide.county("芦山县")
    assert lushan is wide.county("511826") and lushan.unique_id == 511826 and lushan in counties
    assert 0 < lushan.urban_share < 1
    assert set(lushan.agents.get("county")) == {"芦山县"}
    present = sum(place in PLACES[:3] for places in lushan.agents.get("places") for place in places)
    assert present * lushan.weight == lushan.residents
    assert sum(len(county.agents) for county in counties) == len(wide.agents)
    with pytest.raises(ValueError, match="not among the simulated"):
        XianchengModel(units=["芦山县"], scale=0.02, years=(2020, 2021)).county("都江堰市")


def test_a_data_collector_reads_model_and_counties():
    model = XianchengModel(units=["芦山县", "都江堰市"], scale=0.02, years=(2020, 2023))
    collector = mesa.DataCollector(
        model_reporters={
            "urban_share": "urban_share",
            "families": lambda model: len(model.agents.select(kind="family")),
        },
        agenttype_reporters={County: {"seat": "seat_residents", "share": lambda county: county.urban_share}},
    )
    collector.collect(model)
    while model.running:
        model.step()
        collector.collect(model)
    measured, own = collector.get_model_vars_dataframe(), model.datacollector.get_model_vars_dataframe()
    assert measured["urban_share"].tolist() == own["urban_share"].tolist()
    assert own["year"].tolist() == [2020, 2021, 2022, 2023]
    assert len(measured) == 4 and (measured["families"] > 0).all()
    counties = collector.get_agenttype_vars_dataframe(County)
    assert counties["seat"].tolist() == model.engine.indicators()["seat_residents"].tolist()
    assert len(model.datacollector.get_agenttype_vars_dataframe(County)) == 8


def test_a_household_tells_the_terms_of_its_last_choice(few):
    chooser = few.select(lambda one: one.terms())[0]
    terms = chooser.terms()
    assert list(terms) == [name for name in ALTERNATIVES if name in terms] and "seat" in terms
    assert all(tuple(each) == TERMS for each in terms.values())
    model = chooser.model
    row = chooser.row - int(model.engine.households.first[0])
    worth = model._choices.seen.reasons(0, np.array([row])).worth[0]
    for name, each in terms.items():
        assert sum(each.values()) == pytest.approx(worth[ALTERNATIVES.index(name)], abs=1e-11)


def test_only_who_may_choose_has_terms(model):
    assert model.agents.select(kind="collective", at_most=1)[0].terms() == {}
    assert model.agents.select(hukou="moved_to_city", at_most=1).map("terms") in ([{}], [])
    seen = model._choices.seen
    arrived = model.agents.select(unique_id=lambda ids: (ids >> np.uint64(62)) == 1)
    newest = [one for one in arrived if one.row >= int(seen.households.used[0])]
    assert newest and all(one.terms() == {} for one in newest)


def test_nobody_has_terms_before_the_first_step():
    fresh = XianchengModel(units=["芦山县"], scale=0.02, years=(2020, 2021))
    with pytest.raises(ValueError, match="step"):
        fresh.agents[0].terms()


def test_agents_can_be_collected_by_attribute():
    model = XianchengModel(units=["芦山县"], scale=0.02, years=(2020, 2021))
    collector = mesa.DataCollector(agent_reporters={"where": "alternative"})
    collector.collect(model)
    assert collector.get_agent_vars_dataframe()["where"].tolist() == model.agents.get("alternative")


def test_importing_it_leaves_the_start_method_of_processes_alone():
    code = (
        "import multiprocessing as m; before = m.get_start_method(allow_none=True);"
        "import sim.mesa_model; assert m.get_start_method(allow_none=True) == before"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert multiprocessing.get_start_method() in multiprocessing.get_all_start_methods()


def test_the_package_itself_does_not_import_mesa():
    code = "import sys, sim, sim.experiments.run; assert 'mesa' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
