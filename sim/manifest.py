"""The manifest of a results folder: what was run, by which sources, where, and the checksum of every file.

It is sealed by a checksum of its own, and names the folder: the run id is a hash of the identity,
which is everything that decides the figures.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from .region import Region

MANIFEST = "manifest.json"
SCHEMA = 1
# Threads never change a figure; a data file counts by its content, which the region's digest holds.
NOT_IDENTITY = frozenset({"threads", "data"})
PACKAGES = (
    "xiancheng", "numpy", "numba", "pandas", "pyarrow", "scipy", "mesa", "pydantic", "ruamel.yaml", "matplotlib",
)  # fmt: skip


@cache
def package_digest() -> str:
    """SHA-256 of this package's source files and data tables, blind to line endings; taken once a process."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.suffix in (".py", ".csv")):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(root).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def identity_of(what: Mapping[str, Any], region: Region, settings: Mapping[str, Any]) -> dict[str, Any]:
    """`what` was run, in which region, by which sources and under which settings: plain JSON values."""
    return json.loads(_json({
        **what,
        "region": region.digest,
        "package": package_digest(),
        "settings": {key: value for key, value in settings.items() if key not in NOT_IDENTITY},
    }))  # fmt: skip


def run_id(identity: Mapping[str, Any]) -> str:
    """Twelve hexadecimal digits for an identity."""
    return hashlib.sha256(_json(identity).encode()).hexdigest()[:12]


def manifest_bytes(
    identity: Mapping[str, Any], about: Mapping[str, Any], digests: Mapping[str, str], files: Mapping[str, Any]
) -> bytes:  # fmt: skip
    """The sealed manifest of a folder with these `files`, by name as `checksum` gives them."""
    manifest = {"schema": SCHEMA, "run_id": run_id(identity), "identity": identity, **about,
                **environment(), "digests": digests, "files": files}  # fmt: skip
    manifest["seal"] = _seal(manifest)
    return (_json(manifest, indent=2) + "\n").encode()


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of a folder, unchecked."""
    return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))


def is_sealed(manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest is as it was written."""
    return manifest["seal"] == _seal(manifest) and manifest["run_id"] == run_id(manifest["identity"])


def checksum(path: Path) -> dict[str, Any]:
    """What the manifest keeps of a file."""
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def environment() -> dict[str, Any]:
    """Versions and platform, as the manifest keeps them."""
    versions = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "not installed"
    machine = {"system": platform.system(), "machine": platform.machine(), "processors": os.cpu_count()}
    return {"versions": versions, "platform": machine}


def _json(value: Any, indent: int | None = None) -> str:
    def plain(other: Any) -> Any:
        return other.tolist() if isinstance(other, np.generic | np.ndarray) else str(other)

    return json.dumps(value, sort_keys=True, ensure_ascii=False, indent=indent, default=plain)


def _seal(manifest: Mapping[str, Any]) -> str:
    """The manifest's own checksum, over everything in it but the seal."""
    rest = {key: value for key, value in manifest.items() if key != "seal"}
    return hashlib.sha256(_json(rest).encode()).hexdigest()
