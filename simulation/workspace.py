"""Workspace: the keys, counters and working memory that the citizens' kernels are handed."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numba import config

from agents.channels import FIRST_CHANNELS
from agents.draws import CITIZEN, PURPOSES, fill_stream_keys, stream_key
from simulation.kernels.codes import PURPOSES_OF_CASE
from simulation.kernels.tables import Counts, Place, Scratch
from simulation.kernels.talk import CELLS
from simulation.measures import FLOWS

CHUNK = 8192
"""Slots of a chunk: its working memory stays in the first cache levels (docs/performance.md)."""

PAD = 16
"""Entries between rows of draws, so that rows do not fall on the same lines of the first cache."""

PREFECTURES, BANDS, FAMILIES, ARRIVALS = 47, 18, 8, 6
CITIZEN_PURPOSES = 1 + max(code for code in PURPOSES.values() if code < 60)
"""Purposes of citizens' draws are below 60; the key table has one row for each."""


def quiet() -> AbstractContextManager[Any]:
    """Without the compiler NumPy warns of wrapping 32-bit words, which is what the draws are made of."""
    return np.errstate(over="ignore") if config.DISABLE_JIT else nullcontext()


def run_keys(seed: int, replicate: int, months: np.ndarray) -> np.ndarray:
    """Stream keys of citizens' draws: (len(months), purposes, 9, 4) uint32."""
    stream_key(seed, replicate, CITIZEN, 0, 0)
    keys = np.zeros((len(months), CITIZEN_PURPOSES, 9, 4), np.uint32)
    purposes = np.arange(CITIZEN_PURPOSES, dtype=np.int64)
    low, high, third = seed & 0xFFFFFFFF, seed >> 32, CITIZEN + 256 * replicate
    fill_stream_keys(low, high, third, months.astype(np.int64), purposes, 9, keys)
    return keys


def compact(place: Place) -> Place:
    """The same groupings in unsigned 16-bit integers, of which an index need not be checked for its sign."""
    small = {name: array.astype(np.uint16) for name, array in place._asdict().items()}
    return Place(**small | {"municipality_start": place.municipality_start})


def new_counts(rows: int, areas: int) -> Counts:
    """Empty counters for R rows of the flow table and A service areas."""
    return Counts(
        flows=np.zeros((rows, BANDS, FAMILIES, len(FLOWS)), np.int64),
        arrivals=np.zeros((areas, ARRIVALS), np.int64),
        area_use=np.zeros((areas, FAMILIES, 2), np.int64),
        cells=np.zeros((CELLS, 6), np.int64),
        issued=np.zeros((PREFECTURES, BANDS, 2), np.int64),
        first=np.zeros((FAMILIES, len(FIRST_CHANNELS)), np.int64),
        work=np.zeros(9, np.int64),
    )


def new_scratch(chunk: int) -> Scratch:
    """Working memory of one thread."""
    kinds = {
        np.uint8: "age band need hear prompted due busy own family member result filed",
        np.uint16: "place row",
        np.uint32: "identifier least active several hearing ending applying turn talker"
        " case sorted_case reaching case_id",
    }
    arrays = {name: np.zeros(chunk, kind) for kind, names in kinds.items() for name in names.split()}
    return Scratch(
        birthday=(np.arange(chunk + 12) % 12 + 1).astype(np.uint8),
        talk=np.zeros((5, chunk + PAD), np.uint32),
        case_draws=np.zeros((PURPOSES_OF_CASE.size, chunk + PAD), np.uint32),
        family_start=np.zeros(9, np.int64),
        **arrays,
    )


@dataclass(frozen=True)
class Stocks:
    """Counts of people at one moment; shapes as in ``kernels.observe.take_stock``."""

    family: np.ndarray
    person: np.ndarray
    equity: np.ndarray


class Meeting(NamedTuple):
    """Cells of slots, (n,) int64; users, (C, 8), and people, (C,) int64, of all cells."""

    cell: np.ndarray
    users: np.ndarray
    people: np.ndarray
