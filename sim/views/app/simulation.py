"""The two runs of a page: the baseline, and the steered run on the same luck."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...experiments.branches import together
from ...following import Following
from ...mesa_model import XianchengModel
from ...model import Model
from ...reading.scenario_file import FIRST_POLICY_YEAR
from ...region import Region
from ...scenario import Scenario
from .records import Recorder, YearRecord
from .state import Steering, ViewState
from .steering import Library, steered

EMPTY_CHOICES = pd.DataFrame(columns=["adcode", "household", "year", "alternative"])
FOLLOWED = 8  # households followed in each county


@dataclass(frozen=True)
class Options:
    """What was given when the view was started: the same for every session."""

    region: Region
    library: Library
    start: ViewState = field(default_factory=ViewState)
    years: tuple[int, int] = (2020, 2035)
    units: tuple[str, ...] | None = None
    threads: int | None = None
    data: Path | None = None
    boundaries: tuple[tuple[tuple[float, float], ...], ...] = ()
    warming: threading.Thread | None = None  # builds the population before the first visitor comes


def warmed(options: Options) -> Options:
    """The options, with a thread that lives a year while the server starts: population and rules are at hand then."""

    def live() -> None:
        Simulation(options, options.start).live_until(options.years[0] + 1)

    thread = threading.Thread(target=live, daemon=True)
    thread.start()
    return replace(options, warming=thread)


class Arm:
    """One run: its model, and the years it has lived."""

    def __init__(self, model: XianchengModel, recorder: Recorder | None = None,
                 years: dict[int, YearRecord] | None = None) -> None:  # fmt: skip
        self.model = model
        self.recorder = recorder or Recorder()
        self.years = years or {}
        if model.year not in self.years:
            self.years[model.year] = self.recorder.record(model)

    def step(self) -> None:
        """One year."""
        self.model.step()
        self.years[self.model.year] = self.recorder.record(self.model)

    @property
    def following(self) -> Following:
        """The households that are followed."""
        witness = self.model.engine.witness
        assert isinstance(witness, Following)
        return witness

    def lives(self, adcode: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The followed households of a county and their choices: every year lived; see `sim.histories`."""
        households, choices = (
            pd.concat([part[part["adcode"] == adcode] for part in list(parts)], ignore_index=True)
            for parts in (self.following.households, self.following.choices or [EMPTY_CHOICES])
        )
        return households, choices

    def path(self, until: int) -> pd.DataFrame:
        """Every indicator of all units together, a row a year."""
        return pd.DataFrame([record.summary for record in self._lived(until)]).reset_index(drop=True)

    def county_path(self, unit: int, until: int) -> pd.DataFrame:
        """Every indicator of one unit, a row a year."""
        return pd.DataFrame([record.counties.iloc[unit] for record in self._lived(until)]).reset_index(drop=True)

    def _lived(self, until: int) -> list[YearRecord]:
        # A list at once: the years may grow meanwhile.
        return [record for record in list(self.years.values()) if record.year <= until]


@dataclass(frozen=True)
class Trunk:
    """A run as it stood before the first policy: others part from it there."""

    engine: Model
    recorder: Recorder
    years: dict[int, YearRecord]


class Simulation:
    """The baseline and the steered run of one page. Where they set the same values they are one run."""

    def __init__(self, options: Options, state: ViewState) -> None:
        self.options, self.world = options, state.world
        self.baseline = Arm(self._model(options.library.load("baseline"), state))
        self.trunk: Trunk | None = None
        self.take(state, *self.arm(state))

    def take(self, state: ViewState, arm: Arm, scenario: Scenario) -> None:
        """Takes a run for the steered one."""
        self.state, self.steered, self.scenario = state, arm, scenario

    def arm(self, state: ViewState, steering: Steering | None = None) -> tuple[Arm, Scenario]:
        """A run of what is steered (or of another `steering`), parted from the baseline as late as it can be.

        The baseline itself, while nothing differs yet.
        """
        scenario = steered(steering or state.steering, self.options.library)
        model = self._model(scenario, state)
        apart = self._first_year_apart(model)
        if apart is None or (self.trunk is None and apart >= FIRST_POLICY_YEAR):
            return self.baseline, scenario
        if self.trunk is None or apart < FIRST_POLICY_YEAR:
            return Arm(model), scenario
        calendar, model.engine = model.engine.calendar, self.trunk.engine.copy()
        model.engine.calendar = calendar
        return Arm(model, self.trunk.recorder.copy(), dict(self.trunk.years)), scenario

    def live_until(self, year: int, arm: Arm | None = None) -> None:
        """Makes sure that the baseline and the steered (or another) run have lived a year."""
        while self.baseline.model.year < year:
            self.baseline.step()
            if self.baseline.model.year == FIRST_POLICY_YEAR - 1:
                model = self.baseline.model
                self.trunk = Trunk(model.engine.copy(), self.baseline.recorder.copy(), dict(self.baseline.years))
                self.take(self.state, *self.arm(self.state))
        arm = arm or self.steered
        while arm.model.year < year:
            arm.step()

    def path_of(self, steering: Steering, state: ViewState, until: int) -> pd.DataFrame:
        """The path of another steering in the same world."""
        self.live_until(until)
        arm, _ = self.arm(state, steering)
        self.live_until(until, arm)
        return arm.path(until)

    @property
    def adcodes(self) -> list[int]:
        """The simulated units, in order."""
        return self.baseline.model.engine.adcodes.tolist()

    def _model(self, scenario: Scenario, state: ViewState) -> XianchengModel:
        options = self.options
        given: dict[str, Any] = {"data": options.data} if options.data else {}
        model = XianchengModel(
            scenario, scale=state.scale, luck_seed=state.luck_seed, world_seed=state.world_seed,
            years=options.years, units=options.units, pause=state.pause, threads=options.threads, **given,
        )  # fmt: skip
        # The followed keep the reasons of every year, so that no copy of everyone's is needed.
        model.engine.witness = Following(model.engine, np.full(model.engine.units, FOLLOWED))
        return model

    def _first_year_apart(self, model: XianchengModel) -> int | None:
        first, last = self.options.years
        calendars = {0: self.baseline.model.engine.calendar, 1: model.engine.calendar}
        return next((year for year in range(first + 1, last + 1) if len(together(calendars, year)) > 1), None)
