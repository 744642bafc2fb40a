"""Moves over months: the changes of one policy gathered into runs that NumPy can add at once.

A campaign of two years yields the same change twenty-four times. Gathered, it is one row of
twenty-four numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from policies.base import SET, Policy
from policies.levers import LEVERS, Operator
from policies.terms import Target

_Key = tuple[str, tuple[int, ...], Target | None, Operator | Literal["set"]]


class Move(NamedTuple):
    """One policy's moves of one lever over consecutive months.

    start : month of the first value
    value, share : (n,) float64   one per month
    since : month in which the policy starts, which may lie before the run
    """

    policy: str
    lever: str
    families: tuple[int, ...]
    target: Target | None
    operator: Operator | Literal["set"]
    start: int
    value: np.ndarray
    share: np.ndarray
    since: int


def moves_of(name: str, policy: Policy, first: int, last: int) -> list[Move]:
    """All moves of a policy in the months ``first`` to ``last``, both included."""
    if policy.start is None or policy.context_only or policy.strength == 0.0:
        return []
    runs: dict[_Key, tuple[int, list[float], list[float]]] = {}
    finished: list[Move] = []

    def finish(key: _Key) -> None:
        start, values, shares = runs.pop(key)
        since = start if policy.start is None else policy.start
        finished.append(Move(name, *key, start, np.array(values), np.array(shares), since))

    stop = last + 1 if policy.end is None else min(last + 1, policy.end)
    month = max(first, policy.start)
    while month < stop:
        settled = policy.steady and month > policy.start and month + 1 >= policy.start + policy.ramp
        months = stop - month if settled else 1
        for change in policy.changes(month):
            key = (change.lever, change.families, change.target, change.operator)
            run = runs.get(key)
            if run is not None and run[0] + len(run[1]) != month:
                if run[0] + len(run[1]) > month:
                    raise ValueError(f"{name} moves {change.lever} twice in one month")
                finish(key)
                run = None
            if run is None:
                run = runs[key] = (month, [], [])
            run[1].extend([change.value] * months)
            run[2].extend([change.share] * months)
        month += months
    for key in list(runs):
        finish(key)
    return finished


def _value_of(lever: str, moves: Sequence[Move], month: int) -> float:
    """What a lever that is no family lever stands at in one month, the moves of all targets counted."""
    row = LEVERS[lever]
    level, added, factor, put = row.base, 0.0, 1.0, None
    for move in moves:
        at = month - move.start
        if move.lever != lever or not 0 <= at < move.value.size:
            continue
        value = float(move.value[at])
        if move.operator is Operator.MAX:
            level = max(level, value)
        elif move.operator is Operator.ADD:
            added += value
        elif move.operator is Operator.MULTIPLY:
            factor *= value
        elif move.operator == SET:
            put = value
    return min(max((level + added) * factor if put is None else put, row.low), row.high)


def suspended(entries: Sequence[tuple[str, Policy]], first: int, last: int) -> dict[str, float]:
    """Policies stopped at their start, with the value of the lever that stopped each.

    What can itself be stopped does not count against others.
    """
    waiting = [
        (name, policy, policy.blocked_by, policy.start)
        for name, policy in entries
        if policy.blocked_by is not None and policy.start is not None
    ]
    if not waiting:
        return {}
    levers = {lever for _, _, lever, _ in waiting}
    free = [
        move
        for name, policy in entries
        if policy.blocked_by is None and policy.levers & levers
        for move in moves_of(name, policy, first, last)
    ]
    stopped = {}
    for name, policy, lever, start in waiting:
        value = _value_of(lever, free, max(start, first))
        if policy.is_stopped_at(value):
            stopped[name] = value
    return stopped
