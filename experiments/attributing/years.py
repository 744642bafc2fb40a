"""Years: in which years a package mattered.

Here the parts are stretches of years. A stretch is in force when the levers of its months stand as in the
package; in all other months they stand as without it. What people learned, heard or got used to in those
years stays with them, so an early year may matter for long.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from configs.months import month_text
from policies.timeline import Timeline

APRIL = 3
PERIODS = 4
"""Stretches into which the years are bundled unless the user says how long one is."""


class Stretch(NamedTuple):
    """Months ``start`` to ``stop - 1``, whole fiscal years but for the ends."""

    name: str
    start: int
    stop: int


def aligned(one: Timeline, other: Timeline) -> tuple[Timeline, Timeline]:
    """The same two timelines on one partition of places and people, so that their panels can be mixed."""
    place = np.stack([one.zone_of_municipality, other.zone_of_municipality])
    people = np.stack([one.kind_of_group, other.kind_of_group])
    zones, zone_of = np.unique(place, axis=1, return_inverse=True)
    kinds, kind_of = np.unique(people, axis=1, return_inverse=True)
    found = []
    for k, line in enumerate((one, other)):
        panel = line.panel[:, zones[k]][:, :, kinds[k]]
        panel.setflags(write=False)
        found.append(
            replace(line, panel=panel, zone_of_municipality=zone_of.ravel(), kind_of_group=kind_of.ravel())
        )
    return found[0], found[1]


def differing_months(before: Timeline, after: Timeline) -> np.ndarray:
    """Months in which some lever differs, counted from January 2001."""
    differs = (before.panel != after.panel).reshape(len(before.panel), -1).any(axis=1)
    return before.first + np.flatnonzero(differs)


def stretches(months: np.ndarray, last: int, every: int | None) -> tuple[Stretch, ...]:
    """Fiscal years from the first month in which levers differ until they differ no more or the run ends.

    every : years of a stretch; None bundles them into at most ``PERIODS``
    """
    first, final = int(months[0]), min(last, int(months[-1]))
    opening = first - (first - APRIL) % 12
    years = -(-(final + 1 - opening) // 12)
    length = every or -(-years // PERIODS)
    found = []
    for start in range(opening, final + 1, 12 * length):
        stop = min(start + 12 * length, final + 1)
        names = [month_text(month)[:4] for month in (start, stop - 1 - (stop - 1 - APRIL) % 12)]
        found.append(Stretch("FY" + "-".join(dict.fromkeys(names)), max(start, first), stop))
    return tuple(found)


def spliced(before: Timeline, after: Timeline, chosen: Collection[Stretch]) -> Timeline:
    """``before`` with the levers of ``after`` in the months of the ``chosen`` stretches."""
    panel = before.panel.copy()
    for stretch in chosen:
        rows = slice(stretch.start - before.first, stretch.stop - before.first)
        panel[rows] = after.panel[rows]
    panel.setflags(write=False)
    return replace(before, panel=panel)


def timelines(
    before: Timeline, after: Timeline, parts: Sequence[Stretch], coalitions: Mapping[str, Collection[str]]
) -> dict[str, Timeline]:
    """The levers of every coalition of stretches, by its name."""
    named = {stretch.name: stretch for stretch in parts}
    return {
        run: spliced(before, after, [named[name] for name in chosen]) for run, chosen in coalitions.items()
    }
