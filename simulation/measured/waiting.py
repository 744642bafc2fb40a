"""Waiting: counters, mail rooms, back offices and card windows, in calendar days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simulation.measured.output import NoValueError, Output, Reader, View, handed, known
from simulation.queues import BINS, wait_quantile
from simulation.waiting import QUEUES

NONE = "no case was settled in a queue"


def _months(view: View, start: int, end: int) -> list[Mapping[str, np.ndarray]]:
    return [found for t, found in view.record.queues if start <= t <= end]


def mean_wait(view: View, queue: str, start: int, end: int) -> float:
    """Days that cases settled in ``start`` to ``end`` had waited, mean over cases; NaN where none was."""
    return _mean(_months(view, start, end), [QUEUES.index(queue)])


def _mean(months: Sequence[Mapping[str, np.ndarray]], queues: Sequence[int]) -> float:
    days = cases = 0.0
    for found in months:
        settled = found["completed"][queues]
        days += float((settled * np.nan_to_num(found["wait_mean"][queues])).sum())
        cases += float(settled.sum())
    return days / cases if cases else float("nan")


def wait_counter(view: View) -> float:
    """Mean wait at counters in the last twelve months."""
    return known(mean_wait(view, "counter", *view.year()), NONE)


def processing_days(view: View) -> float:
    """Mean wait at counters, by mail and in back offices in the last twelve months, exchange included."""
    queues = [QUEUES.index(name) for name in ("counter", "mail", "office")]
    exchange = list(view.record.numbers_named("exchange_days", *view.year()).values())
    waited = known(_mean(_months(view, *view.year()), queues), NONE)
    return waited + (sum(exchange) / len(exchange) if exchange else 0.0)


def counter_load(view: View) -> float:
    """Cases settled at counters in the last twelve months, in Japan."""
    months = _months(view, *view.year())
    if not months:
        raise NoValueError("the run kept no queues")
    return sum(float(found["completed"][QUEUES.index("counter")]) for found in months) * view.weight


def backlog_peak(view: View) -> float:
    """Most cases that any of the four queues held at the end of a day of the window, in Japan."""
    months = _months(view, view.first, view.month)
    if not months:
        raise NoValueError("the run kept no queues")
    return max(float(found["peak"].max()) for found in months) * view.weight


def waits_of_forms(share: float) -> Reader:
    """Days that ``share`` of the cases of mail rooms and back offices in the window did not exceed."""

    def read(view: View) -> float:
        counted = np.zeros(BINS, np.int64)
        for found in _months(view, view.first, view.month):
            forms = found["histogram"][QUEUES_OF_FORMS].sum(axis=0, dtype=np.int64)
            counted[: forms.size] += forms
        days = wait_quantile(counted, share)
        return known(float("nan") if days is None else float(days), NONE)

    return read


QUEUES_OF_FORMS = [QUEUES.index("mail"), QUEUES.index("office")]
ALL_FORMS = "; where relief is not counted by itself: all forms by mail and in back offices of the window"

ROWS = (
    Output("wait_days_counter", "wait at counters", "days",
        "calendar days that cases settled at counters in the last twelve months had waited, mean",
        wait_counter, "less", "none", "queues"),
    Output("processing_days", "days to settle a case", "days",
        "calendar days from arrival to settlement at counters, by mail and in back offices, questions to "
        "other agencies included, mean over the cases of the last twelve months",
        processing_days, "less", "all", "queues, numbers"),
    Output("counter_load", "cases at counters", "cases a year in Japan",
        "cases settled at counters in the last twelve months, repairs of credentials and work on online "
        "forms "
        "included",
        counter_load, "less", "none", "queues"),
    Output("backlog_peak_day", "largest backlog of a day", "cases in Japan",
        "most cases that waited at the end of any day of the window, in the fullest of the four queues",
        backlog_peak, "less", "all", "queues"),
    Output("days_to_payment_median", "days to payment, median", "days",
        "calendar days from application to payment of relief that half did not exceed" + ALL_FORMS,
        handed("days_to_payment_median", "last", waits_of_forms(0.5)), "less", "all", "numbers, queues"),
    Output("days_to_payment_p90", "days to payment, nine in ten", "days",
        "calendar days from application to payment of relief that nine in ten did not exceed" + ALL_FORMS,
        handed("days_to_payment_p90", "last", waits_of_forms(0.9)), "less", "all", "numbers, queues"),
    Output("not_paid_by_deadline", "not paid by the deadline", "share of applications",
        "applications for relief that were not paid when the deadline had passed",
        handed("not_paid_by_deadline", "last"), "less", "all", "numbers, queues"),
    Output("relief_applications", "applications for relief", "applications in Japan",
        "applications for relief filed in crises of the window, second ones to a prefecture that acts alone "
        "included",
        handed("relief_applications", "sum"), "less", "all", "numbers, queues"),
    Output("days_to_relief_p90", "days to relief, nine in ten", "days",
        "calendar days from need to relief that nine in ten did not exceed, the worst crisis of the window: "
        "until there is a scheme, then in the queue; who files twice waits for the slower",
        handed("days_to_relief_p90", "max"), "less", "all", "numbers, queues"),
)  # fmt: skip
