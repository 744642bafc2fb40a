"""Workload W as every peer gets it: people, ties, and the line of JSON that comes back. Needs NumPy only.

A peer is a program of its own, ``python with_NAME.py PEOPLE MONTHS SEED THREADS``, run by an interpreter that
has that framework installed.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import NamedTuple

import numpy as np

START, NEED, ALONE, TIE = 0.01, 0.15, 0.01, 0.02
INTERCEPT, TRUST, LITERACY, CIVIC, AGE, CHANNEL, PEERS = -3.0, 1.5, 1.0, 0.5, -0.01, 0.2, 2.0
SUCCEED, BY_LITERACY, GAIN, LOSS = 0.3, 0.6, 0.1, 0.15
DEGREE, REWIRED = 8, 0.05


class Asked(NamedTuple):
    """What the command line asks for."""

    people: int
    months: int
    seed: int
    threads: int


class People(NamedTuple):
    """Traits of everybody: (N,) arrays."""

    trust: np.ndarray
    literacy: np.ndarray
    civic: np.ndarray
    age: np.ndarray
    channel: np.ndarray
    adopter: np.ndarray


def asked() -> Asked:
    """The four numbers of the command line."""
    return Asked(*(int(float(word)) for word in sys.argv[1:5]))


def people(n: int, seed: int) -> People:
    """Random traits, and who has adopted at the start."""
    luck = np.random.default_rng([seed, 1])
    trust, literacy, civic = luck.random((3, n), dtype=np.float32)
    age = luck.integers(18, 100, n, dtype=np.uint8)
    channel = luck.integers(0, 4, n, dtype=np.uint8)
    return People(trust, literacy, civic, age, channel, luck.random(n) < START)


def ties(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Both ends of every tie of a Watts-Strogatz small world: (4 N,) int32 each."""
    luck = np.random.default_rng([seed, 2])
    one = np.repeat(np.arange(n, dtype=np.int32), DEGREE // 2)
    other = (one + np.tile(np.arange(1, DEGREE // 2 + 1, dtype=np.int32), n)) % n
    moved = np.flatnonzero(luck.random(one.size, dtype=np.float32) < REWIRED)
    other[moved] = luck.integers(0, n, moved.size, dtype=np.int32)
    apart = one != other
    return one[apart], other[apart]


def neighbours(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The same ties as rows: indptr (N + 1,) int64 and indices (2 x ties,) int32."""
    one, other = ties(n, seed)
    ends = np.concatenate([one, other])
    order = np.argsort(ends, kind="stable")
    indptr = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(ends, minlength=n), out=indptr[1:])
    return indptr, np.concatenate([other, one])[order]


def memory() -> int:
    """Largest resident memory so far, bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


class Clock:
    """Memory after imports, seconds of set-up, seconds of the months."""

    def __init__(self) -> None:
        self.before = memory()
        self.began = time.perf_counter()
        self.ready = self.began

    def start(self) -> None:
        """Set-up is done; the months begin."""
        self.ready = time.perf_counter()

    def report(self, adoption: float, version: str, note: str = "") -> None:
        """Prints what was measured as one line of JSON."""
        ended = time.perf_counter()
        said = {
            "seconds": ended - self.ready,
            "setup_seconds": self.ready - self.began,
            "bytes": memory() - self.before,
            "adoption": float(adoption),
            "version": version,
            "note": note,
        }
        print(json.dumps(said))
