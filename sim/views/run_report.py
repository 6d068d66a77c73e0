"""A finished run: kept in its folder with its pictures, then shown from there."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from rich.text import Text

from .. import __version__
from ..histories import FILES
from ..results import Picture, read_results, results_folder, write_results
from ..tables import Run, is_whole_domain, landmarks, overall
from .ensemble_tables import show_ensemble
from .own_data import own_data_note
from .painter import Painter
from .strings import text
from .terminal import console, moments, show_run

MOST_NAMED = 4
# The English picture has the plain name; the Chinese one stands beside it where a font can draw it.
PICTURES = {"en": "urban_share.png", "zh": "urban_share.zh.png"}


def keep_run(result: Run, out: Path, command: str, painter: Painter | None = None) -> tuple[Path, bool]:
    """Write the run's folder; returns it and whether the identical one was there already.

    A `painter` draws the pictures while the tables are made ready.
    """
    folder = results_folder(result, out)
    before = folder.stat().st_mtime_ns if folder.exists() else None
    languages = (painter and painter.languages()) or _drawable()
    summary = overall(result)
    contents = [_content(result, summary, folder.name, language) for language in languages]
    pictures: dict[str, Picture] = {
        PICTURES[language]: partial(_draw, content) for language, content in zip(languages, contents, strict=True)
    }
    if painter:
        painter.begin(contents)
        pictures = {
            name: partial(painter.write, number, draw) for number, (name, draw) in enumerate(pictures.items())
        }
    write_results(result, out, command, pictures)
    return folder, folder.stat().st_mtime_ns == before


def _drawable() -> list[str]:
    from .picture_style import drawable_language

    return [language for language in PICTURES if drawable_language(language) == language]


def _content(result: Run, summary: pd.DataFrame, name: str, language: str) -> dict[str, Any]:
    """What the picture of a run shows, as arguments of `urban_share_figure`."""
    caption = text("caption", language, first=summary["year"].min(), scale=result.settings["scale"],
                   version=__version__, run=name)  # fmt: skip
    if result.ensemble is not None:
        caption += "\n" + text("fan_caption", language, **result.settings["ensemble"])
    if result.region.overridden:
        caption += "\n" + own_data_note(result.region, language)
    return {
        "summary": summary, "landmarks": landmarks(result), "title": result.scenario.title.in_language(language),
        "place": _place(result, language), "caption": caption, "language": language,
        "whole_domain": is_whole_domain(result), "band": result.band,
        "fan": None if result.ensemble is None else result.ensemble.band(result.scenario.name),
    }  # fmt: skip


def _draw(content: dict[str, Any], path: Path) -> None:
    from .plots import save, urban_share_figure

    save(urban_share_figure(**content), path)


def _first_group(summary: pd.DataFrame) -> pd.DataFrame:
    """The rows of all that was simulated; smaller groups come after it."""
    return summary[summary["group"] == summary["group"].iloc[0]]


def _place(result: Run, language: str) -> str:
    """The county domain, or the counties by name while they are few."""
    if is_whole_domain(result):
        return result.region.domain_label(language)
    names = result.region.units.loc[list(result.positions), f"name_{language}"]
    if len(names) > MOST_NAMED:
        return text("some_counties", language, number=len(names))
    return ("、" if language == "zh" else ", ").join(names)


def show_results(result: Run, folder: Path, language: str) -> None:
    """The run on the terminal, as it was written: title, tables, and what to keep in mind."""
    kept, settings, out = read_results(folder), result.settings, console()
    years = kept.summary["year"]
    title = result.scenario.title.in_language(language)
    out.print(Text(text("run_title", language, title=title, place=_place(result, language),
                        first=years.min(), last=years.max()), style="bold"))  # fmt: skip
    size = {
        "households": result.households, "represented": result.households_represented,
        "scale": settings["scale"], "seed": settings["luck_seed"], "world": settings["world_seed"],
        "seconds": result.wall_seconds,
    }  # fmt: skip
    out.print(text("run_size", language, **size))
    if result.region.overridden:
        out.print(own_data_note(result.region, language))
    out.print()
    show_run(out, _first_group(kept.summary), kept.indicators, kept.goals, kept.landmarks, language,
             whole_domain=is_whole_domain(result), scale=settings["scale"], band=kept.band,
             draws=settings.get("band", {}).get("draws", 0))  # fmt: skip
    if kept.ensemble is not None:
        told = moments(_first_group(kept.summary), kept.landmarks)[1:]
        show_ensemble(out, kept.ensemble, settings["ensemble"], told, language)
    if kept.histories is not None:
        number = kept.manifest["households_followed"]
        out.print(text("followed", language, number=number, files=", ".join(FILES)))
    if not (folder / PICTURES[language]).exists():
        out.print(Text(text("no_font", language)))
