"""Homes: runs of neighbouring slots, and who moves into which.

Sizes follow the census distribution of each prefecture. A couple takes two slots, their children the
next ones, a grandparent the last; who lives alone is either young or old. The run of slots is the
home for good: when a child leaves, the slot waits for somebody else, which is a simplification that
buys strong ties and helpers for one bit a slot.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.columns import BIRTH_BASE
from agents.data import read_rows
from agents.draws import PERMANENT, SYNTHESIS, mix3, purpose, stream_key
from agents.places import PREFECTURES
from agents.population.census import Residents
from agents.population.slots import HEAD, HOLDER, NOBODY, PLACE_AT, SEX_AT, is_head, turns_later

HOUSEHOLD_YEAR = 2015
"""Census whose household sizes are used for all years; the middle of the period among the two published."""
LARGEST = 7
AGEING = np.array([0.5, 1.0, 0.45, 0.2])
"""How often homes of 1, 2, 3, 4 or more are led by people of 60 or more, relative to their part of adults.

Unit 1, range 0.2-1.5, grade E: set by hand so that one in seven people of 65 or more lives alone in 2001."""
GRANDPARENT = np.array([0.0, 0.0, 0.35, 0.75])
"""Chance that the last place of a home of 1, 2, 3, 4 or more is a grandparent's; grade E, as above."""
_STAGE_FROM = np.array([18, 30, 60])
"""Ages at which the next stage of life begins: child, young, middle, old."""


def size_shares() -> np.ndarray:
    """Shares of households of 1 ... 7 persons by prefecture: (47, 7) float64."""
    out = np.zeros((PREFECTURES, LARGEST))
    for r in read_rows("demography/households_by_prefecture_size.csv"):
        if int(r["year"]) == HOUSEHOLD_YEAR and int(r["prefecture_code"]) > 0:
            out[int(r["prefecture_code"]) - 1, int(r["household_size"].rstrip("+")) - 1] = float(
                r["households"]
            )
    return np.asarray(out / out.sum(axis=1, keepdims=True))


def settle(people: Residents, first: np.ndarray, prefecture: int, seed: int) -> np.ndarray:
    """Residents of a prefecture in their homes in January 2001: (n,) uint32 words of ``slots``.

    people : by municipality and age; first : (m + 1,) int64 first slots of the municipalities
    prefecture : 0 to 46
    """
    size_key = stream_key(seed, 0, SYNTHESIS, PERMANENT, purpose("HOUSEHOLD_SIZE"))
    home_key = stream_key(seed, 0, SYNTHESIS, PERMANENT, purpose("HOUSEHOLD"))
    words = np.empty(int(first[-1] - first[0]), np.uint32)
    with np.errstate(over="ignore"):
        _homes(first, np.cumsum(size_shares()[prefecture]), *map(np.uint32, size_key[:2]), words)
        _move_in(first, people.sex, people.age, people.start, *map(np.uint32, home_key[:2]), words)
    return words


@njit(cache=True, nogil=True)
def _homes(first, cumulative, k0, k1, words):
    """Empty homes, their sizes drawn one after the other; a municipality begins with a home.

    cumulative : (7,) float64 shares of sizes; k0, k1 : key; words (n,) uint32, written
    """
    low = first[0]
    for m in range(first.size - 1):
        slot = first[m]
        here = NOBODY | (np.int64(m) << PLACE_AT)
        while slot < first[m + 1]:
            u = np.float64(mix3(np.uint32(slot), k0, k1)) / 4294967296.0
            size = 1
            while size < 7 and u >= cumulative[size - 1]:
                size += 1
            words[slot - low] = np.uint32(here | HEAD)
            for k in range(slot + 1, min(slot + size, first[m + 1])):
                words[k - low] = np.uint32(here)
            slot += size


@njit
def _occupied(words, chance, people):
    """(n,) bool: which slots of a municipality have a holder; vacancies fall on members rather than heads."""
    n = words.size
    if people >= n:
        return np.ones(n, np.bool_)
    key = np.empty(n, np.int64)
    for k in range(n):
        key[k] = np.int64(chance[k]) + (np.int64(0) if is_head(words[k]) else np.int64(1) << 31)
    out = np.zeros(n, np.bool_)
    if people == 0:
        return out
    limit = np.partition(key, people - 1)[people - 1]
    left = people
    for k in range(n):
        if key[k] < limit:
            out[k] = True
            left -= 1
    for k in range(n):
        if left > 0 and key[k] == limit:
            out[k] = True
            left -= 1
    return out


