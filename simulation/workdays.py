"""Working days of Japanese offices: weekdays that are neither public holidays nor the year's turn.

A month has 17 to 23 of them, and Golden Week alone can double the load of the days around it. The
rules are those of the Act on National Holidays, with the days that special laws moved
or added once: the Olympic years 2020 and 2021, the succession of 2019. Equinoxes are approximated,
valid to 2099 (they are proclaimed a year ahead). Offices close from 29 December to 3 January.
"""

from __future__ import annotations

import datetime
from functools import lru_cache

import numpy as np

from configs.months import month_date

EPOCH = datetime.date(2001, 1, 1)
"""Day 0 of the day numbers."""

_DAY = datetime.timedelta(days=1)

_OLYMPIC = {
    2020: ((7, 23), (7, 24), (8, 10)),
    2021: ((7, 22), (7, 23), (8, 8)),
}
"""Marine Day, Sports Day and Mountain Day of the Olympic years, moved by special law."""

_ONCE = {2019: ((4, 30), (5, 1), (5, 2), (10, 22))}
"""Holidays of a single year: the imperial succession (30 April and 2 May as days between holidays)."""


@lru_cache(maxsize=512)
def working_days(t: int) -> np.ndarray:
    """Working days of month ``t`` (months since January 2001): (D,) int64 day numbers from 1 January 2001."""
    day, last = month_date(t), month_date(t + 1)
    closed = holidays(day.year)
    found = []
    while day < last:
        if day.weekday() < 5 and day not in closed and not _year_turn(day):
            found.append((day - EPOCH).days)
        day += _DAY
    days = np.array(found, dtype=np.int64)
    days.setflags(write=False)
    return days


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[datetime.date]:
    """Public holidays of a year from 2001 on, substitute days and days between two holidays included."""
    days = {datetime.date(year, month, day) for month, day in _fixed(year)}
    days |= {
        datetime.date(year, 3, _equinox(20.8431, year)),
        datetime.date(year, 9, _equinox(23.2488, year)),
        _nth_monday(year, 1, 2),
    }
    days.add(_nth_monday(year, 9, 3) if year >= 2003 else datetime.date(year, 9, 15))
    if year in _OLYMPIC:
        days |= {datetime.date(year, month, day) for month, day in _OLYMPIC[year]}
    else:
        days.add(_nth_monday(year, 7, 3) if year >= 2003 else datetime.date(year, 7, 20))
        days.add(_nth_monday(year, 10, 2))
        if year >= 2016:
            days.add(datetime.date(year, 8, 11))
    return frozenset(days | _between(days) | _substitutes(days, year))


def _fixed(year: int) -> list[tuple[int, int]]:
    dates = [(1, 1), (2, 11), (4, 29), (5, 3), (5, 5), (11, 3), (11, 23), *_ONCE.get(year, ())]
    if year >= 2007:
        dates.append((5, 4))
    if year <= 2018:
        dates.append((12, 23))
    if year >= 2020:
        dates.append((2, 23))
    return dates


def _between(days: set[datetime.date]) -> set[datetime.date]:
    """A day other than Sunday between two holidays is a holiday (4 May before 2007; some Septembers)."""
    return {d + _DAY for d in days if d + 2 * _DAY in days and (d + _DAY).weekday() != 6}


def _substitutes(days: set[datetime.date], year: int) -> set[datetime.date]:
    """For a holiday on a Sunday the next day off: the Monday, since 2007 the next day that is no holiday."""
    found = set()
    for day in days:
        if day.weekday() == 6:
            free = day + _DAY
            while year >= 2007 and free in days:
                free += _DAY
            found.add(free)
    return found


def _nth_monday(year: int, month: int, nth: int) -> datetime.date:
    first = datetime.date(year, month, 1)
    return first + datetime.timedelta(days=(7 - first.weekday()) % 7 + 7 * (nth - 1))


def _equinox(base: float, year: int) -> int:
    return int(base + 0.242194 * (year - 1980)) - (year - 1980) // 4


def _year_turn(day: datetime.date) -> bool:
    return (day.month == 12 and day.day >= 29) or (day.month == 1 and day.day <= 3)
