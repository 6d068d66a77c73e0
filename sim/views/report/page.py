"""The page: parts laid out as one HTML file, with its pictures inside and nothing to fetch or to run."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, StrictUndefined

from ... import __version__
from ..figures import figures_of
from ..opened import Opened
from ..picture_style import drawable_language, picture_bytes
from ..strings import text
from .answers import comparison_answer, run_answer
from .comparison_sections import comparison_sections
from .content import Number, Part, Section
from .grounds import evidence_section, reproduce_section, sources_section
from .run_sections import run_sections
from .sweep_sections import sweep_answer, sweep_sections

HERE = Path(__file__).parent
# By kind of folder: the answer, and the sections between it and the evidence.
SAID_OF: dict[str, tuple[Callable[[Opened, str], list[str]], Callable[[Opened, str], list[Section]]]] = {
    "run": (run_answer, run_sections),
    "comparison": (comparison_answer, comparison_sections),
    "sweep": (sweep_answer, sweep_sections),
}


def part_of(opened: Opened, language: str) -> Part:
    """What is said of one results folder."""
    answer, between = SAID_OF[opened.kind]
    sections = [
        Section("answer", text("report_answer", language), answer(opened, language)),
        *between(opened, language),
        *(build(opened, language) for build in (evidence_section, sources_section, reproduce_section)),
    ]
    subtitle = text("report_subtitle", language, place=opened.place(language), first=opened.years[0],
                    last=opened.years[-1], scale=opened.settings["scale"], run=opened.run_id)  # fmt: skip
    return Part(opened.title(language), subtitle, sections)


def pictures_of(opened: Opened, part: Part, language: str) -> dict[str, str]:
    """The part's pictures as data addresses, by name; in English where no font here draws Chinese."""
    figures = figures_of(opened)
    drawn = drawable_language(language)
    wanted = [picture.name for section in part.sections for picture in section.pictures]
    return {
        name: "data:image/svg+xml;base64," + base64.b64encode(
            picture_bytes(figures[name].draw(opened, drawn), "svg")).decode("ascii")
        for name in wanted if name in figures
    }  # fmt: skip


def page(opened: Sequence[Opened], language: str) -> str:
    """The report of the folders, in one language."""
    parts = [part_of(one, language) for one in opened]
    pictures = [pictures_of(one, part, language) for one, part in zip(opened, parts, strict=True)]
    return render(parts, pictures, language)


def render(parts: Sequence[Part], pictures: Sequence[Mapping[str, str]], language: str) -> str:
    """Parts and their pictures as HTML; every text is escaped."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.tests["number"] = lambda cell: isinstance(cell, Number)
    template = environment.from_string((HERE / "page.html.j2").read_text(encoding="utf-8"))
    words = {name: text(f"page_{name}", language) for name in ("brand", "contents", "skip", "footer")}
    title = parts[0].title if len(parts) == 1 else text("report_several", language, number=len(parts))
    return template.render(
        parts=list(zip(parts, pictures, strict=True)), title=title, words=words, version=__version__,
        lang="zh-Hans" if language == "zh" else "en", style=(HERE / "page.css").read_text(encoding="utf-8"),
        no_font=text("no_font", language) if drawable_language(language) != language else "",
    )  # fmt: skip
