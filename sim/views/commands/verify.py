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
    from ...verification import folders_in
    from ...verification import verify as verify_folder

    language, checked, broken = language_of(lang), 0, 0
    for root in folders:
        if not root.is_dir():
            raise UserError(f"{root}: {text('error_no_folder', language)}")
        for folder in folders_in(root):
            findings = verify_folder(folder)
            for finding in findings:
                problem = text(f"finding_{finding.kind}", language, file=finding.file, about=finding.about)
                print(f"{folder}: {problem.strip()}", file=sys.stderr)
            if not findings:
                print(text("folder_whole", language, folder=folder))
            checked, broken = checked + 1, broken + bool(findings)
    if checked > 1:
        print(text("folders_checked", language, folders=checked, broken=broken))
    if broken:
        raise typer.Exit(INTEGRITY)
