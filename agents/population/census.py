"""Census day: who lives where in January 2001.

A prefecture's residents are counted out by sex and single year of age, shared over its
municipalities so that villages are old and suburbs young, and then move into homes. Every count is
its target rounded up or down, and on average over seeds exactly the target, so even a population of
ten thousand has its few centenarians and its tiny islands.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agents.draws import PERMANENT, SYNTHESIS, draw, purpose
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
    """People of January 2001 by municipality; sex, age in October 2001 (n,) int64; start (1742,) int64."""

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


def residents(targets: Targets, where: Places, seed: int) -> Residents:
    """Who lives where in January 2001, as counts turned into people."""
    people, municipal = np.empty((PREFECTURES, 2, AGES)), january_2001(targets.municipal)
    for p in range(PREFECTURES):
        cohorts(targets.people[0, p], targets.people[1, p], START_WEIGHT, people[p])
    sums = people.sum(axis=(1, 2))
    totals = largest_remainder(sums, round(float(sums.sum())))
    starts = _uniform(seed, "CENSUS_AGE", np.arange(PREFECTURES))
    group = group_of_ages()
    sexes, ages, homes = [], [], []
    for p in range(PREFECTURES):
        rows = where.of_prefecture(p + 1)
        cells = systematic(people[p].ravel() * (totals[p] / sums[p]), float(starts[p]))
        who = np.repeat(np.arange(2 * AGES), cells)
        order = np.argsort(_hash(seed, "CENSUS_ORDER", who.size, p), kind="stable")
        who = who[order]
        counts = _municipal_counts(
            municipal[rows], np.bincount(group[who % AGES], minlength=GROUPS), float(starts[p])
        )
        home = np.empty(who.size, np.int64)
        for g in range(GROUPS):
            home[group[who % AGES] == g] = np.repeat(np.arange(rows.start, rows.stop), counts[:, g])
        sexes.append(who // AGES)
        ages.append(who % AGES)
        homes.append(home)
    home = np.concatenate(homes)
    order = np.argsort(home, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(home, minlength=len(where)))])
    return Residents(np.concatenate(sexes)[order], np.concatenate(ages)[order], start.astype(np.int64))


def _municipal_counts(targets: np.ndarray, by_group: np.ndarray, start: float) -> np.ndarray:
    """Whole residents by municipality and age group that meet the group totals exactly.

    targets : (m, 4) float64; by_group : (4,) int64. Municipal sums are their targets rounded up or
    down; inside them the units left over go to the largest deficits.
    """
    total = int(by_group.sum())
    sums = targets.sum(axis=1)
    rows = systematic(sums * (total / sums.sum()), start)
    counts: np.ndarray = np.floor(targets).astype(np.int64)
    while (over := counts.sum(axis=0) > by_group).any() or (counts.sum(axis=1) > rows).any():
        too_many = over[None] | (counts.sum(axis=1) > rows)[:, None]
        surplus = np.where((counts > 0) & too_many, counts - targets, -np.inf)
        counts.flat[int(np.argmax(surplus))] -= 1
    row_left, group_left = rows - counts.sum(axis=1), by_group - counts.sum(axis=0)
    while group_left.any():
        open_cells = (row_left > 0)[:, None] & (group_left > 0)[None]
        deficit = np.where(open_cells, targets - counts, -np.inf)
        m, g = divmod(int(np.argmax(deficit)), GROUPS)
        counts[m, g] += 1
        row_left[m] -= 1
        group_left[g] -= 1
    return counts


def _hash(seed: int, name: str, count: int, service: int = 0) -> np.ndarray:
    return np.asarray(draw(seed, 0, SYNTHESIS, PERMANENT, purpose(name), service, np.arange(count)))


def _uniform(seed: int, name: str, identifiers: np.ndarray) -> np.ndarray:
    return np.asarray(
        (draw(seed, 0, SYNTHESIS, PERMANENT, purpose(name), 0, identifiers) + 0.5) / 4294967296.0
    )
