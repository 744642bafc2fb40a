"""Random numbers with addresses: who draws, when, and for what.

Two scenarios compare the same people with the same luck. That works only when a random number does
not depend on what was drawn before it, so there is no generator here, only an address:
``(seed, replicate, kind, month, purpose, service, citizen)``. Philox4x32-10 (Salmon et al., SC11
2011) turns the first six into two words once per stream; ``mix3`` mixes the citizen in. The
multipliers and shifts of ``mix3`` are those of triple32 (C. Wellons, hash-prospector, public
domain); the keyed multiplier and the feed-forward make one stream per key. One stream serves at
most 2**28 citizens.
"""

from __future__ import annotations

import numpy as np
from numba import njit

PERMANENT = 0xFFFFFFFF
"""The month of traits that never change."""

CITIZEN, PAIR, FIRM, INSTITUTION, SYNTHESIS = 0, 1, 2, 3, 4
"""Kinds of drawers; fixed numbers of the address."""

PURPOSES: dict[str, int] = {
    "NEED": 1,
    "HEAR": 2,
    "BUNDLE": 3,
    "PROXY": 4,
    "TASTE": 5,
    "CHOOSE": 6,
    "ATTEMPT": 7,
    "TERMINAL": 8,
    "MAIL": 9,
    "DEVICE_FIT": 10,
    "HOURS": 11,
    "PRINT": 12,
    "LEARN_USEFULNESS": 13,
    "LEARN_EASE": 14,
    "LEARN_TRUST": 15,
    "LEARN_HABIT": 16,
    "LEARN_LITERACY": 17,
    "LEARN_AVAILABILITY": 18,
    "TALK_USEFULNESS": 19,
    "TALK_EASE": 20,
    "DRIFT_TRUST": 21,
    "DRIFT_AVAILABILITY": 22,
    "CARD": 23,
    "CARD_QUEUE": 24,
    "CREDENTIAL": 25,
    "FORGET": 26,
    "TRUST_BASELINE": 27,
    "USEFULNESS_START": 28,
    "EASE_START": 29,
    "ATTITUDE_COMMON": 30,
    "ID_VALUE": 31,
    "READER": 32,
    "INFORMATION_USE": 33,
    "POLICY_RESEARCH": 34,
    "PARTICIPATION": 35,
    "POSTPONE": 36,
    "CHANNEL_OF_HEARING": 37,
    "LITERACY_DECAY": 38,
    "PIN": 39,
    "PROXY_ONLINE": 40,
    "REPAIR": 41,
    "BROWSER": 42,
    "SUBSTITUTE": 43,
    "DRIFT_LITERACY": 44,
    "CREDENTIAL_ASKED": 45,
    "CERTIFICATE": 46,
    "LINKED_ACT": 47,
    "PIN_FORGOTTEN": 48,
    "LAUNCHED": 49,
    "RESIDENCE_STATUS": 50,
    "CELL_SHARE": 51,
    "SPILL_OVER": 52,
    "CARD_RENEWED": 53,
    "MOVED_HOUSE": 54,
    "OPT_OUT": 55,
    "CLASS": 56,
    "CLASS_GAIN": 57,
    "PAPER_CLOSED": 58,
    "LITERACY_AGEING": 59,
    "VENDOR": 68,
    "MEASURE": 60,
    "OFFER": 61,
    "GO_LIVE": 62,
    "INTEGRATION": 63,
    "COORDINATION": 64,
    "PRUNE_ORDER": 65,
    "FINANCE": 66,
    "STOCK": 67,
    "WITHDRAW": 69,
    "CONTRACT": 72,
    "CRISIS": 73,
    "LOGIN": 74,
    "PANEL": 70,
    "ANSWER": 71,
    "FIRM_ADOPTS": 90,
    "FIRM_FAILS": 91,
    "FIRM_ADOPTED": 92,
    "FIRM_SKILL": 93,
    "FIRM_OCCASION": 94,
    "FIRM_FREQUENCY": 95,
    "FIRM_ROUTE": 96,
    "FIRM_PROFESSION": 97,
    "FIRM_PHASE": 98,
    "FIRM_ACCESS": 99,
    "TIE": 80,
    "LONG_TIE": 81,
    "EDUCATION": 100,
    "INCOME": 101,
    "INCOME_OWN": 102,
    "PROFILE": 103,
    "CIVIC": 104,
    "CIVIC_OWN": 105,
    "CHANNEL": 106,
    "HELPER": 107,
    "FOREIGN": 108,
    "PUBLIC_SERVANT": 109,
    "NET": 110,
    "NET_OWN": 111,
    "PC": 112,
    "PC_OWN": 113,
    "PHONE": 114,
    "PHONE_OWN": 115,
    "LITERACY": 116,
    "AGE_SINGLE": 117,
    "MUNICIPALITY": 118,
    "HOUSEHOLD": 119,
    "DEATH": 120,
    "DEPART": 121,
    "ARRIVE": 122,
    "PLACE_ARRIVAL": 123,
    "HOUSEHOLD_SIZE": 124,
    "CENSUS_ORDER": 125,
    "CENSUS_AGE": 126,
    "TUNING": 127,
    "ATTRIBUTION": 128,
}
"""Purpose codes: one per mechanism and sub-draw, never renumbered, never reused."""

