"""Places: the 1,741 municipalities and 47 prefectures as they stood in October 2020.

Everything local in the model hangs on these rows: who lives where, who staffs the counter, which
office offers a form online. Boundaries of 2020 are used for all years, so a merger of 2005 is not an
event here. Facts are those of the 2020 census and of the municipal statistics of 2024; nothing in
this file is estimated except the five size classes, which are only labels.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from agents.data import read_rows

if TYPE_CHECKING:
    from agents.population.population import Population

PREFECTURES = 47
MUNICIPALITIES = 1741
SIZE_BOUNDS = (10_000, 50_000, 200_000, 500_000)
"""Residents of 2020 at which the next size class (0-4) begins."""
SIZE_CLASSES = len(SIZE_BOUNDS) + 1
AREA_LEAST = 200
"""Simulated residents that a municipality needs to be a service area of its own."""


@dataclass(frozen=True)
class Places:
    """Arrays over the municipalities in the order of their codes, and names of the prefectures.

    code : five-digit JIS codes as text; name : Japanese names; level : designated_city, city,
    special_ward, town or village.
    prefecture : (1741,) int64, 1-47
    population_2020, population_2015, register_2022 : (1741,) int64 persons
    children_2020, working_2020, old_2020, oldest_2020 : (1741,) int64 persons of known age 0-14, 15-64, 65+,
    75+
    density : (1741,) float64 persons per square kilometre
    it_staff : (1741,) int64 employees of the general administration in 2024, from whom IT staff is derived
    share_65 : (1741,) float64 share of persons of known age who are 65 or older; 0 where nobody lives
    size_class : (1741,) int64, 0-4, see ``SIZE_BOUNDS``
    prefecture_name, prefecture_name_ja : 47 names in the order of the prefecture codes
    """

    code: tuple[str, ...]
    name: tuple[str, ...]
    level: tuple[str, ...]
    prefecture: np.ndarray
    population_2020: np.ndarray
    population_2015: np.ndarray
    register_2022: np.ndarray
    children_2020: np.ndarray
    working_2020: np.ndarray
    old_2020: np.ndarray
    oldest_2020: np.ndarray
    density: np.ndarray
    it_staff: np.ndarray
    share_65: np.ndarray
    size_class: np.ndarray
    prefecture_name: tuple[str, ...]
    prefecture_name_ja: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.code)

    def index(self, code: str) -> int:
        """Row of a municipality code. Raises KeyError when there is none."""
        return _rows_of_codes()[code]

    def of_prefecture(self, prefecture: int) -> slice:
        """The rows of one prefecture (1-47); they are consecutive."""
        first, last = np.searchsorted(self.prefecture, [prefecture, prefecture + 1])
        return slice(int(first), int(last))

    @property
    def geometry(self) -> Path:
        """GeoJSON with the outlines of the prefectures; the feature ``id`` is the prefecture code."""
        return Path(str(files("agents.data"))) / "demography" / "prefectures.geojson"


@cache
def places() -> Places:
    """The municipalities of Japan, read once from the package data."""
    rows = [r for r in read_rows("demography/municipalities.csv") if r["level"] != "designated_city_ward"]
    rows.sort(key=lambda r: r["municipality_code"])
    names = read_rows("demography/prefecture_summary.csv")

    def whole(column: str) -> np.ndarray:
        return _fixed(np.array([int(r[column] or 0) for r in rows], np.int64))

    population = whole("population_2020")
    return Places(
        code=tuple(r["municipality_code"] for r in rows),
        name=tuple(r["municipality"] for r in rows),
        level=tuple(r["level"] for r in rows),
        prefecture=whole("prefecture_code"),
        population_2020=population,
        population_2015=whole("population_2015"),
        register_2022=whole("registry_population_2022_01_01"),
        children_2020=whole("age_0_14_2020"),
        working_2020=whole("age_15_64_2020"),
        old_2020=whole("age_65_plus_2020"),
        oldest_2020=whole("age_75_plus_2020"),
        density=_fixed(np.array([float(r["density_per_km2"] or 0) for r in rows])),
        it_staff=whole("general_administration_employees_2024"),
        share_65=_fixed(np.array([float(r["share_65_plus_2020"] or 0) for r in rows])),
        size_class=_fixed(np.searchsorted(np.array(SIZE_BOUNDS), population, side="right").astype(np.int64)),
        prefecture_name=tuple(r["prefecture"] for r in names),
        prefecture_name_ja=tuple(r["prefecture_ja"] for r in names),
    )


def _fixed(values: np.ndarray) -> np.ndarray:
    values.setflags(write=False)
    return values


@cache
def _rows_of_codes() -> dict[str, int]:
    return {code: row for row, code in enumerate(places().code)}


def service_areas(population: Population) -> tuple[np.ndarray, int]:
    """The areas on which queues and measured uptake work: (1741,) int32 area of each, and how many.

    A municipality with at least ``AREA_LEAST`` simulated residents in January 2001 is an area; the
    others of a prefecture share one area per size class.
    """
    start = population.municipality_start
    living = np.concatenate([[0], np.cumsum(population.birth != 255)])
    residents = living[start[1:]] - living[start[:-1]]
    where = population.places
    shared = where.prefecture * SIZE_CLASSES + where.size_class
    alone = residents >= AREA_LEAST
    label = np.where(alone, (PREFECTURES + 1) * SIZE_CLASSES + np.arange(len(where)), shared)
    _, area = np.unique(label, return_inverse=True)
    return area.astype(np.int32), int(area.max()) + 1
