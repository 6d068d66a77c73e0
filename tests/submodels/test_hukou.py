"""Paperwork: what easing it does to the permit and to moves, and to nothing else."""

import pytest

from sim.submodels import hukou


def test_easier_offices_count_more_years_of_the_permit(declared):
    assert hukou.permit_friction(declared()[0]) == 0.3
    assert hukou.permit_friction(declared(administrative_cost=-50.0)[0]) == pytest.approx(0.15)


def test_easier_offices_ease_moves_within_the_county_alone(declared):
    values = declared(administrative_cost=-50.0)[0]
    assert hukou.moving_cost_ratio(True, values) == pytest.approx(0.9)
    assert hukou.moving_cost_ratio(False, values) == 1.0
    assert hukou.moving_cost_ratio(True, declared()[0]) == 1.0


def test_better_urban_benefits_draw_conversions(declared):
    values = declared()[0]
    plain, drawn, deterred = (
        hukou.conversion_probability(values, True, True, True, 1970, 0, benefits) for benefits in (0.0, 0.1, -0.2)
    )
    assert deterred < plain < drawn
    odds = [p / (1 - p) for p in (plain, drawn)]
    assert odds[1] / odds[0] == pytest.approx(2.718281828**0.1)
