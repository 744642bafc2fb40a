"""A network that somebody drew: any NetworkX graph, kept as two arrays.

A researcher has a village survey, a lattice or a random graph from a paper and asks how use would
spread on it. The neighbours of slot ``i`` are ``indices[indptr[i] : indptr[i + 1]]``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from agents.columns import FIELDS
from agents.networks import MOST_TIES, check_degrees

if TYPE_CHECKING:
    import networkx

_TIES = FIELDS["ties"].shift


@njit(cache=True, nogil=True)
def push_explicit(events_slot, events_family, events_sign, count, near, indptr, indices):
    """``implicit.push`` over stored neighbours: near (slots,) uint32 is written."""
    for e in range(count):
        slot = np.int64(events_slot[e])
        step = np.int64(events_sign[e]) * (np.int64(1) << (np.int64(4) * np.int64(events_family[e])))
        for j in range(indptr[slot], indptr[slot + 1]):
            other = indices[j]
            near[other] = np.uint32((np.int64(near[other]) + step) & np.int64(0xFFFFFFFF))


@njit(cache=True, nogil=True)
def _gather(values, indptr, indices, out):
    """Sum of ``values`` over the neighbours of every slot, in the order of ``indices``: out is written."""
    for i in range(out.size):
        out[i] = 0
        for j in range(indptr[i], indptr[i + 1]):
            out[i] += values[indices[j]]


@dataclass(frozen=True)
class ExplicitNetwork:
    """Stored ties, behind the interface of ``agents.networks.Network``.

    indptr : (slots + 1,) int64; indices : (2 * ties,) int64, each tie once from either end.
    """

    indptr: np.ndarray
    indices: np.ndarray

    @property
    def slots(self) -> int:
        """Number of slots."""
        return len(self.indptr) - 1

    def neighbours(self, slot: int) -> np.ndarray:
        """The slots tied to ``slot``: (degree,) int64."""
        return self.indices[self.indptr[slot] : self.indptr[slot + 1]].copy()

    def degrees(self) -> np.ndarray:
        """Number of ties of every slot: (slots,) int64."""
        return np.diff(self.indptr)

    def fill_ties(self, who: np.ndarray) -> None:
        """Write the degrees into the ``ties`` bits of ``who``; ValueError where more than 15."""
        degrees = self.degrees()
        check_degrees(degrees)
        who &= np.uint32(0xFFFFFFFF ^ (15 << _TIES))
        who |= degrees.astype(np.uint32) << np.uint32(_TIES)

    def push(self, slot: np.ndarray, family: np.ndarray, sign: np.ndarray, near: np.ndarray) -> None:
        """Add the events to the counters of the neighbours; see ``push_explicit``."""
        push_explicit(slot, family, sign, len(slot), near, self.indptr, self.indices)

    def gather(self, values: np.ndarray) -> np.ndarray:
        """Sum of ``values`` (slots,) int64 or float64 over the neighbours of every slot, same dtype.

        Only stored ties can be asked this way; the step itself never gathers.
        """
        out = np.empty_like(values)
        _gather(values, self.indptr, self.indices, out)
        return out


def from_edges(
    slots: int, one: np.ndarray, other: np.ndarray, limit: int | None = MOST_TIES
) -> ExplicitNetwork:
    """A network from its ties: ``one`` and ``other`` (ties,) integers, each tie named once.

    Raises ValueError on a tie to oneself, a tie named twice, a slot out of range, or more than ``limit``
    ties of one slot (None = no limit, for studies without citizens).
    """
    low = np.minimum(one, other).astype(np.int64)
    high = np.maximum(one, other).astype(np.int64)
    if low.size and (int(low.min()) < 0 or int(high.max()) >= slots):
        raise ValueError(f"ties name slots {int(low.min())} to {int(high.max())}; slots are 0 to {slots - 1}")
    if np.any(low == high):
        raise ValueError(f"slot {int(low[low == high][0])} is tied to itself; remove self-loops")
    pair = low * slots + high
    if np.unique(pair).size < pair.size:
        raise ValueError("a tie is named twice; use a simple graph, for instance networkx.Graph(graph)")
    start = np.concatenate([low, high])
    end = np.concatenate([high, low])
    order = np.lexsort((end, start))
    degrees = np.bincount(start, minlength=slots)
    if limit is not None:
        check_degrees(degrees, limit)
    indptr = np.concatenate([[0], np.cumsum(degrees)]).astype(np.int64)
    return ExplicitNetwork(indptr, end[order])


def from_networkx(graph: networkx.Graph[Any], limit: int | None = MOST_TIES) -> ExplicitNetwork:
    """A network from an undirected NetworkX graph whose nodes are 0 .. n - 1 (the slots).

    Raises ValueError for directed graphs, other node names and the faults of ``from_edges``.
    """
    slots = graph.number_of_nodes()
    if graph.is_directed():
        raise ValueError("the graph is directed and ties are mutual; use graph.to_undirected()")
    if set(graph.nodes) != set(range(slots)):
        raise ValueError(
            f"nodes must be 0 to {slots - 1}; use networkx.convert_node_labels_to_integers(graph)"
        )
    edges = np.array(list(graph.edges()), dtype=np.int64).reshape(-1, 2)
    return from_edges(slots, edges[:, 0], edges[:, 1], limit)
