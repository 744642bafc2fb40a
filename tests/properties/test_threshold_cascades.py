"""Thresholds: Granovetter's riot on a complete graph and Watts' cascades on a random one."""

from __future__ import annotations

from math import erf, sqrt

import networkx as nx
import numpy as np
import pytest
from numba import njit
from scipy.optimize import brentq
from scipy.stats import binom, norm, poisson

from agents.networks.explicit import ExplicitNetwork, from_networkx
from simulation.kernels.choose import peer_share


def riot(threshold: np.ndarray, network: ExplicitNetwork) -> int:
    """How many join in the end, when people join once the share of joiners reaches their threshold."""
    joined = np.zeros(network.slots, np.int64)
    while True:
        now = joined | (network.gather(joined) / network.degrees() >= threshold)
        if np.array_equal(now, joined):
            return int(joined.sum())
        joined = now


def smallest_root(sigma: float) -> float:
    """r = Phi((r - 0.25) / sigma), reached from 0."""
    share = 0.0
    for _ in range(200_000):
        following = 0.5 * (1 + erf((share - 0.25) / sigma / sqrt(2)))
        if following - share < 1e-13:
            break
        share = following
    return following


@pytest.mark.parametrize(
    ("sigma", "share"), [(0.10, 0.0076955), (0.12, 0.0402113), (0.122, 0.0547922), (0.12222, 0.0615431)]
)
def test_the_riot_stays_small_below_the_critical_spread(sigma: float, share: float) -> None:
    assert smallest_root(sigma) == pytest.approx(share, abs=5e-6)


def test_the_riot_takes_everybody_just_above_the_critical_spread() -> None:
    assert smallest_root(0.123) == pytest.approx(1 - 5e-10, abs=1e-9)
    assert smallest_root(0.1222208) < 0.0621 < 0.9 < smallest_root(0.122222)


@pytest.mark.parametrize(("sigma", "share"), [(0.10, 0.0076955), (0.12, 0.0402113), (0.13, 1.0)])
def test_people_on_a_complete_graph_riot_as_granovetter_says(sigma: float, share: float) -> None:
    people = 1_000
    threshold = 0.25 + sigma * norm.ppf((np.arange(people) + 0.5) / people)
    found = riot(threshold, from_networkx(nx.complete_graph(people), limit=None)) / people
    assert found == pytest.approx(share, abs=0.003)


def test_one_missing_step_of_the_stairs_stops_the_riot() -> None:
    people = 200
    network = from_networkx(nx.complete_graph(people), limit=None)
    stairs = np.arange(people) / people
    assert riot(stairs, network) == people
    stairs[1] = 2 / people
    assert riot(stairs, network) == 1


@pytest.mark.parametrize(
    ("threshold", "low", "high"),
    [
        (0.10, 1.0000011, 13.6593),
        (0.15, 1.003731, 7.477080),
        (0.18, 1.020704, 5.764677),
        (0.21, 1.114142, 3.863069),
        (0.24, 1.114142, 3.863069),
    ],
)
def test_the_cascade_window_has_its_derived_ends(threshold: float, low: float, high: float) -> None:
    most = int(1 / threshold)

    def excess(z: float) -> float:
        return float(z * poisson.cdf(most - 2, z) - 1)

    top = max(np.linspace(1, 12, 1101), key=excess)
    assert brentq(excess, 0.5, top, xtol=1e-9) == pytest.approx(low, abs=5e-7)
    assert brentq(excess, top, 30, xtol=1e-9) == pytest.approx(high, abs=5e-5)


