"""Every way in which results can be damaged is found and named; nothing damaged is read."""

import random
import shutil
from pathlib import Path

import pandas as pd
import pytest
from fake_run import fake_run

from sim.parquet import write_parquet
from sim.results import read_results, write_results
from sim.verification import folders_in, verify
from sim.whole_files import INTEGRITY, ResultsError

YEARS, UNITS = (2020, 2022), ["芦山县", "宝兴县"]


@pytest.fixture(scope="module")
def written(tmp_path_factory) -> Path:
    run = fake_run(years=YEARS, units=UNITS)
    return write_results(run, tmp_path_factory.mktemp("结果 folder"), "xiancheng run", {
        "urban_share.png": lambda path: path.write_bytes(bytes(range(256)))})  # fmt: skip


@pytest.fixture
def folder(written, tmp_path) -> Path:
    """A copy to damage."""
    return Path(shutil.copytree(written, tmp_path / written.parent.name / written.name))


def found(folder: Path) -> set[tuple[str, str]]:
    return {(finding.kind, finding.file) for finding in verify(folder)}


def is_refused(folder: Path) -> bool:
    try:
        read_results(folder)
    except ResultsError as error:
        return error.code == INTEGRITY
    return False


def test_a_file_cut_short_is_called_so(folder):
    content = (folder / "summary.csv").read_bytes()
    (folder / "summary.csv").write_bytes(content[:-20])
    (finding,) = verify(folder)
    assert (finding.kind, finding.about) == ("shorter", f"{len(content) - 20}/{len(content)}")
    assert is_refused(folder)


def test_swapped_files_are_told_apart(folder):
    one, other = folder / "summary.csv", folder / "flows.csv"
    first = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(first)
    assert {(each.kind, each.file, each.about) for each in verify(folder)} == {
        ("swapped", "summary.csv", "flows.csv"), ("swapped", "flows.csv", "summary.csv")}  # fmt: skip
    assert is_refused(folder)


def test_a_folder_of_another_run_under_this_name_is_misplaced(folder, tmp_path):
    other = write_results(fake_run(years=YEARS, units=UNITS, luck_seed=2), tmp_path / "b", "xiancheng run")
    shutil.rmtree(folder)
    shutil.copytree(other, folder)
    assert found(folder) == {("misplaced", other.name)}
    assert is_refused(folder)


def test_a_manifest_of_another_run_is_seen(folder, tmp_path):
    other = write_results(fake_run(years=YEARS, units=UNITS, luck_seed=2, boost=0.01), tmp_path / "b", "xiancheng run")
    shutil.copy(other / "manifest.json", folder)
    assert ("misplaced", other.name) in found(folder) and ("missing", "urban_share.png") not in found(folder)
    assert is_refused(folder)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff\xfe", b"null", b'{"seal": 1, "files": []}'])
def test_no_manifest_is_taken_on_trust(folder, content):
    (folder / "manifest.json").write_bytes(content)
    assert found(folder) == {("unreadable", "manifest.json")}
    assert is_refused(folder)


def test_all_below_a_folder(folder, tmp_path):
    root = tmp_path / "all"
    names = [f"baseline/{folder.name}", "baseline/aaaaaaaaaaaa", "hukou-only/cccccccccccc.damaged-1"]
    for name in names:
        shutil.copytree(folder, root / name)
    (root / "README.md").write_text("Results")
    (root / "baseline" / "aaaaaaaaaaaa" / "manifest.json").unlink()
    unfinished = root / "calibration" / "trials"
    unfinished.mkdir(parents=True)
    (unfinished / "1.npz").write_bytes(b"")
    assert sorted(path.relative_to(root).as_posix() for path in folders_in(root)) == sorted(names)
    assert found(root / "baseline" / "aaaaaaaaaaaa") == {("missing", "manifest.json")}
    assert list(folders_in(folder)) == [folder] and list(folders_in(unfinished)) == [unfinished]


def damaged(folder: Path, flips: int) -> None:
    """Flip bits and cut files at random: each is found, and none is read."""
    chance, files = random.Random(flips), sorted(folder.iterdir())
    for trial in range(flips):
        path = files[trial % len(files)]
        content = bytearray(before := path.read_bytes())
        if trial % 5 == 4:
            del content[chance.randrange(len(content)) :]
        else:
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)
        assert {each.file for each in verify(folder)} & {path.name, "manifest.json"}, f"{path.name} changed unseen"
        if trial % 10 == 0:
            assert is_refused(folder), path.name
        path.write_bytes(before)
    assert verify(folder) == []


@pytest.fixture
def every_type(folder, tmp_path) -> Path:
    """A folder with a file of every type there is: tables, Parquet, scenario, picture, manifest."""
    table = pd.DataFrame({"year": range(200), "share": 0.5})
    run = fake_run(years=YEARS, units=UNITS)
    return write_results(run, tmp_path / "types", "xiancheng run", {
        "histories.parquet": lambda path: path.write_bytes(write_parquet(table)),
        "urban_share.png": lambda path: path.write_bytes(bytes(range(256))),
        "report.html": lambda path: path.write_text("<p>芦山</p>\n", encoding="utf-8"),
    })  # fmt: skip


def test_any_damage_to_a_file_of_any_type_is_found(every_type):
    damaged(every_type, 200)


@pytest.mark.slow
def test_ten_thousand_flips_and_cuts(every_type):
    damaged(every_type, 10_000)


# --- sweeps: one file a run


@pytest.fixture
def sweep(tmp_path) -> Path:
    folder = tmp_path / "sweeps" / "unfinished"
    (folder / "runs").mkdir(parents=True)
    (folder / "sweep.yaml").write_text("title: a sweep\n")
    for run in ("aaa", "bbb", "ccc"):
        content = write_parquet(pd.DataFrame({"year": [2027], "value": [0.48]}), {"run": run, "status": "done"})
        (folder / "runs" / f"{run}.parquet").write_bytes(content)
    return folder


def test_runs_of_an_unfinished_sweep_vouch_for_themselves(sweep):
    assert list(folders_in(sweep.parent)) == [sweep] and verify(sweep) == []
    runs = sweep / "runs"
    (runs / "aaa.parquet").rename(runs / "swap")
    (runs / "bbb.parquet").rename(runs / "aaa.parquet")
    (runs / "swap").rename(runs / "bbb.parquet")
    content = (runs / "ccc.parquet").read_bytes()
    (runs / "ccc.parquet").write_bytes(content[:-1])
    assert found(sweep) == {
        ("swapped", "runs/aaa.parquet"), ("swapped", "runs/bbb.parquet"), ("unreadable", "runs/ccc.parquet"),
    }  # fmt: skip
