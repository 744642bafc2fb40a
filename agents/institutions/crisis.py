"""Crisis: the nation speaks, some prefectures do not hear it, and begin a relief scheme of their own.

In March 2011 and in May 2020 people needed help at once. Where the national instruction came through, one
scheme paid. Where it did not, the prefecture acted alone: people filed twice, with two offices, for the same
loss. Whether an instruction arrives is a matter of coordination; whoever is missed is told again next month.
"""

from __future__ import annotations

import numpy as np

from agents.draws import INSTITUTION, PURPOSES, draw
from agents.institutions.agencies import PREFECTURES

DAYS_A_MONTH = 365.25 / 12
CALM = -1
INSTRUCTION = 0
"""Sub-draw of CRISIS: whether the instruction arrives."""

Saved = tuple[np.ndarray, np.ndarray, np.ndarray]


class Crisis:
    """The 47 prefectures in a crisis of relief.

    began : (47,) int64   month in which the crisis began there, ``CALM`` when there is none
    reached : (47,) bool  the national instruction has arrived
    alone : (47,) bool    a scheme of its own runs
    """

    def __init__(self, threshold: float, own_scheme_days: float, seed: int, replicate: int) -> None:
        self.threshold = threshold
        self.own_scheme_days = own_scheme_days
        self.seed, self.replicate = seed, replicate
        self.began = np.full(PREFECTURES, CALM, np.int64)
        self.reached = np.zeros(PREFECTURES, bool)
        self.alone = np.zeros(PREFECTURES, bool)

    @property
    def active(self) -> bool:
        """Whether any prefecture is in a crisis."""
        return bool((self.began != CALM).any())

    def advance(self, t: int, surge: np.ndarray, coordination: np.ndarray) -> np.ndarray:
        """One month; returns the prefectures (0-46) that begin to act alone.

        surge : (47,) float64          extra needs of relief, as a multiple of the usual
        coordination : (47,) float64   chance that a national instruction arrives in the month
        The luck of a month is the same whatever the coordination, so better coordination never loses anybody.
        """
        now = surge > self.threshold
        self.began[~now] = CALM
        self.reached[~now] = self.alone[~now] = False
        fresh = now & (self.began == CALM)
        self.began[fresh] = t
        waiting = np.flatnonzero(now & ~self.reached)
        words = draw(self.seed, self.replicate, INSTITUTION, t, PURPOSES["CRISIS"], INSTRUCTION, waiting)
        heard = words < np.floor(coordination[waiting] * 4294967296.0)
        self.reached[waiting[heard]] = True
        # Who is missed in the first month does not wait for the second.
        begins: np.ndarray = np.flatnonzero(fresh & ~self.reached)
        self.alone[begins] = True
        return begins

    def delay_days(self, t: int) -> np.ndarray:
        """(47,) float64: days that somebody in need this month waits until any scheme is there."""
        passed = (t - self.began) * DAYS_A_MONTH
        wait = np.maximum(self.own_scheme_days - passed, 0.0)
        return np.where((self.began == CALM) | self.reached, 0.0, wait)

    def snapshot(self) -> Saved:
        """A copy of what changes."""
        return self.began.copy(), self.reached.copy(), self.alone.copy()

    def restore(self, saved: Saved) -> None:
        """Go back to a snapshot."""
        self.began[:], self.reached[:], self.alone[:] = saved
