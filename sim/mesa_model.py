"""The same model as a `mesa.Model`: households are `mesa.Agent`s that read the engine's columns.

There is no second model: `XianchengModel.step` advances the engine that the command line
runs, and a `Household` is a view on one of its rows. A set of households holds row
numbers, not objects; an agent is made when it is asked for. Works with Mesa 3.3 to 3.5.

Import this module late, never from `sim` itself: Mesa takes long to import.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

# Mesa changes the start method of the whole process; whoever imports us keeps their own.
_start_method = multiprocessing.get_start_method(allow_none=True)
import mesa  # noqa: E402
from mesa.agent import AgentSet  # noqa: E402

try:
    from mesa.agentset import GroupBy
except ImportError:  # before Mesa 3.5
    from mesa.agent import GroupBy

multiprocessing.set_start_method(_start_method, force=True)

from . import accounts  # noqa: E402
from .experiments.run import DEFAULT_SCALE, DEFAULT_YEARS, prepare  # noqa: E402
from .household_set import HouseholdRows  # noqa: E402
from .indicators import INDICATORS, summarise, with_shares  # noqa: E402
from .reasons import LastChoices  # noqa: E402
from .state.attributes import ATTRIBUTES, live_rows, unit_of  # noqa: E402

__all__ = ["County", "Household", "HouseholdGroups", "HouseholdSet", "XianchengModel"]


class XianchengModel(mesa.Model):
    """One scenario and one answer to whether the pause of 2021-23 ended, a year a step.

    The arguments are those of `sim.run`; `pause` is "ended" or "stays". Every indicator is
    an attribute (`model.urban_share`, `model.residents`), for the whole of the simulated
    units in the current year. Mesa's own generators are seeded with the luck seed and serve
    your code only: the households' luck does not depend on them.
    """

    def __init__(
        self, scenario: Any = "baseline", *, scale: float = DEFAULT_SCALE, luck_seed: int = 1,
        world_seed: int = 1, years: tuple[int, int] = DEFAULT_YEARS, units: Iterable[str] | None = None,
        pause: str = "ended", **options: Any,
    ) -> None:
        if pause not in ("ended", "stays"):
            raise ValueError(f"pause: {pause!r} is neither 'ended' nor 'stays'; a model follows one answer")
        super().__init__(rng=luck_seed)
        self.prepared = prepare(
            scenario, scale=scale, luck_seed=luck_seed, world_seed=world_seed, years=years,
            units=None if units is None else list(units), pause=pause, **options,
        )
        self.engine = self.prepared.model(pause)
        self._choices = LastChoices()
        self.engine.witness = self._choices
        self.last_year = years[1]
        self._notes: dict[str, dict[int, Any]] = {}
        self._measured: dict[str, tuple[int, Any]] = {}
        self._counties = [County(self, position) for position in range(self.engine.units)]
        self._county_names = np.array([county.name for county in self._counties])
        self.datacollector = mesa.DataCollector(
            model_reporters={name: name for name in ("year", "urban_share", "residents", "urban_residents")},
            agenttype_reporters={County: {name: name for name in ("name", "urban_share", "residents")}},
        )
        self.datacollector.collect(self)

    def step(self) -> None:
        """One year. ValueError after the last one."""
        if self.year >= self.last_year:
            longer = f"years=({self.engine.base_year}, …)"
            raise ValueError(f"the run ends in {self.last_year}; give a later {longer} for more")
        self.engine.step()
        self.running = self.year < self.last_year
        self.datacollector.collect(self)

    @property
    def year(self) -> int:
        """The year the model has reached; its state is that of 1 November."""
        return self.engine.year

    @property
    def agents(self) -> HouseholdSet:
        """All households there are now."""
        return HouseholdSet(self)

    @property
    def agents_by_type(self) -> dict[type, AgentSet]:
        """Households and counties, each as a set."""
        return {Household: self.agents, County: self.counties}

    @property
    def agent_types(self) -> list[type]:
        """Household and County."""
        return [Household, County]

    @property
    def counties(self) -> AgentSet:
        """The simulated counties, in the region's order."""
        return AgentSet(self._counties, self.random)

    def county(self, name: str) -> County:
        """The county of that name (Chinese or English) or adcode. RegionError if none or not simulated."""
        (position,) = self.prepared.region.find([str(name)])
        for county in self._counties:
            if county.adcode == self.prepared.region.adcodes[position]:
                return county
        raise ValueError(f"{name} is not among the simulated units")

    def rows(self) -> np.ndarray:
        """Row numbers of all households there are now, int64, ascending."""
        return self._once("rows", lambda: live_rows(self.engine.households))

    def read(self, name: str, rows: np.ndarray) -> np.ndarray:
        """One attribute of the households in `rows`, an array as long. AttributeError if there is none."""
        households = self.engine.households
        if name == "county":
            return self._county_names[unit_of(households, rows)]
        if name not in ATTRIBUTES:
            raise AttributeError(f"a household has no {name!r}; it has county, {', '.join(ATTRIBUTES)}")
        return ATTRIBUTES[name].read(households.columns, rows)

    def summary(self) -> pd.DataFrame:
        """Every indicator of the current year for all simulated units together, one row."""
        everyone = np.ones(self.engine.units, bool)
        return self._once("summary", lambda: summarise(self._counts(), everyone))

    def county_table(self) -> pd.DataFrame:
        """Every indicator of the current year, one row a county."""
        return self._once("counties", lambda: with_shares(self._counts()))

    def _counts(self) -> pd.DataFrame:
        """Counts and means of the current year, one row a county."""
        return accounts.rows(self.engine.rows[-1:])

    def household(self, row: int) -> Household:
        """The household of a row."""
        return Household(self, row)

    def terms(self, row: int) -> dict[str, dict[str, float]]:
        """What each alternative was worth to a household this year, by alternative and term; see `Household.terms`."""
        seen = self._choices.seen
        if seen is None:
            raise ValueError("nobody has chosen yet; step the model first")
        (unit,) = unit_of(seen.households, np.array([row])).tolist()
        within = row - int(seen.households.first[unit])
        if within >= seen.households.used[unit]:
            return {}
        return seen.reasons(unit, np.array([within])).by_name(0)

    def are_households(self, agent_type: type) -> bool:
        """Whether every household is of this type of agent."""
        return issubclass(Household, agent_type)

    def is_column(self, name: str) -> bool:
        """Whether a name is an attribute that the engine computes for every household."""
        return name in _COLUMNS

    def note(self, name: str, values: dict[int, Any]) -> None:
        """Keeps your own values of the households in the given rows; the engine never looks at them."""
        if hasattr(Household, name):
            raise AttributeError(
                f"{name!r} is the engine's to change: state a policy in a scenario, "
                "or a parameter in `changes`"
            )
        self._notes.setdefault(name, {}).update(values)

    def _once(self, what: str, measure: Callable[[], Any]) -> Any:
        """Measured at most once a year."""
        year, value = self._measured.get(what, (None, None))
        if year != self.year:
            value = measure()
            self._measured[what] = (self.year, value)
        return value


