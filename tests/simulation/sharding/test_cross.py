"""News across the cut: neighbours hear the same of starts and stops, in one country or in pieces."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from agents.columns import Citizens
from agents.networks.explicit import from_networkx
from agents.population import load as load_population
from simulation.kernels.cross import list_marked, push_across, push_across_explicit, receive
from simulation.kernels.push import push_marks, push_marks_explicit
from simulation.kernels.tables import Columns
from simulation.sharding.cut import cut_points

networkx = pytest.importorskip("networkx")
PEOPLE = load_population("jp_10k")
SLOTS = int(PEOPLE.slots)


def society() -> Columns:
    """Everybody with counters half full, and one in nine with something begun or ended."""
    citizens = Citizens.vacant(SLOTS)
    citizens.birth[:], citizens.who[:] = PEOPLE.birth, PEOPLE.who
    citizens.near[:] = 0x77777777
    slots = np.arange(SLOTS)
    starts = np.where(slots % 9 == 0, slots // 9 % 256, 0).astype(np.uint8)
    stops = np.where(slots % 18 == 0, slots // 5 % 256, 0).astype(np.uint8)
    return Columns(
        **{f.name: getattr(citizens, f.name) for f in fields(Citizens)}, starts=starts, stops=stops
    )


@pytest.mark.parametrize("shards", [1, 5, 47])
@pytest.mark.parametrize("kind", ["implicit", "explicit"])
def test_counters_are_those_of_one_country(kind: str, shards: int) -> None:
    network = from_networkx(networkx.random_regular_graph(6, SLOTS, seed=3)) if kind == "explicit" else None
    blocks, keys = np.asarray(PEOPLE.block_start), np.asarray(PEOPLE.long_key)
    one, two = society(), society()
    work, again = np.zeros(8, np.int64), np.zeros(8, np.int64)
    cuts, crossing = cut_points(PEOPLE, shards), []
    with np.errstate(over="ignore"):
        if network is not None:
            push_marks_explicit(SLOTS, one, network.indptr, network.indices, work)
        else:
            push_marks(SLOTS, one, blocks, keys, work)
        for first, last in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
            listed = np.empty(list_marked(first, last, two, np.empty(0, np.uint32)), np.uint32)
            assert list_marked(first, last, two, listed) == listed.size
            room = 6 * listed.size
            lists = np.empty(room, np.uint32), np.empty(room, np.uint8), np.empty(room, np.uint8)
            if network is not None:
                count = push_across_explicit(
                    listed, first, last, two, network.indptr, network.indices, again, *lists
                )
            else:
                count = push_across(listed, first, last, SLOTS, two, blocks, keys, again, *lists)
            target = lists[0][:count]
            assert not np.any((target >= first) & (target < last))
            crossing.append(tuple(array[:count] for array in lists))
        for marks in reversed(crossing):
            receive(*marks, two.near)
    assert np.array_equal(one.near, two.near)
    assert not np.array_equal(one.near, society().near)
    assert not two.starts.any()
    assert not two.stops.any()
    assert np.array_equal(work, again)
    assert (sum(marks[0].size for marks in crossing) > 0) == (shards > 1)
