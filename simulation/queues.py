"""Queues in days: counters, mail rooms, back offices and card windows settle cases first come, first served.

On 1 May 2020 tens of thousands ask one ward office for a new PIN. They arrive over the working days of
the month, the clerks settle what they can each day, and the rest waits, perhaps into June. Every case
keeps its day of arrival, so a wait has a length and the last day of a month is a day like any other.

Whole cases arrive and leave; the capacity of a day is a whole number whose fraction carries over.
Arrivals so far = settled + waiting + given up, always. The sum of waits is the area between the
curves of arrivals and completions (Little 1961).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numba import njit

from agents.institutions.capacity import CARD, COUNTER, MAIL, OFFICE
from simulation.spread import PROFILES, profile_weights, spread, spread_evenly, tie_stride

RING = 256
"""Working days that a waiting case is remembered, about a year; a power of two."""
LONGEST = RING - 1
"""Most working days that anybody waits before giving up."""
BINS = 400
"""Bins of the histogram of waits in calendar days; the last holds everything longer."""
SHIFT = 20
UNIT = 1 << SHIFT
"""Fixed-point unit of capacities and shares: fractions carry over exactly, however months are cut."""

__all__ = ["BINS", "CARD", "COUNTER", "LONGEST", "MAIL", "OFFICE", "Queues", "Served", "wait_quantile"]


class Served(NamedTuple):
    """What the month settled.

    completed, waited : (A, 4) int64    cases settled; sum of their waits, calendar days
    backlog, gave_up : (A, 4) int64     cases waiting at the end of the month; cases that gave up in it
    work : (A,) int64                   counter work caused by forms handled by hand, within ``completed``
    mean_wait : (A, 4) float64          days; of cases settled, or the age of the oldest where none was
    histogram : (4, BINS) int64         national: cases settled by wait in calendar days
    peak : (4,) int64                   national: largest backlog at the end of a day
    """

    completed: np.ndarray
    waited: np.ndarray
    backlog: np.ndarray
    gave_up: np.ndarray
    work: np.ndarray
    mean_wait: np.ndarray
    histogram: np.ndarray
    peak: np.ndarray


@dataclass(slots=True)
class Queues:
    """The queues of all service areas; A areas, four queues each.

    day : (1,) int64               working days since the start
    dates : (RING,) int64          calendar day of each remembered working day
    arrived, served, left : (A, 4) int64   cases since the start: arrived, settled, gave up
    head : (A, 4) int64            working day on which the oldest waiting case arrived
    ring : (A, 4, RING) int32      cases still waiting, by working day of arrival
    carry : (A, 4) int64           unused fraction of capacity, in 1/UNIT of a case
    hand_carry : (A, 2) int64      fraction of forms by hand and of the counter work they cause
    """

    day: np.ndarray
    dates: np.ndarray
    arrived: np.ndarray
    served: np.ndarray
    left: np.ndarray
    head: np.ndarray
    ring: np.ndarray
    carry: np.ndarray
    hand_carry: np.ndarray

    @classmethod
    def empty(cls, areas: int) -> Queues:
        """Queues of ``areas`` service areas with nobody waiting."""
        whole = (areas, 4)
        return cls(
            day=np.zeros(1, np.int64),
            dates=np.zeros(RING, np.int64),
            arrived=np.zeros(whole, np.int64),
            served=np.zeros(whole, np.int64),
            left=np.zeros(whole, np.int64),
            head=np.zeros(whole, np.int64),
            ring=np.zeros((areas, 4, RING), np.int32),
            carry=np.zeros(whole, np.int64),
            hand_carry=np.zeros((areas, 2), np.int64),
        )

    @property
    def backlog(self) -> np.ndarray:
        """(A, 4) int64: cases waiting now."""
        waiting: np.ndarray = self.arrived - self.served - self.left
        return waiting

    def month(
        self,
        days: np.ndarray,
        arrivals: np.ndarray,
        capacity: np.ndarray,
        profiles: tuple[str, str, str, str] = ("uniform",) * 4,
        hand: np.ndarray | float = 1.0,
        work: float = 0.0,
        patience: tuple[int, int, int, int] = (LONGEST,) * 4,
        together: np.ndarray | None = None,
        day: int = 0,
    ) -> Served:
        """Let a month's cases arrive and be settled.

        days : (D,) int64          working days, as numbers of calendar days (``workdays.working_days``)
        arrivals : (A, 4) int64    cases of the month
        capacity : (A, 4) float64  cases a working day
        profiles : of the queues, names of ``spread.PROFILES``
        hand : (A,) or float       share of online forms handled by hand; the others are settled at once
        work : float               counter cases' worth of work that a form handled by hand causes
        patience : of the queues, working days after which a waiting case gives up, 1 .. LONGEST
        together : (A, 4) int64    of the arrivals, those that all come on working day ``day`` (from 0),
                                   as after an outage; none when left out, and never more than there are
        """
        areas = self.arrived.shape[0]
        days = np.asarray(days, np.int64)
        table = _table(tuple(profiles), days.size)
        hands = np.full(areas, hand, np.float64)
        limits = np.array([min(max(int(limit), 1), LONGEST) for limit in patience], np.int64)
        out = Served(
            np.zeros((areas, 4), np.int64),
            np.zeros((areas, 4), np.int64),
            np.zeros((areas, 4), np.int64),
            np.zeros((areas, 4), np.int64),
            np.zeros(areas, np.int64),
            np.zeros((areas, 4)),
            np.zeros((4, BINS), np.int64),
            np.zeros(4, np.int64),
        )
        national = np.zeros((4, days.size), np.int64)
        _serve_month(
            days,
            np.asarray(arrivals, np.int64),
            np.asarray(capacity, np.float64),
            _none_of(areas) if together is None else np.asarray(together, np.int64),
            min(max(day, 0), days.size - 1),
            table,
            tie_stride(days.size),
            hands,
            float(work),
            limits,
            self.day,
            self.dates,
            self.arrived,
            self.served,
            self.left,
            self.head,
            self.ring,
            self.carry,
            self.hand_carry,
            out,
            national,
            np.empty((4, max(days.size, 4)), np.int64),
        )
        np.max(national, axis=1, out=out.peak)
        return out

    def snapshot(self) -> Queues:
        """A copy of everything."""
        return Queues(*(getattr(self, f.name).copy() for f in fields(Queues)))

    def restore(self, saved: Queues) -> None:
        """Go back to a snapshot; arrays are overwritten in place."""
        for f in fields(Queues):
            getattr(self, f.name)[...] = getattr(saved, f.name)


def wait_quantile(histogram: np.ndarray, share: float) -> int | None:
    """Smallest wait in days that at least ``share`` of the cases did not exceed; None without cases.

    histogram : (BINS,) int64
    """
    total = int(histogram.sum())
    if total == 0:
        return None
    return int(np.searchsorted(np.cumsum(histogram), share * total, side="left"))


@lru_cache(maxsize=8)
def _none_of(areas: int) -> np.ndarray:
    """No arrivals together, (areas, 4) int64."""
    return np.zeros((areas, 4), np.int64)


@lru_cache(maxsize=256)
def _table(profiles: tuple[str, ...], days: int) -> np.ndarray:
    """Weights of a month's working days by queue, (4, days) int64, for names of ``spread.PROFILES``."""
    for name in profiles:
        if name not in PROFILES:
            raise ValueError(f"no such profile of arrivals: '{name}'; known: {', '.join(PROFILES)}")
    return np.stack([profile_weights(name, days) for name in profiles])


