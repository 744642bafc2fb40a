"""Logins: does a ministry share one, or build its own?

A ministry that puts a service online needs a way for people to sign in. Where somebody coordinates, it takes
the one that is there; where nobody does, every programme builds its own, and town halls have to fit their
systems to each. A login once built stays until it is replaced, and then the question is asked again.
"""

from __future__ import annotations

import numpy as np

from agents.draws import INSTITUTION, PURPOSES, draw
from agents.institutions.agencies import NATIONAL
from agents.institutions.assumptions import Assumptions
from configs.months import month_index

NONE, SHARED, OWN = 0, 1, 2
"""What a programme has: no login yet, a part in the shared one, or one of its own."""
DECISION, RENEWAL = 0, 1
"""Service words of the draws: shared or not; whether a login is replaced this April."""
APRIL = 3


class Logins:
    """The programmes of national bodies, one for each body and family of services it answers for.

    family : (P,) int64   family of each programme
    since : (P,) int64    first month of its body
    state : (P,) uint8    ``NONE``, ``SHARED`` or ``OWN``
    """

    def __init__(self, values: Assumptions, seed: int, replicate: int) -> None:
        self.renewal = values.login_renewal_year
        self.seed, self.replicate = seed, replicate
        programmes = [(row, body, family) for row, body in enumerate(NATIONAL) for family in body.families]
        self.family = np.array([family for _, _, family in programmes], np.int64)
        self.since = np.array([month_index(body.since) for _, body, _ in programmes], np.int64)
        # The address of a programme's luck stays where other bodies are added.
        self._address = np.array([row * 8 + family for row, _, family in programmes], np.int64)
        self.state = np.zeros(len(programmes), np.uint8)

    def advance(self, t: int, launched: np.ndarray, coordination: float) -> bool:
        """One month; returns whether any programme built, joined or gave up a login.

        launched : (8,) float64   share of each family that can be filed online
        coordination : float      chance that a programme takes the shared login
        A programme's luck in a month is the same whatever the coordination: more of it never adds a login.
        """
        asked = (self.state == NONE) & (launched[self.family] > 0.0) & (self.since <= t)
        if t % 12 == APRIL and (self.state == OWN).any():
            asked |= (self.state == OWN) & (self._luck(t, RENEWAL) < self.renewal)
        if not asked.any():
            return False
        shares = self._luck(t, DECISION) < coordination
        self.state[asked] = np.where(shares[asked], SHARED, OWN)
        return True

    def count(self) -> int:
        """Logins of the state that citizens meet."""
        return int((self.state == OWN).sum()) + int((self.state == SHARED).any())

    def apart(self) -> np.ndarray:
        """(8,) float64: share of a family's programmes with a login of their own; 0 where none is online."""
        own = np.bincount(self.family, weights=self.state == OWN, minlength=8)
        all_of_them = np.bincount(self.family, weights=self.state != NONE, minlength=8)
        return np.divide(own, all_of_them, out=np.zeros(8), where=all_of_them > 0.0)

    def online(self) -> np.ndarray:
        """(8,) bool: families with any programme that has a login."""
        return np.bincount(self.family, weights=self.state != NONE, minlength=8) > 0.0

    def snapshot(self) -> np.ndarray:
        """A copy of what changes."""
        return self.state.copy()

    def restore(self, saved: np.ndarray) -> None:
        """Go back to a snapshot."""
        self.state[:] = saved

    def _luck(self, t: int, service: int) -> np.ndarray:
        """(P,) float64 in [0, 1): luck of each programme in the month."""
        with np.errstate(over="ignore"):  # without the compiler NumPy warns of wrapping words
            words = draw(
                self.seed, self.replicate, INSTITUTION, t, PURPOSES["LOGIN"], service, self._address
            )
        return np.asarray(words / 4294967296.0)
