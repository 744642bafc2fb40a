"""Waiting in Japan: what the queues of all service areas amount to in a month.

A median of medians means nothing, so days are read off the national histogram of waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.queues import wait_quantile

QUEUES = ("counter", "mail", "office", "card")
"""The four queues of a service area, in the order of their arrays."""
SUMMED = ("completed", "backlog", "gave_up")
QUANTILES = {"wait_median": 0.5, "wait_p90": 0.9}


def waiting(served: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """National quantities by queue, name -> (4,) float64, from the arrays of ``queues.Served``.

    completed, backlog, gave_up, peak : cases; wait_mean, wait_median, wait_p90 : calendar days of the
    cases settled in the month, NaN where none was; histogram (4, D) uint32: cases settled by days waited
    """
    totals = {name: np.asarray(served[name], np.float64).sum(axis=0) for name in SUMMED}
    totals["peak"] = np.asarray(served["peak"], np.float64)
    settled = totals["completed"]
    waited = np.asarray(served["waited"], np.float64).sum(axis=0)
    totals["wait_mean"] = np.divide(waited, settled, out=np.full(4, np.nan), where=settled > 0)
    for name, share in QUANTILES.items():
        days = [wait_quantile(histogram, share) for histogram in served["histogram"]]
        totals[name] = np.array([np.nan if found is None else found for found in days], np.float64)
    counted = np.asarray(served["histogram"])
    longest = int(np.flatnonzero(counted.any(axis=0)).max(initial=0))
    totals["histogram"] = counted[:, : longest + 1].astype(np.uint32)
    return totals
