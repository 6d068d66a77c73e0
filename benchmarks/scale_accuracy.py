"""How close a smaller scale comes to simulating every household: urban shares against scale 1.

    python -m benchmarks.scale_accuracy [--scale 0.1] [--seeds 6] [--year 2027]

Every seed draws both the sample of households and the luck of the run; scale 1 is run
once. Prints the error of the domain's share and of the counties' shares.
"""

from __future__ import annotations

import argparse

import numpy as np

from sim.experiments.run import run


def unit_shares(scale: float, seed: int, year: int) -> tuple[float, np.ndarray]:
    """Urban share of the domain and of every unit in a year, percent."""
    result = run("baseline", scale=scale, luck_seed=seed, world_seed=seed, years=(2020, year), pause="ended")
    frame = result.frames["ended"]
    last = frame[frame["year"] == year]
    return (
        100 * last["urban_residents"].sum() / last["residents"].sum(),
        100 * (last["urban_residents"] / last["residents"]).to_numpy(),
    )


def main() -> None:
    """Runs and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("--seeds", type=int, default=6)
    parser.add_argument("--year", type=int, default=2027)
    options = parser.parse_args()
    domain, units = unit_shares(1.0, 1, options.year)
    print(f"scale 1: {domain:.3f} % in {options.year}")
    errors, unit_errors = [], []
    for seed in range(1, options.seeds + 1):
        here, here_units = unit_shares(options.scale, seed, options.year)
        errors.append(here - domain)
        unit_errors.append(here_units - units)
        print(f"scale {options.scale}, seed {seed}: {here:.3f} % ({here - domain:+.3f} pp)")
    spread = np.sqrt(np.mean(np.square(unit_errors), axis=0))
    print(f"domain: root mean square error {np.sqrt(np.mean(np.square(errors))):.3f} pp; 95 % of seeds within "
          f"{np.quantile(np.abs(errors), 0.95):.3f} pp")
    print(f"counties: root mean square error, median county {np.median(spread):.2f} pp, largest {spread.max():.2f} pp")


if __name__ == "__main__":
    main()
