"""How the rules are compiled.

A `rule` is a small pure function that the loop around it absorbs; a `loop` walks the rows
of one unit. Both run without the interpreter's lock and without reference counting of the
arrays they are handed (they allocate nothing): counting costs several times the work
itself. No fast-math: the bits are the same on every processor.
"""

from __future__ import annotations

from numba import njit

_COMMON = {"cache": True, "nogil": True, "_nrt": False}

rule = njit(forceinline=True, **_COMMON)
loop = njit(**_COMMON)
