"""The page of what matters: `python -m sim.views.sensitivity_page` runs what is missing and writes docs/sensitivity.md.

The tables and pictures ship in docs/sensitivity/; `--pages` writes the page from them alone.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from .. import __version__
from ..tables import csv_bytes, read_csv
from ..whole_files import write_whole
from .markdown import figure, need_docs, table, write_pages

DOCS = Path(__file__).parents[2] / "docs"
PAGE, FOLDER, RECORD = "sensitivity.md", "sensitivity", "record.json"
COMMAND = "python -m sim.views.sensitivity_page"
UNFINISHED = Path("results") / "sensitivity-decision-2023" / "unfinished"
SCENARIO, TRAJECTORIES, POINTS, MOST, COUNTIES = "decision-2023", 3, 0, 6, 12
SHOWN = 20
OUTCOMES = {
    "urban_share": "The urban share of {year}",
    "urban_share_added": "What the Decision adds in {year}",
}


def page(tables: Mapping[str, pd.DataFrame], record: Mapping[str, Any]) -> str:
    """The whole page, Markdown."""
    parts = [f"""\
# What matters

Written by `{COMMAND}`; do not edit. `xiancheng sensitivity SCENARIO` asks the same of any scenario and counties.

Which unknowns move the urban share of {record["year"]}, and what `{record["scenario"]}` adds to it? {record["factors"]}
factors: every uncertain parameter over what is known of it (the posterior for fitted ones, two standard deviations to
either side; else its prior or declared bounds, mostly assumed), the strength of every lever the scenario turns from
none to twice our reading, whether the pause stays, the switches of the feedbacks, and luck. {record["units"]} counties,
spread evenly over their urban share, scale {record["scale"]:g}; {record["evaluations"]:,} evaluations, each with and
without the policy under the same luck. Version {__version__}, sources {record["sources"][:12]}, posterior
{record["posterior"][:12]}.

