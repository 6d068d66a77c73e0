"""How every picture looks: fonts for either language, quiet axes, a title above, sources below; and how one
becomes a file."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from rich.cells import cell_len

FORMATS = ("png", "svg", "pdf")
# A column of a page, in inches: wide enough for type of 9 points, narrow enough for a phone.
WIDTH = 6.6
GREY, RULE = "#555555", "#e5e5e5"
# Half-width letters of a caption on an inch, roughly; a Chinese one takes two.
LETTERS = 19.5
_WORDS = re.compile(r"[!-~]+ ?|.", re.DOTALL)
# Nothing of the day or the machine in a file, so that equal pictures have equal bytes.
_UNDATED: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


# Families with simplified Chinese glyphs, the best drawn first.
CHINESE_FAMILIES = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "Source Han Sans",
    "Noto Sans CJK JP", "PingFang SC", "PingFang HK", "Microsoft YaHei", "Heiti SC", "Heiti TC",
    "Hiragino Sans GB", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Serif CJK SC", "Noto Serif CJK JP",
)  # fmt: skip


def chinese_family() -> str | None:
    """A font family that draws Chinese: the system's, else that of the `fonts` extra, else None."""
    installed = set(font_manager.fontManager.get_font_names())
    for family in CHINESE_FAMILIES:
        if family in installed:
            return family
    try:
        from pylopdf_fonts_zh_cn import sans_path
    except ImportError:
        return None
    path = str(sans_path())
    font_manager.fontManager.addfont(path)
    return font_manager.FontProperties(fname=path).get_name()


def drawable_language(language: str) -> str:
    """`language`, or "en" where no font here can draw it."""
    return "en" if language == "zh" and chinese_family() is None else language


def type_settings(language: str) -> dict[Any, Any]:
    """Settings of the drawing library for type in `language`, which must be drawable, and for hatches."""
    family = chinese_family() if language == "zh" else None
    return {
        "font.family": [family, "DejaVu Sans"] if family else ["DejaVu Sans"], "font.size": 9,
        "axes.unicode_minus": family is None, "hatch.linewidth": 0.6,
    }  # fmt: skip


@contextmanager
def drawing(
    language: str, height: float, *, title: str = "", caption: str = "", width: float = WIDTH
) -> Iterator[Figure]:
    """A figure to be filled, inches high and wide; texts keep their font, as they are laid out before the settings
    are left."""
    with matplotlib.rc_context(type_settings(language)):
        figure = Figure(figsize=(width, height), dpi=200, layout="constrained")
        if title:
            figure.suptitle(title[:1].upper() + title[1:], fontsize=11, x=0.02, ha="left")
        yield figure
        if caption:
            figure.supxlabel(_wrapped(caption, width * LETTERS), fontsize=7, color=GREY, x=0.02, ha="left")
        figure.canvas.draw()


def _wrapped(caption: str, letters: float) -> str:
    """The caption in lines of at most so many half-width letters; no line begins with a closing mark."""
    lines, used = [""], 0.0
    for word in _WORDS.findall(caption):
        wide = cell_len(word)
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
