"""What is steered on the page is the scenario that its file says."""

import pytest

from sim.experiments.calendar import calendar_of, fitted_declarations, unit_names
from sim.scenario import load_scenario
from sim.views.app.state import StateError, Steering
from sim.views.app.steering import OWN_FILE, Library, preset_value, scenario_file, steered, targets

from .conftest import ROOT

SETTINGS = [
    Steering("baseline", (("hukou_threshold_seat", 0.0),)),
    Steering("decision-2023", (("keep_homestead", 0.5), ("seat_land", 1e-05)), "less_developed_39", 2026),
    Steering("villages-first", (("village_amenity", 0.25),), "511826", 2025),
    Steering("decision-2023-core"),
]


def loaded(path, region):
    return load_scenario(
        path, fitted_declarations(region), known_groups=region.groups, known_units=unit_names(region)
    )


@pytest.mark.parametrize("steering", SETTINGS, ids=lambda steering: f"{steering.scenario}, {len(steering.levers)}")
def test_the_saved_file_says_what_was_steered(steering, library, region, tmp_path):
    path = tmp_path / "steered.yaml"
    path.write_text(scenario_file(steering, library), encoding="utf-8")
    here, there = steered(steering, library), loaded(path, region)
    ours, theirs = (calendar_of(each, region, (2020, 2035)) for each in (here, there))
    assert all(ours(year).tobytes() == theirs(year).tobytes() for year in range(2020, 2046))
    if steering.levers:
        assert here.digest == there.digest


@pytest.mark.parametrize("page", ["tutorials", "zh/tutorials"])
def test_the_file_in_the_docs_is_one_that_the_page_gives(page, library):
    steering = Steering("baseline").with_lever("school_quality_gap_closed_village", 100.0)
    assert scenario_file(steering, library) in (ROOT / "docs" / page / "view.md").read_text(encoding="utf-8")


def test_a_file_of_ones_own_is_saved_whole_and_shadows_no_name(region, tmp_path):
    own = tmp_path / "decision-2023.yaml"
    own.write_text(
        "title: {en: Mine, zh: 我的}\nwhy: To see.\nsource: assumed\nextends: baseline\n"
        "levers:\n  seat_jobs: 1.0\n", encoding="utf-8",
    )  # fmt: skip
    library = Library(region, own)
    assert library.load(OWN_FILE).title.en == "Mine"
    assert library.load("decision-2023").title.en != "Mine"
    steering = Steering(OWN_FILE, (("seat_land", 2.0),))
    saved = tmp_path / "elsewhere" / "saved.yaml"
    saved.parent.mkdir()
    saved.write_text(scenario_file(steering, library), encoding="utf-8")
    assert loaded(saved, region).levers == steered(steering, library).levers


@pytest.mark.parametrize(
    "steering",
    [
        Steering("baseline", (("no_such_lever", 1.0),)),
        Steering("baseline", (("keep_homestead", 1.5),)),
        Steering("baseline", (("keep_homestead", 0.5),), "nowhere"),
        Steering("baseline", (("keep_homestead", 0.5),), "510104"),  # a district of Chengdu
    ],
)
def test_what_is_not_allowed_is_refused(steering, library):
    with pytest.raises(StateError):
        steered(steering, library)


def test_every_target_can_be_steered(library, region):
    for target in targets(region):
        assert steered(Steering("baseline", (("seat_land", 2.0),), target), library).targets


def test_a_lever_shows_what_holds_everywhere(library):
    from sim.views.app.steering import BY_NAME

    scenario = library.load("decision-2023-core")
    assert preset_value(scenario, BY_NAME["seat_land"], 2035) == 2.0
    assert preset_value(scenario, BY_NAME["seat_land"], 2023) == BY_NAME["seat_land"].value


def test_a_lever_is_set_and_let_go():
    once = Steering().with_lever("seat_land", 2.0)
    assert dict(once.levers) == {"seat_land": 2.0}
    assert once.with_lever("seat_land", None) == Steering()
