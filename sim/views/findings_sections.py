"""The sections of the findings: tables in, Markdown out. No figure is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pandas as pd

from ..experiments.calendar import fitted_declarations
from ..experiments.finding_tables import SHARE
from ..experiments.findings import BASELINE, CHAPTER_NAMES, CHAPTERS, DRAWN, EVIDENCED, FREE, PACKAGES, PUSH, WHOLE
from ..experiments.members import KNOWN_YEAR
from ..outcomes import OUTCOMES
from ..parameters import Evidence
from ..region import Region, load_region
from ..scenario import Scenario, load_scenario
from ..submodels import DECLARATIONS, LEVERS
from ..submodels.policy import ANNOUNCED
from .findings_strings import likely, say
from .markdown import figure, table
from .scenario_pages import changed
from .terminal import MUCH_MONEY, PER_HEAD, PUBLISHED_SETTLING

Tables = Mapping[str, pd.DataFrame]
PAUSES = ("ended", "stays")
ADDED = f"{SHARE}_added"
CERTAIN = 0.95
ARMS = (BASELINE, EVIDENCED, DRAWN[EVIDENCED], WHOLE, DRAWN[WHOLE], PUSH)
PEOPLE = ("residents", "urban_residents", "seat_residents", "town_residents", "members_away", "conversions_so_far",
          "income_ratio")  # fmt: skip


def row(frame: pd.DataFrame, **keys: object) -> dict[str, Any]:
    """The only row with these values."""
    for name, value in keys.items():
        frame = frame[frame[name] == value]
    (found,) = frame.to_dict("records")
    return {str(name): value for name, value in found.items()}


def span(
    found: Mapping[str, float], language: str, form: str = "{:+.2f}", factor: float = 1.0, key: str = "span"
) -> str:
    """A median with its interval."""
    columns = (("middle", "median"), ("low", "low95"), ("high", "high95"))
    return say(key, language, **{name: figure(factor * found[column], form) for name, column in columns})


def share(tables: Tables, one: str, arm: str, pause: str, year: int, language: str) -> str:
    """The urban share of an arm."""
    found = row(tables["levels"], set=one, scenario=arm, pause=pause, year=year, outcome=SHARE)
    return span(found, language, "{:.1f}", 100, "percent_span")


def added(tables: Tables, arm: str, pause: str, one: str = PACKAGES) -> dict[str, Any]:
    """What an arm adds to the share of all counties together."""
    frame = tables["added"]
    return row(frame[frame["group"] == frame["group"].iloc[0]], set=one, scenario=arm, pause=pause, outcome=ADDED)


def odds(tables: Tables, one: str, arm: str, pause: str) -> dict[str, Any]:
    """How likely the domain's goal is."""
    return row(tables["odds"], set=one, scenario=arm, pause=pause)


@cache
def region() -> Region:
    """The region the findings are about."""
    return load_region()


@cache
def scenario(name: str) -> Scenario:
    """A scenario that ships with the project."""
    return load_scenario(name, fitted_declarations(region()))


def by_evidence(name: str) -> dict[str, int]:
    """How many levers a scenario turns, by how well their effect is known."""
    turned = set(changed(scenario(name)))
    levers = [lever for lever in LEVERS if lever.name in turned]
    grades = [lever.evidence for lever in levers]
    assumed, sign = grades.count(Evidence.ASSUMED), grades.count(Evidence.SIGN_ONLY)
    return {"levers": len(levers), "assumed": assumed, "sign": sign, "measured": len(levers) - assumed - sign}


def in_short(tables: Tables, year: int, language: str) -> list[str]:
    """Five sentences to quote."""
    goal = 100 * region().goal_share

    def chances(arm: str) -> dict[str, str]:
        found = {pause: odds(tables, PACKAGES, arm, pause)["probability"] for pause in PAUSES}
        return {f"odds_{pause}": f"{found[pause]:.0%}" for pause in PAUSES} | {
            f"word_{pause}": likely(found[pause], language) for pause in PAUSES
        }  # fmt: skip

    def spans(arm: str, prefix: str = "") -> dict[str, str]:
        return {f"{prefix}{pause}": span(added(tables, arm, pause), language) for pause in PAUSES}

    shares = {pause: share(tables, PACKAGES, BASELINE, pause, year, language) for pause in PAUSES}
    levels = {pause: row(tables["levels"], set=PACKAGES, scenario=BASELINE, pause=pause, year=year, outcome=SHARE)
              for pause in PAUSES}  # fmt: skip
    gap = abs(100 * (levels["ended"]["median"] - levels["stays"]["median"]))
    whole = abs(added(tables, WHOLE, "ended")["median"])
    tenths = {arm: row(tables["exchange"], set=PACKAGES, scenario=arm, pause="ended") for arm in (EVIDENCED, WHOLE)}
    return [
        say("short", language),
        say("short_baseline", language, year=year, goal=goal, **shares, **chances(BASELINE)),
        say("short_evidenced", language, goal=goal, verdict=_verdict(tables, language), **spans(EVIDENCED),
            **spans(DRAWN[EVIDENCED], "drawn_"), **chances(EVIDENCED), levers=by_evidence(EVIDENCED)["levers"]),
        say("short_whole", language, **spans(WHOLE), **spans(DRAWN[WHOLE], "drawn_"), **by_evidence(WHOLE)),
        say("short_pause", language, year=year, pause=f"{gap:.1f}", times=f"{gap / whole:.1f}",
            late=_late(tables, "reclassification_from_2021"), trend=_late(tables, "town_trend")),
        say("short_exchange", language, year=year, since=ANNOUNCED, **spans(PUSH, "push_"),
            evidenced=span(tenths[EVIDENCED], language, "{:+.1f}"), whole=span(tenths[WHOLE], language, "{:+.1f}")),
    ]  # fmt: skip


