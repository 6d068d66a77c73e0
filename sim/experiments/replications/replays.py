"""The experiments: each study's change made in the model, and the same figure read off."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from ...model import Model
from ...state.households import (
    HELD,
    HUKOU_MOVED_TO_CITY,
    RENTED_OUT,
    RURAL_HUKOU,
    URBAN_HUKOU,
    VILLAGE,
)
from ..branches import Calendar, grow
from ..lever_effects import liberalisation
from ..run import Progress, prepare
from .people import WORKING, Families, families, share
from .studies import STUDIES

SCALE = 0.02
START = 2010
REFORM_LEVERS = (
    "hukou_threshold_town", "hukou_threshold_seat", "hukou_threshold_city", "keep_contracted_land", "keep_homestead",
)  # fmt: skip
REFORM, AFTER_REFORM = 2014, 2018
TITLED_FROM, AFTER_TITLING = 2011, 2015
THRESHOLD, BANDWIDTH = 60, 8
PENSION_YEARS = tuple(range(2014, 2019))
FEEDBACK_FREE_LEAST = 0.5  # percentage points: a ratio of less says nothing
Arms = dict[str, Calendar]


def replicate(scale: float = SCALE, luck_seed: int = 1, progress: Progress | None = None) -> pd.DataFrame:
    """One row a study: ours beside the published figure, the bounds stated before, pass or fail."""
    tell = progress or (lambda done, message: None)
    prepared = prepare("history", scale=scale, luck_seed=luck_seed, years=(START, AFTER_REFORM), pause="ended")
    calendar = prepared.calendars["ended"]
    found: dict[str, tuple[float, float | None, float | None]] = {}
    parts: tuple[tuple[str, Callable[[], dict]], ...] = (
        ("hukou round of 2014", lambda: hukou_round(prepared.model("ended"), calendar)),
        ("titles", lambda: titling(prepared.model("ended"), calendar)),
        ("pension and land", lambda: thresholds(prepared.model("ended"), calendar)),
        ("general equilibrium", lambda: equilibrium(scale)),
    )
    for number, (name, part) in enumerate(parts):
        tell(number / len(parts), name)
        found |= part()
    rows = []
    for study in STUDIES:
        ours, low, high = found[study.key]
        least, most = study.bounds or (np.nan, np.nan)
        rows.append({
            "study": study.key, "evidence": study.evidence, "source": study.source, "unit": study.unit,
            "published": np.nan if study.published is None else study.published, "sign": study.sign,
            "passes_from": least, "passes_to": most, "ours": ours, "low": low, "high": high,
            "passed": study.passed(ours, low, high),
        })  # fmt: skip
    return pd.DataFrame(rows)


def frozen(calendar: Calendar, names: tuple[str, ...], year: int) -> Calendar:
    """The calendar with these levers as they stood in `year`, for good."""
    then = calendar(year)

    def held(now: int) -> np.ndarray:
        values = calendar(now).copy()
        for name in names:
            values[name] = then[name]
        return values

    return held


def fixed(calendar: Calendar, value: float, name: str, first: int) -> Calendar:
    """The calendar with one lever at `value` from `first` on."""

    def changed(now: int) -> np.ndarray:
        values = calendar(now).copy()
        if now >= first:
            values[name] = value
        return values

    return changed


def ends(model: Model, arms: Arms, last_year: int) -> Iterator[tuple[str, Families]]:
    """The families of every arm in its last year."""
    for name, last, _ in grow(model, arms, last_year):
        yield name, families(last)


def hukou_round(model: Model, calendar: Calendar) -> dict:
    """An & Yan: where those of rural hukou live and what hukou they take, with the round of 2014 and without."""
    arms = {"with": calendar, "without": frozen(calendar, REFORM_LEVERS, REFORM - 1)}
    shares: dict[str, tuple[float, float, float]] = {}
    for arm, people in ends(model, arms, AFTER_REFORM):
        rural = people.chosen(people.village_origin)
        labour = rural.aged(16, 59)
        converted = np.isin(rural.hukou, (URBAN_HUKOU, HUKOU_MOVED_TO_CITY))
        still_rural = labour & (rural.hukou == RURAL_HUKOU)[:, None]
        in_village = rural.place == VILLAGE
        shares[arm] = (
            share(in_village & still_rural, labour, rural.weight),
            share(labour & converted[:, None], labour, rural.weight),
            share(~in_village & still_rural, labour, rural.weight),
        )
    keys = ("reform_countryside", "reform_urban_hukou", "reform_migrants")
    changes = 100 * (np.array(shares["with"]) - np.array(shares["without"]))
    return {key: (float(change), None, None) for key, change in zip(keys, changes, strict=True)}


def titling(model: Model, calendar: Calendar) -> dict:
    """Giles & Mu, Han & Liu: secure land against insecure, four years on."""
    arms = {name: fixed(calendar, value, "title_use", TITLED_FROM) for name, value in (("secure", 1.0), ("open", 0.0))}
    outside, heads, converted = {}, {}, {}
    for arm, people in ends(model, arms, AFTER_TITLING):
        rural = people.chosen(people.village_origin & (people.land > 0))
        outside[arm] = share(rural.outside, rural.aged(*WORKING), rural.weight)
        leading = np.where(rural.aged(18, 59), rural.age, 0)
        head = np.zeros(rural.age.shape, bool)
        head[np.arange(len(leading)), leading.argmax(axis=1)] = leading.max(axis=1) > 0
        heads[arm] = share(rural.place != VILLAGE, head, rural.weight)
        converted[arm] = float(np.isin(rural.hukou, (URBAN_HUKOU, HUKOU_MOVED_TO_CITY)) @ rural.weight)
    return {
        "reallocation": (100 * (outside["open"] / outside["secure"] - 1), None, None),
        "titling_work": (100 * (heads["secure"] / heads["open"] - 1), None, None),
        "titling_hukou": (100 * (converted["secure"] / converted["open"] - 1), None, None),
    }


def thresholds(model: Model, calendar: Calendar) -> dict:
    """The jump at a parent's 60th year, and what land is let as labour leaves the farm."""
    rows: list[np.ndarray] = []
    let: dict = {}
    for year in range(START + 1, PENSION_YEARS[-1] + 1):
        model.step()
        if year in PENSION_YEARS:
            rows.append(_parents(families(model)))
        if year == PENSION_YEARS[0]:
            let = land_let(families(model))
    return {"pension_threshold": jump(np.concatenate(rows, axis=1)), **let}


