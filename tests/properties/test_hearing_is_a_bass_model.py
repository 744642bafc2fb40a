"""Awareness alone, everybody tied to everybody: the discrete Bass model and the exact epidemic chain."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numba import njit
from scipy.stats import binom

from agents.exact import exp, log
from simulation.kernels.hear import hearing_rate, hears

P, Q = 0.03, 0.38
"""Innovation and imitation a year (Bass 1969, consumer durables)."""
YEARS = (2, 5, 10, 15)


def formula(t: float) -> float:
    """Share of adopters of the continuous Bass model after ``t`` years."""
    decay = float(exp(-(P + Q) * t))
    return (1 - decay) / (1 + Q / P * decay)


def monthly_map(months: int) -> np.ndarray:
    """F+ = F + (1 - F)(1 - exp(-(p + qF) / 12)), from 0: (months,) after each month."""
    share, path = 0.0, np.empty(months)
    for t in range(months):
        share += (1 - share) * (1 - float(exp(-(P + Q * share) / 12)))
        path[t] = share
    return path


@njit
def hear_for_months(keys, first, people, already, media, word, counts):
    """Adopters after each month, ``counts`` (months,) written; person ids start at ``first``."""
    aware = np.zeros(people, np.uint8)
    aware[:already] = 1
    adopters = already
    for t in range(keys.shape[0]):
        rate = hearing_rate(media, word, adopters, people)
        new = 0
        for i in range(people):
            if not aware[i] and hears(np.uint32(first + i), keys[t], 0, rate):
                aware[i] = 1
                new += 1
        adopters += new
        counts[t] = adopters


def test_the_formula_has_its_published_values() -> None:
    peak = float(log(Q / P)) / (P + Q)
    assert peak == pytest.approx(6.1926, abs=5e-5)
    assert formula(peak) == pytest.approx(0.460526, abs=5e-7)
    height = (P + Q) ** 2 / (4 * Q)
    assert height == pytest.approx(0.110592, abs=5e-7)
    assert [formula(t) for t in YEARS] == pytest.approx([0.085056, 0.331199, 0.812803, 0.971610], abs=5e-7)


def test_the_monthly_map_has_its_derived_values_and_its_known_bias() -> None:
    path = monthly_map(180)
    found = [path[12 * t - 1] for t in YEARS]
    assert found == pytest.approx([0.083359, 0.324166, 0.806342, 0.970364], abs=5e-7)
    bias = path - np.array([formula((t + 1) / 12) for t in range(180)])
    assert bias[59] == pytest.approx(-0.0070, abs=5e-5)
    assert bias.max() <= 0


def test_hearing_follows_the_monthly_map(stream_keys: Callable[[int, int], np.ndarray]) -> None:
    people, worlds = 20_000, 8
    path = monthly_map(180)
    distances = []
    for seed in range(worlds):
        counts = np.zeros(180, np.int64)
        hear_for_months(stream_keys(seed, 180), 0, people, 0, P / 12, Q / 12, counts)
        distances.append(np.abs(counts / people - path).max() * np.sqrt(people))
    assert max(distances) < 5
    assert np.mean(distances) == pytest.approx(1.35, abs=4 * 0.5 / np.sqrt(worlds))


def test_hearing_follows_the_exact_epidemic_chain(stream_keys: Callable[[int, int], np.ndarray]) -> None:
    beta, people, worlds, months = 0.5, 100, 3_000, 30
    state = np.arange(people + 1)
    catch = 1 - (1 - beta / people) ** state
    moves = np.array([binom.pmf(state - i, people - i, catch[i]) for i in state])
    chain = np.zeros((months + 1, people + 1))
    chain[0, 1] = 1
    for t in range(months):
        chain[t + 1] = chain[t] @ moves
    times = [5, 10, 15, 20, 30]
    mean = chain[times] @ state
    spread = np.sqrt(chain[times] @ state**2 - mean**2)
    assert mean == pytest.approx([7.07822, 34.24191, 75.93179, 95.28982, 99.92292], abs=5e-6)
    assert spread == pytest.approx([5.066, 18.819, 20.481, 9.450, 0.930], abs=5e-4)

    keys = stream_keys(3, months)
    counts = np.zeros((worlds, months), np.int64)
    word = -people * float(log(1 - beta / people))
    for w in range(worlds):
        hear_for_months(keys, w * people, people, 1, 0.0, word, counts[w])
    found = counts[:, np.array(times) - 1].mean(axis=0)
    assert np.all(np.abs(found - mean) < 4 * spread / np.sqrt(worlds))
