"""The house stands as docs/architecture.md draws it: imports go down, rooms keep apart and stay small."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

SIM = Path(__file__).parents[1] / "sim"
# Lines of a file; more and the room is split.
MOST_LINES = 400

# From the ground up. A room imports only from the floors below it; a room is a file or a folder of `sim`.
FLOORS = (
    "parameters",
    "documents",
    "instruments",
    "lever_costs",
    "compiled",
    "arithmetic",
    "randomness",
    "own_figures",
    "region",
    "comparable",
    "posterior",
    "state",
    "submodels",
    "indicators",
    "goals",
    "reading",
    "scenario",
    "outcomes",
    "ensemble",
    "snapshot",
    "movers",
    "memory",
    "whole_files",
    "parquet",
    "histories",
    "tables",
    "table_differences",
    "manifest",
    "verification",
    "results",
    "comparison",
    "sweep_results",
    "sweep_effects",
    "discovery",
    "kernel",
    "offers",
    "markets",
    "witness",
    "constraints",
    "accounts",
    "initialisation",
    "model",
    "reasons",
    "following",
    "household_set",
    "experiments",
    "mesa_model",
    "views",
    "__main__",
)
# `__init__` is the face, it loads on first use; `data` holds tables and the script that made them.
NO_ROOM = {"__init__", "data"}

MODEL_ROOMS = {"kernel", "initialisation", "model", "experiments", "mesa_model"}
READERS_OF_RESULTS = (
    "plots.py", "painter.py", "terminal.py", "goal_table.py", "run_report.py",
    "comparison_report.py", "comparison_tables.py", "comparison_plots.py", "interval_plots.py", "map_plots.py",
    "run_plots.py", "run_measures.py", "figures.py", "picture_style.py", "opened.py", "exports.py",
    "sweep_plots.py", "sweep_figures.py", "crate.py",
    *(f"report/{path.name}" for path in sorted((SIM / "views" / "report").glob("*.py"))),
)  # fmt: skip
MAY_IMPORT_MESA = ("mesa_model.py", "views/app/")
DRAWS = {"sim.randomness", "random", "secrets", "numpy.random"}
NO_NAMES = {"utils", "util", "helpers", "helper", "misc", "common"}


class Import(NamedTuple):
    """One import: where it stands, and the full dotted name of what it reaches."""

    file: Path
    line: int
    target: str

    def __str__(self) -> str:
        return f"sim/{self.file.as_posix()}:{self.line} imports {self.target}"


def files() -> list[Path]:
    """Every Python file of the package, relative to it."""
    return sorted(path.relative_to(SIM) for path in SIM.rglob("*.py"))


def dotted(file: Path) -> str:
    """The module name of a file of the package."""
    parts = file.with_suffix("").parts
    return ".".join(("sim", *(parts[:-1] if parts[-1] == "__init__" else parts)))


@cache
def imports_of(file: Path) -> tuple[Import, ...]:
    """All imports of a file, wherever they stand in it; relative ones resolved."""
    found = []
    for node in ast.walk(ast.parse((SIM / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [Import(file, node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = ("sim", *file.parent.parts)
                base = ".".join((*package[: len(package) - node.level + 1], *filter(None, [node.module])))
            found += [Import(file, node.lineno, f"{base}.{alias.name}") for alias in node.names]
    return tuple(found)


def all_imports() -> list[Import]:
    """All imports of all rooms."""
    return [each for file in files() if room_of_file(file) not in NO_ROOM for each in imports_of(file)]


def room_of_file(file: Path) -> str:
    """The room a file is in."""
    return file.parts[0].removesuffix(".py")


def room_of_target(target: str) -> str | None:
    """The room an import reaches, None if it is not of this package."""
    parts = target.split(".")
    if parts[0] != "sim" or len(parts) < 2:
        return None
    return parts[1] if parts[1] in FLOORS else None


def shown(broken: list[Import]) -> str:
    return "\n".join(map(str, broken))


def test_every_room_has_a_floor():
    rooms = {room_of_file(file) for file in files()} - NO_ROOM
    assert sorted(rooms - set(FLOORS)) == [], (
        "give the new room its floor in FLOORS and in docs/architecture.md"
    )


def test_floors_are_drawn_in_the_same_order():
    page = (SIM.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = [line.split("`")[1] for line in page.splitlines() if line.startswith("| `")]
    drawn = [name.removesuffix(".py").removesuffix("/") for name in drawn]
    ours = [room for room in FLOORS if (SIM / room).is_dir() or (SIM / f"{room}.py").is_file()]
    assert [name for name in reversed(drawn) if name in FLOORS] == ours


def test_imports_go_down():
    floor = {room: number for number, room in enumerate(FLOORS)}
    broken = [
        each
        for each in all_imports()
        if (target := room_of_target(each.target)) is not None
        and target != (own := room_of_file(each.file))
        and floor[target] > floor.get(own, -1)
    ]
    assert not broken, shown(broken)


def test_no_two_files_import_each_other_in_a_circle():
    names = {dotted(file): file for file in files()}
    leads_to = {
        dotted(file): {
            name
            for each in imports_of(file)
            for name in (each.target, each.target.rpartition(".")[0])
            if name in names and name != dotted(file) and names[name].name != "__init__.py"
        }
        for file in files()
    }
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " → ".join((*path[path.index(name) :], name))
        if name not in done:
            for other in sorted(leads_to[name]):
                visit(other, (*path, name))
            done.add(name)

    for name in sorted(names):
        visit(name, ())


def test_submodels_do_not_import_one_another():
    broken = [
        each
        for each in all_imports()
        if each.file.parts[0] == "submodels"
        and each.file.name != "__init__.py"
        and room_of_target(each.target) == "submodels"
    ]
    assert not broken, shown(broken)


def test_nothing_under_submodels_draws():
    broken = [
        each
        for each in all_imports()
        if each.file.parts[0] == "submodels"
        and any(each.target == name or each.target.startswith(f"{name}.") for name in DRAWS)
    ]
    assert not broken, shown(broken)
    attributes = [
        f"sim/{file.as_posix()}:{node.lineno}"
        for file in files()
        if file.parts[0] == "submodels"
        for node in ast.walk(ast.parse((SIM / file).read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ("random", "default_rng")
    ]
    assert not attributes, attributes


@pytest.mark.parametrize("name", READERS_OF_RESULTS)
def test_pictures_and_reports_read_results_never_a_model(name):
    file = Path("views") / name
    if not (SIM / file).exists():
        pytest.skip(f"no {file}")
    broken = [each for each in imports_of(file) if room_of_target(each.target) in MODEL_ROOMS]
    assert not broken, shown(broken)


def test_mesa_is_imported_in_two_files_only():
    broken = [
        each
        for each in all_imports()
        if each.target.split(".")[0] == "mesa" and not each.file.as_posix().startswith(MAY_IMPORT_MESA)
    ]
    assert not broken, shown(broken)


def test_the_mesa_face_is_imported_late():
    """Importing it takes seconds, so only the browser view may do so at the head of a file."""
    broken = []
    for file in files():
        if file.as_posix().startswith(MAY_IMPORT_MESA):
            continue
        tree = ast.parse((SIM / file).read_text(encoding="utf-8"))
        head = {node.lineno for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)}
        broken += [
            each
            for each in imports_of(file)
            if room_of_target(each.target) == "mesa_model" and each.line in head
        ]
    assert not broken, shown(broken)


def test_no_room_is_called_after_nothing():
    broken = [
        file.as_posix() for file in files() if NO_NAMES & {part.removesuffix(".py") for part in file.parts}
    ]
    assert not broken


def test_rooms_are_small():
    lines = {file.as_posix(): len((SIM / file).read_text(encoding="utf-8").splitlines()) for file in files()}
    too_long = {name: number for name, number in lines.items() if number > MOST_LINES}
    assert not too_long, f"split before {MOST_LINES} lines: {too_long}"
