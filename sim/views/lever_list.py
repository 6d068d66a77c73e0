"""The levers as a list: filtered by what they are, complete as records, readable as a table."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from ..documents import DOCUMENTS
from ..indicators import INDICATORS
from ..instruments import INSTRUMENTS
from ..parameters import FAMILIES, LEVER_PLACES, Evidence, Label, Lever
from .failures import UserError
from .strings import STRINGS, text
from .unit_names import unit_in

Record = dict[str, object]

EVIDENCE: dict[str, Label] = {grade.name.lower(): STRINGS[f"evidence_{grade.name.lower()}"] for grade in Evidence}
FILTERS: dict[str, Mapping[str, Label]] = {
    "family": FAMILIES,
    "place": LEVER_PLACES,
    "evidence": EVIDENCE,
    "document": {key: document.title for key, document in DOCUMENTS.items()},
}
ARROWS = {"+": "↑", "-": "↓", "open": "?"}
# The widest table: an ordinary terminal, a page of paper.
MOST_COLUMNS = 100


def chosen(levers: Iterable[Lever], language: str, **asked: str | None) -> list[Lever]:
    """The levers of a family, place, grade of evidence and document, by number; UserError for an unknown one."""
    keys = {option: _key(option, given, language) for option, given in asked.items() if given is not None}
    kept = [lever for lever in levers if all(key in _values(lever, option) for option, key in keys.items())]
    return sorted(kept, key=lambda lever: (lever.number, list(LEVER_PLACES).index(lever.place)))


def _values(lever: Lever, option: str) -> tuple[str, ...]:
    return {
        "family": (lever.family,),
        "place": (lever.place,),
        "evidence": (lever.evidence.name.lower(),),
        "document": lever.documents,
    }[option]


def _key(option: str, given: str, language: str) -> str:
    """The key meant by a key or a label in either language."""
    allowed = FILTERS[option]
    names = {name: key for key, label in allowed.items() for name in (key, label.en.lower(), label.zh)}
    wanted = given.strip().lower()
    if (key := names.get(wanted) or names.get(wanted.replace(" ", "_"))) is not None:
        return key
    problem = text("error_range", language, option=f"--{option}", value=given, allowed=", ".join(allowed))
    near = difflib.get_close_matches(wanted, names, n=1, cutoff=0.5)
    raise UserError(problem + (text("did_you_mean", language, name=names[near[0]]) if near else ""))


def record(lever: Lever) -> Record:
    """Every declared field of a lever, flat, with the names of what it refers to in both languages."""
    outcome, (low, high) = INDICATORS[lever.outcome].label, lever.bounds
    family, place, grade = FAMILIES[lever.family], LEVER_PLACES[lever.place], EVIDENCE[lever.evidence.name.lower()]
    instrument = INSTRUMENTS[lever.number].name
    return {
        "number": lever.number, "name": lever.name, "label_en": lever.label.en, "label_zh": lever.label.zh,
        "instrument_en": instrument.en, "instrument_zh": instrument.zh,
        "family": lever.family, "family_en": family.en, "family_zh": family.zh,
        "place": lever.place, "place_en": place.en, "place_zh": place.zh,
        "documents": list(lever.documents), "phrase": lever.phrase, "clause": lever.clause,
        "unit": lever.unit, "unit_zh": unit_in("zh", lever.unit),
        "low": low, "high": high, "before": lever.value, "reading": lever.reading,
        "begins": lever.begins, "complete": lever.complete,
        "outcome": lever.outcome, "outcome_en": outcome.en, "outcome_zh": outcome.zh, "sign": lever.sign,
        "evidence": str(lever.evidence), "evidence_zh": grade.zh, "source": lever.source,
        "cost": lever.cost, "cost_base": lever.cost_base, "cost_source": lever.cost_source,
        "_titles": [DOCUMENTS[key].title for key in lever.documents],
    }  # fmt: skip


def table(records: Sequence[Record], language: str) -> Table:
    """By family: number, name with label and phrase, before → reading, years, what should move, evidence."""
    heads = ("number", "name", "before_reading", "years", "outcome", "evidence")
    listed = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), width=MOST_COLUMNS,
                   leading=1, caption=text("arrows", language), caption_justify="left")  # fmt: skip
    for head, width in zip(heads, (4, None, 19, 9, 13, 10), strict=True):
        listed.add_column(text(f"col_{head}", language), width=width, overflow="fold")
    for family, label in FAMILIES.items():
        members = [each for each in records if each["family"] == family]
        if members:
            heading = f"{label.in_language(language)} ({len(members)})"
            listed.add_row("", Text(heading, style="bold"))
        for each in members:
            listed.add_row(*map(Text, _cells(each, language)))
    return listed


def _cells(each: Record, language: str) -> tuple[str, ...]:
    begins, complete = each["begins"], each["complete"]
    unit = each["unit_zh" if language == "zh" else "unit"]
    quoted = f"“{each['phrase']}” {each['clause']}"
    return (
        str(each["number"]),
        f"{each['name']}\n{each[f'label_{language}']}\n{quoted}",
        f"{each['before']:g} → {each['reading']:g}\n{unit}\n[{each['low']:g}, {each['high']:g}]",
        str(begins) if begins == complete else f"{begins}–{complete}",
        f"{ARROWS[str(each['sign'])]}{'' if language == 'zh' else ' '}{each[f'outcome_{language}']}",
        str(each["evidence_zh" if language == "zh" else "evidence"]),
    )
