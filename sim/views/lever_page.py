"""The pages of all levers: one table of the 61 instruments, and a page for each family.

Written with the page of parameters, from the declarations, the documents and the instruments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..documents import DOCUMENTS
from ..indicators import INDICATORS
from ..instruments import INSTRUMENTS, KINDS, Instrument, levers_by_number
from ..parameters import FAMILIES, LEVER_PLACES, Lever, Parameter
from .markdown import bounds, number, table, years
from .unit_names import unit_in

INDEX, FOLDER = "levers.md", "levers"
NOT_YET = "not in the model yet"
_WRITTEN = "Written by `{command}` from the declarations; do not edit."
_INTRODUCTION = """\
# Levers

{written} In the terminal: `xiancheng levers`, with filters
by family, place, evidence and document.

Every instrument that the documents name has its row below, in the order of the documents' own chapters.
A **lever** is set in scenarios, dated; one instrument may need several. A **goal** is reported and never set.
**Timing** is a matter of dates and places in a scenario. A **hard constraint** holds in every run.

"""
_FAMILY_INTRODUCTION = """\
# Levers: {en} · {zh}

{written} All families: [levers](../levers.md).

**Before** is the value as it stood before the Decision of November 2023, **reading** our reading of the
Decision's strength, reached linearly over the years given (one year: at once). **Should move** names the
indicator and the direction for the lever rising, all else equal; *open* where the evidence is. **Evidence**
"E:B5" is row B5 of the project's evidence table; a strength *assumed* shows what would follow, not what was
measured. **Documents** are listed with their dates in [levers](../levers.md#documents).
"""


def pages(levers: Sequence[Lever], homes: Mapping[str, str], command: str) -> dict[str, str]:
    """File name below docs to Markdown; `homes` says for a lever where odd.md has its equation (an anchor)."""
    written = _WRITTEN.format(command=command)
    found = {INDEX: _index(levers, written)}
    for family in FAMILIES:
        found[f"{FOLDER}/{family}.md"] = _family_page(family, levers, homes, written)
    return found


def anchor(lever: Lever) -> str:
    """Where a lever's own section is, from the docs folder."""
    return f"{FOLDER}/{lever.family}.md#{lever.name}"


def _index(levers: Sequence[Lever], written: str) -> str:
    by_number = levers_by_number(levers)
    instruments = [_instrument_cells(key, each, by_number[key]) for key, each in INSTRUMENTS.items()]
    heads = ("no.", "instrument", "kind", "lever, or how it is reported", "phrase", "documents")
    return "\n".join([
        _INTRODUCTION.format(written=written) + _summary(by_number),
        "## Families\n", table(("family", "levers", "assumed strength"), _family_rows(levers)),
        "## The 61 instruments\n", table(heads, instruments),
        "## Documents\n", table(("key", "title", "date", "what it is"), _document_rows()),
    ])  # fmt: skip


def _summary(by_number: Mapping[int, Sequence[Lever]]) -> str:
    """How many of the instruments are in the model."""
    wanted = [key for key, each in INSTRUMENTS.items() if each.kind == "lever"]
    there = sum(bool(by_number[key]) for key in wanted)
    others = len(INSTRUMENTS) - len(wanted)
    return (
        f"Of {len(INSTRUMENTS)} instruments {others} are no levers; of the {len(wanted)} others {there} are in the "
        f"model, as {sum(len(by_number[key]) for key in wanted)} levers.\n"
    )


def _instrument_cells(key: int, each: Instrument, levers: Sequence[Lever]) -> tuple[str, ...]:
    if each.kind != "lever":
        reported = f"{each.reported.en} · {each.reported.zh}" if each.reported else ""
        phrases, documents = [_quoted(each)], list(each.documents)
    else:
        reported = ", ".join(f"[`{lever.name}`]({anchor(lever)})" for lever in levers) or NOT_YET
        phrases = _once(map(_quoted, levers))
        documents = _once(name for lever in levers for name in lever.documents)
    return (
        str(key), f"{each.name.en} · {each.name.zh}", KINDS[each.kind].en, reported, "; ".join(phrases),
        ", ".join(documents),
    )  # fmt: skip


def _quoted(each: Instrument | Lever) -> str:
    return f"“{each.phrase}” {each.clause}".strip()


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, texts)))


def _family_rows(levers: Sequence[Lever]) -> Iterable[tuple[str, ...]]:
    for key, label in FAMILIES.items():
        members = [lever for lever in levers if lever.family == key]
        assumed = sum(str(lever.evidence) == "assumed" for lever in members)
        yield f"[{label.en} · {label.zh}]({FOLDER}/{key}.md)", str(len(members)), str(assumed)


def _document_rows() -> Iterable[tuple[str, ...]]:
    for key, document in DOCUMENTS.items():
        title, about = document.title, document.about
        yield f"`{key}`", f"{title.en} · {title.zh}", document.date, f"{about.en} · {about.zh}"


def _family_page(family: str, levers: Sequence[Lever], homes: Mapping[str, str], written: str) -> str:
    label = FAMILIES[family]
    members = sorted((lever for lever in levers if lever.family == family), key=lambda lever: lever.number)
    parts = [_FAMILY_INTRODUCTION.format(en=label.en, zh=label.zh, written=written)]
    parts += [_section(lever, homes[lever.name]) for lever in members] or [f"\n{NOT_YET.capitalize()}.\n"]
    return "\n".join(parts)


def _section(lever: Lever, home: str) -> str:
    """Everything declared about one lever, in a few lines."""
    instrument, place = INSTRUMENTS[lever.number].name, LEVER_PLACES[lever.place]
    outcome = INDICATORS[lever.outcome].label
    direction = {"+": "up", "-": "down"}.get(lever.sign, lever.sign)
    pace = "at once in" if lever.begins == lever.complete else "over"
    lines = [
        f"## {lever.name}\n",
        f"**{lever.label.en} · {lever.label.zh}** (instrument {lever.number}: {instrument.en} · {instrument.zh}). "
        f"Acts in: {place.en} · {place.zh}. [Equation](../{home}).\n",
        f"- {_quoted(lever)}; documents: {', '.join(lever.documents)}",
        f"- before {number(lever.value)} → reading {number(lever.reading)}, {pace} "
        f"{years(lever.begins, lever.complete)}; bounds {bounds(lever)}; "
        f"unit: {lever.unit} · {unit_in('zh', lever.unit)}",
        f"- should move: {outcome.en} · {outcome.zh}: {direction}",
        f"- evidence: {lever.evidence}; {lever.source}",
        f"- cost: {_cost(lever)}\n",
    ]
    return "\n".join(lines)


def _cost(lever: Lever) -> str:
    if not lever.cost:
        return "none counted" + (f" ({lever.cost_source})" if lever.cost_source else "")
    heads = f", counted over {lever.cost_base.replace('_', ' ')}" if lever.cost_base else ""
    return f"{number(lever.cost)} yuan a year per unit of the lever{heads}; {lever.cost_source}"


def lever_rows(declared: Iterable[Parameter]) -> list[tuple[str, ...]]:
    """Short rows of a submodel's levers for the page of parameters, each with the way to its section."""
    return [
        (f"`{lever.name}`", f"{lever.label.en} · {lever.label.zh}", f"{number(lever.value)} → {number(lever.reading)}",
         lever.unit, bounds(lever), str(lever.evidence), f"[{lever.number}]({anchor(lever)})")
        for lever in declared if isinstance(lever, Lever)
    ]  # fmt: skip
