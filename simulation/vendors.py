"""Vendors: whose design the forms of a municipality have.

One firm makes the resident register, another the day-nursery form; what was learnt on one screen helps on
the next only as far as the two look alike (model 5.1).
"""

from __future__ import annotations

import numpy as np

from agents.columns import FAMILIES
from agents.draws import INSTITUTION, PERMANENT, PURPOSES, draw

VENDOR = PURPOSES["VENDOR"]


def vendors_of(municipalities: int, vendors: int, seed: int) -> np.ndarray:
    """(M, 8) uint8: the vendor of each family's forms in each municipality, drawn once for all months."""
    ids = np.arange(municipalities, dtype=np.uint32)
    columns = [
        draw(seed, 0, INSTITUTION, PERMANENT, VENDOR, family + 1, ids).astype(np.uint64) * np.uint64(vendors)
        for family in range(len(FAMILIES))
    ]
    return (np.stack(columns, axis=1) >> np.uint64(32)).astype(np.uint8)
