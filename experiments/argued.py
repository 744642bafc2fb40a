"""Argued: where an expectation does not hold, whether the model or the expectation is at fault.

Written by hand after a look at the runs; docs/validation.md prints each line beside its verdict.
"""

from __future__ import annotations

ARGUED: dict[tuple[str, str, str], str] = {}
"""Question, output and arm (empty for shapes) -> the argument."""
