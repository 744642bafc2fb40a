"""Choice with social influence: the fixed points of Brock and Durlauf (2001) on an explicit graph.

Everybody sees everybody: a complete NetworkX graph of a thousand people. Above a slope of four there
are two lasting shares, below one; the peer weight of the model has to stay below that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import networkx as nx
import numpy as np
import pytest
from numba import njit

from agents.exact import LOGISTIC_TABLE, log, logistic
from agents.networks.explicit import ExplicitNetwork, from_networkx
from simulation.kernels.choose import chooses, peer_share

PEOPLE, MONTHS, SETTLING = 1_000, 340, 40


class Tables(NamedTuple):
    logistic: np.ndarray


@njit
def decide(keys, shares, intercept, slope, tables, uses):
    """Everybody chooses once on the share of ties that use: uses (n,) int64 is written."""
    for i in range(uses.size):
        uses[i] = chooses(np.uint32(i), keys, 0, intercept + slope * shares[i], 1.0, tables)


@njit
def shares_read(near, who, shares):
    for i in range(near.size):
        shares[i] = peer_share(near[i], who[i], 3)


@pytest.fixture(scope="module")
def everybody() -> ExplicitNetwork:
    return from_networkx(nx.complete_graph(PEOPLE), limit=None)


def path(network: ExplicitNetwork, keys: np.ndarray, slope: float, start: float) -> np.ndarray:
    """Share of users after each month, from ``start``, at the symmetric intercept -slope / 2."""
    uses = (np.arange(PEOPLE) < start * PEOPLE).astype(np.int64)
    shares = np.empty(keys.shape[0])
    for t in range(keys.shape[0]):
        decide(
            keys[t], network.gather(uses) / network.degrees(), -slope / 2, slope, Tables(LOGISTIC_TABLE), uses
        )
        shares[t] = uses.mean()
    return shares


@pytest.mark.parametrize(
    ("slope", "low", "high"),
    [(5, -2.655610, -2.344390), (6, -3.415093, -2.584907), (8, -5.065680, -2.934320)],
)
def test_the_folds_stand_where_the_theory_says(slope: float, low: float, high: float) -> None:
    root = np.sqrt(1 - 4 / slope)
    folds = [float(log(x / (1 - x))) - slope * x for x in ((1 + root) / 2, (1 - root) / 2)]
    assert folds == pytest.approx([low, high], abs=5e-7)


@pytest.mark.parametrize(("slope", "share"), [(5, 0.144794), (6, 0.070720)])
def test_two_lasting_shares_above_a_slope_of_four(
    everybody: ExplicitNetwork, stream_keys: Callable[[int, int], np.ndarray], slope: float, share: float
) -> None:
    assert float(logistic(-slope / 2 + slope * share)) == pytest.approx(share, abs=1e-6)
    steep = slope * share * (1 - share)
    error = np.sqrt(share * (1 - share) / PEOPLE / (1 - steep) ** 2 / (MONTHS - SETTLING))
    low = path(everybody, stream_keys(1, MONTHS), slope, 0.1)[SETTLING:].mean()
    high = path(everybody, stream_keys(1, MONTHS), slope, 0.9)[SETTLING:].mean()
    assert low == pytest.approx(share, abs=4 * error)
    assert high == pytest.approx(1 - share, abs=4 * error)


def test_one_lasting_share_below_a_slope_of_four(
    everybody: ExplicitNetwork, stream_keys: Callable[[int, int], np.ndarray]
) -> None:
    low = path(everybody, stream_keys(1, MONTHS), 3.0, 0.1)
    high = path(everybody, stream_keys(1, MONTHS), 3.0, 0.9)
    assert np.all(low <= high)  # the same luck: who uses in the lower world uses in the higher one
    assert np.abs(low[SETTLING:] - high[SETTLING:]).max() < 0.01
    assert low[SETTLING:].mean() == pytest.approx(0.5, abs=0.02)


def test_the_share_a_citizen_reads_is_the_share_of_ties_that_use() -> None:
    network = from_networkx(nx.random_regular_graph(9, 300, seed=1))
    uses = (np.random.default_rng(1).random(300) < 0.4).astype(np.int64)
    near, who, shares = np.zeros(300, np.uint32), np.zeros(300, np.uint32), np.zeros(300)
    network.fill_ties(who)
    slot = np.flatnonzero(uses)
    network.push(slot, np.full(slot.size, 3), np.ones(slot.size, np.int64), near)
    shares_read(near, who, shares)
    assert np.array_equal(shares, network.gather(uses) / 9)
