"""Runs that differ only in what households of the base year are not made of start from the same ones."""

from sim.experiments.run import prepare

OPTIONS = {"scale": 0.01, "units": ["芦山县"], "threads": 1, "years": (2020, 2022)}


def test_households_are_built_once_for_changed_rules_and_levers():
    first = prepare("baseline", **OPTIONS)
    for other in (
        prepare("baseline", changes={"constant_town": -1.0, "weight_education": 0.8}, **OPTIONS),
        prepare("hukou-only", luck_seed=2, **OPTIONS),
    ):
        assert other.population.households is first.population.households
    assert prepare("baseline", changes={"away_peak": 0.6}, **OPTIONS).population.households is not (
        first.population.households
    )
