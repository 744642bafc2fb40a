"""Time: minutes of a procedure, hours that filing online saves, hours that going to the office costs.

An hour saved is the difference between the office and the screen: the lever ``services.time_lost_offline``
says it for each family in units of two hours. Where the screen is slower than the office the difference is
negative, and so are the hours saved. Days of waiting are no hours of anybody's work; they are counted apart.
"""

from __future__ import annotations

import numpy as np

from simulation.counts import FLOWS
from simulation.measured.output import Output, View, known

UNIT_MINUTES = 120.0
HOUR = 60.0
NONE = "no case was settled"
OFFLINE = ("counter", "mail")


def minutes_lost(view: View) -> np.ndarray:
    """(T, 8) minutes that an offline case takes beyond an online one, by month of the window and family."""
    return view.lever("services.time_lost_offline") * UNIT_MINUTES


def _by_family(flows: np.ndarray, *names: str) -> np.ndarray:
    """(8,) cases of the named kinds."""
    return np.asarray(flows.sum(axis=0)[:, [FLOWS.index(name) for name in names]].sum(axis=1), np.float64)


def _recent(view: View) -> np.ndarray:
    """(8,) mean minutes lost over the last twelve months of the window."""
    return np.asarray(minutes_lost(view)[-12:].mean(axis=0))


def minutes_per_procedure(view: View) -> float:
    """Minutes of the citizen, mean over all settled cases of the last twelve months."""
    online, lost, flows = view.value("valuation.online_minutes"), _recent(view), view.counts.flows
    at_screen, at_office = _by_family(flows, "own_use"), _by_family(flows, "assisted_use", *OFFLINE)
    by_others = _by_family(flows, "proxy_use")
    spent = online * (at_screen.sum() + at_office.sum()) + float((at_office * lost).sum())
    cases = float(at_screen.sum() + at_office.sum() + by_others.sum())
    return known(spent / cases if cases else float("nan"), NONE)


def hours_saved(view: View) -> float:
    """Hours saved in the last twelve months."""
    return float((_by_family(view.counts.flows, "own_use") * _recent(view)).sum()) / HOUR * view.weight


def hours_saved_total(view: View) -> float:
    """Hours saved over the window, month by month."""
    record = view.record
    cases = record.own_cases[view.first - record.first : view.month + 1 - record.first]
    return float((cases * minutes_lost(view)).sum()) / HOUR * view.weight


def hours_lost(view: View) -> float:
    """Hours lost over the window by dealing offline with what could take less time online."""
    flows = view.record.flows_between(view.first, view.month)
    lost = minutes_lost(view).mean(axis=0)
    return float((_by_family(flows, *OFFLINE) * lost).sum()) / HOUR * view.weight


def documents_fetched(view: View) -> float:
    """Documents that agencies fetched from one another in the last twelve months, in Japan."""
    asked = view.lever("services.documents")[-12:].mean(axis=0)
    linked = view.lever("idsystem.linked")[-12:].mean(axis=0)
    cases = _by_family(view.counts.flows, "own_use", "assisted_use", "proxy_use")
    return float((cases * asked * np.clip(linked, 0.0, 1.0)).sum()) * view.weight


ROWS = (
    Output("minutes_per_procedure", "minutes for a procedure", "minutes",
        "a citizen's time for a case settled in the last twelve months, mean over own, assisted, proxy, "
        "counter "
        "and mail; a case filed by somebody else takes none of it",
        minutes_per_procedure, "less", "all", "use, levers"),
    Output("hours_saved", "hours saved", "hours a year in Japan",
        "time that own use saved over going to the office in the last twelve months; below 0 where it is "
        "slower",
        hours_saved, "more", "own", "use, levers"),
    Output("hours_saved_total", "hours saved over the window", "hours in Japan",
        "time that own use saved over going to the office, month by month; below 0 where it is slower",
        hours_saved_total, "more", "own", "use, levers"),
    Output("lost_hours", "hours lost at the office", "hours in Japan",
        "time that cases at counters and by mail took beyond what filing online takes, over the window; a "
        "summary "
        "counts whole fiscal years of it",
        hours_lost, "less", "all", "use, levers"),
    Output("lookups_between_agencies", "documents fetched between agencies", "documents a year in Japan",
        "documents of online cases of the last twelve months that an agency fetched instead of asking the "
        "citizen",
        documents_fetched, "", "all", "use, levers"),
)  # fmt: skip
