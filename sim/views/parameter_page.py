"""The page of every declared parameter and lever, and the editor's schema, written from the declarations.

`python -m sim.views.parameter_page` writes docs/parameters.md and docs/scenario.schema.json
anew; a test holds both to the declarations.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from ..indicators import INDICATORS
from ..parameters import Evidence, Lever, Parameter, Role
from ..scenario import write_schema
from ..submodels import DECLARATIONS, SUBMODELS

DOCS = Path(__file__).parents[2] / "docs"
PAGE, SCHEMA = "parameters.md", "scenario.schema.json"
COMMAND = "python -m sim.views.parameter_page"

_LEVER_HEADS = (
    "lever", "label", "before → reading", "years", "unit", "bounds", "family", "phrase", "clause", "outcome",
    "evidence", "source",
)  # fmt: skip
_PARAMETER_HEADS = ("parameter", "label", "value", "unit", "bounds", "role", "evidence", "source")
_HEAD = f"""\
# Parameters and levers

Written by `{COMMAND}` from the declarations at the head of each
submodel; do not edit. How each enters the model: [odd.md](odd.md).

**Role**: a *lever* is policy and is set in scenarios, dated; an *uncertainty* is not known well, is varied in
ensembles and may be set in a scenario; a *constant* is left alone. **Bounds** are inclusive. **Evidence**:
*measured here* (Sichuan or its counties), *measured elsewhere*, *sign only* (a published effect gives the
direction, the size is ours), *fitted to the censuses*, *assumed*. "E:B5" in a source is row B5 of the
project's evidence table, "FB1" a feedback of its list. For levers, **before** is the value as it stood before
the Decision of November 2023, **reading** our reading of the Decision's strength, reached linearly over the
years given (one year: at once); **outcome** is the indicator it should move and the direction.
"""


def title(submodel: ModuleType) -> str:
    """What a submodel is called: the first words of its docstring, before the colon."""
    return (submodel.__doc__ or "").partition(":")[0].strip()


def page() -> str:
    """The whole page, Markdown."""
    parts = [_HEAD, _counts(DECLARATIONS)]
    for submodel in SUBMODELS:
        declared: tuple[Parameter, ...] = submodel.PARAMETERS
        parts.append(f"## {title(submodel)} — `submodels/{submodel.__name__.rpartition('.')[2]}.py`\n")
        levers = [each for each in declared if isinstance(each, Lever)]
        others = [each for each in declared if not isinstance(each, Lever)]
        if levers:
            parts.append(_table(_LEVER_HEADS, map(_lever_cells, levers)))
        if others:
            parts.append(_table(_PARAMETER_HEADS, map(_parameter_cells, others)))
    return "\n".join(parts)


def _counts(declarations: Iterable[Parameter]) -> str:
    """How many there are of each role and evidence."""
    counted = Counter((each.role, each.evidence) for each in declarations)
    rows = []
    for role in Role:
        numbers = [counted[role, grade] for grade in Evidence]
        rows.append((str(role), *map(str, numbers), str(sum(numbers))))
    return _table(("role", *map(str, Evidence), "all"), rows)


def _lever_cells(lever: Lever) -> tuple[str, ...]:
    years = str(lever.begins) if lever.begins == lever.complete else f"{lever.begins}–{lever.complete}"
    outcome = INDICATORS[lever.outcome].label.en
    direction = {"+": "up", "-": "down"}.get(lever.sign, lever.sign)
    return (
        f"`{lever.name}`", f"{lever.label.en} · {lever.label.zh}",
        f"{_number(lever.value)} → {_number(lever.reading)}", years, lever.unit, _bounds(lever), lever.family,
        lever.phrase, lever.clause, f"{outcome}: {direction}", str(lever.evidence), lever.source,
    )  # fmt: skip


def _parameter_cells(parameter: Parameter) -> tuple[str, ...]:
    return (
        f"`{parameter.name}`", f"{parameter.label.en} · {parameter.label.zh}", _number(parameter.value),
        parameter.unit, _bounds(parameter), str(parameter.role), str(parameter.evidence), parameter.source,
    )  # fmt: skip


def _number(value: float) -> str:
    return f"{value:.10g}".replace("-", "−")


def _bounds(parameter: Parameter) -> str:
    low, high = parameter.bounds
    return f"{_number(low)} to {_number(high)}"


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = tuple(heads)
    lines = [heads, ("---",) * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines) + "\n"


def _cell(text: str) -> str:
    """Text that stays in its cell."""
    return " ".join(text.split()).replace("|", "\\|")


def write(folder: Path = DOCS) -> list[Path]:
    """Write the page and the schema into `folder`, each whole or not at all; returns their paths."""
    written = []
    for name in (PAGE, SCHEMA):
        part = folder / f".{name}.part"
        if name == PAGE:
            part.write_text(page(), encoding="utf-8", newline="\n")
        else:
            write_schema(DECLARATIONS, part)
        os.replace(part, folder / name)
        written.append(folder / name)
    return written


def main() -> None:
    """Write both into the project's docs folder."""
    if not DOCS.is_dir():
        sys.exit(f"{DOCS.name}/: no such folder beside the package; run this in a checkout")
    for path in write():
        print(f"{path.parent.name}/{path.name}")


if __name__ == "__main__":
    main()
