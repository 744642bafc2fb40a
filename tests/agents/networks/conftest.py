"""A small country of households for the network tests."""

from __future__ import annotations

import numpy as np
import pytest

from agents.columns import FIELDS
from agents.networks import implicit

HEAD = np.uint32(1 << FIELDS["head"].shift)


def village(blocks: list[int], seed: int = 1) -> implicit.ImplicitNetwork:
    """Households of one to nine people in blocks of the given sizes."""
    slots = sum(blocks)
    sizes = np.random.default_rng(seed).integers(1, 10, slots)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    block_start = np.concatenate([[0], np.cumsum(blocks)]).astype(np.int64)
    who = np.zeros(slots, np.uint32)
    who[starts[starts < slots]] |= HEAD
    who[block_start[:-1]] |= HEAD
    return implicit.ImplicitNetwork(who, block_start, implicit.network_keys(seed))


@pytest.fixture(
    params=[[1], [5], [16], [17], [32], [40, 33, 7], [400, 32, 1, 90, 501], [1024]],
    ids=lambda blocks: "+".join(map(str, blocks)),
)
def network(request: pytest.FixtureRequest) -> implicit.ImplicitNetwork:
    return village(request.param)


@pytest.fixture(scope="session")
def town() -> implicit.ImplicitNetwork:
    return village([700, 60, 2000, 240])
