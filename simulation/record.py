"""What a run leaves in memory: counts by month and place, and one bit per citizen where asked.

A run of twenty-five years leaves a few megabytes. Arms of one question share the arrays of the years
they have in common. Numbers are asked for by the name of a measure and a month; everything here is
counted in simulated citizens, of whom each stands for ``weight`` persons in Japan.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from simulation.counts import FLOWS, PERSON_STOCKS
from simulation.measures import MEASURES, SHAPES, Counts


class PlacesLike(Protocol):
    """The municipalities, in the order of all municipal arrays."""

    @property
    def code(self) -> Sequence[str]:
        """Five-digit codes."""

    @property
    def prefecture(self) -> np.ndarray:
        """Prefecture of each, 1-47."""

    @property
    def population_2020(self) -> np.ndarray:
        """Residents of each in October 2020."""


class PopulationLike(Protocol):
    """What results must know about the population a run was made on."""

    @property
    def name(self) -> str:
        """Such as jp_100k."""

    @property
    def citizens(self) -> int:
        """Simulated citizens in October 2020."""

    @property
    def seed(self) -> int:
        """Seed of the synthesis."""

    @property
    def slots(self) -> int:
        """Rows of the columns, vacant ones included."""

    @property
    def weight(self) -> float:
        """Persons in Japan per simulated citizen."""

    @property
    def places(self) -> PlacesLike:
        """Where they live."""


@dataclass(frozen=True)
class Watched:
    """One bit per slot for each watched measure of one month.

    bits : measure -> (ceil(N / 8),) uint8, first slot in the highest bit (``numpy.packbits``)
    generations : (N,) uint8   whose turn it is in the slot; 255 vacant
    cells : (N,) uint16        who it is, see ``simulation.cells``; None where nobody asked
    """

    bits: Mapping[str, np.ndarray]
    generations: np.ndarray
    cells: np.ndarray | None = None


@dataclass(frozen=True)
class RunRecord:
    """Everything a finished run knows; small enough to keep many of them.

    first, last : first and last simulated month, counted from January 2001
    flow_months : last month of each period that ``flows`` counts: each month, or (summary) each fiscal year
    flows : per period (P, 18, 8, len(FLOWS))   P is 47 prefectures, or 1 for the nation
    stock_months, family_stocks, person_stocks : per recorded month (P, 18, 8, .) and (P, 18, 2, .)
    by_prefecture : month -> the two stocks by prefecture, at watched months
    equity : month -> (18, 3, 3, 5)
    cases : (T, 8, len(FLOWS)) int64   cases in Japan by month and family, in a summary too
    digest : fingerprint of all columns of the citizens after the last month; empty when not taken
    numbers : month and named numbers of Japan that mechanisms handed over, in the order of the run
    firms : last month of each period and firms of Japan (J, S, Z, 4), see ``simulation.kernels.firms``; a
        summary has one sector and one size
    work : (T, >= 8) int64   counts of work by month, see ``simulation.work``; no row where nobody counted
    """

    scenario: Any
    record: str
    population: PopulationLike
    first: int
    last: int
    flow_months: tuple[int, ...]
    flows: tuple[np.ndarray, ...]
    stock_months: tuple[int, ...]
    family_stocks: tuple[np.ndarray, ...]
    person_stocks: tuple[np.ndarray, ...]
    by_prefecture: Mapping[int, tuple[np.ndarray, np.ndarray]]
    equity: Mapping[int, np.ndarray]
    cases: np.ndarray
    watched: Mapping[int, Watched]
    municipal: Mapping[int, Mapping[str, np.ndarray]]
    queues: tuple[tuple[int, Mapping[str, np.ndarray]], ...]
    timeline: Any
    seconds: float
    peak_memory_bytes: int
    digest: str
    numbers: tuple[tuple[int, Mapping[str, float]], ...] = ()
    firms: tuple[tuple[int, np.ndarray], ...] = ()
    work: np.ndarray = field(default_factory=lambda: np.zeros((0, 8), np.int64))

    @property
    def weight(self) -> float:
        """Persons in Japan per simulated citizen."""
        return float(self.population.weight)

    @property
    def months(self) -> int:
        """Number of simulated months."""
        return self.last - self.first + 1

    def flows_until(self, month: int) -> tuple[np.ndarray, int]:
        """Cases of Japan (18, 8, len(FLOWS)) in the twelve months until ``month``, and the months covered.

        A summary knows fiscal years only: it gives the last one that ended by then.
        """
        ends = [k for k, end in enumerate(self.flow_months) if end <= month]
        if self.record == "full":
            ends = [k for k in ends if self.flow_months[k] > month - 12]
        else:
            ends = ends[-1:]
        total = np.zeros(SHAPES["flows"], np.int64)
        for k in ends:
            total += self.flows[k].sum(axis=0, dtype=np.int64)
        covered = 0 if not ends else self.flow_months[ends[-1]] - self._period_start(ends[0]) + 1
        return total, covered

    def firms_until(self, month: int) -> np.ndarray:
        """Transactions of firms (J, S, Z, 4) in the periods of ``flows_until``; stocks at the last."""
        ends = [counts for end, counts in self.firms if month - 12 < end <= month]
        if self.record != "full":
            ends = [counts for end, counts in self.firms if end <= month]
            ends = ends[-1:]
        if not ends:
            raise KeyError(f"no firms were recorded by month {month}")
        total = ends[-1].astype(np.int64)
        total[..., 2:] = np.sum([counts[..., 2:] for counts in ends], axis=0, dtype=np.int64)
        return total

    def numbers_named(self, name: str, start: int, end: int) -> dict[int, float]:
        """Month -> the handed number ``name`` from ``start`` to ``end``; empty where nobody hands it."""
        return {
            month: found[name] for month, found in self.numbers if start <= month <= end and name in found
        }

    @property
    def own_cases(self) -> np.ndarray:
        """(T, 8) int64 cases of own use in Japan by month and family, for costs that follow cases."""
        return np.asarray(self.cases[:, :, FLOWS.index("own_use")])

    def flows_between(self, start: int, end: int) -> np.ndarray:
        """(1, 8, len(FLOWS)) cases of Japan in the months ``start`` to ``end``, all ages together."""
        return np.asarray(self.cases[max(start - self.first, 0) : end + 1 - self.first].sum(axis=0)[None])

    def lever(self, name: str, start: int, end: int) -> np.ndarray:
        """(T, 8) a lever in the months ``start`` to ``end``: mean over residents of 2020 and adults.

        Raises KeyError where the record has no timeline or no such lever.
        """
        if self.timeline is None:
            raise KeyError("the record has no levers")
        rows = self.timeline.lever(name)[start - self.timeline.first : end + 1 - self.timeline.first]
        zone, kind = self.timeline.zone_of_municipality, self.timeline.kind_of_group
        residents = np.asarray(self.population.places.population_2020, np.float64)
        zones = np.bincount(zone, weights=residents, minlength=rows.shape[1])
        adults = self.counts(self.stock_months[-1]).person[:, PERSON_STOCKS.index("adults")]
        # Groups are five-year bands by sex; a band's two sexes count alike.
        each = np.repeat(adults, 2).astype(np.float64) if adults.sum() else np.ones(2 * adults.size)
        kinds = np.bincount(kind, weights=each, minlength=rows.shape[2])
        mean: np.ndarray = np.einsum("tzkf,z,k->tf", rows, zones / zones.sum(), kinds / kinds.sum())
        return mean

    def _period_start(self, k: int) -> int:
        return self.first if k == 0 else self.flow_months[k - 1] + 1

    def counts(self, month: int) -> Counts:
        """Counts of Japan: stocks at ``month``, flows of the year until then; KeyError without stocks."""
        k = self._stock(month)
        family = self.family_stocks[k].sum(axis=0, dtype=np.int64)
        person = self.person_stocks[k].sum(axis=(0, 2), dtype=np.int64)
        return Counts(person, family, self.flows_until(month)[0])

    def counts_by_prefecture(self, month: int) -> Counts:
        """Stocks of the 47 prefectures (leading axis) at ``month``; flows are empty."""
        if month in self.by_prefecture:
            family, person = self.by_prefecture[month]
        else:
            k = self._stock(month)
            family, person = self.family_stocks[k], self.person_stocks[k]
        if family.shape[0] == 1:
            raise KeyError(f"month {month} was not watched: prefectures are not kept")
        flows = np.zeros((family.shape[0], *SHAPES["flows"]), np.int64)
        return Counts(person.sum(axis=2, dtype=np.int64), family.astype(np.int64), flows)

    def value(self, measure: str, month: int) -> float:
        """The measure for Japan at ``month``."""
        return float(MEASURES[measure](self.counts(month)))

    def series(self, measure: str) -> tuple[np.ndarray, np.ndarray]:
        """Months and values of the measure wherever stocks were recorded."""
        months = np.array(self.stock_months, np.int64)
        return months, np.array([self.value(measure, int(month)) for month in months])

    def by_age(self, measure: str, month: int) -> np.ndarray:
        """(18,) the measure within each five-year band; NaN where nobody counts."""
        counts = self.counts(month)
        return np.array(
            [float(MEASURES[measure](counts.of_band(band))) for band in range(SHAPES["person"][0])]
        )

    def _stock(self, month: int) -> int:
        if month not in self.stock_months:
            raise KeyError(f"no stocks were recorded at month {month}")
        return self.stock_months.index(month)
