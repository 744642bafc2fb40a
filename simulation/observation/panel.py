"""The web panel of a polling firm: online people over 20, the more so the more they use the net.

A panel is no sample of residents: it misses who is offline and over-represents the handy. Who answers is
drawn by addressed luck, so that two scenarios ask the same people as far as they can.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from agents.columns import BIRTH_BASE, VACANT, Citizens
from agents.draws import CITIZEN, PURPOSES, draw

PANEL_SIZE = 1089
"""Answers of the web poll of August 2020 (its report)."""
YOUNGEST = 20
FULL_LITERACY = 15.0


@dataclass(frozen=True)
class Panel:
    """Who is in the frame and who answers.

    slots : (n,) int64       slots of the frame, in order
    odds : (n,) float64      odds of being in the panel, relative to one another
    asked : (a,) int64       positions in ``slots`` of those who answer
    """

    slots: np.ndarray
    odds: np.ndarray
    asked: np.ndarray

    def share(self, holds: np.ndarray) -> float:
        """Weighted share of the frame of which ``holds`` (n,) is true: the panel without sampling error."""
        return float((self.odds * holds).sum() / self.odds.sum())


def adults(citizens: Citizens, month: int) -> np.ndarray:
    """Slots of residents of 20 and over, at the end of the year's month ``month``."""
    year = 2001 + month // 12
    return np.flatnonzero(
        (citizens.birth != VACANT) & (citizens.birth.astype(np.int64) + BIRTH_BASE <= year - YOUNGEST)
    )


def web_panel(
    citizens: Citizens,
    month: int,
    value: Callable[[str], float],
    seed: int,
    replicate: int,
    size: int = PANEL_SIZE,
) -> Panel:
    """The frame of a web panel in ``month`` and the ``size`` people of it who answer.

    ``value`` gives assumptions by name. Odds grow with literacy and with the use of a PC.
    """
    slots = adults(citizens, month)
    device = (citizens.field("pc") | citizens.field("phone"))[slots] == 1
    slots = slots[device & (citizens.field("net")[slots] == 1)]
    literacy = citizens.field("literacy")[slots] / FULL_LITERACY
    odds = np.exp(
        value("observation.panel_literacy") * literacy
        + value("observation.panel_pc") * citizens.field("pc")[slots]
    )
    luck = draw(seed, replicate, CITIZEN, month, PURPOSES["PANEL"], 0, slots)
    # The largest of u ** (1 / odds) are a sample without replacement by odds (Efraimidis and Spirakis 2006).
    rank = np.log((luck + 0.5) / 4294967296.0) / odds
    asked = np.sort(np.argsort(-rank, kind="stable")[:size])
    return Panel(slots, odds, asked)
