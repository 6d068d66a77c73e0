"""Makes the tables of sim/data/sichuan from the reference data.

    python sim/data/prepare_sichuan.py FOLDER

FOLDER holds `counties.csv`, `census2010_sichuan_full.csv`, `census2020_sichuan_full.csv`,
`province_series.csv` and `parameters.csv`. `region.json`, `goals.csv` and `dictionary.csv`
are written by hand. Nothing is estimated here: the rows of `known_points.csv` that are
computed or assumed say so.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent / "sichuan"
PROVINCE = 510000
AGE_FROM = (0, 1, *range(5, 90, 5))

# The published household columns, in the order of our table.
HOUSEHOLDS = {
    2010: ["户数", "人口数", "一人户", "一代户", "二代户", "三代户", "四代以上户"]
    + [f"有65岁及以上老年人口的户数（户）-{n}" for n in ("有一个老人", "有二个老人", "有三个及以上老人")],
    2020: ["家庭户数", "家庭户人口数", "一人户数", "一代户数", "二代户数", "三代户数", "四代以上户数"]
    + ["有一个老人", "有二个老人", "有三个及以上老人"],
}
HOUSEHOLD_NAMES = [
    "family_households", "family_population", "one_person", "one_generation", "two_generation",
    "three_generation", "four_generation_plus", "with_one_65plus", "with_two_65plus", "with_three_65plus",
]  # fmt: skip
FIRST_AGE = {2010: "0岁（男）", 2020: "男_0岁"}  # 38 columns follow: male, female by age group
MOVERS_2010 = {
    "registered_other_township_same_county_2010": "迁入人口（人）-本县（市）/本市市区",
    "registered_other_county_2010": "迁入人口（人）-本省其他县（市）、市区",
    "registered_other_province_2010": "迁入人口（人）-外省",
}
# Our column -> column of counties.csv, in our order; census 2010 columns are added below.
UNITS = {
    "adcode": "adcode",
    "name_zh": "name_zh",
    "name_en": "name_en",
    "prefecture_zh": "prefecture_zh",
    "prefecture_en": "prefecture_en",
    "kind": "kind",
    "in_county_domain": "in_county_domain",
    "less_developed_39": "less_developed_39",
    "lon": "lon",
    "lat": "lat",
    "area_km2": "area_km2",
    "towns": "n_towns",
    "townships": "n_townships",
    "subdistricts": "n_subdistricts",
    "village_committees": "n_village_committees",
    "residents_2010": "pop_2010",
    "urban_residents_2010": "urban_pop_2010",
    "residents_2020": "pop_2020",
    "urban_residents_2020": "urban_pop_2020",
    "city_proper_population_2020": "city_proper_pop_2020",
    "registered_population_2010": "hukou_pop_2010",
    "nonagricultural_hukou_share_2010": "nonagri_hukou_share_2010",
    "registered_other_township_same_county_2020": "mig_within_county_2020",
    "registered_other_county_2020": "mig_other_county_in_province_2020",
    "registered_other_province_2020": "mig_other_province_2020",
    "minority_share_2020": "minority_share_2020",
    "education_years_2020": "edu_years_2020",
    "agricultural_employment_share_2010": "emp_agri_share_2010",
    "agricultural_employment_share_2020": "emp_agri_share_2020",
}


def units(counties: pd.DataFrame, census_2010: pd.DataFrame) -> pd.DataFrame:
    """All 183 units; what 2010 published for four later-split districts stays empty."""
    table = counties[list(UNITS.values())].set_axis(list(UNITS), axis=1)
    table["less_developed_39"] = table.less_developed_39.notna()
    table[["lon", "lat"]] = table[["lon", "lat"]].round(2)  # known to about 1 km at best
    published = census_2010.reindex(counties.adcode_2010_census).reset_index(drop=True)
    unsplit = counties.pop_2010_census == counties.pop_2010
    for name, column in MOVERS_2010.items():
        table[name] = published[column].where(unsplit)
    share = published["少数民族人口比重（%）"] / 100
    table["minority_share_2010"] = share.where(unsplit).round(6)
    counts = [c for c in table if table[c].dtype == float and c.startswith(("res", "urb", "reg", "city"))]
    return table.astype(dict.fromkeys(counts, "Int64"))


def rows_of(census: dict[int, pd.DataFrame], counties: pd.DataFrame) -> list[tuple[int, int, pd.Series]]:
    """(adcode, year, published row) of the province and the units of the county domain, both years."""
    domain = counties[counties.in_county_domain]
    found = []
    for year, table in census.items():
        found.append((PROVINCE, year, table.loc[PROVINCE]))
        for adcode, published in zip(domain.adcode, domain[f"adcode_{year}_census"], strict=True):
            found.append((adcode, year, table.loc[published]))
    return sorted(found, key=lambda entry: entry[:2])


def population_age_sex(rows: list[tuple[int, int, pd.Series]]) -> pd.DataFrame:
    """Long table: adcode, year, sex, age_from, persons."""
    lines = []
    for adcode, year, row in rows:
        first = row.index.get_loc(FIRST_AGE[year])
        persons = row.iloc[first : first + 38].astype(int)
        for s, sex in enumerate(("male", "female")):
            groups = zip(AGE_FROM, persons.iloc[s::2], strict=True)
            lines += [(adcode, year, sex, age, count) for age, count in groups]
    return pd.DataFrame(lines, columns=["adcode", "year", "sex", "age_from", "persons"])


def households(rows: list[tuple[int, int, pd.Series]]) -> pd.DataFrame:
    """Family households by size and generations; adcode, year and ten counts."""
    lines = [(adcode, year, *row[HOUSEHOLDS[year]].astype(int)) for adcode, year, row in rows]
    return pd.DataFrame(lines, columns=["adcode", "year", *HOUSEHOLD_NAMES])


# Every series of known_points.csv: unit, English label, Chinese label.
SERIES = {
    "residents": ("persons", "resident population", "常住人口"),
    "urban_share": ("share", "urban share", "常住人口城镇化率"),
    "registered_population": ("persons", "registered population", "户籍人口"),
    "registered_urban_share": ("share", "registered urban share", "户籍人口城镇化率"),
    "births": ("persons", "births", "出生人口"),
    "deaths": ("persons", "deaths", "死亡人口"),
    "birth_rate": ("per 1,000", "birth rate", "出生率"),
    "death_rate": ("per 1,000", "death rate", "死亡率"),
    "natural_increase_rate": ("per 1,000", "natural increase rate", "自然增长率"),
    "urban_income": ("yuan a year", "urban disposable income per person", "城镇居民人均可支配收入"),
    "rural_income": ("yuan a year", "rural disposable income per person", "农村居民人均可支配收入"),
    "income_ratio": ("ratio", "urban to rural income ratio", "城乡居民收入比"),
    "county_urban_share": ("share", "county-domain urban share", "县域城镇化率"),
    "county_urban_share_below": ("share", "county-domain urban share below", "县域城镇化率（不足）"),
    "county_residents": ("persons", "residents of the county domain", "县域常住人口"),
    "county_urban_residents": ("persons", "urban residents of the county domain", "县域城镇人口"),
    "county_registered_population": ("persons", "registered population of the county domain", "县域户籍人口"),
    "outgoing_workers": ("persons", "workers outside their home township", "外出农民工"),
    "outgoing_workers_in_province_share": (
        "share",
        "out-going workers inside the province",
        "外出农民工省内占比",
    ),
    "outgoing_worker_income": ("yuan a month", "income of out-going workers", "外出农民工月均收入"),
    "national_outgoing_worker_income": (
        "yuan a month",
        "out-going workers' income, China",
        "全国外出农民工月收入",
    ),
    "national_local_worker_income": ("yuan a month", "local workers' income, China", "全国本地农民工月收入"),
    "land_contracted": ("mu", "land contracted to households", "家庭承包地面积"),
    "land_transferred": ("mu", "contracted land transferred", "承包地流转面积"),
    "land_transferred_share": ("share", "share of contracted land transferred", "承包地流转率"),
    "households_leasing_out": ("households", "households that leased land out", "流转出承包地农户"),
}
# Name in the reference -> our series and the factor to our unit; for one year the first named wins.
REFERENCE = {
    "resident population (census)": ("residents", 1),
    "resident population (census, 1 Nov)": ("residents", 1),
    "resident population (year-end)": ("residents", 1e4),
    "urban share (census)": ("urban_share", 0.01),
    "urban share (year-end, 2 decimals)": ("urban_share", 0.01),
    "urban share (year-end)": ("urban_share", 0.01),
    "hukou population": ("registered_population", 1e4),
    "hukou urban share": ("registered_urban_share", 0.01),
    "births": ("births", 1e4),
    "deaths": ("deaths", 1e4),
    "birth rate": ("birth_rate", 1),
    "birth rate (census year)": ("birth_rate", 1),
    "death rate": ("death_rate", 1),
    "death rate (census year)": ("death_rate", 1),
    "natural increase rate": ("natural_increase_rate", 1),
    "urban per-capita disposable income": ("urban_income", 1),
    "urban per-capita disposable income (back-cast)": ("urban_income", 1),
    "rural per-capita disposable income": ("rural_income", 1),
    "rural per-capita disposable income (back-cast)": ("rural_income", 1),
    "urban/rural income ratio": ("income_ratio", 1),
    "urban/rural income ratio (back-cast)": ("income_ratio", 1),
    "county-domain urban share": ("county_urban_share_below", 0.01),
    "county-domain resident population": ("county_residents", 1),
    "county-domain urban population": ("county_urban_residents", 1),
    "county-domain hukou population": ("county_registered_population", 1),
    "of which out-going (outside home township)": ("outgoing_workers", 1e4),
    "share of out-going workers employed inside Sichuan": ("outgoing_workers_in_province_share", 0.01),
    "out-going worker monthly income": ("outgoing_worker_income", 1),
    "monthly income, out-going workers": ("national_outgoing_worker_income", 1),
    "monthly income, local workers": ("national_local_worker_income", 1),
    "total household-contracted farmland": ("land_contracted", 1e4),
    "contracted farmland transferred": ("land_transferred", 1e4),
    "share of contracted farmland transferred": ("land_transferred_share", 0.01),
    "households that leased land out": ("households_leasing_out", 1e4),
}
CENSUS_2010 = "leiii/census data/census/census_county_2010_v1.xlsx @0ba0f1ef (6th census by county)"
COMMUNIQUE = "Sichuan statistical communique 2022"
ASSUMED = "assumed: about 90.8 million, beside the published 90,995,000 (2019) and 90,945,000 (2021)"
MEAN = "over the mean of year-end residents 2023 and 2024"
# Figures the two reference tables do not hold: read from the document named, or computed from rows above.
MORE = [
    (2010, "registered_population", 89_980_794, "found", CENSUS_2010),
    (2020, "registered_population", 90_800_000, "assumed", ASSUMED),
    (2022, "urban_income", 43_233, "found", COMMUNIQUE),
    (2022, "rural_income", 18_672, "found", COMMUNIQUE),
    (2022, "income_ratio", 2.315, "derived", "computed from the two incomes"),
    (2024, "birth_rate", 6.41, "derived", f"computed: births {MEAN}"),
    (2024, "death_rate", 9.43, "derived", f"computed: deaths {MEAN}"),
    (2010, "county_urban_share", 0.286473, "derived", "computed from units.csv"),
    (2020, "county_urban_share", 0.429162, "derived", "computed from units.csv"),
]


def known_points(series: pd.DataFrame, parameters: pd.DataFrame) -> pd.DataFrame:
    """Published figures in base units (persons, shares 0-1, yuan), one line per series and year."""
    table = pd.concat([series, parameters.rename(columns={"name": "series"})], ignore_index=True)
    table["source"] = table.source.where(table.source != "same").ffill()  # "same" as the line above
    table = table[table.year.astype(str).str.fullmatch(r"\d{4}")]
    computed = {"derived": "computed from the two incomes", "computed": "computed from units.csv"}
    lines = []
    for theirs, (ours, factor) in REFERENCE.items():
        for row in table[table.series == theirs].itertuples():
            value = round(float(row.value) * factor, 6)
            lines.append((int(row.year), ours, value, row.status, computed.get(row.source, row.source)))
    points = pd.DataFrame(lines + MORE, columns=["year", "series", "value", "status", "source"])
    points = points.drop_duplicates(["series", "year"]).sort_values(["series", "year"])
    points["value"] = points.value.map("{:.10g}".format)  # counts without a trailing ".0"
    for i, column in enumerate(("unit", "label_en", "label_zh")):
        points[column] = points.series.map({name: words[i] for name, words in SERIES.items()})
    return points[["year", "series", "label_en", "label_zh", "value", "unit", "status", "source"]]


def main(folder: Path) -> None:
    counties = pd.read_csv(folder / "counties.csv")
    census = {
        year: pd.read_csv(folder / f"census{year}_sichuan_full.csv").set_index("区划代码")
        for year in (2010, 2020)
    }
    rows = rows_of(census, counties)
    tables = {
        "units": units(counties, census[2010]),
        "population_age_sex": population_age_sex(rows),
        "households": households(rows),
        "known_points": known_points(
            pd.read_csv(folder / "province_series.csv"), pd.read_csv(folder / "parameters.csv")
        ),
    }
    for name, table in tables.items():
        table.to_csv(HERE / f"{name}.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