@njit
def _take(stages, pool, base, counts):
    """Index of the next person, by age, of the first stage in ``stages`` that has somebody left, or -1."""
    for k in range(stages.size):
        q = stages[k]
        if counts[q, 0] < counts[q, 1]:
            counts[q, 0] += 1
            return np.int64(pool[base[q] + counts[q, 0] - 1])
    return np.int64(-1)


@njit
def _pools(sex, age, pool, base, counts):
    """People of a municipality by stage of life and, from 30 on, sex, the youngest first; all written."""
    counts[:] = 0
    stages = np.empty(sex.size, np.uint8)
    for i in range(sex.size):
        stage = np.int64(0)
        for limit in _STAGE_FROM:
            stage += np.int64(age[i] >= limit)
        stages[i] = stage if stage < 2 else 2 * stage - 2 + sex[i]
        counts[stages[i], 1] += 1
    base[0] = 0
    for q in range(5):
        base[q + 1] = base[q] + counts[q, 1]
    fill = base.copy()
    for i in range(sex.size):
        pool[fill[stages[i]]] = i
        fill[stages[i]] += 1


@njit(cache=True, nogil=True)
def _move_in(first, sex, age, start, k0, k1, words):
    """Fills the homes of every municipality from its pools of people, youngest first.

    A pool is a stage of life and, from 30 on, a sex: 0 child, 1 young, 2 and 3 middle men and women,
    4 and 5 old men and women. k0, k1 : key; words : (n,) uint32, written.
    """
    wanted = np.array(
        [
            [0, 1, 2, 3, 4, 5],
            [1, 3, 2, 5, 4, 0],
            [2, 4, 1, 3, 5, 0],
            [3, 5, 1, 2, 4, 0],
            [4, 2, 5, 3, 1, 0],
            [5, 3, 4, 2, 1, 0],
        ]
    )
    low = first[0]
    base, counts = np.zeros(6, np.int64), np.zeros((6, 2), np.int64)
    for m in range(first.size - 1):
        here = slice(start[m], start[m + 1])
        sexes, ages = sex[here], age[here]
        pool = np.empty(sexes.size, np.uint32)
        _pools(sexes, ages, pool, base, counts)
        mine = words[first[m] - low : first[m + 1] - low]
        chances = np.empty(mine.size, np.uint32)
        for k in range(mine.size):
            chances[k] = mix3(np.uint32(first[m] + k), k0, k1)
        occupied = _occupied(mine, chances, sexes.size)
        slot = np.int64(0)
        while slot < mine.size:
            stop = slot + 1
            while stop < mine.size and not is_head(mine[stop]):
                stop += 1
            size = 0
            for k in range(slot, stop):
                size += 1 if occupied[k] else 0
            left = counts[:, 1] - counts[:, 0]
            adults = left[1:].sum()
            old = left[4] + left[5]
            u = np.int64(chances[slot]) % 65536 / 65536.0
            v = np.int64(chances[slot]) // 65536 / 65536.0
            ageing = u * max(adults, 1) < old * AGEING[min(size, 4) - 1]
            place = 0
            for k in range(slot, stop):
                if not occupied[k]:
                    continue
                if size == 1:
                    q = (5 if v < 0.75 else 4) if ageing else (1 if v < 0.4 else (2 if v < 0.75 else 3))
                elif place == 0:
                    q = 4 if ageing else (2 if v < 0.9 else 3)
                elif place == 1:
                    q = 5 if ageing else (3 if size > 2 or v < 0.7 else 0)
                elif place == size - 1 and v < GRANDPARENT[min(size, 4) - 1]:
                    q = 5
                else:
                    q = 1 if ageing and v < 0.6 else 0
                i = _take(wanted[q], pool, base, counts)
                place += 1
                if i >= 0:
                    later = turns_later(first[m] + k)
                    cohort = max(2001 - BIRTH_BASE - np.int64(ages[i]) - later, np.int64(0)) + later
                    kept = np.int64(mine[k]) & ~HOLDER
                    mine[k] = np.uint32(kept | cohort | (np.int64(sexes[i]) << SEX_AT))
            slot = stop