def _verdict(tables: Tables, language: str) -> str:
    """Whether what the evidenced levers add is told from nothing, whatever their size, and which way."""
    found = [added(tables, DRAWN[EVIDENCED], pause) for pause in PAUSES]
    if all(one["low95"] > 0 for one in found):
        return say("verdict_adds", language)
    if all(one["high95"] < 0 for one in found):
        return say("verdict_takes", language)
    nothing = all(one["low95"] <= 0 <= one["high95"] for one in found)
    return say("verdict_nothing" if nothing else "verdict_mixed", language)


def reaching(tables: Tables, year: int, language: str) -> list[str]:
    """Levels, probabilities and what is added, by package."""
    goal = 100 * region().goal_share
    heads = [say("col_arm", language)]
    for pause in PAUSES:
        about = {"year": year, "goal": goal, "pause": say(pause, language)}
        heads += [say(key, language, **about) for key in ("col_share", "col_odds", "col_added", "col_tenths")]
    rows = []
    for arm in ARMS:
        cells = [say("drawn" if arm in DRAWN.values() else f"arm_{arm}", language)]
        for pause in PAUSES:
            chance = odds(tables, PACKAGES, arm, pause)
            cells += [share(tables, PACKAGES, arm, pause, year, language),
                      say("odds", language, share=chance["probability"], error=chance["standard_error"])]  # fmt: skip
            if arm == BASELINE:
                cells += ["", ""]
            else:
                tenths = row(tables["exchange"], set=PACKAGES, scenario=arm, pause=pause)
                cells += [span(added(tables, arm, pause), language), span(tenths, language, "{:+.1f}")]
        rows.append(cells)
    knowing = {knows: row(tables["members"], informed=knows, parameter="period_factor") for knows in (0, 1)}
    free = {pause: odds(tables, FREE, BASELINE, pause) for pause in PAUSES}
    chances = {f"odds_{pause}": f"{free[pause]['probability']:.0%}" for pause in PAUSES}
    return [
        say("reach", language, goal=goal, year=year), table(heads, rows), say("reach_note", language),
        say("free", language, year=year, goal=goal, runs=free["ended"]["runs"], known_year=KNOWN_YEAR,
            known=share(tables, FREE, BASELINE, "ended", KNOWN_YEAR, language),
            **{pause: share(tables, FREE, BASELINE, pause, year, language) for pause in PAUSES}, **chances,
            factor=span(knowing[1], language, "{:.2f}"), free_factor=span(knowing[0], language, "{:.2f}")),
    ]  # fmt: skip


def chapters(tables: Tables, language: str) -> list[str]:
    """Every chapter alone, the largest first, and what is told of their order."""
    ranked = sorted(CHAPTER_NAMES, key=lambda name: -added(tables, name, "ended", CHAPTERS)["median"])
    titles = {name: scenario(name).title.in_language(language) for name in ranked}
    rows = []
    for name in ranked:
        known = by_evidence(name)
        cells = [titles[name], f"{known['measured']} / {known['sign']} / {known['assumed']}"]
        for pause in PAUSES:
            tenths = row(tables["exchange"], set=CHAPTERS, scenario=name, pause=pause)
            cells += [span(added(tables, name, pause, CHAPTERS), language), span(tenths, language, "{:+.1f}")]
        rows.append(cells)
    heads = [say("col_arm", language), say("col_levers", language)]
    for pause in PAUSES:
        heads += [say("col_added", language, pause=say(pause, language)), say("col_tenths", language)]
    return [say("chapters", language), say("chapters_note", language), table(heads, rows),
            _order(tables["order"], ranked, titles, language)]  # fmt: skip


def _order(order: pd.DataFrame, ranked: Sequence[str], titles: Mapping[str, str], language: str) -> str:
    """Which chapters add more than which, as far as that is told."""
    certain = order[order["probability"] >= CERTAIN].groupby(["scenario", "other"]).size()
    told, listing = [], "、" if language == "zh" else ", "
    for name in ranked:
        below = [f"“{titles[other]}”" for other in ranked if certain.get((name, other), 0) == len(PAUSES)]
        if below:
            told.append(say("order_pair", language, one=titles[name], others=listing.join(below)))
    if not told:
        return say("order_untold", language)
    return say("order_told", language, told=("；" if language == "zh" else "; ").join(told))


