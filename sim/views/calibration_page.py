"""The page of the fit: `python -m sim.views.calibration_page FOLDER` ships a fit and writes it up.

Without a folder the page and its pictures are made anew from the tables in docs/calibration.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pandas as pd

from ..posterior import NAME as ENSEMBLE
from ..region import DATA
from .calibration_plots import draw_fit
from .calibration_report import figure, moment_label, rows_of
from .markdown import table, write_pages

DOCS = Path(__file__).parents[2] / "docs"
RECORD = DOCS / "calibration"
PAGE = "calibration.md"
COMMAND = "python -m sim.views.calibration_page"
TRADES = 0.5  # correlation of a pair that trades off, at least
# How long a fit takes, from one that was timed whole (7.7 minutes at scale 0.01): seconds a run on one core, and
# minutes for all that is no run.
RUN_SECONDS, CORES, OTHER_MINUTES = 1.2, 2, 1

_HEAD = """\
# Calibration

Written by `{command}` from the tables in [calibration](calibration/); do not edit. `xiancheng calibrate` makes
the fit: {runs} runs of 2010–2020 at scale {scale:g}, {seeds} seeds of luck a trial, by their length some {minutes}
minutes on two free cores; interrupted, it goes on with the same command. This is a fit, not a test: the same figures
are not shown as a success of the model elsewhere.

**How.** Ten parameters are free; everything else stays at its declared value. Each *wave* runs a design of trials on
common random numbers, emulates every domain moment by a Gaussian process and every county's urban share by a
quadratic, and rules out the points at which some moment lies more than {cut:g} standard deviations from the censuses,
with the errors of observation, model (discrepancy), emulator and luck taken together. The next wave's trials are drawn
from what is left. The posterior under the last emulator gives {members} members; {members_run} of them were run, and
all are weighed by an emulator that knows those runs too (worth {effective:.0f} equal members). They ship as
`ensemble.csv` beside the region's data.

**What a run uses without an ensemble.** {stands}

