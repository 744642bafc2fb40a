"""Argued: where an expectation does not hold, whether the model or the expectation is at fault.

Written by hand after a look at the runs; docs/validation.md prints each line beside its verdict.
"""

from __future__ import annotations

ARGUED: dict[tuple[str, str, str], str] = {
    ("S11", "consent_share", "concrete"): "the model: consent was not counted yet at that commit",
    ("S14", "gap_age", "desks"): "the expectation: help at a desk raises own use of the younger more, who "
    "come to it with more skill; assisted use of the old is what desks raise",
    ("S16", "days_to_relief_p90", ""): "the model: days from need to relief are not counted",
    ("S16", "prefectures_acting_alone", ""): "the model: schemes of prefectures are not counted",
    ("S17", "sunk_cost", "history"): "the model: a migration has a load but no price",
}
"""Question, output and arm (empty for shapes) -> the argument."""
