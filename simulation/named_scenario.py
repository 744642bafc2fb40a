"""A scenario as Mesa's users give it: an object, or a name with words as on the command line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from agents.population import Population
from simulation.scenario import Scenario, load


def named_scenario(
    scenario: Scenario | str,
    population: Population | str | None,
    replicate: int | None,
    overrides: Iterable[str],
    seed: Any,
) -> Scenario:
    """The scenario, read by its name where it is one, with another replicate or seed where they are given.

    population, overrides : as on the command line; read only with a name
    """
    if isinstance(scenario, Scenario):
        changed = {}
        if replicate is not None:
            changed["replicate"] = replicate
        if seed is not None:
            changed["seed"] = int(seed)
        return scenario.model_copy(update=changed) if changed else scenario
    words = [f"scenario={scenario}"]
    if isinstance(population, str):
        words.append(f"population={population}")
    if replicate is not None:
        words.append(f"replicate={replicate}")
    if seed is not None:
        words.append(f"seed={int(seed)}")
    return load([*words, *overrides])