_MASK = 0xFFFFFFFF


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Philox4x32-10 on plain Python integers: the four output words for one counter and key."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        high0, low0 = divmod(0xD2511F53 * c0, 1 << 32)
        high1, low1 = divmod(0xCD9E8D57 * c2, 1 << 32)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0, k1 = (k0 + 0x9E3779B9) & _MASK, (k1 + 0xBB67AE85) & _MASK
    return c0, c1, c2, c3


def stream_key(
    seed: int, replicate: int, kind: int, month: int, purpose: int, service: int = 0
) -> tuple[int, int, int, int]:
    """The words (k0, k1, k2, k3) of one stream.

    seed : 0 to 2**64 - 1; replicate : 0 to 2**24 - 1; kind : 0 to 255; month, purpose, service : 32 bits.
    Raises ValueError outside these ranges.
    """
    if not 0 <= seed < 1 << 64:
        raise ValueError(f"seed must lie in 0 .. 2**64 - 1, got {seed}")
    if not 0 <= replicate < 1 << 24:
        raise ValueError(f"replicate must lie in 0 .. 2**24 - 1, got {replicate}")
    return philox(
        (month & _MASK, purpose, service, kind + 256 * replicate), (seed & _MASK, seed >> 32)
    )


@njit(cache=True)
def _philox_words(c0, c1, c2, c3, k0, k1, out):
    """Philox4x32-10 in compiled form: writes k0 .. k3 of one stream into ``out`` (4,) uint32."""
    mask = np.uint64(0xFFFFFFFF)
    shift = np.uint64(32)
    a, b, c, d = np.uint64(c0), np.uint64(c1), np.uint64(c2), np.uint64(c3)
    x, y = np.uint64(k0), np.uint64(k1)
    for _ in range(10):
        p = np.uint64(0xD2511F53) * a
        q = np.uint64(0xCD9E8D57) * c
        a, b, c, d = (q >> shift) ^ b ^ x, q & mask, (p >> shift) ^ d ^ y, p & mask
        x = (x + np.uint64(0x9E3779B9)) & mask
        y = (y + np.uint64(0xBB67AE85)) & mask
    out[0] = np.uint32(a)
    out[1] = np.uint32(b)
    out[2] = np.uint32(c)
    out[3] = np.uint32(d)


@njit(cache=True)
def fill_stream_keys(seed_low, seed_high, third, months, purposes, services, out):
    """All stream keys of a run: ``out[month, purpose, service]`` holds k0 .. k3.

    months : (t,) int64      months counted from January 2001, or PERMANENT
    purposes : (p,) int64    purpose codes
    services : int           service codes 0 .. services - 1
    third : int              kind + 256 * replicate
    out : (t, p, services, 4) uint32, written
    """
    for t in range(months.size):
        for p in range(purposes.size):
            for s in range(services):
                _philox_words(
                    months[t], purposes[p], s, third, seed_low, seed_high, out[t, p, s]
                )


@njit(inline="always")
def mix3(identifier, k0, k1):
    """32 random bits of one citizen in one stream; all arguments and the result are uint32."""
    a = np.uint32(identifier ^ k0)
    a = np.uint32(a ^ np.uint32(a >> np.uint32(17)))
    a = np.uint32(a * np.uint32(k1 | np.uint32(1)))
    t = np.uint32(np.uint32(a ^ np.uint32(a >> np.uint32(11))) ^ k0)
    x = np.uint32(t * np.uint32(0xAC4C1B51))
    x = np.uint32(np.uint32(x ^ np.uint32(x >> np.uint32(15))) ^ k1)
    x = np.uint32(x * np.uint32(0x31848BAB))
    return np.uint32(np.uint32(x ^ np.uint32(x >> np.uint32(14))) ^ t)


def threshold(probability: float) -> int:
    """The uint32 threshold t of a probability: the event is ``draw < t``; t = 0 never happens."""
    return min(max(round(probability * 4294967296.0), 0), 4294967295)


def purpose(name: str) -> int:
    """The fixed code of a mechanism's draw."""
    return PURPOSES[name]


def draw(
    seed: int,
    replicate: int,
    kind: int,
    month: int,
    purpose_code: int,
    service: int,
    identifiers: np.ndarray,
) -> np.ndarray:
    """Draws of many identifiers at one address: uint32 array of the shape of ``identifiers``.

    Raises ValueError for an identifier outside 0 .. 2**32 - 1.
    """
    given = np.asarray(identifiers)
    if given.dtype != np.uint32 and given.size and not 0 <= int(given.min()) <= int(given.max()) <= _MASK:
        raise ValueError("identifiers must lie in 0 .. 2**32 - 1; larger ones need two words")
    k0, k1, _, _ = stream_key(seed, replicate, kind, month, purpose_code, service)
    return mix3_array(np.asarray(identifiers, dtype=np.uint32), np.uint32(k0), np.uint32(k1))


def mix3_array(identifiers: np.ndarray, k0: np.uint32, k1: np.uint32) -> np.ndarray:
    """``mix3`` on a whole uint32 array by NumPy, with the same bits as the compiled form."""
    with np.errstate(over="ignore"):
        a = identifiers ^ k0
        a = a ^ (a >> np.uint32(17))
        a = a * (k1 | np.uint32(1))
        t = a ^ (a >> np.uint32(11)) ^ k0
        x = t * np.uint32(0xAC4C1B51)
        x = x ^ (x >> np.uint32(15)) ^ k1
        x = x * np.uint32(0x31848BAB)
        return x ^ (x >> np.uint32(14)) ^ t
