"""Births, deaths and moves of all months, so that every prefecture keeps its census.

Month by month and prefecture by prefecture: people have their birthdays, life tables say who dies,
and what then separates the count of an age and sex from its target is closed by births, by moves in
and by moves away. Each October every cell is its target rounded up or down and the prefecture its
rounded total; in other months a little slack spares people moves that only rounding would cause.
From 65 on a shortfall spares a life and a surplus takes one, since few so old move. Last, people
move inside the prefecture until every municipality is at its target too.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
from numba import njit

from agents.demography import MONTHS, OUTLOOK_MONTHS
from agents.draws import PURPOSES, SYNTHESIS, fill_stream_keys
from agents.places import Places
from agents.population.month import apply_month
from agents.population.targets import Targets, group_of_ages, prefecture_totals
from agents.population.town import Town, has_helper

SLACK = 1.0
"""How much further from its target than 1 a cell or municipality may be in November, in simulated citizens;
the slack shrinks to 0 by October, so that corrections spread over the year. Chosen, not measured."""
DRAWS = ("DEATH", "DEPART", "ARRIVE", "PLACE_ARRIVAL", "MUNICIPALITY")
"""Purposes of the schedule's draws, in the order of the keys that the kernel gets."""


@dataclass(frozen=True)
class Events:
    """All events in order of month, leaving before coming, and slot; arrays as in ``Population``.

    helper : (E,) uint8 1 where another adult under 60 lives in the newcomer's home;
    generation : (E,) uint8 generation of the slot's holder after the event; month : (E,) int64;
    sex : (E,) uint8 sex of the newcomer
    """

    start: np.ndarray
    slot: np.ndarray
    birth: np.ndarray
    cause: np.ndarray
    sex: np.ndarray
    helper: np.ndarray
    generation: np.ndarray
    month: np.ndarray


def schedule(
    targets: Targets,
    where: Places,
    municipality_start: np.ndarray,
    head: np.ndarray,
    birth: np.ndarray,
    sex: np.ndarray,
    seed: int,
    months: int = MONTHS,
    later: Targets | None = None,
) -> Events:
    """The events of all months from the residents of January 2001 (birth, sex : (N,) uint8, not changed).

    months : after fewer months nobody comes or goes any more; for tests
    later : targets of the months from 300 on, where there are any
    """
    birth, sex, generation = birth.copy(), sex.copy(), np.zeros(birth.size, np.uint8)
    keys = np.empty((OUTLOOK_MONTHS if later else months, len(DRAWS), 1, 4), np.uint32)
    purposes = np.array([PURPOSES[name] for name in DRAWS])
    fill_stream_keys(seed & 0xFFFFFFFF, seed >> 32, SYNTHESIS, np.arange(len(keys)), purposes, 1, keys)
    group = group_of_ages()

    def one(p: int, goal: Targets, totals: np.ndarray, first: int, last: int) -> np.ndarray:
        rows = where.of_prefecture(p + 1)
        with np.errstate(over="ignore"):
            return _prefecture(
                p,
                municipality_start[rows.start : rows.stop + 1],
                head,
                birth,
                sex,
                generation,
                np.ascontiguousarray(goal.people[:, p]),
                np.ascontiguousarray(goal.municipal[:, rows]),
                totals[:, p],
                goal.mortality,
                group,
                keys[:last, :, 0],
                SLACK,
                first,
            )

    largest_first = np.argsort(-np.bincount(where.prefecture - 1, where.population_2020), kind="stable")
    stretches = [(targets, 1, months)] + ([(later, MONTHS, OUTLOOK_MONTHS)] if later else [])
    parts: list[np.ndarray] = []
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, 8)) as pool:
        for goal, first, last in stretches:
            totals = prefecture_totals(goal.people)
            work = partial(one, goal=goal, totals=totals, first=first, last=last)
            parts += pool.map(work, largest_first.tolist())
    return _in_order(parts, OUTLOOK_MONTHS if later else MONTHS)


def _in_order(parts: Sequence[np.ndarray], months: int) -> Events:
    """Packed events of all prefectures, sorted and unpacked."""
    words = np.sort(np.concatenate(parts))
    month = words >> 45

    def bits(shift: int, width: int) -> np.ndarray:
        return ((words >> shift) & ((1 << width) - 1)).astype(np.uint8)

    return Events(
        start=np.searchsorted(month, np.arange(months + 1)).astype(np.int64),
        slot=((words >> 16) & ((1 << 28) - 1)).astype(np.uint32),
        birth=bits(8, 8),
        cause=bits(6, 2),
        sex=bits(5, 1),
        helper=bits(4, 1),
        generation=bits(0, 4),
        month=month,
    )


