"""How well a population fits the tables it was made from, as numbers.

Nobody should have to believe a synthetic population. Every marginal that a table gives is set beside
its simulated value, and so are the correlations that the tables allow; where no table speaks, as on
education and devices of the same person, the row says so. Months are counted after their events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from agents.data import read_rows
from agents.places import PREFECTURES
from agents.population.education import published_education
from agents.population.households import size_shares
from agents.population.population import BANDS, BIRTH, DEATH, Population
from agents.population.replay import Replay
from agents.population.targets import FIRST, targets
from agents.population.trait_tables import DEVICES, band_edges, published_devices

if TYPE_CHECKING:
    import pandas as pd

YEARS = (2005, 2010, 2015, 2020)
"""Octobers that are compared."""
COLUMNS = ("part", "measure", "group", "year", "unit", "table", "simulated")
_TRAITS = (
    ("education", "net"),
    ("education", "pc"),
    ("education", "income"),
    ("education", "civic"),
    ("net", "pc"),
)


def fit_table(population: Population) -> pd.DataFrame:
    """Marginals and correlations of a synthetic population beside those of the tables.

    Columns: part, measure, group, year, unit, table (None where no table gives the value), simulated,
    difference. Takes a replay of 300 months: about a second at 100,000 citizens.
    """
    import pandas as pd

    goal = targets(population.citizens, population.places)
    rows: list[tuple[Any, ...]] = [*_households(population), *_vital(population)]
    replay = Replay(population)
    for month in replay.until([(year - 2001) * 12 + 9 for year in YEARS]):
        year = 2001 + month // 12
        rows += _cells(replay, goal.people[year - FIRST], year)
        rows += _devices(replay, year)
        rows += _education(replay, year)
        rows += _places(replay, goal.municipal[year - FIRST], year)
    rows += _homes(replay)
    rows += _correlations(replay)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["difference"] = table["simulated"] - table["table"].astype(float)
    return table


def _cells(replay: Replay, people: np.ndarray, year: int) -> list[tuple[Any, ...]]:
    band = np.minimum(np.arange(people.shape[2]) // 5, BANDS - 1)
    want = np.stack([people[:, :, band == b].sum(axis=2) for b in range(BANDS)], axis=2)
    have, weight = replay.cells(), replay.population.weight
    rows: list[tuple[Any, ...]] = [
        (
            "cells",
            "largest difference of a prefecture, age and sex",
            "",
            year,
            "citizens",
            0.0,
            _worst(have, want),
        ),
        (
            "cells",
            "cells further than one citizen",
            "",
            year,
            "count",
            0.0,
            float((abs(have - want) > 1).sum()),
        ),
    ]
    for s, sex in enumerate(("male", "female")):
        for b in range(BANDS):
            name = f"{sex} {5 * b}+" if b == BANDS - 1 else f"{sex} {5 * b}-{5 * b + 4}"
            simulated, table = have[:, s, b].sum() * weight, want[:, s, b].sum() * weight
            rows.append(("population", "residents", name, year, "persons", table, simulated))
    return rows


def _worst(have: np.ndarray, want: np.ndarray) -> float:
    return float(np.abs(have - want).max())


def _places(replay: Replay, municipal: np.ndarray, year: int) -> list[tuple[Any, ...]]:
    worst = _worst(replay.municipal(), municipal.sum(axis=1))
    return [("municipalities", "largest difference of a municipality", "", year, "citizens", 0.0, worst)]


def _devices(replay: Replay, year: int) -> list[tuple[Any, ...]]:
    bands, published = published_devices()
    edges, age = band_edges(bands), replay.ages()
    rows: list[tuple[Any, ...]] = []
    for d, device in enumerate(DEVICES):
        owns = replay.trait(device)
        for k, band in enumerate(bands):
            of_band = (age >= edges[k]) & (age < edges[k + 1])
            simulated = float(owns[of_band].mean())
            rows.append(
                ("devices", device, band, year, "share of persons", published[d, year - 2000, k], simulated)
            )
    return rows


def _education(replay: Replay, year: int) -> list[tuple[Any, ...]]:
    if year not in (2010, 2020):
        return []
    table = published_education(year)
    level, age = replay.trait("education"), replay.ages()
    prefecture = replay.population.prefecture_of_slot()
    rows: list[tuple[Any, ...]] = []
    for p in range(PREFECTURES + 1):
        grown = (age >= 20) & ((prefecture == p) | (p == 0))
        for k, name in enumerate(("senior high or more", "junior college or more", "university")):
            simulated = float((level[grown] > k).mean())
            group = "Japan" if p == 0 else replay.population.places.prefecture_name[p - 1]
            rows.append(("education", name, group, year, "share of people aged 20+", table[p, k], simulated))
    return rows


def _households(population: Population) -> list[tuple[Any, ...]]:
    head = np.flatnonzero((np.asarray(population.who) >> np.uint32(18)) & np.uint32(1))
    sizes = np.minimum(np.diff(np.append(head, population.slots)), 7)
    prefecture = population.prefecture_of_slot()[head] - 1
    homes = np.bincount(prefecture, minlength=PREFECTURES)
    table = (size_shares() * homes[:, None]).sum(axis=0) / homes.sum()
    simulated = np.bincount(sizes, minlength=8)[1:] / sizes.size
    return [
        (
            "households",
            "homes by number of places",
            f"{k + 1}" if k < 6 else "7+",
            2015,
            "share",
            table[k],
            simulated[k],
        )
        for k in range(7)
    ]


def _homes(replay: Replay) -> list[tuple[Any, ...]]:
    """Who lives with whom in October 2020, nineteen years after the homes were filled."""
    cities = [r for r in read_rows("demography/municipalities.csv") if r["level"] != "designated_city_ward"]

    def census(column: str) -> float:
        return float(sum(int(r[column] or 0) for r in cities))

    homes = census("private_households_2020")
    age = replay.ages()
    home = np.cumsum(replay.trait("head")) - 1
    people = np.bincount(home, age >= 0)
    alone = people[home] == 1
    table = {
        "persons a home": (
            census("private_household_members_2020") / homes,
            people.sum() / (people > 0).sum(),
        ),
        "homes of one person": (
            census("single_person_households_2020") / homes,
            (people == 1).sum() / (people > 0).sum(),
        ),
        "people of 65+ who live alone": (
            census("single_elderly_households_2020") / census("age_65_plus_2020"),
            alone[age >= 65].mean(),
        ),
    }
    return [("homes", name, "Japan", YEARS[-1], "1", *pair) for name, pair in table.items()]


def _vital(population: Population) -> list[tuple[Any, ...]]:
    national = {int(r["year"]): r for r in read_rows("demography/national_vital_annual.csv")}
    month = np.repeat(np.arange(300), np.diff(population.event_start))
    cause = np.asarray(population.event_cause)
    rows: list[tuple[Any, ...]] = []
    for name, code in (("births", BIRTH), ("deaths", DEATH)):
        count = np.bincount(month[cause == code] // 12, minlength=25) * population.weight
        for year in range(2002, 2026):
            rows.append(
                (
                    "events",
                    name,
                    "Japan",
                    year,
                    "persons",
                    float(national[year][f"{name}_wpp"]),
                    count[year - 2001],
                )
            )
    return rows


def _correlations(replay: Replay) -> list[tuple[Any, ...]]:
    """Correlations in October 2020: across places, of age and devices, and of traits of the same person."""
    where, year = replay.population.places, YEARS[-1]
    age = replay.ages()
    here = age >= 0
    rows: list[tuple[Any, ...]] = []

    old = np.add.reduceat(np.append(age >= 65, False), replay.population.municipality_start[:-1])
    living = replay.municipal()
    some = (living > 0) & (where.population_2020 > 0)
    weights = where.population_2020[some].astype(float)
    size = np.log(where.population_2020[some])
    table = _weighted(size, where.share_65[some], weights)
    simulated = _weighted(size, old[some] / living[some], weights)
    rows.append(("correlation", "size and share of 65+", "municipalities", year, "r", table, simulated))

    bands, published = published_devices()
    edges = band_edges(bands)
    of_age = age >= edges[0]
    band = np.searchsorted(edges, age[of_age], side="right") - 1
    for d, device in enumerate(DEVICES):
        share = published[d, year - 2000][band]
        table = np.cov(age[of_age], share)[0, 1] / (
            age[of_age].std() * np.sqrt(share.mean() * (1 - share.mean()))
        )
        simulated = float(np.corrcoef(age[of_age], replay.trait(device)[of_age])[0, 1])
        rows.append(
            ("correlation", f"age and {device}", "persons aged 6+", year, "r", float(table), simulated)
        )

    adults = here & (age >= 20) & (age < 70)
    for one, other in _TRAITS:
        simulated = float(np.corrcoef(replay.trait(one)[adults], replay.trait(other)[adults])[0, 1])
        rows.append(("correlation", f"{one} and {other}", "persons aged 20-69", year, "r", None, simulated))
    return rows


def _weighted(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    covariance = np.cov(x, y, aweights=weights)
    return float(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]))
