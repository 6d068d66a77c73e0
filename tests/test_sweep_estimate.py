"""What a sweep is said to take is near what was measured."""

import re
from pathlib import Path

import pytest

from sim.experiments.sweeps.estimate import SECONDS_TO_START, estimate
from sim.experiments.sweeps.plan import plan_sweep

PAGE = Path(__file__).parents[1] / "docs" / "sweeps.md"
GB = 10**9
SWEEP = """title: {{en: Trial, zh: 试验}}
why: To see.
scenario: baseline
design: grid
parameters: {{{parameter}: [{values}]}}
scale: {scale}
pause: {pause}
outcomes: [urban_share]
"""
OF_THE_YEARS, OF_THE_BASE_YEAR = ("move_cost_seat", "4, 8, 12"), ("seat_share_per_town", "-0.01, -0.005, 0")


@pytest.mark.parametrize(
    ("scale", "pause", "varied", "measured"),
    [
        (0.02, "ended", OF_THE_YEARS, 0.410), (0.02, "both", OF_THE_YEARS, 0.458), (0.1, "ended", OF_THE_YEARS, 0.651),
        (0.1, "both", OF_THE_YEARS, 0.806), (0.1, "both", OF_THE_BASE_YEAR, 0.931), (0.2, "both", OF_THE_YEARS, 1.424),
        (0.4, "both", OF_THE_YEARS, 3.087), (0.5, "both", OF_THE_YEARS, 2.147),
    ],
)  # fmt: skip
def test_memory_is_near_the_peak_of_a_worker(tmp_path, region, scale, pause, varied, measured):
    """Peak resident gigabytes of the one process of a sweep of the whole domain, one to three runs of 8 to 15 years."""
    path = tmp_path / "trial.yaml"
    parameter, values = varied
    path.write_text(SWEEP.format(parameter=parameter, values=values, scale=scale, pause=pause), encoding="utf-8")
    plan = plan_sweep(path, region)
    assert 0.95 < estimate(plan, workers=1).memory_bytes / (measured * GB) < 1.4
    assert estimate(plan, workers=2).memory_bytes == 2 * estimate(plan, workers=1).memory_bytes


def test_the_page_says_what_a_start_takes():
    found = re.search(r"^\| starting a process: .* \| (\d+) s \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert found and float(found[1]) == SECONDS_TO_START
