"""Draws look independent along every direction in which the simulator walks; seeds are fixed, so never flaky.

The same battery is run on a mixer that is known to fail (the negative control), so that a battery
that has lost its teeth is noticed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from numba import njit

from agents import draws

Mixer = Callable[[np.ndarray, np.uint32, np.uint32], np.ndarray]
CITIZENS = np.arange(1 << 18, dtype=np.uint32)
LIMIT = 5.0


def key(seed: int, month: int, code: int) -> tuple[np.uint32, np.uint32]:
    k0, k1, _, _ = draws.stream_key(seed, 0, draws.CITIZEN, month, code)
    return np.uint32(k0), np.uint32(k1)


def stream(month: int = 0, code: int = 1, seed: int = 5) -> np.ndarray:
    return draws.mix3_array(CITIZENS, *key(seed, month, code))


def keyed3(identifiers: np.ndarray, k0: np.uint32, k1: np.uint32) -> np.ndarray:
    """The rejected prototype: triple32 with one key first and the other added, no feed-forward."""
    with np.errstate(over="ignore"):
        a = identifiers ^ k0
        a = (a ^ (a >> np.uint32(17))) * np.uint32(0xED5AD4BB)
        a = ((a ^ (a >> np.uint32(11))) + k1) * np.uint32(0xAC4C1B51)
        a = (a ^ (a >> np.uint32(15))) * np.uint32(0x31848BAB)
        return a ^ (a >> np.uint32(14))


def joint_z(one: np.ndarray, other: np.ndarray, p: float) -> float:
    """Standard score of the number of citizens for whom the event of chance ``p`` happens twice."""
    t = np.uint32(draws.threshold(p))
    together = np.count_nonzero((one < t) & (other < t))
    expected = one.size * p * p
    return float((together - expected) / np.sqrt(expected * (1 - p * p)))


def cells_z(one: np.ndarray, other: np.ndarray, low: bool) -> float:
    """Standard score of chi-square over the 256 x 256 cells of the highest or lowest bytes of two draws."""
    a, b = (
        (one & np.uint32(255), other & np.uint32(255))
        if low
        else (one >> np.uint32(24), other >> np.uint32(24))
    )
    counts = np.bincount((a.astype(np.int64) << 8) | b, minlength=1 << 16)
    expected = one.size / counts.size
    chi_square = float(((counts - expected) ** 2).sum() / expected)
    return (chi_square - (counts.size - 1)) / np.sqrt(2 * (counts.size - 1))


def shared_k0(mixer: Mixer) -> Iterator[float]:
    """Scores of all pairs among twelve streams that happen to share the first key word."""
    k0 = key(7, 0, 1)[0]
    outputs = [mixer(CITIZENS, k0, key(7, month, 1)[1]) for month in range(12)]
    for a in range(12):
        for b in range(a):
            yield cells_z(outputs[a], outputs[b], low=False)
            yield cells_z(outputs[a], outputs[b], low=True)
            yield joint_z(outputs[a], outputs[b], 0.5)
            yield joint_z(outputs[a], outputs[b], 0.01)


def test_streams_that_share_a_key_word_are_independent() -> None:
    assert max(abs(z) for z in shared_k0(draws.mix3_array)) < LIMIT


def test_the_battery_rejects_the_prototype() -> None:
    assert max(abs(z) for z in shared_k0(keyed3)) > 2 * LIMIT


def test_flipping_one_bit_of_the_citizen_flips_half_of_the_draw() -> None:
    k0, k1 = key(5, 3, 2)
    base = draws.mix3_array(CITIZENS[: 1 << 15], k0, k1)
    for bit in range(32):
        flipped = draws.mix3_array(CITIZENS[: 1 << 15] ^ np.uint32(1 << bit), k0, k1) ^ base
        for output in range(32):
            ones = np.count_nonzero(flipped & np.uint32(1 << output))
            assert abs(ones - base.size / 2) / np.sqrt(base.size / 4) < LIMIT


@pytest.mark.parametrize("p", [0.5, 0.01])
def test_months_purposes_and_seeds_are_independent_for_the_same_citizen(p: float) -> None:
    here = stream()
    others = [stream(month=m) for m in range(1, 9)]
    others += [stream(code=c) for c in range(2, 10)]
    others += [stream(seed=s) for s in range(6, 14)]
    assert max(abs(joint_z(here, other, p)) for other in others) < LIMIT


@pytest.mark.parametrize("p", [0.5, 0.01])
@pytest.mark.parametrize("lag", [1, 2, 8, 64, 65536])
def test_citizens_at_a_distance_are_independent_in_the_same_month(lag: int, p: float) -> None:
    for month in range(4):
        here = stream(month=month)
        assert abs(joint_z(here[lag:], here[:-lag], p)) < LIMIT


def test_totals_of_a_person_over_300_months_vary_as_luck_does() -> None:
    people, months, p = 1 << 14, 300, 0.1
    t = np.uint32(draws.threshold(p))
    totals = np.zeros(people, np.int64)
    for month in range(months):
        totals += draws.mix3_array(CITIZENS[:people], *key(5, month, 1)) < t
    variance = months * p * (1 - p)
    mean_z = (totals.mean() - months * p) / np.sqrt(variance / people)
    ratio_z = (totals.var(ddof=1) / variance - 1) / np.sqrt(2 / people)
    neighbours_z = np.corrcoef(totals[1:], totals[:-1])[0, 1] * np.sqrt(people)
    assert max(abs(mean_z), abs(ratio_z), abs(neighbours_z)) < LIMIT


def test_counts_in_cells_vary_as_with_replacement() -> None:
    k0, k1 = key(5, 0, 1)
    counts = np.zeros(1 << 16, np.int64)
    for start in range(0, 1 << 24, 1 << 20):
        part = draws.mix3_array(np.arange(start, start + (1 << 20), dtype=np.uint32), k0, k1)
        counts += np.bincount(part >> np.uint32(16), minlength=1 << 16)
    expected = (1 << 24) / counts.size
    ratio = ((counts - expected) ** 2).mean() / (expected * (1 - 1 / counts.size))
    assert abs(ratio - 1) / np.sqrt(2 / counts.size) < LIMIT


@njit
def _rare(people, start, keys, first, second):
    events = 0
    for i in range(start, start + people):
        survives = draws.mix3(np.uint32(i), keys[0], keys[1]) < first
        if survives and draws.mix3(np.uint32(i), keys[2], keys[3]) < second:
            events += 1
    return events


@pytest.mark.nightly
def test_a_rare_event_in_two_stages_keeps_its_frequency() -> None:
    p, people, streams = 1e-7, 1 << 27, 8
    second = np.uint32(draws.threshold(p * 2**12))
    events = 0
    with np.errstate(over="ignore"):
        for month in range(streams):
            keys = np.array([*key(5, month, 1), *key(5, month, 2)], dtype=np.uint32)
            events += _rare(people, 0, keys, np.uint32(1 << 20), second)
    expected = people * streams * p
    assert abs(events - expected) / np.sqrt(expected) < LIMIT
