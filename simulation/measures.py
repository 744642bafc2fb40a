"""Measures: what is counted, and what the counts mean, each defined once.

A neighbour who files her tax return alone at home, one who is led through it at a terminal of the tax
office, one whose accountant files, and one who merely holds the card are four different people. The
four are counted apart everywhere; every table, figure and sentence takes name, unit and meaning from
here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from agents.columns import FAMILIES
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
    better : ``more``, ``less``, or empty where neither is better by itself
    use : the kind of use it speaks of: own, assisted, proxy, holding, all or none
    table : the table of a run folder that it can be read off
    """

    name: str
    title: str
    unit: str
    meaning: str
    formula: Callable[[Counts], np.ndarray]
    source: str = "stocks"
    better: str = ""
    use: str = "none"
    table: str = "people"

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
_ONLINE = ("own_use", "assisted_use", "proxy_use")
_COMPLICATED = ("barrier_device", "barrier_credential", "barrier_failed")
_LIFE_EVENTS = (FAMILIES.index("child_family"), FAMILIES.index("moving_registry"))
_RELIEF = FAMILIES.index("relief")


def _share_of_settled(*flows: str) -> Callable[[Counts], np.ndarray]:
    return lambda counts: ratio(counts.cases(*flows), counts.cases(*_SETTLED))


def _own_use_in(families: Sequence[int]) -> Callable[[Counts], np.ndarray]:
    """Cases of own use among all settled cases of some families."""

    def formula(counts: Counts) -> np.ndarray:
        flows = counts.flows[..., list(families), :].sum(axis=(-3, -2))
        settled = flows[..., [FLOWS.index(name) for name in _SETTLED]].sum(axis=-1)
        return ratio(flows[..., FLOWS.index("own_use")], settled)

    return formula


def _only_with_help(counts: Counts) -> np.ndarray:
    """Of those of 65 and over who use anything online, who does so by others only, at the least."""
    old = slice(OLD, None)
    own, helped = counts.persons("own_use_any_12m", old), counts.persons("assisted_any", old)
    by_others = helped + counts.persons("proxy_any", old)
    return ratio(by_others, by_others + own)


def _equity_by_age(counts: Counts) -> np.ndarray:
    """Relief needs met of those of 65 and over, relative to those of 18 to 64."""
    met = [FLOWS.index(name) for name in (*_ONLINE, "counter", "mail")]
    due = [FLOWS.index(name) for name in INFLOWS]
    relief = counts.flows[..., :, _RELIEF, :]
    old, young = relief[..., OLD:, :].sum(axis=-2), relief[..., :OLD, :].sum(axis=-2)
    shares = [ratio(part[..., met].sum(axis=-1), part[..., due].sum(axis=-1)) for part in (old, young)]
    return ratio(*shares)


_ADULTS = "share of adults (18 and over)"
_PEOPLE = "share of the population"
_CASES = "share of cases settled"
_OLDER = "share of adults of 65 and over"
_OLD = slice(OLD, None)


_person = partial(Measure, better="more")
_case = partial(Measure, source="flows", better="less", use="all", table="use")


