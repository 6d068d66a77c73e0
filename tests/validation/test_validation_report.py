"""A validation as a folder, on the terminal in both languages, in pictures, and as the page."""

import json

import numpy as np
import pandas as pd
import pytest

from sim.experiments.replications.studies import STUDIES
from sim.experiments.validation import hold_out, validate
from sim.experiments.validation.covariates import of_2010, urban_share
from sim.experiments.validation.folds import folds, open_units, prefectures
from sim.experiments.validation.forecasts import over_folds, standard
from sim.verification import verify
from sim.views import validation_page
from sim.views.picture_style import chinese_family
from sim.views.validation_report import keep_validation, show_validation


@pytest.fixture(scope="module")
def validation(region):
    """Made-up results: the model is a logit that was told to be wide."""
    outcome, where = urban_share(region, 2020), prefectures(region)
    every = folds(region, open_units(region))
    forecasts = standard(where)
    predicted = {
        name: over_folds(forecasts[name], of_2010(region), outcome, every)[1]
        for name in ("mean_gain", "logit_share", "logit_five", "logit_model_covariates")
    }
    predicted["nested_selection"] = predicted["logit_share"]
    predicted["model"], predicted["model_without_shifters"] = predicted["logit_share"], predicted["mean_gain"]
    positions = np.concatenate([fold.held_out for fold in every])
    seen = outcome[positions]
    backtest = [row for sample in ("open", "all") for row in
                validate._score_rows(sample, predicted, seen, where[positions])]  # fmt: skip
    for row in backtest:
        row["units"] = len(outcome) if row["sample"] == "all" else len(seen)
    paths = pd.DataFrame([
        (member, path, 0.7, year, 0.3 + 0.013 * (year - 2010) + 0.002 * member)
        for member in range(6) for path in hold_out.PATHS for year in range(2010, 2028)
    ], columns=["member", "path", "period_factor", "year", "urban_share"])  # fmt: skip
    profiles = [("cohort_change", str(5 * group), 0.8, 0.7, True) for group in range(15)]
    profiles += [("totals", item, 0.4, 0.5, True) for item in
                 ("urban_share", "residents", "away", "registered_elsewhere", "household_size")]  # fmt: skip
    profiles += [("movers", "in_county", 2e6, 3e6, False), ("hukou", "urban_hukou_gain", 0.01, 0.004, False)]
    replications = [
        {"study": study.key, "evidence": study.evidence, "source": study.source, "unit": study.unit,
         "published": study.published, "sign": study.sign, "passes_from": 1.0, "passes_to": 2.0, "ours": 1.5,
         "low": np.nan, "high": np.nan, "passed": number % 2 == 0}
        for number, study in enumerate(STUDIES)
    ]  # fmt: skip
    tables = {
        "backtest.csv": pd.DataFrame(backtest), "units.csv": validate._unit_rows(region, positions, predicted, seen),
        "coverage.csv": validate._coverage_rows(predicted, seen), "hold_out.csv": hold_out.judged(paths),
        "hold_out_paths.csv": paths, "rules_of_thumb.csv": validate.rules_of_thumb(region),
        "province.csv": hold_out.province_context(region, paths),
        "profiles.csv": pd.DataFrame(profiles, columns=["block", "item", "observed", "simulated", "fitted"]),
        "replications.csv": pd.DataFrame(replications),
    }  # fmt: skip
    settings = {"trials": 40, "members": 6, "scale": 0.01, "replay_scale": 0.02, "seeds": [1, 2], "posterior": "0" * 64}
    return validate.Validation(region, settings, tables, released=False)


@pytest.fixture(scope="module")
def folder(validation, tmp_path_factory):
    return keep_validation(validation, tmp_path_factory.mktemp("results"), "xiancheng validate")


def test_the_folder_is_whole_and_says_what_was_met(folder, validation):
    assert verify(folder) == []
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["kind"] == "validation" and len(manifest["sealed"]) == 5
    assert manifest["bars"]["no_worse"] == (validation.score("model").difference_mae <= 0.3)
    pictures = {"predicted", "errors", "coverage", "hold_out", "cohorts"}
    endings = (".png", ".zh.png") if chinese_family() else (".png",)
    assert {path.name for path in folder.glob("*.png")} == {name + end for name in pictures for end in endings}


def test_no_sealed_county_is_in_any_table(folder, validation, region):
    units = validation.tables["units.csv"]
    assert set(units["adcode"]) == set(region.adcodes[open_units(region)])
    assert not set(units["prefecture"]) & set(json.loads((folder / "manifest.json").read_text("utf-8"))["sealed"])


def test_skill_is_against_the_best_without_a_model_and_may_be_negative(validation):
    table = validation.tables["backtest.csv"]
    table = table[table["sample"] == "open"].set_index("forecast")
    best = table.drop(["model", "model_without_shifters"])["crps"].min()
    assert table.loc["model", "skill"] == pytest.approx(1 - table.loc["model", "crps"] / best)
    assert table.loc["model", "skill"] < 0
    assert table.loc["logit_five", "difference_mae"] == 0


@pytest.mark.parametrize("language, word", [("en", "MISSED"), ("zh", "未达到")])
def test_everything_is_shown_in_both_languages(validation, language, word, capsys):
    show_validation(validation, language)
    shown = capsys.readouterr().out
    assert word in shown
    for study in STUDIES:
        assert study.evidence in shown
    if language == "zh":
        assert "prefecture" not in shown and "county" not in shown


def test_the_page_is_made_of_the_tables(folder, tmp_path, validation):
    validation_page.keep(folder, tmp_path)
    page = validation_page.page(tmp_path)
    assert f"{validation.score('model').crps:.2f}" in page and "**5 of 10 pass.**" in page
    assert "Yibin, Deyang, Guangyuan, Dazhou, Ziyang (22 counties)" in page
    assert "47.2 in 2023" in page and "44.9 in 2023" in page
    for picture in ("predicted", "errors", "coverage", "hold_out", "cohorts"):
        assert (tmp_path / f"{picture}.png").is_file()


def test_the_page_that_ships_is_that_of_its_tables():
    assert (validation_page.DOCS / validation_page.PAGE).read_text("utf-8") == validation_page.page()


def test_every_replication_that_may_fail_says_why():
    from sim.views.validation_guesses import WHY

    assert set(WHY) == {study.key for study in STUDIES}
