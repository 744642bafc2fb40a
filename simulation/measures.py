"""Measures: what is counted, and what the counts mean, each defined once.

A neighbour who files her tax return alone at home, one who is led through it at a terminal of the tax
office, one whose accountant files, and one who merely holds the card are four different people. The
four are counted apart everywhere; every table, figure and sentence takes name, unit and meaning from
here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulation.counts import (
    EQUITY_DIMENSIONS,
    EQUITY_STOCKS,
    FAMILY_STOCKS,
    FLOWS,
    INFLOWS,
    OUTFLOWS,
    PERSON_STOCKS,
    SHAPES,
    WATCHED,
    Counts,
    conserved,
)

__all__ = [
    "EQUITY_DIMENSIONS",
    "EQUITY_STOCKS",
    "FAMILY_STOCKS",
    "FLOWS",
    "FUNNEL",
    "INFLOWS",
    "MEASURES",
    "OUTFLOWS",
    "PERSON_STOCKS",
    "SHAPES",
    "WATCHED",
    "Counts",
    "Measure",
    "conserved",
    "ratio",
]

OLD = 13
"""First five-year band of those aged 65 and over."""


@dataclass(frozen=True)
class Measure:
    """One number that a run can be asked for.

    formula : from counts to values, one per leading index; NaN where the group is empty
    source : what it needs: ``stocks`` at a month, or ``flows`` of a period
    """

    name: str
    title: str
    unit: str
    meaning: str
    formula: Callable[[Counts], np.ndarray]
    source: str = "stocks"

    def __call__(self, counts: Counts) -> np.ndarray:
        """Values of the measure, one per leading index of the counts."""
        return np.asarray(self.formula(counts), dtype=np.float64)


def ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """``part / whole``; NaN where ``whole`` is 0."""
    part, whole = np.asarray(part, np.float64), np.asarray(whole, np.float64)
    return np.divide(part, whole, out=np.full(np.broadcast(part, whole).shape, np.nan), where=whole != 0)


def _among_adults(stock: str, bands: slice = slice(None)) -> Callable[[Counts], np.ndarray]:
    return lambda counts: ratio(counts.persons(stock, bands), counts.persons("adults", bands))


def _among_all(stock: str) -> Callable[[Counts], np.ndarray]:
    return lambda counts: ratio(counts.persons(stock), counts.persons("population"))


def _mean(stock: str, full: int) -> Callable[[Counts], np.ndarray]:
    return lambda counts: ratio(counts.persons(stock), counts.persons("adults") * full)


def _gap_age(counts: Counts) -> np.ndarray:
    below, above = slice(None, OLD), slice(OLD, None)
    return _among_adults("own_use_any_12m", below)(counts) - _among_adults("own_use_any_12m", above)(counts)


_BARRIER_FLOWS = tuple(name for name in FLOWS if name.startswith("barrier_"))
_SETTLED = ("own_use", *_BARRIER_FLOWS)


def _share_of_settled(flow: str) -> Callable[[Counts], np.ndarray]:
    return lambda counts: ratio(counts.cases(flow), counts.cases(*_SETTLED))


_ADULTS = "share of adults (18 and over)"
_PEOPLE = "share of the population"
_CASES = "share of cases settled"

_ROWS = (
    Measure(
        "own_use",
        "own online use",
        _ADULTS,
        "filed online, alone, at least once in the last twelve months, in at least one family of services",
        _among_adults("own_use_any_12m"),
    ),
    Measure(
        "assisted_use",
        "assisted use",
        _ADULTS,
        "the last case in some family went online with help: staffed terminal, helper at home or helpline",
        _among_adults("assisted_any"),
    ),
    Measure(
        "proxy_use",
        "proxy use",
        _ADULTS,
        "the last case in some family was filed online by somebody else: relative, accountant or employer",
        _among_adults("proxy_any"),
    ),
    Measure(
        "possession",
        "card possession",
        _PEOPLE,
        "holds a valid My Number card, whether or not it is ever used; all ages",
        _among_all("card_held"),
    ),
    Measure(
        "own_use_65plus",
        "own online use, 65 and over",
        "share of adults of 65 and over",
        "own online use among those aged 65 and over",
        _among_adults("own_use_any_12m", slice(OLD, None)),
    ),
    Measure(
        "assisted_use_65plus",
        "assisted use, 65 and over",
        "share of adults of 65 and over",
        "assisted use among those aged 65 and over",
        _among_adults("assisted_any", slice(OLD, None)),
    ),
    Measure(
        "proxy_use_65plus",
        "proxy use, 65 and over",
        "share of adults of 65 and over",
        "proxy use among those aged 65 and over",
        _among_adults("proxy_any", slice(OLD, None)),
    ),
    Measure(
        "gap_age",
        "age gap in own online use",
        "difference of shares",
        "own online use of adults of 18-64 less that of those of 65 and over",
        _gap_age,
    ),
    Measure(
        "awareness",
        "awareness",
        _ADULTS,
        "knows of at least one service family that it can be dealt with online",
        _among_adults("aware_any"),
    ),
    Measure("connected", "internet use", _PEOPLE, "uses the internet", _among_all("connected")),
    Measure(
        "smartphone_only",
        "smartphone without PC",
        _PEOPLE,
        "has a smartphone and uses no PC",
        _among_all("smartphone_only"),
    ),
    Measure(
        "credential_valid",
        "working credential",
        _PEOPLE,
        "holds a card whose electronic credential is set, not locked and not expired",
        _among_all("credential_valid"),
    ),
    Measure(
        "credential_locked",
        "locked credential",
        _PEOPLE,
        "the credential of the card is locked",
        _among_all("credential_locked"),
    ),
    Measure(
        "credential_expired",
        "expired credential",
        _PEOPLE,
        "the credential of the card has expired",
        _among_all("credential_expired"),
    ),
    Measure("trust", "trust in government", "0 to 1", "mean trust of adults", _mean("sum_trust", 255)),
    Measure(
        "usefulness",
        "perceived usefulness",
        "0 to 1",
        "mean perceived usefulness among adults",
        _mean("sum_usefulness", 255),
    ),
    Measure(
        "ease",
        "perceived ease of use",
        "0 to 1",
        "mean perceived ease of use among adults",
        _mean("sum_ease", 255),
    ),
    Measure(
        "literacy", "digital literacy", "0 to 1", "mean digital literacy of adults", _mean("sum_literacy", 15)
    ),
    Measure(
        "perceived_availability",
        "perceived availability",
        "0 to 1",
        "share of services that adults believe to be online",
        _mean("sum_availability", 15),
    ),
    Measure(
        "completion_rate",
        "completion",
        "share of attempts",
        "attempts at own use that end in own use, without help",
        lambda c: ratio(c.cases("own_use"), c.cases("attempts")),
        "flows",
    ),
    Measure(
        "online_use_rate",
        "online cases",
        _CASES,
        "cases filed online by anybody: own, assisted and proxy use together",
        lambda c: ratio(c.cases("own_use", "assisted_use", "proxy_use"), c.cases(*_SETTLED)),
        "flows",
    ),
    Measure(
        "unmet_needs",
        "unmet needs",
        "share of needs",
        "needs that lapsed or found no working channel",
        lambda c: ratio(c.cases("lapsed", "unmet"), c.cases(*INFLOWS)),
        "flows",
    ),
    Measure(
        "barrier_none",
        "done online, alone",
        _CASES,
        "cases of own use: no barrier bound",
        _share_of_settled("own_use"),
        "flows",
    ),
    *(
        Measure(
            flow,
            f"barrier: {flow[8:].replace('_', ' ')}",
            _CASES,
            f"cases in which '{flow[8:]}' was the binding barrier",
            _share_of_settled(flow),
            "flows",
        )
        for flow in _BARRIER_FLOWS
    ),
)

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ROWS}
"""Every measure by name."""

FUNNEL = ("barrier_none", *_BARRIER_FLOWS)
"""The measures that share out all settled cases: they sum to 1."""
