"""Does it fit? What a run will take of the memory, and what the machine has left for it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

# Measured, in bytes: packages and compiled rules; for every resident who is simulated the first model, with
# what building it takes, and each further one.
BASE = 430_000_000
FIRST_MODEL, FURTHER_MODEL = 56, 42

_CGROUPS = Path("/sys/fs/cgroup")


class NotEnoughMemory(MemoryError):
    """A run that would not fit; bytes. `fitting` is the share of it that would."""

    def __init__(self, needed: int, available: int) -> None:
        self.needed, self.available = needed, available
        self.fitting = max((available - BASE) / max(needed - BASE, 1), 0.0)
        super().__init__(f"about {needed / 1e9:.1f} GB of memory are needed, {available / 1e9:.1f} GB are left")


def needed(residents: float, models: float = 1) -> int:
    """Bytes that so many simulated residents take at a time, in so many models at a time."""
    return int(BASE + residents * (FIRST_MODEL + FURTHER_MODEL * (models - 1)))


def make_sure(needed: int) -> None:
    """NotEnoughMemory if so many bytes are more than there are left; packages that are loaded count as left."""
    left = available()
    if left is not None and needed > (left := left + min(_own(), BASE)):
        raise NotEnoughMemory(needed, left)


def available() -> int | None:
    """Bytes that can be had: of the machine, of the container, of the process; None where nobody can tell."""
    limits = [_machine(), *_container(), _process()]
    return min((limit for limit in limits if limit is not None), default=None)


def _machine() -> int | None:
    """What the operating system says is left; on macOS, where it does not say, all that there is."""
    if sys.platform == "win32":
        return _windows()
    for line in _lines(Path("/proc/meminfo")):
        if line.startswith("MemAvailable:"):
            return 1024 * int(line.split()[1])
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (ValueError, OSError):
        return None


def _container() -> list[int]:
    """What every control group above this process has left, of both versions of Linux's."""
    left = []
    for line in _lines(Path("/proc/self/cgroup")):
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            root, limit, use = _CGROUPS, "memory.max", "memory.current"
        elif "memory" in controllers.split(","):
            root, limit, use = _CGROUPS / "memory", "memory.limit_in_bytes", "memory.usage_in_bytes"
        else:
            continue
        here = root / path.lstrip("/")
        for group in (here, *here.parents):
            most, used = _number(group / limit), _number(group / use)
            if most is not None and used is not None:
                left.append(max(most - used + _cached(group / "memory.stat"), 0))
            if group == root:
                break
    return left


def _process() -> int | None:
    """What a limit on the process's addresses leaves."""
    if sys.platform == "win32":
        return None
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    if soft == resource.RLIM_INFINITY:
        return None
    pages = _lines(Path("/proc/self/statm"))
    taken = int(pages[0].split()[0]) * os.sysconf("SC_PAGE_SIZE") if pages else 0
    return max(soft - taken, 0)


def _own() -> int:
    """What this process holds already."""
    pages = _lines(Path("/proc/self/statm"))
    return int(pages[0].split()[1]) * os.sysconf("SC_PAGE_SIZE") if pages else 0


def _windows() -> int | None:
    import ctypes

    class Status(ctypes.Structure):
        _fields_ = [("length", ctypes.c_uint32), ("load", ctypes.c_uint32), *(
            (name, ctypes.c_uint64) for name in ("total", "available", "a", "b", "c", "d", "e"))]  # fmt: skip

    status = Status(length=ctypes.sizeof(Status))
    told = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))  # type: ignore[attr-defined]
    return int(status.available) if told else None


def _cached(stat: Path) -> int:
    """Pages of files that a group gives back when memory runs short."""
    for line in _lines(stat):
        if line.split()[0] in ("inactive_file", "total_inactive_file"):
            return int(line.split()[1])
    return 0


def _number(path: Path) -> int | None:
    """A limit; None where there is none."""
    lines = _lines(path)
    return int(lines[0]) if lines and lines[0].isdigit() else None


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except OSError:
        return []
