"""Why a check or pattern does not hold, as far as we see; written by hand, printed beside the scores."""

from __future__ import annotations

WHY: dict[str, str] = {}
"""Check or pattern -> argument."""
