"""The jump of e-Tax with the credit of FY2007: the three numbers of VP-6, of one life or of several.

The share of returns filed online stood low before the credit, rose by points in one year, and most of what
was added was filed on the PCs of tax offices, with an official's help.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from experiments.validation.checks import mean
from experiments.validation.records import targets
from simulation.measured import NoValueError
from simulation.observation import published, years
from simulation.observation.truth import SETTLED
from simulation.record import RunRecord

Printed = Mapping[tuple[str, int], float]
"""Printed shares by series and fiscal year."""
BEFORE, AFTER = 2006, 2007
SERIES = "etax_old"
ONLINE = ("own_use", "assisted_use", "proxy_use")


class TaxJump(NamedTuple):
    """Printed shares of FY2006 and FY2007, and what each way of filing online added to the true share."""

    before: float
    after: float
    own: float
    assisted: float
    proxy: float

    @property
    def helped(self) -> float:
        """Part of what was added that was filed with help; no number where nothing was added."""
        added = self.own + self.assisted + self.proxy
        return self.assisted / added if added > 0.0 else float("nan")

    @property
    def met(self) -> bool:
        """Whether VP-6 is shown: a low share before, a jump, more than half of it with help."""
        goal = targets()["patterns"]["VP-6"]
        low, high = self.before < goal["before_below"], self.after - self.before >= goal["jump"]
        return low and high and self.helped > goal["helped_above"]


def printed_by(record: RunRecord) -> Printed:
    """What would have been printed about a run by its last month."""
    return {(point.series, point.fiscal_year): point.value for point in published(record)}


def tax_jump(record: RunRecord, printed: Printed) -> TaxJump:
    """The jump of one life. Raises NoValueError where a year was not lived or not printed."""
    lived = years(record)
    for year in (BEFORE, AFTER):
        if year not in lived:
            raise NoValueError(f"FY{year} was not counted as a whole")
        if (SERIES, year) not in printed:
            raise NoValueError(f"the run ends before FY{year} of e-Tax is printed")
    before, after = (lived[year] for year in (BEFORE, AFTER))
    more = [
        after.of("etax", kind) / after.of("etax", *SETTLED)
        - before.of("etax", kind) / before.of("etax", *SETTLED)
        for kind in ONLINE
    ]
    return TaxJump(printed[SERIES, BEFORE], printed[SERIES, AFTER], *more)


def mean_jump(jumps: Sequence[TaxJump]) -> TaxJump:
    """The jump of the mean of several lives."""
    return TaxJump(*(mean(values) for values in zip(*jumps, strict=True)))


def margins(jumps: Sequence[TaxJump]) -> dict[str, list[float]]:
    """By how much each number lies on the side that VP-6 asks for, life by life.

    Raises NoValueError where a life adds nothing online, so that no part of it can be with help.
    """
    if any(jump.helped != jump.helped for jump in jumps):
        raise NoValueError(f"nothing was added online in FY{AFTER}")
    goal = targets()["patterns"]["VP-6"]
    return {
        f"share before below {100 * goal['before_below']:g} % by": [
            goal["before_below"] - jump.before for jump in jumps
        ],
        f"jump above {100 * goal['jump']:g} points by": [
            jump.after - jump.before - goal["jump"] for jump in jumps
        ],
        f"part with help above {100 * goal['helped_above']:g} % by": [
            jump.helped - goal["helped_above"] for jump in jumps
        ],
    }
