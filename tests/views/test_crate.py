"""A results folder as an RO-Crate: whole, described, and every reference leads somewhere."""

import io
import json
import sys
import zipfile

import pytest
from fake_run import fake_run
from typer.testing import CliRunner

from sim.results import write_results
from sim.verification import verify
from sim.views import cli
from sim.views.crate import PROFILE


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    run = fake_run(years=(2020, 2022), units=["芦山县"])
    return write_results(run, tmp_path_factory.mktemp("结果"), "xiancheng run baseline --units 芦山县")


def exported(folder, path, language="en"):
    return CliRunner().invoke(
        cli.app, ["export", str(folder), "--format", "ro-crate", "--out", str(path), "--lang", language]
    )


@pytest.fixture(scope="module")
def archive(folder, tmp_path_factory):
    pytest.importorskip("rocrate")
    path = tmp_path_factory.mktemp("crate") / "a.zip"
    done = exported(folder, path, "zh")
    assert done.exit_code == 0, done.output
    return zipfile.ZipFile(io.BytesIO(path.read_bytes()))


def entities(archive):
    described = json.loads(archive.read("ro-crate-metadata.json"))
    return {entity["@id"]: entity for entity in described["@graph"]}


def test_what_is_unpacked_is_the_folder(folder, archive, tmp_path):
    unpacked = tmp_path / folder.name
    archive.extractall(unpacked)
    assert {(finding.kind, finding.file) for finding in verify(unpacked)} == {("foreign", "ro-crate-metadata.json")}


def test_every_file_is_described_and_every_reference_leads_somewhere(archive):
    graph = entities(archive)
    files = {name for name in archive.namelist() if name != "ro-crate-metadata.json"}
    assert files == {part["@id"] for part in graph["./"]["hasPart"]}
    manifest = json.loads(archive.read("manifest.json"))
    for name, kept in manifest["files"].items():
        assert graph[name]["sha256"] == kept["sha256"] and graph[name]["encodingFormat"].count("/") == 1

    def references(value):
        if isinstance(value, dict):
            yield from [value["@id"]] if set(value) == {"@id"} else (one for each in value.values()
                                                                     for one in references(each))  # fmt: skip
        elif isinstance(value, list):
            yield from (one for each in value for one in references(each))

    for entity in graph.values():
        outside = {one for one in references(entity) if one not in graph}
        assert all(one.startswith("https://w3id.org/ro/crate/") for one in outside), outside


def test_it_is_a_process_run_crate(archive):
    """What the profile asks for: RO-Crate's own musts, an action with its program, what it took and made."""
    graph = entities(archive)
    root = graph["./"]
    assert all(root[key] for key in ("name", "description", "datePublished", "license"))
    assert root["conformsTo"] == {"@id": PROFILE} and graph["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    (action,) = (entity for entity in graph.values() if entity["@type"] == "CreateAction")
    program = graph[action["instrument"]["@id"]]
    assert program["@type"] == "SoftwareApplication" and program["softwareVersion"]
    taken = action["object"] if isinstance(action["object"], list) else [action["object"]]
    assert [one["@id"] for one in taken] == ["scenario.yaml"]
    assert {"indicators.csv", "manifest.json"} <= {one["@id"] for one in action["result"]}
    assert "芦山县" in action["name"]


def test_without_the_library_it_says_which(folder, tmp_path, monkeypatch):
    for name in ("rocrate", "rocrate.rocrate", "rocrate.model.contextentity"):
        monkeypatch.setitem(sys.modules, name, None)
    refused = exported(folder, tmp_path / "a.zip")
    assert refused.exit_code == 2 and "xiancheng[crate]" in refused.stderr and not (tmp_path / "a.zip").exists()
