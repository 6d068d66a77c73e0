"""The model fitted to the censuses of 2010 and 2020: waves of history matching, then a posterior ensemble.

Each wave runs a design of trials, emulates it, and rules out what no error explains; the next
wave's trials are drawn from what is left. The ensemble is drawn from the posterior under the last
emulator; part of its members are run, and all are weighed by an emulator that knows those runs too.
This is a fit, not a test: the same figures are not shown as a success of the model elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...region import Region, load_region
from ..run import Progress
from .history_matching import CUT, Wave, not_ruled_out
from .likelihood import Likelihood, posterior_draws, with_prior
from .priors import NAMES, drawn_evenly, values_of
from .recovery import Recovery, recover
from .targets import targets_of
from .trials import SCALE, SEED, SEEDS, Design, run_design, run_truths, write_arrays

TRIALS = 128  # a wave
WAVES = 2
MEMBERS = 256
VERIFIED = 64  # members that are run, to check and to sharpen the emulator they were drawn from
RECOVERED = 64
CLOUD = 3000  # points that stand for what is not ruled out
OWN_SEEDS = 1001  # from here on: the seeds of the members that stand for the world


@dataclass(frozen=True, eq=False)
class WaveResult:
    """One wave and what it leaves: points not ruled out by it and the waves before, in prior spreads."""

    wave: Wave
    left: np.ndarray
    share: float


@dataclass(frozen=True, eq=False)
class Calibration:
    """Everything a fit came to. `members` are values, run as `runs`; `weights` add up to one."""

    region: Region
    waves: list[WaveResult]
    final: Wave  # the last wave's emulator, of the verified members' runs too
    members: np.ndarray
    weights: np.ndarray
    runs: Design  # of the first members
    shipped: Design  # one trial: the values that the region has now
    recovery: Recovery

    @property
    def run_weights(self) -> np.ndarray:
        """Weights of the members that were run, adding up to one."""
        weights = self.weights[: len(self.runs)]
        return weights / weights.sum()

    @property
    def effective(self) -> float:
        """How many equal members the weights are worth."""
        return float(1 / (self.weights**2).sum())


def calibrate(
    folder: Path, *, scale: float = SCALE, trials: int = TRIALS, waves: int = WAVES, members: int = MEMBERS,
    verified: int = VERIFIED, seeds: int = len(SEEDS), recovered: int = RECOVERED, workers: int | None = None,
    region: str = "sichuan", progress: Progress | None = None,
) -> Calibration:  # fmt: skip
    """Fits the parameters of `priors.PRIORS`; trials are kept in `folder`, and made once."""
    place = load_region(region)
    luck = tuple(range(1, seeds + 1))
    total, before = waves * trials + verified + 1, 0
    tell = progress or (lambda done, message: None)

    def runs(points: np.ndarray, stage: str) -> Design:
        nonlocal before
        done_before = before
        before += len(points)
        return run_design(
            points, seeds=luck, scale=scale, region=region, folder=folder / "trials", workers=workers,
            tell=lambda done, of: tell(0.9 * (done_before + done) / total, f"{stage} {done}/{of}"),
        )  # fmt: skip

    results: list[WaveResult] = []
    spreads = drawn_evenly(trials, SEED)
    for number in range(1, waves + 1):
        if results:
            spreads = results[-1].left[:trials]
        design = runs(values_of(spreads), f"wave {number}")
        results.append(_narrowed(place, design, results, number, folder))
    chosen = _drawn(results, members, folder)
    member_runs = runs(values_of(chosen[:verified]), "members")
    shipped = runs(np.array([[place.fitted.get(name, 0.0) for name in NAMES]]), "values")
    last = results[-1].wave
    final = Wave(place, last.design.and_(member_runs), targets_of(place))
    weights = _weights(last, final, chosen)
    truths = run_truths(
        values_of(chosen[:recovered]), first_seed=OWN_SEEDS, scale=scale, region=region, folder=folder / "trials",
        workers=workers, tell=lambda done, of: tell(0.9 + 0.05 * done / of, f"truths {done}/{of}"),
    )  # fmt: skip
    recovery = recover(
        final, truths, chosen,
        tell=lambda done, of: tell(0.95 + 0.05 * done / of, f"recovery {done}/{of}"),
    )
    return Calibration(place, results, final, values_of(chosen), weights, member_runs, shipped, recovery)


def _narrowed(
    region: Region, design: Design, before: list[WaveResult], number: int, folder: Path
) -> WaveResult:
    """The wave of a design: with it, earlier trials that are not ruled out by the waves so far."""
    for earlier in before[1:]:
        old = earlier.wave.design
        kept = np.max([each.wave.implausibility(old.points) for each in before], axis=0) <= CUT
        fresh = ~(old.points[:, None, :] == design.points[None, :, :]).all(axis=2).any(axis=1)
        design = design.and_(old.of(kept & fresh))
    wave = Wave(region, design, targets_of(region))

    def make() -> dict[str, np.ndarray]:
        left = not_ruled_out([*(each.wave for each in before), wave], number=CLOUD, seed=SEED + number)
        return {"left": left.some(CLOUD), "share": np.array(left.share)}

    kept_points = _remembered(folder, f"left-{number}", design, make)
    return WaveResult(wave, kept_points["left"], float(kept_points["share"]))


def _drawn(results: list[WaveResult], members: int, folder: Path) -> np.ndarray:
    """Draws from the posterior under the last emulator, as many as there are to be members."""
    wave = results[-1].wave

    def make() -> dict[str, np.ndarray]:
        draws = posterior_draws(with_prior(Likelihood(wave, wave.targets)), results[-1].left, seed=SEED)
        different = np.unique(draws, axis=0)
        chosen = np.random.default_rng(SEED).choice(len(different), members, replace=False)
        return {"members": different[chosen]}

    return _remembered(folder, f"members-{members}", wave.design, make)["members"]


def _remembered(
    folder: Path, name: str, design: Design, make: Callable[[], dict[str, np.ndarray]]
) -> dict[str, np.ndarray]:
    """What `make` gives, kept beside the trials it follows from: a fit goes on with the points it began with.

    An emulator need not come out bit for bit the same on other processors.
    """
    about = hashlib.sha256(design.points.tobytes() + design.counts.urban.tobytes()).hexdigest()[:20]
    path = folder / f"{name}-{about}.npz"
    if not path.is_file():
        write_arrays(path, make())
    with np.load(path) as arrays:
        return {key: arrays[key] for key in arrays.files}


def _weights(drawn_from: Wave, final: Wave, spreads: np.ndarray) -> np.ndarray:
    """How much likelier each member is under the final emulator than under the one it was drawn from."""
    logs = Likelihood(final, final.targets)(spreads) - Likelihood(drawn_from, drawn_from.targets)(spreads)
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()
