"""Verification figures: the engine's own stages in worlds small enough to have a known answer.

Each test builds the smallest world in which a published or derived number must come out, runs the
stage functions that the monthly step runs, and compares within the stated tolerance.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_type_hints

import numpy as np
import pytest

from agents import draws

CODES = 128


@pytest.fixture(scope="session")
def stream_keys() -> Callable[[int, int], np.ndarray]:
    """``stream_keys(seed, months)``: keys by month, purpose code and service, (months, 128, 9, 4) uint32."""

    def make(seed: int, months: int) -> np.ndarray:
        keys = np.zeros((months, CODES, 9, 4), np.uint32)
        draws.fill_stream_keys(
            seed,
            0,
            draws.CITIZEN,
            np.arange(months, dtype=np.int64),
            np.arange(CODES, dtype=np.int64),
            9,
            keys,
        )
        return keys

    return make


@pytest.fixture(scope="session")
def filled() -> Callable[..., Any]:
    """``filled(Kind, **values)``: a kernel table whose unnamed fields are zeros nobody should notice."""

    def make(kind: Any, **values: Any) -> Any:
        hints = get_type_hints(kind)
        zeros = {
            name: np.zeros((1, 1, 8)) if hints[name] is np.ndarray else hints[name](0)
            for name in kind._fields
        }
        return kind(**{**zeros, **values})

    return make
