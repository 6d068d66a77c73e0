"""How the rules are compiled.

A `rule` is a small pure function that the loop around it absorbs; a `loop` walks the rows
of one unit. Both run without the interpreter's lock and without reference counting of the
arrays they are handed (they allocate nothing): counting costs several times the work
itself. `elementwise` makes a function of numbers one of arrays, entry by entry. No
fast-math: the bits are the same on every processor.

Compiled code is kept in the user's cache under the digest of the package's sources: Numba
alone would not notice a change in a rule that a loop of another file has absorbed.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Callable
from functools import cached_property, update_wrapper
from pathlib import Path
from typing import Any

import numba
from numba import njit, typeof, vectorize

# What compiled code is made of.
_COMPILED = ("arithmetic.py", "compiled.py", "randomness.py", "state", "submodels", "kernel", "initialisation")


def source_digest(folder: Path = Path(__file__).parent) -> str:
    """SHA-256 over the names and contents of the files that are compiled, in hexadecimal."""
    digest = hashlib.sha256()
    parts = [folder / name for name in _COMPILED]
    for path in sorted(file for part in parts for file in (part.rglob("*.py") if part.is_dir() else [part])):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def cache_folder() -> Path:
    """Where compiled code is kept: the user's cache, or the temporary folder where that cannot be written."""
    if sys.platform == "win32":
        root = Path(os.environ.get("LOCALAPPDATA") or tempfile.gettempdir())
    else:
        root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = root / "xiancheng" / source_digest()[:16]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir()) / "xiancheng" / source_digest()[:16]
        folder.mkdir(parents=True, exist_ok=True)
    return folder


if "NUMBA_CACHE_DIR" not in os.environ:
    vars(numba.config)["CACHE_DIR"] = str(cache_folder())

# With NumPy's error model a division by zero gives an infinity instead of a check at every division, and a loop of
# divisions becomes one of many lanes.
_COMMON: dict[str, Any] = {"nogil": True, "_nrt": False, "error_model": "numpy", "no_cfunc_wrapper": True}
_ABSORBED: dict[str, Any] = {**_COMMON, "forceinline": True, "no_cpython_wrapper": True}


class Rule:
    """A small pure function that the loops around it absorb.

    Most are never called by themselves, so what such a call needs, a third of the time that compiling
    takes, is made when the first one comes.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        update_wrapper(self, function)
        self.py_func = function
        self._absorbed = njit(**_ABSORBED)(function)

    @property
    def _numba_type_(self) -> Any:
        """What a compiled loop takes the rule for."""
        return typeof(self._absorbed)

    @cached_property
    def _called(self) -> Callable[..., Any]:
        return njit(cache=True, **_COMMON)(self.py_func)

    def __call__(self, *arguments: Any) -> Any:
        return self._called(*arguments)


def rule(function: Callable[..., Any]) -> Any:
    """Makes a rule of a function; it stays what it is where the compiler is switched off."""
    return function if vars(numba.config)["DISABLE_JIT"] else Rule(function)


loop = njit(cache=True, **_COMMON)
elementwise = vectorize(nopython=True, cache=True)
