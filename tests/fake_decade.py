"""A decade in a few lines: counts of every unit as smooth functions of the fitted parameters, with luck."""

from dataclasses import replace

import numpy as np

from sim.experiments.calibration.moments import Counts, counted
from sim.experiments.calibration.priors import MIDDLE, NAMES, SPREAD
from sim.experiments.calibration.trials import Design
from sim.experiments.calibration.unit_surrogate import FELT, felt_by_units

SEEDS = (1, 2)
LUCK = 0.01


def of_one_seed(design, seed):
    """The same trials under one of their seeds."""
    at = design.seeds.index(seed)
    counts = Counts(*(field[:, at : at + 1] for field in design.counts))
    return replace(design, seeds=(seed,), counts=counts)


def fake_design(region, points, luck=LUCK, seed=0):
    """A design whose trials cost nothing; at the priors' middle it gives the censuses' urban shares."""
    census, rng = counted(region), np.random.default_rng(seed)
    felt = felt_by_units(region, np.vstack([points, MIDDLE]))
    spread = SPREAD[[NAMES.index(name) for name in FELT]]
    z = (felt[:-1] - felt[-1]) / spread
    noise = rng.normal(0.0, luck, (3, len(points), len(SEEDS), len(region.units)))
    residents = census.ages_2020.sum(axis=1)
    odds = np.log(census.urban / (residents - census.urban))
    logit = odds + (0.5 * z[..., 0] + 0.2 * z[..., 3] - 0.03 * z[..., 0] ** 2)[:, None] + noise[0]
    leaving = (-0.12 * z[..., 1] - 0.05 * z[..., 2] - 0.1 * z[..., 4] + 0.04 * z[..., 5])[:, None] + noise[1]
    ages = np.arange(18)
    young, old = np.exp(-(((ages - 4) / 2.0) ** 2)), np.exp(-(((ages - 9) / 4.0) ** 2))
    loss = -0.3 * z[..., 4][..., None] * young - 0.1 * z[..., 1][..., None] * old + 0.05 * z[..., 5][..., None] * old
    ages_2020 = census.ages_2020 * np.exp(loss[:, None] + 0.02 * leaving[..., None])
    shape = (len(points), len(SEEDS))
    return Design(points, SEEDS, 0.01, Counts(
        ages_2010=np.broadcast_to(census.ages_2010, (*shape, *census.ages_2010.shape)),
        ages_2020=ages_2020,
        urban=ages_2020.sum(axis=-1) / (1 + np.exp(-logit)),
        away=census.away.clip(1000) * np.exp(-leaving + 0.3 * z[..., 2][:, None]),
        registered_elsewhere=np.broadcast_to(census.registered_elsewhere, (*shape, len(residents))),
        families=np.broadcast_to(census.families, (*shape, len(residents))),
        family_members=np.broadcast_to(census.family_members, (*shape, len(residents))),
    ))  # fmt: skip
