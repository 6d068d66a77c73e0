"""The tables of sim/data/sichuan hold what they say and add up to the published totals."""

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.region import AGE_FROM, DATA

FOLDER = DATA / "sichuan"
PROVINCE = 510000
NAMES = ("units", "population_age_sex", "households", "known_points", "goals", "dictionary")
SPLIT = {511602, 511603, 511902, 511903}  # districts divided after 2010
ZONES = 200_881  # residents of three economic zones, in the province and in no unit


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return {name: pd.read_csv(FOLDER / f"{name}.csv") for name in NAMES}


@pytest.fixture(scope="module")
def domain(tables) -> pd.DataFrame:
    return tables["units"][tables["units"].in_county_domain].set_index("adcode").sort_index()


def test_183_units_of_four_kinds(tables):
    kinds = tables["units"].kind.value_counts().to_dict()
    assert kinds == {"district": 55, "county-level city": 19, "county": 105, "autonomous county": 4}
    assert tables["units"].adcode.is_unique
    assert (tables["units"].in_county_domain == (tables["units"].kind != "district")).all()


def test_residents_add_up_to_the_published_province(tables):
    units = tables["units"]
    assert units.residents_2020.sum() + ZONES == 83_674_866
    assert units.urban_residents_2020.sum() + 149_732 == 47_465_912
    share = (units.urban_residents_2020.sum() + 149_732) / (units.residents_2020.sum() + ZONES)
    assert share == pytest.approx(0.5673, abs=5e-5)
    assert units.residents_2010.sum() == 80_417_528


def test_county_domain_urban_share(domain):
    assert len(domain) == 128
    assert (domain.residents_2020.sum(), domain.urban_residents_2020.sum()) == (46_012_724, 19_746_896)
    assert (domain.residents_2010.sum(), domain.urban_residents_2010.sum()) == (49_772_955, 14_258_593)
    assert domain.registered_population_2010.sum() == 60_322_240
    assert (domain.registered_population_2010 < domain.residents_2010).sum() == 22
    assert domain.registered_other_township_same_county_2020.sum() == 6_563_433


def test_districts_urban_share(tables):
    districts = tables["units"][~tables["units"].in_county_domain]
    share = districts.urban_residents_2020.sum() / districts.residents_2020.sum()
    assert share == pytest.approx(0.7359, abs=5e-5)


def test_lushan_and_the_known_outliers(domain):
    share = {year: domain[f"urban_residents_{year}"] / domain[f"residents_{year}"] for year in (2010, 2020)}
    lushan = 511826
    assert domain.residents_2020[lushan] == 99_824
    assert share[2010][lushan] == pytest.approx(0.3715, abs=5e-5)
    assert share[2020][lushan] == pytest.approx(0.5395, abs=5e-5)
    change = (share[2020] - share[2010]) * 100
    assert change.max() == pytest.approx(44.6, abs=0.05)  # Shimian
    assert domain.name_zh[change.idxmax()] == "石棉县"
    assert sorted(domain.name_zh[change < 0]) == sorted(["仪陇县", "丹棱县", "美姑县"])
    assert (share[2020] >= 0.48).sum() == 28


def test_administrative_units_equal_the_published_counts(tables):
    units = tables["units"]
    assert (units.subdistricts.sum(), units.towns.sum(), units.townships.sum()) == (459, 2016, 626)
    assert units[units.in_county_domain].village_committees.sum() == 20_235
    assert units.area_km2.sum() == pytest.approx(484_087, abs=1)


def test_age_groups_add_up_in_every_unit_and_year(tables, domain):
    ages = tables["population_age_sex"]
    assert set(ages.age_from) == set(AGE_FROM) and set(ages.sex) == {"male", "female"}
    assert not ages.duplicated(["adcode", "year", "sex", "age_from"]).any()
    assert len(ages) == 129 * 2 * 2 * 19
    total = ages.groupby(["year", "adcode"]).persons.sum()
    for year, province in ((2010, 80_417_528), (2020, 83_674_866)):
        assert total[year][PROVINCE] == province
        assert (total[year].drop(PROVINCE) == domain[f"residents_{year}"]).all()


def test_age_groups_are_in_their_place(tables):
    ages = tables["population_age_sex"].set_index(["adcode", "year", "sex", "age_from"]).persons.sort_index()
    assert ages[PROVINCE, 2020, "male"].sum() == 42_289_718
    assert ages[PROVINCE, 2010, "female"].sum() == 39_589_694
    by_age = ages[PROVINCE, 2020].groupby("age_from").sum()
    assert by_age[[0, 1, 5, 10]].sum() / by_age.sum() == pytest.approx(0.161, abs=5e-5)
    assert by_age[by_age.index >= 65].sum() / by_age.sum() == pytest.approx(0.1693, abs=5e-5)