class County(mesa.Agent):
    """One county: its names, its households, and every indicator as an attribute, all read only."""

    def __init__(self, model: XianchengModel, position: int) -> None:
        super().__init__(model)
        figures = model.prepared.region.units.iloc[model.prepared.positions[position]]
        self.position = position
        self.unique_id = self.adcode = int(figures["adcode"])
        self.name, self.name_en, self.prefecture = (
            str(figures[column]) for column in ("name_zh", "name_en", "prefecture_zh")
        )

    @property
    def agents(self) -> HouseholdSet:
        """Its households."""
        return self.model.agents.select(county=self.name)

    @property
    def weight(self) -> int:
        """Real households each of its households stands for."""
        return int(self.model.engine.households.weight[self.position])

    def __repr__(self) -> str:
        return f"<County {self.name} {self.adcode}>"


class Household(mesa.Agent):
    """One household: a view on its row, which is the same for the whole run.

    Made when asked for, so two views may be equal and not the same object. What the engine
    computes (`sim.state.attributes`, and `county`) cannot be set; any other name you set is
    kept as a note of the household.
    """

    pos = None

    def __init__(self, model: XianchengModel, row: int) -> None:
        # Not Mesa's __init__, which would register every view with the model.
        self.__dict__.update(model=model, row=row)

    def __getattr__(self, name: str) -> Any:
        """A note set on this household."""
        notes = self.__dict__["model"]._notes if "model" in self.__dict__ else {}
        if self.__dict__.get("row") not in notes.get(name, ()):
            raise AttributeError(f"a household has no {name!r}; it has county, {', '.join(ATTRIBUTES)}")
        return notes[name][self.row]

    def __setattr__(self, name: str, value: Any) -> None:
        self.model.note(name, {self.row: value})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Household) and other.model is self.model and other.row == self.row

    def __hash__(self) -> int:
        return hash(self.row)

    def terms(self) -> dict[str, dict[str, float]]:
        """Why it lives where it does: the terms of every open alternative, logits, as this year's choice saw them.

        By alternative and term (`sim.reasons.TERMS`). Their sum is what the alternative was worth; luck
        decides besides, and only in a year in which the household reconsiders. Empty if it cannot choose:
        a collective household, one just formed or arrived, one registered in a city. ValueError before
        the first step.
        """
        return self.model.terms(self.row)

    def remove(self) -> None:
        """Refused: households leave by dying out or by converting in a city."""
        raise TypeError("the engine decides which households there are")

    def __repr__(self) -> str:
        return f"<Household {self.unique_id} in {self.county}: {self.alternative}>"