@njit(cache=True, nogil=True)
def _prefecture(
    prefecture,
    first,
    head,
    birth,
    sex,
    generation,
    people,
    municipal,
    totals,
    mortality,
    group,
    keys,
    slack,
    begin,
):
    """The months of one prefecture from ``begin`` on: (events,) int64 packed events, see ``pack``.

    first : (m + 1,) int64 first slots of its municipalities; head, birth, sex, generation : (N,) uint8, its
    own slots written (but ``head``); people, mortality (k, 2, 111), municipal (k, m, 4) float64;
    totals (k,) int64, k Octobers; keys (months, 5, 4) uint32. Touches nothing of other prefectures, so the
    order in which prefectures are done, and threads, change nothing.
    """
    low, high = first[0], first[-1]
    slots = high - low
    municipalities = first.size - 1
    town = Town(
        first,
        np.empty(slots, np.int64),
        head,
        birth,
        sex,
        generation,
        group,
        np.zeros((municipalities, 4), np.int64),
        np.empty(slots, np.int64),
        np.zeros(municipalities, np.int64),
        np.full(slots, -1, np.int64),
        np.zeros(slots, np.int64),
        np.zeros((2, 111), np.int64),
        np.empty((2, 111)),
        np.empty((municipalities, 4)),
        np.empty((2, 111)),
        np.empty(slots, np.int64),
        np.zeros(3, np.int64),
        np.empty((keys.shape[1], keys.shape[2]), np.uint32),
    )
    town.tally[2] = prefecture
    for m in range(municipalities):
        for slot in range(first[m], first[m + 1]):
            town.home[slot - low] = m
            if birth[slot] == 255 and generation[slot] < 15:
                town.free[first[m] - low + town.free_count[m]] = slot
                town.free_count[m] += 1
    carry = np.full((2, 18), 0.5)
    out = np.empty(1024, np.int64)
    count = 0
    for t in range(begin, keys.shape[0]):
        node = (t + 2) // 12
        w = ((t + 2) % 12 + 1) / 12.0
        cohorts(people[node], people[node + 1], w, town.want)
        cohorts(mortality[node], mortality[node + 1], w, town.hazard)
        town.hazard[:, 0] = mortality[node + 1, :, 0]
        town.goal[:] = (1.0 - w) * municipal[node] + w * municipal[node + 1]
        town.keys[:] = keys[t]
        october = t % 12 == 9
        apply_month(
            town,
            t,
            totals[node + 1] if october else np.int64(-1),
            1.0 + slack * (1.0 - w),
            carry,
        )
        if count + town.tally[0] > out.size:
            larger = np.empty(2 * (count + town.tally[0]), np.int64)
            larger[:count] = out[:count]
            out = larger
        for k in range(town.tally[0]):
            slot = town.changed[k]
            comes = birth[slot] != 255
            helper = has_helper(slot, low, high, head, 0, birth, t) if comes else 0
            out[count] = pack(
                t, slot, birth[slot], town.cause[slot - low], sex[slot], helper, generation[slot]
            )
            count += 1
    return out[:count].copy()


@njit
def cohorts(before, after, w, out):
    """A table by age of two Octobers read in between, by age in the second: (2, 111), ``out`` written.

    Whoever is a years old in the second October was a - 1 in the first; w is the part of the year gone by.
    """
    for s in range(2):
        out[s, 0] = w * after[s, 0]
        for a in range(1, 111):
            out[s, a] = (1.0 - w) * before[s, a - 1] + w * after[s, a]
        out[s, 110] += (1.0 - w) * before[s, 110]


@njit
def pack(month, slot, birth, cause, sex, helper, generation):
    """One event in one int64: month, whether somebody comes, slot, birth, cause, sex, helper, generation.

    The order of the numbers is the order of events: month, leaving before coming, slot.
    """
    word = np.int64(month)
    word = (word << np.int64(1)) | np.int64(1 if birth != 255 else 0)
    word = (word << np.int64(28)) | np.int64(slot)
    word = (word << np.int64(8)) | np.int64(birth)
    word = (word << np.int64(2)) | np.int64(cause)
    word = (word << np.int64(1)) | np.int64(sex)
    word = (word << np.int64(1)) | np.int64(helper)
    return (word << np.int64(4)) | np.int64(generation)
