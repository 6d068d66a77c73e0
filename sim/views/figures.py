"""Every picture by name: which folders it can be drawn from, and how. `plot`, the report and the docs ask here."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from ..indicators import FLOWS
from ..parameters import FAMILIES, Label
from ..sweep_results import read_sweep
from .comparison_plots import added_figure
from .comparison_tables import family_label
from .ensemble_measures import added_band, band_rows
from .interval_plots import intervals_figure
from .map_plots import Scale, seats_figure
from .opened import Opened
from .plots import urban_share_figure
from .run_measures import (
    PANELS,
    ByPause,
    added_by_family,
    added_by_group,
    compared_counties,
    counties,
    decomposition,
    lever_costs,
    moves,
)
from .run_plots import Bars, bars_figure, panels_figure
from .strings import text
from .sweep_figures import goal_picture, is_judged, response_picture, tornado_picture

# With more groups than these a picture leaves the prefectures to the table.
MOST_GROUPS = 12
# Letters of a line of a label.
LONGEST = {"en": 34, "zh": 20}
Draw = Callable[[Opened, str], Figure]


@dataclass(frozen=True)
class Named:
    """A picture that can be asked for by name. `kind` of folder; `needs` are files the folder must hold."""

    name: str
    kind: str
    label: Label
    draw: Draw
    needs: tuple[str, ...] = ()


def caption_of(opened: Opened, language: str, asked: Mapping[str, Any] | None = None) -> str:
    """Where the figures of a picture come from: settings (or those `asked` for apart), version, run id, census."""
    settings, manifest = asked or opened.settings, opened.manifest
    seeds = settings.get("luck_seeds", settings.get("seeds", 1))
    words = text(
        "picture_caption", language, first=opened.settings["years"][0], scale=settings.get("scale", 1),
        seeds=len(seeds) if isinstance(seeds, list) else seeds, version=manifest["versions"]["xiancheng"],
        run=opened.run_id,
    )  # fmt: skip
    if opened.manifest.get("own_data"):
        words += " " + text("picture_own_data", language)
    return words


def _share(opened: Opened, language: str) -> Figure:
    band = opened.table("band.csv") if opened.has("band.csv") else None
    fan, caption = None, caption_of(opened, language)
    if opened.has("ensemble.csv"):
        fan = band_rows(opened)
        caption = text("fan_caption", language, **opened.settings["ensemble"]) + "\n" + caption
    return urban_share_figure(
        opened.overall, opened.landmarks, title=opened.title(language), place=opened.place(language), caption=caption,
        language=language, whole_domain=opened.whole_domain, band=band, fan=fan,
    )  # fmt: skip


def _seats(opened: Opened, language: str) -> Figure:
    year = opened.told_year
    goal = 100 * opened.landmarks.goal_share
    panels = {
        text(f"pause_{pause}", language): table.assign(value=100 * table["urban_share"])
        for pause in opened.pauses
        for table in [counties(opened, pause, year)]
    }
    scale = Scale(goal, 5.0, *(text(key, language, goal=goal) for key in ("map_key", "map_reached", "map_below")))
    title = text("map_title", language, year=year, title=opened.title(language))
    caption = caption_of(opened, language) + " " + text("map_source", language)
    return seats_figure(panels, scale, title=title, caption=caption, language=language)


def _decomposition(opened: Opened, language: str) -> Figure:
    first, last = opened.years[0], opened.told_year
    labels = {name: label.in_language(language) for name, label in FLOWS.items()} | {"total": text("total", language)}
    bars = _bars(opened, labels, decomposition(opened, first, last), text("unit_points", language))
    title = text("decomposition_title", language, first=first, last=last, place=opened.place(language))
    return bars_figure(bars, title=title, caption=caption_of(opened, language), language=language, total=True)


def _moves(opened: Opened, language: str) -> Figure:
    first, last = opened.years[0], opened.told_year
    found = moves(opened, first, last)
    labels = {name: text(f"stream_{name}", language) for name in found}
    unit = 10_000 if language == "zh" else 1000
    bars = _bars(opened, labels, found, text("unit_persons_a_year", language), "{:,.1f}", unit)
    title = text("moves_title", language, first=first + 1, last=last, place=opened.place(language))
    return bars_figure(bars, title=title, caption=caption_of(opened, language), language=language)


def _bars(
    opened: Opened, labels: Mapping[str, str], found: ByPause, unit: str, form: str = "{:+.2f}", size: float = 1.0
) -> Bars:
    values = {pause: [found[name][pause] / size for name in found] for pause in opened.pauses}
    return Bars([labels[name] for name in found], values, unit, form)


def _panels(opened: Opened, language: str) -> Figure:
    title = text("panels_title", language, title=opened.title(language), place=opened.place(language))
    return panels_figure(opened.overall, PANELS, title=title, caption=caption_of(opened, language), language=language)


def _costs(opened: Opened, language: str) -> Figure:
    labels = {name: label.in_language(language) for name, label in FAMILIES.items()}
    bars = _bars(opened, labels, lever_costs(opened), text("unit_money", language), "{:,.0f}", 1e8)
    title = text("costs_title", language, first=opened.years[0] + 1, last=opened.years[-1])
    return bars_figure(bars, title=title, caption=caption_of(opened, language), language=language)


def _added(opened: Opened, language: str) -> Figure:
    titles = {name: scenario.title.in_language(language) for name, scenario in opened.scenarios.items()}
    others = list(titles)[1:]
    if opened.has("ensemble.csv"):
        added = {name: added_band(opened, name) for name in others}
        caption = text("added_fan_caption", language, **opened.settings["ensemble"])
    else:
        table = opened.table("differences.csv")
        table = table[(table["outcome"] == "urban_share") & (table["group"] == opened.everyone)]
        added = {name: table[table["scenario"] == name] for name in others}
        caption = text("band_caption", language)
    return added_figure(
        added, titles, opened.years[1:], place=opened.place(language), caption=caption + caption_of(opened, language),
        language=language,
    )  # fmt: skip


def _added_map(opened: Opened, language: str) -> Figure:
    year, several = opened.told_year, len(opened.scenarios) > 2
    panels = {}
    for name, scenario in list(opened.scenarios.items())[1:]:
        for pause in opened.pauses:
            table = compared_counties(opened, name, pause, year)
            words = text(f"pause_{pause}", language)
            heading = f"{scenario.title.in_language(language)}, {words}" if several else words
            panels[heading] = table.assign(value=table["mean"])
    scale = Scale(0.0, 0.5, *(text(key, language) for key in ("map_added_key", "map_gained", "map_lost")))
    title = text("map_added_title", language, year=year, title=opened.title(language))
    caption = caption_of(opened, language) + " " + text("map_source", language)
    return seats_figure(panels, scale, title=title, caption=caption, language=language)


def _groups(opened: Opened, language: str) -> Figure:
    table = added_by_group(opened).sort_values(["rank", "scenario"], kind="stable")
    if table["group"].nunique() > MOST_GROUPS:
        table = table[table["group"].isin(opened.region.kinds)]
    label = table[f"label_{language}"].map(lambda words: shortened(words, language))
    if len(opened.scenarios) > 2:
        titles = {name: scenario.title.in_language(language) for name, scenario in opened.scenarios.items()}
        label += ": " + table["scenario"].map(titles)
    title = text("groups_title", language, year=opened.told_year, title=opened.title(language))
    return intervals_figure(table.assign(label=label), unit=text("axis_added", language), title=title,
                            caption=_interval_caption(opened, language), language=language)  # fmt: skip


def _families(opened: Opened, language: str) -> Figure:
    table = added_by_family(opened)
    table = table.assign(label=[family_label(name, language) for name in table["family"]])
    title = text("families_title", language, year=int(table["year"].min()), title=opened.title(language))
    caption = _interval_caption(opened, language, opened.settings["attribution"])
    return intervals_figure(table, unit=text("axis_added", language), title=title, last_apart=True, caption=caption,
                            language=language)  # fmt: skip


def _of_sweep(picture: Callable[..., Figure]) -> Draw:
    def draw(opened: Opened, language: str) -> Figure:
        words = {"title": opened.title(language), "caption": caption_of(opened, language), "language": language}
        return picture(read_sweep(opened.folder), opened.region, **words)

    return draw


def _interval_caption(opened: Opened, language: str, asked: Mapping[str, Any] | None = None) -> str:
    return text("interval_caption", language) + caption_of(opened, language, asked)


def shortened(words: str, language: str) -> str:
    """A long label in lines, and without what it says in brackets, so that the picture keeps its room."""
    most = LONGEST[language]
    if len(words) <= most:
        return words
    return textwrap.fill(words.split("（" if language == "zh" else " (")[0], most)


FIGURES: tuple[Named, ...] = (
    Named("urban_share", "run", Label("urban share by year, and what changed it", "历年城镇化率及其变化来源"), _share),
    Named("map", "run", Label("map of county seats against the goal", "县城分布：与目标的差距"), _seats),
    Named("decomposition", "run", Label("what changed it, by flow", "城镇化率变化的流量分解"), _decomposition),
    Named("moves", "run", Label("who moved from where to where", "人口迁居流向"), _moves),
    Named("land_services", "run", Label("land, services, housing, age", "土地、服务、住房与老龄"), _panels),
    Named("costs", "run", Label("public cost of the levers by family", "各类政策的公共成本"), _costs),
    Named("added", "comparison", Label("percentage points added by year", "历年城镇化率增量"), _added),
    Named("added_map", "comparison", Label("map of what was added to each county", "各县增量分布"), _added_map,
          ("counties.csv",)),
    Named("groups", "comparison", Label("percentage points added by group", "各组县域的增量"), _groups),
    Named("families", "comparison", Label("percentage points added by family of levers", "各类政策的贡献"), _families,
          ("attribution.csv",)),
    Named("response", "sweep", Label("the outcome along each variable", "结果随各变量的变化"),
          _of_sweep(response_picture)),
    Named("tornado", "sweep", Label("what each variable does to it", "各变量的影响大小"), _of_sweep(tornado_picture)),
    Named("goal_lines", "sweep", Label("which runs meet the goal", "哪些运行达到目标"), _of_sweep(goal_picture)),
)  # fmt: skip


def figures_of(opened: Opened) -> dict[str, Named]:
    """The pictures this folder can give, by name."""
    fitting = {one.name: one for one in FIGURES if one.kind == opened.kind and all(map(opened.has, one.needs))}
    if opened.kind == "run" and not lever_costs(opened):
        del fitting["costs"]
    if opened.kind == "sweep":
        sweep = read_sweep(opened.folder)
        if not sweep.numbers:
            return {}
        if not is_judged(sweep, opened.region):
            del fitting["goal_lines"]
    return fitting
