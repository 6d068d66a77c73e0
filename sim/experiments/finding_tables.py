"""What the findings say, as tables: everything the page quotes.

    levels.csv      urban share, with and without reclassification, by set, arm, pause answer and year
    added.csv       what every arm adds to the baseline, by group and outcome, in the year of the goal
    odds.csv        how likely the domain's goal is
    exchange.csv    what an arm adds, in tenths of a logit on town and seat: the ratio for every member
    costs.csv       public money for each urban resident more
    order.csv       how likely one chapter adds more than another
    variance.csv    where the spread comes from
    flows.csv       what the change of the baseline is made of, singly and in pairs
    late.csv        what the baseline's share hangs on that no census tells
    members.csv     what the two kinds of members know
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ..ensemble import ADDED, QUANTILES, RUN
from ..outcomes import OUTCOMES
from .findings import BASELINE, CHAPTERS, FREE, PACKAGES, PUSH, YEARS, Set, ensemble_of_set
from .members import KEPT, KNOWN_YEAR, PRIORS, load_members

SHARE, GOAL, DOMAIN = "urban_share", "county_urban_share", "domain"
TOLD = (
    SHARE, "residents", "urban_residents", "seat_residents", "town_residents", "members_away", "conversions_so_far",
    "income_ratio", "policy_cost_so_far", "public_cost_so_far",
)  # fmt: skip
PAIRS = {
    "in_county_and_reclassified": ("in_county_moves", "reclassification"),
    "out_and_back": ("departures", "returns"),
}
SPAN = ["median", "low95", "high95", "low50", "high50"]
NAMES = ("levels", "added", "odds", "exchange", "costs", "order", "variance", "flows", "late", "members")
Told = Mapping[str, Mapping[str, pd.DataFrame]]  # by set and part


def finding_tables(chosen: Sequence[Set], told: Told) -> dict[str, pd.DataFrame]:
    """All tables by NAMES."""
    everything = {one.name: ensemble_of_set(one, told[one.name]) for one in chosen}
    bands = pd.concat(
        [ensemble.bands.assign(set=name) for name, ensemble in everything.items()], ignore_index=True
    )  # fmt: skip
    first = bands["group"].iloc[0]
    here = bands["group"] == first
    levels = bands[here & bands["outcome"].isin([SHARE, f"{SHARE}_without_reclassification"])
                   & bands["year"].isin([YEARS[0], KNOWN_YEAR, YEARS[1]])]  # fmt: skip
    gained = bands[(bands["year"] == YEARS[1]) & bands["outcome"].isin([one + ADDED for one in TOLD])]
    gained = gained[(gained["group"] == first) | (gained["outcome"] == SHARE + ADDED)]
    odds = pd.concat([each.probabilities.assign(set=name) for name, each in everything.items()], ignore_index=True)
    variance = everything[PACKAGES].variance
    variance = variance[(variance["group"] == first) & (variance["year"] == YEARS[1])
                        & variance["outcome"].isin([SHARE, SHARE + ADDED])]  # fmt: skip
    packages, chapters = (_added(told[name]["paths"], first) for name in (PACKAGES, CHAPTERS))
    return {
        "levels": levels[["set", "scenario", "pause", "year", "outcome", *QUANTILES]],
        "added": gained[["set", "scenario", "pause", "group", "outcome", *QUANTILES]],
        "odds": odds[odds["goal"] == GOAL][
            ["set", "scenario", "pause", "runs", "probability", "standard_error", "median_gap"]
        ],
        "exchange": pd.concat([
            exchange(packages, packages).assign(set=PACKAGES), exchange(chapters, packages).assign(set=CHAPTERS),
        ], ignore_index=True),
        "costs": pd.concat([_costs(each).assign(set=name) for name, each in
                            ((PACKAGES, packages), (CHAPTERS, chapters))], ignore_index=True),
        "order": _order(chapters),
        "variance": variance[["scenario", "pause", "outcome", "source", "variance", "share"]],
        "flows": _flows(told[PACKAGES]["flows"]),
        "late": _late(told[FREE]["paths"], first, next(one for one in chosen if one.name == FREE)),
        "members": _members(),
    }  # fmt: skip


def _added(paths: pd.DataFrame, group: str) -> pd.DataFrame:
    """What every arm adds in the year of the goal: a row for each arm, answer and run, a column for each of TOLD."""
    there = paths[(paths["group"] == group) & (paths["year"] == YEARS[1])]
    levels = there.set_index(["scenario", "pause", *RUN])[list(TOLD)]
    base = levels.xs(BASELINE, level="scenario")
    arms = [name for name in levels.index.unique("scenario") if name != BASELINE]
    factors = np.array([OUTCOMES[name].factor for name in TOLD])
    parts = {name: (levels.xs(name, level="scenario") - base) * factors for name in arms}
    return pd.concat(parts, names=["scenario"])


def _span(values: pd.DataFrame | pd.Series, keys: Sequence[str]) -> pd.DataFrame:
    """Quantiles of SPAN over the runs of every key."""
    found = values.groupby(list(keys), sort=False).quantile(np.array([QUANTILES[name] for name in SPAN])).unstack()
    return found.set_axis(SPAN, axis=1).reset_index()


def exchange(added: pd.DataFrame, packages: pd.DataFrame) -> pd.DataFrame:
    """What an arm adds to the share, over what the push adds to the same member, each the mean over its seeds."""
    push = packages.xs(PUSH, level="scenario")[SHARE].groupby(["pause", "member"]).mean()
    own = added[SHARE].groupby(["scenario", "pause", "member"], sort=False).mean()
    members = pd.MultiIndex.from_arrays([own.index.get_level_values(key) for key in ("pause", "member")])
    ratio = own / push.reindex(members).to_numpy()
    return _span(ratio, ["scenario", "pause"])


def _costs(added: pd.DataFrame) -> pd.DataFrame:
    """Levers' and all public money since the base year, yuan for each urban resident more, and how many those are."""
    means = added.groupby(["scenario", "pause"], sort=False).mean()
    ends = np.array([0.025, 0.975])
    people = added.groupby(["scenario", "pause"], sort=False)["urban_residents"].quantile(ends).unstack()
    table = pd.DataFrame({
        "urban_residents": means["urban_residents"],
        "low95": people[0.025], "high95": people[0.975],
        "policy_yuan": means["policy_cost_so_far"] / OUTCOMES["policy_cost_so_far"].factor,
        "public_yuan": means["public_cost_so_far"] / OUTCOMES["public_cost_so_far"].factor,
    })  # fmt: skip
    return table.reset_index()


