"""Tables of a comparison on the terminal."""

import pandas as pd

from sim.views.comparison_tables import attribution_table


def test_an_attribution_that_ends_before_the_runs_do_shows_its_own_year():
    added = {"outcome": "urban_share", "pause": "ended", "year": 2027, "mean": 0.1, "low": 0.0, "high": 0.2}
    rows = [{"family": family, **added} for family in ("land", "whole")]
    table = attribution_table(pd.DataFrame(rows), [("ended", 2027), ("ended", 2035)], "en",
                              settings={"seeds": 2, "scale": 0.02}, runs=4, seconds=60)  # fmt: skip
    assert [column.header for column in table.columns][1:] == ["2027\npause ended"] and table.row_count == 2
