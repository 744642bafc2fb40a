"""The knock-out panel: what each of Nam's determinants carries.

Each determinant of Nam (2014) is neutralised in turn, and the same people live through the same years.
An effect is built in where the equation of own use names the determinant; where it comes about by what
people do to one another and to the queues, it is emergent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from experiments.effects import Records, difference
from simulation.scenario import Scenario

USES = ("own_use", "assisted_use", "proxy_use")


class Determinant(NamedTuple):
    """One determinant and the assumptions that neutralise it.

    in_choice : whether the equation of own use names it
    """

    name: str
    neutral: Mapping[str, float]
    in_choice: bool


DETERMINANTS = (
    Determinant("usefulness_ease", {"beta.usefulness": 0.0, "beta.ease": 0.0}, True),
    Determinant("civic", {"beta.civic": 0.0, "research.civic": 0.0, "participation.civic": 0.0}, True),
    Determinant("channels", {"awareness.channel_differences": 0.0}, False),
    Determinant("trust", {"beta.trust": 0.0, "beta.risk": 0.0, "beta.incident": 0.0}, True),
    Determinant(
        "socio_demographics",
        {"beta.age_decade": 0.0, "literacy.by_cohort": 0.0, "literacy.per_education_step": 0.0},
        True,
    ),
)
"""In the order of the panel."""


def without(scenario: Scenario, determinant: Determinant) -> Scenario:
    """The scenario with the determinant neutralised."""
    changed = dict(scenario.assumptions)
    for name, value in determinant.neutral.items():
        changed[name] = changed[name].model_copy(update={"value": value})
    name = f"{scenario.name} without {determinant.name}"
    return scenario.model_copy(update={"name": name, "assumptions": changed})


def panel(records: Records, reference: str, month: int) -> list[dict[str, object]]:
    """Rows of the panel: effect of neutralising on each kind of use, points, with interval and nature.

    records : the arm ``reference`` and one arm named after each determinant
    """
    rows: list[dict[str, object]] = []
    for determinant in DETERMINANTS:
        for measure in USES:
            found = difference(records, determinant.name, reference, measure, month)
            built_in = determinant.in_choice and measure == "own_use"
            rows.append(
                {
                    "determinant": determinant.name,
                    "measure": measure,
                    "estimate": found.estimate,
                    "low": found.low,
                    "high": found.high,
                    "replicates": found.replicates,
                    "nature": "built-in" if built_in else "emergent",
                }
            )
    return rows
