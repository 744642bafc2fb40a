"""Work: how much the stages had to do, counted and not timed.

A clock says little on a busy machine. How many slots were looked at, how many of them might act, how many
cases, tries and pushes came of it is the same on every machine and for any number of threads, so a mechanism
that makes the month dearer shows here although nobody held a watch. Sums stand in the manifest, ``work``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.counts import FLOWS

if TYPE_CHECKING:
    from simulation.record import RunRecord

PLACES = {"scanned": 0, "cases": 1, "heard": 2, "active": 3, "started": 6, "stopped": 7}
"""Name -> entry of ``Counts.work`` (8,): slots scanned; cases settled; news of a service; slots on the scan's
list (0 where the kernel does not count them); starts and stops of use, which are pushed to the ties."""


def work_by_month(record: RunRecord) -> dict[str, np.ndarray]:
    """Counts of work by month, (months,) int64: scanned, active, cases, heard, attempted, pushed.

    ``active`` is left out where the kernel does not count it. Empty where no work was recorded.
    """
    if not record.work.size:
        return {}
    found = {name: record.work[:, place] for name, place in PLACES.items()}
    attempted = record.cases[:, :, FLOWS.index("attempts")].sum(axis=1)
    counted = {"scanned": found["scanned"]} | ({"active": found["active"]} if found["active"].any() else {})
    return counted | {
        "cases": found["cases"],
        "heard": found["heard"],
        "attempted": attempted,
        "pushed": found["started"] + found["stopped"],
    }


def work_of(record: RunRecord) -> dict[str, int]:
    """The same, summed over the run."""
    return {name: int(counts.sum()) for name, counts in work_by_month(record).items()}