After {waves} waves {share:.2g} of the prior is not ruled out.
"""
_STANDS = (
    "The values fitted before stay in use: at their worst moment they lie {worst:.1f} standard deviations from the "
    "censuses, and a change would move every figure for a difference that the censuses cannot see."
)
_FALLS = "The member nearest to the middle of the posterior: the values fitted before are ruled out ({worst:.1f} s.d.)."


def page(record: Path = RECORD) -> str:
    """The whole page, Markdown, from the tables of a fit."""
    about = json.loads((record / "record.json").read_text("utf-8"))
    frames = {path.stem: pd.read_csv(path) for path in record.glob("*.csv")}
    worst = about["shipped_implausibility"]
    stands = (_STANDS if worst <= about["cut"] else _FALLS).format(worst=worst)
    minutes = round(about["runs"] * RUN_SECONDS / CORES / 60 + OTHER_MINUTES)
    head = _HEAD.format(
        command=COMMAND, runs=about["runs"], scale=about["scale"], seeds=len(about["luck_seeds"]), cut=about["cut"],
        minutes=minutes, members=about["members"], members_run=about["members_run"],
        effective=about["effective_members"], stands=stands, waves=len(about["trials"]),
        share=about["not_ruled_out"][-1],
    )  # fmt: skip
    return "\n".join([
        head, _implausibility(frames["waves"]), _moments(frames["moments"], about),
        _parameters(frames["parameters"], frames["correlations"]), _emulator(frames["emulator"]),
        _recovery(frames["recovery"], about), _files(about),
    ])  # fmt: skip


def _implausibility(waves: pd.DataFrame) -> str:
    rows = [
        (str(row.wave), str(row.trials), f"{row.not_ruled_out:.2g}", f"{row.unit_error_logit:.3f}")
        for row in rows_of(waves)
    ]
    heads = ("wave", "trials in the emulator", "share of the prior not ruled out", "counties' held-out error, logits")
    return table(heads, rows) + (
        "\n![Implausibility](pictures/calibration/implausibility.png)\n\n"
        "For every pair of parameters, across three prior spreads either way: below the diagonal the least "
        "implausibility found in each square, above it the share of the prior there that is not ruled out.\n"
    )


def _moments(moments: pd.DataFrame, about: dict[str, Any]) -> str:
    rows = []
    for row in rows_of(moments):
        errors = (figure(row.observation_sd), figure(row.discrepancy_sd)) if row.fitted else ("", "")
        rows.append((
            moment_label(str(row.moment), "en"), figure(row.observed), *errors, figure(row.shipped),
            f"{figure(row.posterior)} ({figure(row.posterior_low)} – {figure(row.posterior_high)})",
            f"{row.missed_sd:+.1f}" if row.fitted else "not fitted",
        ))  # fmt: skip
    heads = (
        "moment", "observed", "observation s.d.", "discrepancy s.d.", "in use", "posterior (90 %)", "missed by, s.d."
    )  # fmt: skip
    unit, left = about["discrepancy"], about["unit_residuals"]
    missed = "; ".join(f"{name} {value:.2f}" for name, value in about["unit_error_pp"].items())
    return (
        "## What was asked, and what was reached\n\n" + table(heads, rows)
        + "\n![Moments](pictures/calibration/moments.png)\n\n"
        "Members away rest on a registered population that is published for 2010 only and carried to 2020 by the "
        "province's total: the observation may be off by 5 %. The cohorts aged 0–9 in 2010, residents registered "
        "elsewhere and household size are shown and not fitted: the youngest were undercounted, and the other two "
        "follow from what is not free. Neighbouring cohorts err alike.\n\n"
        f"Every county's urban share, against the domain's, is fitted with a discrepancy of "
        f"{100 * unit['unit_urban_share']:g} percentage points, correlated {unit['alike_in_prefecture']:g} within a "
        f"prefecture; what the fit leaves has a spread of {left['sd_pp']:.1f} points and a correlation of "
        f"{left['alike_in_prefecture']:.2f}. Mean absolute error in sample, percentage points: {missed}. Counties' "
        "residents are not "
        "fitted. The full covariances: [domain](calibration/covariance_domain.csv), "
        "[counties](calibration/covariance_units.csv).\n"
        "\n![Counties](pictures/calibration/units.png)\n"
    )


def _parameters(parameters: pd.DataFrame, correlations: pd.DataFrame) -> str:
    rows = [
        (f"`{row.parameter}`", f"{row.prior:g} ± {row.prior_sd:g}", f"{row.posterior:.3g} ± {row.posterior_sd:.2g}",
         f"{row.low:.3g} – {row.high:.3g}", f"{row.posterior_over_prior:.2f}", row.pinned, f"{row.shipped:.3g}")
        for row in rows_of(parameters)
    ]  # fmt: skip
    heads = ("parameter", "prior", "posterior", "90 %", "posterior / prior spread", "pinned down", "in use")
    pairs = correlations[correlations["correlation"].abs() >= TRADES]
    pairs = pairs.reindex(pairs["correlation"].abs().sort_values(ascending=False).index)
    trades = [f"`{row.one}` and `{row.other}` ({row.correlation:+.2f})" for row in rows_of(pairs)]
    said = f"Pairs that trade off (correlation of at least {TRADES:g} in the posterior): {'; '.join(trades) or 'none'}."
    not_pinned = [f"`{row.parameter}`" for row in rows_of(parameters) if row.pinned == "no"]
    silent = f"The data say little of {', '.join(not_pinned)}: their priors decide." if not_pinned else ""
    return (
        "## What the data pin down\n\n" + table(heads, rows)
        + "\n![Posterior](pictures/calibration/posterior.png)\n\n"
        f"{said} {silent} The middle of the priors was known from "
        "earlier fits to the same censuses; they are wide against what the data say except for workers away, "
        "reconsideration and return.\n"
    )


def _emulator(emulator: pd.DataFrame) -> str:
    last = emulator[emulator["wave"] == emulator["wave"].max()]
    rows = [
        (moment_label(str(row.moment), "en"), f"{row.error:.4f}", f"{row.sd:.4f}", f"{row.luck_sd:.4f}",
         f"{row.target_sd:.4f}", f"{100 * row.covered_90:.0f} %")
        for row in rows_of(last)
    ]  # fmt: skip
    heads = ("moment", "held-out error", "held-out s.d.", "luck, s.d.", "target's s.d.", "held-out in 90 %")
    return (
        "## How good the emulator is\n\nEvery trial of the last wave foretold from all others, as compared (logit of "
        "the urban share, logarithms of totals, ratios).\n\n" + table(heads, rows)
    )


def _recovery(recovery: pd.DataFrame, about: dict[str, Any]) -> str:
    rows = [
        (f"`{row.parameter}`", str(row.trials), f"{100 * row.covered:.0f} %", str(row.at_bound))
        for row in rows_of(recovery)
    ]
    found = about["recovery"]
    return (
        "## Recovery of known parameters\n\n"
        f"{found['trials']} members stand for the world one at a time: each is run once more under a seed of its own, "
        "and its counts, with the error of observation and no discrepancy, are the data. What is held before is the "
        "posterior the members were drawn from; the emulator is made without the runs of the member's group. The 90 % "
        "intervals hold "
        f"**{100 * found['pooled']:.0f} %** of all parameter-trials.\n\n"
        + table(("parameter", "trials", "covered", "at a bound of its prior, apart"), rows)
        + "\n![Recovery](pictures/calibration/recovery.png)\n"
    )


def _files(about: dict[str, Any]) -> str:
    return (
        "## The record\n\n"
        f"Figures `{about['region_figures'][:12]}`, compiled sources `{about['source_digest'][:12]}`, world seed "
        f"{about['world_seed']}, luck seeds {', '.join(map(str, about['luck_seeds']))}, design seed "
        f"{about['design_seed']}. In [calibration](calibration/): `record.json`, moments and counties, covariances, "
        "parameters, correlations, emulator, waves, implausibility, recovery trial by trial.\n"
    )


def main(folder: Path | None) -> None:
    """Ships the fit in `folder`, if one is given, and writes page and pictures."""
    if folder is not None:
        from ..experiments.calibration.shipping import ship

        ship(folder)
        RECORD.mkdir(exist_ok=True)
        for path in (*folder.glob("*.csv"), folder / "record.json"):
            if path.name != ENSEMBLE:
                shutil.copyfile(path, RECORD / path.name)
    draw_fit(RECORD, DATA / "sichuan" / ENSEMBLE, DOCS / "pictures" / "calibration")
    for path in write_pages({PAGE: page()}, DOCS):
        print(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
