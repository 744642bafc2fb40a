"""Education by year of birth and prefecture.

The tables give the highest education of everybody who has finished school, by prefecture and census,
but not by age. Each generation went to school longer than the one before; the cohort curve here is
the logistic one whose national totals over 2000, 2010 and 2020 come nearest to the published ones,
and each prefecture is that curve moved by a constant. A child has the education it will attain.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from agents.columns import BIRTH_BASE
from agents.data import read_rows
from agents.places import PREFECTURES

LEVELS = 4
BIRTHS = 136
"""Birth years 1890-2025."""
FINISHED = 20
"""Youngest age that counts as having finished school in the fit."""
COHORTS = (1910, 1985)
"""Birth years between which the cohort curve moves; flat outside, own assumption (grade E)."""
_CENSUSES = (2000, 2010, 2020)
_COLUMNS = (
    "share_elementary_or_junior_high_pct",
    "share_senior_high_pct",
    "share_junior_college_or_technical_pct",
    "share_university_or_graduate_pct",
)


@cache
def education_at_least() -> np.ndarray:
    """Chance of having at least level 1, 2, 3: (47, 136, 3) float64 by prefecture and birth year code."""
    weights, shares = _weights(), _shares()
    decades = (np.clip(np.arange(BIRTHS) + BIRTH_BASE, *COHORTS) - 1960) / 10
    out = np.empty((PREFECTURES, BIRTHS, LEVELS - 1))
    for k in range(LEVELS - 1):
        slope, level = _national(decades, weights, shares[:, 0, k])
        goal = shares[:, 1:, k].mean(axis=0)
        moved = _solve(
            lambda d: _mean(level + slope * decades[None] + d[:, None], weights).mean(axis=0), goal
        )
        out[:, :, k] = _logistic(level + slope * decades[None] + moved[:, None])
    return np.asarray(np.minimum.accumulate(out, axis=2))


def _shares() -> np.ndarray:
    """Published shares with at least level 1, 2, 3, unknown left out: (3 censuses, 48, 3); row 0 is Japan."""
    out = np.zeros((len(_CENSUSES), PREFECTURES + 1, LEVELS - 1))
    for r in read_rows("demography/education_by_prefecture.csv"):
        if int(r["year"]) in _CENSUSES:
            known = np.array([float(r[c]) for c in _COLUMNS])
            known /= known.sum()
            out[_CENSUSES.index(int(r["year"])), int(r["prefecture_code"])] = known[::-1].cumsum()[::-1][1:]
    return out


def _weights() -> np.ndarray:
    """National shares of birth years among those who have finished school: (3 censuses, 136)."""
    out = np.zeros((len(_CENSUSES), BIRTHS))
    for r in read_rows("demography/national_population_census_single_age.csv"):
        year, age = int(r["year"]), int(r["age"].rstrip("+"))
        if year in _CENSUSES and age >= FINISHED:
            out[_CENSUSES.index(year), max(year - age - BIRTH_BASE, 0)] += float(r["population"])
    return out / out.sum(axis=1, keepdims=True)


def _logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def _mean(logits: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Share in the population of each census: logits (n, 136) to (3, n)."""
    return weights @ _logistic(logits).T


def _solve(share: object, goal: np.ndarray) -> np.ndarray:
    """The shift at which an increasing ``share`` reaches ``goal``, element by element, by halving."""
    assert callable(share)
    low, high = np.full(goal.shape, -8.0), np.full(goal.shape, 8.0)
    for _ in range(40):
        middle = (low + high) / 2
        below = share(middle) < goal
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2


def _national(decades: np.ndarray, weights: np.ndarray, goal: np.ndarray) -> tuple[float, float]:
    """Slope a decade and level of the national curve with the least squared error over the censuses."""
    slopes = np.linspace(0.0, 1.5, 61)
    levels = _solve(
        lambda d: _mean(slopes[:, None] * decades[None] + d[:, None], weights).mean(axis=0),
        np.full(slopes.shape, goal.mean()),
    )
    error = _mean(slopes[:, None] * decades[None] + levels[:, None], weights) - goal[:, None]
    best = int(np.argmin((error**2).sum(axis=0)))
    return float(slopes[best]), float(levels[best])