@njit(cache=True, nogil=True, _nrt=False)
def _serve_month(
    days,
    arrivals,
    capacity,
    together,
    meeting,
    table,
    stride,
    hand,
    work,
    patience,
    day,
    dates,
    arrived,
    served,
    left,
    head,
    ring,
    carry,
    hand_carry,
    out,
    national,
    scratch,
):
    """All queues of one month, area by area; arrays as in ``Queues``, ``Served`` and ``Queues.month``.

    together : (A, 4) int64 arrivals that all come on day ``meeting`` of the month;
    table : (4, D) int64 weights of the days by queue; national : (4, D) int64 backlog by day, written;
    scratch : (4, max(D, 4)) int64, written.
    Queues do not meet, and the sums are integers, so the order of areas changes nothing.
    """
    first = day[0]
    for d in range(days.size):
        dates[(first + d) & (RING - 1)] = days[d]
    daily, rest = scratch[0, : days.size], scratch[1, : days.size]
    totals, heaviest = scratch[2], scratch[3]
    for z in range(4):
        totals[z] = 0
        heaviest[z] = 0
        for d in range(days.size):
            totals[z] += table[z, d]
            heaviest[z] = max(heaviest[z], table[z, d])
    for a in range(arrivals.shape[0]):
        by_hand = _whole_part(arrivals[a, OFFICE], hand[a], hand_carry, a, 0)
        effort = _whole_part(by_hand, work, hand_carry, a, 1)
        automatic = arrivals[a, OFFICE] - by_hand
        out.work[a] = effort
        for z in range(4):
            cases = arrivals[a, z]
            if z == OFFICE:
                cases = by_hand
                arrived[a, z] += automatic
                served[a, z] += automatic
                out.completed[a, z] += automatic
                out.histogram[z, 0] += automatic
            elif z == COUNTER:
                cases += effort
            rate = np.int64(np.floor(capacity[a, z] * UNIT + 0.5))
            waiting = arrived[a, z] - served[a, z] - left[a, z]
            arrived[a, z] += cases
            lump = min(together[a, z], cases)
            if lump == 0 and waiting == 0 and cases * heaviest[z] <= (rate >> SHIFT) * totals[z]:
                served[a, z] += cases
                out.completed[a, z] += cases
                out.histogram[z, 0] += cases
                carry[a, z] = (carry[a, z] + rate * days.size) & (UNIT - 1)
                continue
            if heaviest[z] * days.size == totals[z]:
                spread_evenly(cases - lump, a % days.size, stride, daily)
            else:
                spread(cases - lump, table[z], totals[z], a % days.size, stride, daily, rest)
            daily[meeting] += lump
            _serve_queue(
                a,
                z,
                first,
                daily,
                waiting,
                rate,
                patience[z],
                dates,
                served,
                left,
                head,
                ring,
                carry,
                out,
                national,
            )
    for a in range(arrivals.shape[0]):
        for z in range(4):
            waiting = arrived[a, z] - served[a, z] - left[a, z]
            out.backlog[a, z] = waiting
            if out.completed[a, z] > 0:
                out.mean_wait[a, z] = out.waited[a, z] / out.completed[a, z]
            elif waiting > 0:
                out.mean_wait[a, z] = np.float64(days[days.size - 1] - dates[head[a, z] & (RING - 1)])
    day[0] = first + days.size


