"""`xiancheng report`, `plot` and `export`: results as one HTML file, as any picture, as tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..command import argument, command
from ..failures import UserError
from ..options import Debug, Lang, language_of
from ..strings import environment_language, text

if TYPE_CHECKING:
    from ..opened import Opened


def _option(name: str, key: str) -> typer.models.OptionInfo:
    return typer.Option(name, help=text(key, environment_language()), show_default=False)


OutFile = Annotated[Path | None, _option("--out", "help_out_file")]
List = Annotated[bool, _option("--list", "help_list")]


@command
def report(
    folders: Annotated[list[Path], argument("help_folders")],
    out: OutFile = None, lang: Lang = None, debug: Debug = False,
) -> None:  # fmt: skip
    from ...whole_files import write_whole
    from ..report.page import page

    language = language_of(lang)
    opened = _opened(folders, language)
    stem = f"{opened[0].folder.parent.name}-{opened[0].run_id}" if len(opened) == 1 else "report"
    path = out or Path(f"{stem}.zh.html" if language == "zh" else f"{stem}.html")
    write_whole(_writable(path, language), page(opened, language).encode("utf-8"))
    print(text("report_written", language, path=path))


@command
def plot(
    folder: Annotated[Path, argument("help_folder")],
    name: Annotated[str | None, argument("help_figure")] = None,
    format: Annotated[str | None, _option("--format", "help_picture_format")] = None,
    list: List = False, out: OutFile = None, lang: Lang = None, debug: Debug = False,
) -> None:  # fmt: skip
    from ...whole_files import write_whole
    from ..figures import figures_of
    from ..picture_style import FORMATS, drawable_language, picture_bytes

    language = language_of(lang)
    (opened,) = _opened([folder], language)
    figures = figures_of(opened)
    if list or name is None:
        for figure in figures.values():
            print(f"{figure.name:16} {figure.label.in_language(language)}")
        return
    if name not in figures:
        raise UserError(text("error_no_figure", language, name=name, allowed=", ".join(figures) or "–"))
    form = _format(format, out, FORMATS, language)
    path = out or Path(f"{name}-{opened.run_id}{'.zh' if language == 'zh' else ''}.{form}")
    drawn = drawable_language(language)
    write_whole(_writable(path, language), picture_bytes(figures[name].draw(opened, drawn), form))
    if drawn != language:
        print(text("no_font", language))
    print(text("picture_written", language, path=path))


@command
def export(
    folder: Annotated[Path, argument("help_folder")],
    names: Annotated[list[str] | None, argument("help_tables")] = None,
    format: Annotated[str | None, _option("--format", "help_table_format")] = None,
    list: List = False, out: OutFile = None, lang: Lang = None, debug: Debug = False,
) -> None:  # fmt: skip
    from ...whole_files import write_whole
    from .. import crate, exports
    from ..report.page import part_of

    language = language_of(lang)
    (opened,) = _opened([folder], language)
    told = exports.told(part_of(opened, language).sections)
    if list:
        for name, caption in [*((table.name, table.caption) for table in told.values()),
                              *((name, text("table_of_folder", language)) for name in exports.own_tables(opened)
                                if name not in told)]:  # fmt: skip
            print(f"{name:24} {caption}")
        return
    form = _format(format, out, (*exports.FORMATS, crate.FORMAT), language)
    if form == crate.FORMAT:
        path = out or Path(f"{opened.folder.parent.name}-{opened.run_id}.crate.zip")
        write_whole(_writable(path, language), crate.crate_bytes(opened, language))
        print(text("crate_written", language, path=path))
        return
    tables = exports.chosen(names or [], told, opened, language)
    if form == "xlsx":
        path = out or Path(f"{opened.folder.parent.name}-{opened.run_id}.xlsx")
        write_whole(_writable(path, language), exports.workbook(tables, language))
        print(text("tables_written", language, path=path))
        return
    target = out or Path(f"{opened.folder.parent.name}-{opened.run_id}-tables")
    single = target.suffix == ".csv"
    if single and len(tables) > 1:
        raise UserError(text("error_one_table", language, path=target))
    if not single:
        target.mkdir(parents=True, exist_ok=True)
    for table in tables:
        path = target if single else target / f"{table.name}.csv"
        write_whole(_writable(path, language), exports.csv_of(table))
    print(text("tables_written", language, path=target))


def _opened(folders: list[Path], language: str) -> list[Opened]:
    from ..opened import open_results

    return [open_results(folder, language) for folder in folders]


def _format(asked: str | None, out: Path | None, allowed: tuple[str, ...], language: str) -> str:
    """The format asked for, else that of the file's name, else the first."""
    form = asked or (out.suffix.lstrip(".").lower() if out is not None and out.suffix else "") or allowed[0]
    if form not in allowed:
        raise UserError(text("error_range", language, option="--format", value=form, allowed=", ".join(allowed)))
    return form


def _writable(path: Path, language: str) -> Path:
    """The path of a file to write. UserError where its folder is not there, or where it is a folder itself."""
    if path.is_dir() or not path.parent.is_dir():
        raise UserError(text("error_out_file", language, path=path))
    return path
