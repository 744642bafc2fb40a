"""Opinions that are copied, averaged or anchored: voter, DeGroot and Friedkin-Johnsen models.

Copying uses the draws, averaging the explicit and the far ties, anchoring the stage by which trust
returns to its own baseline.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pytest
from numba import njit
from scipy.stats import binom

from agents.draws import PURPOSES
from agents.exact import LOGISTIC_TABLE
from agents.networks.explicit import from_networkx
from agents.networks.involutions import LongTies, involution_keys
from simulation.kernels.luck import luck, rounded
from simulation.kernels.tables import Columns, Counts, Month, Person, Place, Weights
from simulation.kernels.talk import CELLS, EVERY, talk

TIE, DRIFT, BASELINE = (PURPOSES[name] for name in ("TIE", "DRIFT_TRUST", "TRUST_BASELINE"))


@njit
def copy_somebody(keys, opinions, worlds, people, path):
    """Voters: everybody copies somebody of the same world; path (months, worlds) gets the share of ones."""
    following = np.empty_like(opinions)
    for t in range(path.shape[0]):
        for w in range(worlds):
            first = w * people
            total = 0
            for i in range(first, first + people):
                chosen = (luck(keys[t % keys.shape[0]], TIE, t // keys.shape[0], np.uint32(i)) * people) >> 32
                following[i] = opinions[first + chosen]
                total += following[i]
            path[t, w] = total / people
        opinions[:] = following


def voters(keys: np.ndarray, start: float, worlds: int, people: int, months: int) -> np.ndarray:
    opinions = np.tile((np.arange(people) < start * people).astype(np.int64), worlds)
    path = np.empty((months, worlds))
    copy_somebody(keys, opinions, worlds, people, path)
    return path


def test_variety_among_voters_shrinks_by_one_part_in_n_a_month(
    stream_keys: Callable[[int, int], np.ndarray],
) -> None:
    worlds, people = 1_000, 100
    path = voters(stream_keys(1, 100), 0.5, worlds, people, 100)
    variety = path[-1] * (1 - path[-1])
    assert 0.25 * (1 - 1 / people) ** 100 == pytest.approx(0.0915081, abs=5e-8)
    assert variety.mean() == pytest.approx(0.0915081, abs=4 * variety.std() / np.sqrt(worlds))
    assert path[-1].mean() == pytest.approx(0.5, abs=4 * path[-1].std() / np.sqrt(worlds))


def test_voters_agree_after_the_exact_mean_time_and_on_one_with_its_share(
    stream_keys: Callable[[int, int], np.ndarray],
) -> None:
    people, worlds, start = 100, 500, 0.1
    state = np.arange(1, people)
    moves = np.array([binom.pmf(state, people, i / people) for i in state])
    mean = np.linalg.solve(np.eye(people - 1) - moves, np.ones(people - 1))
    assert mean[[49, 9]] == pytest.approx([136.602, 63.4545], abs=5e-4)
    path = voters(stream_keys(2, 150), start, worlds, people, 1_200)
    undecided = (path > 0) & (path < 1)
    assert not undecided[-1].any()
    times = undecided.sum(axis=0) + 1
    assert times.mean() == pytest.approx(mean[9], abs=4 * times.std() / np.sqrt(worlds))
    assert path[-1].mean() == pytest.approx(start, abs=4 * np.sqrt(start * (1 - start) / worlds))


@pytest.mark.parametrize(("mode", "shrinks"), [(1, 0.9999703923), (10, 0.9970505921), (50, 0.9328437879)])
def test_a_wave_of_opinion_on_a_ring_shrinks_as_derived(mode: int, shrinks: float) -> None:
    people, step = 1_000, 0.2
    ring = from_networkx(nx.circulant_graph(people, [1, 2, 3, 4]))
    wave = np.cos(2 * np.pi * mode * np.arange(people) / people)
    moved = wave + step * (ring.gather(wave) / ring.degrees() - wave)
    assert moved == pytest.approx(shrinks * wave, abs=2e-10)


@njit
def average(keys, levels, means, step, out):
    for i in range(levels.size):
        out[i] = rounded(levels[i] + step * (means[i] - levels[i]), luck(keys, DRIFT, 0, np.uint32(i)))


def test_averaging_over_far_ties_keeps_the_mean_and_wears_the_differences(
    stream_keys: Callable[[int, int], np.ndarray],
) -> None:
    people, months = 1 << 14, 60
    partners = LongTies(people, involution_keys(1, 4)).partners()
    levels = np.random.default_rng(1).integers(20, 236, people)
    start = levels.copy()
    keys = stream_keys(3, months)
    for t in range(months):
        out = np.empty_like(levels)
        average(keys[t], levels, levels[partners].mean(axis=1), 0.1, out)
        assert abs(out.mean() - levels.mean()) <= 5 * 0.5 / np.sqrt(people)
        levels = out
    assert abs(levels.mean() - start.mean()) <= 5 * 0.5 * np.sqrt(months / people)
    assert levels.std() < start.std() / 10


@njit
def talk_for_a_month(t, draws, columns, place, month, w, person, counts):
    """Word of mouth and drift for one citizen in three."""
    for i in range(t % EVERY, columns.trust.size, EVERY):
        draws[2] = np.uint32(luck(month.keys, DRIFT, 0, np.uint32(i)))
        draws[4] = np.uint32(luck(month.permanent, BASELINE, 0, np.uint32(i)))
        talk(np.int64(i), draws, 0, 0, 0, columns, place, month, w, person, counts)


def test_trust_returns_to_its_anchor_as_friedkin_and_johnsen_say(
    stream_keys: Callable[[int, int], np.ndarray], filled: Callable[..., Any]
) -> None:
    people, months, anchor, peers = 30_000, 120, 0.05, 0.03
    keys = stream_keys(4, months)
    means = np.full((CELLS, 4), -1.0)
    month = filled(
        Month,
        keys=keys[0],
        permanent=keys[0],
        cells=means,
        news=np.zeros(1),
        news_of=np.zeros((8, 1)),
        online_count=np.zeros(1),
    )
    column = np.zeros(people, np.uint8)
    columns = filled(
        Columns,
        who=np.zeros(people, np.uint32),
        stamp=np.zeros(people, np.uint32),
        **{name: column.copy() for name in ("mind", "trust", "usefulness", "ease")},
    )
    columns.trust[:] = 40
    means[0, 3] = 40
    baseline = np.linspace(20, 235, 256).astype(np.int64)
    person = filled(
        Person,
        trust=baseline,
        logistic=LOGISTIC_TABLE,
    )
    w = filled(Weights, trust_anchor=anchor, trust_peers=peers)
    place = filled(Place, prefecture=np.zeros(1, np.int64))
    counts = filled(Counts, cells=np.zeros((CELLS, 6), np.int64), work=np.zeros(8, np.int64))
    path = np.empty(months)
    for t in range(months):
        now = month._replace(keys=keys[t])
        talk_for_a_month(t, np.zeros(5, np.uint32), columns, place, now, w, person, counts)
        path[t] = columns.trust.mean()
        means[0, 3] = path[t]

    own = baseline[
        [int(luck(keys[0], PURPOSES["TRUST_BASELINE"], 0, np.uint32(i))) >> 24 for i in range(people)]
    ]
    # One in three a month at three times the rate: the means of the three thirds take turns.
    third = np.full(EVERY, 40.0)
    goal = np.array([own[k::EVERY].mean() for k in range(EVERY)])
    expected = np.empty(months)
    for t in range(months):
        k = t % EVERY
        third[k] += EVERY * (anchor * (goal[k] - third[k]) + peers * (third.mean() - third[k]))
        expected[t] = third.mean()
    assert path == pytest.approx(expected, abs=0.05)
    plain = own.mean() + (40 - own.mean()) * (1 - anchor) ** np.arange(1, months + 1)
    assert path == pytest.approx(plain, abs=0.1 * (own.mean() - 40))
    assert path[-1] == pytest.approx(own.mean(), abs=0.5)
    held = anchor / (anchor + peers)
    assert columns.trust.std() == pytest.approx(held * own.std(), rel=0.02)
    assert np.corrcoef(columns.trust, own)[0, 1] > 0.99
