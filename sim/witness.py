"""Who may look on while a model runs."""

from __future__ import annotations

from typing import Any, Protocol


class Witness(Protocol):
    """Is shown the model twice a year and must leave it as it is."""

    def choices_made(self, model: Any) -> None:
        """Everyone has chosen; the state is still the one the choices were made from."""

    def year_over(self, model: Any) -> None:
        """The year is accounted for."""

    def copy(self) -> Witness:
        """One that goes on by itself, for a copy of the model."""
