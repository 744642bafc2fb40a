"""Census day: who lives where in January 2001.

A prefecture's residents are counted out by sex and single year of age, shared over its
municipalities so that villages are old and suburbs young, and then move into homes. Every count is
its target rounded up or down, and on average over seeds exactly the target, so even a population of
ten thousand has its few centenarians and its tiny islands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from agents.draws import PERMANENT, SYNTHESIS, draw, mix3, purpose, stream_key
from agents.places import PREFECTURES, Places
from agents.population.population import AGES
from agents.population.schedule import cohorts
from agents.population.targets import GROUPS, Targets, group_of_ages, largest_remainder, systematic

RESERVE_SHARE = 0.006
"""Slots beyond the peak of a municipality, as a share of the peak: a month's leaving and coming overlap.

Unit 1, range 0.004-0.02; a month's events are about 0.5 % of the residents. Chosen, not measured."""
START_WEIGHT = 3 / 12
"""January 2001 is three months after October 2000."""


@dataclass(frozen=True)
class Residents:
    """People of one prefecture in January 2001 by municipality and, within it, from young to old.

    sex, age (in October 2001) : (n,) uint8; start : (m + 1,) int64 first of each municipality
    """

    sex: np.ndarray
    age: np.ndarray
    start: np.ndarray


def january_2001(values: np.ndarray) -> np.ndarray:
    """A table of nodes read at January 2001: ``values`` without its first axis."""
    return np.asarray((1 - START_WEIGHT) * values[0] + START_WEIGHT * values[1])


def slots_of_municipalities(targets: Targets) -> np.ndarray:
    """(1741,) int64 slots of each municipality: what its peak needs and a small reserve; at least 1."""
    peak = targets.municipal.sum(axis=2).max(axis=0)
    return np.asarray(np.maximum(np.ceil(peak * (1 + RESERVE_SHARE)), 1).astype(np.int64))


class Census:
    """Who lives where in January 2001, prefecture by prefecture."""

    def __init__(self, targets: Targets, where: Places, seed: int) -> None:
        self.where, self.seed = where, seed
        self.municipal = january_2001(targets.municipal)
        self.people = np.empty((PREFECTURES, 2, AGES))
        for p in range(PREFECTURES):
            cohorts(targets.people[0, p], targets.people[1, p], START_WEIGHT, self.people[p])
        self.sums = self.people.sum(axis=(1, 2))
        self.totals = largest_remainder(self.sums, round(float(self.sums.sum())))
        self.starts = _uniform(seed, "CENSUS_AGE", np.arange(PREFECTURES))

    def residents(self, p: int) -> Residents:
        """Residents of prefecture ``p`` (0-46), counts turned into people."""
        start, group = float(self.starts[p]), group_of_ages()
        cells = systematic(self.people[p].ravel() * (self.totals[p] / self.sums[p]), start)
        by_group = np.bincount(np.tile(group, 2), cells, GROUPS).astype(np.int64)
        counts = _municipal_counts(self.municipal[self.where.of_prefecture(p + 1)], by_group, start)
        k0, k1, _, _ = stream_key(self.seed, 0, SYNTHESIS, PERMANENT, purpose("CENSUS_ORDER"), p)
        lots = np.empty(int(cells.sum()), np.uint64)
        with np.errstate(over="ignore"):
            _draw_lots(np.uint32(k0), np.uint32(k1), cells, lots)
        lots.sort()
        sex, age = np.empty(lots.size, np.uint8), np.empty(lots.size, np.uint8)
        first = np.zeros((len(counts), AGES), np.int64)
        _settle(lots, counts, group, first, sex, age)
        return Residents(sex, age, np.concatenate([[0], np.cumsum(counts.sum(axis=1))]))


@njit(cache=True, nogil=True)
def _draw_lots(k0, k1, cells, out):
    """A lot for each person in the upper half of ``out`` (n,) uint64, sex times 111 plus age in the lower.

    cells : (222,) int64 people by sex and age, who are numbered in this order
    """
    i = 0
    for cell in range(cells.size):
        for _ in range(cells[cell]):
            out[i] = (np.uint64(mix3(np.uint32(i), k0, k1)) << np.uint64(32)) | np.uint64(cell)
            i += 1


@njit(cache=True, nogil=True)
def _settle(lots, counts, group, first, sex, age):
    """People in the order of lots fill the municipalities of their age group, which are then put in order.

    lots : (n,) uint64 in order, see ``_draw_lots``; counts : (m, 4) int64
    first : (m, 111) int64 zeros, scratch; sex, age : (n,) uint8, written
    """
    for turn in range(2):
        place, taken = np.zeros(4, np.int64), np.zeros(4, np.int64)
        for k in range(lots.size):
            cell = np.int64(lots[k] & np.uint64(0xFFFFFFFF))
            s = np.int64(1 if cell >= AGES else 0)
            a = cell - s * AGES
            g = group[a]
            while taken[g] == counts[place[g], g]:
                place[g] += 1
                taken[g] = 0
            taken[g] += 1
            if turn == 0:
                first[place[g], a] += 1
            else:
                at = first[place[g], a]
                first[place[g], a] += 1
                sex[at], age[at] = s, a
        if turn == 0:
            total = 0
            for row in range(first.shape[0]):
                for years in range(AGES):
                    here = first[row, years]
                    first[row, years] = total
                    total += here


def _municipal_counts(targets: np.ndarray, by_group: np.ndarray, start: float) -> np.ndarray:
    """Whole residents by municipality and age group that meet the group totals exactly.

    targets : (m, 4) float64; by_group : (4,) int64. Municipal sums are their targets rounded up or
    down; inside them the units left over go to the largest deficits.
    """
    total = int(by_group.sum())
    sums = targets.sum(axis=1)
    rows = systematic(sums * (total / sums.sum()), start)
    counts: np.ndarray = np.floor(targets).astype(np.int64)
    _meet(targets, rows, by_group, counts)
    return counts


@njit(cache=True, nogil=True)
def _meet(targets, rows, by_group, counts):
    """Takes from ``counts`` what is too many, the largest surplus first, and adds what is missing.

    rows : (m,), by_group : (4,) int64 sums to meet; counts : (m, 4) int64, written
    """
    row_left, group_left = rows - counts.sum(axis=1), by_group - counts.sum(axis=0)
    for sign in (-1, 1):
        while True:
            if sign < 0 and not (row_left.min() < 0 or group_left.min() < 0):
                break
            if sign > 0 and not (group_left != 0).any():
                break
            best, at, g_at = -np.inf, 0, 0
            for m in range(counts.shape[0]):
                for g in range(counts.shape[1]):
                    if sign < 0:
                        open_cell = counts[m, g] > 0 and (row_left[m] < 0 or group_left[g] < 0)
                    else:
                        open_cell = row_left[m] > 0 and group_left[g] > 0
                    if open_cell and sign * (targets[m, g] - counts[m, g]) > best:
                        best, at, g_at = sign * (targets[m, g] - counts[m, g]), m, g
            counts[at, g_at] += sign
            row_left[at] -= sign
            group_left[g_at] -= sign


def _uniform(seed: int, name: str, identifiers: np.ndarray) -> np.ndarray:
    return np.asarray(
        (draw(seed, 0, SYNTHESIS, PERMANENT, purpose(name), 0, identifiers) + 0.5) / 4294967296.0
    )
