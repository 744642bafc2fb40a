"""Small steps are not lost, and the month's end tells the neighbours exactly what the networks would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pytest
from numba import njit

from agents.columns import FIELDS
from agents.draws import PURPOSES
from agents.networks.explicit import from_networkx
from agents.networks.implicit import ImplicitNetwork, network_keys
from simulation.kernels.luck import luck, rounded
from simulation.kernels.push import push_marks, push_marks_explicit
from simulation.kernels.tables import Columns

DRIFT = PURPOSES["DRIFT_TRUST"]


@njit
def total_after(keys, people, level, step):
    total = 0
    for i in range(people):
        total += rounded(level + step, luck(keys, DRIFT, 0, np.uint32(i)))
    return total


@pytest.mark.parametrize("step", [0.1, -0.1, 0.003, -1.7])
def test_rounding_at_random_keeps_the_mean_of_a_million_small_steps(
    stream_keys: Callable[[int, int], np.ndarray], step: float
) -> None:
    people = 1_000_000
    mean = total_after(stream_keys(1, 1)[0], people, 100, step) / people - 100
    fraction = step - np.floor(step)
    assert mean == pytest.approx(step, abs=4 * np.sqrt(fraction * (1 - fraction) / people))


def test_a_level_that_does_not_move_stays(stream_keys: Callable[[int, int], np.ndarray]) -> None:
    assert total_after(stream_keys(1, 1)[0], 100_000, 255, 0.0) == 255 * 100_000


def marked(people: int, filled: Callable[..., Any], who: np.ndarray) -> Any:
    rng = np.random.default_rng(1)
    starts, stops = rng.integers(0, 256, (2, people)).astype(np.uint8)
    quiet = rng.random(people) < 0.7
    starts[quiet] = stops[quiet] = 0
    return filled(Columns, who=who, near=np.zeros(people, np.uint32), starts=starts, stops=stops)


def expected(network: Any, columns: Any) -> np.ndarray:
    near = np.zeros(network.slots, np.uint32)
    for marks, sign in ((columns.starts, 1), (columns.stops, -1)):
        slot, family = np.nonzero((marks[:, None] >> np.arange(8)) & 1)
        network.push(slot, family, np.full(slot.size, sign), near)
    return near


def test_the_end_of_the_month_pushes_what_the_implicit_network_pushes(filled: Callable[..., Any]) -> None:
    people = 3_000
    who = np.zeros(people, np.uint32)
    who[::3] = 1 << FIELDS["head"].shift
    network = ImplicitNetwork(who, np.array([0, 900, 999, people]), network_keys(1))
    columns = marked(people, filled, who)
    near = expected(network, columns)
    work = np.zeros(8, np.int64)
    push_marks(people, columns, network.block_start, network.keys, work)
    assert near.any()
    assert np.array_equal(columns.near, near)
    assert not columns.starts.any()
    assert not columns.stops.any()


def test_the_end_of_the_month_pushes_what_the_explicit_network_pushes(filled: Callable[..., Any]) -> None:
    network = from_networkx(nx.random_regular_graph(8, 500, seed=1))
    columns = marked(500, filled, np.zeros(500, np.uint32))
    near = expected(network, columns)
    push_marks_explicit(500, columns, network.indptr, network.indices, np.zeros(8, np.int64))
    assert near.any()
    assert np.array_equal(columns.near, near)
