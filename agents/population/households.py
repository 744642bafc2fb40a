"""Homes: runs of neighbouring slots, and who moves into which.

Sizes follow the census distribution of each prefecture. A couple takes two slots, their children the
next ones, a grandparent the last; who lives alone is either young or old. The run of slots is the
home for good: when a child leaves, the slot waits for somebody else, which is a simplification that
buys strong ties and helpers for one bit a slot.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.columns import BIRTH_BASE, VACANT
from agents.data import read_rows
from agents.draws import PERMANENT, SYNTHESIS, draw, purpose
from agents.places import PREFECTURES

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


def heads(municipality_start: np.ndarray, prefecture: np.ndarray, seed: int) -> np.ndarray:
    """(N,) uint8: 1 at the first slot of every home; a municipality begins with a home."""
    slots = int(municipality_start[-1])
    chance = draw(seed, 0, SYNTHESIS, PERMANENT, purpose("HOUSEHOLD_SIZE"), 0, np.arange(slots))
    out = np.zeros(slots, np.uint8)
    _deal_heads(municipality_start, prefecture - 1, np.cumsum(size_shares(), axis=1), chance, out)
    return out


@njit(cache=True)
def _deal_heads(start, prefecture, cumulative, chance, out):
    """Sizes drawn home after home: cumulative (47, 7) float64; chance (N,) uint32; out (N,) uint8 written."""
    for m in range(start.size - 1):
        slot = start[m]
        while slot < start[m + 1]:
            out[slot] = 1
            u = np.float64(chance[slot]) / 4294967296.0
            size = 1
            while size < 7 and u >= cumulative[prefecture[m], size - 1]:
                size += 1
            slot += size


def move_in(
    head: np.ndarray,
    municipality_start: np.ndarray,
    sex: np.ndarray,
    age: np.ndarray,
    start: np.ndarray,
    seed: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Residents into slots: birth codes in January 2001 and sexes by slot, (N,) uint8 each; 255 vacant.

    head : (N,) uint8; sex, age (in October 2001) : (n,) int64 residents sorted by municipality, those of m
    are [start[m], start[m + 1]).
    """
    slots = head.size
    chance = draw(seed, 0, SYNTHESIS, PERMANENT, purpose("HOUSEHOLD"), 0, np.arange(slots)).astype(np.int64)
    birth, sexes = np.full(slots, VACANT, np.uint8), np.zeros(slots, np.uint8)
    order = np.lexsort((age, np.repeat(np.arange(start.size - 1), np.diff(start))))
    stage = np.searchsorted(_STAGE_FROM, age[order], side="right")
    occupied = _occupied(head, municipality_start, np.diff(start), chance)
    _move_in(head, occupied, municipality_start, sex[order], age[order], stage, start, chance, birth, sexes)
    return birth, sexes


def _occupied(head: np.ndarray, first: np.ndarray, people: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """(N,) bool: which slots have a holder; vacancies fall on members rather than on heads."""
    municipality = np.repeat(np.arange(people.size), np.diff(first))
    order = np.lexsort((chance + (1 - head.astype(np.int64)) * (1 << 31), municipality))
    rank = np.empty(head.size, np.int64)
    rank[order] = np.arange(head.size)
    return np.asarray(rank - first[municipality] < people[municipality])


@njit
def _take(stages, pools, counts):
    """Index of the next person, by age, of the first stage in ``stages`` that has somebody left, or -1."""
    for k in range(stages.size):
        q = stages[k]
        if counts[q, 0] < counts[q, 1]:
            counts[q, 0] += 1
            return pools[q, counts[q, 0] - 1]
    return -1


@njit(cache=True)
def _move_in(head, occupied, first, sex, age, stage, start, chance, birth, sexes):
    """Fills the homes of every municipality from its pools of people, youngest first.

    A pool is a stage of life and, from 30 on, a sex: 0 child, 1 young, 2 and 3 middle men and women,
    4 and 5 old men and women. birth, sexes : (N,) uint8, written.
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
    for m in range(first.size - 1):
        people = start[m + 1] - start[m]
        pools = np.empty((6, max(people, 1)), np.int64)
        counts = np.zeros((6, 2), np.int64)
        for i in range(start[m], start[m + 1]):
            q = stage[i] if stage[i] < 2 else 2 * stage[i] - 2 + sex[i]
            pools[q, counts[q, 1]] = i
            counts[q, 1] += 1
        slot = first[m]
        while slot < first[m + 1]:
            stop = slot + 1
            while stop < first[m + 1] and head[stop] == 0:
                stop += 1
            size = 0
            for k in range(slot, stop):
                size += 1 if occupied[k] else 0
            left = counts[:, 1] - counts[:, 0]
            adults = left[1:].sum()
            old = left[4] + left[5]
            u = chance[slot] % 65536 / 65536.0
            v = chance[slot] // 65536 / 65536.0
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
                i = _take(wanted[q], pools, counts)
                place += 1
                if i >= 0:
                    birth[k] = max(2001 - BIRTH_BASE - age[i] - (1 if k % 12 > 9 else 0), 0)
                    sexes[k] = sex[i]
            slot = stop
