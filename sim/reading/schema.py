"""The JSON Schema of a scenario file, from which an editor completes and underlines."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ..goals import AT_LEAST, AT_MOST
from ..indicators import INDICATORS
from ..parameters import Lever, Parameter, Role
from ..submodels.policy import BETWEEN
from .places import FIRST_YEAR, LAST_YEAR
from .scenario_file import BANDS, KEYS, OPTIONAL, WholeYears

_YEAR = "^20[1-9][0-9]$|^2100$"
assert (FIRST_YEAR, LAST_YEAR) == (2010, 2100)  # as the pattern says
_TEXT = {"type": "string", "minLength": 1}
# Below this depth a value is written on one line.
_OPEN_DEPTH = 4
_TITLE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["en", "zh"],
    "properties": {"en": _TEXT, "zh": _TEXT},
}
_UNITS = {"type": "array", "minItems": 1, "items": {"type": ["string", "integer"]}}


def scenario_schema(declarations: Sequence[Parameter]) -> dict[str, Any]:
    """JSON Schema (2020-12) of a policy scenario under these declarations."""
    levers = _values(declarations, Role.LEVER)
    target = {
        "type": "object",
        "additionalProperties": False,
        "required": ["levers"],
        "oneOf": [{"required": ["group"]}, {"required": ["units"]}],
        "properties": {
            "group": {**_TEXT, "description": "a named group of units"},
            "units": _UNITS,
            "levers": {"$ref": "#/$defs/levers"},
        },
    }
    low, high = WholeYears().bounds
    properties = {
        "title": _TITLE,
        "why": {"description": "what the scenario is for, and what in it is assumed", "anyOf": [_TEXT, _TITLE]},
        "source": {"description": "the document or figure the values come from", "anyOf": [_TEXT, _TITLE]},
        "extends": {**_TEXT, "description": "the scenario this one differs from, by name"},
        "delay_years": {
            "description": "whole years by which these policies and the parents' come later; history stays",
            "type": "integer", "minimum": low, "maximum": high,
        },
        "band": {
            "description": "assumed: lay a band over the strengths that are assumed, none to twice as set",
            "enum": list(BANDS),
        },
        "levers": {"$ref": "#/$defs/levers"},
        "parameters": _values(declarations, Role.UNCERTAINTY),
        "where": {"type": "array", "items": target},
        "goals": {"type": "array", "items": _goal()},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "xiancheng scenario",
        "type": "object",
        "additionalProperties": False,
        "required": [key for key in KEYS if key not in (*OPTIONAL, "extends")],
        "properties": properties,
        "$defs": {"levers": levers, **_within_bounds(declarations)},
    }


def _goal() -> dict[str, Any]:
    """A goal of the user's: measured, never aimed at by the model."""
    return {
        "type": "object",
        "description": "a goal to measure the run by; it changes no figure",
        "additionalProperties": False,
        "required": ["indicator", "year"],
        "allOf": [
            {"oneOf": [{"required": ["group"]}, {"required": ["units"]}]},
            {"oneOf": [{"required": [AT_LEAST]}, {"required": [AT_MOST]}]},
        ],
        "properties": {
            "group": {**_TEXT, "description": "a named group of units, or domain"},
            "units": _UNITS,
            "indicator": {"enum": list(INDICATORS)},
            AT_LEAST: {"type": "number"},
            AT_MOST: {"type": "number"},
            "year": {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR},
            "title": _TITLE,
        },
    }


def schema_text(declarations: Sequence[Parameter]) -> str:
    """The schema as the file that the first line of a scenario points to, docs/scenario.schema.json."""
    return lines(scenario_schema(declarations)) + "\n"


def lines(value: Any, depth: int = 0) -> str:
    """JSON with one line for each parameter and each pair of bounds."""
    if depth == _OPEN_DEPTH or not isinstance(value, dict) or "anyOf" in value:
        return json.dumps(value, ensure_ascii=False)
    inner = "  " * (depth + 1)
    rows = (f"{inner}{json.dumps(key)}: {lines(item, depth + 1)}" for key, item in value.items())
    return "{\n" + ",\n".join(rows) + "\n" + "  " * depth + "}"


def _values(declarations: Sequence[Parameter], role: Role) -> dict[str, Any]:
    """The mapping of every parameter of one role to a number or dated values."""
    named = {parameter.name: _value(parameter) for parameter in declarations if parameter.role is role}
    return {"type": "object", "additionalProperties": False, "properties": named}


def _value(parameter: Parameter) -> dict[str, Any]:
    """What an editor shows of a parameter; its bounds are one of the shared definitions."""
    return {
        "description": _description(parameter),
        "default": parameter.value,
        "$ref": f"#/$defs/{_bounds_name(parameter)}",
    }


def _description(parameter: Parameter) -> str:
    """Both names, unit and bounds, where it comes from and how well it is known."""
    low, high = parameter.bounds
    parts = [
        f"{parameter.label.en} · {parameter.label.zh}",
        f"{low:g} to {high:g} {parameter.unit}",
    ]
    if isinstance(parameter, Lever):
        parts.append(f"before {parameter.value:g}, our reading {parameter.reading:g} by {parameter.complete}")
        if parameter.phrase:
            parts.append(f"“{parameter.phrase}” {parameter.clause}".strip())
    return "\n".join([*parts, f"evidence: {parameter.evidence}; {parameter.source}"])


def _bounds_name(parameter: Parameter) -> str:
    low, high = parameter.bounds
    return f"from_{low:.10g}_to_{high:.10g}"


def _within_bounds(declarations: Sequence[Parameter]) -> dict[str, Any]:
    """One definition for all parameters with the same bounds: a number, or dated values within them."""
    settable = [each for each in declarations if each.role is not Role.CONSTANT]
    return {_bounds_name(each): _number_or_dated(*each.bounds) for each in settable}


def _number_or_dated(low: float, high: float) -> dict[str, Any]:
    number = {"type": "number", "minimum": low, "maximum": high}
    values = {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "patternProperties": {_YEAR: number},
    }
    dated = {
        "type": "object",
        "additionalProperties": False,
        "required": ["values"],
        "properties": {"values": values, "between": {"enum": list(BETWEEN)}},
    }
    return {"anyOf": [number, dated]}
