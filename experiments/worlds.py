"""Worlds: what a policy does, told apart from what is believed about the world it works in.

Two scenarios may differ in their policies, in their assumptions, or in both. The four combinations of (old,
new assumptions) and (old, new policies) are run for the same people with the same luck: the effect of
policy under either belief, the effect of the belief under either policy, and the interaction, by which a
policy works otherwise in the other world. What has a date is policy or shock; every other number is an
assumption.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from configs.errors import ScenarioError
from experiments.arms import load
from experiments.effects import POINTS, Records, values
from experiments.statistics import LEVEL, Difference, paired
from experiments.wording import brief, unit_of
from simulation.scenario import Scenario

UNDATED = ("assumptions", "institutions", "firms", "services", "service_sources", "network")
DATED = ("policies", "shocks")
MOST_NAMED = 4
"""Assumptions that a line names one by one."""


class World(NamedTuple):
    """One comparison under two beliefs: names of the four runs, and what the beliefs differ in.

    old, new : the reference and the scenario under each belief
    """

    old: tuple[str, str]
    new: tuple[str, str]
    changed: tuple[str, ...]


def split_words(text: str) -> list[str]:
    """The changes in ``[a=1,b=2]``; a name alone is another file of the group ``assumptions``."""
    if not text.startswith("["):
        return [f"assumptions={text}"]
    if not text.endswith("]"):
        raise ScenarioError(
            f"assumptions: '{text}' has no closing bracket; write assumptions=[beta.trust=0.8]"
        )
    words = [word.strip() for word in text[1:-1].split(",") if word.strip()]
    for word in words:
        if "=" not in word:
            raise ScenarioError(f"assumptions: '{word}' has no '='; write assumptions=[beta.trust=0.8]")
    if not words:
        raise ScenarioError("assumptions: names nothing; write assumptions=[beta.trust=0.8]")
    return words


def believed(name: str, changes: Sequence[str], words: Sequence[str], config_dir: str | None) -> Scenario:
    """The scenario ``name`` under other assumptions. Raises ScenarioError where ``words`` change a policy."""
    before = load([f"scenario={name}", *changes], config_dir)
    after = load([f"scenario={name}", *changes, *words], config_dir)
    for section in DATED:
        if getattr(before, section) != getattr(after, section):
            raise ScenarioError(
                f"assumptions: '{', '.join(words)}' changes {section}; what has a date is no assumption: "
                f"put it into a scenario of its own"
            )
    for section in ("calendar", "population", "seed"):
        if getattr(before, section) != getattr(after, section):
            raise ScenarioError(f"assumptions: '{', '.join(words)}' changes the {section}; leave it out")
    return after


def undated(one: Scenario, other: Scenario) -> tuple[str, ...]:
    """``beta.trust 0.8 instead of 0.5`` for every number without a date in which ``other`` differs."""
    said = []
    for section in ("assumptions", "institutions", "firms"):
        ours, theirs = getattr(one, section), getattr(other, section)
        said += [
            f"{'' if section == 'assumptions' else section + '.'}{name} {theirs[name].value:g} instead of "
            f"{ours[name].value:g}"
            for name in ours
            if name in theirs and ours[name].value != theirs[name].value
        ]
    for family, ours in one.services.items():
        theirs = other.services.get(family, {})
        said += [
            f"services.{family}.{field} {theirs.get(field)} instead of {value}"
            for field, value in ours.items()
            if theirs.get(field) != value
        ]
    if one.network != other.network:
        said.append(f"network {other.network.kind} instead of {one.network.kind}")
    return tuple(said)


def dated(one: Scenario, other: Scenario) -> bool:
    """Whether policies or shocks differ."""
    return any(getattr(one, section) != getattr(other, section) for section in DATED)


def under(scenario: Scenario, belief: Scenario, name: str) -> Scenario:
    """The policies of one scenario under the assumptions of another."""
    taken = {section: getattr(belief, section) for section in UNDATED}
    return scenario.model_copy(update={**taken, "name": name})


def crossed(
    scenarios: Mapping[str, Scenario], beliefs: Mapping[str, Scenario], label: str
) -> tuple[dict[str, Scenario], dict[str, World]]:
    """Further runs, and the four runs of each comparison that has two beliefs.

    beliefs : the same scenarios under the assumptions that the user gave as ``label``; empty for none. Then
        two beliefs are those of the two scenarios, where they differ in policies as well.
    """
    first = next(iter(scenarios))
    runs: dict[str, Scenario] = {}
    worlds: dict[str, World] = {}
    for name, scenario in list(scenarios.items())[1:]:
        reference = scenarios[first]
        if beliefs:
            names = tuple(f"{one} with {label}" for one in (first, name))
            runs |= {told: beliefs[one] for told, one in zip(names, (first, name), strict=True)}
            worlds[name] = World((first, name), (names[0], names[1]), undated(reference, beliefs[first]))
        elif undated(reference, scenario) and dated(reference, scenario):
            old, new = f"{name} as '{first}' believes", f"{first} as '{name}' believes"
            runs |= {old: under(scenario, reference, old), new: under(reference, scenario, new)}
            worlds[name] = World((first, old), (new, name), undated(reference, scenario))
    return runs, worlds


def table(records: Records, world: World, measure: str, month: int, level: float = LEVEL) -> dict[str, Any]:
    """The four levels, the effects along both sides and the interaction, points, as plain values."""
    found = {run: values(records, run, measure, month) for run in (*world.old, *world.new)}
    sides = {"old": world.old, "new": world.new}
    policy = {side: paired(found[b], found[a], level=level).scaled(POINTS) for side, (a, b) in sides.items()}
    belief = {
        kind: paired(found[world.new[k]], found[world.old[k]], level=level).scaled(POINTS)
        for k, kind in enumerate(("old", "new"))
    }
    apart = paired(policy["new"].values, policy["old"].values, level=level)
    return {
        "measure": measure,
        "changed": list(world.changed),
        "cells": [
            {
                "assumptions": side,
                "policies": kind,
                "run": run,
                "mean": POINTS * sum(found[run]) / len(found[run]),
            }
            for side, pair in sides.items()
            for kind, run in zip(("old", "new"), pair, strict=True)
        ],
        "policy_effect": {side: _ends(one) for side, one in policy.items()},
        "assumption_effect": {kind: _ends(one) for kind, one in belief.items()},
        "interaction": _ends(apart),
        "replicates": apart.replicates,
    }


def _ends(found: Difference) -> dict[str, Any]:
    same = found.exactly_zero
    return {"estimate": found.estimate, "low": found.low, "high": found.high, "exactly_zero": same}


def lines(found: Mapping[str, Any], arm: str, minus: str) -> list[str]:
    """The table for the screen."""
    runs, unit = found["replicates"], unit_of(found["measure"])

    def size(row: Mapping[str, Any]) -> str:
        each = 0.0 if row["exactly_zero"] else row["estimate"]
        return brief(Difference(row["estimate"], row["low"], row["high"], (each,) * runs), unit)

    level = {(cell["assumptions"], cell["policies"]): cell["mean"] for cell in found["cells"]}
    changed = list(found["changed"])
    more = f" and {len(changed) - MOST_NAMED} more" if len(changed) > MOST_NAMED else ""
    width = max(len(arm), len(minus), 12)
    said = [
        f"  Assumptions and policies; new assumptions: {', '.join(changed[:MOST_NAMED]) or 'none'}{more}",
        f"  {'':18}{minus:>{width}}  {arm:>{width}}  effect of policy",
    ]
    for side in ("old", "new"):
        cells = "  ".join(f"{level[side, kind]:{width}.1f}" for kind in ("old", "new"))
        said.append(f"  {side + ' assumptions':18}{cells}  {size(found['policy_effect'][side])}")
    effects = "; ".join(
        f"under '{name}' {size(found['assumption_effect'][kind])}"
        for kind, name in (("old", minus), ("new", arm))
    )
    said.append(f"  effect of assumptions: {effects}")
    said.append(f"  interaction: {size(found['interaction'])}")
    return said


def plain_line(reference: Scenario, scenario: Scenario, arm: str, minus: str) -> str:
    """What a comparison without two beliefs is one of: policies, assumptions, or nothing."""
    changed, moved = undated(reference, scenario), dated(reference, scenario)
    if moved and not changed:
        return f"Assumptions of '{arm}' and '{minus}' are the same: what differs is policies and shocks."
    if changed and not moved:
        more = f" and {len(changed) - MOST_NAMED} more" if len(changed) > MOST_NAMED else ""
        return (
            f"Policies and shocks of '{arm}' and '{minus}' are the same, so the effect of policy is 0: what "
            f"differs is assumptions: {', '.join(changed[:MOST_NAMED])}{more}."
        )
    return "" if not changed else f"'{arm}' and '{minus}' differ in policies and in assumptions."
