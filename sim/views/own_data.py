"""What is said wherever a user's own county figures were used."""

from __future__ import annotations

from ..region import Region
from .strings import text

MOST_NAMED = 4


def own_data_note(region: Region, language: str) -> str:
    """How many own figures there are and of which counties."""
    adcodes = sorted({figure.adcode for figure in region.own})
    names = region.units.set_index("adcode").loc[adcodes, f"name_{language}"]
    if len(names) > MOST_NAMED:
        units = text("some_counties", language, number=len(names))
    else:
        units = ("、" if language == "zh" else ", ").join(names)
    return text("own_data", language, figures=len(region.own), units=units)
