"""The computed small world: mutual, simple, of the degree that was asked for, and the same in batches."""

from __future__ import annotations

import numpy as np
import pytest

from agents.networks.small_world import SmallWorld, far_ties, ring_ties, small_world


@pytest.fixture(params=[(20, 2, 0.0), (100, 8, 0.05), (257, 6, 0.5), (1000, 8, 0.3)], ids=str)
def world(request: pytest.FixtureRequest) -> SmallWorld:
    slots, degree, rewired = request.param
    return small_world(slots, degree, rewired, 1)


def test_every_tie_is_mutual_and_nobody_is_tied_twice_or_to_themselves(world: SmallWorld) -> None:
    known = [world.neighbours(i).tolist() for i in range(world.slots)]
    for slot, others in enumerate(known):
        assert slot not in others
        assert len(set(others)) == len(others)
        assert all(slot in known[other] for other in others)


def test_without_rewiring_it_is_a_ring() -> None:
    world = small_world(30, 4, 0.0, 1)
    assert sorted(world.neighbours(0).tolist()) == [1, 2, 28, 29]
    assert sorted(world.neighbours(15).tolist()) == [13, 14, 16, 17]


def test_degree_and_share_of_far_ties_are_those_asked_for_whatever_the_size() -> None:
    for slots in (40_000, 65_536):
        world = small_world(slots, 8, 0.05, 1)
        known = [world.neighbours(i) for i in range(0, slots, 8)]
        apart = np.abs(np.concatenate(known) - np.repeat(range(0, slots, 8), [len(k) for k in known]))
        far = np.minimum(apart, slots - apart) > 4
        degree = np.mean([len(k) for k in known])
        assert abs(degree - 8) < 0.06  # five standard errors of 0.4 far ties and 7.6 near ones
        assert abs(far.mean() - 0.05) < 0.006


def test_batches_find_the_same_ties(world: SmallWorld) -> None:
    slots, half = world.slots, len(world.ring_keys)
    asked = np.arange(slots, dtype=np.uint32)
    kept = np.zeros((2 * half, slots), np.uint8)
    far = np.full((max(len(world.far_keys), 1), slots), -1, np.int64)
    with np.errstate(over="ignore"):
        ring_ties(asked, np.int64(slots), world.ring_keys, np.int64(world.ring_keep), kept)
        far_ties(
            asked, np.int64(slots), half, world.far_keys, np.int64(world.far_keep), np.int64(world.bits), far
        )
    for slot in range(slots):
        steps = [(d + 1, 2 * d) for d in range(half)] + [(-d - 1, 2 * d + 1) for d in range(half)]
        found = {(slot + step) % slots for step, row in steps if kept[row, slot]}
        found |= {int(other) for other in far[:, slot] if other >= 0}
        assert found == set(world.neighbours(slot).tolist())


@pytest.mark.parametrize(
    ("slots", "degree", "rewired", "message"),
    [
        (100, 7, 0.1, "even number of at least 2, got 7"),
        (16, 8, 0.1, "too few for a ring of degree 8"),
        (100, 14, 0.5, "at most 15"),
    ],
)
def test_what_cannot_be_built_is_refused(slots: int, degree: int, rewired: float, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        small_world(slots, degree, rewired, 1)
