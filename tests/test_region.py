"""Region: figures by position, names found or refused, overrides checked, every byte in the digest."""

import shutil
import time

import numpy as np
import pytest

import sim.region
from sim.region import AGE_FROM, Region, RegionError, apportion, load_region

LUSHAN = 511826


@pytest.fixture(scope="module")
def region() -> Region:
    return load_region()


@pytest.fixture
def override(tmp_path):
    """Loads the region with the given lines of an override file."""

    def load(*lines: str, header: str = "adcode,column,value,source") -> Region:
        path = tmp_path / "mine.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return load_region(overrides=path)

    return load


def test_units_are_the_domain_in_order_of_adcode(region):
    assert len(region.units) == 128 and len(region.all_units) == 183
    assert (np.diff(region.adcodes) > 0).all()
    assert region.units.adcode.tolist() == region.adcodes.tolist()
    assert region.units.index.tolist() == list(range(128))
    assert (region.base_years, region.goal_year, region.goal_share) == ((2010, 2020), 2027, 0.48)


@pytest.mark.parametrize(
    "year, residents, urban", [(2010, 49_772_955, 14_258_593), (2020, 46_012_724, 19_746_896)]
)
def test_residents(region, year, residents, urban):
    assert region.residents(year).sum() == residents
    assert region.urban_residents(year).sum() == urban
    for array in (region.residents(year), region.urban_residents(year), region.registered_population(year)):
        assert array.shape == (128,) and array.dtype == np.int64


def test_a_caller_cannot_change_the_region(region):
    region.residents(2020)[:] = 0
    homes = region.households(2020)
    homes.iloc[:] = 0
    assert region.residents(2020).sum() == 46_012_724
    assert region.households(2020).family_households.sum() > 0
    for table in (region.age_sex(2020), region.province_age_sex(2020)):
        with pytest.raises(ValueError, match="read-only"):
            table[:] = 0


@pytest.mark.parametrize("year", [2010, 2020])
def test_age_table(region, year):
    table = region.age_sex(year)
    assert table.shape == (128, 2, len(AGE_FROM)) == (128, 2, 19) and table.dtype == np.int64
    assert (table.sum(axis=(1, 2)) == region.residents(year)).all()
    assert (region.province_age_sex(year) >= table.sum(axis=0)).all()


def test_age_table_keeps_unit_sex_and_age_apart(region):
    source = sim.region.pd.read_csv(sim.region.DATA / "sichuan" / "population_age_sex.csv")
    source = source.set_index(["adcode", "year", "sex", "age_from"]).persons
    position = region.find([str(LUSHAN)])[0]
    assert region.age_sex(2010)[position, 1, 0] == source[LUSHAN, 2010, "female", 0]
    assert region.age_sex(2020)[position, 0, 18] == source[LUSHAN, 2020, "male", 85]
    assert region.province_age_sex(2020)[0].sum() == 42_289_718


def test_households_are_aligned(region):
    for year in (2010, 2020):
        homes = region.households(year)
        assert homes.index.tolist() == region.units.index.tolist()
        assert (homes.family_population <= region.residents(year)).all()


@pytest.mark.parametrize("method", ["residents", "urban_residents", "age_sex", "households",
                                    "registered_population", "registered_elsewhere"])  # fmt: skip
def test_a_year_without_a_census_is_refused(region, method):
    with pytest.raises(ValueError, match="2015.*2010, 2020"):
        getattr(region, method)(2015)


def test_registered_population_is_carried_to_2020(region):
    assert region.registered_population(2010).sum() == 60_322_240
    ratio = region.registered_population(2020) / region.registered_population(2010)
    assert ratio == pytest.approx(90.8 / 89.980794, rel=1e-3)


def test_registered_elsewhere(region):
    assert region.registered_elsewhere(2020).sum(axis=0).tolist() == [2_838_725, 700_411]
    assert region.registered_elsewhere(2010).shape == (128, 2)


