"""What changes about municipalities: arrays that are written in place and copied for branching."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class State(NamedTuple):
    """What changes; M municipalities, L local bundles, A service areas.

    bundle : (M, L) uint8              WAITING, UNDER_WAY or LIVE
    standard : (M,) uint8              the same for the move to the standard system
    complexity : (M, 8) float64        added difficulty of the family's local services, share
    live_weight : (M, 8) float64       share of the family's needs in live local bundles
    live_cost : (M,) float64           parts of families' cost in service
    churn : (M,) float64               remembered announcements, events
    pool : (M,) float64                IT project-months left this fiscal year
    missed : (M,) uint8                1 while a national instruction has not arrived
    mandate : (M,) float64             duty in force last month, to notice a new one
    needs, online : (A, 8) int64       cases and online cases since last April
    expected, neighbours : (M, 8) float64   uptake as seen last April
    started, went_live, failed : (M,) int64   bundles since the run began
    invested, subsidised, running : (M,) float64   yen since then: own, paid by the state, running cost
    agreed, overrun : (M,) float64     yen since then: agreed in contracts; final cost above it
    """

    bundle: np.ndarray
    standard: np.ndarray
    complexity: np.ndarray
    live_weight: np.ndarray
    live_cost: np.ndarray
    churn: np.ndarray
    pool: np.ndarray
    missed: np.ndarray
    mandate: np.ndarray
    needs: np.ndarray
    online: np.ndarray
    expected: np.ndarray
    neighbours: np.ndarray
    started: np.ndarray
    went_live: np.ndarray
    failed: np.ndarray
    invested: np.ndarray
    subsidised: np.ndarray
    running: np.ndarray
    agreed: np.ndarray
    overrun: np.ndarray

    @classmethod
    def empty(cls, municipalities: int, bundles: int, areas: int) -> State:
        """Nothing started, nothing spent, nobody observed."""
        m = municipalities
        return cls(
            bundle=np.zeros((m, bundles), np.uint8),
            standard=np.zeros(m, np.uint8),
            complexity=np.zeros((m, 8)),
            live_weight=np.zeros((m, 8)),
            live_cost=np.zeros(m),
            churn=np.zeros(m),
            pool=np.zeros(m),
            missed=np.zeros(m, np.uint8),
            mandate=np.zeros(m),
            needs=np.zeros((areas, 8), np.int64),
            online=np.zeros((areas, 8), np.int64),
            expected=np.zeros((m, 8)),
            neighbours=np.zeros((m, 8)),
            started=np.zeros(m, np.int64),
            went_live=np.zeros(m, np.int64),
            failed=np.zeros(m, np.int64),
            invested=np.zeros(m),
            subsidised=np.zeros(m),
            running=np.zeros(m),
            agreed=np.zeros(m),
            overrun=np.zeros(m),
        )

    def copy(self) -> State:
        """An independent copy of every array."""
        return State(*(array.copy() for array in self))

    def overwrite(self, other: State) -> None:
        """Take the values of ``other``, in place."""
        for mine, theirs in zip(self, other, strict=True):
            mine[...] = theirs
