"""The pages one works along with: their commands and code run, in the order of the page, in a folder of their own.

A block of `sh` is run by a shell, one of `python` by an interpreter that the page's other ones share; a `yaml` block
whose first line names a file is written to it. Chinese pages have the blocks of their English twins.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*(DOCS / "tutorials").glob("*.md"), DOCS / "getting_started.md", DOCS / "report.md"])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"# ([\w-]+\.yaml)\n")
# Quick enough for every day; the others are run with the slow tests.
DAILY = {"mesa", "histories", "report"}


def blocks(page: Path) -> list[tuple[str, str, int]]:
    """Language, text and first line of the page's blocks that can be run or written."""
    text = page.read_text(encoding="utf-8")
    return [
        (found[1], found[2], text.count("\n", 0, found.start(2)))
        for found in BLOCK.finditer(text)
        if found[1] in ("sh", "python") or (found[1] == "yaml" and NAMED.match(found[2]))
    ]


def program(page: Path) -> str:
    """The page as one program; an error in its Python names the line of the page."""
    lines = ["import subprocess", "code = {'__name__': '__main__'}"]
    for language, text, line in blocks(page):
        if language == "sh":
            lines.append(f"subprocess.run(['sh', '-e', '-c', {text!r}], check=True)")
        elif language == "yaml":
            name = NAMED.match(text)
            assert name
            lines.append(f"open({name[1]!r}, 'w', encoding='utf-8').write({text!r})")
        else:
            lines.append(f"exec(compile(chr(10) * {line} + {text!r}, {str(page)!r}, 'exec'), code)")
    return "\n".join(lines)


def in_time(page: Path):
    return pytest.param(page, id=page.stem, marks=[] if page.stem in DAILY else [pytest.mark.slow])


def test_there_are_pages_with_code():
    assert {page.stem for page in PAGES if blocks(page)} >= DAILY | {"getting_started", "analyst", "researcher"}


@pytest.mark.parametrize("page", [in_time(page) for page in PAGES if blocks(page)])
def test_what_a_page_tells_to_do_can_be_done(page, tmp_path):
    if not shutil.which("sh") and any(language == "sh" for language, *_ in blocks(page)):
        pytest.skip("no shell here that reads sh")
    called = tmp_path / "bin" / "xiancheng"
    called.parent.mkdir()
    called.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m sim "$@"\n', encoding="utf-8")
    called.chmod(0o755)
    script = tmp_path / "page.py"
    script.write_text(program(page), encoding="utf-8")
    here = tmp_path / "here"
    here.mkdir()
    path = os.pathsep.join([str(called.parent), os.environ["PATH"]])
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PATH": path, "MPLBACKEND": "Agg"}
    done = subprocess.run([sys.executable, script], cwd=here, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", sorted((DOCS / "zh").rglob("*.md")), ids=lambda page: page.stem)
def test_a_chinese_page_has_the_blocks_of_its_twin(page):
    twin = DOCS / page.relative_to(DOCS / "zh")
    ours, theirs = ([(language, text.replace("--lang zh", "--lang en")) for language, text, _ in blocks(one)]
                    for one in (page, twin))  # fmt: skip
    assert ours == theirs
