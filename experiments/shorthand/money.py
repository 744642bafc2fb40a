"""Shorthands of money: what yen buy, by a conversion that anyone may change."""

from __future__ import annotations

import math
from collections.abc import Iterator

from experiments.shorthand.asked import Asked, Edit, Moves

SOURCE = {"source": "the question's own sum", "grade": "E"}
SENIORS = (65, 120)


def mass_media(asked: Asked) -> Iterator[Edit]:
    """A share of a full campaign on top of what the history spends, at most the whole."""
    yen = float(asked.value)
    if yen:
        share = min(yen / asked.rate("campaign_yen_year"), 1.0)
        yield Moves({"promotion.mass_media": f"+{share!r}"}, cost={"running_year": yen, **SOURCE})


def pool(asked: Asked) -> Iterator[Edit]:
    """Yen a case: the pool over the cases that it is meant for."""
    yen = float(asked.value)
    if yen:
        each = min(yen / asked.rate("incentive_cases_year"), 50_000.0)
        yield Moves({"services.incentive_yen": f"+{each!r}"}, cost={"running_year": yen, **SOURCE})


def etax(asked: Asked) -> Iterator[Edit]:
    """Yen for each return; every case that is filed costs them."""
    yen = float(asked.value)
    if yen:
        cost = {"per_case": yen, "case": "own_use", **SOURCE}
        yield Moves({"services.incentive_yen": f"+{yen!r}"}, families=("etax",), cost=cost)


def simplify(asked: Asked) -> Iterator[Edit]:
    """Kinds redesigned in the order of their use, so each further yen reaches rarer ones (Zipf)."""
    yen = float(asked.value)
    if not yen:
        return
    kinds, exponent = asked.known("institutions.stock.kinds"), asked.known("institutions.stock.zipf")
    a_year, gain = yen / asked.rate("redesign_yen"), asked.rate("redesign_complexity")
    before = 0.0
    for number, start in enumerate(asked.years(), start=1):
        reached = used_share(min(a_year * number, kinds), kinds, exponent)
        if reached > before:
            less = f"+{-gain * (reached - before)!r}"
            yield Moves({"services.complexity": less}, start=start, lasting=True)
        before = reached
    yield Moves({}, cost={"running_year": yen, **SOURCE})


def used_share(done: float, kinds: float, exponent: float) -> float:
    """Share of cases on the ``done`` most used of ``kinds``; use falls as rank to ``-exponent``."""

    def mass(rank: float) -> float:
        if exponent == 1.0:
            return math.log(rank + 1.0)
        return ((rank + 1.0) ** (1.0 - exponent) - 1.0) / (1.0 - exponent)

    return mass(done) / mass(kinds)


def classes(asked: Asked) -> Iterator[Edit]:
    """Seats in classes, one a year and person, given out among people of 65 and over."""
    yen = float(asked.value)
    if yen:
        share = min(yen / asked.rate("class_seat_yen") / asked.rate("seniors"), 1.0)
        yield Moves({"literacy.classes": f"+{share!r}"}, ages=SENIORS, cost={"running_year": yen, **SOURCE})


def municipal_desk(asked: Asked) -> Iterator[Edit]:
    """A full campaign at the counter."""
    if asked.value:
        yield Moves({"promotion.counter": 1.0})
