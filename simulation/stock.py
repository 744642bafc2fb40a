"""The stock of procedures: 13,129 kinds in 256 bundles, and which of them are online.

Ministries counted kinds: 96 % of all kinds of procedure could be filed online in 2005, 52 % after the
cut of 2009. Citizens count occasions: a few kinds make up most of what people need. A bundle is a run
of kinds with similar use; a need draws its bundle by use, while the reported share is by kinds. So a
cut of the least used halves the count and hardly touches use, and still people learn that "it is not
online" (model 5.1). A local bundle is on offer only where the municipality has started it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numba import njit

from agents.draws import INSTITUTION, PERMANENT, PURPOSES, draw
from agents.exact import exp, log
from agents.institutions.chance import normals
from agents.institutions.decision import error_factors
from agents.institutions.inputs import LocalBundles

KINDS = 13129
"""Kinds of national procedure online in FY2008, a published count (grade A)."""
BUNDLES = 256
SHARE_OF_ALL = 0.96
"""The stock as a share of all kinds (published 96 % for FY2005; range 0.92-0.96)."""
FAMILY_KINDS = (0.08, 0.03, 0.05, 0.27, 0.08, 0.42, 0.04, 0.03)
"""Share of the kinds by family (grade E): registers, vehicles and insurance have many, local services few."""
LOCAL_SHARE = (0.0, 1.0, 1.0, 0.2, 0.5, 0.0, 1.0, 1.0)
"""Share of a family's needs that municipalities answer for (grade E)."""
FEWEST = 12
"""Least number of bundles of a family, so that needs and pruning see fine steps."""
ORDERS = ("measured_use", "random", "cost")
"""Orders in which a stock can be pruned."""


@dataclass(frozen=True, slots=True)
class Stock:
    """The bundles, family by family, most used first inside a family; B at most 256.

    family : (B,) int64         0-7
    local : (B,) bool           offered by municipalities
    kinds : (B,) int64          kinds of procedure
    weight : (B,) float64       share of the family's needs; multiples of 2**-32 that add up to 1 exactly
    use : (B,) float64          share of all needs
    cost : (B,) float64         running cost, mean 1
    start : (9,) int64          bundles of family f are [start[f], start[f+1])
    cumulative : (B,) uint32    upper ends of the draws that fall on a bundle; last of a family 2**32 - 1
    online : (B,) bool          written by ``put_online`` and ``prune``
    asked : (1,) float64        share of kinds that was asked for last, written by ``put_online``
    share_of_all : float        kinds of the stock over all kinds
    """

    family: np.ndarray
    local: np.ndarray
    kinds: np.ndarray
    weight: np.ndarray
    use: np.ndarray
    cost: np.ndarray
    start: np.ndarray
    cumulative: np.ndarray
    online: np.ndarray
    asked: np.ndarray
    share_of_all: float

    def __len__(self) -> int:
        return int(self.family.size)

    def snapshot(self) -> tuple[np.ndarray, np.ndarray]:
        """A copy of what changes."""
        return self.online.copy(), self.asked.copy()

    def restore(self, saved: tuple[np.ndarray, np.ndarray]) -> None:
        """Go back to a snapshot."""
        self.online[:], self.asked[:] = saved

    def share_online(self) -> float:
        """Share of all national kinds that is online, as ministries count it."""
        national = ~self.local
        total = int(self.kinds[national].sum())
        return float(self.kinds[national & self.online].sum() / total * self.share_of_all) if total else 0.0

    def share_of_use_online(self) -> float:
        """Share of needs for national procedures that falls on an online bundle."""
        national = ~self.local
        return float(self.use[national & self.online].sum() / self.use[national].sum())

    def local_bundles(self) -> LocalBundles:
        """What municipalities decide on, most used first."""
        rows = np.flatnonzero(self.local)
        rows = rows[np.lexsort((rows, -self.use[rows]))]
        return LocalBundles(rows, self.family[rows], self.weight[rows], self.kinds[rows])


