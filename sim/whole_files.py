"""Files that are there whole or not at all, and the error for those that cannot be written or trusted."""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
from pathlib import Path

INTEGRITY, ENVIRONMENT = 4, 5


class ResultsError(Exception):
    """Results cannot be written or trusted. `code` is the exit code: 4 integrity, 5 environment."""

    def __init__(self, message: str, code: int = ENVIRONMENT) -> None:
        super().__init__(message)
        self.code = code


class DiskFull(ResultsError):
    """The disk has no room, or allows no file that large; `needed` and `free` are bytes."""

    def __init__(self, path: Path, needed: int, free: int) -> None:
        self.path, self.needed, self.free = path, needed, free
        super().__init__(f"no room for {path}: {needed / 1e6:.1f} MB are needed, {free / 1e6:.1f} MB are free")


def refused(path: Path, error: OSError, needed: int) -> ResultsError:
    """What to raise when the disk refused `needed` bytes for a file or folder."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFull(path, needed, disk_free(path.absolute().parent))
    return ResultsError(f"cannot write {path}: {error.strerror or error}")


def disk_free(folder: Path) -> int:
    """Bytes free where the folder is or will be."""
    here = folder.absolute()
    return shutil.disk_usage(next(each for each in (here, *here.parents) if each.exists())).free


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` under a temporary name beside `path`, sync it, and rename it: never half a file.

    ResultsError (environment) if the disk refuses; what stood at `path` before then stands there still.
    """
    scratch: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        scratch = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        scratch.chmod(0o644)
        scratch.replace(path)
        sync(path.parent)
    except OSError as error:
        raise refused(path, error, len(content)) from error
    finally:
        if scratch is not None:
            scratch.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Have the disk hold what was written to a file, or renamed within a folder."""
    if path.is_dir() and sys.platform == "win32":
        return  # Windows cannot open a folder
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
