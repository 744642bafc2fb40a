"""One society month by month: scenario, model, kernels, recorder, results."""

from __future__ import annotations

from typing import Any


def simulate(scenario: Any = "jp_history", **options: Any) -> Any:
    """Run one scenario and return its ``Results``; see ``simulation.run.simulate``."""
    from simulation.run import simulate as run

    return run(scenario, **options)


__all__ = ["simulate"]
