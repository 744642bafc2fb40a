"""A rumour on far ties: the computed ties behave as a random regular graph (bond percolation).

Whoever hears tells each tie once and convinces with chance p. On a random graph in which everybody
has d ties the share that hears in the end is known; if the keyed involutions had a pattern, short
cycles would stop the rumour early.
"""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest
from numba import njit
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from agents import draws
from agents.columns import FIELDS
from agents.exact import log
from agents.networks.explicit import from_networkx
from agents.networks.implicit import ImplicitNetwork
from agents.networks.involutions import LongTies, involution_keys
from simulation.kernels.hear import hearing_rate, hears


def regular(d: int, p: float) -> float:
    """Share of the giant component: u = (1 - p + pu)**(d - 1), S = 1 - (1 - p + pu)**d."""
    u = 0.0
    for _ in range(100_000):
        u = (1 - p + p * u) ** (d - 1)
    return 1 - (1 - p + p * u) ** d


FIGURES = [
    (8, 0.20, 0.623254, 0.0030),
    (8, 0.25, 0.824434, 0.0016),
    (6, 0.25, 0.509087, 0.0049),
    (6, 0.30, 0.746244, 0.0022),
]
"""Ties, chance, share, standard deviation of one run of 200,000 people (d = 6: measured over forty)."""


@pytest.mark.parametrize(("d", "p", "share", "_"), FIGURES)
def test_the_share_has_its_derived_value(d: int, p: float, share: float, _: float) -> None:
    assert regular(d, p) == pytest.approx(share, abs=5e-7)


@pytest.mark.parametrize(("d", "p", "share", "spread"), FIGURES)
def test_far_ties_percolate_as_a_random_regular_graph(d: int, p: float, share: float, spread: float) -> None:
    people, runs = 1 << 16, 4
    found = []
    for seed in range(runs):
        partners = LongTies(people, involution_keys(seed, d)).partners()
        low = np.repeat(np.arange(people), d).astype(np.uint32)
        high = partners.ravel().astype(np.uint32)
        low, high = low[low < high], high[low < high]
        k0, k1, k2, _ = (np.uint32(k) for k in draws.stream_key(seed, 0, draws.PAIR, 0, draws.purpose("TIE")))
        told = draws.mix3_array(high, draws.mix3_array(low, k0, k1), k2) < draws.threshold(p)  # type: ignore[arg-type]
        graph = coo_matrix((np.ones(told.sum()), (low[told], high[told])), shape=(people, people))
        _, group = connected_components(graph, directed=False)
        found.append(np.bincount(group).max() / people)
    assert np.mean(found) == pytest.approx(share, abs=4 * spread * np.sqrt(200_000 / people / runs))


@njit
def believe(keys, fresh, heard, rate, new):
    """Who believes this month, given the number of ties that began to tell: new is written."""
    count = 0
    for i in range(fresh.size):
        if fresh[i] and not heard[i] and hears(np.uint32(i), keys, 0, hearing_rate(0.0, rate, fresh[i], 1)):
            heard[i] = 1
            new[count] = i
            count += 1
    return count


def rumour(network: object, people: int, p: float, keys: np.ndarray) -> float:
    """Share that hears in the end, from twenty tellers, by pushed exposure and the hearing stage."""
    near, heard, new = np.zeros(people, np.uint32), np.zeros(people, np.uint8), np.arange(people)
    new[:20] = np.linspace(0, people - 1, 20).astype(np.int64)
    heard[new[:20]] = 1
    count, t = 20, 0
    while count:
        before = near.copy()
        zeros, ones = np.zeros(count, np.int64), np.ones(count, np.int64)
        network.push(new[:count].copy(), zeros, ones, near)  # type: ignore[attr-defined]
        count = believe(keys[t], near - before, heard, -float(log(1 - p)), new)
        t += 1
    return float(heard.mean())


@pytest.mark.parametrize(("d", "p", "share", "spread"), FIGURES)
def test_a_rumour_on_the_implicit_network_reaches_the_share_of_the_theory(
    stream_keys: Callable[[int, int], np.ndarray], d: int, p: float, share: float, spread: float
) -> None:
    """Single people in short streets have far ties only; half of the pairs exist, so p is doubled."""
    people, runs = 150_000, 3
    who = np.full(people, 1 << FIELDS["head"].shift, np.uint32)
    streets = np.arange(0, people + 1, 10, dtype=np.int64)
    found = [
        rumour(ImplicitNetwork(who, streets, involution_keys(seed, d)), people, 2 * p, stream_keys(seed, 150))
        for seed in range(runs)
    ]
    assert np.mean(found) == pytest.approx(share, abs=4 * spread * np.sqrt(200_000 / people / runs) + 2e-4)


@pytest.mark.parametrize(("mean_ties", "p", "share"), [(4, 0.375, 0.582812), (4, 0.5, 0.796812)])
def test_a_rumour_on_a_random_graph_reaches_the_share_of_the_theory(
    stream_keys: Callable[[int, int], np.ndarray], mean_ties: float, p: float, share: float
) -> None:
    people = 50_000
    network = from_networkx(nx.fast_gnp_random_graph(people, mean_ties / people, seed=1), limit=None)
    assert 1 - np.exp(-mean_ties * p * share) == pytest.approx(share, abs=1e-6)
    assert network.degrees().max() < 31  # a month's new tellers among them stay within four bits
    assert rumour(network, people, p, stream_keys(2, 150)) == pytest.approx(share, abs=0.02)
