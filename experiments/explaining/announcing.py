"""Announcing: what the runs behind an explanation take, said before they start."""

from __future__ import annotations

import sys

from simulation.forecast import forecast
from simulation.scenario import Scenario


def announce(scenario: Scenario, runs: int, as_json: bool) -> None:
    """Says what the runs take before they start."""
    months, citizens = scenario.calendar.months, scenario.population.citizens
    expected = forecast(citizens, months, "summary", scenario.threads, runs)
    if not as_json:
        print(f"{runs} runs of {citizens:,} citizens over {months} months: {expected}", file=sys.stderr)
