"""The truth of a fiscal year: what was filed in Japan, how, and by whom, before anybody publishes it.

A rate of a year is made of the cases of its months. A person who filed in May and stopped in June was a
case, though no flag says so in March: sums of monthly flows, never counts of flags (model 5.13).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agents.columns import FAMILIES
from agents.firms import PROCEDURES
from configs.months import fiscal_year
from simulation.counts import FLOWS
from simulation.record import RunRecord

MONTHS = 12
SETTLED = ("own_use", "assisted_use", "proxy_use", "counter", "mail")
"""Ways in which a case reaches the office; what lapsed or stayed unmet is no return and no application."""

TRANSACTIONS, TRANSACTIONS_ONLINE = 2, 3
"""Places on the last axis of the firms' counts."""


@dataclass(frozen=True)
class Year:
    """One whole fiscal year of Japan.

    cases : (8, len(FLOWS)) float64     cases of citizens by family, in Japan
    transactions : (J, 2) float64       transactions of firms by procedure: all, filed online
    to_the_state : (8,) float64         share of a family's cases that the state, not a municipality, takes
    """

    fiscal_year: int
    cases: np.ndarray
    transactions: np.ndarray
    to_the_state: np.ndarray

    def of(self, family: str, *kinds: str) -> float:
        """Cases of one family of the named kinds together."""
        row = self.cases[FAMILIES.index(family)]
        return float(sum(row[FLOWS.index(kind)] for kind in kinds))

    def national(self, *kinds: str) -> float:
        """Cases of citizens with the state, all families."""
        columns = [FLOWS.index(kind) for kind in kinds]
        return float((self.cases[:, columns].sum(axis=1) * self.to_the_state).sum())

    def firms(self, online: bool, procedure: str = "") -> float:
        """Transactions of firms: of one procedure or of all, filed online or all of them."""
        names = [row.name for row in PROCEDURES]
        rows = self.transactions if not procedure else self.transactions[[names.index(procedure)]]
        return float(rows[:, 1 if online else 0].sum())


def years_of(
    citizens: Iterable[tuple[int, int, np.ndarray]],
    firms: Iterable[tuple[int, np.ndarray]],
    weight: float,
    to_the_state: np.ndarray,
) -> dict[int, Year]:
    """Fiscal year -> its truth, of the years of which all twelve months are there.

    citizens : last month of a period, its months, and cases (..., 18, 8, len(FLOWS)) simulated
    firms : last month of a period, and counts (J, S, Z, 4) of Japan; weight : residents per citizen
    """
    cases: dict[int, np.ndarray] = {}
    covered: dict[int, int] = {}
    for month, months, flows in citizens:
        year = fiscal_year(month)
        total = flows.reshape(-1, len(FAMILIES), len(FLOWS)).sum(axis=0, dtype=np.int64)
        cases[year] = cases.get(year, np.zeros(total.shape, np.int64)) + total
        covered[year] = covered.get(year, 0) + months
    business: dict[int, np.ndarray] = {}
    for month, counts in firms:
        both = counts[..., [TRANSACTIONS, TRANSACTIONS_ONLINE]].sum(axis=(1, 2), dtype=np.int64)
        year = fiscal_year(month)
        business[year] = business.get(year, np.zeros(both.shape, np.int64)) + both
    none = np.zeros((len(PROCEDURES), 2))
    return {
        year: Year(year, cases[year] * weight, business.get(year, none).astype(np.float64), to_the_state)
        for year in sorted(cases)
        if covered[year] == MONTHS
    }


def national_shares(services: Mapping[str, Mapping[str, float]]) -> np.ndarray:
    """(8,) share of a family's cases that go to the state, from the catalogue of services."""
    return np.array([1.0 - float(services[family]["local_share"]) for family in FAMILIES])


def years(record: RunRecord) -> dict[int, Year]:
    """The truth of every whole fiscal year of a run, recorded in full or as a summary."""
    ends: Sequence[int] = record.flow_months
    starts = [record.first, *(end + 1 for end in ends[:-1])]
    citizens = zip(ends, (e - s + 1 for s, e in zip(starts, ends, strict=True)), record.flows, strict=True)
    return years_of(citizens, record.firms, record.weight, national_shares(record.scenario.services))
