"""Gathered: the citizens of all shards as one set of columns, each fetched when it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import numpy as np

from agents.columns import Citizen, Citizens
from simulation.sharding.shelf import COLUMNS


class Gathered:
    """Reads like ``agents.columns.Citizens``.

    held : columns that were fetched since the citizens last moved
    """

    def __init__(self, slots: int, fetch: Callable[[str], np.ndarray]) -> None:
        self._slots, self._fetch = slots, fetch
        self.held: dict[str, np.ndarray] = {}

    def __getattr__(self, name: str) -> np.ndarray:
        if name not in COLUMNS:
            raise AttributeError(f"citizens have no column '{name}'; known: {', '.join(COLUMNS)}")
        if name not in self.held:
            self.held[name] = self._fetch(name)
        return self.held[name]

    def __len__(self) -> int:
        return self._slots

    def __getitem__(self, row: int) -> Citizen:
        return Citizen(cast(Citizens, self), int(row))

    def field(self, name: str) -> np.ndarray:
        """One bit field of everybody as an int64 array."""
        return Citizens.field(cast(Citizens, self), name)

    def nbytes(self) -> int:
        """Bytes of all columns together, wherever they are."""
        return Citizens.vacant(1).nbytes() * self._slots

    def copy(self) -> Citizens:
        """An independent copy of every column."""
        return Citizens(**{name: getattr(self, name).copy() for name in COLUMNS})

    def forget(self) -> None:
        """The citizens have moved."""
        self.held.clear()
