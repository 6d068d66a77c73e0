"""What is asked for, written so that it runs again without anything else: the sweep, its scenarios, own figures."""

from __future__ import annotations

from typing import Any

from ...parameters import Role
from ...reading.sweep_file import DRAWN, LIST, Level, Span
from ...results import OWN_FILE
from ...scenario import in_flow_style, resolve_yaml
from ...submodels import DECLARATIONS
from ...submodels.policy import DatedValues
from ...verification import SWEEP_FILE
from .plan import Plan

_ROLES = {parameter.name: parameter.role for parameter in DECLARATIONS}


def archived(plan: Plan) -> dict[str, bytes]:
    """The files, by name."""
    files = {SWEEP_FILE: resolved(plan)} | {
        f"{name}.yaml": resolve_yaml(scenario) for name, scenario in plan.scenarios.items()
    }
    contents = {name: text.encode("utf-8") for name, text in files.items()}
    return contents | ({OWN_FILE: plan.region.own_file} if plan.region.overridden else {})


def resolved(plan: Plan) -> str:
    """The sweep file with every default filled in; it reads as an equal plan beside the scenarios it names."""
    file = plan.file
    lines = {
        "title": {"en": file.title.en, "zh": file.title.zh},
        "why": {"en": file.why.en, "zh": file.why.zh},
        **({"source": {"en": file.source.en, "zh": file.source.zh}} if file.source.en else {}),
        "name": file.name, "scenario": list(plan.scenarios), "design": file.design,
        **({"samples": file.samples} if file.design in DRAWN else {}),
        **({"points": [_by_section(point) for point in file.points]} if file.design == LIST and file.points else {}),
        **_by_section(file.varied),
        "seeds": list(file.seeds), "world_seed": file.world_seed, "scale": file.scale,
        **({"units": list(file.units)} if file.units else {}),
        "pause": file.pause, "outcomes": list(file.outcomes), "groups": list(plan.groups),
        "keep_years": plan.kept_years,
    }  # fmt: skip
    first, last = file.years
    text = "".join(f"{key}: {in_flow_style(value)}\n" for key, value in lines.items())
    return f"{text}years: {first}:{last}\n"


def _by_section(values: Any) -> dict[str, Any]:
    """Values by variable as a file has them: levers, parameters, and where the aimed ones are."""
    sections: dict[str, Any] = {"levers": {}, "parameters": {}, "where": []}
    aimed: dict[Any, dict[str, Any]] = {}
    for variable, value in values.items():
        if variable.where is not None:
            aimed.setdefault(variable.where, {})[variable.name] = _written(value)
        else:
            section = "levers" if _ROLES[variable.name] is Role.LEVER else "parameters"
            sections[section][variable.name] = _written(value)
    for target, levers in aimed.items():
        place = {"units": list(target.units)} if target.group is None else {"group": target.group}
        sections["where"].append({**place, "levers": levers})
    return {key: section for key, section in sections.items() if section}


def _written(value: tuple[Level, ...] | Level | Span) -> Any:
    if isinstance(value, Span):
        return {"from": value.low, "to": value.high}
    if isinstance(value, DatedValues):
        return {"values": dict(value.points), "between": value.between}
    return [_written(level) for level in value] if isinstance(value, tuple) else value