_ROWS = (
    _person("own_use", "own online use", _ADULTS,
        "filed online, alone, at least once in the last twelve months, in at least one family of services",
        _among_adults("own_use_any_12m"), use="own"),
    _person("assisted_use", "assisted use", _ADULTS,
        "the last case in some family went online with help: staffed terminal, helper at home or helpline",
        _among_adults("assisted_any"), better="", use="assisted"),
    _person("proxy_use", "proxy use", _ADULTS,
        "the last case in some family was filed online by somebody else: relative, accountant or employer",
        _among_adults("proxy_any"), better="", use="proxy"),
    _person("possession", "card possession", _PEOPLE,
        "holds a valid My Number card, whether or not it is ever used; all ages",
        _among_all("card_held"), better="", use="holding", table="card"),
    _person("own_use_65plus", "own online use, 65 and over", _OLDER,
        "own online use among those aged 65 and over", _among_adults("own_use_any_12m", _OLD), use="own"),
    _person("assisted_use_65plus", "assisted use, 65 and over", _OLDER,
        "assisted use among those aged 65 and over",
        _among_adults("assisted_any", _OLD), better="", use="assisted"),
    _person("proxy_use_65plus", "proxy use, 65 and over", _OLDER,
        "proxy use among those aged 65 and over",
        _among_adults("proxy_any", _OLD), better="", use="proxy"),
    _person("dependency", "dependence on others, 65 and over", "share of kinds of online use",
        "of what those of 65 and over do online in any way, the part done with help or by somebody else; "
        "a person with two kinds of use counts in both",
        _only_with_help, better="less", use="all"),
    _person("gap_age", "age gap in own online use", "difference of shares",
        "own online use of adults of 18-64 less that of those of 65 and over",
        _gap_age, better="less", use="own"),
    _person("awareness", "awareness", _ADULTS,
        "knows of at least one service family that it can be dealt with online", _among_adults("aware_any")),
    _person("information_use", "information use", _ADULTS,
        "looked something up with government online in the last quarter; no procedure is filed",
        _among_adults("information_users")),
    _person("policy_research", "policy research", _ADULTS,
        "studied what government plans or does online in the last quarter",
        _among_adults("policy_researchers")),
    _person("participation", "participation online", _ADULTS,
        "took part online in the last quarter: consultation, problem report or petition",
        _among_adults("participants")),
    _person("connected", "internet use", _PEOPLE, "uses the internet", _among_all("connected")),
    _person("smartphone_only", "smartphone without PC", _PEOPLE, "has a smartphone and uses no PC",
        _among_all("smartphone_only"), better=""),
    _person("credential_valid", "working credential", _PEOPLE,
        "holds a card whose electronic credential is set, not locked and not expired",
        _among_all("credential_valid"), use="holding", table="card"),
    _person("credential_locked", "locked credential", _PEOPLE, "the credential of the card is locked",
        _among_all("credential_locked"), better="less", use="holding", table="card"),
    _person("credential_expired", "expired credential", _PEOPLE, "the credential of the card has expired",
        _among_all("credential_expired"), better="less", use="holding", table="card"),
    _person("trust", "trust in government", "0 to 1", "mean trust of adults",
        _mean("sum_trust", 255), table="attitudes"),
    _person("usefulness", "perceived usefulness", "0 to 1", "mean perceived usefulness among adults",
        _mean("sum_usefulness", 255), table="attitudes"),
    _person("ease", "perceived ease of use", "0 to 1", "mean perceived ease of use among adults",
        _mean("sum_ease", 255), table="attitudes"),
    _person("literacy", "digital literacy", "0 to 1", "mean digital literacy of adults",
        _mean("sum_literacy", 15), table="attitudes"),
    _person("perceived_availability", "perceived availability", "0 to 1",
        "share of services that adults believe to be online",
        _mean("sum_availability", 15), table="attitudes"),
    _case("completion_rate", "completion", "share of attempts",
        "attempts at own use that end in own use, without help",
        lambda c: ratio(c.cases("own_use"), c.cases("attempts")), better="more", use="own"),
    _case("online_use_rate", "online cases", _CASES,
        "cases filed online by anybody: own, assisted and proxy use together",
        _share_of_settled(*_ONLINE), better="more"),
    _case("uptake_g2c", "online cases of citizens", _CASES,
        "cases of citizens filed online by anybody: own, assisted and proxy use; firms are counted apart",
        _share_of_settled(*_ONLINE), better="more"),
    _case("own_use_by_life_event", "own use at life events", "share of cases settled",
        "cases of own use among those of having a child and of moving house",
        _own_use_in(_LIFE_EVENTS), better="more", use="own"),
    _case("unmet_needs", "unmet needs", "share of needs", "needs that lapsed or found no working channel",
        lambda c: ratio(c.cases("lapsed", "unmet"), c.cases(*INFLOWS))),
    _case("lapsed", "needs given up", "share of needs", "needs that were given up",
        lambda c: ratio(c.cases("lapsed"), c.cases(*INFLOWS))),
    _case("failed_attempts", "failed attempts", "share of tries",
        "tries at own use that met a closed service or failed, with or without help at hand",
        lambda c: ratio(c.cases("barrier_failed", "barrier_hours"), c.cases("attempts", "barrier_hours")),
        use="own"),
    _case("equity_by_age", "relief met, old to young", "ratio",
        "share of relief needs met among those of 65 and over, divided by that of the younger; 1 is equal",
        _equity_by_age, better="more"),
    _case("barrier_none", "done online, alone", _CASES, "cases of own use: no barrier bound",
        _share_of_settled("own_use"), better="more", use="own"),
    *(
        _case(flow, f"barrier: {flow[8:].replace('_', ' ')}", _CASES,
            f"cases in which '{flow[8:]}' was the binding barrier", _share_of_settled(flow),
            better="" if flow in ("barrier_assisted", "barrier_proxy") else "less", use="own")
        for flow in _BARRIER_FLOWS
    ),
    _case("barrier_complicated", "barrier: too complicated", _CASES,
        "cases in which device, credential or a failed attempt was the binding barrier: what people call "
        "too complicated when they are asked",
        _share_of_settled(*_COMPLICATED), use="own"),
)  # fmt: skip

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _ROWS}
"""Every measure of one month or year of counts by name."""

FUNNEL = ("barrier_none", *_BARRIER_FLOWS)
"""The measures that share out all settled cases: they sum to 1."""