@njit(inline="always")
def _serve_queue(
    a, z, first, daily, waiting, rate, patience, dates, served, left, head, ring, carry, out, national
):
    """One queue day by day: arrivals join the end, the day's capacity is taken from the front."""
    line = ring[a, z]
    counts = out.histogram[z]
    spare = carry[a, z]
    oldest = first if waiting == 0 else head[a, z]
    done = np.int64(0)
    waited = np.int64(0)
    lost = np.int64(0)
    for d in range(daily.size):
        today = first + d
        line[today & (RING - 1)] = daily[d]
        waiting += daily[d]
        spare += rate
        able = min(spare >> SHIFT, waiting)
        spare = spare & (UNIT - 1)
        waiting -= able
        done += able
        date = dates[today & (RING - 1)]
        while able > 0:
            slot = oldest & (RING - 1)
            there = np.int64(line[slot])
            taken = min(there, able)
            wait = date - dates[slot]
            waited += taken * wait
            counts[min(wait, BINS - 1)] += taken
            line[slot] = there - taken
            able -= taken
            if taken == there:
                oldest += 1
        while waiting > 0 and today - oldest >= patience:
            gone = np.int64(line[oldest & (RING - 1)])
            line[oldest & (RING - 1)] = 0
            waiting -= gone
            lost += gone
            oldest += 1
        if waiting == 0:
            oldest = today + 1
        national[z, d] += waiting
    head[a, z] = oldest
    carry[a, z] = spare
    served[a, z] += done
    left[a, z] += lost
    out.completed[a, z] += done
    out.waited[a, z] = waited
    out.gave_up[a, z] = lost


@njit(inline="always")
def _whole_part(cases, factor, carry, a, k):
    """``cases * factor`` as a whole number; the fraction is kept in ``carry[a, k]`` for the next month."""
    exact = cases * np.int64(np.floor(factor * UNIT + 0.5)) + carry[a, k]
    carry[a, k] = exact & (UNIT - 1)
    return exact >> SHIFT
