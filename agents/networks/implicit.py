"""The default network: home, street and a few far friends, computed when needed.

Slots stand in the order of municipality and household, so home and street are arithmetic: the people
of a household are the run of slots from one ``head`` bit to the next, and the people down the street
are seven and eight slots away inside the neighbourhood block, round the corner at its ends. Far
friends come from keyed involutions (``involutions``); the share of pairs that exists is chosen so
that everybody has one and a half of them on average whatever the size of the population. A small
world (Watts and Strogatz 1998) of zero bytes; integers only, so the same on every machine.
"""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from numba import njit

from agents.columns import FIELDS
from agents.networks import MOST_TIES
from agents.networks.involutions import bits_of, involution_keys, partner

LONG = 3
"""Keyed involutions: far ties of one slot at most; half of them exist."""
HOUSEHOLD = 7
"""Most slots of a household; what follows a longer run belongs to no household."""
RING = (7, 8)
"""Distances along the street; never within a household."""
PART = 1 << 20
"""Slots whose ties are counted at once."""
RING_LEAST = 17
"""Slots a block needs so that the four street ties are distinct and outside the household."""

_HEAD = FIELDS["head"].shift
_TIES = FIELDS["ties"].shift
_NEAR, _FAR = RING


def network_keys(seed: int) -> np.ndarray:
    """Keys of the far ties: (LONG, 16) uint32, from the population's seed."""
    return involution_keys(seed, LONG)


@njit(_nrt=False)
def long_bits(slots):
    """Bits of the shuffle of the far ties, as in ``involutions.bits_of``."""
    bits = 2
    while (1 << bits) < slots:
        bits += 1
    return bits


