"""The case of a question: what a test of its clause of refutation may look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from experiments.effects import of_arm
from experiments.inquiry import Inquiry
from experiments.readings import Readings
from experiments.statistics import Difference
from experiments.trials import TRIALS
from experiments.wording import brief, unit_of
from simulation.measured import NoValueError
from simulation.record import RunRecord


class Ruling(NamedTuple):
    """Whether the clause came true, and on what numbers."""

    refuted: bool
    numbers: str


@dataclass(frozen=True)
class Case:
    """What a test may look at.

    main, side : readings of the arms, and of the trials on the smaller population
    missing : why there are no trials, empty where there are
    reported : outputs that were found once for the question
    """

    inquiry: Inquiry
    main: Readings
    side: Readings
    missing: str
    reported: Mapping[str, Any]

    def apart(self, arm: str, minus: str, output: str) -> tuple[Difference, str]:
        """A difference of two arms, and in words."""
        found = self.main.apart(arm, minus, output)
        return found, f"{output}: {arm} less {minus} {brief(found, unit_of(output))}"

    def runs(self, arm: str) -> list[RunRecord]:
        """Records of an arm. Raises NoValueError when it was not run."""
        return _some(self.main, arm)

    def trial_runs(self, key: str) -> list[RunRecord]:
        """Records of a trial. Raises NoValueError when it was not run."""
        return _some(self.side, key)

    def trial(self, number: int) -> str:
        """Key of a trial. Raises NoValueError when it was not run."""
        if self.missing:
            raise NoValueError(f"the extra run cannot be made ({self.missing})")
        return TRIALS[self.inquiry.question.ref][number].key

    def trials_apart(self, one: int, other: int, output: str) -> tuple[Difference, str]:
        """A difference of two trials, and in words."""
        names = self.trial(one), self.trial(other)
        found = self.side.apart(*names, output)
        return found, f"{output}: '{names[0]}' less '{names[1]}' {brief(found, unit_of(output))}"


def _some(readings: Readings, name: str) -> list[RunRecord]:
    runs = of_arm(readings.records, name)
    if not runs:
        raise NoValueError(f"'{name}' was not run")
    return runs
