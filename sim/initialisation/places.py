"""Places in the base year: what the census shows of them, and declared assumptions for the rest."""

from __future__ import annotations

import numpy as np

from ..kernel.tallies import Stock
from ..region import Region
from ..state.households import CITY, OTHER_PROVINCE, SEAT, TOWN, VILLAGE
from ..state.places import EDUCATION, HEALTH, VILLAGE_GROUPS, PlaceColumns, Places
from ..submodels import housing, livelihoods, networks, public_finance, public_services

EARTH_RADIUS = 6371.0  # kilometres


def service_demand(stock: Stock) -> np.ndarray:
    """Users of each service by place, (units, 5, 4); reclassified villagers use the same as before."""
    persons = stock.persons.copy()
    persons[:, TOWN] -= stock.reclassified
    persons[:, VILLAGE] += stock.reclassified
    demand = np.zeros((*persons.shape[:2], 4))
    demand[..., 0] = 0.8 * persons[..., 1] + persons[..., 2] + 0.6 * persons[..., 3]
    demand[..., 1] = persons.sum(axis=-1) + persons[..., 12:].sum(axis=-1)
    demand[..., 2] = persons[..., 13:].sum(axis=-1)
    demand[..., 3] = persons[..., 0] + 0.2 * persons[..., 1]
    return demand


def distances(region: Region, positions: np.ndarray, other_province: float) -> np.ndarray:
    """Kilometres from each village group to each place, shape (units, 8, 5).

    Villages lie evenly in a disc of the unit's area around the seat, towns in discs of
    theirs; the city is the nearest city with districts. Terrain is not modelled (assumed).
    """
    units = region.units
    area = units["area_km2"].to_numpy(float)
    towns = np.maximum((units["towns"] + units["townships"] + units["subdistricts"]).to_numpy(float), 1)
    reach = np.sqrt((np.arange(VILLAGE_GROUPS) + 0.5) / VILLAGE_GROUPS)
    result = np.zeros((len(units), VILLAGE_GROUPS, 5))
    result[:, :, SEAT] = np.sqrt(area / np.pi)[:, None] * reach
    result[:, :, TOWN] = np.sqrt(area / towns / np.pi)[:, None] * reach
    districts = region.all_units[region.all_units["kind"] == "district"]
    cities = districts.groupby("prefecture_en")[["lon", "lat"]].mean()
    lon, lat = np.radians(units["lon"].to_numpy(float)), np.radians(units["lat"].to_numpy(float))
    city_lon, city_lat = np.radians(cities["lon"].to_numpy()), np.radians(cities["lat"].to_numpy())
    cosine = np.sin(lat)[:, None] * np.sin(city_lat) + np.cos(lat)[:, None] * np.cos(city_lat) * np.cos(
        lon[:, None] - city_lon
    )
    nearest = EARTH_RADIUS * np.arccos(np.clip(cosine, -1, 1)).min(axis=1)
    result[:, :, CITY] = nearest[:, None] + result[:, :, SEAT]
    result[:, :, OTHER_PROVINCE] = other_province + result[:, :, SEAT]
    return result[positions]


def pull_of_towns(region: Region, positions: np.ndarray, values: np.ndarray) -> np.ndarray:
    """What a unit's own past adds to town and seat, logits (units,), by its covariates of 2010."""
    units = region.units
    share = np.clip(region.urban_residents(2010) / region.residents(2010), 0.01, 0.99)
    minority = units["minority_share_2010"].fillna(units["minority_share_2020"]).to_numpy(float)
    covariates = {
        "slope_2010_share": np.log(share / (1 - share)),
        "shift_minority": minority,
        "shift_non_agricultural": units["nonagricultural_hukou_share_2010"].to_numpy(float),
        "shift_registered_ratio": np.log(region.registered_population(2010) / region.residents(2010)),
    }
    pull = np.zeros(len(units))
    weights = region.residents(2010)
    for name, covariate in covariates.items():
        pull += float(values[name][0]) * (covariate - np.average(covariate, weights=weights))
    return pull[positions]


