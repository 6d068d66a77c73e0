"""What a run would give at values that were not tried: Gaussian processes over a design of runs.

One process for each output over the parameters in prior spreads, on what a plane leaves. The luck
of the seeds is noise to it; `sd` is how far off the expectation may be, without luck.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Any

import numpy as np

AT_ONCE = 4000  # points predicted at a time
LENGTHS = (0.3, 60.0)  # prior spreads
MISSING = "this needs scikit-learn: pip install 'xiancheng[calibrate]'"


class EmulatorError(RuntimeError):
    """No emulator can be made."""


@dataclass(eq=False)
class Emulator:
    """Fitted to `points` (trials, parameters), in prior spreads, and `outputs` (trials, outputs)."""

    points: np.ndarray
    outputs: np.ndarray
    plane: np.ndarray = field(init=False)
    scale: np.ndarray = field(init=False)
    processes: list[Any] = field(init=False)
    luck: np.ndarray = field(init=False)  # variance of what luck and roughness add to one output of a trial

    def __post_init__(self) -> None:
        if len(self.points) < 2 * self.points.shape[1]:
            raise EmulatorError(f"{len(self.points)} trials are too few for {self.points.shape[1]} parameters")
        self.plane, *_ = np.linalg.lstsq(_with_one(self.points), self.outputs, rcond=None)
        left = self.outputs - _with_one(self.points) @ self.plane
        self.scale = np.maximum(left.std(axis=0), 1e-12)
        self.processes = [_process(self.points, column) for column in (left / self.scale).T]
        self.luck = np.array([
            scale**2 * process.kernel_.k2.noise_level
            for scale, process in zip(self.scale, self.processes, strict=True)
        ])  # fmt: skip

    def mean(self, points: np.ndarray) -> np.ndarray:
        """Expected outputs, (points, outputs)."""
        bumps = np.concatenate([
            np.stack([process.predict(part) for process in self.processes], axis=1) for part in _parts(points)
        ])  # fmt: skip
        return _with_one(points) @ self.plane + bumps * self.scale

    def mean_and_sd(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Expected outputs and how far off they may be, both (points, outputs)."""
        means, variances = [], []
        for part in _parts(points):
            both = [process.predict(part, return_std=True) for process in self.processes]
            means.append(np.stack([mean for mean, _ in both], axis=1))
            variances.append(np.stack([sd**2 for _, sd in both], axis=1))
        variance = np.concatenate(variances) * self.scale**2
        mean = _with_one(points) @ self.plane + np.concatenate(means) * self.scale
        return mean, np.sqrt(np.maximum(variance - self.luck, 1e-18))

    def held_out(self) -> tuple[np.ndarray, np.ndarray]:
        """Each trial from all the others, with its luck: mean and standard deviation (trials, outputs).

        The lengths are those of the whole fit; the plane counts as known.
        """
        mean, sd = np.empty_like(self.outputs), np.empty_like(self.outputs)
        for output, process in enumerate(self.processes):
            inverse = np.linalg.inv(process.L_ @ process.L_.T)
            left = (self.outputs - _with_one(self.points) @ self.plane)[:, output]
            mean[:, output] = self.outputs[:, output] - (inverse @ left) / np.diag(inverse)
            sd[:, output] = self.scale[output] / np.sqrt(np.diag(inverse))
        return mean, sd


def _with_one(points: np.ndarray) -> np.ndarray:
    return np.concatenate([np.ones((len(points), 1)), points], axis=1)


def _parts(points: np.ndarray) -> list[np.ndarray]:
    return np.array_split(points, max(-(-len(points) // AT_ONCE), 1))


def _process(points: np.ndarray, output: np.ndarray) -> Any:
    try:
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
    except ImportError:
        raise EmulatorError(MISSING) from None
    start = np.full(points.shape[1], 4.0)
    kernel = ConstantKernel(1.0, (1e-3, 1e4)) * RBF(start, LENGTHS) + WhiteKernel(0.05, (1e-6, 1.0))
    with warnings.catch_warnings():
        # A length at its bound is an input that does not matter.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return GaussianProcessRegressor(kernel, random_state=0).fit(points, output)
