"""Waiting in Japan: what the queues of all service areas amount to in a month.

A median of medians means nothing, so days are read off the national histogram of waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

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
    counted = np.asarray(served["histogram"])
    within = np.cumsum(counted, axis=1)
    cases = within[:, -1:]
    for name, share in QUANTILES.items():
        # As ``queues.wait_quantile``: days on which fewer than the share had been settled.
        days = (within < share * cases).sum(axis=1).astype(np.float64)
        totals[name] = np.where(cases[:, 0] > 0, days, np.nan)
    longest = int((within < cases).sum(axis=1).max(initial=0))
    totals["histogram"] = counted[:, : longest + 1].astype(np.uint32)
    return totals
