"""The pages of the levers hold all 61 instruments, every lever, and say what is missing."""

import re

import pytest

from sim.documents import DOCUMENTS
from sim.instruments import INSTRUMENTS, KINDS, levers_by_number
from sim.parameters import FAMILIES
from sim.submodels import LEVERS
from sim.views import lever_page, parameter_page

PAGES = lever_page.pages(LEVERS, parameter_page._homes(), parameter_page.COMMAND)
ROWS = re.findall(r"^\| (\d+) \| (.*)$", PAGES["levers.md"], re.MULTILINE)


def test_every_instrument_has_one_row_in_order():
    assert [int(number) for number, _ in ROWS] == list(range(1, 62)) == list(INSTRUMENTS)


def test_every_row_says_what_the_instrument_is():
    by_number = levers_by_number(LEVERS)
    for number, row in ((int(number), row) for number, row in ROWS):
        each = INSTRUMENTS[number]
        assert each.name.en in row and each.name.zh in row and f"| {KINDS[each.kind].en} |" in row
        if each.kind == "lever":
            named = set(re.findall(r"\[`(\w+)`\]", row))
            assert named == {lever.name for lever in by_number[number]}
            assert (lever_page.NOT_YET in row) == (not named)
        else:
            assert each.phrase in row and each.reported.en in row and each.reported.zh in row


def test_every_instrument_that_is_a_lever_has_one():
    by_number = levers_by_number(LEVERS)
    assert [key for key, each in INSTRUMENTS.items() if each.kind == "lever" and not by_number[key]] == []


def test_kinds_are_as_the_catalogue_has_them():
    others = {key: each.kind for key, each in INSTRUMENTS.items() if each.kind != "lever"}
    assert others == {14: "goal", 40: "goal", 61: "goal", 57: "timing", 59: "timing",
                      21: "constraint", 60: "constraint"}  # fmt: skip
    for key in others:
        each = INSTRUMENTS[key]
        assert each.phrase and each.clause and each.documents and each.reported.en and each.reported.zh


def test_no_lever_is_a_goal_and_none_is_outside_the_catalogue():
    assert [lever.name for lever in LEVERS if lever.number not in INSTRUMENTS] == []
    assert [lever.name for lever in LEVERS if INSTRUMENTS[lever.number].kind != "lever"] == []


def test_every_lever_quotes_a_known_document():
    for lever in LEVERS:
        assert lever.documents and set(lever.documents) <= set(DOCUMENTS), lever.name
        assert lever.phrase and lever.clause, lever.name
        assert set(lever.documents) != {"city"}, f"{lever.name}: a template is never the only source"


def test_every_lever_has_one_section_on_the_page_of_its_family():
    for family in FAMILIES:
        sections = re.findall(r"^## (\w+)$", PAGES[f"levers/{family}.md"], re.MULTILINE)
        assert sorted(sections) == sorted(lever.name for lever in LEVERS if lever.family == family)


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.name)
def test_a_section_has_everything_declared(lever):
    page = PAGES[f"levers/{lever.family}.md"]
    section = page.split(f"\n## {lever.name}\n")[1].split("\n## ")[0]
    for part in (lever.label.en, lever.label.zh, lever.phrase, lever.clause, lever.unit, str(lever.evidence),
                 lever.source, str(lever.complete), *lever.documents):  # fmt: skip
        assert part in section


def test_the_index_names_all_families_and_documents():
    index = PAGES["levers.md"]
    for label in (*FAMILIES.values(), *(document.title for document in DOCUMENTS.values())):
        assert label.en in index and label.zh in index


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_short(name):
    assert len(PAGES[name].splitlines()) <= 250


def test_the_page_of_effects_has_every_lever_once():
    text = (parameter_page.DOCS / "lever_effects.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `([a-z_0-9]+)` ", text, re.MULTILINE)
    assert sorted(named) == sorted(lever.name for lever in LEVERS)
