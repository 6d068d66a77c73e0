"""Which counties are most like one: distance over standardised figures of the two censuses.

The distance of two units is the root mean square difference of their figures, each taken in
standard deviations over all units of the domain: symmetric, zero only for equal figures, and
no figure counts for more than another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .own_figures import SHARE, YEARS
from .parameters import Label
from .region import AGE_FROM, Region

OLD = AGE_FROM.index(65)


@dataclass(frozen=True)
class Trait:
    """A figure that counties are compared by: `values` (units,), in `unit`; taken in logarithms if `in_logs`.

    `short` is its heading in a table.
    """

    key: str
    label: Label
    short: Label
    unit: Label
    year: int
    values: np.ndarray
    in_logs: bool = False

    @property
    def compared(self) -> np.ndarray:
        """What is standardised, (units,)."""
        return np.log(self.values) if self.in_logs else self.values


def traits(region: Region) -> tuple[Trait, ...]:
    """What counties are compared by, from the first and the last census."""
    first, last = region.base_years[0], region.base_years[-1]
    units, residents, ages = region.units, region.residents(last), region.age_sex(last).sum(axis=1)
    registered = region.registered_population(first)
    published = (
        ("minority_share", Label("share of minorities", "少数民族人口比例"), Label("minority", "少数民族"), SHARE),
        ("education_years", Label("mean years of schooling", "平均受教育年限"), Label("school", "受教育"), YEARS),
        ("agricultural_employment_share", Label("share of the employed in farming", "农业就业比例"),
         Label("farming", "务农"), SHARE),
    )
    share = {year: region.urban_residents(year) / region.residents(year) for year in (first, last)}
    away = 1 - region.residents(first) / registered
    density = residents / units["area_km2"].to_numpy(float)
    old = ages[:, OLD:].sum(axis=1) / residents
    return (
        *(
            Trait("urban_share", Label("urban share", "城镇化率"), Label("urban", "城镇化"), SHARE, year, share[year])
            for year in share
        ),
        Trait("net_away_share", Label("registered and away, net of arrivals", "户籍人口净外出比例"),
              Label("away", "外出"), SHARE, first, away),
        Trait("density", Label("residents per square kilometre", "人口密度"), Label("density", "密度"),
              Label("per km²", "人/平方公里"), last, density, in_logs=True),
        Trait("share_65plus", Label("residents of 65 and over", "65岁及以上人口比例"), Label("65+", "65岁+"), SHARE,
              last, old),
        *(
            Trait(key, label, short, unit, last, units[f"{key}_{last}"].to_numpy(float))
            for key, label, short, unit in published
        ),
    )  # fmt: skip


def distances(region: Region) -> np.ndarray:
    """Distance between any two units, (units, units), in standard deviations."""
    figures = np.stack([trait.compared for trait in traits(region)], axis=1)
    standard = (figures - figures.mean(axis=0)) / figures.std(axis=0)
    return np.sqrt(((standard[:, None, :] - standard[None, :, :]) ** 2).mean(axis=2))


def nearest(region: Region, position: int, number: int) -> list[tuple[int, float]]:
    """The `number` units most like the one at `position`, nearest first, with their distance."""
    apart = distances(region)[position]
    order = [int(other) for other in np.argsort(apart, kind="stable") if other != position]
    return [(other, float(apart[other])) for other in order[:number]]
