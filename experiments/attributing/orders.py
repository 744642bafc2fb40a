"""Orders: where there are too many parts for every combination, a few orders of adding them are tried.

Each replicate draws orders of its own, always an order and its reverse: what a part adds first it mostly
adds last too little of. In each order the parts add up to the whole exactly, whatever was drawn; a part
that touches nothing adds exactly nothing. Replicates differ in luck and in orders, so their spread holds
both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from agents.draws import PERMANENT, PURPOSES, SYNTHESIS, draw

PAIRS = 2
"""Orders that each replicate draws, each taken forwards and backwards."""
Order = tuple[str, ...]


def orders(parts: Sequence[str], seed: int, replicate: int, pairs: int = PAIRS) -> list[Order]:
    """The orders of one replicate: twice ``pairs`` of them."""
    found: list[Order] = []
    for k in range(pairs):
        luck = draw(seed, replicate, SYNTHESIS, PERMANENT, PURPOSES["ATTRIBUTION"], k, np.arange(len(parts)))
        order = tuple(parts[i] for i in np.argsort(luck, kind="stable"))
        found += [order, order[::-1]]
    return found


def coalitions(order: Order) -> list[frozenset[str]]:
    """What is in force after each step of the order, nothing first."""
    return [frozenset(order[:k]) for k in range(len(order) + 1)]


def parts_of(values: Mapping[frozenset[str], Fraction], tried: Sequence[Order]) -> dict[str, Fraction]:
    """What each part adds, mean over the orders, exactly; the sum is that of all less that of none."""
    found = dict.fromkeys(tried[0], Fraction(0))
    for order in tried:
        steps = coalitions(order)
        for part, before, after in zip(order, steps, steps[1:], strict=False):
            found[part] += values[after] - values[before]
    return {part: total / len(tried) for part, total in found.items()}
