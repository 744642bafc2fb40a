"""Cells: who each citizen is, in sixteen bits, so that gains and losses can be told apart by group.

A woman of 78 with little digital literacy, a low income and no device is one cell; what she gains or loses
under another policy is counted with all others like her. Cells are kept only where scenarios are compared
citizen by citizen: two bytes per slot at a watched month.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.columns import FIELDS, VACANT, Citizens
from agents.population.population import ages
from simulation.kernels.month import ADULT, LAST_BAND
from simulation.kernels.observe import DEVICE_AT, DEVICE_CLASS

BLOCK = 12 << 16
"""Slots worked on at a time; a multiple of 12, as birthdays are spread over the months by slot."""


class Part(NamedTuple):
    """One trait inside a cell: lowest bit, and how many values it has."""

    shift: int
    size: int


PARTS = {
    "age": Part(0, 18),
    "literacy": Part(5, 16),
    "income": Part(9, 8),
    "devices": Part(12, 3),
    "sex": Part(14, 2),
    "adult": Part(15, 2),
}
"""Five-year band, literacy in sixteenths, income class, device class (0 none, 1 one kind, 2 PC and phone),
0 male or 1 female, 1 from the 18th birthday on."""


def cells(citizens: Citizens, t: int) -> np.ndarray:
    """(N,) uint16 the cell of each slot at the end of month ``t``; 0 where it is vacant."""
    found = np.zeros(citizens.birth.size, np.uint16)
    for start in range(0, found.size, BLOCK):
        found[start : start + BLOCK] = _block(citizens, slice(start, start + BLOCK), t)
    return found


def _block(citizens: Citizens, at: slice, t: int) -> np.ndarray:
    birth = citizens.birth[at]
    who, skill = citizens.who[at].astype(np.int64), citizens.skill[at].astype(np.int64)
    age = np.maximum(ages(birth, t), 0)
    traits = {
        "age": np.minimum(age // 5, LAST_BAND),
        "literacy": _field("literacy", skill),
        "income": _field("income", who),
        "devices": DEVICE_CLASS[(who >> DEVICE_AT) & 7],
        "sex": _field("sex", who),
        "adult": age >= ADULT,
    }
    packed = np.zeros(birth.size, np.int64)
    for name, values in traits.items():
        packed |= values.astype(np.int64) << PARTS[name].shift
    packed[birth == VACANT] = 0
    return packed.astype(np.uint16)


def _field(name: str, column: np.ndarray) -> np.ndarray:
    field = FIELDS[name]
    return (column >> field.shift) & ((1 << field.bits) - 1)


def part(packed: np.ndarray, name: str) -> np.ndarray:
    """(N,) int64 one trait of every cell, see ``PARTS``."""
    shift, size = PARTS[name]
    return (packed.astype(np.int64) >> shift) & ((1 << (size - 1).bit_length()) - 1)