**A wide range moves much because little is known, not because it must.** Factors are turned without fitting the others
anew, so that many corners of this space would miss the censuses: the page says what deserves a better figure, and is no
forecast. *Size*: mean change, in percentage points, when the factor goes through its whole range, from
{record["trajectories"]} starting points (Morris); *mean* has the sign; *spread*: how much it depends on the others.
What is no larger than luck is not told from nothing."""]
    labels = record["labels"]
    for outcome, title in OUTCOMES.items():
        effects = tables["morris"][tables["morris"]["outcome"] == outcome]
        if not len(effects):
            continue
        parts.append(f"## {title.format(year=record['year'])}")
        parts.append(_summary(effects))
        ranked = effects.nlargest(SHOWN, "mean_absolute", keep="first")
        rows = [
            (f"`{one['factor']}` {labels[one['factor']]}", one["what"], f"{one['low']:.4g} to {one['high']:.4g}",
             f"{one['mean_absolute']:.2f}", figure(one["mean"], "{:+.2f}"), f"{one['spread']:.2f}")
            for one in ranked.to_dict("records")
        ]  # fmt: skip
        parts.append(table(("factor", "kind", "range", "size, pp", "mean, pp", "spread, pp"), rows))
        if "sobol" in tables:
            indices = tables["sobol"][tables["sobol"]["outcome"] == outcome].sort_values("total", ascending=False)
            shares = [
                (f"`{one['factor']}`", _index(one["first"], one["first_interval"]),
                 _index(one["total"], one["total_interval"]))
                for one in indices.to_dict("records")
            ]  # fmt: skip
            parts.append(f"Shares of the variance over the {record['most']} factors that move some outcome most, "
                         f"all others as usual ({record['points']} Sobol points, 95 % of resamples):")  # fmt: skip
            parts.append(table(("factor", "alone", "with others"), shares))
    parts.append(f"Whole tables: [morris.csv]({FOLDER}/morris.csv)"
                 + (f", [sobol.csv]({FOLDER}/sobol.csv)" if "sobol" in tables else "")
                 + f"; how they were made: [record.json]({FOLDER}/{RECORD}).")  # fmt: skip
    pictures = [f"![{name}]({FOLDER}/{name}.png)" for name in tables]
    return "\n\n".join(part.rstrip("\n") for part in [*parts, *pictures]) + "\n"


def _summary(effects: pd.DataFrame) -> str:
    """What is larger than luck, counted."""
    luck = effects.loc[effects["what"] == "luck", "mean_absolute"].max()
    larger = effects[(effects["mean_absolute"] > luck) & (effects["what"] != "luck")]
    none = int((effects["mean_absolute"] == 0).sum())
    kinds = larger["what"].value_counts()
    return (
        f"Luck moves it by {luck:.2f} points. {kinds.get('parameter', 0)} parameters and {kinds.get('strength', 0)} "
        f"strengths of levers move it by more; {none} of {len(effects)} factors do not move it at all."
    )


def _index(value: float, interval: float) -> str:
    return f"{figure(value, '{:.2f}')} ± {interval:.2f}"


def make(folder: Path, unfinished: Path, workers: int | None, points: int) -> None:
    """Runs what is missing; keeps tables, pictures and the record. Without `points` there are no Sobol indices."""
    from ..compiled import source_digest
    from ..experiments.calendar import fitted_declarations
    from ..experiments.sensitivity import YEARS, decompose, question_of, screen
    from ..posterior import load_posterior
    from ..region import load_region
    from ..scenario import load_scenario
    from .progress import progress
    from .sensitivity_report import draw, factor_label

    region = load_region()
    question = question_of(load_scenario(SCENARIO, fitted_declarations(region)), region, counties=COUNTIES)
    with progress("screening") as report:
        analysis = screen(question, unfinished, trajectories=TRAJECTORIES, workers=workers, progress=report)
    if points:
        with progress("shares of variance") as report:
            analysis = decompose(analysis, unfinished, points=points, most=MOST, workers=workers, progress=report)
    folder.mkdir(parents=True, exist_ok=True)
    record = {
        "scenario": SCENARIO, "year": YEARS[1], "units": len(question.units), "scale": question.scale,
        "factors": len(question.factors), "evaluations": analysis.cost["evaluations"], "sources": source_digest(),
        "posterior": load_posterior().digest, **analysis.settings,
        "labels": {one.name: factor_label(one, "en") for one in question.factors},
    }  # fmt: skip
    names = []
    for name, frame in analysis.tables.items():
        write_whole(folder / name, csv_bytes(frame.round(6)))
        draw(analysis, name, f"{record['sources'][:12]}", "en", folder / f"{Path(name).stem}.png")
        names.append(Path(name).stem)
    about = json.dumps({**record, "tables": names}, indent=1, ensure_ascii=False)
    write_whole(folder / RECORD, (about + "\n").encode())


def read(folder: Path) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """The tables kept, by name, and the record."""
    record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    return {name: read_csv((folder / f"{name}.csv").read_bytes()) for name in record["tables"]}, record


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what is missing, then write the page into the project's docs folder."""
    parser = argparse.ArgumentParser(prog=COMMAND, description="Runs the sensitivity analysis and writes its page.")
    parser.add_argument("--pages", action="store_true", help="run nothing; write the page from the tables kept")
    parser.add_argument("--workers", type=int, default=None, help="processes side by side")
    parser.add_argument("--points", type=int, default=POINTS, help="Sobol points, a power of two; 0 leaves them out")
    parser.add_argument("--unfinished", type=Path, default=UNFINISHED, help="where finished blocks are kept")
    asked = parser.parse_args(arguments)
    need_docs(DOCS)
    if not asked.pages:
        make(DOCS / FOLDER, asked.unfinished, asked.workers, asked.points)
    for path in write_pages({PAGE: page(*read(DOCS / FOLDER))}, DOCS):
        print(f"{DOCS.name}/{path.name}")


if __name__ == "__main__":
    main()
