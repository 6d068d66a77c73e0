"""The page of what each lever does alone: `python -m sim.views.lever_effects_page` runs them and writes it."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd

from .. import __version__
from ..compiled import source_digest
from ..experiments.lever_effects import CLOSED, SCALE, SETTINGS, YEARS, far_end, lever_effects, liberalisation
from ..indicators import INDICATORS
from ..parameters import FAMILIES, Lever
from ..submodels import LEVERS
from .markdown import number, table, write_pages
from .progress import progress

DOCS = Path(__file__).parents[2] / "docs"
PAGE = "lever_effects.md"
COMMAND = "python -m sim.views.lever_effects_page"
NATIONAL_RATIO = 0.2  # E:B8

_HEAD = f"""\
# What each lever does alone

Written by `{COMMAND}`; do not edit. Every lever is turned alone from its value before the Decision,
at once from {YEARS[0] + 4} on: to our *reading* of the Decision and to the *far end* of its range. Change in {YEARS[1]}
against the baseline, whole county domain, scale {SCALE:g}, one seed of luck, pause ended. All runs share households
and luck; what is below some 0.01 percentage points of urban share is within luck.

With feedbacks *off* places answer levers but not what households do; with feedbacks *on* crowding, prices, jobs,
networks, villages, land rent and the county's purse answer too. **Strengths are assumed unless the evidence says
otherwise**: an assumed effect shows what would follow, not what was measured.
"""
_HEADS = (
    "lever", "evidence", "outcome (sign)", "far end: outcome, off", "far end: outcome, on", "far end: urban share, on",
    "reading: outcome, on", "reading: urban share, on",
)


def page(effects: pd.DataFrame, opening: pd.DataFrame) -> str:
    """The whole page, Markdown; arguments as the experiments return them."""
    by = effects.set_index(["lever", "feedback", "setting"])
    parts = [_HEAD, f"Version {__version__}, sources {source_digest()[:12]}.\n"]
    for family, label in FAMILIES.items():
        rows = [_row(lever, by) for lever in LEVERS if lever.family == family]
        parts += [f"## {label.en[0].upper()}{label.en[1:]}\n", table(_HEADS, rows)]
    parts.append(_liberalisation(opening))
    return "\n".join(parts)


def _row(lever: Lever, by: pd.DataFrame) -> tuple[str, ...]:
    change = pd.DataFrame(by.loc[lever.name]).to_dict("index")
    in_points = INDICATORS[lever.outcome].unit.startswith("share of")

    def outcome(feedback: str, setting: str) -> str:
        value = float(change[feedback, setting]["outcome"])
        return f"{_figure(100 * value)} pp" if in_points else _figure(value)

    share = {setting: f"{_figure(float(change['on', setting]['urban_share']), 3)} pp" for setting in SETTINGS}
    beside = f", beside {', '.join(f'`{name}`' for name in lever.together_with)}" if lever.together_with else ""
    ends = f"{number(lever.value)} → {number(lever.reading)} → {number(far_end(lever))}"
    return (
        f"`{lever.name}` {ends}{beside}", str(lever.evidence), f"{INDICATORS[lever.outcome].label.en} ({lever.sign})",
        outcome("off", "far end"), outcome("on", "far end"), share["far end"], outcome("on", "reading"),
        share["reading"],
    )


def _figure(value: float, decimals: int | None = None) -> str:
    """With sign; three digits, if not to so many decimals."""
    if value == 0:
        return "0"
    if decimals is None:
        decimals = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:+,.{decimals}f}".replace("-", "−")


def _liberalisation(opening: pd.DataFrame) -> str:
    share = opening.set_index("feedback")["urban_share"]
    ratio = share["on"] / share["off"]
    return f"""\
## Opening the hukou fully, with and without feedbacks

From thresholds of {CLOSED:g} in town, seat and city, as before 2000, to none from 2024 on. Added to the urban share
of the county domain in 2035: {share["off"]:+.3f} percentage points with feedbacks off, {share["on"]:+.3f} with them on:
a ratio of {ratio:.2f}. A national structural study has about {NATIONAL_RATIO:g} (migrants +9 % in general equilibrium,
over +50 % in partial; Gai et al. 2021). The two do not measure the same. There hukou opens the richest cities, whose
wages and rents answer everybody who comes; here most of the effect lies within one county, wages and rents of
the cities outside are given, homes and service capacity are built as demand grows, and networks draw more after those
who came. The ratio is a check, not a target.
"""


def main() -> None:
    """Runs the experiments and writes the page."""
    with progress("lever effects") as report:
        effects = lever_effects(progress=report)
    with progress("hukou") as report:
        opening = liberalisation(progress=report)
    for path in write_pages({PAGE: page(effects, opening)}, DOCS):
        print(f"{DOCS.name}/{path.name}")


if __name__ == "__main__":
    main()
