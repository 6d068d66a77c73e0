"""`xiancheng scenarios | levers | parameters | counties`: what there is."""

from __future__ import annotations

from typing import Annotated

from ..command import argument, command, read_region, read_scenario
from ..options import (
    As,
    Data,
    Debug,
    Family,
    Find,
    Format,
    Grade,
    Lang,
    LeverPlace,
    NamedIn,
    language_of,
)  # fmt: skip


@command
def scenarios(find: Find = None, format: As = Format.TABLE, lang: Lang = None, debug: Debug = False) -> None:
    from ...scenario import scenario_names
    from .. import catalogue

    region, language = read_region(None), language_of(lang)
    found = [read_scenario(name, region) for name in scenario_names()]
    catalogue.show(*catalogue.scenarios(found, language), format, find, language)


@command
def levers(
    family: Family = None, place: LeverPlace = None, evidence: Grade = None, document: NamedIn = None,
    find: Find = None, format: As = Format.TABLE, lang: Lang = None, debug: Debug = False,
) -> None:  # fmt: skip
    from ...submodels import LEVERS
    from .. import catalogue, lever_list

    language = language_of(lang)
    chosen = lever_list.chosen(LEVERS, language, family=family, place=place, evidence=evidence, document=document)
    records = [lever_list.record(lever) for lever in chosen]
    catalogue.show(records, lambda kept: lever_list.table(kept, language), format, find, language)


@command
def parameters(find: Find = None, format: As = Format.TABLE, lang: Lang = None, debug: Debug = False) -> None:
    from ...submodels import DECLARATIONS
    from .. import catalogue

    language = language_of(lang)
    catalogue.show(*catalogue.parameters(DECLARATIONS, language), format, find, language)


@command
def counties(
    county: Annotated[str | None, argument("help_county")] = None,
    find: Find = None, format: As = Format.TABLE, data: Data = None, lang: Lang = None, debug: Debug = False,
) -> None:  # fmt: skip
    from .. import catalogue, county_page

    language, region = language_of(lang), read_region(data)
    found = county_page.county(region, county, language) if county else catalogue.counties(region, language)
    catalogue.show(*found, format, find, language)
