"""One visitor's page: what is set, the two runs, and the work that goes on in the background."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pandas as pd

from ...experiments.compilation import compiled_share
from .simulation import Options, Simulation
from .state import MOST_KEPT, Steering, ViewState
from .steering import scenario_file, steered

SECONDS_A_YEAR = 0.6  # while playing, at the least, so that eyes can follow
IDLE, COMPILING, BUILDING, RUNNING, PLAYING = "idle", "compiling", "building", "running", "playing"


@dataclass(frozen=True)
class Kept:
    """A run kept for comparison: what was set, and its path."""

    steering: Steering
    path: pd.DataFrame


# What a part of the page is drawn from: it is drawn anew when this differs.
Seen = tuple[object, ...]


@dataclass
class Session:
    """Shared with nobody. `changed` is called whenever there is something new to draw."""

    options: Options
    state: ViewState
    changed: Callable[[], None] = lambda: None
    simulation: Simulation | None = None
    kept: list[Kept] = field(default_factory=list)
    activity: str = IDLE
    done: float = 0.0
    problem: Exception | None = None

    def __post_init__(self) -> None:
        self._working = threading.Lock()
        self._task = self._newest = 0
        # Where the runs are to get to, and which year is to be shown once it is there.
        self._aim, self._to_show, self._is_playing = self.state.reached, self.state.shown, False

    # --- what a person asks for -----------------------------------------------------------------

    def open(self) -> None:
        """Builds both runs and lets them live to the year of the state."""
        problem = self.problem
        self._begin()
        self.problem = problem

    def refuse(self, error: Exception) -> None:
        """Says that something was not possible."""
        self.problem = error
        self.changed()

    def play(self) -> None:
        """Year after year until the last one, or until it is paused."""
        self._go_to(self.options.years[1], playing=True)

    def pause(self) -> None:
        """Ends the playing after the year at hand."""
        self._aim, self._is_playing = self.state.reached, False

    def step(self) -> None:
        """One more year; among finished ones, the next."""
        if self.state.shown < self.state.reached:
            self.show(self.state.shown + 1)
        elif self.state.reached < self.options.years[1]:
            self._go_to(self.state.reached + 1)

    def reset(self) -> None:
        """Back to the base year. What was lived is kept, since it would come out the same."""
        first = self.options.years[0]
        self.state = replace(self.state, reached=first, shown=first)
        self._go_to(first)

    def show(self, year: int) -> None:
        """A finished year."""
        self.look_at(shown=min(max(year, self.options.years[0]), self.state.reached))

    def look_at(self, **what: int | str) -> None:
        """Opens a year, a county, a household or a language: nothing is computed."""
        self.state = replace(self.state, **what)  # type: ignore[arg-type]
        self.changed()

    def steer(self, steering: Steering) -> None:
        """Lets the steered run live again under other levers. What is not allowed changes nothing."""
        try:
            steered(steering, self.options.library)
        except ValueError as error:
            self.refuse(error)
            return
        self.state = replace(self.state, steering=steering)
        self._begin()

    def live_in(self, **world: float | str) -> None:
        """Another seed, scale or answer to the pause: both runs anew, and those kept."""
        self.state, self.kept = replace(self.state, **world), []  # type: ignore[arg-type]
        self._begin()

    def keep(self) -> None:
        """Keeps the steered run beside those that follow."""
        if self.simulation is not None and len(self.kept) < MOST_KEPT:
            path = self.simulation.steered.path(self.state.reached)
            self._keep([*self.kept, Kept(self.simulation.state.steering, path)])

    def forget(self, number: int) -> None:
        """Drops a kept run."""
        self._keep([one for position, one in enumerate(self.kept) if position != number])

    def restore(self, state: ViewState) -> None:
        """Opens another state in place of this one."""
        try:
            for steering in (state.steering, *state.kept):
                steered(steering, self.options.library)
        except ValueError as error:
            self.refuse(error)
            return
        first, last = self.options.years
        reached = min(max(state.reached, first), last)
        self.state, self.kept = replace(state, language=self.state.language), []
        self.simulation, self._to_show = None, min(max(state.shown, first), reached)
        self._aim, self._is_playing = reached, False
        self._begin()

    def scenario_text(self) -> str:
        """What is steered, as a scenario file."""
        return scenario_file(self.state.steering, self.options.library)

    @property
    def seen(self) -> Seen:
        """Differs whenever a chart or a table would."""
        steered = self.simulation.steered if self.simulation else None
        return self.state, self.simulation, steered, tuple(map(id, self.kept))

    @property
    def is_busy(self) -> bool:
        """Whether something goes on in the background."""
        return self.activity != IDLE

    def close(self) -> None:
        """The visitor has left."""
        self._task += 1
        self.changed = lambda: None

    # --- in the background ------------------------------------------------------------------------

    def _go_to(self, year: int, playing: bool = False) -> None:
        self._aim = self._to_show = year
        self._is_playing = playing
        self._begin()

    def _begin(self) -> None:
        """Starts to work towards the state and the aim, in place of what goes on."""
        self._task += 1
        self._newest = task = self._task
        self.problem = None

        def run() -> None:
            with self._working:
                if not self._is_over(task):
                    try:
                        self._work(task)
                    except Exception as error:  # shown on the page; the session goes on
                        self.refuse(error)
                if task == self._newest:
                    self._is_playing = False
                    self._say(IDLE, 1.0)
                    self._look_ahead(task)

        self._say(RUNNING, 0.0)
        threading.Thread(target=run, daemon=True).start()

    def _is_over(self, task: int) -> bool:
        return task != self._task

    def _say(self, activity: str, done: float) -> None:
        self.activity, self.done = activity, done
        self.changed()

    def _work(self, task: int) -> None:
        """The runs of the state: in its world, under its levers, lived up to the aim; then those kept."""
        with self._watched_compilation():
            self._build(task)
            self._steer(task)
            self._live(task)
        simulation, state = self.simulation, self.state
        if simulation is not None and not self._is_over(task) and len(self.kept) < len(state.kept):
            self.kept = [Kept(one, simulation.path_of(one, state, state.reached)) for one in state.kept]

    def _build(self, task: int) -> None:
        """Both runs, where there are none in this world. The page shows the old ones until the new have caught up."""
        if self.simulation is not None and self.simulation.world == self.state.world:
            return
        self._say(BUILDING, 0.0)
        if self.options.warming is not None:
            self.options.warming.join()
        fresh, first = Simulation(self.options, self.state), self.options.years[0]
        if self.simulation is None:
            self.state = replace(self.state, reached=first, shown=first)
        for year in range(first + 1, self.state.reached + 1):
            if self._is_over(task):
                return
            fresh.live_until(year)
            self._say(RUNNING, (year - first) / (self.state.reached - first))
        self.simulation = fresh

    def _steer(self, task: int) -> None:
        """The steered run, where it is under other levers; the page shows the old one until it has caught up."""
        simulation, state = self.simulation, self.state
        if simulation is None or simulation.state.steering == state.steering:
            return
        arm, scenario = simulation.arm(state)
        begun = arm.model.year
        for year in range(begun + 1, state.reached + 1):
            if self._is_over(task):
                return
            simulation.live_until(year, arm)
            self._say(RUNNING, (year - begun) / (state.reached - begun))
        simulation.take(state, arm, scenario)

    def _live(self, task: int) -> None:
        """Year after year up to the aim, every one shown as it comes."""
        while self.simulation is not None and self.state.reached < self._aim and not self._is_over(task):
            began, year = time.monotonic(), self.state.reached + 1
            self.simulation.live_until(year)
            self.state = replace(self.state, reached=year, shown=min(year, max(self._to_show, self.options.years[0])))
            self._say(PLAYING if self._is_playing else RUNNING, (year - self.options.years[0]) / self._span)
            if self._is_playing:
                time.sleep(max(SECONDS_A_YEAR - (time.monotonic() - began), 0.0))

    @property
    def _span(self) -> int:
        return self.options.years[1] - self.options.years[0]

    def _look_ahead(self, task: int) -> None:
        """Lives the next year while nobody asks for anything, so that it is there at once when somebody does."""
        year = self.state.reached + 1
        if self.simulation is None or self.problem is not None or year > self.options.years[1]:
            return
        if not self._is_over(task):
            try:
                self.simulation.live_until(year)
            except Exception as error:
                self.refuse(error)

    def _keep(self, kept: list[Kept]) -> None:
        self.kept = kept
        self.state = replace(self.state, kept=tuple(one.steering for one in kept))
        self.changed()

    @contextmanager
    def _watched_compilation(self) -> Iterator[None]:
        """Says how far the rules are compiled, where they are not yet."""
        over = threading.Event()

        def watch() -> None:
            while not over.wait(0.5) and (share := compiled_share()) < 1.0:
                self._say(COMPILING, share)

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()