@njit(_nrt=False)
def long_keep(slots, bits):
    """Threshold of a pair's existence: one half, made up for pairs that reach beyond the last slot."""
    return min((np.int64(1) << np.int64(bits + 31)) // np.int64(slots), np.int64(1) << np.int64(32))


@njit(_nrt=False)
def block_of(slot, block_start, hint):
    """Index of the block that holds ``slot``; ``hint`` is looked at first, and the block behind it."""
    if block_start[hint] <= slot:
        if slot < block_start[hint + 1]:
            return hint
        if hint + 2 < block_start.size and slot < block_start[hint + 2]:
            return hint + 1
    low = 0
    high = block_start.size - 1
    while high - low > 1:
        middle = (low + high) >> 1
        if block_start[middle] <= slot:
            low = middle
        else:
            high = middle
    return low


@njit(_nrt=False)
def _is_head(word):
    return (np.int64(word) >> np.int64(_HEAD)) & np.int64(1) == 1


@njit(_nrt=False)
def _around(place, size):
    """``place`` brought back into a block of ``size`` slots, from less than one round beyond either end."""
    place -= size if place >= size else np.int64(0)
    return place + (size if place < 0 else np.int64(0))


@njit(_nrt=False)
def ties_of(slot, first, last, who, keys, slots, bits, keep, out):
    """The ties of one slot of the block [first, last); see ``neighbours``."""
    count = 0
    start = slot
    while start > first and slot - start < HOUSEHOLD - 1 and not _is_head(who[start]):
        start -= 1
    if start == first or _is_head(who[start]):
        member = start
        while member < last and member - start < HOUSEHOLD:
            if member > start and _is_head(who[member]):
                break
            if member != slot:
                out[count] = member
                count += 1
            member += 1
    size = last - first
    if size >= RING_LEAST:
        place = slot - first
        out[count] = first + _around(place + _NEAR, size)
        out[count + 1] = first + _around(place + _FAR, size)
        out[count + 2] = first + _around(place - _NEAR, size)
        out[count + 3] = first + _around(place - _FAR, size)
        count += 4
    # All far friends first, then the sieve: the three ways do not wait for each other.
    close = count
    for k in range(keys.shape[0]):
        out[close + k] = partner(slot, keys[k], bits, keep, slots)
    for k in range(keys.shape[0]):
        other = out[close + k]
        known = other < 0
        if first <= other < last:
            for j in range(close):
                known |= out[j] == other
        for j in range(close, count):
            known |= out[j] == other
        out[count] = other
        count += 0 if known else 1
    return count


@njit(_nrt=False)
def neighbours(slot, who, block_start, keys, slots, out):
    """Writes the slots tied to ``slot`` into ``out`` and returns their number.

    slot : int                     the asking slot; vacant slots have ties too
    who : (slots,) uint32          read; only the ``head`` bit
    block_start : (b + 1,) int64   read; block b holds the slots [block_start[b], block_start[b + 1])
    keys : (LONG, 16) uint32       ``network_keys(population seed)``
    out : (16,) int64              written
    Symmetric, without oneself and without doubles: a tie found twice is dropped by both its ends alike.
    """
    b = block_of(slot, block_start, 0)
    bits = long_bits(slots)
    first, last = np.int64(block_start[b]), np.int64(block_start[b + 1])
    return ties_of(np.int64(slot), first, last, who, keys, slots, bits, long_keep(slots, bits), out)


@njit(cache=True, nogil=True)
def _fill_degrees(start, stop, who, block_start, keys, slots, degrees):
    """Number of ties of the slots [start, stop): degrees (slots,) uint8, written."""
    bits = long_bits(slots)
    keep = long_keep(slots, bits)
    out = np.empty(32, np.int64)
    b = 0
    for i in range(start, stop):
        b = block_of(i, block_start, b)
        first, last = np.int64(block_start[b]), np.int64(block_start[b + 1])
        degrees[i] = ties_of(np.int64(i), first, last, who, keys, slots, bits, keep, out)


@njit(cache=True, nogil=True)
def push(events_slot, events_family, events_sign, count, near, who, block_start, keys, slots, buffer):
    """Tells the neighbours of ``count`` events that somebody began (+1) or ceased (-1) to use a family.

    events_slot, events_family, events_sign : (>= count,) integers   read
    near : (slots,) uint32         written; four bits per family
    who, block_start, keys, slots  as in ``neighbours``
    buffer : (16,) int64           scratch
    Additions commute modulo 2**32, so neither the order of events nor chunks change the result; only
    one thread at a time may push into one ``near``.
    """
    bits = long_bits(slots)
    keep = long_keep(slots, bits)
    b = 0
    for e in range(count):
        slot = np.int64(events_slot[e])
        b = block_of(slot, block_start, b)
        first, last = np.int64(block_start[b]), np.int64(block_start[b + 1])
        degree = ties_of(slot, first, last, who, keys, slots, bits, keep, buffer)
        step = np.int64(events_sign[e]) * (np.int64(1) << (np.int64(4) * np.int64(events_family[e])))
        for j in range(degree):
            other = buffer[j]
            near[other] = np.uint32((np.int64(near[other]) + step) & np.int64(0xFFFFFFFF))


def fill_ties(
    who: np.ndarray, block_start: np.ndarray, keys: np.ndarray, slots: int, pool: Executor | None = None
) -> None:
    """Write the degree of every slot into the ``ties`` bits of ``who`` (slots,) uint32, in place.

    The ``head`` bits must be set. pool : threads that share the work; they change nothing in the result.
    Raises ValueError when the number of keys allows more ties than fit.
    """
    degrees = _degrees(who, block_start, keys, slots, pool)
    mask = np.uint32(0xFFFFFFFF ^ (15 << _TIES))
    np.bitwise_and(who, mask, out=who)
    for start in range(0, slots, PART):
        part = degrees[start : start + PART].astype(np.uint32) << np.uint32(_TIES)
        who[start : start + PART] |= part


def _degrees(
    who: np.ndarray, block_start: np.ndarray, keys: np.ndarray, slots: int, pool: Executor | None = None
) -> np.ndarray:
    most = HOUSEHOLD - 1 + 2 * len(RING) + len(keys)
    if most > MOST_TIES:
        raise ValueError(
            f"{len(keys)} far ties make up to {most} ties a slot and at most {MOST_TIES} fit; use fewer keys"
        )
    if not len(who) == slots == int(block_start[-1]):
        raise ValueError(
            f"{slots} slots, {len(who)} words and blocks that end at {int(block_start[-1])} do not agree"
        )
    bits_of(slots)
    degrees = np.empty(slots, np.uint8)

    def part(start: int) -> None:
        with np.errstate(over="ignore"):  # without the compiler NumPy warns of wrapping words
            _fill_degrees(start, min(start + PART, slots), who, block_start, keys, slots, degrees)

    list((map if pool is None else pool.map)(part, range(0, slots, PART)))
    return degrees


@dataclass(frozen=True)
class ImplicitNetwork:
    """The implicit network of a population, behind the interface of ``agents.networks.Network``.

    who : (slots,) uint32 with ``head`` bits; block_start : (b + 1,) int64; keys : (LONG, 16) uint32.
    """

    who: np.ndarray
    block_start: np.ndarray
    keys: np.ndarray

    @property
    def slots(self) -> int:
        """Number of slots."""
        return len(self.who)

    def neighbours(self, slot: int) -> np.ndarray:
        """The slots tied to ``slot``: (degree,) int64."""
        out = np.empty(16, np.int64)
        with np.errstate(over="ignore"):
            count = neighbours(slot, self.who, self.block_start, self.keys, self.slots, out)
        return out[:count].copy()

    def degrees(self) -> np.ndarray:
        """Number of ties of every slot: (slots,) int64."""
        return _degrees(self.who, self.block_start, self.keys, self.slots).astype(np.int64)

    def fill_ties(self, who: np.ndarray) -> None:
        """Write the degrees into the ``ties`` bits of ``who``."""
        fill_ties(who, self.block_start, self.keys, self.slots)

    def push(self, slot: np.ndarray, family: np.ndarray, sign: np.ndarray, near: np.ndarray) -> None:
        """Add the events to the counters of the neighbours; see ``push``."""
        buffer = np.empty(16, np.int64)
        with np.errstate(over="ignore"):
            push(
                slot,
                family,
                sign,
                len(slot),
                near,
                self.who,
                self.block_start,
                self.keys,
                self.slots,
                buffer,
            )