def build(
    seed: int,
    *,
    kinds: int = KINDS,
    bundles: int = BUNDLES,
    zipf: float = 1.0,
    share_of_all: float = SHARE_OF_ALL,
    family_kinds: Sequence[float] = FAMILY_KINDS,
    local_share: Sequence[float] = LOCAL_SHARE,
    needs_share: Sequence[float] = (0.125,) * 8,
) -> Stock:
    """The stock as it stands before anything national is online; local bundles wait for municipalities.

    zipf : exponent of use by rank within a family; local_share : share of a family's needs that is local;
    needs_share : share of all needs by family. Equal arguments give equal bits.
    Raises ValueError when bundles are too few or too coarse to prune to within one point.
    """
    if not 8 * FEWEST <= bundles <= 256 or kinds < 8 * bundles:
        raise ValueError(f"bundles must lie in {8 * FEWEST} .. 256, of 8 kinds or more, got {bundles}")
    shares = np.asarray(family_kinds, np.float64) / np.sum(family_kinds)
    counts = FEWEST + _whole(shares, bundles - 8 * FEWEST)
    family_total = np.maximum(_whole(shares, kinds - 4 * int(counts.sum())) + 4 * counts, counts)
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    family = np.repeat(np.arange(8), counts)
    number = np.arange(bundles)
    jitter = _uniforms(seed, 1, number)
    size = np.empty(bundles, np.int64)
    cumulative = np.empty(bundles, np.uint32)
    weight = np.empty(bundles)
    local = np.zeros(bundles, bool)
    for f in range(8):
        rows = slice(start[f], start[f + 1])
        growing = (np.arange(counts[f]) + 1.0) * (0.8 + 0.4 * jitter[rows])
        size[rows] = 1 + _whole(growing / growing.sum(), int(family_total[f] - counts[f]))
        cumulative[rows], weight[rows] = _zipf_shares(size[rows], zipf)
        local[rows] = _take_share(weight[rows], float(local_share[f]))
    national = size[~local]
    if national.size and national.max() > 0.018 * national.sum():
        raise ValueError("a bundle holds more than 1.8 % of the national kinds; use more bundles")
    needs = np.asarray(needs_share, np.float64) / np.sum(needs_share)
    cost = size * (0.5 + _uniforms(seed, 2, number))
    return Stock(
        family,
        local,
        size,
        weight,
        weight * needs[family],
        cost / cost.mean(),
        start,
        cumulative,
        local.copy(),
        np.zeros(1),
        float(share_of_all),
    )


def put_online(stock: Stock, share_of_kinds: float) -> int:
    """Put national bundles online, most used first, up to ``share_of_kinds`` of all kinds; returns how many.

    Acts in the month in which more is asked for than the month before, so a share that stays in force does
    not undo a cut. Nothing is ever taken off. Lands within half a bundle; larger shares include smaller ones.
    """
    rising = share_of_kinds > stock.asked[0]
    stock.asked[0] = share_of_kinds
    if not rising:
        return 0
    national = np.flatnonzero(~stock.local)
    order = national[np.lexsort((national, -stock.use[national]))]
    size = stock.kinds[order]
    target = share_of_kinds / stock.share_of_all * size.sum()
    wanted = order[np.cumsum(size) - size / 2.0 <= target]
    added = int(np.count_nonzero(~stock.online[wanted]))
    stock.online[wanted] = True
    return added


def prune(
    stock: Stock,
    measured_use: np.ndarray,
    share_left: float,
    order: str = "measured_use",
    seed: int = 0,
    replicate: int = 0,
    month: int = 0,
) -> int:
    """Take national bundles off until ``share_left`` of all kinds is online; returns how many were taken off.

    measured_use : (B,) float64   use as institutions see it, see ``measure``; the least used goes first.
    ``order`` may also be ``random`` (drawn at the month's address) or ``cost`` (dearest first).
    """
    if order not in ORDERS:
        raise ValueError(f"order must be one of {', '.join(ORDERS)}, got '{order}'")
    rows = np.flatnonzero(stock.online & ~stock.local)
    if order == "measured_use":
        key = np.asarray(measured_use, np.float64)[rows]
    elif order == "random":
        code = PURPOSES["PRUNE_ORDER"]
        key = draw(seed, replicate, INSTITUTION, month, code, 0, rows).astype(np.float64)
    else:
        key = -stock.cost[rows]
    rows = rows[np.lexsort((rows, key))]
    size = stock.kinds[rows]
    surplus = size.sum() - share_left / stock.share_of_all * stock.kinds[~stock.local].sum()
    lost = rows[np.cumsum(size) - size / 2.0 <= surplus]
    stock.online[lost] = False
    return int(lost.size)