def base_capacity(region: Region, positions: np.ndarray, year: int, values: np.ndarray, demand: np.ndarray
) -> np.ndarray:
    """Persons each place can serve uncrowded, (units, 5, 4): its users, unless the user gives a unit's own figure.

    School places are shared by town and seat as their pupils are; beds serve the whole
    county, so that town and seat are as crowded as the county is.
    """
    capacity = demand.copy()
    places = region.own_figure(f"urban_school_places_{year}")[positions]
    beds = region.own_figure(f"hospital_beds_{year}")[positions] * values["users_per_hospital_bed"]
    for service, own, users in (
        (EDUCATION, places, demand[:, [TOWN, SEAT], EDUCATION].sum(axis=1)),
        (HEALTH, beds, demand[:, :CITY, HEALTH].sum(axis=1)),
    ):
        served = np.where(np.isnan(own), 1.0, own / np.maximum(users, 1))
        for place in (TOWN, SEAT):
            capacity[:, place, service] *= served
    return capacity


def base_places(
    region: Region, positions: np.ndarray, year: int, values: np.ndarray, stock: Stock, villages: np.ndarray
) -> Places:
    """The places of the simulated units at the base year, from the weighted stock of their population."""
    units = len(positions)
    prices = housing.base_prices(values)
    wages = livelihoods.base_wages(values)
    demand = service_demand(stock)
    capacity = base_capacity(region, positions, year, values, demand)
    residents = stock.persons.sum(axis=2)
    number = villages[positions]
    groups = np.zeros((units, int(number.max())), np.uint8)
    for unit, villages_here in enumerate(number):
        groups[unit, :villages_here] = np.arange(villages_here) * VILLAGE_GROUPS // villages_here
    columns = PlaceColumns(
        wage=wages,
        employment=np.tile(values["employment_base"][:, None], (1, 5)),
        jobs=stock.workers.astype(float),
        house_price=prices,
        homes=stock.households / (1 - values["vacancy_base"][:, None]),
        amenity=np.zeros((units, 5)),
        pay_factor=np.ones((units, 5)),
        village_pay=np.ones(units),
        town_boost=np.zeros(units),
        commuting=np.zeros((units, VILLAGE_GROUPS)),
        left_behind=np.zeros((units, 2)),
        home_offers=np.zeros(units),
        land_rent=values["land_rent"].copy(),
        rural_pension=livelihoods.rural_pension(values),
        quality=public_services.base_quality(values),
        usable_quality=public_services.base_quality(values),
        capacity=capacity,
        crowding=np.where(demand > 0, demand / np.maximum(capacity, 1e-9), 1.0),
        distance=distances(region, positions, float(values["distance_other_province"][0])),
        remoteness=np.zeros((units, VILLAGE_GROUPS, 5, 5)),
        network=networks.shares(stock.group_members),
        empty_homes=idle_share(stock),
        schools_open=np.full((units, VILLAGE_GROUPS), float(values["village_services_open"][0])),
        city_constant=pull_of_towns(region, positions, values),
        debt=public_finance.base_debt(values, residents[:, [TOWN, SEAT]].sum(axis=1), residents[:, VILLAGE]),
        service_pace=np.ones(units),
        bonus_capacity=np.zeros(units),
        reclassified=np.zeros((units, int(number.max())), np.uint8),
        reclassification_due=np.zeros(units),
        village_group=groups,
        village_number=number.astype(np.int64),
        demonstration=np.zeros((units, int(number.max())), np.uint8),
        demonstration_due=np.zeros(units),
        town_number=np.maximum(region.units["towns"].to_numpy(np.int64)[positions], 1),
    )
    return Places(columns)


def idle_share(stock: Stock) -> np.ndarray:
    """Share of each village group's homesteads that stand idle, shape (units, 8)."""
    held, idle = stock.group_homesteads[..., 0], stock.group_homesteads[..., 1]
    return idle / np.maximum(held, 1)


