"""A user's own county figures: taken where the model uses them, refused where not, marked wherever shown."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fake_run import fake_run
from typer.testing import CliRunner

from sim.experiments.calendar import calendar_of
from sim.experiments.run import prepare
from sim.own_figures import COLUMNS, allowed_columns, stem_of
from sim.region import RegionError, load_region
from sim.results import results_folder, verify, write_results
from sim.scenario import load_scenario
from sim.state.households import SEAT, TOWN
from sim.state.places import EDUCATION, HEALTH
from sim.submodels import DECLARATIONS
from sim.tables import overall
from sim.views import cli, plots, run_report
from sim.views.own_data import own_data_note

LUSHAN, BAOXING = 511826, 511827
HEAD = "adcode,column,value,source\n"
DATA_PAGE = Path(__file__).parents[1] / "docs" / "data.md"


@pytest.fixture
def own(tmp_path):
    """Writes a file of own figures."""

    def write(*lines: str) -> Path:
        path = tmp_path / "mine.csv"
        path.write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return write


def allowed(region):
    known = {series: region.known_series(series) for series in region.known_points["series"].unique()}
    return allowed_columns(region.base_years, known)


# --- what may be given


def test_every_allowed_column_is_taken(region, own):
    columns = allowed(region)
    assert {stem_of(column) for column in columns} == set(COLUMNS)
    published = region.units.set_index("adcode").loc[LUSHAN].dropna()
    for column in columns:
        low, _ = COLUMNS[stem_of(column)].bounds
        value = published.get(column, low)
        changed = load_region(overrides=own(f"{LUSHAN},{column},{value},bureau"))
        assert [figure.column for figure in changed.own] == [column]


def test_the_page_names_every_column(region):
    page = DATA_PAGE.read_text(encoding="utf-8").split("## Your own figures")[1].split("\n## ")[0]
    first_cells = "".join(line.split("|")[1] for line in page.splitlines() if line.startswith("| `"))
    assert sorted(re.findall(r"`(\w+)`", first_cells)) == sorted(COLUMNS)
    for column in COLUMNS.values():
        assert column.label.zh and column.unit.zh and column.enters.zh


def test_a_figure_nobody_publishes_is_empty_where_it_is_not_given(region, own):
    changed = load_region(overrides=own(f"{LUSHAN},hospital_beds_2020,620,bureau"))
    given = changed.own_figure("hospital_beds_2020")
    here = changed.find([str(LUSHAN)])[0]
    assert given[here] == 620 and np.isnan(np.delete(given, here)).all()
    assert np.isnan(region.own_figure("hospital_beds_2020")).all() and region.own == ()


def test_registered_population_of_the_last_census_can_be_given(region, own):
    changed = load_region(overrides=own(f"{LUSHAN},registered_population_2020,117000,bureau"))
    here = changed.find([str(LUSHAN)])[0]
    now, before = changed.registered_population(2020), region.registered_population(2020)
    assert now[here] == 117_000 and (np.delete(now, here) == np.delete(before, here)).all()
    assert (changed.registered_population(2010) == region.registered_population(2010)).all()


# --- what is refused


@pytest.mark.parametrize("line, message", [
    ("511826,gdp_2023,100,x", "column: gdp_2023 is not used by the model; used: residents_2010, "),
    ("511826,education_years_2020,9,x", "column: education_years_2020 is not used by the model"),
    ("511826,hospital_beds,300,x", "column: .*did you mean hospital_beds_2020"),
    ("511826,rural_income_2019,9000,x", "column: rural_income_2019 is not used .* did you mean rural_income_20"),
    ("511826,rural_income_2023,1.5,x", r"value: 1.5 is not a number from 2000 to 100000 \(yuan"),
    ("芦山县,residents_2020,99000,x", "adcode: 芦山县 is none of the 128 .* did you mean 511826"),
])  # fmt: skip
def test_a_wrong_line_says_what_is_allowed(own, line, message):
    with pytest.raises(RegionError, match=f"mine.csv:2: {message}"):
        load_region(overrides=own(line))


def test_every_mistake_is_listed_with_its_line(own):
    with pytest.raises(RegionError) as refused:
        load_region(overrides=own("1,residents_2020,5,x", "511826,residents_2020,99000,x", "511826,nosuch,-1,"))
    problems = str(refused.value).splitlines()
    places = [re.search(r"mine\.csv:(\d+): (\w+):", problem).groups() for problem in problems]
    assert places == [("2", "adcode"), ("4", "column"), ("4", "source")]


def test_an_empty_file_is_refused(own):
    with pytest.raises(RegionError, match="no figure in the file"):
        load_region(overrides=own())


# --- how it enters


def records(data, year=2024):
    region = load_region(overrides=data)
    return calendar_of(load_scenario("baseline", DECLARATIONS), region, (2020, 2025))(year), region


def test_incomes_prices_and_rent_change_their_unit_alone(region, own):
    before, _ = records(None)
    after, changed = records(own(
        f"{LUSHAN},urban_income_2021,50000,x", f"{LUSHAN},urban_income_2023,54253.2,x",
        f"{LUSHAN},rural_income_2022,14004,x", f"{LUSHAN},seat_house_price,4160,x", f"{LUSHAN},land_rent,320,x",
    ))  # fmt: skip
    here = changed.find([str(LUSHAN)])[0]
    # The latest income counts: 54,253.2 is 1.2 times the province's 45,211; 14,004 three quarters of 18,672.
    for name, factor in (("wage_town", 1.2), ("wage_seat", 1.2), ("wage_village", 0.75),
                         ("farm_income_per_mu", 0.75), ("house_price_seat", 0.8), ("house_price_town", 0.8),
                         ("land_rent", 0.64)):  # fmt: skip
        assert after[name][here] == pytest.approx(factor * before[name][here]), name
        assert (np.delete(after[name], here) == np.delete(before[name], here)).all()
    touched = {name for name in before.dtype.names if (before[name] != after[name]).any()}
    assert touched == {"wage_town", "wage_seat", "wage_village", "farm_income_per_mu", "house_price_seat",
                       "house_price_town", "land_rent"}  # fmt: skip


@pytest.fixture(scope="module")
def neighbours():
    return prepare("baseline", scale=1, units=[str(LUSHAN), str(BAOXING)], years=(2020, 2021), pause="ended",
                   threads=1)  # fmt: skip


def test_places_and_beds_set_the_capacity_of_their_unit(neighbours, own):
    plain = neighbours.model("ended").places.columns
    here, there = (int(np.flatnonzero(neighbours.model("ended").adcodes == code)[0]) for code in (LUSHAN, BAOXING))
    pupils = plain.capacity[here, [TOWN, SEAT], EDUCATION].sum()
    data = own(f"{LUSHAN},urban_school_places_2020,{round(pupils / 2)},x", f"{LUSHAN},hospital_beds_2020,300,x")
    prepared = prepare("baseline", scale=1, units=[str(LUSHAN), str(BAOXING)], years=(2020, 2021), pause="ended",
                       threads=1, data=data)  # fmt: skip
    model = prepared.model("ended")
    places, bed = model.places.columns, model.values["users_per_hospital_bed"][here]
    assert places.crowding[here, [TOWN, SEAT], EDUCATION] == pytest.approx(2, rel=1e-3)
    users = plain.capacity[here, :3, HEALTH].sum()
    assert places.crowding[here, [TOWN, SEAT], HEALTH] == pytest.approx(users / (300 * bed))
    assert (places.capacity[here, :, 2:] == plain.capacity[here, :, 2:]).all()
    assert (places.capacity[there] == plain.capacity[there]).all() and (places.crowding[there] == 1).all()
    model.begin_year()
    model.put_levers_in_force()
    twin = neighbours.model("ended")
    twin.begin_year()
    twin.put_levers_in_force()
    now, before = model.places.columns.usable_quality, twin.places.columns.usable_quality
    assert (now[here, [TOWN, SEAT], EDUCATION] < before[here, [TOWN, SEAT], EDUCATION]).all()
    assert (now[there] == before[there]).all()


def test_capacity_of_2020_does_not_reach_a_run_from_2010(own):
    data = own(f"{LUSHAN},hospital_beds_2020,10,x")
    model = prepare("history", scale=0.05, units=[str(LUSHAN)], years=(2010, 2011), pause="ended", threads=1,
                    data=data).model("ended")  # fmt: skip
    assert (model.places.columns.crowding == 1).all()


def test_a_changed_file_is_read_again(own):
    settings = dict(scale=0.05, units=[str(LUSHAN)], years=(2020, 2021), pause="ended", threads=1)
    first = prepare("baseline", data=own(f"{LUSHAN},residents_2020,99000,x"), **settings)
    second = prepare("baseline", data=own(f"{LUSHAN},residents_2020,98000,x"), **settings)
    assert first.region.digest != second.region.digest
    here = first.positions[0]
    assert (first.region.residents(2020)[here], second.region.residents(2020)[here]) == (99_000, 98_000)


# --- where it is marked


def test_results_keep_the_file_count_the_figures_and_have_another_name(own, tmp_path):
    years, units = (2020, 2022), ["yaan"]
    data = own(f"{LUSHAN},residents_2020,99000,bureau", f"{LUSHAN},land_rent,300,bureau")
    marked, plain = fake_run(years=years, units=units, data=data), fake_run(years=years, units=units)
    assert results_folder(marked, tmp_path) != results_folder(plain, tmp_path)
    folder = write_results(marked, tmp_path, "xiancheng run")
    assert verify(folder) == [] and (folder / "own_figures.csv").read_bytes() == data.read_bytes()
    kept = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["own_data"]
    assert [(each["adcode"], each["column"], each["value"], each["source"]) for each in kept["figures"]] == [
        (LUSHAN, "residents_2020", 99000.0, "bureau"), (LUSHAN, "land_rent", 300.0, "bureau"),
    ]  # fmt: skip
    rows = pd.read_csv(folder / "indicators.csv")
    assert rows.groupby("adcode")["own_figures"].max().to_dict()[LUSHAN] == 2
    assert (rows.loc[rows["adcode"] != LUSHAN, "own_figures"] == 0).all()
    summary = pd.read_csv(folder / "summary.csv").groupby("group")["own_figures"].max()
    assert summary["selected"] == summary["yaan"] == 2
    bare = write_results(plain, tmp_path, "xiancheng run")
    assert not (bare / "own_figures.csv").exists() and (pd.read_csv(bare / "summary.csv")["own_figures"] == 0).all()


@pytest.mark.parametrize("language, expected", [("en", "2 figures of Lushan County"), ("zh", "芦山县，共 2 项")])
def test_terminal_and_picture_say_so(own, tmp_path, monkeypatch, language, expected):
    data = own(f"{LUSHAN},residents_2020,99000,x", f"{LUSHAN},land_rent,300,x")
    captions = []

    def figure(*arguments, caption, **options):
        captions.append(caption)

    monkeypatch.setattr(plots, "urban_share_figure", figure)
    monkeypatch.setattr(plots, "save", lambda figure, path: path.write_bytes(b"picture"))
    result = fake_run(years=(2020, 2022), units=["yaan"], data=data)
    content = run_report._content(result, overall(result), "id", language)
    run_report._draw(content, tmp_path / "picture.png")
    assert expected in captions[0] and expected in own_data_note(result.region, language)


def test_the_list_of_counties_refuses_a_wrong_file(own):
    refused = CliRunner().invoke(cli.app, ["counties", "--data", str(own("511826,nosuch,1,x"))])
    assert refused.exit_code == 2 and "mine.csv:2: column: nosuch is not used" in refused.stderr
