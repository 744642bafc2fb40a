"""Work: how much the stages had to do, counted and not timed.

A clock says little on a busy machine. How many slots were looked at, how many of them might act, how many
cases, tries and pushes came of it is the same on every machine and for any number of threads, so a mechanism
that makes the month dearer shows here although nobody held a watch. Sums stand in the manifest, ``work``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from simulation.record import RunRecord

PLACES = {
    "scanned": 0,
    "cases": 1,
    "heard": 2,
    "weighed": 3,
    "attempted": 4,
    "turns": 5,
    "started": 6,
    "stopped": 7,
    "active": 8,
}
"""Name -> entry of ``Counts.work``: slots scanned; cases settled; news of a service; cases past all gates,
whose value was worked out; tries; turns to talk; starts and stops of use, which are pushed to the ties; slots
on the list of the scan."""


def work_by_month(record: RunRecord) -> dict[str, np.ndarray]:
    """Counts of work by month, (months,) int64 each; ``pushed`` is starts and stops together.

    Empty where no work was recorded.
    """
    if not record.work.size:
        return {}
    found = {name: record.work[:, place] for name, place in PLACES.items()}
    return found | {"pushed": found["started"] + found["stopped"]}


def work_of(record: RunRecord) -> dict[str, int]:
    """The same, summed over the run."""
    return {name: int(counts.sum()) for name, counts in work_by_month(record).items()}
