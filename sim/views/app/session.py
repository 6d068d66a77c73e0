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

    # --- what a person asks for -----------------------------------------------------------------

    def open(self) -> None:
        """Builds both runs and lets them live to the year of the state."""
        problem = self.problem
        self._begin(self._build)
        self.problem = problem

    def refuse(self, error: Exception) -> None:
        """Says that something was not possible."""
        self.problem = error
        self.changed()

    def play(self) -> None:
        """Year after year until the last one, or until it is paused."""
        self._begin(self._play, PLAYING)

    def pause(self) -> None:
        """Ends the playing after the year at hand."""
        self._task += 1

    def step(self) -> None:
        """One more year; among finished ones, the next."""
        if self.state.shown < self.state.reached:
            self.show(self.state.shown + 1)
        elif self.state.reached < self.options.years[1]:
            self._begin(self._step)

    def reset(self) -> None:
        """Back to the base year. What was lived is kept, since it would come out the same."""
        self.pause()
        first = self.options.years[0]
        self.look_at(reached=first, shown=first)

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
        again = self.activity == PLAYING
        self.state = replace(self.state, steering=steering)
        self._begin(self._steer_and_play if again else self._steer)

    def live_in(self, **world: float | str) -> None:
        """Another seed, scale or answer to the pause: both runs anew, and those kept."""
        self.state = replace(self.state, **world)  # type: ignore[arg-type]
        self._begin(self._build)

    def keep(self) -> None:
        """Keeps the steered run beside those that follow."""
        if self.simulation is not None and len(self.kept) < MOST_KEPT:
            self._keep([*self.kept, Kept(self.state.steering, self._path())])

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
        self.state, self.kept = replace(state, language=self.state.language), []
        self.simulation = None
        self._begin(self._build)

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
        self.pause()
        self.changed = lambda: None

    # --- in the background ------------------------------------------------------------------------

    def _begin(self, work: Callable[[int], None], activity: str = RUNNING) -> None:
        """Starts some work in place of what goes on; the newest wins."""
        self._task += 1
        task, self.problem = self._task, None

        def run() -> None:
            with self._working:
                if not self._over(task):
                    try:
                        work(task)
                    except Exception as error:  # shown on the page; the session goes on
                        self.refuse(error)
                if task >= self._newest:
                    self._say(IDLE, 1.0)
                    self._look_ahead(task)

        self._newest = task
        self._say(activity, 0.0)
        threading.Thread(target=run, daemon=True).start()

    def _over(self, task: int) -> bool:
        return task != self._task

    def _say(self, activity: str, done: float) -> None:
        self.activity, self.done = activity, done
        self.changed()

    def _build(self, task: int) -> None:
        """Both runs in the world of the state, then those kept. The page shows the old ones until the new are ready."""
        state, first = self.state, self.options.years[0]
        until = min(max(state.reached, first), self.options.years[1])
        with self._watched_compilation():
            self._say(BUILDING, 0.0)
            if self.options.warming is not None:
                self.options.warming.join()
            fresh = Simulation(self.options, state)
            growing = self.simulation is None
            if growing:
                self.state = replace(state, reached=first, shown=first)
                self.simulation = fresh
            for year in range(first + 1, until + 1):
                if self._over(task):
                    return
                fresh.live_until(year)
                if growing:
                    self.state = replace(self.state, reached=year, shown=min(year, state.shown))
                self._say(RUNNING, (year - first) / (until - first))
        self.simulation = fresh
        self.kept = [Kept(steering, fresh.path_of(steering, state, until)) for steering in state.kept]

    def _steer(self, task: int) -> None:
        """The steered run under the levers of the state; the page shows the old one until it has caught up."""
        if self.simulation is None:
            self._build(task)
            return
        arm, scenario = self.simulation.arm(self.state)
        begun = arm.model.year
        for year in range(begun + 1, self.state.reached + 1):
            if self._over(task):
                return
            self.simulation.live_until(year, arm)
            self._say(RUNNING, (year - begun) / (self.state.reached - begun))
        self.simulation.take(self.state, arm, scenario)

    def _steer_and_play(self, task: int) -> None:
        self._steer(task)
        self._play(task)

    def _step(self, task: int) -> None:
        if self.simulation is None:
            self._build(task)
            return
        year = self.state.reached + 1
        self.simulation.live_until(year)
        self.look_at(reached=year, shown=year)

    def _play(self, task: int) -> None:
        if self.simulation is None:
            self._build(task)
        while self.state.reached < self.options.years[1] and not self._over(task):
            began = time.monotonic()
            self._say(PLAYING, 0.0)
            self._step(task)
            time.sleep(max(SECONDS_A_YEAR - (time.monotonic() - began), 0.0))

    def _look_ahead(self, task: int) -> None:
        """Lives the next year while nobody asks for anything, so that it is there at once when somebody does."""
        year = self.state.reached + 1
        if self.simulation is not None and self.problem is None and year <= self.options.years[1]:
            if not self._over(task):
                try:
                    self.simulation.live_until(year)
                except Exception as error:
                    self.refuse(error)

    def _path(self) -> pd.DataFrame:
        assert self.simulation is not None
        return self.simulation.steered.path(self.state.reached)

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