def test_groups(region):
    size = {key: int(members.sum()) for key, members in region.groups.items()}
    assert size["less_developed_39"] == 38
    assert size["county_level_cities"] == 19
    assert size["autonomous_counties"] == 4
    assert size["yaan"] == 6 and size["ganzi"] == 18 and size["guangan"] == 4
    declared = (
        "less_developed_39", "county_level_cities", "autonomous_counties", "small_seats", "large_seats",
        "large_towns", "pilot_western_chengdu",
    )
    assert size["pilot_western_chengdu"] == 6
    urban = region.units["urban_residents_2020"].to_numpy()
    assert (region.groups["small_seats"] == (urban < 50_000)).all()
    assert (region.groups["large_seats"] == (urban >= 200_000)).all()
    prefectures = [key for key in size if key not in declared]
    assert len(prefectures) == 21
    assert (sum(region.groups[key].astype(int) for key in prefectures) == 1).all()


def test_labels(region):
    assert (region.label("en"), region.label("zh")) == ("Sichuan", "四川")
    assert (region.domain_label("en"), region.domain_label("zh")) == ("county domain", "县域")
    assert (region.group_label("yaan", "zh"), region.group_label("yaan", "en")) == ("雅安市", "Ya'an")
    assert region.group_label("county_level_cities", "zh") == "县级市"
    with pytest.raises(RegionError, match="yaan"):
        region.group_label("yaann", "en")


@pytest.mark.parametrize("name", ["芦山县", "Lushan County", "lushan county", "511826", LUSHAN])
def test_find_one_unit_by_any_of_its_names(region, name):
    assert region.units.name_zh[region.find([name])].tolist() == ["芦山县"]


def test_find_groups_and_order(region):
    found = region.find(["Lushan County", "yaan", "雅安市", "Gulin County"])
    assert found.dtype == np.int64
    assert region.units.name_zh[found[0]] == "芦山县" and region.units.name_zh[found[-1]] == "古蔺县"
    assert len(found) == len(set(found.tolist())) == 7
    assert set(region.find(["雅安市"])) == set(np.flatnonzero(region.groups["yaan"]))
    assert region.find([]).shape == (0,)


@pytest.mark.parametrize(
    "name, near",
    [
        ("芦山", "芦山县"),
        ("Lushan Conty", "lushan county"),
        ("511829", "51182"),
        ("less_developed", "less_developed_39"),
    ],
)
def test_an_unknown_name_is_refused_with_near_names(region, name, near):
    with pytest.raises(RegionError, match=f"unknown.*{name}.*near names:.*{near}"):
        region.find([name])


def test_a_district_is_refused(region):
    with pytest.raises(RegionError, match="恩阳区: outside the county domain"):
        region.find(["恩阳区"])


def test_known_figures(region):
    assert region.known("births", 2022) == 535_000
    assert list(region.known_series("income_ratio")) == [2020, 2021, 2022, 2023, 2024]
    with pytest.raises(RegionError, match="births.*2015.*2022, 2024"):
        region.known("births", 2015)
    with pytest.raises(RegionError, match="birth.*near names.*births"):
        region.known("birth", 2022)


def test_unknown_region_is_refused():
    for name in ("sichuann", "../data/sichuan", ""):
        with pytest.raises(RegionError, match="there is: sichuan"):
            load_region(name)


def test_apportion_adds_up_and_stays_close():
    weights = np.array([[5, 3], [0, 11]])
    for total in (1, 7, 19, 190, 1001):
        share = apportion(weights, total)
        assert share.sum() == total and share[1, 0] == 0
        assert (np.abs(share - weights * total / 19) < 1).all()


