"""Who is tied to whom, and how one person's use reaches the people next door.

A widow files her taxes online; her son in the same home, a few people down the street and an old
friend in another prefecture now each know one more person who did. That is all a tie carries: use,
per family of services, for twelve months. Two kinds of network do this, behind one interface:

``implicit.ImplicitNetwork``
    Nothing is stored. The ties of a slot are computed from the order of the slots (household, street)
    and from keyed involutions (far friends), see ``implicit`` and ``involutions``.
``explicit.ExplicitNetwork``
    Any NetworkX graph as two arrays, for studies and tests.

Both offer ``slots``, ``neighbours(slot)``, ``degrees()``, ``fill_ties(who)`` and
``push(slot, family, sign, near)``; the compiled loops below them (``implicit.push``,
``explicit.push_explicit``) are what the monthly step calls. Ties are symmetric, nobody is tied to
oneself or twice to the same person, and nobody has more than ``MOST_TIES``, because the exposure
counter of a family has four bits.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

MOST_TIES = 15
"""Largest number of ties of one slot: the exposure counter of a family holds 0 to 15."""


class Network(Protocol):
    """What the step and the tests ask of any network."""

    @property
    def slots(self) -> int:
        """Number of slots."""

    def neighbours(self, slot: int) -> np.ndarray:
        """The slots tied to ``slot``: (degree,) int64, in no particular order."""

    def degrees(self) -> np.ndarray:
        """Number of ties of every slot: (slots,) int64."""

    def fill_ties(self, who: np.ndarray) -> None:
        """Write the degree of every slot into the ``ties`` bits of ``who`` (slots,) uint32."""

    def push(self, slot: np.ndarray, family: np.ndarray, sign: np.ndarray, near: np.ndarray) -> None:
        """Add ``sign`` (+1 or -1) to the family's counter in ``near`` of every neighbour of ``slot``.

        slot, family, sign : (events,) integers
        near : (slots,) uint32, written; four bits per family. Additions commute, so the order of
        events changes nothing.
        """


def check_degrees(degrees: np.ndarray, limit: int = MOST_TIES) -> None:
    """Raise ValueError when a slot has more than ``limit`` ties, naming the worst one."""
    if degrees.size and int(degrees.max()) > limit:
        worst = int(degrees.argmax())
        raise ValueError(
            f"slot {worst} has {int(degrees[worst])} ties and at most {limit} fit the exposure counter; "
            "thin the graph, or pass limit=None for a study without citizens"
        )
