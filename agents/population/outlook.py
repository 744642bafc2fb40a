"""Who will live in Japan until 2035: an outlook where the census tables end, and other structures of age.

From October 2025 every cohort is carried on by what was last measured: the life table and fertility of
2020, and for each prefecture, sex and age band the ratio of people found to people expected in 2020-2025,
which holds migration and whatever else the national life table misses. It is an assumption about the
future (grade E), made to ask what ageing does, not to forecast. The months until December 2025 are those of
the history, bit for bit.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from agents.data import read_rows
from agents.demography import MONTHS, Demography
from agents.places import PREFECTURES, Places
from agents.population.population import AGES
from agents.population.targets import (
    FIRST,
    LAST,
    OCTOBERS,
    Targets,
    mortality,
    municipal_targets,
    people_by_single_age,
    survival,
)

OUTLOOK_OCTOBERS = 37
"""Octobers 2000 ... 2036: the last months of 2035 lie before the last."""
MEASURED = 5
"""Years to October 2025 over which the ratio of found to expected people is taken."""
RATIO_UNTIL = 90
"""From this age the ratio is 1: cells are too small to tell migration from error. Chosen, not measured."""
TILT_CENTRE = 45
"""Age at which a tilt leaves numbers as they are before they are brought back to the prefecture's total."""


def shaped(made: Targets, plan: Demography, where: Places) -> Targets:
    """Targets of the history with the ages of the plan; the same object where there is no tilt."""
    if not plan.tilt:
        return made
    people = _tilted(made.people, plan.tilt)
    return Targets(people, municipal_targets(people, where), made.mortality)


def later(made: Targets, plan: Demography, where: Places) -> Targets | None:
    """Targets of all Octobers 2000 ... 2036 for the months after December 2025; None without such months.

    made : targets of the history, of which October 2026 is replaced: it was a straight line
    """
    if plan.months <= MONTHS:
        return None
    scale = made.people[LAST - FIRST].sum() / projected()[LAST - FIRST].sum()
    people = projected() * scale
    if plan.tilt:
        people = _tilted(people, plan.tilt)
    people[: OCTOBERS - 1] = made.people[: OCTOBERS - 1]
    if plan.age_structure:
        people = _frozen(people, plan.age_structure)
    people = _housed(people, made.municipal.sum(axis=2).max(axis=0), where)
    return Targets(people, municipal_targets(people, where), mortality(OUTLOOK_OCTOBERS))


@cache
def projected() -> np.ndarray:
    """Persons on 1 October 2000 ... 2036 by prefecture, sex, age: (37, 47, 2, 111); from 2026 the outlook."""
    found = people_by_single_age()
    out = np.empty((OUTLOOK_OCTOBERS, *found.shape[1:]))
    out[: found.shape[0]] = found
    alive, ratio, births = _survival_by_year(), _found_to_expected(found), _births_per_woman(found)
    newborn = _share_of_sexes(found)
    for k in range(found.shape[0], OUTLOOK_OCTOBERS):
        before = out[k - 1]
        out[k, :, :, 1:] = before[:, :, :-1] * alive[:, 1:] * ratio[:, :, 1:]
        out[k, :, :, -1] += before[:, :, -1] * alive[:, -1]
        out[k, :, :, 0] = (before[:, 1] * births).sum(axis=1)[:, None] * newborn
    out.setflags(write=False)
    return out


def _survival_by_year() -> np.ndarray:
    """Chance to live on from age a - 1 to a, by sex and a, from the life table of 2020: (2, 111)."""
    lived = survival()
    between = (lived + np.concatenate([lived[:, 1:], np.zeros((2, 1))], axis=1)) / 2
    out = np.ones((2, AGES))
    out[:, 1:] = between[:, 1:] / between[:, :-1]
    return out


def _found_to_expected(found: np.ndarray) -> np.ndarray:
    """People found against people expected from the year before, 2020-2025, by age: (47, 2, 111)."""
    alive = _survival_by_year()
    there = found[-MEASURED:, :, :, 1:].sum(axis=0)
    expected = (found[-MEASURED - 1 : -1, :, :, :-1] * alive[:, 1:]).sum(axis=0)
    band = np.arange(1, AGES) // 5
    out = np.ones((PREFECTURES, 2, AGES))
    for b in range(RATIO_UNTIL // 5):
        cells = band == b
        ratio = there[:, :, cells].sum(axis=2) / expected[:, :, cells].sum(axis=2)
        out[:, :, 1:][:, :, cells] = ratio[:, :, None]
    return out


def _births_per_woman(found: np.ndarray) -> np.ndarray:
    """Births of a year per woman by prefecture and age: the fertility of 2020, and where children are.

    A prefecture's factor is its children under five in 2020 against the births that national fertility would
    have given in five years; the factors leave the births of the nation as they are. (47, 111)
    """
    nation = np.zeros(AGES)
    for row in read_rows("demography/fertility.csv"):
        if row["year"] == "2020":
            nation[int(row["mother_age"])] = float(row["births_per_woman"])
    year = 2020 - FIRST
    expected = (found[year - 4 : year + 1, :, 1] * nation).sum(axis=(0, 2))
    factor = found[year, :, :, :5].sum(axis=(1, 2)) / expected
    births = (found[year, :, 1] * nation).sum(axis=1)
    factor *= births.sum() / (factor * births).sum()
    return np.asarray(factor[:, None] * nation)


def _share_of_sexes(found: np.ndarray) -> np.ndarray:
    """Shares of boys and girls among those under one in 2020, (2,), less those who die before October."""
    newborn = found[2020 - FIRST, :, :, 0].sum(axis=0)
    return np.asarray(newborn / newborn.sum() * (1 + survival()[:, 1]) / 2)


def _tilted(people: np.ndarray, tilt: float) -> np.ndarray:
    weight = np.exp(-tilt * (np.arange(AGES) - TILT_CENTRE) / 10)
    out = people * weight
    return np.asarray(out * (people.sum(axis=(2, 3)) / out.sum(axis=(2, 3)))[..., None, None])


def _frozen(people: np.ndarray, year: int) -> np.ndarray:
    """Totals of prefectures as projected, shares of sexes and ages as in October of ``year``."""
    out, base = people.copy(), year - FIRST
    share = people[base] / people[base].sum(axis=(1, 2), keepdims=True)
    out[base:] = share * people[base:].sum(axis=(2, 3))[:, :, None, None]
    return out


def _housed(people: np.ndarray, homes: np.ndarray, where: Places) -> np.ndarray:
    """Nobody beyond the homes that were made for the history: whom Tokyo cannot hold stay in the others.

    homes : (1741,) largest number of residents of each municipality until 2025
    """
    most = np.bincount(where.prefecture - 1, homes, PREFECTURES)
    out = people.copy()
    for k in range(OCTOBERS - 1, OUTLOOK_OCTOBERS):
        totals = out[k].sum(axis=(1, 2))
        full = totals > most
        if full.any():
            kept = np.where(full, most / totals, 1.0)[:, None, None]
            extra = (out[k] * (1 - kept)).sum(axis=0)
            out[k] *= kept
            open_places = np.where(full[:, None, None], 0.0, out[k])
            out[k] += open_places * (extra / np.maximum(open_places.sum(axis=0), 1e-9))
    return out