def test_override_changes_its_unit_and_no_other(region, override):
    changed = override(
        f"{LUSHAN},residents_2020,110000,county bureau", f"{LUSHAN},urban_residents_2020,60000,same"
    )
    here = region.find(["芦山县"])[0]
    others = np.arange(128) != here
    assert changed.overridden and not region.overridden
    assert (changed.residents(2020)[here], changed.urban_residents(2020)[here]) == (110_000, 60_000)
    assert changed.age_sex(2020)[here].sum() == 110_000
    assert changed.age_sex(2020)[here] == pytest.approx(region.age_sex(2020)[here] * 110_000 / 99_824, abs=1)
    assert (changed.age_sex(2020)[others] == region.age_sex(2020)[others]).all()
    assert (changed.residents(2010) == region.residents(2010)).all()
    homes, before = changed.households(2020), region.households(2020)
    assert homes.family_households[here] == pytest.approx(before.family_households[here] * 1.1019, rel=1e-3)
    assert homes.filter(like="_generation").iloc[here].sum() == homes.family_households[here]
    assert homes[others].equals(before[others])
    assert changed.residents(2020).dtype == np.int64


def test_override_of_a_share_and_of_the_registered_population(override):
    region = override(
        "511826,nonagricultural_hukou_share_2010,0.3,x", "511826,registered_population_2010,130000,x"
    )
    here = region.find(["511826"])[0]
    assert region.units.nonagricultural_hukou_share_2010[here] == 0.3
    assert region.registered_population(2020)[here] == round(130_000 * 90_800_000 / 89_980_794)


@pytest.mark.parametrize("line, message", [
    ("999999,residents_2020,5,x", ":2: adcode: 999999 is none of the 128"),
    ("511903,residents_2020,5,x", ":2: adcode: 511903 is none of the 128"),  # a district
    ("511826,kind,county,x", ":2: column: kind is not used by the model; used: .*residents_2020"),
    ("511826,residents_2015,5,x", ":2: column: residents_2015 is not used by the model; did you mean residents_20"),
    ("511826,residents_2020,many,x", ":2: value: many is not a whole number from 1 to"),
    ("511826,residents_2020,-5,x", ":2: value: -5 is not a whole number"),
    ("511826,residents_2020,nan,x", ":2: value: nan is not"),
    ("511826,residents_2020,100.5,x", ":2: value: 100.5 is not a whole number"),
    ("511826,minority_share_2010,1.2,x", ":2: value: 1.2 is not a number from 0 to 1"),
    ("511826,residents_2020,100000,", ":2: source: every figure names"),
    ("511826,residents_2020,100000", ":2: line: must have the four fields"),
    ("511826,urban_residents_2020,99825,x", r":2: value: .*99825.* may not exceed residents \(99824\)"),
    ("511826,residents_2020,1000,x", ":2: value: .*may not exceed residents"),
    ("511826,residents_2020,99000,x\n511826,residents_2020,99001,x", ":3: column: .*twice"),
])  # fmt: skip
def test_a_wrong_override_is_refused_with_its_place(override, line, message):
    with pytest.raises(RegionError, match=f"mine.csv{message}"):
        override(line)


def test_a_wrong_or_missing_override_file_is_refused(override, tmp_path):
    with pytest.raises(RegionError, match=":1: header"):
        override("511826,residents_2020,5", header="adcode,column,value")
    with pytest.raises(RegionError, match="cannot be read"):
        load_region(overrides=tmp_path / "absent.csv")


def test_digest_changes_with_every_file_and_with_overrides(tmp_path, monkeypatch, region, override):
    assert load_region().digest == region.digest
    shutil.copytree(sim.region.DATA / "sichuan", tmp_path / "data" / "sichuan")
    monkeypatch.setattr(sim.region, "DATA", tmp_path / "data")
    assert load_region().digest == region.digest
    seen = {region.digest}
    every = sorted((tmp_path / "data" / "sichuan").iterdir())
    read = [path for path in every if path.name not in sim.region.NOT_OF_EVERY_RUN]
    for path in read:
        content = path.read_bytes()
        path.write_bytes(content + b"\n")
        seen.add(load_region().digest)
        path.write_bytes(content)
    files = len(read)
    assert len(seen) == files + 1
    one = override("511826,residents_2020,99000,x").digest
    two = override("511826,residents_2020,99000,y").digest
    assert len(seen | {one, two}) == files + 3


def test_loading_is_fast(region):
    fastest = np.inf
    for _ in range(3):
        begin = time.perf_counter()
        load_region()
        fastest = min(fastest, time.perf_counter() - begin)
    assert fastest < 0.15
