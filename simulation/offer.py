"""What a resident finds online: the national stock joined with what the municipality has started.

One bit per bundle and municipality. The share by use says how often a need finds its form online;
the share by kinds is what people come to believe from announcements.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from simulation.stock import Stock


@dataclass(frozen=True, slots=True)
class Offer:
    """The offer in every municipality.

    offered : (M, 4) uint64    bit b of word b // 64: the bundle is online there
    use : (M, 8) float64       share of the family's needs that finds its bundle online
    count : (M, 8) float64     share of the family's kinds that is online
    overall : (M,) float64     share of all kinds online, over all families
    families : (M,) uint8      bit f: some of the needs of family f find their bundle online
    """

    offered: np.ndarray
    use: np.ndarray
    count: np.ndarray
    overall: np.ndarray
    families: np.ndarray

    @classmethod
    def empty(cls, municipalities: int) -> Offer:
        """An offer of nothing, to be filled by ``fill``."""
        return cls(
            np.zeros((municipalities, 4), np.uint64),
            np.zeros((municipalities, 8)),
            np.zeros((municipalities, 8)),
            np.zeros(municipalities),
            np.zeros(municipalities, np.uint8),
        )

    def fill(
        self,
        stock: Stock,
        local: np.ndarray,
        state: np.ndarray,
        rows: np.ndarray | None = None,
        live: int = 1,
    ) -> None:
        """Write this month's offer in place.

        local : (L,) int64    bundles that municipalities decide on
        state : (M, L)        in service there where it equals ``live``
        rows : (R,) int64     municipalities that changed; all when None, as after a national change
        """
        everyone = np.arange(state.shape[0]) if rows is None else rows
        _fill(
            stock.family,
            stock.local,
            stock.online,
            stock.weight,
            stock.kinds,
            stock.share_of_all,
            local,
            state,
            live,
            everyone,
            self.offered,
            self.use,
            self.count,
            self.overall,
            self.families,
        )


@njit(cache=True)
def _fill(
    family,
    is_local,
    online,
    weight,
    kinds,
    share_of_all,
    local,
    state,
    live,
    rows,
    offered,
    use,
    count,
    overall,
    families,
):
    """Join national and local bundles; weights are multiples of 2**-32, so sums are exact in any order."""
    words = np.zeros(4, np.uint64)
    national_use = np.zeros(8)
    national_kinds = np.zeros(8, np.int64)
    family_kinds = np.zeros(8)
    for b in range(family.size):
        family_kinds[family[b]] += kinds[b]
        if online[b] and not is_local[b]:
            words[b >> 6] |= np.uint64(1) << np.uint64(b & 63)
            national_use[family[b]] += weight[b]
            national_kinds[family[b]] += kinds[b]
    total_kinds = 0.0
    for f in range(8):
        family_kinds[f] /= share_of_all
        total_kinds += family_kinds[f]
    started = np.zeros(8, np.int64)
    for m in rows:
        for w in range(4):
            offered[m, w] = words[w]
        for f in range(8):
            use[m, f] = national_use[f]
            started[f] = national_kinds[f]
        for k in range(local.size):
            b = local[k]
            if state[m, k] == live and online[b]:
                offered[m, b >> 6] |= np.uint64(1) << np.uint64(b & 63)
                use[m, family[b]] += weight[b]
                started[family[b]] += kinds[b]
        everything = 0
        found = np.int64(0)
        for f in range(8):
            count[m, f] = started[f] / family_kinds[f]
            everything += started[f]
            found |= np.int64(use[m, f] > 0.0) << f
        overall[m] = everything / total_kinds
        families[m] = found
