"""The results folder: whole or not there, the same run the same folder, and every change seen."""

import csv
import errno
import io
import os
import random
from pathlib import Path

import pandas as pd
import pytest
from fake_run import fake_run
from hypothesis import given
from hypothesis import strategies as st

from sim import tables
from sim.indicators import summarise
from sim.results import read_results, results_folder, verify, write_results
from sim.whole_files import ENVIRONMENT, INTEGRITY, ResultsError

YEARS, UNITS = (2020, 2023), ["yaan"]


@pytest.fixture(scope="module")
def run():
    return fake_run(years=YEARS, units=UNITS)


@pytest.fixture
def folder(run, tmp_path) -> Path:
    return write_results(
        run, tmp_path, "xiancheng run", {"urban_share.png": lambda path: path.write_bytes(b"png")}
    )


def test_holds_what_it_promises(run, folder):
    assert sorted(path.name for path in folder.iterdir()) == [
        "finance.csv", "flows.csv", "goals.csv", "indicators.csv", "manifest.json", "scenario.yaml", "summary.csv",
        "urban_share.png",
    ]  # fmt: skip
    assert folder.parent.name == "baseline" and len(folder.name) == 12
    assert (folder / "indicators.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert verify(folder) == []


def test_tables_come_back_bit_for_bit(run, folder):
    kept, written = read_results(folder), tables.tables(run)
    kept_tables = (kept.indicators, kept.flows, kept.summary, kept.goals, kept.finance)
    for name, frame in zip(tables.TABLES, kept_tables, strict=True):
        assert list(frame.columns) == tables.COLUMNS[name]
        assert tables.csv_bytes(frame) == tables.csv_bytes(written[name])
        pd.testing.assert_frame_equal(frame, written[name], check_exact=True, check_dtype=False)
    assert kept.landmarks == tables.landmarks(run)


def test_landmarks_of_the_county_domain():
    marks = tables.landmarks(fake_run(years=YEARS))
    assert marks.census == pytest.approx({2010: 0.2865, 2020: 0.4292}, abs=1e-4)
    assert (marks.goal_year, marks.goal_share, marks.below) == (2027, 0.48, {2023: 0.45})


def test_identity_ignores_threads_and_wall_time_only(run, tmp_path):
    same = fake_run(years=YEARS, units=UNITS, threads=2)
    assert results_folder(run, tmp_path) == results_folder(same, tmp_path)
    for other in ({"luck_seed": 2}, {"scale": 0.2}, {"pause": "ended"}, {"world_seed": 2}):
        assert results_folder(fake_run(years=YEARS, units=UNITS, **other), tmp_path) != results_folder(
            run, tmp_path
        )


def test_an_identical_run_is_kept(run, folder, tmp_path):
    before = (folder / "manifest.json").stat().st_mtime_ns
    assert write_results(run, tmp_path, "again") == folder
    assert (folder / "manifest.json").stat().st_mtime_ns == before


def test_other_figures_under_the_same_identity_are_refused(run, folder, tmp_path):
    other = fake_run(years=YEARS, units=UNITS, boost=0.001)
    with pytest.raises(ResultsError, match="other figures") as refused:
        write_results(other, tmp_path, "again")
    assert refused.value.code == INTEGRITY


def test_a_damaged_folder_is_moved_aside_not_deleted(run, folder, tmp_path):
    (folder / "summary.csv").write_text("damaged")
    assert verify(write_results(run, tmp_path, "again")) == []
    assert (folder.parent / f"{folder.name}.damaged-1" / "summary.csv").read_text() == "damaged"


def test_verify_names_what_is_wrong(folder):
    (folder / "flows.csv").unlink()
    (folder / "scenario.yaml").write_text("title: other")
    (folder / "notes.txt").write_text("mine")
    found = {(finding.kind, finding.file) for finding in verify(folder)}
    assert found == {("missing", "flows.csv"), ("shorter", "scenario.yaml"), ("foreign", "notes.txt")}
    with pytest.raises(ResultsError):
        read_results(folder)


def test_verify_knows_a_folder_under_another_name(folder):
    moved = folder.rename(folder.with_name("moved"))
    assert [finding.kind for finding in verify(moved)] == ["misplaced"]


def test_every_flipped_bit_is_seen(folder):
    chance = random.Random(1)
    files = sorted(folder.iterdir())
    for _ in range(500):
        path = chance.choice(files)
        content = bytearray(before := path.read_bytes())
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        assert verify(folder), f"{path.name} changed unseen"
        path.write_bytes(before)
    assert verify(folder) == []


def test_a_full_disk_leaves_nothing(run, tmp_path):
    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(ResultsError, match="no room") as refused:
        write_results(run, tmp_path, "xiancheng run", {"urban_share.png": full})
    assert refused.value.code == ENVIRONMENT
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_that_cannot_be_made(run, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultsError) as refused:
        write_results(run, tmp_path / "file", "xiancheng run")
    assert refused.value.code == ENVIRONMENT


def test_digests(run):
    contents = {name: tables.csv_bytes(table) for name, table in tables.tables(run).items()}
    nudged = {"a.csv": b"x,y\n1,0.1234567891234\n"}, {"a.csv": b"x,y\n1,0.1234567891299\n"}
    assert tables.portable_digest(nudged[0]) == tables.portable_digest(nudged[1])
    assert tables.exact_digest(nudged[0]) != tables.exact_digest(nudged[1])
    assert tables.portable_digest({"a": b"1234567891"}) != tables.portable_digest({"a": b"1234567892"})
    assert tables.exact_digest(contents) == tables.exact_digest(dict(reversed(contents.items())))


CELLS = st.one_of(st.integers().map(str), st.sampled_from(["", "county", "1e5", "0.25", "安岳", '"a, b"', "2e", "e2"]))


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_a_table_that_needs_no_reading_has_the_digest_of_its_cells(rows):
    content = "".join(",".join(row) + "\n" for row in rows).encode("utf-8-sig")
    read = [list(map(tables._rounded, row)) for row in csv.reader(io.StringIO(content.decode("utf-8-sig")))]
    assert tables._nine_digits(content) == "\n".join("\x1f".join(row) for row in read).encode()


FIGURES = st.one_of(
    st.floats(), st.floats(-2e10, 2e10), st.integers(-(10**17), 10**17).map(float),
    st.integers(-(10**12), 10**12).map(lambda fen: fen / 100),
)  # fmt: skip
TEXTS = st.one_of(st.text("a'=-1.e,\"\n 县\x1f"), st.sampled_from(["1e5", "0.1234567890123", "-0.0"]))
ROWS = st.lists(st.tuples(FIGURES, st.integers(-(2**63), 2**63 - 1), TEXTS, TEXTS), max_size=8)


@given(ROWS, st.lists(st.sampled_from(range(4)), min_size=1, max_size=4, unique=True))
def test_a_table_is_written_as_pandas_writes_it_and_rounded_as_it_is_written(rows, order):
    types = {"urban_share": float, "persons": "int64", "origin": object, "remark": object}
    table = pd.DataFrame(rows, columns=list(types)).astype(types).iloc[:, order]
    written = tables.csv_bytes(table)
    safe = table.assign(**{name: table[name].map(tables.escaped) for name in {"origin"}.intersection(table)})
    assert written == safe.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")
    assert tables._table_at_nine_digits(table) == tables._nine_digits(written)


def test_the_digests_of_a_run_need_no_reading(run):
    made = tables.tables(run)
    contents = {name: tables.csv_bytes(table) for name, table in made.items()}
    assert tables.digests_of(contents, made) == tables.digests_of(contents)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx"])
def test_no_cell_starts_a_formula(text):
    table = pd.DataFrame({"pause": [text], "year": [2020]})
    written = tables.csv_bytes(table)
    assert f"'{text}" in written.decode("utf-8-sig")
    assert tables.read_csv(written)["pause"][0] == text


def test_an_empty_text_stays_a_text_and_an_empty_figure_none():
    table = pd.DataFrame({"origin": ["", "NA", "seat"], "urban_share": [0.1 + 0.2, float("nan"), 1e-300]})
    read = tables.read_csv(tables.csv_bytes(table))
    assert read["origin"].tolist() == ["", "NA", "seat"]
    assert read["urban_share"].isna().tolist() == [False, True, False]
    assert read["urban_share"].dropna().tolist() == [0.1 + 0.2, 1e-300]


def test_a_group_adds_up_to_what_it_adds_up_to_alone():
    run = fake_run(years=YEARS, units=["yaan", "芦山县"])
    summary = tables.tables(run)["summary.csv"].set_index(["group", "pause", "year"])
    for group, (_, members) in tables.groups_of(run.region, run.positions).items():
        for pause, frame in run.frames.items():
            alone = summarise(frame, members).set_index("year")[tables.MEASURED]
            pd.testing.assert_frame_equal(summary.loc[(group, pause), tables.MEASURED], alone, check_exact=True)


def test_part_of_the_domain_is_called_selected():
    summary = tables.tables(fake_run(years=YEARS, units=["芦山县"]))["summary.csv"]
    assert list(summary["group"].unique()) == ["selected"]
    whole = tables.tables(fake_run(years=YEARS, units=["yaan"]))["summary.csv"]
    assert list(whole["group"].unique()) == ["selected", "yaan"]
