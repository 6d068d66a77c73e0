"""Xiancheng (县城): how county policy moves rural households to the county seat, household by household."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Loaded on first use, so that `import sim` and `--help` stay light.
_HOMES = {
    "load_scenario": "sim.scenario",
    "run": "sim.experiments.run",
    "compare": "sim.experiments.compare",
    "read_sweep": "sim.sweep_results",
    "Model": "sim.model",
}

__all__ = ["Model", "__version__", "compare", "load_scenario", "read_sweep", "run"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return __all__
