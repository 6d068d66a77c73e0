"""`msvcrt.locking` on Linux: locks of byte ranges that belong to the open file and end with it, as on Windows.

The range begins at the current position, also behind the end of the file. One that is locked already is refused at
once with EACCES, even to the process that has it. On Windows nobody else can read a locked byte: `is_locked` says
which these would be.
"""

from __future__ import annotations

import errno
import fcntl
import os
import struct
from pathlib import Path

LK_UNLCK, LK_LOCK, LK_NBLCK, LK_RLCK, LK_NBRLCK = range(5)
_RANGE = "hhqqi"  # type of lock, whence, first byte, number of bytes, process


def locking(descriptor: int, mode: int, number: int) -> None:
    assert mode in (LK_NBLCK, LK_UNLCK), "the others wait for ten seconds"
    first = os.lseek(descriptor, 0, os.SEEK_CUR)
    if is_locked(Path(f"/proc/self/fd/{descriptor}"), first, number) == (mode == LK_NBLCK):
        raise OSError(errno.EACCES, "Permission denied")
    kind = fcntl.F_WRLCK if mode == LK_NBLCK else fcntl.F_UNLCK
    fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, struct.pack(_RANGE, kind, os.SEEK_SET, first, number, 0))


def is_locked(path: Path, first: int, number: int) -> bool:
    """Whether any of these bytes is locked by anybody; with 0, of all from the first."""
    with path.open("rb+") as again:
        asked = struct.pack(_RANGE, fcntl.F_WRLCK, os.SEEK_SET, first, number, 0)
        found = fcntl.fcntl(again, fcntl.F_OFD_GETLK, asked)
    return bool(struct.unpack(_RANGE, found)[0] != fcntl.F_UNLCK)
