"""Circumstances of a question that hold in every arm: shocks, a surge, a rule of government, equal spending.

An outage that may come in any month, relief that the whole population applies for within three months, the
same yearly sum for promotion: none of these is an answer, all are what the arms are compared under.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from configs.errors import ScenarioError
from configs.months import month_index, month_text
from configs.trees import Tree
from experiments.questions import Question
from experiments.shorthand.asked import shipped
from policies.levers import LEVERS

PROMOTION = "promotion.mass_media_yen_year"
RELIEF = "covid_relief_2020"
CUT = "consolidation"
DAYS_A_MONTH = 365.25 / 12


def lay_shocks(tree: Tree, question: Question) -> None:
    """Puts the question's shocks in force; ``{optional: true}`` stays off until the user dates it."""
    for name, settings in question.shocks.items():
        path = f"{question.id}.shocks.{name}"
        own = {key: value for key, value in settings.items() if key != "optional"}
        entry = tree["shocks"].get(name)
        steps = any(key == name or key.startswith(f"{name}_") for key in (*tree["shocks"], *tree["policies"]))
        if not steps and name not in shipped("shocks"):
            raise ScenarioError(f"{path}: no such shock; see denshi list policies name={name}")
        if not own:
            continue
        entry = {**(entry or shipped("shocks")[name]), **own}
        if entry.get("start") is None and not settings.get("optional"):
            entry["start"] = month_text(question.window.start)
        tree["shocks"][name] = entry


def lay_surge(tree: Tree, question: Question) -> None:
    """Sizes the relief so that everybody it is meant for applies before the deadline.

    Whoever locks a PIN settles the case at the counter, queues there and has it repaired: ``pin_reset_queue``
    can only be true.
    """
    surge = question.surge
    if not surge:
        return
    path = f"{question.id}.surge"
    entry = tree["policies"].get(RELIEF)
    if entry is None:
        raise ScenarioError(f"{path}: needs the policy {RELIEF}; leave it in")
    if surge.get("applications") != "population":
        raise ScenarioError(f"{path}.applications: must be 'population', got {surge.get('applications')!r}")
    if surge.get("pin_reset_queue", True) is not True:
        raise ScenarioError(f"{path}.pin_reset_queue: must be true, PIN resets always queue at the counter")
    days = float(surge.get("deadline_days", 0))
    if not 1 <= days <= 366:
        raise ScenarioError(f"{path}.deadline_days: must lie in [1, 366], got {days:g}")
    months = math.ceil(days / DAYS_A_MONTH)
    assumed = tree["assumptions"]
    usual = (
        float(assumed["need"]["procedures_per_adult_year"]["value"])
        * float(tree["services"]["relief"]["needs_share"])
        / 12
    )
    fade = float(entry.get("fade", 1.0))
    size = float(assumed["conversion"]["relief_applicants"]["value"])
    first = size / usual / sum(fade**k for k in range(months))
    most = LEVERS["services.surge"].high
    if first > most:
        raise ScenarioError(
            f"{path}: applications come to {first:.1f} times the usual rate, beyond the {most:g} that the "
            "lever services.surge may take; give a later deadline, or more needs"
        )
    start = month_index(str(entry["start"]))
    tree["policies"][RELIEF] = {**entry, "surge": first, "end": month_text(start + months)}


def equal_sets(question: Question, arm: str) -> tuple[Mapping[str, Any], ...]:
    """What the arm sets, its promotion scaled to the mean of the arms where the question asks for it."""
    own = question.arms[arm].set
    if not question.equal:
        return own
    path = f"{question.id}.equal"
    if question.equal != {"promotion_yen": True}:
        raise ScenarioError(f"{path}: must be {{promotion_yen: true}}, got {question.equal}")
    spent = {
        name: sum(float(item.get(PROMOTION, 0.0)) for item in one.set) for name, one in question.arms.items()
    }
    if not any(spent.values()):
        return own
    if not all(spent.values()):
        none = [name for name, yen in spent.items() if not yen]
        raise ScenarioError(
            f"{path}: {', '.join(none)} spends nothing on promotion; give {PROMOTION} a sum there"
        )
    mean = sum(spent.values()) / len(spent)
    factor = mean / spent[arm]
    return tuple({k: float(v) * factor if k == PROMOTION else v for k, v in item.items()} for item in own)


def lay_government(tree: Tree, question: Question) -> None:
    """Makes government withdraw what is used less than a threshold, in place of a share of all kinds."""
    if not question.government:
        return
    path = f"{question.id}.government"
    rule, threshold = question.government.get("rule"), question.government.get("threshold")
    if rule != "prune_by_measured_use":
        raise ScenarioError(f"{path}.rule: must be prune_by_measured_use, got {rule!r}")
    if threshold == "calibrated":
        threshold = float(tree["assumptions"]["conversion"]["prune_cases"]["value"])
    if isinstance(threshold, bool) or not isinstance(threshold, int | float) or threshold <= 0:
        raise ScenarioError(
            f"{path}.threshold: must be calibrated or cases a year above 0, got {threshold!r}"
        )
    entry = tree["policies"].get(CUT)
    if entry is not None:
        tree["policies"][CUT] = {**entry, "below": threshold}
