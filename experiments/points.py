"""Points: which runs stand for an arm, one for each swept value; a single one where nothing is swept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from experiments.inquiry import Inquiry


class Point(NamedTuple):
    """One run of an arm: its name among the records, and the swept values it was run at."""

    run: str
    values: Mapping[str, Any]


def points_of(inquiry: Inquiry, arm: str) -> list[Point]:
    """The runs of ``arm`` in the order of the sweep; empty when it was not run."""
    return [Point(arm, {})] if arm in inquiry.arms else []
