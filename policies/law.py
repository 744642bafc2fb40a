"""The record of laws: which entry belongs to which period, what was in force in a month, and by whose word.

The four periods are labels taken from the date of an entry. They explain nothing and move nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import resources

import yaml

from configs.months import month_text
from policies.base import Policy
from policies.catalogue import build_policy
from policies.groups import suspended
from policies.levers import UNREAD

LAST_MONTH = 299
"""December 2025, the last month of the record."""

PERIODS = (
    (2018, "IV change"),
    (2013, "III data, cloud and cost"),
    (2003, "II promotion"),
    (2000, "I infrastructure"),
)
BEFORE = "before 2000"
UNDATED = "undated"


def period(date: str) -> str:
    """The one period of a date such as ``2013-06`` or ``1970s``; years of change are the later."""
    if not date:
        return UNDATED
    return next((label for year, label in PERIODS if int(date[:4]) >= year), BEFORE)


def history(group: str) -> dict[str, Policy]:
    """The dated record of Japan: ``policies`` or ``shocks`` by name."""
    text = resources.files("configs").joinpath(group, "jp_history.yaml").read_text(encoding="utf-8")
    return {
        name: build_policy(name, mapping, f"{group}.{name}") for name, mapping in yaml.safe_load(text).items()
    }


def named(entries: Mapping[str, Policy], key: str) -> list[str]:
    """Names that a request such as ``remove=[covid_relief_2020]`` or ``remove=[POL-24]`` means.

    A name brings its steps with it, the names that go on after an underscore. Empty when nothing fits.
    """
    if key in entries or any(name.startswith(f"{key}_") for name in entries):
        return [name for name in entries if name == key or name.startswith(f"{key}_")]
    return [name for name, policy in entries.items() if key in policy.ids]


def alternative(policy: Policy, dispute: str) -> Policy:
    """The policy under the other reading of one of its disputed fields, such as ``B1``."""
    record = next(record for record in policy.disputed if record.id == dispute)
    fields = policy.model_dump(mode="json", exclude={"name", record.field}) | {
        record.field: record.alternative
    }
    return build_policy(policy.name, fields)


def _levers(policy: Policy) -> list[str]:
    """Levers that the policy really moves, in the order of their names."""
    if policy.start is None or policy.context_only:
        return []
    stop = policy.start + max(policy.ramp, 1) + 1 if policy.end is None else policy.end
    return sorted({change.lever for month in range(policy.start, stop) for change in policy.changes(month)})


def _status(policy: Policy, stopped: Iterable[str], month: int) -> str:
    if policy.context_only:
        return "context only"
    if policy.start is None or policy.strength == 0.0:
        return "not in use"
    if policy.start > month:
        return "not yet"
    if policy.name in stopped:
        return "suspended"
    return "ended" if policy.end is not None and policy.end <= month else "in force"


def laws(
    policies: Mapping[str, Policy], shocks: Mapping[str, Policy], on: int | None = None
) -> list[dict[str, object]]:
    """One row per entry: id, date, kind, levers, source, status, and more, in the order of dates.

    on : keep what is in force or suspended in this month; None keeps all, with the status of December 2025
    """
    entries = [*policies.items(), *shocks.items()]
    month = LAST_MONTH if on is None else on
    stopped = suspended(entries, 0, max(month, 0))
    rows: list[dict[str, object]] = []
    for name, policy in entries:
        status = _status(policy, stopped, month)
        if on is not None and status not in ("in force", "suspended"):
            continue
        rows.append(
            {
                "id": name,
                "date": policy.date,
                "kind": policy.kind,
                "levers": _levers(policy),
                "source": policy.source,
                "status": status,
                "without_effect": sorted(set(_levers(policy)) & UNREAD),
                "title": policy.title,
                "ids": list(policy.ids),
                "period": period(policy.date),
                "start": None if policy.start is None else month_text(policy.start),
                "end": None if policy.end is None else month_text(policy.end),
                "grade": policy.grade,
                "cost": "stated" if policy.cost is not None else "cost not stated",
                "disputed": [record.model_dump() for record in policy.disputed],
            }
        )
    return sorted(rows, key=lambda row: (str(row["start"] or row["date"] or "9999"), str(row["id"])))
