"""Events while a population is made: each one number of 64 bits, whose order is the order of events.

| bits | what |
|---|---|
| 0-3 | generation of the slot after the event |
| 4 | whether somebody else at the newcomer's home can help |
| 5 | sex of the newcomer |
| 6-7 | cause |
| 8-15 | birth code of the newcomer, 255 when nobody comes |
| 16-43 | slot |
| 44 | whether somebody comes: the leaving stand first |
| 45-53 | month |
"""

from __future__ import annotations

import numpy as np
from numba import njit

HELPER_AT, SEX_AT, CAUSE_AT, BIRTH_AT, SLOT_AT, COMES_AT, MONTH_AT = 4, 5, 6, 8, 16, 44, 45
SLOTS = (1 << 28) - 1
"""Mask of a slot, once it is shifted down."""


@njit
def pack(month, slot, birth, cause, sex, helper, generation):
    """One event, int64, of whole numbers."""
    word = (np.int64(month) << MONTH_AT) | (np.int64(birth != 255) << COMES_AT)
    word |= (np.int64(slot) << SLOT_AT) | (np.int64(birth) << BIRTH_AT) | (np.int64(cause) << CAUSE_AT)
    return word | (np.int64(sex) << SEX_AT) | (np.int64(helper) << HELPER_AT) | np.int64(generation)


def bounds(events: np.ndarray, months: int) -> np.ndarray:
    """Where the leaving and the coming of each month begin among events in order: (2 months + 1,) int64."""
    steps = np.arange(2 * months + 1, dtype=np.int64) << COMES_AT
    return np.searchsorted(events, steps).astype(np.int64)
