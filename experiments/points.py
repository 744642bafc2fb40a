"""Points: which runs stand for an arm, one for each swept value; a single one where nothing is swept."""

from __future__ import annotations

from experiments.inquiry import Inquiry
from experiments.runs import Point as Point


def points_of(inquiry: Inquiry, arm: str) -> list[Point]:
    """The runs of ``arm`` in the order of the sweep; empty when it was not run."""
    swept = inquiry.points.get(arm)
    if swept:
        return list(swept)
    return [Point(arm, {})] if arm in inquiry.arms else []
