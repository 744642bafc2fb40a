"""A population: who lives in which slot in January 2001, and who comes and goes until December 2025 or 2035.

A slot is a place in a home in a municipality. It may be vacant; when its holder dies or moves away
the next holder gets it, with a generation one higher, so nobody inherits another's tastes. The
whole of demographic history is here as a list of events by month. It is made once from the census
tables and is the same in every arm of a comparison.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from agents.columns import BIRTH_BASE, VACANT
from agents.places import Places

SIZES: dict[str, int] = {
    "jp_10k": 10_000,
    "jp_100k": 100_000,
    "jp_1m": 1_000_000,
    "jp_10m": 10_000_000,
    "jp_full": 126_146_099,
}
"""Citizens in October 2020 of the named populations; ``jp_full`` is the census."""

LEAVES = 255
"""Birth code of an event in which the holder leaves and nobody comes."""
DEATH, MOVES_AWAY, BIRTH, MOVES_IN = 0, 1, 2, 3
"""Causes of events."""
MOST_GENERATIONS = 15
"""Highest generation of a slot."""
OLDEST = 110
"""Ages above this are counted as this."""
AGES = OLDEST + 1
BANDS = 18
"""Five-year age bands 0-4 ... 80-84, 85+."""


@dataclass(frozen=True)
class Population:
    """Citizens of January 2001 and the events of 300 months, or of 420 for the outlook.

    name, citizens, seed : what was asked for; citizens are those of October 2020
    weight : persons in Japan per simulated citizen, one number for all
    slots : number N of slots, vacant ones included
    birth : (N,) uint8 birth year less 1890 in January 2001; 255 vacant
    who : (N,) uint32 traits of January 2001 (``columns.FIELDS``); ``head`` and ``ties`` belong to the slot
    municipality_start : (1742,) int64; slots of municipality m are [start[m], start[m + 1])
    block_start : (B + 1,) int64; neighbourhood blocks, each inside one prefecture
    long_key : (3, 16) uint32 keys of the far ties
    event_start : (months + 1,) int64; events of month t are [event_start[t], event_start[t + 1])
    event_slot : (E,) uint32
    event_birth : (E,) uint8 birth year code of the newcomer; 255 when the holder leaves and nobody comes
    event_who : (E,) uint32 traits of the newcomer without ``head`` and ``ties``; 0 when nobody comes
    event_cause : (E,) uint8 0 death, 1 moves away, 2 birth, 3 moves in
    pc, phones_ahead : factor on PCs and years by which smartphones come sooner, as the traits were made
    Within a month the leaving stand before the coming, and a slot has at most one event.
    """

    name: str
    citizens: int
    seed: int
    weight: float
    places: Places
    slots: int
    birth: np.ndarray
    who: np.ndarray
    municipality_start: np.ndarray
    block_start: np.ndarray
    long_key: np.ndarray
    event_start: np.ndarray
    event_slot: np.ndarray
    event_birth: np.ndarray
    event_who: np.ndarray
    event_cause: np.ndarray
    pc: float = 1.0
    phones_ahead: int = 0

    @property
    def months(self) -> int:
        """Months of events: 300, or 420 for the outlook."""
        return int(self.event_start.size) - 1

    def municipality_of_slot(self) -> np.ndarray:
        """(N,) int64 row of the municipality of every slot."""
        return np.repeat(np.arange(len(self.places)), np.diff(self.municipality_start))

    def prefecture_of_slot(self) -> np.ndarray:
        """(N,) int64 prefecture (1-47) of every slot."""
        return np.asarray(self.places.prefecture[self.municipality_of_slot()])

    def at(self, month: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Birth codes, trait words and generations of all slots after the events of ``month``.

        month : 0 (January 2001) to the last month of events. Traits are those of the day the holder came;
        what is renewed on birthdays (devices, income, profile) is not renewed here. Returns (N,) uint8,
        uint32, uint8.
        """
        birth, who = np.array(self.birth), np.array(self.who)
        generation = np.zeros(self.slots, np.uint8)
        kept = np.uint32(keep_of_slot())
        for t in range(month + 1):
            these = slice(int(self.event_start[t]), int(self.event_start[t + 1]))
            slot, code = np.asarray(self.event_slot[these]), np.asarray(self.event_birth[these])
            birth[slot] = code
            who[slot] = (who[slot] & kept) | self.event_who[these]
            generation[slot[code != LEAVES]] += np.uint8(1)
        return birth, who, generation


def keep_of_slot() -> int:
    """Mask of the bits of ``who`` that belong to the slot and stay when its holder changes."""
    from agents.columns import FIELDS

    mask = 0
    for name in ("head", "ties"):
        f = FIELDS[name]
        mask |= ((1 << f.bits) - 1) << f.shift
    return mask


@njit
def age_at(birth, slot, t):
    """Age in whole years of the holder of ``slot`` in month ``t``, never below 0.

    birth : birth year code, not 255. Birthdays fall in calendar month slot % 12 + 1, a simplification.
    """
    age = 2001 + t // 12 - BIRTH_BASE - birth - (1 if t % 12 < slot % 12 else 0)
    return max(age, 0)


@njit
def year_of_october(t):
    """Calendar year of the next October, month ``t`` included."""
    return 2001 + (t + 2) // 12


@njit
def october_age(birth, slot, t):
    """Age of the holder of ``slot`` in the next October: constant through a year, so cohorts stay whole."""
    age = year_of_october(t) - BIRTH_BASE - birth - (1 if slot % 12 > 9 else 0)
    return min(max(age, 0), OLDEST)


def ages(birth: np.ndarray, month: int) -> np.ndarray:
    """``age_at`` for all slots at once, at most 110: (N,) int64, -1 where the slot is vacant."""
    slot = np.arange(birth.size)
    age = 2001 + month // 12 - BIRTH_BASE - birth.astype(np.int64) - (month % 12 < slot % 12)
    return np.where(birth == VACANT, -1, np.clip(age, 0, OLDEST))


@njit
def band_of(age):
    """Five-year band (0-17) of an age."""
    return min(age // 5, BANDS - 1)