class HouseholdSet(HouseholdRows, AgentSet):
    """Households as row numbers: a `mesa.agent.AgentSet` that makes an agent when it is asked for."""

    def _grouped(self, groups: dict[Any, Any]) -> HouseholdGroups:
        return HouseholdGroups(groups)


class HouseholdGroups(GroupBy):
    """Groups of households; `agg` works on whole columns."""

    def agg(self, attr_name: str, func: Callable) -> dict[Any, Any]:
        """`func` of an attribute's column, for each group."""
        if any(not isinstance(group, HouseholdSet) for group in self.groups.values()):
            return super().agg(attr_name, func)
        return {value: group.agg(attr_name, func) for value, group in self.groups.items()}


def _of_household(household: Household, name: str) -> Any:
    value = household.model.read(name, np.array([household.row]))[0]
    return value.item() if isinstance(value, np.generic) else value


def _of_county(county: County, name: str) -> Any:
    return county.model.county_table()[name].iloc[county.position].item()


def _of_model(model: XianchengModel, name: str) -> Any:
    return model.summary()[name].iloc[0].item()


def _declare(owner: type, meanings: Mapping[str, str], value: Callable[[Any, str], Any]) -> None:
    """A read-only attribute for each name, documented by its meaning."""
    for name, meaning in meanings.items():
        setattr(owner, name, property(partial(_swapped, value, name), doc=meaning))


def _swapped(value: Callable[[Any, str], Any], name: str, agent: Any) -> Any:
    return value(agent, name)


_COLUMNS = {"county": "name of the county", **{name: what.meaning for name, what in ATTRIBUTES.items()}}
_MEASURES = {name: f"{measure.label.en}, {measure.unit}" for name, measure in INDICATORS.items()}
_declare(Household, _COLUMNS, _of_household)
_declare(County, _MEASURES, _of_county)
_declare(XianchengModel, _MEASURES, _of_model)
