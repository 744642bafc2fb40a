"""Spending: what the policies of a run cost, month by month, from the price tags they carry.

A price per case is multiplied by the cases that the run counted, in Japan: cases of own use of the
policy's families, or cards issued. Where and to whom a policy is limited is not followed here, and no
count exists of linked acts; such prices are named by ``unpriced`` instead of being guessed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.columns import FAMILIES
from simulation.counts import PERSON_STOCKS
from simulation.record import RunRecord

COUNTED = ("own_use", "card")
"""Cases that a run counts and a price can be multiplied by."""


class Spent(NamedTuple):
    """Yen of the year in Japan, between ``low`` and ``high``."""

    month: int
    policy: str
    payer: str
    kind: str
    low: float
    high: float


def spending(record: RunRecord) -> list[Spent]:
    """Every stated cost of the run, in the order of its timeline; empty without a timeline."""
    spent = list[Spent]()
    if record.timeline is None:
        return spent
    issued = cards_issued(record)
    for entry in record.timeline.costs:
        if not record.first <= entry.month <= record.last:
            continue
        times = 1.0
        if entry.kind == "per_case":
            if entry.case not in COUNTED:
                continue
            cases = issued if entry.case == "card" else _own_cases(record, entry.policy)
            times = float(cases[entry.month - record.first]) * record.weight
        spent.append(
            Spent(entry.month, entry.policy, entry.payer, entry.kind, entry.low * times, entry.high * times)
        )
    return spent


def unpriced(record: RunRecord) -> list[str]:
    """Policies with a price per case of a kind that nobody counts."""
    if record.timeline is None:
        return []
    return sorted({e.policy for e in record.timeline.costs if e.kind == "per_case" and e.case not in COUNTED})


def cards_issued(record: RunRecord) -> np.ndarray:
    """(T,) cards issued in each month; evenly spread between two recorded stocks."""
    column = PERSON_STOCKS.index("cards_issued_cumulative")
    months = np.array([record.first - 1, *record.stock_months])
    totals = np.array([0, *(int(stock[..., column].sum()) for stock in record.person_stocks)], np.float64)
    every = np.arange(record.first - 1, record.last + 1)
    return np.diff(np.interp(every, months, totals))


def _own_cases(record: RunRecord, policy: str) -> np.ndarray:
    """(T,) cases of own use of the families that the policy is for."""
    scenario = record.scenario
    entry = {**scenario.policies, **scenario.shocks}.get(policy)
    families = FAMILIES if entry is None else entry.families
    return np.asarray(record.own_cases[:, [FAMILIES.index(name) for name in families]].sum(axis=1))
