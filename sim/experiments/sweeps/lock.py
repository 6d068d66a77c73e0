"""One sweep at a time in a folder: a lock of the operating system, held by the process that lives.

It ends with the process, however that ends, so that none is ever stale. What stands in the file
says who holds it; that the file is there says nothing.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from io import FileIO
from pathlib import Path

from ...whole_files import ResultsError

# Windows locks bytes, and nobody else can read those: one byte far behind the text, where no byte need be.
_AT = 1 << 20
LONGEST = 4096  # bytes of the text that are read


class LockedError(ResultsError):
    """Another process is at work in the folder; `holder` says which: pid, host, started."""

    def __init__(self, folder: Path, holder: dict[str, str]) -> None:
        who = ", ".join(f"{key} {value}" for key, value in holder.items()) or "unknown"
        super().__init__(f"another sweep is at work in {folder} ({who})")
        self.folder, self.holder = folder, holder


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds the folder's lock; LockedError at once if another process does. The lock file lies beside the folder."""
    path = folder.with_name(f".{folder.name}.lock")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # Without a buffer: positions are the system's, and no more is read than is asked for.
        stream = FileIO(path, "r+", opener=lambda name, flags: os.open(name, flags | os.O_CREAT, 0o644))
    except OSError as error:
        raise ResultsError(f"cannot write in {folder.parent}: {error.strerror or error}") from error
    with stream:
        if not _take(stream):
            raise LockedError(folder, _holder(stream))
        holder = {
            "pid": str(os.getpid()), "host": socket.gethostname(),
            "started": datetime.now().astimezone().isoformat(timespec="seconds"),
        }  # fmt: skip
        stream.truncate(0)
        stream.seek(0)
        stream.write(json.dumps(holder, ensure_ascii=False).encode())
        try:
            yield
        finally:
            stream.truncate(0)
            _give_back(stream)


def _take(stream: FileIO) -> bool:
    """Takes the lock if nobody has it; ResultsError where there are no locks. The end of the process gives it back."""
    try:
        if sys.platform == "win32":
            import msvcrt

            stream.seek(_AT)
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # so it is said where somebody has it: here, and on Windows
        return False
    except OSError as error:
        raise ResultsError(f"cannot lock {stream.name}: {error.strerror or error}") from error
    return True


def _give_back(stream: FileIO) -> None:
    """Closing the file does as much, but Windows may then take its time."""
    if sys.platform == "win32":
        import msvcrt

        stream.seek(_AT)
        msvcrt.locking(stream.fileno(), msvcrt.LK_UNLCK, 1)


def _holder(stream: FileIO) -> dict[str, str]:
    with suppress(OSError, ValueError):
        stream.seek(0)
        return dict(json.loads(stream.read(LONGEST)))
    return {}
