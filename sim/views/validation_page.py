"""The page of the validation: `python -m sim.views.validation_page FOLDER` keeps a validation and writes it up.

Without a folder the page is made anew from the tables in docs/validation.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from ..experiments.replications.studies import STUDIES
from ..experiments.validation.folds import SEED
from ..experiments.validation.validate import BENCHMARK, MODEL
from ..manifest import manifest_of
from ..verification import verify
from .markdown import table, write_pages
from .strings import text
from .validation_guesses import GUESSES, WHY
from .validation_plots import unit_name, worst
from .validation_report import profile_cells, span, study_cells

DOCS = Path(__file__).parents[2] / "docs"
RECORD = DOCS / "validation"
PAGE = "validation.md"
COMMAND = "python -m sim.views.validation_page"
KEPT = ("kind", "command", "sealed", "released", "bars", "run_id", "identity")
WORST = 10
# Counties whose share rose most, or fell, between the censuses.
OUTLIERS = ("石棉县", "汉源县", "金堂县", "仪陇县", "丹棱县", "美姑县")
TWIN, NESTED = "logit_model_covariates", "nested_selection"
# As first published for these data, all 128 units: mean absolute error and CRPS, percentage points.
PUBLISHED = {
    "persistence": "13.2", "mean_gain": "4.88 (3.56)", "logit_share": "4.68 (3.43)", "logit_five": "4.45 (3.23)",
    "linear_five": "4.25 (3.12)", "linear_minority": "3.91 (2.94)", "nested_selection": "4.3",
}  # fmt: skip

_HEAD = """\
# Validation

Written by `{command}` from the tables in [validation](validation/); do not edit. `{made_by}` makes them:
{trials} trials of 2010–2020 under {seeds} seeds of luck and {members} members run on to 2027 at scale {scale:g},
replications at {replay_scale:g}. What was run before is kept; interrupted, it goes on with the same command.

What counts is what the model was *not* fitted to. All figures are percentage points of urban share unless said
otherwise; *skill* is 1 − CRPS / the best CRPS of the forecasts that need no model, so below nothing where one of them
is better.

{bars}
{verdict}
"""
_BACKTEST = """\
## Counties: 2020 from 2010

Each prefecture is predicted from the others. One design of runs is reweighted for each: the held-out counties are left
out of every moment (their urban share, residents, members away and cohorts alike), the priors of slope and shifters
are centred on nothing, and the error of a single county is estimated on the training counties alone. A test shuffles
the outcomes of the held-out counties: their predictions do not change by a bit. Figures of 2020 other than the outcome
of training counties are never read, but for the minority share of Tongjiang, for which 2010 has none.

**Sealed.** {sealed} ({sealed_units} counties) were drawn by the seed {seed} among the prefectures with no county that
is discussed as an outlier wherever the data are described. They enter no fit and no score of this section, and stay
unopened until a release scores them with `--release`; the scores here are of the {open_units} open counties. (The
calibration that ships, which the later sections use, has seen all 128.)

{table}
The forecasts without a model on all 128 counties, beside the figures first published for these data. Which five
covariates those used is not recorded; ours are the share of 2010 with non-agricultural hukou, registered over resident
population, farm employment and ages 65 and over.

{published}
![Predicted and observed](validation/predicted.png)

![Map of errors](validation/errors.png)

![Coverage](validation/coverage.png)

### Where it errs

{errs}
The {number} largest errors, with a guess why; the guesses come from general knowledge and were not tested.

{worst}
{others}
"""
_HOLD_OUT = """\
## The county domain in 2023 and 2027

Posterior members (`ensemble.csv`, digest {posterior}), fitted to 2010–2020 only, run on from 2010 under the levers of
history; the trend of the pull of towns (N(0, 0.02) logits a year) and reclassification from 2021 (0.05–0.35 points a
year) are drawn from their priors. The Decision said in November 2023 that the domain stood below 45 %. {naive}

