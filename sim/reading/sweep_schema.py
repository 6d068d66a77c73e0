"""The JSON Schema of a sweep file, from which an editor completes and underlines."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from ..parameters import Parameter
from .places import FIRST_YEAR, LAST_YEAR
from .schema import lines, scenario_schema
from .sweep_file import DESIGNS, KEYS, PAUSES, REQUIRED, SAMPLES, SCALE, SEED, SEEDS, Whole

_NAMES = {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": ["string", "integer"]}}


def sweep_schema(declarations: Sequence[Parameter], outcomes: Collection[str]) -> dict[str, Any]:
    """JSON Schema (2020-12) of a sweep under these declarations."""
    scenario = scenario_schema(declarations)
    title, words = scenario["properties"]["title"], scenario["properties"]["why"]["anyOf"]
    levers = _several(scenario["$defs"]["levers"])
    parameters = _several(scenario["properties"]["parameters"])
    target = scenario["properties"]["where"]["items"]
    varied = {
        "levers": {"$ref": "#/$defs/levers"},
        "parameters": {"$ref": "#/$defs/parameters"},
        "where": {"type": "array", "items": target},
    }
    texts = {"anyOf": [{"type": "string"}, _NAMES]}
    one_year = {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
    properties = {
        "title": title,
        "why": {"description": "what the sweep is for", "anyOf": words},
        "source": {"description": "where the values come from", "anyOf": words},
        "name": {"type": "string", "description": "of its folder; without it, that of the file"},
        "scenario": {"description": "what is varied: one scenario or several, by name", **texts},
        "design": {"enum": list(DESIGNS)},
        "samples": {"description": "latin_hypercube and sobol: how many points are drawn", **_whole(SAMPLES)},
        **varied,
        "points": {
            "description": "list: every point, what it sets",
            "type": "array",
            "items": {"type": "object", "additionalProperties": False, "properties": varied},
        },
        "seeds": {
            "description": "how many seeds of luck, or which",
            "anyOf": [_whole(SEEDS), {"type": "array", "minItems": 1, "items": _whole(SEED)}],
        },
        "world_seed": _whole(SEED),
        "scale": {"type": "number", "minimum": SCALE.bounds[0], "maximum": SCALE.bounds[1]},
        "years": {"type": "string", "pattern": "^(2010|2020):20[1-5][0-9]$"},
        "units": _NAMES,
        "pause": {"enum": list(PAUSES)},
        "outcomes": {"type": "array", "minItems": 1, "items": {"enum": list(outcomes)}},
        "groups": {"description": "groups and counties whose outcomes are kept", **texts},
        "keep_years": {"anyOf": [one_year, {"type": "array", "minItems": 1, "items": one_year}]},
    }
    bounds = {name: each for name, each in scenario["$defs"].items() if name != "levers"}
    return {
        "$schema": scenario["$schema"],
        "title": "xiancheng sweep",
        "type": "object",
        "additionalProperties": False,
        "required": list(REQUIRED),
        "properties": {key: properties[key] for key in KEYS},
        "$defs": {
            "levers": levers, "parameters": parameters, **bounds,
            **{f"several_{name}": _levels(name, each) for name, each in bounds.items()},
        },
    }  # fmt: skip


def sweep_schema_text(declarations: Sequence[Parameter], outcomes: Collection[str]) -> str:
    """The schema as the file that the first line of a sweep points to, docs/sweep.schema.json."""
    return lines(sweep_schema(declarations, outcomes)) + "\n"


def _several(mapping: dict[str, Any]) -> dict[str, Any]:
    """A scenario's levers or parameters, each with several values instead of one."""
    several = {
        name: {**each, "$ref": each["$ref"].replace("#/$defs/", "#/$defs/several_")}
        for name, each in mapping["properties"].items()
    }
    return {**mapping, "properties": several}


def _levels(name: str, one: dict[str, Any]) -> dict[str, Any]:
    """One value, a list of them, or a span; `one` is a number or dated values."""
    number = one["anyOf"][0]
    span = {
        "type": "object", "additionalProperties": False, "required": ["from", "to"],
        "properties": {"from": number, "to": number},
    }  # fmt: skip
    value = {"$ref": f"#/$defs/{name}"}
    return {"anyOf": [value, {"type": "array", "minItems": 1, "items": value}, span]}


def _whole(allowed: Whole) -> dict[str, Any]:
    low, high = allowed.bounds
    return {"type": "integer", "minimum": int(low), "maximum": int(high)}
