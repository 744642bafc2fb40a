"""Far friends without a list: ties computed from the number of the person.

Shuffle all slots with a keyed permutation and let the cards that lie next to each other be friends:
``partner(i) = unmix(mix(i) xor 1)``. Whoever is my partner has me as partner, so the tie is symmetric
by construction and costs no memory. Each further key gives one more far friend; ``d`` keys give a
random graph in which everybody has ``d`` ties. The permutation is a Feistel network on the smallest
power of two that holds all slots, with strongly universal multiply-shift hashes as rounds
(Dietzfelbinger 1996), in integers only. A pair whose one half lies beyond the last slot does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from agents import draws

WORDS = 16
"""Words of one key: two for the existence of the pair, two for each of six rounds, two spare."""
EVERY = 1 << 32
"""The threshold at which every pair exists."""
NOBODY = -1


def involution_keys(seed: int, ties: int) -> np.ndarray:
    """Keys of ``ties`` involutions: (ties, 16) uint32, from the population's seed alone."""
    words = [
        draws.stream_key(seed, 0, draws.PAIR, draws.PERMANENT, draws.purpose("LONG_TIE"), service)
        for service in range(4 * ties)
    ]
    return np.array(words, dtype=np.uint32).reshape(ties, WORDS)


def bits_of(slots: int) -> int:
    """Bits of the smallest power of two that holds ``slots`` (at least 4 values)."""
    if not 0 < slots <= 1 << 28:
        raise ValueError(f"a network holds 1 to 2**28 slots, got {slots}")
    return max((slots - 1).bit_length(), 2)


@njit(_nrt=False)
def _round(half, multiplier, addend, mask):
    """High bits of multiplier * half + addend; all int64, half below 2**16, multiplier below 2**32."""
    return ((half * multiplier + addend) >> np.int64(16)) & mask


@njit(_nrt=False)
def mix(slot, key, bits):
    """The place of ``slot`` in the keyed shuffle of 2**bits cards; int64 in and out."""
    low_bits = np.int64(bits) >> np.int64(1)
    low_mask = (np.int64(1) << low_bits) - np.int64(1)
    high_mask = (np.int64(1) << (np.int64(bits) - low_bits)) - np.int64(1)
    low = np.int64(slot) & low_mask
    high = np.int64(slot) >> low_bits
    for r in range(2, 14, 4):
        low ^= _round(high, np.int64(key[r]), np.int64(key[r + 1]), low_mask)
        high ^= _round(low, np.int64(key[r + 2]), np.int64(key[r + 3]), high_mask)
    return (high << low_bits) | low


@njit(_nrt=False)
def unmix(place, key, bits):
    """The slot at ``place`` of the keyed shuffle: the way back of ``mix``."""
    low_bits = np.int64(bits) >> np.int64(1)
    low_mask = (np.int64(1) << low_bits) - np.int64(1)
    high_mask = (np.int64(1) << (np.int64(bits) - low_bits)) - np.int64(1)
    low = np.int64(place) & low_mask
    high = np.int64(place) >> low_bits
    for r in range(10, -2, -4):
        high ^= _round(low, np.int64(key[r + 2]), np.int64(key[r + 3]), high_mask)
        low ^= _round(high, np.int64(key[r]), np.int64(key[r + 1]), low_mask)
    return (high << low_bits) | low


@njit(_nrt=False)
def partner(slot, key, bits, keep, slots):
    """The far friend of ``slot`` under one key, or -1: int64.

    key : (16,) uint32 one row of ``involution_keys``
    keep : int64 the pair exists when its draw is below this threshold (2**32 = always)
    The number of the pair decides, so both halves decide alike. The way back is walked in any case: half of
    the pairs exist, and a processor that guesses wrong loses more than the walk costs.
    """
    place = mix(slot, key, bits)
    word = np.int64(draws.mix3(np.uint32(place >> np.int64(1)), np.uint32(key[0]), np.uint32(key[1])))
    other = unmix(place ^ np.int64(1), key, bits)
    exists = (word < keep) & (other < slots)
    return other if exists else np.int64(NOBODY)


@njit(cache=True, nogil=True)
def _fill_partners(keys, bits, keep, slots, out):
    """Partners of all slots under every key: out (slots, ties) int64, written."""
    for i in range(slots):
        for k in range(keys.shape[0]):
            out[i, k] = partner(i, keys[k], bits, keep, slots)


@dataclass(frozen=True)
class LongTies:
    """``d`` far ties for everybody: a d-regular random graph when ``slots`` is a power of two.

    slots : number of slots
    keys : (d, 16) uint32 from ``involution_keys``
    keep : threshold of the pair's existence, ``EVERY`` for all
    """

    slots: int
    keys: np.ndarray
    keep: int = EVERY

    def partners(self) -> np.ndarray:
        """(slots, d) int64: the far friend of each slot under each key, -1 where there is none.

        The same pair may appear under two keys (in a random graph of n slots about (d - 1) d / 4 times).
        """
        out = np.empty((self.slots, len(self.keys)), np.int64)
        with np.errstate(over="ignore"):  # without the compiler NumPy warns of wrapping words
            _fill_partners(self.keys, bits_of(self.slots), np.int64(self.keep), np.int64(self.slots), out)
        return out
