"""Demography: how long people come and go, and how a population differs from that of the tables.

Japan to December 2025 is what the census tables say. The outlook goes on to December 2035; a profile may have
younger people, fewer PCs and earlier phones on the same geography. Plain numbers, so that a scenario can be
checked without making anybody.
"""

from __future__ import annotations

from typing import NamedTuple

from configs.errors import ScenarioError

MONTHS = 300
"""Months of events that the census tables cover: January 2001 to December 2025."""
OUTLOOK_MONTHS = 420
"""Months of events of the outlook: January 2001 to December 2035."""
FROZEN_YEARS = (2026, 2035)
"""First and last year whose structure of ages may be kept."""


class Demography(NamedTuple):
    """What a population is made by, beside the tables.

    months : of events, 300 (to December 2025) or 420 (to December 2035)
    age_structure : 0, or the year from whose October on the shares of ages and sexes of each prefecture stay
    tilt : people of age a count ``exp(-tilt * (a - 45) / 10)`` times, totals of prefectures kept; 0 is Japan
    pc : factor on the shares of people with a PC
    phones_ahead : years by which smartphones spread sooner
    """

    months: int = MONTHS
    age_structure: int = 0
    tilt: float = 0.0
    pc: float = 1.0
    phones_ahead: int = 0

    def checked(self) -> Demography:
        """Itself. Raises ScenarioError for a year that the outlook does not have."""
        first, last = FROZEN_YEARS
        if self.age_structure and not (self.months > MONTHS and first <= self.age_structure <= last):
            raise ScenarioError(
                f"assumptions.demography.age_structure: must be 0 or a year from {first} to {last} under"
                f" scenario=outlook_2035, got {self.age_structure}"
            )
        return self


JAPAN = Demography()
"""The people of the tables, until December 2025."""
