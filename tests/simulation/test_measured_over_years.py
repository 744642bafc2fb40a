"""Outputs that look at a whole run, or at what single months handed over."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from configs.months import month_index
from simulation.measured import OUTPUTS, NoValueError, View


def seen(start: str, end: str, **record: Any) -> View:
    """A record of some attributes, through the window of a question."""
    ends = month_index(start), month_index(end)
    return View(SimpleNamespace(first=0, **record), *ends)  # type: ignore[arg-type]


def pace(**own_use: float) -> float:
    """Own use by month, as in ``m2019_12=0.1``; the question asks about other years."""
    values = {month_index(name[1:].replace("_", "-")): value for name, value in own_use.items()}
    view = seen("2005-04", "2010-03", stock_months=sorted(values), value=lambda _, month: values[month])
    return OUTPUTS["pace_of_the_pandemic"].read(view)


def test_the_pace_of_the_pandemic_is_a_ratio_of_slopes() -> None:
    """NUM-20: whatever the window of the question."""
    assert pace(m2009_12=0.0, m2019_12=0.1, m2021_12=0.14) == pytest.approx(2.0)
    assert pace(m2009_12=0.0, m2019_12=0.1, m2021_12=0.14, m2025_12=0.9) == pytest.approx(2.0)
    assert pace(m2009_12=0.0, m2015_03=0.5, m2019_12=0.1, m2021_12=0.06) == pytest.approx(-2.0)


def test_a_run_that_does_not_cover_the_years_has_no_pace() -> None:
    for missing in ({"m2019_12": 0.1, "m2021_12": 0.2}, {"m2009_12": 0.0, "m2019_12": 0.1, "m2021_09": 0.2}):
        with pytest.raises(NoValueError, match="does not cover 2020 and 2021"):
            pace(**missing)
    with pytest.raises(NoValueError, match="did not rise before 2020"):
        pace(m2009_12=0.1, m2019_12=0.1, m2021_12=0.2)


def test_what_was_withdrawn_is_the_sum_of_the_window_and_nothing_where_nothing_was() -> None:
    def withdrawn(**handed: dict[int, float]) -> float:
        def numbers(name: str, start: int, end: int) -> dict[int, float]:
            return {month: x for month, x in handed.get(name, {}).items() if start <= month <= end}

        return OUTPUTS["kinds_withdrawn"].read(seen("2002-01", "2003-03", numbers_named=numbers))

    online = {20: 0.5}
    assert withdrawn(kinds_withdrawn={11: 0.3, 13: 0.1, 15: 0.2}, kinds_online=online) == pytest.approx(0.3)
    assert withdrawn(kinds_online=online) == 0.0
    with pytest.raises(NoValueError, match="no mechanism of this run counts 'kinds_online'"):
        withdrawn()
