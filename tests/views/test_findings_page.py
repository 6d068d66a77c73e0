"""The findings: the shipped pages are those of the shipped tables, and their words follow the figures."""

import re

import numpy as np
import pandas as pd
import pytest
from fake_run import fake_run

from sim.experiments.ensemble import outcomes_by_group, scoreboards, told_groups
from sim.experiments.finding_tables import NAMES, exchange, finding_tables
from sim.experiments.findings import BASELINE, DRAWN, EVIDENCED, PACKAGES, PUSH, WHOLE, Set, _flows
from sim.views.findings_page import DOCS, FOLDER, PAGES, page, read_tables
from sim.views.findings_sections import added, by_evidence, chapters, costs, in_short, span
from sim.views.findings_strings import FINDINGS, likely
from sim.views.markdown import figure

AHEAD = {BASELINE: 0.0, EVIDENCED: -0.0002, WHOLE: 0.0006, PUSH: 0.0003}
SETS = [Set("packages", 2, 2), Set("chapters", 2, 1), Set("free", 2, 1)]


def boards_of(frames, about):
    """Where every arm stands with the domain's goal; `about` is that goal's rows of a scoreboard."""
    rows = []
    for name, answers in frames.items():
        for pause, frame in answers.items():
            last = frame[frame["year"] == 2027]
            gap = last["urban_residents"].sum() / last["residents"].sum() - 0.48
            verdict = "met" if gap >= 0 else "missed"
            rows.append(about[about["pause"] == pause].assign(scenario=name, gap=gap, verdict=verdict))
    return pd.concat(rows)


def told_of(one):
    """What the tasks of a set would tell, from runs without a model: arms apart by their pace, members too."""
    parts = {"paths": [], "boards": [], "flows": []}
    about = None
    for task in one.tasks():
        runs = {
            name: fake_run(name, years=(2020, 2027), boost=AHEAD.get(name, 0.0001 * number) + 0.0002 * task.member)
            for number, name in enumerate(one.arms)
        }
        frames, first = {name: run.frames for name, run in runs.items()}, runs[BASELINE]
        keys = {"member": task.member, "seed": task.seed}
        groups = told_groups(first.region, first.positions)
        if about is None:
            about = scoreboards([first.scenario], first.region, first.positions, frames)
            about = about[about["goal"] == "county_urban_share"]
        parts["paths"].append(outcomes_by_group(frames, groups).assign(**keys))
        parts["boards"].append(boards_of(frames, about).assign(**keys))
        parts["flows"].append(_flows(frames, np.ones(len(first.positions), bool)).assign(**keys))
    return {part: pd.concat(frames, ignore_index=True) for part, frames in parts.items()}


@pytest.fixture(scope="module")
def tables():
    return finding_tables(SETS, {one.name: told_of(one) for one in SETS})


RECORD = {
    "years": [2020, 2027], "sources": "0" * 64, "members": {"below": 0.45, "posterior": "1" * 64},
    "sets": {one.name: {"members": one.members, "seeds": one.seeds, "scale": one.scale} for one in SETS},
}  # fmt: skip


def test_every_table_is_there_and_no_figure_is_missing(tables):
    assert tuple(tables) == NAMES
    for name, table in tables.items():
        assert len(table) and not table.isna().any(axis=None), name


def test_an_exchange_is_the_ratio_to_the_push(tables):
    push = tables["exchange"][tables["exchange"]["scenario"] == PUSH]
    assert push[["median", "low95", "high95"]].to_numpy() == pytest.approx(1.0)
    whole = tables["exchange"][(tables["exchange"]["scenario"] == WHOLE) & (tables["exchange"]["pause"] == "ended")]
    assert whole["median"].item() == pytest.approx(AHEAD[WHOLE] / AHEAD[PUSH], rel=0.02)


