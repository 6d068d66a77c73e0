"""How every picture looks: fonts for either language, quiet axes, a title above, sources below; and how one
becomes a file."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .plots import GREY, chinese_family

FORMATS = ("png", "svg", "pdf")
# A column of a page, in inches: wide enough for type of 9 points, narrow enough for a phone.
WIDTH = 6.6
RULE = "#e5e5e5"
# Half-width letters of a caption on an inch, roughly; a Chinese one takes two.
LETTERS = 19.5
_WORDS = re.compile(r"[!-~]+ ?|.", re.DOTALL)
# Nothing of the day or the machine in a file, so that equal pictures have equal bytes.
_UNDATED: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


@contextmanager
def drawing(
    language: str, height: float, *, title: str, caption: str = "", width: float = WIDTH
) -> Iterator[Figure]:
    """A figure to be filled; texts keep their font, as they are laid out before the settings are left."""
    family = chinese_family() if language == "zh" else None
    settings: dict[Any, Any] = {
        "font.family": [family, "DejaVu Sans"] if family else ["DejaVu Sans"], "font.size": 9,
        "axes.unicode_minus": family is None, "hatch.linewidth": 0.6,
    }  # fmt: skip
    with matplotlib.rc_context(settings):
        figure = Figure(figsize=(width, height), dpi=200, layout="constrained")
        figure.suptitle(title[:1].upper() + title[1:], fontsize=11, x=0.02, ha="left")
        yield figure
        if caption:
            figure.supxlabel(_wrapped(caption, width * LETTERS), fontsize=7, color=GREY, x=0.02, ha="left")
        figure.canvas.draw()


def _wrapped(caption: str, letters: float) -> str:
    """The caption in lines of at most so many half-width letters; no line begins with a closing mark."""
    lines, used = [""], 0.0
    for word in _WORDS.findall(caption):
        wide = sum(1 if ord(letter) < 0x2E80 else 2 for letter in word)
        if used + wide > letters and word not in "，。；：、）”":
            lines, used = [*lines, ""], 0.0
        lines[-1] += word
        used += wide
    return "\n".join(line.strip() for line in lines)


def quiet(axes: Axes, grid: str = "y") -> None:
    """No box around the axes, a thin grid behind what is drawn."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis=grid, color=RULE, linewidth=0.6)  # type: ignore[arg-type]
    axes.set_axisbelow(True)


def picture_bytes(figure: Figure, form: str) -> bytes:
    """The figure as PNG, SVG (type as outlines, so that it is right on any machine) or PDF (type embedded)."""
    made = io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "xiancheng", "svg.fonttype": "path", "pdf.fonttype": 42}):
        figure.savefig(made, format=form, metadata=_UNDATED[form])
    return made.getvalue()
