"""Single households followed through a run, with the reasons for every choice: for reading, not for counting.

Which are followed is luck of their identity alone, so they are the same under every policy.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from .histories import CHOICES, HOUSEHOLDS, Histories
from .kernel.residence_year import NO_CHANGE
from .model import Model
from .randomness import BLOCK, FOLLOWING, WORLD, descendant, draw_block, room_for_draws
from .reasons import TERMS, Seen
from .state.attributes import ATTRIBUTES, unit_of
from .state.households import ALTERNATIVES, FAMILY, PLACES, SLOTS
from .submodels.residence_choice import FAMILY_PLACES

# Bits of `events`, from the lowest.
EVENTS = (
    "enters_primary", "enters_junior_high", "enters_senior_high", "partnership", "birth", "parent_turns_60",
    "retirement", "widowhood", "formed", "home_offered", "considers_only_the_offer",
)  # fmt: skip
# Columns that are read as the attribute of that name, or of another.
READ = {
    "household": "unique_id", "alternative": "alternative", "years_of_residence": "years", "members": "size",
    **{name: name for name in (
        "ages", "sexes", "educations", "places", "apart", "village", "village_origin", "hukou", "land", "contract",
        "homestead", "collective_share", "tenure", "savings",
    )},
}  # fmt: skip


def shares(number: int, adcodes: np.ndarray) -> np.ndarray:
    """How many of `number` households to follow in each unit, int64: as equal as can be, at least one."""
    each, left = divmod(number, len(adcodes))
    wanted = np.full(len(adcodes), each)
    wanted[np.argsort(adcodes, kind="stable")[:left]] += 1
    return np.maximum(wanted, 1)


def sample(model: Model, numbers: np.ndarray) -> np.ndarray:
    """Rows of the families to follow, int64: in each unit those whose own draw is smallest, all if there are fewer."""
    households, chosen = model.households, []
    for unit, number in enumerate(numbers.tolist()):
        rows = np.flatnonzero(households.used_rows(unit).kind == FAMILY) + int(households.first[unit])
        first = np.argsort(_luck(households.columns.id[rows], model.world), kind="stable")[:number]
        chosen.append(np.sort(rows[first]))
    return np.concatenate(chosen)


def _luck(identities: np.ndarray, world_seed: int) -> np.ndarray:
    """A draw for each household, the same in every run of a world, uint64."""
    words, luck = room_for_draws(), np.empty(len(identities), np.uint64)
    for start in range(0, len(identities), BLOCK):
        stop = min(start + BLOCK, len(identities))
        draw_block(words, 0, identities, start, stop, world_seed, WORLD, 0, FOLLOWING)
        drawn = words[:2, : stop - start].astype(np.uint64)
        luck[start:stop] = drawn[0] << np.uint64(32) | drawn[1]
    return luck


class Following:
    """A witness that writes down the years of the households it follows and of those formed from them.

    `numbers`, int64 (units,), are how many to follow in each unit from now on.
    """

    def __init__(self, model: Model, numbers: np.ndarray) -> None:
        self.rows = sample(model, numbers)
        self.parents: dict[int, int] = {}
        self.used = model.households.used.copy()
        self.households: list[pd.DataFrame] = []
        self.choices: list[pd.DataFrame] = []
        self.chose: dict[int, int] = {}  # by row, this year: NO_CHANGE for those that did not reconsider
        self._write_down(model)

    def copy(self) -> Following:
        """One that goes on by itself from the same past."""
        twin = object.__new__(Following)
        twin.__dict__.update(self.__dict__)
        twin.parents = dict(self.parents)
        twin.households, twin.choices = list(self.households), list(self.choices)
        return twin

    def choices_made(self, model: Model) -> None:
        """The terms of every open alternative, and what was chosen."""
        self._join_the_newly_formed(model)
        seen, households = Seen.of(model), model.households
        units = unit_of(households, self.rows)
        self.chose = {}
        parts: dict[str, list[np.ndarray]] = {}
        for unit in np.unique(units).tolist():
            rows = self.rows[units == unit]
            within = rows - int(households.first[unit])
            reasons = seen.reasons(unit, within)
            now = households.columns.alternative[rows]
            chosen = model.choices[unit][within]
            chosen = np.where(chosen == NO_CHANGE, now, chosen)
            chosen = np.where(reasons.reconsiders, chosen, NO_CHANGE)
            self.chose |= dict(zip(rows.tolist(), chosen.tolist(), strict=True))
            one, code = np.nonzero(reasons.is_open)
            terms = dict(zip(TERMS, reasons.terms[one, code].T, strict=True))
            columns = {
                "adcode": np.full(len(one), model.adcodes[unit]), "household": households.columns.id[rows][one],
                "year": np.full(len(one), model.year),
                "alternative": np.array(ALTERNATIVES)[code], "lives_there": code == now[one],
                "chosen": code == chosen[one], "worth": reasons.worth[one, code],
                "probability": reasons.probability[one, code], **terms,
            }  # fmt: skip
            for name, values in columns.items():
                parts.setdefault(name, []).append(values)
        # One frame a year: a frame for every unit would take longer than the reasons.
        if parts:
            self.choices.append(pd.DataFrame({name: np.concatenate(values) for name, values in parts.items()}))

    def year_over(self, model: Model) -> None:
        """Where everyone lives now, and what the family holds."""
        kind = model.households.columns.kind
        self.rows = self.rows[kind[self.rows] == FAMILY]
        self.used = model.households.used.copy()
        self._write_down(model)

    def tables(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Households and choices so far, in the order of years; without pause answer and names of counties."""
        return pd.concat(self.households, ignore_index=True), pd.concat(self.choices, ignore_index=True)

    def _join_the_newly_formed(self, model: Model) -> None:
        """Households whose identity descends from one that is followed (its sons' marriages) are followed too."""
        households, columns = model.households, model.households.columns
        units = unit_of(households, self.rows)
        joined = [self.rows]
        for unit in np.flatnonzero(households.used > self.used).tolist():
            first = int(households.first[unit])
            formed = np.arange(first + int(self.used[unit]), first + int(households.used[unit]))
            children = {
                int(descendant(identity, model.year, slot)): int(identity)
                for identity in columns.id[self.rows[units == unit]]
                for slot in range(SLOTS)
            }
            for row, identity in zip(formed.tolist(), columns.id[formed].tolist(), strict=True):
                if identity in children:
                    self.parents[identity] = children[identity]
                    joined.append(np.array([row]))
        self.rows = np.sort(np.concatenate(joined))

    def _write_down(self, model: Model) -> None:
        """One row for every followed household as it stands."""
        households, rows = model.households, self.rows
        columns, units = households.columns, unit_of(households, rows)
        identities = columns.id[rows].tolist()
        chose = np.array([self.chose.get(row, NO_CHANGE) for row in rows.tolist()], np.uint8)
        thought = chose != NO_CHANGE
        placed: list[Any] = (chose == columns.alternative[rows]).tolist()
        bits = columns.events[rows].tolist()
        self.households.append(pd.DataFrame({
            "adcode": model.adcodes[units], "year": model.year,
            "parent": pd.array([self.parents.get(one) for one in identities], "UInt64"),
            "stands_for": households.weight[units].astype(np.int64),
            **{name: ATTRIBUTES[attribute].read(columns, rows) for name, attribute in READ.items()},
            "family_place": np.array(PLACES)[FAMILY_PLACES[columns.alternative[rows]]],
            "events": [tuple(name for bit, name in enumerate(EVENTS) if each >> bit & 1) for each in bits],
            "reconsidered": thought,
            "chose": pd.array(
                [ALTERNATIVES[code] if code != NO_CHANGE else None for code in chose.tolist()], "string"
            ),
            "placed": pd.array([yes if did else None for yes, did in zip(placed, thought, strict=True)], "boolean"),
        }))  # fmt: skip


def gathered(followed: Iterable[tuple[str, Following]], names: pd.DataFrame) -> Histories:
    """One pair of tables for several answers to the pause and parts of the units, by name of the answer.

    `names` are name_zh and name_en by adcode.
    """
    parts: tuple[list[pd.DataFrame], list[pd.DataFrame]] = ([], [])
    for answer, following in followed:
        for part, frame in zip(parts, following.tables(), strict=True):
            part.append(frame.join(names, on="adcode").assign(pause=answer))
    households, choices = (
        pd.concat(part).sort_values(["pause", "adcode", "household", "year"], kind="stable") for part in parts
    )
    return Histories.of(households[list(HOUSEHOLDS)], choices[list(CHOICES)])
