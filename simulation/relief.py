"""Relief in a crisis: who pays, how often one must file for it, and how many days it takes.

In May 2020 a family files for the national payment at the town hall. In a prefecture that heard of it late,
there is a second form, for the prefecture's own scheme: it waits at the prefecture's desks, and the town
hall checks it as well, after the forms that were there before. One form for both spares the second queue.

In a calm month nothing here does anything.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.columns import FAMILIES
from agents.institutions.agencies import PREFECTURES
from agents.institutions.assumptions import Assumptions
from agents.institutions.crisis import DAYS_A_MONTH, Crisis
from agents.institutions.crisis import Saved as SavedCrisis
from policies.levers import POSITION
from simulation.queues import BINS, COUNTER, MAIL, OFFICE, Queues

SURGE = POSITION["services.surge"]
INTEGRATED = POSITION["relief.integrated"]
RELIEF = FAMILIES.index("relief")
PAID, HELPED = range(2)
"""Rows of the count of days: from application to payment; from need to relief."""
STEPS = (np.arange(10) + 0.5) / 10.0
"""Where in a month's line the cases of an area stand that are counted; each stands for a tenth."""
QUIET = {"prefectures_acting_alone": 0.0, "duplicate_schemes": 0.0, "relief_applications": 0.0}
"""What a month without a crisis hands over."""


class Desks(NamedTuple):
    """What the town halls' desks had to do in a month; A areas, columns as in ``queues``.

    before, after : (A, 4) cases waiting at its begin and end; capacity : (A, 4) cases a working day
    hand : (A,) share of online forms checked by hand; days : (D,) working days; patience : working days
    """

    before: np.ndarray
    after: np.ndarray
    capacity: np.ndarray
    hand: np.ndarray
    days: np.ndarray
    patience: int


class Saved(NamedTuple):
    """A copy of what changes about relief; fields as in ``Relief``."""

    crisis: SavedCrisis
    desks: Queues
    days: np.ndarray
    late: np.ndarray
    shared: float


