"""A results folder as an RO-Crate: a zip with the folder as it is, and a description that archives read.

It follows the Process Run Crate profile: an action of this program that took the scenarios (and the
user's own figures) and made the tables and pictures. A kept library writes it; the folder is not touched.
"""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..manifest import MANIFEST
from ..results import OWN_FILE
from .failures import UserError
from .opened import Opened
from .strings import text

FORMAT = "ro-crate"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
PROGRAM = "#xiancheng"
TYPES = {
    ".csv": "text/csv", ".parquet": "application/vnd.apache.parquet", ".yaml": "application/yaml",
    ".json": "application/json", ".png": "image/png",
}  # fmt: skip
LICENCE = (
    "The program is under the MIT licence; the sources of its data, each with its licence, are named in its "
    "documentation. The results belong to whoever made them."
)


def crate_bytes(opened: Opened, language: str) -> bytes:
    """The zip. UserError without the library."""
    try:
        from rocrate.model.contextentity import ContextEntity
        from rocrate.rocrate import ROCrate
    except ImportError as error:
        raise UserError(text("error_needs_extra", language, extra="crate")) from error

    crate = ROCrate()

    def told(key: str, kind: str, **properties: Any) -> Any:
        """Something that is no file."""
        return crate.add(ContextEntity(crate, key, properties={"@type": kind, **properties}))

    manifest, folder = opened.manifest, opened.folder
    crate.name = opened.title(language)
    crate.description = f"{crate.name}: {manifest['kind']}, run id {opened.run_id}"
    crate.datePublished = datetime.fromtimestamp((folder / MANIFEST).stat().st_mtime, UTC)
    crate.root_dataset["license"] = LICENCE
    crate.root_dataset["identifier"] = opened.run_id
    crate.root_dataset["conformsTo"] = told(PROFILE, "CreativeWork", name="Process Run Crate", version="0.5")
    program = told(
        PROGRAM, "SoftwareApplication", name="Xiancheng", softwareVersion=manifest["versions"]["xiancheng"],
        identifier=manifest["identity"]["package"], license="https://spdx.org/licenses/MIT",
        softwareRequirements=[f"{name} {version}" for name, version in sorted(manifest["versions"].items())],
    )  # fmt: skip
    taken: list[Any] = []
    made: list[Any] = []
    for name, kept in {**manifest["files"], MANIFEST: {}}.items():
        file = crate.add_file(folder / name, name, properties=_described(name, kept))
        (taken if name.endswith(".yaml") or name == OWN_FILE else made).append(file)
    action = told(
        f"#{opened.run_id}", "CreateAction", name=manifest["command"], instrument=program, object=taken, result=made,
        actionStatus="http://schema.org/CompletedActionStatus",
    )  # fmt: skip
    crate.root_dataset["mentions"] = [action]
    with tempfile.TemporaryDirectory() as scratch:
        crate.write_zip(Path(scratch) / "crate.zip")
        return (Path(scratch) / "crate.zip").read_bytes()


def _described(name: str, kept: dict[str, Any]) -> dict[str, Any]:
    """What is said of a file: type, size and checksum."""
    kind = TYPES.get(Path(name).suffix, "application/octet-stream")
    size = {"contentSize": str(kept["bytes"]), "sha256": kept["sha256"]} if kept else {}
    return {"name": name, "encodingFormat": kind, **size}
