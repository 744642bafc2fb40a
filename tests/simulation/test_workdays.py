"""Working days of Japanese offices."""

from __future__ import annotations

import datetime

from simulation.workdays import EPOCH, holidays, working_days


def dates(t: int) -> set[str]:
    return {str(EPOCH + datetime.timedelta(days=int(day))) for day in working_days(t)}


def test_silver_week_of_2009_has_a_holiday_between_two_holidays() -> None:
    assert {str(d) for d in holidays(2009) if d.month == 9} == {"2009-09-21", "2009-09-22", "2009-09-23"}


def test_golden_week_of_2019_lasts_ten_days() -> None:
    assert not dates(219) & {f"2019-04-{day}" for day in range(27, 31)}
    assert min(dates(220)) == "2019-05-07"


def test_the_olympics_moved_three_holidays() -> None:
    assert "2021-07-22" not in dates(246)
    assert "2021-07-19" in dates(246)
    assert "2021-08-09" not in dates(247)
    assert "2021-10-11" in dates(249)


def test_a_holiday_on_sunday_gives_the_next_free_day() -> None:
    assert "2008-05-06" not in dates(88)
    assert "2006-01-02" not in dates(60)
    assert "2005-03-21" not in dates(50)


def test_offices_close_from_29_december_to_3_january() -> None:
    assert max(dates(179)) == "2015-12-28"
    assert min(dates(180)) == "2016-01-04"


def test_years_have_their_known_numbers_of_working_days() -> None:
    """Counted once with an independent calendar of Japanese holidays."""

    def count(year: int) -> int:
        return sum(working_days(12 * (year - 2001) + month).size for month in range(12))

    assert [count(2001), count(2010), count(2020)] == [246, 243, 241]
    assert all(17 <= working_days(t).size <= 23 for t in range(420))