{table}
**No claim is made to have predicted the slowdown.** Without a pause the model gives 43.5–45 % in 2023 a probability
of {no_pause:.0%}. A pause of moves in 2021–23 (a factor of 0.5 to 1, evenly likely) is *declared*, not fitted;
"below 45 %" then serves as a filter on it and counts for nothing else. What follows 2023 is shown
with the pause ending and staying.

![The domain run on](validation/hold_out.png)

Context, not a test: the province's published share rose by {province} points in 2021 and 2022; the domain's median by
{domain}.
"""
_PROFILES = """\
## Who leaves, who stays, how they live

Simulated: the values that ship, mean of two seeds. Cohorts from age 10 on, residents, members away and the urban share
are fitted; the rest is not. Members away rest on a carried registered population (assumed, within 5 %).

{table}
![Cohorts](validation/cohorts.png)
"""
_REPLICATIONS = """\
## Published effects, replayed

The rule was stated before anything was run: an effect passes if it has the published sign and between half and double
the published size; where only a sign is published, if its 90 % interval over counties lies on that side of nothing.
Nothing is fitted to these figures. One seed of luck; the interval at a parent's 60th year is narrow about nothing: with
half the households it held it. **{passed} of {all} pass.**

{table}
"""


def page(record: Path = RECORD) -> str:
    """The whole page, Markdown, from the tables of a validation."""
    about = json.loads((record / "record.json").read_text("utf-8"))
    frames = {path.stem: pd.read_csv(path, encoding="utf-8-sig") for path in sorted(record.glob("*.csv"))}
    settings = about["identity"]["settings"]
    head = _HEAD.format(
        command=COMMAND, made_by=about["command"], bars=_bars(about, frames["backtest"]),
        verdict=_verdict(frames["backtest"]),
        **{**settings, "seeds": len(settings["seeds"])},
    )  # fmt: skip
    parts = (head, _backtest(about, frames), _hold_out(about, frames), _profiles(frames), _replications(frames))
    return "\n".join(parts)


def _bars(about: dict[str, Any], backtest: pd.DataFrame) -> str:
    ours = _row(backtest, "open", MODEL)
    figures = {
        "no_worse": f"{ours['difference_mae']:+.2f}", "coverage_80": f"{ours['coverage_80']:.1%}",
        "coverage_95": f"{ours['coverage_95']:.1%}", "crps": f"{ours['crps']:.2f}",
        "better": f"{ours['difference_mae_low']:+.2f} … {ours['difference_mae_high']:+.2f}",
    }  # fmt: skip
    required = ("no_worse", "coverage_80", "coverage_95")
    rows = [
        (text(f"bar_{name}", "en"), text("bar_required" if name in required else "bar_aim", "en"), figure,
         text("bar_met" if about["bars"][name] else "bar_missed", "en"))
        for name, figure in figures.items()
    ]  # fmt: skip
    return table(("bar", "", "ours", "verdict"), rows)


def _verdict(backtest: pd.DataFrame) -> str:
    ours, twin, nested = (_row(backtest, "open", name) for name in (MODEL, TWIN, NESTED))
    return (
        "In short: across counties the model tells about as much as statistics can honestly promise, and no more. A "
        f"regression whose covariates are chosen inside each fold has a mean error of {nested['mae']:.2f} (CRPS "
        f"{nested['crps']:.2f}), the model {ours['mae']:.2f} ({ours['crps']:.2f}); a logit on the same four covariates "
        f"that the model reads, chosen in hindsight, {twin['mae']:.2f} ({twin['crps']:.2f}), so that the model's skill "
        f"is {ours['skill']:+.2f}. What distances, ages and households add to single counties is not seen in the data: "
        "use county figures with their intervals, and differences between policies before levels."
    )


def _backtest(about: dict[str, Any], frames: dict[str, pd.DataFrame]) -> str:
    backtest, units = frames["backtest"], frames["units"]
    parts = [_scores(backtest[backtest["sample"] == "open"])]
    if about["released"]:
        parts += ["**The sealed counties, opened for a release:**\n", _scores(backtest[backtest["sample"] == "sealed"])]
    whole = backtest[backtest["sample"] == "all"]
    rows = [
        (text(f"forecast_{row['forecast']}", "en"), f"{row['mae']:.2f} ({row['crps']:.2f})",
         PUBLISHED.get(row["forecast"], ""))
        for row in whole.to_dict("records")
    ]  # fmt: skip
    number = len(units)
    return _BACKTEST.format(
        sealed=", ".join(about["sealed"]), sealed_units=int(whole["units"].iloc[0]) - number, seed=SEED,
        open_units=number, table="\n".join(parts), errs=_errs(units), number=WORST, worst=_worst(units),
        others=_others(units),
        published=table(("forecast", "MAE (CRPS), ours", "as published"), rows),
    )  # fmt: skip


def _scores(rows: pd.DataFrame) -> str:
    heads = ("forecast", "MAE", "CRPS", "in 80 %", "in 95 %", "MAE less that of the five-covariate logit (90 %)",
             "CRPS less (90 %)", "skill")  # fmt: skip
    cells = []
    for row in rows.to_dict("records"):
        against = [
            "" if row["forecast"] == BENCHMARK
            else f"{row[f'difference_{of}']:+.2f} ({row[f'difference_{of}_low']:+.2f} … "
            f"{row[f'difference_{of}_high']:+.2f})"
            for of in ("mae", "crps")
        ]  # fmt: skip
        name = text(f"forecast_{row['forecast']}", "en")
        cells.append((
            f"**{name}**" if row["forecast"].startswith(MODEL) else name, f"{row['mae']:.2f}", f"{row['crps']:.2f}",
            f"{row['coverage_80']:.0%}", f"{row['coverage_95']:.0%}", *against, f"{row['skill']:+.2f}",
        ))  # fmt: skip
    return table(heads, cells)


def _errs(units: pd.DataFrame) -> str:
    by = units.groupby("prefecture")["error"]
    mean = by.mean()[by.size() >= 3].sort_values()

    def told(errors: pd.Series) -> str:
        return ", ".join(f"{name} {error:+.1f}" for name, error in zip(errors.index, errors.to_numpy(), strict=True))

    return (
        f"By prefecture (three counties or more), predicted less observed: too low in {told(mean.head(3))}; too "
        f"high in {told(mean.tail(3).iloc[::-1])}. Counties of one prefecture err together; nothing in the census of "
        "2010 tells these apart, and a Gaussian process over place, tried once, was not shown to make the errors "
        "smaller."
    )


def _worst(units: pd.DataFrame) -> str:
    rows = [
        (f"{unit_name(unit, 'en')} {unit['name_zh']}", unit["prefecture"], f"{100 * unit['share_2010']:.1f}",
         f"{100 * unit['observed']:.1f}", f"{100 * unit['predicted']:.1f}", f"{unit['error']:+.1f}",
         GUESSES.get(unit["name_zh"], "none"))
        for unit in worst(units, WORST).to_dict("records")
    ]  # fmt: skip
    return table(("county", "prefecture", "2010", "2020", "predicted", "error", "a guess"), rows)


def _others(units: pd.DataFrame) -> str:
    """Counties that stand out in the data and are not among the worst."""
    shown = set(worst(units, WORST)["name_zh"])
    rest = units[units["name_zh"].isin(OUTLIERS) & ~units["name_zh"].isin(shown)]
    told = ", ".join(
        f"{unit_name(unit, 'en')} {unit['error']:+.1f} ({GUESSES.get(unit['name_zh'], 'no guess')})"
        for unit in rest.to_dict("records")
    )
    return f"Others that stand out in the data: {told}."


def _hold_out(about: dict[str, Any], frames: dict[str, pd.DataFrame]) -> str:
    rows = [
        (text(f"reading_{row['reading']}", "en"), f"{row['members']:.0f}", span(row, "2023"),
         f"{row['p_nearly_45']:.2f}", f"{row['p_below_2020']:.2f}", span(row, "2027"), f"{row['p_48_in_2027']:.2f}")
        for row in frames["hold_out"].to_dict("records")
    ]  # fmt: skip
    rules = frames["rules_of_thumb"]
    shares = dict(zip(zip(rules["rule"], rules["year"], strict=True), rules["urban_share"], strict=True))
    named = {"linear": "a straight line", "constant_urgd": "a constant urban–rural growth difference",
             "un_urgd": "the United Nations' regressed one"}  # fmt: skip
    naive = "; ".join(
        f"{name} gives {100 * shares[rule, 2023]:.1f} in 2023 and {100 * shares[rule, 2027]:.1f} in 2027"
        for rule, name in named.items()
    )
    heads = ("reading", "members", "2023, median (80 %)", "P(43.5 ≤ u < 45)", "P(u < 42.92)", "2027, median (80 %)",
             "P(u ≥ 48 in 2027)")  # fmt: skip
    context = frames["province"]
    told = {
        column: " and ".join(f"{gain:.2f}" for gain in context[column])
        for column in ("province_gain", "domain_gain_no_pause", "domain_gain_ended")
    }
    return _HOLD_OUT.format(
        posterior=about["identity"]["settings"]["posterior"][:8], naive=f"Without a model: {naive}.",
        table=table(heads, rows), no_pause=float(frames["hold_out"]["p_nearly_45"].iloc[0]),
        province=told["province_gain"],
        domain=f"{told['domain_gain_no_pause']} without a pause and {told['domain_gain_ended']} with it",
    )  # fmt: skip


def _profiles(frames: dict[str, pd.DataFrame]) -> str:
    rows = profile_cells(frames["profiles"], "en")
    return _PROFILES.format(table=table(("figure", "observed", "simulated", "fitted"), rows))


def _replications(frames: dict[str, pd.DataFrame]) -> str:
    studies = {study.key: study for study in STUDIES}
    found = frames["replications"]
    rows = []
    for row in found.to_dict("records"):
        study = studies[row["study"]]
        why = "" if row["passed"] else WHY[study.key]
        rows.append((f"{study.source} ({study.evidence})", study.effect.en, study.replay.en,
                     *study_cells(row, "en"), why))  # fmt: skip
    heads = ("study", "effect", "in the model", "published", "passes from – to", "ours", "verdict", "why not")
    return _REPLICATIONS.format(passed=int(found["passed"].sum()), all=len(found), table=table(heads, rows))


def _row(backtest: pd.DataFrame, sample: str, forecast: str) -> dict[str, Any]:
    rows = backtest[(backtest["sample"] == sample) & (backtest["forecast"] == forecast)]
    return rows.to_dict("records")[0]  # type: ignore[return-value]


def keep(folder: Path, record: Path = RECORD) -> None:
    """The tables and pictures of a results folder as the record of the page."""
    if findings := [finding for finding in verify(folder) if finding.kind != "foreign"]:
        raise SystemExit(f"{folder}: {findings[0].file}: {findings[0].kind}")
    manifest = manifest_of(folder)
    if manifest.get("kind") != "validation":
        raise SystemExit(f"{folder}: not a validation")
    record.mkdir(parents=True, exist_ok=True)
    for path in _told(folder.iterdir()):
        shutil.copyfile(path, record / path.name)
    kept = {name: manifest[name] for name in KEPT}
    write_pages({"record.json": json.dumps(kept, indent=1, ensure_ascii=False) + "\n"}, record)


def _told(paths: Iterable[Path]) -> list[Path]:
    return [path for path in paths if path.suffix == ".csv" or (path.suffix == ".png" and ".zh" not in path.name)]


def main() -> None:
    """Keeps the folder that was named, if one was, and writes the page."""
    if len(sys.argv) > 1:
        keep(Path(sys.argv[1]))
    for path in write_pages({PAGE: page()}, DOCS):
        print(f"{DOCS.name}/{path.name}")


if __name__ == "__main__":
    main()
