"""The poll of August 2020 turned into gates: one need, four gates, and the poll comes back.

Of a web panel 24 % had used a procedure online; of the others 33.2 % said that too little is offered,
28.7 % did not know, 22.6 % found it too complicated. With one need, one answer and identical citizens
this fixes the shares offered, aware, able and willing (a starting point, not a calibration).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pytest
from numba import njit

from agents.columns import FIELDS
from agents.draws import PURPOSES
from agents.exact import LOGISTIC_TABLE, logit
from simulation.kernels.choose import DEVICE, NOT_OFFERED, OPEN, UNAWARE, chooses, first_closed_gate
from simulation.kernels.luck import luck, uniform
from simulation.kernels.tables import BROWSER_OK, HOURS, READY, TERMS, Month

USED, FEW, UNKNOWN, COMPLICATED = 0.24, 0.332, 0.287, 0.226
BUNDLE, HEAR = PURPOSES["BUNDLE"], PURPOSES["HEAR"]
ONLINE_BY_PHONE = (1 << FIELDS["net"].shift) | (1 << FIELDS["phone"].shift)
BELIEVES = 15 << FIELDS["availability"].shift


def gates(used: float) -> tuple[float, float, float, float]:
    """Shares offered, aware of the offered, able of the aware, willing of the able."""
    offered = 1 - FEW * (1 - used)
    aware = 1 - UNKNOWN * (1 - used) / offered
    able = 1 - COMPLICATED * (1 - used) / (offered * aware)
    return offered, aware, able, used / (offered * aware * able)


class Tables(NamedTuple):
    logistic: np.ndarray


@njit
def answers(people, month, offered, aware, value, tables, counts):
    """One need each: counts (8,) int64 of the first closed gate, entry 7 of the unwilling, 0 of own use."""
    keys = month.keys
    for i in range(people):
        identifier = np.uint32(i)
        gate = first_closed_gate(
            identifier,
            month,
            month.terms[0, 0],
            0,
            0,
            uniform(luck(keys, BUNDLE, 1, identifier)) < offered,
            uniform(luck(keys, HEAR, 1, identifier)) < aware,
            ONLINE_BY_PHONE,
            0,
            BELIEVES,
            False,
        )
        if gate == OPEN and not chooses(identifier, keys, 0, value, 1.0, tables):
            gate = 7
        counts[gate] += 1


def test_the_poll_fixes_four_gates() -> None:
    assert gates(USED) == pytest.approx((0.748, 0.708, 0.676, 0.671), abs=5e-4)


@pytest.mark.parametrize(("needs", "success"), [(2, 0.128), (4, 0.066), (6, 0.045)])
def test_with_more_needs_a_smaller_success_explains_the_same_poll(needs: int, success: float) -> None:
    assert 1 - (1 - USED) ** (1 / needs) == pytest.approx(success, abs=5e-4)


def test_the_gates_of_the_engine_give_the_poll_back(
    stream_keys: Callable[[int, int], np.ndarray], filled: Callable[..., Any]
) -> None:
    people = 200_000
    offered, aware, able, willing = gates(USED)
    keys = stream_keys(8, 1)[0]
    terms = np.zeros((8, 1, TERMS))
    terms[:, :, READY], terms[:, :, HOURS], terms[:, :, BROWSER_OK] = able, 1.0, 1.0
    month = filled(Month, keys=keys, permanent=keys, terms=terms, reader=np.zeros(1), on_phone=np.zeros(1))
    counts = np.zeros(8, np.int64)
    answers(people, month, offered, aware, float(logit(willing)), Tables(LOGISTIC_TABLE), counts)
    expected = np.zeros(8)
    expected[[OPEN, NOT_OFFERED, UNAWARE, DEVICE]] = np.array(
        [USED, *(1 - USED) * np.array([FEW, UNKNOWN, COMPLICATED])]
    )
    expected[7] = 1 - expected.sum()
    assert counts.sum() == people
    error = np.sqrt(expected * (1 - expected) / people)
    assert np.all(np.abs(counts / people - expected) <= 4 * error)