def _order(added: pd.DataFrame) -> pd.DataFrame:
    """The share of runs in which the first chapter adds more to the urban share than the second."""
    wide = added[SHARE].unstack("scenario")
    names = list(added.index.unique("scenario"))
    rows = [
        [pause, one, other, float((values[one] > values[other]).mean())]
        for pause, values in wide.groupby(level="pause") for one in names for other in names if one != other
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["pause", "scenario", "other", "probability"])


def _flows(flows: pd.DataFrame) -> pd.DataFrame:
    """Percentage points since the base year by flow, and by the pairs that the censuses cannot divide."""
    wide = flows[flows["scenario"] == BASELINE].set_index(["pause", *RUN, "flow"])["points"].unstack("flow")
    for pair, parts in PAIRS.items():
        wide[pair] = wide[list(parts)].sum(axis=1)
    return _span(wide.rename_axis("flow", axis=1).stack(), ["pause", "flow"])


def _late(paths: pd.DataFrame, group: str, free: Set) -> pd.DataFrame:
    """Points of the baseline's share in the year of the goal over 95 % of each prior, by regression."""
    there = paths[(paths["group"] == group) & (paths["year"] == YEARS[1])]
    members = pd.DataFrame(load_members(free.members, knows=False)).assign(member=range(1, free.members + 1))
    rows = []
    for pause, runs in there.groupby("pause"):
        joined = runs.merge(members, on="member")
        late = joined[list(PRIORS)]
        design = np.column_stack([np.ones(len(late)), late - late.mean()])
        slopes, *_ = np.linalg.lstsq(design, 100 * joined[SHARE].to_numpy(), rcond=None)
        left = 100 * joined[SHARE].to_numpy() - design @ slopes
        beyond = float(np.sqrt((left**2).sum() / max(len(left) - len(slopes), 1)))
        for slope, (name, prior) in zip(slopes[1:], PRIORS.items(), strict=True):
            low, high = prior.ppf([0.025, 0.975])
            rows.append([pause, name, low, high, slope * (high - low), beyond])
    return pd.DataFrame(rows, columns=["pause", "parameter", "low", "high", "points", "left_over"])


def _members() -> pd.DataFrame:
    """Median and 95 % of what acts after 2020 only, by whether members know of the statement."""
    rows = []
    for knows in (True, False):
        table = pd.DataFrame(load_members(KEPT, knows=knows))
        for name in PRIORS:
            low, middle, high = table[name].quantile([0.025, 0.5, 0.975])
            rows.append([int(knows), name, low, middle, high])
    return pd.DataFrame(rows, columns=["informed", "parameter", "low95", "median", "high95"])
