"""Reading an answer: what is there, what is missing, and saying so.

An answer is a JSON file that may have been cut, edited by hand or written by an older version. The
report must not fall over and must not pretend: a row that cannot be read is left out and counted, a
part that is missing becomes a sentence on the page.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
_MONTH = re.compile(r"^\d{4}-(0[1-9]|1[0-2])$")


@dataclass(frozen=True)
class Part:
    """Rows of one part of an answer that can be trusted, and what had to be left out.

    rows : each carries ``place``, its position in the file, so that a number can name its source
    gaps : plain sentences for the reader, empty when nothing is missing
    """

    rows: list[Row] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.rows)


def number(value: Any) -> float | None:
    """The value as a finite number, None for anything else (text, true/false, NaN, missing)."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if math.isfinite(value) else None


def text(value: Any) -> str | None:
    """The value as text, None when it is not text or is blank."""
    return value if isinstance(value, str) and value.strip() else None


def month(value: Any) -> str | None:
    """The value as ``YYYY-MM``, None for anything else."""
    return value if isinstance(value, str) and _MONTH.match(value) else None


READERS = {"number": number, "text": text, "month": month}


def table(
    answer: Mapping[str, Any], key: str, needs: Mapping[str, str], may: Mapping[str, str] | None = None
) -> Part:
    """The rows under ``key`` in which every needed field can be read.

    needs, may : field -> 'number', 'text' or 'month'; a field that is only allowed becomes None
    """
    rows = answer.get(key)
    if not isinstance(rows, Sequence) or isinstance(rows, str) or not rows:
        why = text(record(answer, "absent").get(key))
        return Part(gaps=[why or f"The answer holds no '{key}', so this part cannot be shown."])
    kept: list[Row] = []
    faults: dict[str, int] = {}
    for place, raw in enumerate(rows):
        if not isinstance(raw, Mapping):
            faults["row"] = faults.get("row", 0) + 1
            continue
        read = {name: READERS[kind](raw.get(name)) for name, kind in {**needs, **(may or {})}.items()}
        missing = [name for name in needs if read[name] is None]
        if missing:
            faults[missing[0]] = faults.get(missing[0], 0) + 1
        else:
            kept.append({**read, "place": place})
    gaps = [
        f"{count} of {len(rows)} rows of '{key}' were left out: '{name}' cannot be read."
        for name, count in faults.items()
    ]
    return Part(kept, gaps)


def record(answer: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The mapping under ``key``, empty when there is none."""
    found = answer.get(key)
    return found if isinstance(found, Mapping) else {}


def texts(answer: Mapping[str, Any], key: str) -> list[str]:
    """The list of sentences under ``key``, empty when there is none."""
    found = answer.get(key)
    if not isinstance(found, Sequence) or isinstance(found, str):
        return []
    return [line for line in found if text(line)]


@dataclass(frozen=True)
class Arm:
    """One scenario of the question: its name in the file, its title on the page, what it changes."""

    name: str
    title: str
    changes: list[str]
    command: str | None


def arms(answer: Mapping[str, Any]) -> list[Arm]:
    """The arms in the order of the file, the reference first; one is made up for names seen elsewhere."""
    listed = table(answer, "arms", {"name": "text"}, {"title": "text", "command": "text"})
    raw = answer.get("arms")
    found = (
        [
            Arm(
                row["name"],
                row["title"] or row["name"].replace("_", " "),
                texts(raw[row["place"]], "changes"),
                row["command"],
            )
            for row in listed.rows
        ]
        if raw
        else []
    )
    known = {arm.name for arm in found}
    for key in ("series", "funnel", "prefectures", "ages", "cost"):
        for row in table(answer, key, {"arm": "text"}).rows:
            if row["arm"] not in known:
                known.add(row["arm"])
                found.append(Arm(row["arm"], row["arm"].replace("_", " "), [], None))
    return found


def one_run(row: Mapping[str, Any]) -> bool:
    """A difference from a single pair of runs: it has a size, and no interval."""
    return row.get("replicates") == 1 and row.get("low") is None and row.get("high") is None


def interval_gap(row: Mapping[str, Any], key: str) -> str | None:
    """Why an estimate and its interval cannot both be right, or None when they can."""
    estimate, low, high = (number(row.get(name)) for name in ("estimate", "low", "high"))
    if estimate is not None and one_run(row):
        return None
    if estimate is None or low is None or high is None:
        return f"'{key}' lacks an estimate or its interval, so no size is stated."
    if not low <= estimate <= high:
        return f"'{key}' gives an estimate outside its own interval, so no size is stated."
    return None
