"""Births, deaths and moves of all months, so that every prefecture keeps its census.

Month by month and prefecture by prefecture: people have their birthdays, life tables say who dies,
and what then separates the count of an age and sex from its target is closed by births, by moves in
and by moves away. Each October every cell is its target rounded up or down and the prefecture its
rounded total; in other months a little slack spares people moves that only rounding would cause.
From 65 on a shortfall spares a life and a surplus takes one, since few so old move. Last, people
move inside the prefecture until every municipality is at its target too.

Prefectures touch nothing of one another, so they are done in any order and by any number of threads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from agents.demography import MONTHS, OUTLOOK_MONTHS
from agents.draws import PURPOSES, SYNTHESIS, fill_stream_keys
from agents.places import Places
from agents.population.events import pack
from agents.population.month import apply_month
from agents.population.roll import new_roll
from agents.population.slots import (
    NOBODY,
    birth_of,
    cohort_of,
    generation_of,
    has_helper,
    sex_of,
)
from agents.population.targets import Targets, group_of_ages, prefecture_totals
from agents.population.town import CANDIDATES, HELPER_AGES, Town

SLACK = 1.0
"""How much further from its target than 1 a cell or municipality may be in November, in simulated citizens;
the slack shrinks to 0 by October, so that corrections spread over the year. Chosen, not measured."""
DRAWS = ("DEATH", "DEPART", "ARRIVE", "PLACE_ARRIVAL", "MUNICIPALITY")
"""Purposes of the schedule's draws, in the order of the keys that the kernel gets."""
LISTED_FROM = 2_000_000
"""Citizens from which prefectures keep a roll in place of reading through everybody each month.

Smaller populations are read through: they were before rolls were kept, and stay what they were. Both ways
meet the same targets; who of an age dies or goes is another draw."""


@dataclass(frozen=True)
class Stretch:
    """Months [first, last) and the targets that hold in them; totals : (k, 47) whole ones of prefectures."""

    goal: Targets
    totals: np.ndarray
    first: int
    last: int


class Schedule:
    """What the months of every prefecture have in common.

    targets : of the history; later : of the months from 300 on, where there are any
    months : after fewer months nobody comes or goes any more; for tests
    listed : whether prefectures keep a roll
    """

    def __init__(
        self, targets: Targets, where: Places, seed: int, months: int, later: Targets | None, listed: bool
    ) -> None:
        self.where, self.listed = where, listed
        self.stretches = [Stretch(targets, prefecture_totals(targets.people), 1, months)]
        if later is not None:
            self.stretches.append(Stretch(later, prefecture_totals(later.people), MONTHS, OUTLOOK_MONTHS))
        self.months = OUTLOOK_MONTHS if later is not None else MONTHS
        drawn = OUTLOOK_MONTHS if later is not None else months
        self.keys = np.empty((drawn, len(DRAWS), 1, 4), np.uint32)
        purposes = np.array([PURPOSES[name] for name in DRAWS])
        fill_stream_keys(seed & 0xFFFFFFFF, seed >> 32, SYNTHESIS, np.arange(drawn), purposes, 1, self.keys)
        self.group = group_of_ages()

    def of_prefecture(self, p: int, first: np.ndarray, words: np.ndarray) -> np.ndarray:
        """Events of prefecture ``p`` (0-46) in order, packed: (e,) int64, see ``events``.

        first : (m + 1,) int64 first slots of its municipalities; words : (n,) uint32 its residents of
        January 2001, written
        """
        rows = self.where.of_prefecture(p + 1)
        parts = [
            _prefecture(
                p,
                first,
                words,
                np.ascontiguousarray(s.goal.people[:, p]),
                np.ascontiguousarray(s.goal.municipal[:, rows]),
                s.totals[:, p],
                s.goal.mortality,
                self.group,
                self.keys[: s.last, :, 0],
                SLACK,
                s.first,
                self.listed,
            )
            for s in self.stretches
        ]
        events = parts[0] if len(parts) == 1 else np.concatenate(parts)
        events.sort()
        return events


@njit(cache=True, nogil=True)
def _prefecture(
    prefecture,
    starts,
    words,
    people,
    municipal,
    totals,
    mortality,
    group,
    keys,
    slack,
    begin,
    listed,
):
    """The months of one prefecture from ``begin`` on: (events,) int64 packed events, month after month.

    starts : (m + 1,) int64 first slots of its municipalities; words : (n,) uint32 written;
    people, mortality (k, 2, 111), municipal (k, m, 4) float64; totals (k,) int64, k Octobers;
    keys (months, 5, 4) uint32; listed : whether a roll is kept.
    """
    low = starts[0]
    slots = words.size
    municipalities = starts.size - 1
    town = Town(
        starts - low,
        words,
        new_roll(words, municipalities, listed),
        group,
        np.zeros((municipalities, 4), np.int64),
        np.zeros(municipalities),
        np.empty(slots, np.uint32),
        np.zeros(municipalities, np.int64),
        np.zeros((2, 111), np.int64),
        np.empty((2, 111)),
        np.empty((municipalities, 4)),
        np.empty((2, 111)),
        np.empty(slots, np.uint32),
        np.array([0, 0, prefecture, low % 12]),
        np.empty((keys.shape[1], keys.shape[2]), np.uint32),
        np.zeros((2, CANDIDATES), np.int64),
        np.zeros(CANDIDATES),
        np.zeros(36),
        np.zeros(municipalities, np.bool_),
        np.empty(slots, np.uint32),
        np.empty(0 if listed else slots, np.uint32),
        np.empty(0 if listed else slots, np.int8),
    )
    for m in range(municipalities):
        for slot in range(town.first[m], town.first[m + 1]):
            if cohort_of(words[slot]) == NOBODY and generation_of(words[slot]) < 15:
                town.free[town.first[m] + town.free_count[m]] = slot
                town.free_count[m] += 1
    carry = np.full((2, 18), 0.5)
    cells = np.zeros((4, 37), np.int64)
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
            cells,
        )
        if count + town.tally[0] > out.size:
            larger = np.empty(out.size + out.size // 2 + town.tally[0], np.int64)
            larger[:count] = out[:count]
            out = larger
        year = t // 12 + 111
        for k in range(town.tally[0]):
            i = np.int64(town.changed[k])
            word = words[i]
            comes = cohort_of(word) != NOBODY
            helper = np.int64(0)
            if comes:
                helper = has_helper(words, i, low % 12, year - HELPER_AGES[1], year - HELPER_AGES[0])
            cause = (2 if comes else 0) + (np.int64(word) >> 31)
            birth = birth_of(word, i + low)
            out[count] = pack(t, i + low, birth, cause, sex_of(word), helper, generation_of(word))
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
