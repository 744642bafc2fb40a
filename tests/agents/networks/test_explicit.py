"""A drawn graph keeps its ties, refuses what is no simple bounded graph, and pushes like the implicit one."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from agents.columns import FIELDS
from agents.networks.explicit import from_edges, from_networkx
from agents.networks.implicit import ImplicitNetwork


def test_a_graph_comes_back_with_exactly_its_ties() -> None:
    graph = nx.watts_strogatz_graph(200, 6, 0.2, seed=1)
    network = from_networkx(graph)
    assert network.slots == 200
    for node in graph:
        assert sorted(network.neighbours(node)) == sorted(graph[node])
    assert network.degrees().tolist() == [graph.degree[node] for node in range(200)]


def test_isolated_people_have_no_ties() -> None:
    network = from_networkx(nx.empty_graph(3))
    assert network.degrees().tolist() == [0, 0, 0]
    assert network.neighbours(1).size == 0


def test_the_ties_bits_hold_the_degree() -> None:
    network = from_networkx(nx.star_graph(15))
    who = np.full(16, 0xFFFF_FFFF, np.uint32)
    network.fill_ties(who)
    shift = FIELDS["ties"].shift
    assert ((who >> np.uint32(shift)) & np.uint32(15)).tolist() == [15] + [1] * 15
    assert np.all(who | np.uint32(15 << shift) == np.uint32(0xFFFF_FFFF))


def test_sixteen_ties_are_refused_with_slot_and_number() -> None:
    star = nx.star_graph(16)
    with pytest.raises(ValueError, match="slot 0 has 16 ties and at most 15 fit"):
        from_networkx(star)
    wide = from_networkx(star, limit=None)
    assert wide.degrees()[0] == 16
    with pytest.raises(ValueError, match="slot 0 has 16 ties"):
        wide.fill_ties(np.zeros(17, np.uint32))


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (nx.DiGraph([(0, 1)]), "directed"),
        (nx.Graph([(0, 0), (0, 1)]), "slot 0 is tied to itself"),
        (nx.MultiGraph([(0, 1), (1, 0)]), "named twice"),
        (nx.Graph([("a", "b")]), "nodes must be 0 to 1"),
        (nx.Graph([(1, 2)]), "nodes must be 0 to 1"),
    ],
)
def test_what_is_no_simple_graph_of_slots_is_refused(graph: nx.Graph, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        from_networkx(graph)


def test_a_slot_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="slots are 0 to 2"):
        from_edges(3, np.array([0]), np.array([3]))


def test_pushed_exposure_equals_gathered_use() -> None:
    network = from_networkx(nx.random_regular_graph(15, 400, seed=2))
    uses = (np.random.default_rng(1).random(400) < 0.6).astype(np.int64)
    slot = np.flatnonzero(uses)
    near = np.zeros(400, np.uint32)
    network.push(slot, np.full(slot.size, 7), np.ones(slot.size, np.int64), near)
    assert np.array_equal(near >> np.uint32(28), network.gather(uses))
    assert np.all(near & np.uint32(0x0FFF_FFFF) == 0)
    network.push(slot, np.full(slot.size, 7), np.full(slot.size, -1), near)
    assert not near.any()


def test_the_implicit_network_written_out_pushes_the_same_exposure(town: ImplicitNetwork) -> None:
    pairs = [(i, j) for i in range(town.slots) for j in town.neighbours(i).tolist() if i < j]
    drawn = from_edges(town.slots, *np.array(pairs).T)
    rng = np.random.default_rng(3)
    slot, family = rng.integers(0, town.slots, 900), rng.integers(0, 8, 900)
    sign = rng.choice([-1, 1], 900)
    one, other = np.zeros(town.slots, np.uint32), np.zeros(town.slots, np.uint32)
    town.push(slot, family, sign, one)
    drawn.push(slot, family, sign, other)
    assert np.array_equal(one, other)
    assert np.array_equal(drawn.degrees(), town.degrees())
