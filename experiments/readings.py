"""Readings: any output of any arm, one value for each replicate, and what differs between two arms.

Shares are compared in percentage points, attitudes in points of their scale, everything else (yen, days,
cases) in its own unit. An output that a run cannot know raises ``NoValueError`` with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from experiments.effects import POINTS, Level, Records, level, of_arm
from experiments.outputs import COMPARED, Pair
from experiments.statistics import Difference, paired
from experiments.wording import SCALE, unit_of
from simulation.measured import OUTPUTS, NoValueError, View
from simulation.record import RunRecord


@dataclass(frozen=True)
class Readings:
    """The records of a question, seen through its window.

    records : by arm and replicate; reference : the arm that others are set against
    start, month : first month of the window and month of comparison
    assumed : arm -> yen beyond the reference that the question itself assumes, by kind of cost
    stops : arm -> the run in which what it pays by the year ends early, and its last month of payment
    """

    records: Records
    reference: str
    start: int
    month: int
    assumed: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    stops: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def view(self, record: RunRecord) -> View:
        """One run through the window."""
        return View(record, self.start, self.month)

    def values(self, arm: str, output: str) -> list[float]:
        """The output in each replicate of the arm. Raises NoValueError."""
        runs = of_arm(self.records, arm)
        if not runs:
            raise NoValueError(f"'{arm}' was not run")
        if output in OUTPUTS:
            found = [OUTPUTS[output].read(self.view(record)) for record in runs]
            return [value + self._beyond(arm) for value in found] if output == "cost_total" else found
        if output in COMPARED:
            stop = None
            if output == "persistence_after_stop" and arm in self.stops:
                ended, stop = self.stops[arm]
                runs = of_arm(self.records, ended)
            pairs = zip(runs, of_arm(self.records, self.reference), strict=True)
            yen = sum(self.assumed.get(arm, {}).values())
            read = COMPARED[output].read
            return [read(Pair(self.view(one), self.view(other), yen, stop)) for one, other in pairs]
        raise NoValueError(f"'{output}' is found once for the question, not for each arm")

    def _beyond(self, arm: str) -> float:
        """Yen that the question assumes for the arm; upkeep is in every total already."""
        return sum(yen for kind, yen in self.assumed.get(arm, {}).items() if kind != "upkeep")

    def level(self, arm: str, output: str) -> Level:
        """Mean over replicates with its interval, in the output's own unit. Raises NoValueError."""
        return level(self.values(arm, output))

    def apart(self, arm: str, minus: str, output: str) -> Difference:
        """``arm`` less ``minus``, in points or the output's own unit. Raises NoValueError."""
        after, before = self.values(arm, output), self.values(minus, output)
        return paired(after, before).scaled(factor_of(output))


def factor_of(output: str) -> float:
    """100 for outputs that are compared in points, else 1."""
    return POINTS if unit_of(output) in ("points", SCALE) else 1.0


def absent(readings: Readings, arms: Mapping[str, object], output: str) -> str:
    """Why the output has no value in some arm; empty where all have one."""
    for arm in arms:
        if output in COMPARED and arm == readings.reference:
            continue
        try:
            readings.values(arm, output)
        except NoValueError as why:
            return str(why)
    return ""
