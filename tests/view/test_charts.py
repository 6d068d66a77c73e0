"""The charts of the page: plain data that a browser can take, nothing of it markup, colour never the only sign."""

import json

import numpy as np
import pandas as pd
import pytest

from sim.indicators import FLOWS
from sim.views.app.county_charts import crowding_chart, flow_chart, price_chart
from sim.views.app.map_chart import BoundariesError, map_chart, read_boundaries
from sim.views.app.path_charts import change_chart, path_chart

LANGUAGES = ["en", "zh"]
YEARS = [2020, 2021, 2022]


@pytest.fixture
def path():
    frame = pd.DataFrame({"year": YEARS, "urban_share": [0.4, 0.45, 0.49], "seat_house_price": [5000.0, 5100, 5200]})
    for number, flow in enumerate(FLOWS):
        frame[f"change_{flow}"] = [np.nan, 0.1 * number, -0.1 * number]
    frame["change_total"] = frame[[f"change_{flow}" for flow in FLOWS]].sum(axis=1)
    return frame


def drawn_map(shares=(0.3, 0.48), chosen=0, outlines=(), language="en"):
    names = ["<b>A {x} County", "B"]
    places = pd.DataFrame({"adcode": [1, 2], "name": names, "lon": [100.0, 104.0], "lat": [28.0, 31.0]})
    counties = pd.DataFrame({"urban_share": list(shares), "residents": [100_000, 400_000]})
    baseline = counties.assign(urban_share=[0.3, 0.47])
    return map_chart(
        places, counties, baseline, goal=0.48, chosen=chosen, outlines=outlines, year=2027, language=language
    )


def piece_of(option, share):
    """The class of the key that a share falls in."""
    pieces = option["visualMap"]["pieces"]
    (found,) = [p for p in pieces if p.get("gte", -1e9) <= share and share < p.get("lt", 1e9)]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_is_plain_data_with_words_for_a_screen_reader(path, language):
    moves = pd.DataFrame({"origin": ["village"], "destination": ["seat"], "persons": [12]})
    options = [
        drawn_map(language=language),
        path_chart(("s", path), ("b", path), [("k", path)], goal=0.48, goal_year=2027, shown=2021, last=2035,
                   language=language),
        change_chart(path, shown=2021, last=2035, description="words", language=language),
        flow_chart(moves, description="words", language=language),
        crowding_chart(np.full((5, 4), 0.9), description="words", language=language),
        price_chart(path, path, names=("s", "b"), language=language),
    ]  # fmt: skip
    for option in options:
        json.dumps(option, allow_nan=False)
        assert option["aria"]["label"]["description"]
        assert option["tooltip"]["renderMode"] == "richText"  # drawn, never HTML


def test_the_goal_is_the_midpoint_of_colour_and_shape():
    option = drawn_map()
    assert piece_of(option, 47.99)["symbol"] == "circle"
    assert piece_of(option, 48.0)["symbol"] == "diamond"
    colours = [piece["color"] for piece in option["visualMap"]["pieces"]]
    assert len(set(colours)) == len(colours) == 6
    sizes = [point["symbolSize"] for point in option["series"][-1]["data"]]
    assert sizes[0] == pytest.approx(2 * sizes[1], rel=0.01)  # four times the residents: four times the area


def test_the_open_county_has_a_ring_and_figures_are_said():
    option = drawn_map(chosen=2)
    second, first = option["series"][-1]["data"]  # the larger comes first and lies below
    assert not first["itemStyle"] and second["itemStyle"]["borderWidth"] > 2
    assert "48.0" in second["tooltip"]["formatter"] and "+1.00" in second["tooltip"]["formatter"]
    assert "{" not in first["tooltip"]["formatter"]  # a name is no template


def test_bars_have_patterns_and_lines_have_symbols(path):
    bars = change_chart(path, shown=2021, last=2025, description="words", language="en")["series"]
    decals = [json.dumps(one["itemStyle"]["decal"]) for one in bars if one["type"] == "bar"]
    assert len(set(decals)) == len(FLOWS)
    lines = path_chart(("s", path), ("b", path), [("k", path), ("l", path)], goal=0.48, goal_year=2027, shown=2021,
                       last=2035, language="en")["series"]  # fmt: skip
    assert len({line["symbol"] for line in lines}) == len(lines)
    assert lines[0]["data"][:3] == [40.0, 45.0, 49.0] and lines[0]["data"][3:] == [None] * 13


def test_bars_say_the_decomposition(path):
    bars = change_chart(path, shown=2021, last=2022, description="words", language="en")["series"]
    for flow, bar in zip(FLOWS, bars, strict=False):
        assert bar["data"] == pytest.approx(path[f"change_{flow}"].iloc[1:].tolist())


def test_boundaries_of_a_file_are_drawn(tmp_path):
    ring = [[100, 28], [101, 28], [101, 29], [100, 28]]
    geometry = [{"type": "Polygon", "coordinates": [ring]}, {"type": "MultiPolygon", "coordinates": [[ring], [ring]]}]
    file = tmp_path / "b.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [{"geometry": one} for one in geometry]}))
    outlines = read_boundaries(file)
    assert len(outlines) == 3
    option = drawn_map(outlines=outlines)
    assert len(option["series"][0]["data"]) == 3
    # Colours of the key are for seats, not for outlines.
    assert option["series"][option["visualMap"]["seriesIndex"]]["type"] == "scatter"


@pytest.mark.parametrize(
    "written",
    ["", "[]", "{}", '{"type": "FeatureCollection", "features": []}', '{"features": 3, "type": "FeatureCollection"}',
     '{"geometry": {"type": "Polygon", "coordinates": [[["a", 1]]]}}',
     '{"geometry": {"type": "Polygon", "coordinates": [[[1000, 1]]]}}'],
)  # fmt: skip
def test_no_boundaries_are_refused(tmp_path, written):
    file = tmp_path / "b.geojson"
    file.write_text(written)
    with pytest.raises(BoundariesError, match="b.geojson"):
        read_boundaries(file)