def prune_below(stock: Stock, measured_use: np.ndarray, threshold: float) -> int:
    """Take off every national bundle whose measured use is below ``threshold``; returns how many.

    measured_use : (B,) float64   in the unit of the threshold, such as cases a year in Japan
    """
    lost = np.flatnonzero(stock.online & ~stock.local & (measured_use < threshold))
    stock.online[lost] = False
    return int(lost.size)


def measure(
    stock: Stock, family_cases: np.ndarray, noise: float, seed: int, replicate: int, month: int
) -> np.ndarray:
    """Use of each bundle as measured: true use times exp(normal error of sd ``noise``), (B,) float64.

    family_cases : (8,)   cases of the last twelve months by family; a bundle's part is its weight
    """
    error = np.empty(len(stock))
    codes = draw(seed, replicate, INSTITUTION, month, PURPOSES["MEASURE"], 1, np.arange(len(stock)))
    normals(codes, error)
    error_factors(error, noise, error)
    cases: np.ndarray = np.asarray(family_cases, np.float64)[stock.family]
    use: np.ndarray = cases * stock.weight * error
    return use


@njit
def draw_bundle(u, family, start, cumulative):
    """The bundle of a need: u is a 32-bit draw as int64; start (9,), cumulative (B,) as in ``Stock``."""
    low = start[family]
    high = start[family + 1] - 1
    while low < high:
        middle = (low + high) >> 1
        if u < np.int64(cumulative[middle]):
            high = middle
        else:
            low = middle + 1
    return low


def _whole(shares: np.ndarray, total: int) -> np.ndarray:
    """``total`` split into whole numbers by ``shares`` of sum 1: largest remainder, earlier first."""
    exact = shares * total
    whole = np.floor(exact).astype(np.int64)
    left = total - int(whole.sum())
    order = np.lexsort((np.arange(shares.size), whole - exact))
    whole[order[:left]] += 1
    return whole


def _uniforms(seed: int, service: int, number: np.ndarray) -> np.ndarray:
    words: np.ndarray = draw(seed, 0, INSTITUTION, PERMANENT, PURPOSES["STOCK"], service, number)
    uniform: np.ndarray = (words + 0.5) / 4294967296.0
    return uniform


@njit(cache=True)
def _rank_use(sizes, exponent, out):
    """Use of each bundle when the r-th kind is used r**-exponent as often as the first."""
    rank = 0
    for b in range(sizes.size):
        total = 0.0
        for _ in range(sizes[b]):
            rank += 1
            total += exp(-exponent * log(np.float64(rank)))
        out[b] = total


def _zipf_shares(sizes: np.ndarray, exponent: float) -> tuple[np.ndarray, np.ndarray]:
    """Cumulative uint32 thresholds of the bundles of one family, and their exact widths as shares."""
    use = np.empty(sizes.size)
    _rank_use(sizes, exponent, use)
    ends = np.floor(np.cumsum(use) / use.sum() * 4294967296.0 + 0.5).astype(np.int64)
    ends[-1] = 4294967296
    widths = np.diff(ends, prepend=0)
    return np.minimum(ends, 4294967295).astype(np.uint32), widths / 4294967296.0


def _take_share(weight: np.ndarray, share: float) -> np.ndarray:
    """Mark bundles one by one so that the marked weight stays as near as possible to ``share``."""
    marked = np.zeros(weight.size, bool)
    owed = 0.0
    for b, w in enumerate(weight):
        owed += share * w
        marked[b] = share > 0.0 and owed >= w / 2.0
        owed -= w if marked[b] else 0.0
    return marked
