"""The knock-out panel: what each of Nam's determinants carries.

Each determinant of Nam (2014) is neutralised in turn, and the same people live through the same years.
An effect is built in where the equation of that kind of use names the determinant; where it comes about
by what people do to one another and to the queues, it is emergent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from experiments.effects import Records, difference
from simulation.scenario import Scenario

USES = ("own_use", "assisted_use", "proxy_use", "information_use", "policy_research", "participation")
"""Kinds of use of the panel: filing in three ways, then Nam's other kinds."""


class Determinant(NamedTuple):
    """One determinant and the assumptions that neutralise it.

    built_in : kinds of use whose own equation names it; on all others an effect is emergent
    """

    name: str
    neutral: Mapping[str, float]
    built_in: frozenset[str]


DETERMINANTS = (
    Determinant(
        "usefulness_ease",
        {"beta.usefulness": 0.0, "beta.ease": 0.0, "information.ease": 0.0},
        frozenset({"own_use", "information_use"}),
    ),
    Determinant(
        "civic",
        {"beta.civic": 0.0, "research.civic": 0.0, "participation.civic": 0.0},
        frozenset({"own_use", "policy_research", "participation"}),
    ),
    Determinant("channels", {"awareness.channel_differences": 0.0}, frozenset()),
    Determinant(
        "trust",
        {"beta.trust": 0.0, "beta.risk": 0.0, "beta.incident": 0.0, "research.trust": 0.0},
        frozenset({"own_use", "policy_research"}),
    ),
    Determinant(
        "socio_demographics",
        {
            "beta.age_decade": 0.0,
            "beta.education": 0.0,
            "beta.income": 0.0,
            "literacy.per_birth_decade": 0.0,
            "literacy.per_education_step": 0.0,
        },
        frozenset({"own_use"}),
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
            rows.append(
                {
                    "determinant": determinant.name,
                    "measure": measure,
                    "estimate": found.estimate,
                    "low": found.low,
                    "high": found.high,
                    "replicates": found.replicates,
                    "nature": "built-in" if measure in determinant.built_in else "emergent",
                }
            )
    return rows
