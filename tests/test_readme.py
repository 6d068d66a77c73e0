"""The READMEs say what works: their setup lines are the agreed ones, their commands and code run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from sim.views.cli import app

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "README.zh.md")
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`(xiancheng [^`\n]+)`")

# Lists are quick; a run or a comparison is quick for one county.
LISTS = {"scenarios", "levers", "parameters", "counties", "check"}


def blocks(page: str, language: str) -> list[str]:
    """The code blocks of a page in a language, without comments."""
    found = BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))
    return [re.sub(r" *#.*", "", text) for tongue, text in found if tongue == language]


def commands(page: str) -> list[str]:
    """The lines of a page's shell blocks that call the program."""
    lines = "".join(blocks(page, "sh")).splitlines()
    return [line for line in lines if line.startswith("xiancheng ")]


def is_quick(command: str) -> bool:
    return command.split()[1] in LISTS or "--units" in command


def outcome_of(call: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "MPLBACKEND": "Agg"}
    return subprocess.run(
        call, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=600, check=False
    )


def test_setup_is_one_line_each():
    lines = "".join(blocks("README.md", "sh")).splitlines()
    setups = [line for line in lines if ".venv" in line]
    assert setups == [
        "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/xiancheng run",
        'python3 -m venv .venv && .venv/bin/pip install -q -e ".[test]" && .venv/bin/python -m pytest',
    ]
    assert len(blocks("README.md", "powershell")) == len(setups)


@pytest.mark.parametrize("language", ["sh", "powershell", "python"])
def test_both_languages_have_the_same_code(language):
    assert blocks("README.md", language) == blocks("README.zh.md", language)


@pytest.mark.parametrize("page", PAGES)
def test_commands_and_options_exist(page):
    known = typer.main.get_command(app).commands
    mentioned = [*commands(page), *SPAN.findall((ROOT / page).read_text(encoding="utf-8"))]
    assert mentioned
    for command in mentioned:
        _, name, *rest = command.split()
        assert name in known, command
        options = {option for parameter in known[name].params for option in parameter.opts}
        assert {word for word in rest if word.startswith("--")} <= options | {"--help"}, command


def test_the_commands_shown_are_quick():
    assert [command for command in commands("README.md") if not is_quick(command)] == []


@pytest.mark.parametrize("command", commands("README.md"))
def test_command_works(command, tmp_path):
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    done = outcome_of([sys.executable, "-m", "sim", *shlex.split(command)[1:]], tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    for folder in (tmp_path / "results").glob("*/*"):
        verified = outcome_of([sys.executable, "-m", "sim", "verify", str(folder)], tmp_path)
        assert verified.returncode == 0, verified.stderr


@pytest.mark.parametrize("code", blocks("README.md", "python"), ids=lambda code: code.split("\n")[0])
def test_python_works(code, tmp_path):
    done = outcome_of([sys.executable, "-c", code], tmp_path)
    assert done.returncode == 0, done.stderr
    assert "urban_share" in done.stdout