def _parents(people: Families) -> np.ndarray:
    """Of rural families with one parent near 60 and an adult child: parent's age, child away, unit, weight."""
    rural = people.chosen(people.village_origin)
    near = rural.aged(THRESHOLD - BANDWIDTH, THRESHOLD + BANDWIDTH - 1)
    parent = np.where(near, rural.age, 0).max(axis=1).astype(int)
    child = rural.aged(18, 44) & (rural.age.astype(int) <= (parent - 18)[:, None])
    has_both = (parent > 0) & child.any(axis=1) & ~rural.aged(THRESHOLD + BANDWIDTH, 100).any(axis=1)
    away = (child & rural.outside).any(axis=1)
    return np.stack([parent, away, rural.unit, rural.weight])[:, has_both].astype(float)


def jump(rows: np.ndarray) -> tuple[float, float, float]:
    """Percentage points at the threshold, straight lines on either side; 90 % interval over counties drawn again."""
    age, away, unit, weight = rows
    past = age >= THRESHOLD
    centred = age + 0.5 - THRESHOLD
    known = np.stack([np.ones_like(age), past, centred, centred * past], axis=1)
    # Cross-products county by county: a county drawn twice counts twice.
    number = int(unit.max()) + 1
    left, right = np.zeros((number, 4, 4)), np.zeros((number, 4))
    for i in range(4):
        right[:, i] = np.bincount(unit.astype(int), weight * known[:, i] * away, number)
        for j in range(4):
            left[:, i, j] = np.bincount(unit.astype(int), weight * known[:, i] * known[:, j], number)
    whole = np.linalg.solve(left.sum(axis=0), right.sum(axis=0))[1]
    drawn = np.random.default_rng(1).integers(number, size=(1000, number))
    times = np.stack([np.bincount(each, minlength=number) for each in drawn]).astype(float)
    slopes = np.linalg.solve(np.einsum("du,uij->dij", times, left), (times @ right)[..., None])[:, 1, 0]
    low, high = np.quantile(slopes, [0.05, 0.95])
    return 100 * float(whole), 100 * float(low), 100 * float(high)


def land_let(people: Families) -> dict:
    """Slope of letting land on the share of a family's labour that works off the farm, per ten points."""
    holders = people.chosen(people.village_origin & np.isin(people.contract, (HELD, RENTED_OUT)))
    workers = holders.aged(18, 59)
    some = np.asarray(workers.any(axis=1))
    holders, workers = holders.chosen(some), workers[some]
    off_farm = ((holders.place != VILLAGE) & workers).sum(axis=1) / workers.sum(axis=1)
    lets = (holders.contract == RENTED_OUT).astype(float)
    return {
        "rent_out": (10 * _slope(off_farm, lets, holders.weight), None, None),
        "rent_out_area": (10 * _slope(off_farm, lets, holders.weight * holders.land), None, None),
    }


def _slope(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> float:
    """Weighted least-squares slope."""
    mean_x, mean_y = np.average(x, weights=weight), np.average(y, weights=weight)
    together = np.average((x - mean_x) * (y - mean_y), weights=weight)
    return float(together / np.average((x - mean_x) ** 2, weights=weight))


def equilibrium(scale: float) -> dict:
    """Gai and others: the ratio of the effects with feedbacks and without; none where the effect is small."""
    effect = liberalisation(scale).set_index("feedback")["urban_share"]
    ratio = effect["on"] / effect["off"] if effect["off"] >= FEEDBACK_FREE_LEAST else np.nan
    return {"general_equilibrium": (float(ratio), None, None)}
