"""Every piece of news has one channel that it is put down to, drawn by what each adds to the chance."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit

from agents.channels import FIRST_CHANNELS
from simulation.kernels.hear import first_channel

PEOPLE = 200_000


@njit
def put_down(keys, people, terms, counts):
    """News of ``people`` citizens by channel, ``counts`` (7,) added to; terms : the six terms of the rate."""
    a, b, c, d, e, f = terms
    for i in range(people):
        counts[first_channel(np.uint32(i), keys, 0, a, b, c, d, e, f)] += 1


def by_channel(keys: np.ndarray, *terms: float) -> np.ndarray:
    counts = np.zeros(len(FIRST_CHANNELS), np.int64)
    put_down(keys, PEOPLE, terms, counts)
    return counts


def test_channels_are_drawn_in_proportion_to_their_terms(stream_keys) -> None:
    terms = np.array([0.001, 0.004, 0.002, 0.01, 0.0005, 0.0025])
    found = by_channel(stream_keys(1, 1)[0], *terms)
    assert found.sum() == PEOPLE
    expected = PEOPLE * terms / terms.sum()
    assert np.abs(found[:6] - expected).max() < 4.5 * np.sqrt(expected.max())
    assert found[6] == 0


@pytest.mark.parametrize("only", range(6))
def test_a_channel_alone_is_the_first_of_everybody(stream_keys, only: int) -> None:
    found = by_channel(stream_keys(1, 1)[0], *(0.01 if k == only else 0.0 for k in range(6)))
    assert found[only] == PEOPLE