class Relief:
    """Relief of the nation and of prefectures that act alone.

    crisis : who is in a crisis, who heard, who acts alone
    desks : queues of the 47 prefectures; only their mail is used
    days : (2, BINS) float64   cases of this crisis by days, see ``PAID``
    late : (2,) float64        cases of this crisis that are not paid in time, or given up; all cases
    numbers : what the month hands over, empty in a calm one
    """

    def __init__(
        self, values: Assumptions, prefecture: np.ndarray, population: np.ndarray,
        area_prefecture: np.ndarray, weight: float, mail_share: float, seed: int, replicate: int,
    ) -> None:  # fmt: skip
        """prefecture, population : (M,) 0-46, persons; area_prefecture : (A,) 0-46.

        weight : persons for each simulated citizen; mail_share : of relief filed on paper
        """
        self.crisis = Crisis(values.crisis_threshold, values.crisis_own_scheme_days, seed, replicate)
        self.prefecture, self.area_prefecture = prefecture, area_prefecture
        self._people = np.asarray(population, np.float64)
        self._of_prefecture = np.maximum(np.bincount(prefecture, self._people, PREFECTURES), 1.0)
        self.weight, self.mail_share = weight, mail_share
        self.within = values.relief_paid_within_days
        self.capacity = np.zeros((PREFECTURES, 4))
        self.capacity[:, MAIL] = (
            self._of_prefecture / 1000.0 * values.relief_prefecture_cases_1000_day / weight
        )
        self.desks = Queues.empty(PREFECTURES)
        self.days = np.zeros((2, BINS))
        self.late = np.zeros(2)
        self.shared = 0.0
        self.numbers: dict[str, float] = {}

    @property
    def busy(self) -> bool:
        """Whether there is a crisis, or a prefecture still works through one."""
        return self.crisis.active or bool(self.desks.backlog.any())

    def act(self, t: int, panel: np.ndarray, zone: np.ndarray, coordination: np.ndarray) -> np.ndarray:
        """Crises begin and end, instructions arrive or not; returns the prefectures that begin to act alone.

        panel : (Z, K, L, 8) levers; zone : (M,) int64; coordination : (M,) float64
        """
        self.numbers = {}
        surge = panel[:, :, SURGE, RELIEF]
        active = self.crisis.active
        if not active and surge.max() <= self.crisis.threshold:
            return np.empty(0, np.int64)
        self.shared = min(max(float(panel[0, 0, INTEGRATED, 0]), 0.0), 1.0)
        begins = self.crisis.advance(
            t, self._mean(surge.mean(axis=1)[zone]), np.clip(self._mean(coordination), 0.0, 1.0)
        )
        if not active:
            self.days[:] = self.late[:] = 0.0
        return begins

    def filed_twice(self, cases: np.ndarray) -> np.ndarray:
        """(A,) int64: second applications among the relief ``cases`` (A,) of the month."""
        twice = self.crisis.alone[self.area_prefecture] * (1.0 - self.shared)
        return np.floor(cases * twice + 0.5).astype(np.int64)

    def serve(self, t: int, use: np.ndarray, second: np.ndarray, town: Desks) -> None:
        """The prefectures' desks work, and the days of everybody who needed relief are counted.

        use : (A, 2) int64   relief cases of the month, those filed online among them; second : (A,) int64
        """
        coming = np.zeros((PREFECTURES, 4), np.int64)
        np.add.at(coming[:, MAIL], self.area_prefecture, second)
        before = self.desks.backlog
        self.desks.month(town.days, coming, self.capacity, patience=(town.patience,) * 4)
        if not self.crisis.active:
            return
        month = DAYS_A_MONTH / town.days.size
        lines = before[:, [MAIL]], self.desks.backlog[:, [MAIL]], self.capacity[:, [MAIL]]
        own = _waits(*lines, town.patience)
        town_waits = _waits(town.before, town.after, town.capacity, town.patience) * month
        in_time = min(self.within, town.patience * month)
        twice = second / np.maximum(use[:, 0], 1)
        delay = self.crisis.delay_days(t)[self.area_prefecture][:, None]
        paper = (use[:, 0] - use[:, 1]).astype(np.float64)
        ways = (
            (town_waits[:, MAIL], paper * self.mail_share),
            (town_waits[:, COUNTER], paper * (1.0 - self.mail_share)),
            (town_waits[:, OFFICE], use[:, 1] * town.hand),
            (np.zeros_like(town_waits[:, OFFICE]), use[:, 1] * (1.0 - town.hand)),
        )
        for waits, cases in ways:
            # Who files twice is helped in full when the slower of the two has paid.
            both = np.maximum(waits, own[self.area_prefecture, 0] * month)
            for wait, some in ((waits, cases * (1.0 - twice)), (both, cases * twice)):
                self.late += (some * (wait >= in_time).mean(axis=1)).sum(), some.sum()
                self._count(PAID, wait, some)
                self._count(HELPED, wait + delay, some)
        self.numbers = self._numbers(float((use[:, 0] + second).sum()))

    def _count(self, row: int, days: np.ndarray, cases: np.ndarray) -> None:
        """Add cases by days; days : (A, 10) at ``STEPS``; cases : (A,) float64."""
        bins = np.clip(np.floor(days), 0, BINS - 1).astype(np.int64)
        each = np.repeat(cases / STEPS.size, STEPS.size)
        self.days[row] += np.bincount(bins.ravel(), each, BINS)

    def _numbers(self, applications: float) -> dict[str, float]:
        alone = float(self.crisis.alone.sum())
        return {
            "prefectures_acting_alone": alone,
            "duplicate_schemes": alone if self.shared < 1.0 else 0.0,
            "relief_applications": applications * self.weight,
            "days_to_payment_median": quantile(self.days[PAID], 0.5),
            "days_to_payment_p90": quantile(self.days[PAID], 0.9),
            "days_to_relief_p90": quantile(self.days[HELPED], 0.9),
            "not_paid_by_deadline": float(self.late[0] / max(self.late[1], 1.0)),
        }

    def _mean(self, by_municipality: np.ndarray) -> np.ndarray:
        """(47,) mean over residents."""
        total = np.bincount(self.prefecture, by_municipality * self._people, PREFECTURES)
        mean: np.ndarray = total / self._of_prefecture
        return mean

    def snapshot(self) -> Saved:
        """A copy of what changes."""
        return Saved(
            self.crisis.snapshot(), self.desks.snapshot(), self.days.copy(), self.late.copy(), self.shared
        )

    def restore(self, saved: Saved) -> None:
        """Go back to a snapshot."""
        self.crisis.restore(saved.crisis)
        self.desks.restore(saved.desks)
        self.days[:], self.late[:], self.shared = saved.days, saved.late, saved.shared
        self.numbers = {}


def quantile(counted: np.ndarray, share: float) -> float:
    """Fewest days that at least ``share`` of the cases did not exceed; NaN without cases.

    counted : (BINS,) float64
    """
    total = float(counted.sum())
    if total <= 0.0:
        return float("nan")
    # A hair less, so that rounding in the sums does not add a day.
    return float(np.searchsorted(np.cumsum(counted), share * total * (1.0 - 1e-12), side="left"))


def _waits(before: np.ndarray, after: np.ndarray, capacity: np.ndarray, patience: int) -> np.ndarray:
    """(A, Q, 10) working days that cases of the month wait, first come, first served, at ``STEPS``.

    The first of the month finds ``before`` cases in front, the last leaves ``after`` cases behind at its end.
    """
    first, last = (
        np.divide(line, capacity, out=np.full(line.shape, float(patience)), where=capacity > 0.0)
        for line in (before, after)
    )
    waits: np.ndarray = first[..., None] + (last - first)[..., None] * STEPS
    return np.minimum(waits, float(patience))
