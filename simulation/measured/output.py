"""An output, and the view of a run that it is read off.

A question has a window, such as 2008 to 2021. Some outputs are a state at its end (how many hold a card),
some a sum over it (what was saved), some a change since its beginning. An output that a run cannot know has
no value and says why; it is never 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from configs.months import month_text
from simulation.measures import Counts
from simulation.record import RunRecord
from simulation.schema import TABLES

YEAR = 12


class NoValueError(LookupError):
    """Why a run has no value of an output, in words that follow "not available:"."""


@dataclass(frozen=True)
class View:
    """A run seen through a question's window.

    record : the run; start, month : first month of the window and month of comparison
    """

    record: RunRecord
    start: int
    month: int

    @property
    def weight(self) -> float:
        """Persons in Japan per simulated citizen."""
        return self.record.weight

    @cached_property
    def counts(self) -> Counts:
        """Stocks at the month of comparison, cases of the year until then."""
        return self.record.counts(self.month)

    @cached_property
    def first(self) -> int:
        """First month of the window that was simulated."""
        return max(self.start, self.record.first)

    @property
    def before(self) -> Counts:
        """Stocks as last counted before the window. Raises NoValueError where the run begins with it."""
        earlier = [month for month in self.record.stock_months if month < self.start]
        if not earlier:
            raise NoValueError(f"nothing was counted before {month_text(self.start)}")
        return self.record.counts(earlier[-1])

    def value(self, name: str) -> float:
        """A number of the assumptions."""
        return float(self.record.scenario.value(name))

    def lever(self, name: str) -> np.ndarray:
        """(T, 8) a lever in the months of the window, see ``RunRecord.lever``.

        Raises NoValueError where the run has no timeline or no such lever.
        """
        try:
            return self.record.lever(name, self.first, self.month)
        except KeyError as error:
            raise NoValueError(str(error.args[0])) from None

    def handed(self, name: str) -> np.ndarray:
        """The numbers that a mechanism handed over in the window. Raises NoValueError where none did."""
        found = self.record.numbers_named(name, self.first, self.month)
        values = np.array([value for value in found.values() if value == value], np.float64)
        if not values.size:
            raise NoValueError(f"no mechanism of this run counts '{name}'")
        return values

    def year(self) -> tuple[int, int]:
        """First and last month of the twelve that end with the month of comparison."""
        return max(self.record.first, self.month - YEAR + 1), self.month


def year_end(year: int) -> int:
    """March that ends the fiscal year whose record carries ``year``."""
    return (year - 2000) * YEAR + 2


Reader = Callable[[View], float]


@dataclass(frozen=True)
class Output:
    """One number that a question may name.

    unit : ``share ...`` and ``0 to 1`` are compared in points, everything else in the unit itself
    meaning : what is counted, of whom and when
    read : from a view to the value; raises NoValueError
    better : ``more``, ``less``, or empty where neither is better by itself
    use : the kind of use it speaks of: own, assisted, proxy, holding, all or none
    table : tables of a run folder that it is read off
    """

    name: str
    title: str
    unit: str
    meaning: str
    read: Reader
    better: str = ""
    use: str = "none"
    table: str = "use"

    def __post_init__(self) -> None:
        if self.better not in ("", "more", "less"):
            raise ValueError(f"{self.name}: better must be more, less or empty, got '{self.better}'")
        unknown = [name for name in self.table.split(", ") if name not in TABLES]
        if unknown:
            raise ValueError(f"{self.name}: no such table: {', '.join(unknown)}")


def known(value: float, why: str) -> float:
    """The value; NoValueError with ``why`` where it is not a number."""
    if value != value:
        raise NoValueError(why)
    return float(value)


HANDED_BY: dict[str, Callable[[np.ndarray], float]] = {
    "last": lambda values: float(values[-1]),
    "mean": lambda values: float(values.mean()),
    "sum": lambda values: float(values.sum()),
    "max": lambda values: float(values.max()),
}
"""How the handed numbers of a window become one: state at its end, mean, sum or largest."""


def handed(name: str, how: str, otherwise: Reader | None = None) -> Reader:
    """Reads the number ``name`` that a mechanism hands over, or ``otherwise`` where none does."""

    def read(view: View) -> float:
        try:
            return HANDED_BY[how](view.handed(name))
        except NoValueError:
            if otherwise is None:
                raise
            return otherwise(view)

    return read


def grown(name: str) -> Reader:
    """Reads by how much the number ``name``, a sum since the start of the run, grew in the window."""

    def read(view: View) -> float:
        end = float(view.handed(name)[-1])
        before = view.record.numbers_named(name, view.record.first, view.first - 1)
        return end - (list(before.values())[-1] if before else 0.0)

    return read
