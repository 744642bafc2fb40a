"""The shelf: the columns of all shards as last saved, in memory while they are small and on disk above."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np

from agents.columns import Citizens

COLUMNS = tuple(f.name for f in fields(Citizens))
IN_MEMORY = 1 << 26
"""Bytes of a column above which it goes to a temporary folder."""


class Shelf:
    """One save.

    plain : devices follow from the population alone so far
    """

    def __init__(self, plain: bool) -> None:
        self.plain = plain
        self._pieces: dict[tuple[str, int], np.ndarray | Path] = {}
        self._folder: Path | None = None

    def put(self, name: str, pieces: Sequence[np.ndarray]) -> None:
        """Keep a column, one piece for each shard."""
        small = sum(piece.nbytes for piece in pieces) <= IN_MEMORY
        for number, piece in enumerate(pieces):
            self._pieces[name, number] = piece if small else self._written(f"{name}-{number}.npy", piece)

    def get(self, name: str, number: int) -> np.ndarray:
        """The column of one shard as it was kept."""
        piece = self._pieces[name, number]
        return piece if isinstance(piece, np.ndarray) else np.load(piece)

    def close(self) -> None:
        """Forget everything."""
        self._pieces.clear()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _written(self, name: str, piece: np.ndarray) -> Path:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="denshi-shards-"))
        np.save(self._folder / name, piece)
        return self._folder / name
