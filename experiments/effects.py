"""Effects: what differs between arms, taken from the records of paired runs.

All differences of shares are in percentage points, each with its 95 % interval over replicates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from experiments.pairs import Flips, flips_of
from experiments.statistics import LEVEL, Difference, interval, paired
from simulation.measures import MEASURES
from simulation.record import RunRecord

Records = Mapping[tuple[str, int], RunRecord]
"""Arm and replicate -> record."""

POINTS = 100.0


class Level(NamedTuple):
    """Mean over replicates and, with two or more of them, its interval."""

    mean: float
    low: float | None
    high: float | None


def replicates_of(records: Records, arm: str) -> list[int]:
    """Numbers of the replicates in which the arm was run, in order."""
    return sorted(number for name, number in records if name == arm)


def of_arm(records: Records, arm: str) -> list[RunRecord]:
    """Records of the arm in the order of its replicates."""
    return [records[arm, number] for number in replicates_of(records, arm)]


def values(records: Records, arm: str, measure: str, month: int) -> list[float]:
    """The measure for Japan in each replicate; a share stays a share."""
    return [record.value(measure, month) for record in of_arm(records, arm)]


def level(found: list[float], confidence: float = LEVEL) -> Level:
    """Mean and interval of values over replicates."""
    low, high = interval(found, confidence) or (None, None)
    return Level(float(np.mean(found)), low, high)


def difference(
    records: Records, arm: str, minus: str, measure: str, month: int, confidence: float = LEVEL
) -> Difference:
    """``arm`` less ``minus`` in percentage points."""
    after, before = (values(records, name, measure, month) for name in (arm, minus))
    return paired(after, before, level=confidence).scaled(POINTS)


def by_age(records: Records, arm: str, measure: str, month: int) -> np.ndarray:
    """(replicates, 18) the measure within each five-year band; NaN where nobody counts."""
    return np.array([record.by_age(measure, month) for record in of_arm(records, arm)])


def by_prefecture(records: Records, arm: str, measure: str, month: int) -> np.ndarray:
    """(replicates, 47) the measure within each prefecture."""
    return np.array(
        [MEASURES[measure](record.counts_by_prefecture(month)) for record in of_arm(records, arm)]
    )


def flips_between(records: Records, arm: str, minus: str, measure: str, month: int) -> list[Flips]:
    """What ``arm`` does to each citizen compared with ``minus``, one count per replicate."""
    pairs = zip(of_arm(records, minus), of_arm(records, arm), strict=True)
    return [flips_of(before.watched[month], after.watched[month], measure) for before, after in pairs]


def mean_flips(counted: list[Flips]) -> Flips:
    """Counts of an average replicate, as whole citizens."""
    table = np.array([one.counts() for one in counted], np.float64)
    return Flips(*(round(float(column)) for column in table.mean(axis=0)))


def identical(records: Records, arm: str, minus: str) -> bool | None:
    """Whether every column of every citizen ends equal in all replicates; None when not fingerprinted."""
    pairs = list(zip(of_arm(records, arm), of_arm(records, minus), strict=True))
    if not all(one.digest and other.digest for one, other in pairs):
        return None
    return all(one.digest == other.digest for one, other in pairs)
