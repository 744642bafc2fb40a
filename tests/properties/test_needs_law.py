"""Needs: at least one a year, the same law at half the rate over twice the months, one at a time."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numba import njit

from agents.exact import exp, threshold
from simulation.kernels.need import ORDER, most_pressing, needs_due, next_waiting

PEOPLE = 40_000


@njit
def count_needs(keys, people, without, counts):
    """Needs of each person and family over all months: counts (people, 8) int64, added to."""
    for t in range(keys.shape[0]):
        for i in range(people):
            due = needs_due(np.uint32(i), keys[t], without)
            for family in range(8):
                counts[i, family] += (due >> family) & 1


def needs(keys: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Needs per person and family when the monthly rates are ``rate`` (8,)."""
    without = np.array([int(threshold(float(exp(-total)))) for total in np.cumsum(rate[ORDER])])
    counts = np.zeros((PEOPLE, 8), np.int64)
    count_needs(keys, PEOPLE, without, counts)
    return counts


RATES = np.array([0.3, 0.1, 0.08, 0.05, 0.03, 0.01, 0.002, 0.0])


def test_at_least_one_need_a_year_follows_the_law(stream_keys: Callable[[int, int], np.ndarray]) -> None:
    found = (needs(stream_keys(1, 12), RATES) > 0).mean(axis=0)
    monthly = 1 - np.exp(-RATES)
    law = 1 - (1 - monthly) ** 12
    assert np.all(np.abs(found - law) <= 4 * np.sqrt(law * (1 - law) / PEOPLE))
    assert found[7] == 0


def test_half_the_rate_over_twice_the_months_is_the_same_law(
    stream_keys: Callable[[int, int], np.ndarray],
) -> None:
    year = needs(stream_keys(2, 12), RATES)
    slow = needs(stream_keys(3, 24), RATES / 2)
    law = 1 - np.exp(-12 * RATES)
    error = np.sqrt(law * (1 - law) / PEOPLE)
    assert np.all(np.abs((year > 0).mean(axis=0) - law) <= 4 * error)
    assert np.all(np.abs((slow > 0).mean(axis=0) - law) <= 4 * error)


def test_families_need_independently(stream_keys: Callable[[int, int], np.ndarray]) -> None:
    counts = needs(stream_keys(4, 12), RATES)[:, :6]
    correlation = np.corrcoef(counts.T)
    assert np.abs(correlation[~np.eye(6, dtype=bool)]).max() < 5 / np.sqrt(PEOPLE)


def test_a_surge_of_relief_gives_nobody_another_need_and_takes_none_away(
    stream_keys: Callable[[int, int], np.ndarray],
) -> None:
    surge = RATES.copy()
    surge[6] += 0.5
    usual, after = needs(stream_keys(5, 6), RATES), needs(stream_keys(5, 6), surge)
    others = [f for f in range(8) if f != 6]
    assert np.array_equal(usual[:, others], after[:, others])
    assert np.all(usual[:, 6] <= after[:, 6])


@pytest.mark.parametrize("waiting", range(9))
def test_every_need_is_dealt_with_waits_or_lapses(waiting: int) -> None:
    for due in range(256):
        if due == 0 and waiting == 0:
            continue
        cases = [(due >> f) & 1 for f in range(8)]
        if waiting:
            cases[waiting - 1] += 1
        resolved = int(most_pressing(due, waiting))
        later = int(next_waiting(due, waiting, resolved))
        cases[resolved] -= 1
        if later >= 0:
            cases[later] -= 1
        assert min(cases) >= 0
        assert (later >= 0) == (bin(due).count("1") + (waiting > 0) > 1)
