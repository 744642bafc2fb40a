"""Where the arrays of a population are made: in memory, or at once in the files they are kept in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Protocol

import numpy as np


class Shelf(Protocol):
    """Gives an array of zeros by the name of the field it is for."""

    def __call__(self, name: str, size: int, kind: Any) -> np.ndarray:
        """(size,) of the type ``kind``."""


def in_memory(name: str, size: int, kind: Any) -> np.ndarray:
    """An array in memory."""
    return np.zeros(size, kind)


def on_disk(folder: Path) -> Shelf:
    """Arrays that are files ``<name>.npy`` in ``folder``, mapped into memory; empty ones are written."""

    def made(name: str, size: int, kind: Any) -> np.ndarray:
        path = folder / f"{name}.npy"
        if size == 0:
            np.save(path, np.zeros(0, kind))
            return np.zeros(0, kind)
        array = np.asarray(np.lib.format.open_memmap(path, mode="w+", dtype=kind, shape=(size,)))
        if hasattr(os, "posix_fallocate"):
            # A full disk is an OSError here; on the first write to the mapping it would kill the process.
            with path.open("r+b") as file:
                os.posix_fallocate(file.fileno(), 0, path.stat().st_size)
        return array

    return made


def threads() -> int:
    """Threads that make a population: the processors this process may use, at most eight."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    return min(count, 8)
