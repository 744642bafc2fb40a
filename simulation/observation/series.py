"""Published series as declared functions of the truth, each with the years in which its definition stood.

In 2021 the tax agency reported 64.3 % of returns by e-Tax for FY2020; a year later the same returns were
55 %, over a wider base. One history gives both numbers here; a fit to one of them need not explain the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simulation.observation.truth import SETTLED, Year, years
from simulation.record import RunRecord

ONLINE = ("own_use", "assisted_use", "proxy_use")


@dataclass(frozen=True)
class Series:
    """One version of one published series.

    numerator, denominator : what is counted, of the truth of a fiscal year
    base : assumption (``observation.<base>``) by which the denominator of print exceeds that of the truth;
        empty where they are the same
    first, last : fiscal years for which print used this definition; None while it lasts
    delay : months from the end of the fiscal year to the publication
    digits : digits after the point in print, of percent
    """

    name: str
    title: str
    numerator: Callable[[Year], float]
    denominator: Callable[[Year], float]
    base: str = ""
    first: int = 2001
    last: int | None = None
    delay: int = 8
    digits: int = 1
    meaning: str = ""

    def stood(self, fiscal_year: int) -> bool:
        """Whether print used this definition for the fiscal year."""
        return self.first <= fiscal_year and (self.last is None or fiscal_year <= self.last)

    def of(self, year: Year, bases: Mapping[str, float]) -> float:
        """The share as it is printed, 0-1; NaN where there is nothing to divide by. ``bases`` by name."""
        whole = self.denominator(year) * (bases[self.base] if self.base else 1.0)
        return round(self.numerator(year) / whole, self.digits + 2) if whole > 0.0 else float("nan")


@dataclass(frozen=True)
class Point:
    """One printed number: which series, of which fiscal year, printed in which month, and the share."""

    series: str
    fiscal_year: int
    printed: int
    value: float


def _returns(year: Year) -> float:
    return year.of("etax", *SETTLED)


def _filed(year: Year) -> float:
    return year.of("etax", *ONLINE)


def _applications(year: Year) -> float:
    return year.national(*SETTLED) + year.firms(online=False)


def _online_applications(year: Year) -> float:
    return year.national(*ONLINE) + year.firms(online=True)


def _corporate(online: bool) -> Callable[[Year], float]:
    return lambda year: year.firms(online, "corporate_tax")


SERIES: dict[str, Series] = {
    row.name: row
    for row in (
        Series("etax_old", "e-Tax, income tax, as published until 2021", _filed, _returns,
            "etax_former_base", 2004, 2020,
            meaning="returns e-filed by the taxpayer, with help or by an accountant, over the former base"),
        Series("etax_new", "e-Tax, income tax, as recalculated in 2022", _filed, _returns, "", 2017, None,
            meaning="the same returns over all returns filed"),
        Series("etax_ict", "ICT use in income tax", lambda y: y.of("etax", *ONLINE, "printed_and_posted"),
            _returns, "etax_former_base", 2010, 2020,
            meaning="e-filed returns and those typed on the web form, printed and posted"),
        Series("corporate_old", "e-Tax, corporate tax, as published until 2021", _corporate(True),
            _corporate(False), "corporate_former_base", 2005, 2020,
            meaning="corporate returns e-filed over the former base"),
        Series("corporate_new", "e-Tax, corporate tax, as recalculated in 2022", _corporate(True),
            _corporate(False), "", 2017, None, meaning="the same returns over all returns filed"),
        Series("online_use_first", "online use of national procedures, first definition",
            _online_applications, _applications, "", 2003, 2009, 6,
            meaning="applications of citizens and firms to the state filed online, over all of them"),
        Series("online_use_second", "online use of national procedures, second definition",
            _online_applications, _applications, "second_base", 2009, 2015, 10,
            meaning="the same over a denominator that more procedures joined"),
        Series("online_use_inventory", "online use of national procedures, inventory",
            _online_applications, _applications, "inventory_base", 2015, None, 18,
            meaning="the same over the procedures of the inventory"),
        Series("local_use", "online use of local procedures promoted",
            lambda y: y.of("local_services", *ONLINE), lambda y: y.of("local_services", *SETTLED),
            "", 2005, 2015, 12, meaning="library loans, bookings and other local services filed online"),
    )
}  # fmt: skip
"""Every published series by name."""

MARCH = 3


def bases(value: Callable[[str], float]) -> dict[str, float]:
    """The bases of all series, by ``value`` of a scenario."""
    return {row.base: value(f"observation.{row.base}") for row in SERIES.values() if row.base}


def published(record: RunRecord) -> list[Point]:
    """Everything that would have been printed about a run by its last month, in order of printing."""
    factors = bases(record.scenario.value)
    found = []
    for year, truth in years(record).items():
        for row in SERIES.values():
            printed = 12 * (year + 1 - 2001) + MARCH - 1 + row.delay
            if row.stood(year) and printed <= record.last:
                found.append(Point(row.name, year, printed, row.of(truth, factors)))
    return sorted(found, key=lambda point: (point.printed, point.series))
