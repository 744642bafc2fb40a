"""Announcing: what the runs behind an explanation take, said before they start."""

from __future__ import annotations

import sys

from simulation.forecast import Forecast, forecast
from simulation.scenario import Scenario

LOOKING = 3.0
"""Time of a run that is halted and looked into, as a multiple of a plain one; measured in November 2026."""
START_SECONDS, PERSON_SECONDS = 3.0, 1.0
"""Until the first run, and for the stories of one person; measured beside it."""
BASE_BYTES, CITIZEN_BYTES = 100e6, 110.0
"""Memory beyond that of a plain run: columns that hold one citizen, and compiled questions."""


def announce(scenario: Scenario, runs: int, as_json: bool, people: int = 0) -> None:
    """Says what the runs take before they start.

    people : whose stories are told, in runs that are halted every month; 0 for plain runs
    """
    months, citizens = scenario.calendar.months, scenario.population.citizens
    expected = forecast(citizens, months, "summary", scenario.threads, runs)
    if people:
        expected = Forecast(
            START_SECONDS + LOOKING * expected.seconds + PERSON_SECONDS * people,
            BASE_BYTES + CITIZEN_BYTES * citizens + expected.bytes,
        )
    if not as_json:
        print(f"{runs} runs of {citizens:,} citizens over {months} months: {expected}", file=sys.stderr)
