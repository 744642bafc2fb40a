"""Argued: where an expectation does not hold, whether the model or the expectation is at fault.

Written by hand after a look at the runs; docs/validation.md prints each line beside its verdict.
"""

from __future__ import annotations

_TOO_SMALL = (
    "the size of the test: a hundred yen for each adult and year moves fewer people than one of ten thousand "
    "citizens stands for; ask again with population=jp_100k"
)
ARGUED: dict[tuple[str, str, str], str] = {
    ("S05", "added_own_users", ""): _TOO_SMALL,
    ("S05", "persistence_after_stop", "incentive"): _TOO_SMALL,
    ("S14", "gap_age", "desks"): "the expectation: help at a desk raises own use of the younger more, who "
    "come to it with more skill; assisted use of the old is what desks raise",
}
"""Question, output and arm (empty for shapes) -> the argument."""
