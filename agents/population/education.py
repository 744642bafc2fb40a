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
from agents.population.targets import FIRST, population_by_band

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
    local, shares = _weights(), _shares()
    national = local.sum(axis=1, keepdims=True)
    decades = (np.clip(np.arange(BIRTHS) + BIRTH_BASE, *COHORTS) - 1960) / 10
    slopes = np.linspace(0.0, 1.5, 61)[:, None]
    out = np.empty((PREFECTURES, BIRTHS, LEVELS - 1))
    for k in range(LEVELS - 1):
        japan = shares[:, 0, k]
        curves = slopes * decades
        curves = curves + _solve(curves, national, np.full(slopes.size, japan.mean()))[:, None]
        error = _mean(curves, national) - japan[:, None]
        curve = curves[int(np.argmin((error**2).sum(axis=0)))][None]
        moved = _solve(curve, local, shares[:, 1:, k].mean(axis=0))
        out[:, :, k] = _logistic(curve + moved[:, None])
    return np.asarray(np.minimum.accumulate(out, axis=2))


def published_education(year: int) -> np.ndarray:
    """Published shares with at least level 1, 2, 3 in 2000, 2010 or 2020: (48, 3); row 0 is Japan."""
    return np.asarray(_shares()[_CENSUSES.index(year)])


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
    """Persons aged 20 or more by birth year, each band spread over its years: (3 censuses, 47, 136)."""
    out = np.zeros((len(_CENSUSES), PREFECTURES, BIRTHS))
    for c, year in enumerate(_CENSUSES):
        people = population_by_band()[year - FIRST].sum(axis=1)
        for age in range(FINISHED, 105):
            out[c, :, max(year - age - BIRTH_BASE, 0)] += people[:, age // 5] / 5
    return out


def _logistic(x: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-x)))


def _mean(logits: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Shares in each census, (3, n): logits (n or 1, 136), weights (3, n or 1, 136)."""
    return np.asarray((_logistic(logits)[None] * weights).sum(axis=2) / weights.sum(axis=2))


def _solve(curves: np.ndarray, weights: np.ndarray, goal: np.ndarray) -> np.ndarray:
    """The shift of each curve at which its mean over the censuses is its goal (n,), by halving."""
    low, high = np.full(goal.shape, -8.0), np.full(goal.shape, 8.0)
    for _ in range(40):
        middle = (low + high) / 2
        below = _mean(curves + middle[:, None], weights).mean(axis=0) < goal
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray((low + high) / 2)
