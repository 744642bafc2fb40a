"""What municipalities take off again, and what they know of use when they decide."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from agents.institutions import Assumptions, LocalBundles, Municipalities, levers
from agents.institutions.decision import LIVE, WAITING

APRIL = 3
LOCAL = LocalBundles(
    bundle=np.array([200, 10, 40, 41]),
    family=np.array([7, 1, 2, 2]),
    weight=np.array([0.5, 1.0, 0.25, 0.75]),
    kinds=np.array([4, 9, 3, 30]),
)
COUNT = 40


def places(population: float = 4_000.0, **values: float) -> Municipalities:
    """Municipalities of one size in which everything local is live and nothing else happens."""
    given = {"offer.level": -60.0, "withdrawal.rate_year": 0.2, "measurement.noise": 0.0, **values}
    size = np.full(COUNT, population)
    made = Municipalities(
        population=size, density=size / 100.0, employees=size / 200.0, prefecture=np.arange(COUNT) % 10 + 1,
        area=np.arange(COUNT), areas=COUNT, local=LOCAL, assumptions=Assumptions.of(given), seed=3,
    )  # fmt: skip
    made.state.bundle[:] = LIVE
    for f in range(8):
        made.state.live_weight[:, f] = LOCAL.weight[LOCAL.family == f].sum()
    made.state.live_cost[:] = 3.0
    return made


def off(made: Municipalities, **lever: Any) -> np.ndarray:
    made.advance(APRIL, levers(COUNT, **lever))
    return made.state.bundle == WAITING


def test_what_saves_less_than_it_costs_is_taken_off_by_chance_in_april() -> None:
    made = places()
    made.advance(APRIL - 1, levers(COUNT, cost_weight=1.0))
    assert np.all(made.state.bundle == LIVE)
    lost = off(made, cost_weight=1.0)
    assert 0 < lost.sum() < 0.5 * lost.size
    assert np.array_equal(np.flatnonzero(lost.any(axis=1)), made.changed)
    assert made.withdrawn == lost.sum()


def test_more_weight_on_cost_takes_off_whatever_less_would_and_no_weight_nothing() -> None:
    """SHK-04: pruning accelerates."""
    none, some, much = (off(places(), cost_weight=weight) for weight in (0.0, 0.4, 1.0))
    assert not none.any()
    assert not np.any(some & ~much) and some.sum() < much.sum()


def test_where_use_pays_or_there_is_a_duty_nothing_is_taken_off() -> None:
    assert not off(places(population=3_000_000.0), cost_weight=1.0).any()
    assert not off(places(), cost_weight=1.0, mandate=1.0).any()


def test_what_is_taken_off_leaves_the_offer_and_the_running_costs() -> None:
    made = places()
    lost = off(made, cost_weight=1.0)
    left = np.zeros((COUNT, 8))
    for b, f in enumerate(LOCAL.family):
        left[:, f] += np.where(lost[:, b], 0.0, LOCAL.weight[b])
    assert np.array_equal(made.state.live_weight, left)
    assert np.all(made.state.live_cost[lost.any(axis=1)] < 3.0)
    assert np.all(made.state.complexity[left == 0.0] == 0.0)


def test_municipalities_that_do_not_measure_believe_what_the_state_announces() -> None:
    """BAR-08."""

    def expected(used: int, quality: float) -> np.ndarray:
        made = places()
        made.observe(np.full((COUNT, 8), 100), np.full((COUNT, 8), used))
        made.advance(APRIL, levers(COUNT, quality=quality, cost_weight=0.0))
        return np.concatenate([made.state.expected, made.state.neighbours])

    assert np.array_equal(expected(5, 0.0), expected(90, 0.0))
    assert expected(5, 0.0) == pytest.approx(0.3)
    assert np.all(expected(5, 1.0)[:, 1] < expected(90, 1.0)[:, 1])
    middle = expected(90, 0.5)[:, 1]
    assert np.all(middle > expected(90, 0.0)[:, 1]) and np.all(middle < expected(90, 1.0)[:, 1])
