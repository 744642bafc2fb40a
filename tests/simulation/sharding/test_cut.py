"""The cut: whole prefectures, everybody in one shard, and only far friends on the other side."""

from __future__ import annotations

import numpy as np
import pytest

from agents.columns import VACANT
from agents.networks.implicit import neighbours
from agents.population import Population
from agents.population import load as load_population
from agents.population.renewals import renewals
from configs.errors import ScenarioError
from simulation.sharding.cut import block, cut_points
from simulation.sharding.packing import add, packed
from simulation.sharding.shard import FAR


@pytest.fixture(scope="module")
def people() -> Population:
    return load_population("jp_10k")


@pytest.mark.parametrize("shards", [1, 2, 4, 8, 47])
def test_cuts_are_borders_of_prefectures(people: Population, shards: int) -> None:
    cuts = cut_points(people, shards)
    prefecture = people.prefecture_of_slot()
    assert (cuts[0], cuts[-1], cuts.size) == (0, people.slots, shards + 1)
    assert np.all(np.diff(cuts) > 0)
    assert np.all(prefecture[cuts[1:-1] - 1] != prefecture[cuts[1:-1]])


def test_shards_are_about_equally_large(people: Population) -> None:
    for shards in (2, 4, 8):
        sizes = np.diff(cut_points(people, shards))
        assert sizes.max() < 1.4 * people.slots / shards


def test_more_shards_than_prefectures_are_refused(people: Population) -> None:
    with pytest.raises(ScenarioError, match="shards: 48 asked for, and people live in 47 prefectures"):
        cut_points(people, 48)


def test_blocks_share_out_people_events_and_renewals(people: Population) -> None:
    cuts, known = cut_points(people, 3), renewals(people)
    assert known is not None
    blocks = [block(people, cuts, k, 512, known) for k in range(3)]
    for b in blocks:
        first, last = b.span
        assert b.low <= first
        assert min(people.slots, last + 1) <= b.high
        assert np.array_equal(b.birth[first - b.low : last - b.low], people.birth[first:last])
        assert np.all(np.delete(b.birth, np.s_[first - b.low : last - b.low]) == VACANT)
    for t in (0, 150, 299):
        pieces = [
            b.population.event_slot[b.population.event_start[t] : b.population.event_start[t + 1]]
            for b in blocks
        ]
        mine = people.event_slot[people.event_start[t] : people.event_start[t + 1]]
        assert np.array_equal(np.sort(np.concatenate(pieces)), np.sort(mine))
        words = [b.renewals.word[b.renewals.start[t] : b.renewals.start[t + 1]] for b in blocks if b.renewals]
        assert np.array_equal(np.concatenate(words), known.word[known.start[t] : known.start[t + 1]])


def test_only_far_friends_live_beyond_a_cut(people: Population) -> None:
    """What a shard makes room for: three ties of a slot at most cross."""
    cuts, out = cut_points(people, 47), np.zeros(32, np.int64)
    shard = np.repeat(np.arange(47), np.diff(cuts))
    crossing = []
    for slot in range(0, people.slots, 7):
        degree = neighbours(slot, people.who, people.block_start, people.long_key, people.slots, out)
        crossing.append(int((shard[out[:degree]] != shard[slot]).sum()))
    assert 0 < max(crossing) <= FAR


def test_counts_come_out_of_the_parcel_as_they_went_in() -> None:
    counts = np.zeros((5, 3, 2), np.int64)
    counts[1, 2, 0], counts[4, 0, 1] = 255, 70_000
    parcel = packed(counts)
    assert list(parcel.rows) == [1, 4]
    assert parcel.values.dtype == np.uint32
    total = np.ones_like(counts)
    add(total, parcel)
    assert np.array_equal(total, counts + 1)
    add(total, packed(np.zeros_like(counts)))
    assert np.array_equal(total, counts + 1)
