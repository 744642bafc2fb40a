"""Months: the clock of the simulation.

Month 0 is January 2001, the first month that can be simulated; everything before is an initial
condition. People write ``2010-04``; the engine counts whole months. A Japanese fiscal year runs
from April to March and carries the number of the calendar year in which it begins.
"""

from __future__ import annotations

import datetime
import re

FIRST_YEAR = 2001
_PATTERN = re.compile(r"^(\d{4})-(\d{1,2})$")


def month_index(text: str) -> int:
    """Months since January 2001 of ``"YYYY-MM"``; negative before. Raises ValueError when it is no month."""
    match = _PATTERN.match(str(text).strip())
    if not match or not 1 <= int(match[2]) <= 12:
        raise ValueError(f"is not a month; write it like 2010-04, got '{text}'")
    return (int(match[1]) - FIRST_YEAR) * 12 + int(match[2]) - 1


def month_text(index: int) -> str:
    """``"YYYY-MM"`` of a month counted from January 2001."""
    return f"{FIRST_YEAR + index // 12:04d}-{index % 12 + 1:02d}"


def month_date(index: int) -> datetime.date:
    """First day of the month."""
    return datetime.date(FIRST_YEAR + index // 12, index % 12 + 1, 1)


def fiscal_year(index: int) -> int:
    """Fiscal year of the month: April 2009 to March 2010 is 2009."""
    return FIRST_YEAR + (index - 3) // 12
