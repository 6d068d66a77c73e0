"""`xiancheng verify`: are results whole?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..command import argument, command
from ..failures import INTEGRITY, UserError
from ..options import Debug, Lang, language_of
from ..strings import text


@command
def verify(folders: Annotated[list[Path], argument("help_folders")], lang: Lang = None, debug: Debug = False) -> None:
    from ...results import verify as verify_folder

    language, broken = language_of(lang), False
    for folder in folders:
        if not folder.is_dir():
            raise UserError(f"{folder}: {text('error_no_folder', language)}")
        findings = verify_folder(folder)
        for finding in findings:
            problem = text(f"finding_{finding.kind}", language, file=finding.file)
            print(f"{folder}: {problem}", file=sys.stderr)
        broken |= bool(findings)
        if not findings:
            print(text("folder_whole", language, folder=folder))
    if broken:
        raise typer.Exit(INTEGRITY)
