"""The pages of every declared parameter and lever, and the editor's schema, written from the declarations.

`python -m sim.views.parameter_page` writes docs/parameters.md, docs/levers.md with its folder,
and docs/scenario.schema.json anew; a test holds them to the declarations.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from ..outcomes import MEASURES
from ..parameters import Evidence, Lever, Parameter, Role
from ..reading.sweep_schema import sweep_schema_text
from ..scenario import schema_text
from ..submodels import DECLARATIONS, LEVERS, SUBMODELS
from .lever_page import lever_rows, pages
from .markdown import bounds, need_docs, number, table, write_pages

DOCS = Path(__file__).parents[2] / "docs"
PAGE, SCHEMA, SWEEP_SCHEMA = "parameters.md", "scenario.schema.json", "sweep.schema.json"
COMMAND = "python -m sim.views.parameter_page"

_LEVER_HEADS = ("lever", "label", "before → reading", "unit", "bounds", "evidence", "more")
_PARAMETER_HEADS = ("parameter", "label", "value", "unit", "bounds", "role", "evidence", "source")
_HEAD = f"""\
# Parameters and levers

Written by `{COMMAND}` from the declarations at the head of each
submodel; do not edit. How each enters the model: [odd.md](odd.md). Everything about a lever, with its phrase
and its documents: [levers.md](levers.md).

**Role**: a *lever* is policy and is set in scenarios, dated; an *uncertainty* is not known well, is varied in
ensembles and may be set in a scenario; a *constant* is left alone. **Bounds** are inclusive. **Evidence**:
*measured here* (Sichuan or its counties), *measured elsewhere*, *sign only* (a published effect gives the
direction, the size is ours), *fitted to the censuses*, *assumed*. "E:B5" in a source is row B5 of the
project's evidence table, "FB1" a feedback of its list. For levers, **before** is the value as it stood before
the Decision of November 2023, **reading** our reading of the Decision's strength.
"""


def title(submodel: ModuleType) -> str:
    """What a submodel is called: the first words of its docstring, before the colon."""
    return (submodel.__doc__ or "").partition(":")[0].strip()


def page() -> str:
    """The whole page, Markdown."""
    parts = [_HEAD, _counts(DECLARATIONS)]
    for submodel in SUBMODELS:
        declared: tuple[Parameter, ...] = submodel.PARAMETERS
        parts.append(f"## {_heading(submodel)}\n")
        others = [_parameter_cells(each) for each in declared if not isinstance(each, Lever)]
        if levers := lever_rows(declared):
            parts.append(table(_LEVER_HEADS, levers))
        if others:
            parts.append(table(_PARAMETER_HEADS, others))
    return "\n".join(parts)


def _heading(submodel: ModuleType) -> str:
    """The submodel's heading, the same here and in odd.md."""
    return f"{title(submodel)} — `submodels/{submodel.__name__.rpartition('.')[2]}.py`"


def _homes() -> dict[str, str]:
    """For each lever, the section of odd.md that has its equation."""
    anchors = {
        each.name: re.sub(r"[^\w\- ]", "", _heading(submodel).lower()).strip().replace(" ", "-")
        for submodel in SUBMODELS for each in submodel.PARAMETERS
    }  # fmt: skip
    return {lever.name: f"odd.md#{anchors[lever.name]}" for lever in LEVERS}


def _counts(declarations: Iterable[Parameter]) -> str:
    """How many there are of each role and evidence."""
    counted = Counter((each.role, each.evidence) for each in declarations)
    rows = []
    for role in Role:
        numbers = [counted[role, grade] for grade in Evidence]
        rows.append((str(role), *map(str, numbers), str(sum(numbers))))
    return table(("role", *map(str, Evidence), "all"), rows)


def _parameter_cells(parameter: Parameter) -> tuple[str, ...]:
    return (
        f"`{parameter.name}`", f"{parameter.label.en} · {parameter.label.zh}", number(parameter.value),
        parameter.unit, bounds(parameter), str(parameter.role), str(parameter.evidence), parameter.source,
    )  # fmt: skip


def write(folder: Path = DOCS) -> list[Path]:
    """Write the pages and the schema into `folder`, each whole or not at all; returns their paths."""
    schemas = {SCHEMA: schema_text(DECLARATIONS), SWEEP_SCHEMA: sweep_schema_text(DECLARATIONS, MEASURES)}
    return write_pages({PAGE: page(), **pages(LEVERS, _homes(), COMMAND), **schemas}, folder)


def main() -> None:
    """Write all into the project's docs folder."""
    need_docs(DOCS)
    for path in write():
        print(f"{DOCS.name}/{path.relative_to(DOCS).as_posix()}")


if __name__ == "__main__":
    main()
