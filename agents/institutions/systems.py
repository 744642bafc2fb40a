"""Central systems: 1,500 of them in 2012, to be halved, some to share a platform, most with a reason not to.

The ministries counted their systems, promised to halve them by 2018 and to move 250 onto the joint platform.
Four years later six in ten had no plan to move: they held personal data, or private firms offered the same.
Whatever has moved is run more cheaply, and goes down together. A platform that is given up takes with it
what the move had cost. The Board of Audit counts what has moved, and publishes it a year later.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.institutions.assumptions import Assumptions

ON_PLATFORM, PLANNED, PERSONAL_DATA, PRIVATE_SUBSTITUTE, RETIRED = range(5)
STATES = ("on the platform", "planned", "personal data", "private substitute", "merged or closed")
"""Where a system stands; the third and the fourth name what keeps it from moving."""
UNMOVED = slice(PLANNED, RETIRED)
INVESTED, RUNNING, SUNK, AT_STAKE = range(4)
"""Places in the book: yen for moves, for running, lost with platforms given up; yen in what is there."""
REMEMBERED = 64
"""Months of which the share moved is remembered, so that an audit can report late."""


class Saved(NamedTuple):
    """A copy of everything that changes."""

    share: np.ndarray
    book: np.ndarray
    past: np.ndarray
    months: int


class Systems:
    """The central systems of the state, as shares of those of 2012.

    share : (5,) float64   where they stand, positions in ``STATES``; adds up to 1
    book : (4,) float64    yen, see ``INVESTED`` and what follows it; sums since ``forget_money``
    past : (64,) float64   share on the platform by month modulo 64
    months : int           months lived through
    """

    def __init__(self, values: Assumptions) -> None:
        self.values = values
        blocked = values.systems_personal_data, values.systems_private_substitute
        self.share = np.array([0.0, 1.0 - sum(blocked), *blocked, 0.0])
        self.book = np.zeros(4)
        self.past = np.zeros(REMEMBERED)
        self.months = 0

    def advance(self, share_moved: float, retired: float, feasible: float, final: float = 1.0) -> None:
        """One month under the levers.

        share_moved : share of the systems of 2012 that shall be on the platform
        retired : share that shall have been merged or closed; what is closed stays closed
        feasible : how far shared systems have become feasible; before that, a move costs a premium
        final : what this month's contracts cost in the end, as a ratio of what was agreed
        """
        self._retire(retired)
        step = share_moved - float(self.share[ON_PLATFORM])
        if step > 0.0:
            step = min(step, float(self.share[PLANNED]))
        if step != 0.0:
            self._move(step, feasible, final)
        self.book[RUNNING] += self.running_yen_month()
        self.past[self.months % REMEMBERED] = self.share[ON_PLATFORM]
        self.months += 1

    def _retire(self, wanted: float) -> None:
        """Closes systems that have not moved, of each kind alike."""
        more = wanted - float(self.share[RETIRED])
        unmoved = float(self.share[UNMOVED].sum())
        if more > 0.0 and unmoved > 0.0:
            gone = min(more / unmoved, 1.0)
            self.share[UNMOVED] *= 1.0 - gone
            self.share[RETIRED] += gone * unmoved

    def _move(self, step: float, feasible: float, final: float) -> None:
        """Onto the platform, or off it: that is a move as well, and what the first one cost is lost."""
        premium = 1.0 + self.values.platform_premium * (1.0 - feasible)
        price = abs(step) * self.total * self.values.platform_move_yen * premium * final
        self.book[INVESTED] += price
        if step > 0.0:
            self.book[AT_STAKE] += price
        else:
            lost = float(self.book[AT_STAKE]) * -step / float(self.share[ON_PLATFORM])
            self.book[SUNK] += lost
            self.book[AT_STAKE] -= lost
        self.share[ON_PLATFORM] += step
        self.share[PLANNED] -= step

    @property
    def total(self) -> float:
        """Systems of 2012."""
        return self.values.systems_total

    @property
    def in_use(self) -> float:
        """Systems neither merged nor closed."""
        return self.total * float(1.0 - self.share[RETIRED])

    @property
    def on_platform_share(self) -> float:
        """Share of the systems of 2012 on the shared platform."""
        return float(self.share[ON_PLATFORM])

    @property
    def on_platform(self) -> float:
        """Systems on the shared platform."""
        return self.total * self.on_platform_share

    def running_yen_month(self) -> float:
        """What all systems in use cost to run for a month."""
        own = self.values.platform_running_yen / 12.0
        return own * (self.in_use - self.values.platform_saving * self.on_platform)

    def unit_cost(self) -> float:
        """Yen a year that a system in use costs to run, mean; 0 without any."""
        return 12.0 * self.running_yen_month() / self.in_use if self.in_use > 0.0 else 0.0

    def hosted(self) -> float:
        """Share of the systems in use that one outage of the platform stops."""
        return self.on_platform / self.in_use if self.in_use > 0.0 else 0.0

    def without_plan(self) -> float:
        """Share of the systems in use that something keeps from moving."""
        blocked = float(self.share[PERSONAL_DATA] + self.share[PRIVATE_SUBSTITUTE])
        return self.total * blocked / self.in_use if self.in_use > 0.0 else 0.0

    def audited(self) -> float:
        """Share moved as the Board of Audit has published it: the truth of some months ago, 0 before that."""
        month = self.months - 1 - round(self.values.audit_lag_months)
        return float(self.past[month % REMEMBERED]) if month >= 0 else 0.0

    def counts(self) -> dict[str, int]:
        """Whole systems by where they stand; what rounding leaves goes to the largest remainders."""
        exact = self.share * self.total
        whole = np.floor(exact).astype(np.int64)
        left = round(self.total) - int(whole.sum())
        whole[np.argsort(whole - exact, kind="stable")[:left]] += 1
        return dict(zip(STATES, whole.tolist(), strict=True))

    def forget_money(self) -> None:
        """Begin the sums anew, as a run does that starts after 2001; what is there keeps its worth."""
        self.book[[INVESTED, RUNNING, SUNK]] = 0.0

    def snapshot(self) -> Saved:
        """A copy of everything that changes."""
        return Saved(self.share.copy(), self.book.copy(), self.past.copy(), self.months)

    def restore(self, saved: Saved) -> None:
        """Go back to a snapshot."""
        self.share[:], self.book[:], self.past[:] = saved.share, saved.book, saved.past
        self.months = saved.months
