"""Cards as they are published: every card ever issued, over the residents of an earlier 1 January.

The count keeps the cards of people who died or let them lapse; the residents are those of the last
resident register at hand, one to two years old.
"""

from __future__ import annotations

import numpy as np

from simulation.counts import PERSON_STOCKS
from simulation.record import RunRecord

ISSUED, POPULATION = PERSON_STOCKS.index("cards_issued_cumulative"), PERSON_STOCKS.index("population")
NEW_BASE_FROM = 8
"""Calendar month from which the tables of a year use the residents of its own 1 January; August, so the
base is between seven and nineteen months old (printed in the tables of 2017-2021: from July to September)."""
DECEMBER = 12


def base_of(month: int) -> int:
    """Month index of the December before the 1 January whose residents the table of ``month`` uses."""
    year, calendar = 2001 + month // 12, month % 12 + 1
    of_year = year if calendar >= NEW_BASE_FROM else year - 1
    return 12 * (of_year - 1 - 2001) + DECEMBER - 1


def card_share(record: RunRecord, month: int) -> float:
    """Share of cards issued in Japan at the end of ``month``, as it would be printed."""
    issued = float(_total(record, month, ISSUED))
    return round(issued / float(_total(record, base_of(month), POPULATION)), 5)


def cards_by_prefecture(record: RunRecord, month: int) -> np.ndarray:
    """(47,) the same by prefecture; ``month`` and the December before its base must have been watched."""
    issued = record.counts_by_prefecture(month).person[:, :, ISSUED].sum(axis=1)
    residents = record.counts_by_prefecture(base_of(month)).person[:, :, POPULATION].sum(axis=1)
    return issued / residents


def cards_by_age(record: RunRecord, month: int, sex: int | None = None) -> np.ndarray:
    """(18,) cards issued over residents by five-year band at the end of ``month``; sex 0 men, 1 women."""
    k = record.stock_months.index(month)
    person = record.person_stocks[k].sum(axis=0, dtype=np.int64)
    kept = person[:, sex] if sex is not None else person.sum(axis=1)
    return kept[:, ISSUED] / np.maximum(kept[:, POPULATION], 1)


def _total(record: RunRecord, month: int, stock: int) -> int:
    k = record.stock_months.index(month)
    return int(record.person_stocks[k][..., stock].sum(dtype=np.int64))
