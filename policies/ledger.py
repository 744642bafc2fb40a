"""The ledger and the log of a timeline: what was spent on which policy, and what came into force when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from policies.base import Policy


class CostEntry(NamedTuple):
    """Money of one policy in one month, yen of the year.

    kind : capital (once), running (this month's twelfth of a year) or per_case; then ``yen`` is the
           price of one case and ``case`` says which cases are counted
    yen : middle of the range ``low`` to ``high``
    """

    month: int
    policy: str
    payer: str
    kind: str
    yen: float
    low: float
    high: float
    case: str = ""


class LogEntry(NamedTuple):
    """What happened to a policy in a month."""

    month: int
    name: str
    text: str


def cost_entries(name: str, policy: Policy, first: int, last: int) -> list[CostEntry]:
    """Costs of a policy in the months ``first`` to ``last``; empty where no cost is stated."""
    cost, entries = policy.cost, list[CostEntry]()
    if cost is None or policy.start is None or policy.context_only or policy.strength == 0.0:
        return entries
    kinds = (
        ("capital", cost.capital, 1.0),
        ("running", cost.running_year, 12.0),
        ("per_case", cost.per_case, 1.0),
    )
    stop = last + 1 if policy.end is None else min(last + 1, policy.end)
    for month in range(max(first, policy.start), stop):
        for kind, amount, parts in kinds:
            if amount[1] > 0.0 and (kind != "capital" or month == policy.start):
                low, high = (edge * policy.strength / parts for edge in amount)
                case = cost.case if kind == "per_case" else ""
                entries.append(CostEntry(month, name, cost.payer, kind, (low + high) / 2, low, high, case))
    return entries


def log_entries(
    entries: Sequence[tuple[str, Policy]], blocked: Mapping[str, float], first: int, last: int
) -> list[LogEntry]:
    """What came into force, ended or was suspended in the months ``first`` to ``last``, by month."""
    log = list[LogEntry]()
    for name, policy in entries:
        if policy.start is None or policy.context_only or policy.strength == 0.0:
            continue
        if name in blocked:
            reason = f"{policy.blocked_by} stands at {blocked[name]:g}"
            log.append(LogEntry(max(policy.start, first), name, f"suspended: {reason}"))
            continue
        log.append(LogEntry(policy.start, name, "in force"))
        if policy.ramp > 1:
            log.append(LogEntry(policy.start + policy.ramp - 1, name, "at full size"))
        if policy.end is not None:
            log.append(LogEntry(policy.end, name, "ended"))
    return sorted(entry for entry in log if first <= entry.month <= last)
