"""Packing: counts on their way between processes, without their empty rows and in the smallest type."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Packed(NamedTuple):
    """The rows of an array that hold anything: (n,) positions and (n, ...) values."""

    rows: np.ndarray
    values: np.ndarray


def packed(counts: np.ndarray) -> Packed:
    """Counts (R, ...) of non-negative int64 without their empty rows."""
    rows = np.flatnonzero(counts.reshape(len(counts), -1).any(axis=1))
    values = counts[rows]
    most = int(values.max()) if values.size else 0
    return Packed(rows.astype(np.uint32), values.astype(np.min_scalar_type(most)))


def add(total: np.ndarray, part: Packed) -> None:
    """Add to ``total`` (R, ...) int64."""
    total[part.rows] += part.values.astype(np.int64)