def test_an_exchange_is_paired_by_member():
    index = pd.MultiIndex.from_product([[PUSH], ["ended"], [1, 2], [1]], names=["scenario", "pause", "member", "seed"])
    push = pd.DataFrame({"urban_share": [1.0, 2.0]}, index=index)
    twice = pd.DataFrame({"urban_share": [3.0, 6.0]}, index=index.set_levels(["other"], level="scenario"))
    assert exchange(twice, push)[["low95", "median", "high95"]].to_numpy() == pytest.approx(3.0)


@pytest.mark.parametrize("language", PAGES)
def test_a_page_says_what_the_tables_say(tables, language):
    text = page(tables, RECORD, language)
    assert "{" not in text and "nan" not in text
    for arm in (EVIDENCED, WHOLE):
        for pause in ("ended", "stays"):
            assert span(added(tables, arm, pause), language) in text
    headings = [line for line in text.splitlines() if line.startswith("## ")]
    assert len(headings) == 8


def test_the_verdict_follows_the_intervals(tables):
    def verdict(low, high):
        frame = tables["added"].copy()
        mine = (frame["scenario"] == DRAWN[EVIDENCED]) & (frame["outcome"] == "urban_share_added")
        frame.loc[mine, ["low95", "median", "high95"]] = [low, (low + high) / 2, high]
        (*_, evidenced, _, _, _) = in_short({**tables, "added": frame}, 2027, "en")
        return evidenced

    words = {key: FINDINGS[key].en for key in FINDINGS if key.startswith("verdict_")}
    for limits, key in (((-1, 1), "verdict_nothing"), ((0.1, 1), "verdict_adds"), ((-1, -0.1), "verdict_takes")):
        text = verdict(*limits)
        assert [name for name, sentence in words.items() if sentence in text] == [key]


def test_an_order_is_told_only_if_almost_every_run_agrees(tables):
    order = tables["order"].assign(probability=0.9)
    assert chapters({**tables, "order": order}, "en")[-1] == FINDINGS["order_untold"].en
    order.loc[order["scenario"] == "chapter-land", "probability"] = 0.97
    text = chapters({**tables, "order": order}, "en")[-1]
    assert FINDINGS["order_untold"].en not in text and "land and money for the countryside” adds more than" in text


@pytest.mark.parametrize("share, word", [(1.0, "virtually certain"), (0.5, "about as likely as not"), (0.0, "excep")])
def test_words_for_probabilities(share, word):
    assert likely(share, "en").startswith(word)


def test_a_dash_stands_where_urban_residents_are_not_told_to_be_more(tables):
    more = tables["costs"].assign(urban_residents=1e3, low95=1.0, policy_yuan=3e6)
    told = costs({**tables, "costs": more}, 2027, "en")
    lost = costs({**tables, "costs": more.assign(urban_residents=-1e3, low95=-2e3)}, 2027, "en")
    assert "| 3 / " in told[-1] and "– / –" not in told[-1] and "– / –" in lost[-1]


@pytest.mark.parametrize("value, told", [(-0.04, "0.0"), (0.04, "0.0"), (-0.06, "−0.1"), (0.06, "+0.1")])
def test_a_figure_has_the_sign_of_what_is_shown(value, told):
    assert figure(value, "{:+.1f}") == told


def test_every_sentence_has_the_same_figures_in_both_languages():
    for key, label in FINDINGS.items():
        places = [sorted(set(re.findall(r"\{(\w+)", text))) for text in (label.en, label.zh)]
        assert places[0] == places[1], key


def test_levers_are_counted_by_evidence():
    known = by_evidence(EVIDENCED)
    assert known["assumed"] == 0 < known["measured"] and known["levers"] == known["measured"] + known["sign"]
    whole = by_evidence(WHOLE)
    assert whole["assumed"] > 20 and {one: whole[one] for one in ("measured", "sign")} == {
        one: known[one] for one in ("measured", "sign")
    }


@pytest.mark.parametrize("language", PAGES)
def test_the_shipped_page_is_that_of_the_shipped_tables(language):
    tables, record = read_tables(DOCS / FOLDER)
    assert (DOCS / PAGES[language]).read_text(encoding="utf-8") == page(tables, record, language)
    assert record["sets"][PACKAGES]["members"] >= 16
