"""The report stands alone, says what the results say, lets nothing in that is not text, and speaks both languages."""

import re
from html.parser import HTMLParser

import pytest
from fake_folders import run_folder
from fake_sweep import fake_sweep, latin_hypercube, one_at_a_time

from sim.parameters import Label
from sim.sweep_results import read_sweep
from sim.tables import read_csv
from sim.views import strings
from sim.views.failures import UserError
from sim.views.opened import open_results
from sim.views.report.page import page, part_of, render
from sim.whole_files import INTEGRITY, ResultsError

VOID = {"meta", "img", "link", "br", "hr", "input"}
HOSTILE = Label('<script>alert("x")</script> & <img src=x onerror=y>', "<b>政策</b>&“引号”")


class Page(HTMLParser):
    """Tags in order, whether they close, and the text outside of styles."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.open, self.words, self.unbalanced = [], [], [], []
        self.feed(html)
        self.text = " ".join(" ".join(self.words).split())

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data):
        if not self.open or self.open[-1] != "style":
            self.words.append(data)

    def every(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def folders(whole_folders, tmp_path_factory):
    root = tmp_path_factory.mktemp("hostile")
    hostile = run_folder(root, HOSTILE, units=["芦山县"], pause="ended", years=(2020, 2028))
    return whole_folders | {"hostile": hostile}


@pytest.fixture(scope="module")
def english(folders):
    return Page(page([open_results(folders["run"], "en"), open_results(folders["comparison"], "en")], "en"))


@pytest.fixture(scope="module")
def chinese(folders):
    return Page(page([open_results(folders["comparison"], "zh"), open_results(folders["hostile"], "zh")], "zh"))


def test_the_page_is_whole_and_fetches_and_runs_nothing(english):
    assert english.unbalanced == [] and english.open == []
    assert not {"script", "iframe", "object", "link"} & {tag for tag, _ in english.tags}
    assert all(picture["src"].startswith("data:image/svg+xml;base64,") for picture in english.every("img"))
    assert all(link["href"].startswith("#") for link in english.every("a"))
    assert not any(key.startswith("on") for _, attributes in english.tags for key in attributes)
    assert "default-src 'none'" in next(meta["content"] for meta in english.every("meta") if "http-equiv" in meta)


def test_it_can_be_read_without_seeing_it(english, chinese):
    assert (english.every("html")[0]["lang"], chinese.every("html")[0]["lang"]) == ("en", "zh-Hans")
    for made in (english, chinese):
        assert len(made.every("img")) >= 4 and all(len(picture["alt"]) > 10 for picture in made.every("img"))
        assert len(made.every("caption")) == len(made.every("table")) > 8
        assert all(head["scope"] in ("row", "col") for head in made.every("th"))
        ids = [attributes["id"] for _, attributes in made.tags if "id" in attributes]
        assert len(ids) == len(set(ids)) and {link["href"][1:] for link in made.every("a")} <= set(ids)


def test_the_answer_has_the_figures_of_the_results(folders, english):
    opened = open_results(folders["run"], "en")
    for pause in ("ended", "stays"):
        row = opened.overall[(opened.overall["pause"] == pause) & (opened.overall["year"] == 2027)].iloc[0]
        assert f"{100 * row['urban_share']:.2f} %" in english.text
        gap = 100 * (row["urban_share"] - 0.48)
        assert f"{abs(gap):.2f} points {'above' if gap >= 0 else 'short of'} the goal" in english.text
    added = read_csv((folders["comparison"] / "differences.csv").read_bytes())
    some = added[(added["outcome"] == "urban_share") & (added["group"] == "domain") & (added["year"] == 2027)]
    for row in some.itertuples():
        assert f"{row.mean:+.2f} percentage points" in english.text and f"({row.low:+.2f} to" in english.text


def test_what_an_interval_holds_is_said(english):
    assert "holds only the strengths that are assumed" in english.text
    assert "hold luck only" in english.text


def without_pictures(folder, language):
    return render([part_of(open_results(folder, language), language)], [{}], language)


def test_nothing_named_becomes_markup(folders):
    for language in ("en", "zh"):
        made = without_pictures(folders["hostile"], language)
        assert "<script" not in made and "onerror=y>" not in made and "<b>" not in made
        assert HOSTILE.in_language(language) in Page(made).text


def test_the_chinese_page_has_no_english_left(chinese):
    left = [
        key for key, label in strings.STRINGS.items()
        if len(label.en) > 5 and "{" not in label.en and " " in label.en and f" {label.en} " in f" {chinese.text} "
    ]  # fmt: skip
    assert left == []
    assert not re.search(r"\b(the|and|percentage|counties)\b", re.sub(r"来源 .*", "", chinese.text))


@pytest.mark.parametrize("design", [latin_hypercube(20), one_at_a_time()], ids=["drawn", "alone"])
def test_a_sweep_says_how_far_the_outcome_goes_and_that_this_is_no_probability(tmp_path, design):
    opened = open_results(fake_sweep(tmp_path, design), "en")
    values = read_sweep(opened.folder).values("urban_share", 2027)
    made = Page(page([opened], "en"))
    assert made.unbalanced == [] and made.every("h1") and opened.title("en") in made.text
    assert len(made.every("img")) >= 2 and all(len(picture["alt"]) > 10 for picture in made.every("img"))
    for _, some in values.groupby("pause", observed=True)["value"]:
        assert f"{100 * some.min():.2f} to {100 * some.max():.2f}" in made.text
    assert "says what could be, not how likely" in made.text


def test_equal_results_give_equal_pages(folders):
    assert without_pictures(folders["run"], "en") == without_pictures(folders["run"], "en")


def test_a_damaged_folder_and_one_without_results_are_refused(tmp_path):
    folder = run_folder(tmp_path, units=["芦山县"], pause="ended")
    with pytest.raises(UserError, match=folder.name):
        open_results(tmp_path, "en")
    with pytest.raises(UserError, match="no such folder"):
        open_results(tmp_path / "none", "en")
    (folder / "summary.csv").write_bytes(b"pause")
    with pytest.raises(ResultsError) as refused:
        open_results(folder, "en")
    assert refused.value.code == INTEGRITY
