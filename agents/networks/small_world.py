"""The textbook small world, computed when needed: a ring of neighbours, a few of them far away.

Everybody stands in a ring and knows the two, four or eight people nearest by; a few of these ties lead
anywhere instead (Watts and Strogatz 1998). Nothing is stored: a hash of the pair says whether a tie along
the ring is kept, and keyed involutions (``involutions``) give as many far ties as were taken away, on
average. Symmetric, without doubles, integers only; the same on every machine. The model of one innovation
(``simulation.diffusion``) lives on it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from agents import draws
from agents.networks import MOST_TIES
from agents.networks.involutions import EVERY, NOBODY, bits_of, involution_keys, partner


@njit(_nrt=False)
def ring_tie(low, distance, ring_keys, keep):
    """Whether the tie from ``low`` to the slot ``distance`` further along the ring is kept: 0 or 1.

    ring_keys : (half, 2) uint32   stream keys by distance;  keep : int   below which draw it is kept
    """
    key = ring_keys[distance - 1]
    return np.int64(np.int64(draws.mix3(np.uint32(low), key[0], key[1])) < keep)


@njit(_nrt=False)
def around(slot, slots):
    """``slot`` brought back onto the ring from less than one round beyond either end."""
    slot -= slots if slot >= slots else np.int64(0)
    return slot + (slots if slot < 0 else np.int64(0))


@njit(_nrt=False)
def ties_of(slot, slots, ring_keys, ring_keep, far_keys, far_keep, bits, out):
    """Writes the slots tied to ``slot`` into ``out`` and returns their number.

    ring_keys : (half, 2) uint32, ring_keep : int    see ``ring_tie``
    far_keys : (f, 16) uint32, far_keep : int, bits  as in ``involutions.partner``
    out : (16,) int64                                written
    A far tie to somebody near on the ring, or to somebody known by an earlier key, is dropped by both ends.
    """
    half = np.int64(ring_keys.shape[0])
    count = np.int64(0)
    for distance in range(1, half + 1):
        out[count] = around(slot + distance, slots)
        count += ring_tie(slot, distance, ring_keys, ring_keep)
        before = around(slot - distance, slots)
        out[count] = before
        count += ring_tie(before, distance, ring_keys, ring_keep)
    near = count
    for k in range(far_keys.shape[0]):
        other = partner(slot, far_keys[k], bits, far_keep, slots)
        apart = abs(other - slot)
        known = (other == NOBODY) | (min(apart, slots - apart) <= half)
        for j in range(near, count):
            known |= out[j] == other
        out[count] = other
        count += np.int64(not known)
    return count


@njit(_nrt=False)
def ring_ties(slot, slots, ring_keys, keep, kept):
    """Which ties along the ring many slots have, as in ``ties_of``, one distance after the other.

    slot : (e,) uint32            read
    kept : (degree, >= e) uint8   written, 0 or 1: rows 2d and 2d + 1 tell of the slots d + 1 ahead and behind
    """
    below = np.uint64(keep)
    round_trip = np.uint32(slots)
    for d in range(ring_keys.shape[0]):
        k0, k1 = ring_keys[d, 0], ring_keys[d, 1]
        apart = np.uint32(d + 1)
        ahead, behind = kept[2 * d], kept[2 * d + 1]
        for e in range(slot.size):
            ahead[e] = np.uint8(1) if np.uint64(draws.mix3(slot[e], k0, k1)) < below else np.uint8(0)
        for e in range(slot.size):
            before = (
                np.uint32(slot[e] - apart) if slot[e] >= apart else np.uint32(slot[e] + round_trip - apart)
            )
            behind[e] = np.uint8(1) if np.uint64(draws.mix3(before, k0, k1)) < below else np.uint8(0)


@njit(_nrt=False)
def far_ties(slot, slots, half, far_keys, keep, bits, far):
    """The far ties of many slots, as in ``ties_of``; NOBODY where there is none.

    slot : (e,) uint32        read
    far : (f, >= e) int64     written
    """
    for k in range(far_keys.shape[0]):
        key, found = far_keys[k], far[k]
        for e in range(slot.size):
            me = np.int64(slot[e])
            other = partner(me, key, bits, keep, slots)
            apart = abs(other - me)
            found[e] = NOBODY if min(apart, slots - apart) <= half else other
        for earlier in range(k):
            for e in range(slot.size):
                found[e] = NOBODY if far[earlier, e] == found[e] else found[e]


@dataclass(frozen=True)
class SmallWorld:
    """A small world of ``slots`` people, behind the interface of ``agents.networks.Network``.

    ring_keys : (degree / 2, 2) uint32; far_keys : (f, 16) uint32
    ring_keep, far_keep : thresholds, 2**32 = always
    """

    slots: int
    ring_keys: np.ndarray
    ring_keep: int
    far_keys: np.ndarray
    far_keep: int

    @property
    def bits(self) -> int:
        """Bits of the shuffle of the far ties."""
        return bits_of(self.slots)

    def neighbours(self, slot: int) -> np.ndarray:
        """The slots tied to ``slot``: (degree,) int64."""
        out = np.empty(16, np.int64)
        with np.errstate(over="ignore"):
            count = ties_of(
                np.int64(slot),
                np.int64(self.slots),
                self.ring_keys,
                np.int64(self.ring_keep),
                self.far_keys,
                np.int64(self.far_keep),
                np.int64(self.bits),
                out,
            )
        return out[:count].copy()


def small_world(slots: int, degree: int, rewired: float, seed: int) -> SmallWorld:
    """A small world with ``degree`` ties a person on average, of which the share ``rewired`` leads anywhere.

    Raises ValueError for an odd degree, a ring that is too short, or more ties than the counters hold.
    """
    far = degree * rewired
    keys = int(np.ceil(far))
    if degree < 2 or degree % 2:
        raise ValueError(f"the degree of a small world is an even number of at least 2, got {degree}")
    if slots <= 2 * degree:
        raise ValueError(
            f"{slots} slots are too few for a ring of degree {degree}; take more than {2 * degree}"
        )
    if degree + keys > MOST_TIES:
        raise ValueError(
            f"degree {degree} with {rewired:g} rewired makes up to {degree + keys} ties and at most "
            f"{MOST_TIES} fit the exposure counter; take a lower degree or rewire less"
        )
    ring = [
        draws.stream_key(seed, 0, draws.PAIR, draws.PERMANENT, draws.purpose("TIE"), distance)[:2]
        for distance in range(1, degree // 2 + 1)
    ]
    # Pairs that reach beyond the last slot do not exist; the others exist the more often.
    share = (far / keys) * (1 << bits_of(slots)) / slots if keys else 0.0
    return SmallWorld(
        slots,
        np.array(ring, dtype=np.uint32),
        round((1.0 - rewired) * EVERY),
        involution_keys(seed, keys).reshape(keys, 16),
        min(round(share * EVERY), EVERY),
    )