def test_households_add_up(tables, domain):
    homes = tables["households"].set_index(["year", "adcode"])
    assert homes.index.is_unique and len(homes) == 129 * 2
    generations = ["one_generation", "two_generation", "three_generation", "four_generation_plus"]
    assert (homes[generations].sum(axis=1) == homes.family_households).all()
    assert (homes.one_person <= homes.one_generation).all()
    assert homes.family_households[2020, PROVINCE] == 30_756_120
    with_elders = homes[["with_one_65plus", "with_two_65plus", "with_three_65plus"]].sum(axis=1)
    assert with_elders[2020, PROVINCE] == 9_972_689
    assert (with_elders <= homes.family_households).all()
    for year in (2010, 2020):
        assert (homes.loc[year].family_population.drop(PROVINCE) <= domain[f"residents_{year}"]).all()
    inside = homes.loc[2020].drop(PROVINCE)
    assert inside.family_population.sum() / inside.family_households.sum() == pytest.approx(2.541, abs=5e-4)


def test_parts_do_not_exceed_the_whole(tables):
    units = tables["units"]
    for year in (2010, 2020):
        residents = units[f"residents_{year}"]
        stems = ("other_township_same_county", "other_county", "other_province")
        movers = units[[f"registered_{stem}_{year}" for stem in stems]].sum(axis=1)
        assert (movers < residents).all()
        assert not (units[f"urban_residents_{year}"] > residents).any()
    assert not (units.city_proper_population_2020 > units.urban_residents_2020).any()
    shares = units.filter(like="_share_")
    assert shares.min().min() >= 0 and shares.max().max() <= 1


def test_only_the_known_figures_are_missing(tables, domain):
    units = tables["units"].set_index("adcode").drop(columns="city_proper_population_2020")
    missing = units.isna()
    assert set(units.index[missing.any(axis=1)]) == SPLIT | {511921}
    assert list(units.columns[missing.loc[511921]]) == ["minority_share_2010"]
    assert domain.city_proper_population_2020.notna().sum() == 18
    assert set(domain.kind[domain.city_proper_population_2020.notna()]) == {"county-level city"}


def test_dictionary_has_one_line_for_every_column(tables):
    lines = tables["dictionary"]
    actual = [(name, column) for name in NAMES for column in tables[name].columns]
    assert sorted(zip(lines.table, lines.column, strict=True)) == sorted(actual)
    assert lines.drop(columns="note").notna().all().all()
    assert set(lines.trust) <= {"high", "medium", "low"}


def test_known_points_are_complete_and_in_base_units(tables):
    points = tables["known_points"]
    assert points.notna().all().all()
    assert not points.duplicated(["series", "year"]).any()
    assert set(points.status) == {"found", "derived", "assumed", "policy text"}
    assert points.value[points.unit == "share"].between(0, 1).all()
    value = points.set_index(["series", "year"]).value
    assert value["land_transferred", 2012] / value["land_contracted", 2012] == pytest.approx(0.205, abs=1e-4)
    assert value["outgoing_workers_in_province_share", 2018] == 0.515
    for year in range(2020, 2025):
        ratio = value["urban_income", year] / value["rural_income", year]
        assert value["income_ratio", year] == pytest.approx(ratio, abs=6e-4)
    natural = value["birth_rate"] - value["death_rate"]
    for year in (2022, 2024):
        assert value["natural_increase_rate", year] == pytest.approx(natural[year], abs=0.011)


def test_known_points_of_the_domain_equal_the_units(tables, domain):
    value = tables["known_points"].set_index(["series", "year"]).value
    for year in (2010, 2020):
        residents, urban = domain[f"residents_{year}"].sum(), domain[f"urban_residents_{year}"].sum()
        assert value["county_residents", year] == residents
        assert value["county_urban_residents", year] == urban
        assert value["county_urban_share", year] == pytest.approx(urban / residents, abs=1e-6)


def test_goals_are_those_of_the_documents(tables):
    goals = tables["goals"].set_index("goal")
    settings = json.loads((FOLDER / "region.json").read_text("utf-8"))
    assert goals.index.is_unique and goals.loc[settings["goal"], "scope"] == "domain"
    assert set(goals.status) == {"policy text", "goal"}
    assert goals.drop(columns=["since", "note_en", "note_zh"]).notna().all().all()
    assert (goals.note_en.isna() == goals.note_zh.isna()).all()
    assert set(goals.comparison) == {"at_least", "at_most", "grows_by_at_least"}
    assert (goals.since.notna() == (goals.comparison == "grows_by_at_least")).all()
    stated = {
        "county_urban_share": (0.48, 2027), "province_urban_share": (0.63, 2027),
        "province_urban_share_2028": (0.65, 2028), "province_income_ratio": (2.1, 2027),
        "province_urban_residents": (1e6, 2028), "potential_counties_domain": (0.014, 2028),
        "lushan_urban_share": (0.60, 2027), "lushan_income_ratio": (2.1, 2027), "lushan_gdp": (1e10, 2027),
    }  # fmt: skip
    assert {name: (goals.value[name], goals.year[name]) for name in stated} == stated
    # One goal, shown for several places because the document's own are not known.
    potential = goals[goals.index.str.startswith("potential_")]
    assert len(potential.drop(columns=["scope", "label_en", "label_zh"]).drop_duplicates()) == 1
    assert not tables["known_points"].series.str.endswith("_goal").any(), "a goal is declared once"


def test_nothing_else_is_shipped():
    fitted = {"calibration.json", "carried_2020.json", "ensemble.csv", "members.csv", "members.json"}
    allowed = {f"{name}.csv" for name in NAMES} | {"region.json"} | fitted
    assert {path.name for path in Path(FOLDER).iterdir()} == allowed
