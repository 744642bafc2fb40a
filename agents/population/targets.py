"""How many people there should be: by prefecture, age and sex, and by municipality, each 1 October.

The census tables give five-year bands per prefecture for every October from 2000 to 2025. Inside a
band the single years follow the national census, along cohorts between censuses, so the year of the
fiery horse (1966) and the baby boom keep their edges. All numbers here are real numbers in simulated
citizens; the schedule turns them into whole people.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from agents.data import read_columns, read_rows
from agents.places import PREFECTURES, Places
from agents.population.population import AGES, OLDEST

FIRST, LAST = 2000, 2025
OCTOBERS = LAST - FIRST + 2
"""Octobers 2000 ... 2025 and one more, extrapolated, so that the last months of 2025 have an end."""
GROUPS = 4
"""Age groups of the municipal tables: 0-14, 15-64, 65-74, 75+."""
GROUP_BOUNDS = (15, 65, 75)
_FINE_BANDS = 21
_LATEST_NODES = 37
_CENSUSES = (2000, 2005, 2010, 2015, 2020)
_SEXES = ("male", "female")

TREND_KEPT = 0.6
"""Share of the 2015-2020 trend of a municipality's part of its prefecture that holds outside those years.

Unit 1, range 0-1, own assumption, grade E: the trend of five years is not carried unbroken over fifteen."""
TREND_LIMITS = (0.85, 1.15)
"""Five-year ratios of municipal shares are kept within these; 99 in 100 municipalities lie inside."""
EVACUATED = 1.5
"""Where the register exceeds the census of 2020 by this ratio the residents were evacuated in March 2011;
until October 2010 their number follows the register."""


@dataclass(frozen=True)
class Targets:
    """Real-valued targets in simulated citizens on 1 October of 2000 ... 2025 and one extrapolated year.

    people : (27, 47, 2, 111) float64 by prefecture, sex, single age
    municipal : (27, 1741, 4) float64 by municipality and age group
    mortality : (27, 2, 111) float64 chance of dying in a month
    """

    people: np.ndarray
    municipal: np.ndarray
    mortality: np.ndarray


def targets(citizens: int, where: Places) -> Targets:
    """Targets for a population of ``citizens`` in October 2020."""
    people = _extended(people_by_single_age())
    scale = citizens / people[2020 - FIRST].sum()
    people = people * scale
    return Targets(people, municipal_targets(people, where), mortality(OCTOBERS))


def total_population(year: int = 2020) -> int:
    """Persons in Japan on 1 October of a year."""
    return round(float(population_by_band()[year - FIRST].sum()))


def systematic(values: np.ndarray, start: float) -> np.ndarray:
    """Whole numbers near ``values`` whose running sums are the rounded running sums; ``start`` in [0, 1).

    Each number, and each sum over neighbours, is its value rounded up or down, on average over starts
    exactly the value. values : (n,) non-negative; returns (n,) int64.
    """
    edges = np.floor(np.concatenate([[0.0], np.cumsum(values)]) + start + 1e-9).astype(np.int64)
    return np.diff(edges)


def largest_remainder(values: np.ndarray, total: int) -> np.ndarray:
    """Whole numbers that sum to ``total``: floors, and one more for the largest remainders. (n,) int64."""
    whole: np.ndarray = np.floor(values).astype(np.int64)
    order = np.argsort(-(values - whole), kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def prefecture_totals(people: np.ndarray) -> np.ndarray:
    """Whole prefecture totals at each node by largest remainder: (27, 47) int64."""
    sums = people.sum(axis=(2, 3))
    return np.stack([largest_remainder(row, round(float(row.sum()))) for row in sums])


def group_of_ages() -> np.ndarray:
    """(111,) int64 municipal age group of every age."""
    return np.searchsorted(np.array(GROUP_BOUNDS), np.arange(AGES), side="right").astype(np.int64)


@cache
def population_by_band() -> np.ndarray:
    """Persons by October 2000-2025, prefecture, sex and band 0-4 ... 95-99, 100+: (26, 47, 2, 21) float64."""
    out = np.zeros((LAST - FIRST + 1, PREFECTURES, 2, _FINE_BANDS))
    for year, prefecture, group, sex, population, _ in read_columns("demography/population_complete.csv"):
        band = int(group.rstrip("+").split("-")[0]) // 5
        out[int(year) - FIRST, int(prefecture) - 1, _SEXES.index(sex), band] = int(population)
    out.setflags(write=False)
    return out


@cache
def people_by_single_age() -> np.ndarray:
    """Persons by October 2000-2025, prefecture, sex, single age: (26, 47, 2, 111)."""
    out = _single_ages(population_by_band())
    out.setflags(write=False)
    return out


def _single_ages(bands: np.ndarray) -> np.ndarray:
    """Bands shared out to single ages by the national shares inside the band: (26, 47, 2, 111)."""
    band = np.minimum(np.arange(AGES) // 5, _FINE_BANDS - 1)
    national = _national_single_ages()
    sums = np.zeros((LAST - FIRST + 1, 2, _FINE_BANDS))
    for b in range(_FINE_BANDS):
        sums[:, :, b] = national[:, :, band == b].sum(axis=2)
    shares = national / sums[:, :, band]
    return np.asarray(bands[:, :, :, band] * shares[:, None])


def _national_single_ages() -> np.ndarray:
    """National persons by year, sex, single age, along cohorts between censuses: (26, 2, 111)."""
    census = _census_single_ages()
    alive = survival()
    births = {
        int(r["year"]): float(r["births_wpp"]) for r in read_rows("demography/national_vital_annual.csv")
    }
    out = np.empty((LAST - FIRST + 1, 2, AGES))
    age = np.arange(AGES)
    for year in range(FIRST, LAST + 1):
        before = max(y for y in _CENSUSES if y <= year)
        since = year - before
        young = np.maximum(age - since, 0)
        if before == 2020:
            cohort = census[before][:, young] * alive[:, age] / alive[:, young]
            born = np.array([births[year - a] if a < since else 0.0 for a in range(AGES)])
            boys = census[2020][0, 0] / census[2020][:, 0].sum()
            out[year - FIRST] = np.where(age >= since, cohort, born * np.array([[boys], [1 - boys]]))
            continue
        old = np.minimum(age + 5 - since, OLDEST)
        here, there = census[before][:, young], census[before + 5][:, old]
        w = since / 5
        out[year - FIRST] = np.where(age >= since, here ** (1 - w) * there**w, there)
    return out


def _census_single_ages() -> dict[int, np.ndarray]:
    """Census persons by sex and single age, (2, 111) a census; above 99 as in 2005 where unpublished."""
    out = {year: np.zeros((2, AGES)) for year in _CENSUSES}
    for r in read_rows("demography/national_population_census_single_age.csv"):
        if int(r["year"]) in out:
            age = int(r["age"].rstrip("+"))
            out[int(r["year"])][_SEXES.index(r["sex"]), age] = float(r["population"])
    shape = out[2005][:, 100:] / out[2005][:, 100:].sum(axis=1, keepdims=True)
    out[2000][:, 100:] = out[2000][:, 100:].sum(axis=1, keepdims=True) * shape
    for table in out.values():
        np.maximum(table, 0.5, out=table)
    return out


def _extended(people: np.ndarray) -> np.ndarray:
    """One more October by the change of the last year, so that November 2025 has two ends."""
    after = np.maximum(2 * people[-1] - people[-2], 0.0)
    return np.concatenate([people, after[None]])


def _life_tables() -> dict[int, np.ndarray]:
    """Chance of dying within a year by sex and age, (2, 111) a table year."""
    out: dict[int, np.ndarray] = {}
    for r in read_rows("demography/life_table.csv"):
        age = int(r["age"].rstrip("+"))
        if age <= OLDEST:
            table = out.setdefault(int(r["year"]), np.zeros((2, AGES)))
            table[_SEXES.index(r["sex"]), age] = float(r["qx"])
    return out


def survival() -> np.ndarray:
    """Survivors of the 2020 life table at each age, (2, 111)."""
    q = np.minimum(_life_tables()[2020], 0.95)
    return np.concatenate([np.ones((2, 1)), np.cumprod(1 - q[:, :-1], axis=1)], axis=1)


def mortality(octobers: int) -> np.ndarray:
    """Monthly chance of dying at so many Octobers: life tables interpolated by year, 2020 kept after."""
    tables = _life_tables()
    years = np.array(sorted(tables))
    stacked = np.stack([tables[y] for y in years])
    out = np.empty((octobers, 2, AGES))
    for k in range(octobers):
        year = min(FIRST + k, int(years[-1]))
        i = min(int(np.searchsorted(years, year, side="right")) - 1, len(years) - 2)
        w = (year - years[i]) / (years[i + 1] - years[i])
        out[k] = (1 - w) * stacked[i] + w * stacked[i + 1]
    return np.asarray(1 - (1 - np.minimum(out, 0.999)) ** (1 / 12))


@cache
def _mortality_nodes() -> np.ndarray:
    return mortality(_LATEST_NODES)


def monthly_mortality(month: int) -> np.ndarray:
    """Chance of dying in one month by sex and age: (2, 111) float64."""
    node, part = divmod(month + 3, 12)
    nodes = _mortality_nodes()
    return np.asarray((1 - part / 12) * nodes[node] + part / 12 * nodes[node + 1])


def municipal_shares(where: Places, octobers: int = OCTOBERS) -> np.ndarray:
    """Part of each municipality in its prefecture, back-cast before 2015: (octobers, 1741)."""
    now, before = where.population_2020.astype(float), where.population_2015.astype(float)
    prefecture = where.prefecture - 1
    share_now, share_before = _parts(now, prefecture), _parts(before, prefecture)
    evacuated = where.register_2022 > EVACUATED * now
    ratio = np.ones(len(where))
    plain = ~evacuated
    ratio[plain] = np.clip(share_now[plain] / share_before[plain], *TREND_LIMITS)
    register = _parts(where.register_2022.astype(float), prefecture)
    out = np.empty((octobers, len(where)))
    for k in range(octobers):
        years = FIRST + k - 2015
        if years <= 0:
            share = share_before * ratio ** (TREND_KEPT * years / 5)
            share[evacuated] = (register if FIRST + k <= 2010 else share_before)[evacuated]
        elif years < 5:
            share = share_before + (share_now - share_before) * years / 5
        else:
            share = share_now * ratio ** (TREND_KEPT * (years - 5) / 5)
        out[k] = _parts(share, prefecture)
    return out


def _parts(values: np.ndarray, prefecture: np.ndarray) -> np.ndarray:
    return np.asarray(values / np.bincount(prefecture, values, PREFECTURES)[prefecture])


def municipal_targets(people: np.ndarray, where: Places) -> np.ndarray:
    """Municipal targets by age group, raked to the prefecture's ages and to the municipal totals."""
    prefecture = where.prefecture - 1
    totals = municipal_shares(where, len(people)) * people.sum(axis=(2, 3))[:, prefecture]
    group = group_of_ages()
    by_group = np.stack([people[..., group == g].sum(axis=(2, 3)) for g in range(GROUPS)], axis=2)
    seed = np.stack(
        [
            where.children_2020,
            where.working_2020,
            where.old_2020 - where.oldest_2020,
            where.oldest_2020,
        ],
        axis=1,
    ).astype(float)
    empty = seed.sum(axis=1) == 0
    seed[empty] = np.stack([seed[where.prefecture == p].sum(axis=0) for p in where.prefecture[empty]])
    seed += 1e-6
    out = np.empty((len(people), len(where), GROUPS))
    for k in range(len(people)):
        table = seed.copy()
        for _ in range(30):
            sums = np.stack(
                [np.bincount(prefecture, table[:, g], PREFECTURES) for g in range(GROUPS)], axis=1
            )
            table *= (by_group[k] / sums)[prefecture]
            table *= (totals[k] / np.maximum(table.sum(axis=1), 1e-12))[:, None]
        out[k] = table
    return out