def for_whom(tables: Tables, year: int, language: str) -> list[str]:
    """What the packages add by group of counties, and to people and incomes."""
    frame = tables["added"]
    cases = [(arm, pause) for arm in (EVIDENCED, WHOLE) for pause in PAUSES]
    heads = [say("col_policy", language, policy=say(f"arm_{arm}", language), pause=say(pause, language))
             for arm, pause in cases]  # fmt: skip
    shares = frame[(frame["outcome"] == ADDED) & (frame["set"] == PACKAGES)]
    rows = [
        [_group(group, language),
         *(span(row(shares, scenario=arm, pause=pause, group=group), language) for arm, pause in cases)]
        for group in shares["group"].unique()
    ]  # fmt: skip
    domain = frame[(frame["group"] == frame["group"].iloc[0]) & (frame["set"] == PACKAGES)]
    people = []
    for name in PEOPLE:
        outcome, form = OUTCOMES[name], "{:+.3f}" if name == "income_ratio" else "{:+,.0f}"
        label = outcome.label.in_language(language)
        cells = (span(row(domain, scenario=arm, pause=pause, outcome=f"{name}_added"), language, form)
                 for arm, pause in cases)  # fmt: skip
        people.append([label, *cells])
    return [
        say("for_whom", language), say("for_whom_note", language), table([say("col_group", language), *heads], rows),
        say("people_note", language, year=year), table([say("col_outcome", language), *heads], people),
    ]  # fmt: skip


def _group(key: str, language: str) -> str:
    return region().group_label(key, language) if key in region().groups else region().domain_label(language)


def costs(tables: Tables, year: int, language: str) -> list[str]:
    """Public money for each urban resident more."""
    arms = [(PACKAGES, arm) for arm in (EVIDENCED, WHOLE)] + [(CHAPTERS, name) for name in CHAPTER_NAMES]
    heads, rows = [say("col_arm", language)], []
    for pause in PAUSES:
        heads += [say(key, language, pause=say(pause, language)) for key in ("col_money", "col_per_head")]
    for one, arm in arms:
        label = say(f"arm_{arm}", language) if one == PACKAGES else scenario(arm).title.in_language(language)
        cells = [label]
        for pause in PAUSES:
            found = row(tables["costs"], set=one, scenario=arm, pause=pause)
            each = (f"{found[name] / found['urban_residents'] / PER_HEAD[language]:,.0f}" if found["low95"] > 0 else "–"
                    for name in ("policy_yuan", "public_yuan"))  # fmt: skip
            cells += [f"{found['policy_yuan'] / MUCH_MONEY[language]:,.0f}", " / ".join(each)]
        rows.append(cells)
    low, high = (yuan / PER_HEAD[language] for yuan in PUBLISHED_SETTLING)
    note = say("cost_note", language, since=ANNOUNCED, year=year, low=low, high=high)
    return [say("cost", language), note, table(heads, rows)]


def sureness(tables: Tables, language: str) -> list[str]:
    """Where the spread comes from."""
    sources, frame, rows = ("parameters", "luck", "pause"), tables["variance"], []
    told = ((BASELINE, SHARE, "share_of"), (EVIDENCED, ADDED, "added_by"), (WHOLE, ADDED, "added_by"))
    for arm, outcome, key in told:
        found = [row(frame, scenario=arm, pause="both", outcome=outcome, source=source)["share"] for source in sources]
        rows.append([say(key, language, arm=say(f"arm_{arm}", language)), *(f"{one:.0%}" for one in found)])
    heads = [say("col_what", language), *(say(source, language) for source in sources)]
    return [say("sure", language), say("sure_note", language), table(heads, rows)]


def not_told(tables: Tables, year: int, language: str) -> list[str]:
    """What no figure at hand decides."""
    seat = next(one for one in DECLARATIONS if one.name == "seat_share")

    def flow(name: str) -> str:
        return span(row(tables["flows"], pause="ended", flow=name), language)

    lines = [
        say("cannot_moves", language, year=year, moves=flow("in_county_moves"), reclassified=flow("reclassification"),
            both=flow("in_county_and_reclassified"), late=_late(tables, "reclassification_from_2021")),
        say("cannot_out", language, out=flow("departures"), back=flow("returns"), both=flow("out_and_back")),
        say("cannot_pace", language, year=year, trend=_late(tables, "town_trend"),
            **{pause: _late(tables, "period_factor", pause) for pause in PAUSES}),
        say("cannot_seat", language, seat=seat.value, low=seat.bounds[0], high=seat.bounds[1]),
        say("cannot_sizes", language, **by_evidence(WHOLE)),
    ]  # fmt: skip
    return [say("cannot", language), "\n".join(lines)]


def _late(tables: Tables, name: str, pause: str = "ended") -> str:
    """Points that the share hangs on a parameter of which no census tells, over 95 % of its prior."""
    return f"{abs(row(tables['late'], pause=pause, parameter=name)['points']):.1f}"


def checking(command: str, folder: str, names: Sequence[str], language: str) -> list[str]:
    """The command and the tables."""
    listed = ", ".join(f"[{name}]({folder}/{name}.csv)" for name in names)
    return [say("check", language), say("check_note", language, command=command, tables=listed)]
