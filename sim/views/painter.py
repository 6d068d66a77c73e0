"""A second process that draws: it loads the drawing library while the first one simulates.

Drawing and loading take two seconds that the model does not need. Where there is no second
processor, or the process fails, the first draws by itself.
"""

from __future__ import annotations

import atexit
import io
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

SOURCES = Path(__file__).parents[2]
# A run of a smaller share of the households is over before the library is loaded.
FROM_SCALE = 0.05


class Painter:
    """The process, started on the way into a run; what it says is of our own making."""

    def __init__(self) -> None:
        path = os.pathsep.join(filter(None, [str(SOURCES), os.environ.get("PYTHONPATH")]))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "sim.views.painter"], env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        atexit.register(self._process.kill)

    def languages(self) -> list[str] | None:
        """The languages it has a font for; None if it failed."""
        return self._said()

    def begin(self, contents: Sequence[dict[str, Any]]) -> None:
        """Has it draw pictures of these contents, arguments of `urban_share_figure`."""
        try:
            with self._process.stdin as paper:  # type: ignore[union-attr]
                pickle.dump(list(contents), paper)
        except OSError:
            pass  # it failed, which `pictures` will tell

    @cached_property
    def pictures(self) -> list[bytes] | None:
        """The pictures as PNG, in order, once they are drawn; None if it failed."""
        return self._said()

    def write(self, number: int, draw: Callable[[Path], object], path: Path) -> None:
        """Writes a picture; `draw` draws it here and now if the process failed."""
        if self.pictures is None:
            draw(path)
        else:
            path.write_bytes(self.pictures[number])

    def _said(self) -> Any:
        try:
            return pickle.load(self._process.stdout)  # type: ignore[arg-type]
        except (EOFError, OSError, pickle.UnpicklingError):
            return None


def painter_for(scale: float, units: Sequence[str] | None) -> Painter | None:
    """A painter for a run large enough to be worth one."""
    if (os.cpu_count() or 1) < 2 or scale < FROM_SCALE or units is not None:
        return None
    try:
        return Painter()
    except OSError:
        return None


def paint() -> None:
    """What the second process does: says what it can, waits for contents, draws them."""
    from .picture_style import chinese_family
    from .plots import save, urban_share_figure

    out = sys.stdout.buffer
    pickle.dump(["en", "zh"] if chinese_family() else ["en"], out)
    out.flush()
    try:
        contents = pickle.load(sys.stdin.buffer)
    except EOFError:  # the run ended without pictures
        return
    pictures = []
    for content in contents:
        picture = io.BytesIO()
        save(urban_share_figure(**content), picture)
        pictures.append(picture.getvalue())
    pickle.dump(pictures, out)


if __name__ == "__main__":
    paint()