def tree(degree: float, seeds: float, threshold: float) -> float:
    """Share reached on a Poisson graph by the recursion along the tree (Gleeson and Cahalane 2007)."""
    ties = np.arange(1, 80)
    weight = poisson.pmf(ties, degree)
    near = weight * ties / degree
    reached = np.arange(80)
    enough = reached[None, :] / ties[:, None] >= threshold
    q = seeds
    for _ in range(20_000):
        following = (
            seeds
            + (1 - seeds) * (near * (binom.pmf(reached, ties[:, None] - 1, q) * enough).sum(axis=1)).sum()
        )
        if abs(following - q) < 1e-12:
            break
        q = following
    return float(
        seeds + (1 - seeds) * (weight * (binom.pmf(reached, ties[:, None], q) * enough).sum(axis=1)).sum()
    )


TREES = [(2, 0.01, 0.80002), (4, 0.01, 0.98039), (6.5, 0.01, 0.99850), (8, 0.001, 0.00231)]


@pytest.mark.parametrize(("degree", "seeds", "share"), TREES)
def test_the_tree_recursion_has_its_derived_values(degree: float, seeds: float, share: float) -> None:
    assert tree(degree, seeds, 0.18) == pytest.approx(share, abs=5e-6)


@pytest.mark.parametrize(
    ("degree", "seeds", "tolerance"), [(4, 0.01, 0.0015), (6.5, 0.01, 0.0005), (8, 0.001, 0.0015)]
)
def test_cascades_on_a_random_graph_reach_what_the_tree_says(
    degree: float, seeds: float, tolerance: float
) -> None:
    people = 40_000
    network = from_networkx(nx.fast_gnp_random_graph(people, degree / people, seed=3), limit=None)
    joined = np.zeros(people, np.int64)
    joined[: int(seeds * people)] = 1  # node numbers carry no meaning in this graph
    degrees = np.maximum(network.degrees(), 1)
    while True:
        now = joined | (network.gather(joined) / degrees >= 0.18)
        if np.array_equal(now, joined):
            break
        joined = now
    assert joined.mean() == pytest.approx(tree(degree, seeds, 0.18), abs=tolerance)


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("degree", "seeds", "spread"),
    [(2, 0.01, 0.002), (4, 0.01, 0.0004), (6.5, 0.01, 0.0001), (8, 0.001, 0.0003)],
)
def test_cascades_of_two_hundred_thousand_reach_what_the_tree_says(
    degree: float, seeds: float, spread: float
) -> None:
    """spread : between graphs of this size, from those of 40,000 and the count of people without ties."""
    people = 200_000
    network = from_networkx(nx.fast_gnp_random_graph(people, degree / people, seed=1), limit=None)
    joined = np.zeros(people, np.int64)
    joined[: int(seeds * people)] = 1
    degrees = np.maximum(network.degrees(), 1)
    before = 0
    while joined.sum() > before:
        before = int(joined.sum())
        joined |= network.gather(joined) / degrees >= 0.18
    assert joined.mean() == pytest.approx(tree(degree, seeds, 0.18), abs=4 * spread)


@njit
def join(near, who, joined, threshold, new):
    """Slots that join now, written to ``new``; returns their number."""
    count = 0
    for i in range(near.size):
        if not joined[i] and peer_share(near[i], who[i], 0) >= threshold:
            joined[i] = 1
            new[count] = i
            count += 1
    return count


def test_a_cascade_by_pushed_exposure_reaches_what_the_tree_says() -> None:
    people, seeds, graphs = 40_000, 400, 3
    spread = 0.0045  # between graphs of this size, measured over twelve
    found = []
    for graph in range(graphs):
        network = from_networkx(nx.fast_gnp_random_graph(people, 2 / people, seed=graph))
        near, who = np.zeros(people, np.uint32), np.zeros(people, np.uint32)
        network.fill_ties(who)
        joined = np.zeros(people, np.uint8)
        joined[:seeds] = 1
        new = np.arange(people)
        count = seeds
        while count:
            network.push(new[:count], np.zeros(count, np.int64), np.ones(count, np.int64), near)
            count = join(near, who, joined, 0.18, new)
        found.append(joined.mean())
    assert np.mean(found) == pytest.approx(tree(2, 0.01, 0.18), abs=4 * spread / np.sqrt(graphs))
