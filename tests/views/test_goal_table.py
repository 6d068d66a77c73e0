"""The table of goals: one line each, figures in the units of the goal, notes once and numbered."""

import io
import re

import pytest
from fake_run import fake_run
from rich.console import Console

from sim import goals
from sim.goals import AT_LEAST, Goal
from sim.tables import csv_bytes, read_csv, tables
from sim.views.goal_table import show_goals

LATE = Goal("urban_share", AT_LEAST, 0.6, 2090, units=("芦山县",))


@pytest.fixture(scope="module")
def board():
    # As it is read back from a results folder.
    return read_csv(csv_bytes(tables(fake_run(goals=[LATE]))["goals.csv"]))


def shown(board, language, chances=None):
    screen = io.StringIO()
    show_goals(Console(file=screen, width=160), board, language, chances)
    return screen.getvalue()


@pytest.mark.parametrize(("language", "words"), [
    ("en", ["≥ 48 %", "≥ 1.4 pp a year", "≥ 1 m a year", "≤ 2.1 ", "≥ 10 bn", "not modelled", "cannot be judged"]),
    ("zh", ["≥ 48%", "≥ 每年1.4个百分点", "≥ 每年100万", "≤ 2.1 ", "≥ 100亿", "未建模", "无法判断"]),
])  # fmt: skip
def test_targets_are_written_as_people_write_them(board, language, words):
    text = shown(board, language)
    assert [word for word in words if word not in text] == []


def test_figures_are_those_of_the_table(board):
    row = board[(board.goal == "county_urban_share") & (board.pause == "stays")].iloc[0]
    line = next(line for line in shown(board, "en").splitlines() if "county domain: urban share" in line)
    assert line.split()[-3:] == [f"{100 * row.value:.2f}", f"{100 * row.gap:+.2f}", row.first_year]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_notes_stand_once_under_the_number_of_their_goal(board, language):
    text = shown(board, language)
    notes = [note for note in board.drop_duplicates("goal")[f"note_{language}"].unique() if note]
    flat = re.sub(r"\s+", "", text)
    for number, note in enumerate(notes, 1):
        assert flat.count(re.sub(r"\s+", "", note)) >= 1
        assert f"({number})" in text
    assert f"({len(notes) + 1})" not in text


def test_chances_take_the_place_of_one_runs_outcome(board):
    boards = [tables(fake_run(boost=boost))["goals.csv"] for boost in (0.0, -0.003)]
    text = shown(boards[0], "en", goals.chances(boards))
    line = next(line for line in text.splitlines() if "county domain: urban share" in line)
    assert "50% of 2" in line or "100% of 2" in line
    assert "luck only" in text


def test_nothing_to_judge_leaves_no_empty_table():
    board = tables(fake_run(units=["蒲江县"]))["goals.csv"]
    assert shown(board, "en") == ""
