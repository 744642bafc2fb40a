"""Opening hours of an online service, from the calendar: e-Tax slept, and people found it shut.

The seed's e-Tax was open round the clock from Tuesday to Friday, but from half past eight to midnight on
Mondays, at weekends and on public holidays: 142.5 of the 168 hours of a plain week. What that costs depends
on when people try. Someone who files in office hours never meets a closed door.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cache

from configs.errors import unknown
from simulation.workdays import holidays

HALF_HOURS = 48
"""Half-hours of a day; hours are told apart no finer."""

WAKING = (1, 0.5, 0.2, 0.1, 0.1, 0.1, 0.3, 1, 2, 6, 9, 9, 7, 7, 9, 9, 8, 6, 5, 5, 6, 6, 4, 3)
"""Relative number of attempts in each hour from midnight on; own reading of a waking day, grade E."""

OFFICE = tuple(1 if 9 <= hour < 17 else 0 for hour in range(24))
"""Attempts in office hours only."""

ANY_HOUR = (1,) * 24
"""Attempts at any hour alike."""

DEMANDS: dict[str, tuple[float, ...]] = {"waking": WAKING, "office": OFFICE, "any": ANY_HOUR}
"""When people try, by name."""

Opens = Callable[[datetime.date], tuple[float, float]]
"""Opening and closing hour of a day; equal when it is closed all day."""


def always(day: datetime.date) -> tuple[float, float]:
    """Round the clock, every day."""
    return 0.0, 24.0


def seed(day: datetime.date) -> tuple[float, float]:
    """e-Tax as the seed tells: round the clock Tuesday to Friday, else from half past eight to midnight."""
    plain = day.weekday() in (1, 2, 3, 4) and day not in holidays(day.year)
    return (0.0, 24.0) if plain else (8.5, 24.0)


def office(day: datetime.date) -> tuple[float, float]:
    """Nine to five on working days."""
    working = day.weekday() < 5 and day not in holidays(day.year)
    return (9.0, 17.0) if working else (0.0, 0.0)


def filing_season(day: datetime.date) -> tuple[float, float]:
    """As the seed tells, but round the clock from mid-February to mid-March, when returns are due."""
    return (0.0, 24.0) if (2, 16) <= (day.month, day.day) <= (3, 15) else seed(day)


SCHEDULES: dict[str, Opens] = {
    "24x7": always,
    "seed_hours": seed,
    "filing_season_24x7": filing_season,
    "weekdays_09_17": office,
}
"""Opening hours by name, as ``services.etax.hours`` may be told them."""


def open_hours(schedule: str, first: datetime.date, days: int) -> float:
    """Hours open in so many days from ``first`` on. Raises ScenarioError for an unknown schedule."""
    opens = _schedule(schedule)
    spans = (opens(first + datetime.timedelta(days=k)) for k in range(days))
    return sum(closes - begins for begins, closes in spans)


@cache
def open_share(
    schedule: str, year: int = 2010, demand: str = "waking", months: tuple[int, ...] = ()
) -> float:
    """Share of a year's attempts that find the service open, the lever ``services.hours``.

    demand : when people try within a day, a name of ``DEMANDS``; days are alike, but for ``office``, in which
        people try on working days only
    months : months of the year that count, all when empty: (2, 3) is the filing season
    Raises ScenarioError for an unknown schedule or demand.
    """
    opens = _schedule(schedule)
    if demand not in DEMANDS:
        raise unknown("demand", demand, DEMANDS, what="demand")
    weight = [part / 2.0 for part in DEMANDS[demand] for _ in range(2)]
    met = wanted = 0.0
    day = datetime.date(year, 1, 1)
    while day.year == year:
        tries = demand != "office" or office(day) != (0.0, 0.0)
        if tries and (not months or day.month in months):
            begins, closes = opens(day)
            met += sum(weight[int(2 * begins) : int(2 * closes)])
            wanted += sum(weight)
        day += datetime.timedelta(days=1)
    return met / wanted


def _schedule(name: str) -> Opens:
    if name not in SCHEDULES:
        raise unknown("services.etax.hours", name, SCHEDULES, what="schedule")
    return SCHEDULES[name]
