"""Outputs that need two runs: what an arm adds to the reference, what it costs to add it, how long it lasts.

Each is worked out within one replicate, from two runs that share their luck, and only its spread over
replicates enters an interval. What a pair cannot say has no value and says why; it is never 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from agents.columns import FAMILIES
from simulation.counts import FAMILY_STOCKS
from simulation.measured import OUTPUTS, NoValueError, Output, View

LEAKED = "health_care"
"""The family whose agency lost the records in 2015: pensions."""


@dataclass(frozen=True)
class Pair:
    """One replicate of an arm and of the reference, through the window of the question.

    assumed : yen that the question itself assumes for the arm beyond the reference
    stop : last month of a measure that is known to end; None where the levers tell
    """

    arm: View
    reference: View
    assumed: float = 0.0
    stop: int | None = None

    def added(self, name: str) -> float:
        """An output of the arm less that of the reference."""
        output = OUTPUTS[name]
        return output.read(self.arm) - output.read(self.reference)


@dataclass(frozen=True)
class Compared:
    """An output of an arm beside the reference; fields as in ``simulation.measured.Output``."""

    name: str
    title: str
    unit: str
    meaning: str
    read: Callable[[Pair], float]
    better: str = ""
    use: str = "none"
    table: str = "use"


def yen_per_added_user(pair: Pair) -> float:
    """Stated cost beyond the reference for each own user beyond it."""
    users, yen = pair.added("own_users"), pair.added("cost_policies") + pair.assumed
    if not (pair.assumed or priced(pair)):
        raise NoValueError("cost not stated")
    if users <= 0.0:
        raise NoValueError("a paired run adds no own users")
    return yen / users


def priced(pair: Pair) -> bool:
    """Whether a price belongs to what the two arms do differently, not only to cases of what both do."""
    tags = [
        {(c.policy, c.month, c.kind, c.low, c.high) for c in side.record.timeline.costs}
        for side in (pair.arm, pair.reference)
    ]
    return tags[0] != tags[1]


def stopped(pair: Pair) -> int:
    """Last month of the window in which levers of the two arms differ. Raises NoValueError without one."""
    ours, theirs = pair.arm.record.timeline, pair.reference.record.timeline
    first, month = pair.arm.first, pair.arm.month
    rows = [line.panel[first - line.first : month + 1 - line.first].reshape(month + 1 - first, -1)
            for line in (ours, theirs)]  # fmt: skip
    if rows[0].shape != rows[1].shape:
        raise NoValueError("the two arms tell places or people apart in different ways")
    differs = np.flatnonzero((rows[0] != rows[1]).any(axis=1))
    if not differs.size:
        raise NoValueError("the arm moves no lever in the window")
    if first + int(differs[-1]) == month:
        raise NoValueError("the measure is still in force at the end of the window")
    return first + int(differs[-1])


def persistence(pair: Pair) -> float:
    """Effect on own use at the end of the window over that when the measure stopped."""
    stop = stopped(pair) if pair.stop is None else pair.stop
    counted = [month for month in pair.arm.record.stock_months if pair.arm.first <= month <= stop]
    if not counted:
        raise NoValueError("nothing was counted while the measure was in force")
    then = [pair_of.record.value("own_use", counted[-1]) for pair_of in (pair.arm, pair.reference)]
    if then[0] == then[1]:
        raise NoValueError("a paired run shows no effect when the measure stops")
    return pair.added("own_use") / (then[0] - then[1])


def half_life(pair: Pair) -> float:
    """Months from the largest loss of trust until half of it is made up."""
    months = [
        t for t in pair.arm.record.stock_months
        if pair.arm.first <= t <= pair.arm.month and t in pair.reference.record.stock_months
    ]  # fmt: skip
    values = [[side.record.value("trust", t) for t in months] for side in (pair.reference, pair.arm)]
    lost = np.array(values[0]) - np.array(values[1])
    if not lost.size or lost.max() <= 0.0:
        raise NoValueError("no trust is lost")
    worst = int(lost.argmax())
    mended = np.flatnonzero(lost[worst:] <= lost[worst] / 2)
    if not mended.size:
        raise NoValueError("half of the loss of trust is not made up by the end of the window")
    return float(months[worst + int(mended[0])] - months[worst])


def spill_over(pair: Pair) -> float:
    """Own use that other services than that of pensions lose, mean over seven families."""
    others = [k for k, name in enumerate(FAMILIES) if name != LEAKED]

    def share(view: View) -> float:
        users = view.counts.users("own_users_12m")[others]
        adults = float(view.counts.family[..., 0, FAMILY_STOCKS.index("eligible")].sum())
        return float((users / adults).mean())

    return share(pair.reference) - share(pair.arm)


COMPARED: dict[str, Compared] = {
    output.name: output
    for output in (
        Compared("added_own_users", "own users added", "persons in Japan",
            "own users at the end of the window beyond those of the reference",
            lambda pair: pair.added("own_users"), "more", "own", "people"),
        Compared("added_hours_saved", "hours saved, added", "hours in Japan",
            "hours that own use saved over the window beyond the reference",
            lambda pair: pair.added("hours_saved_total"), "more", "own", "use, levers"),
        Compared("yen_per_added_user", "yen for each added user", "yen",
            "stated cost of policies beyond the reference for each own user beyond it",
            yen_per_added_user, "less", "own", "costs, people"),
        Compared("persistence_after_stop", "persistence after the stop", "ratio",
            "effect on own use at the end of the window, over the effect when levers last differed from "
            "those of "
            "the reference; 1 is kept in full, 0 is lost",
            persistence, "more", "own", "people, levers"),
        Compared("half_life_months", "half-life of lost trust", "months",
            "months from the largest loss of trust beyond the reference until half of it is made up, by "
            "quarter",
            half_life, "less", "none", "attitudes"),
        Compared("spill_over_services", "spill-over to other services", "share of adults",
            "own use lost, beyond the reference, in the families other than health, pension and care; mean",
            spill_over, "less", "own", "use"),
    )
}  # fmt: skip
"""Every output that compares an arm with the reference, by the name that questions use."""


@dataclass(frozen=True)
class Found:
    """An output of a whole question rather than of an arm."""

    name: str
    title: str
    unit: str
    meaning: str
    better: str = ""
    use: str = "none"
    table: str = "use"


OF_QUESTIONS: dict[str, Found] = {
    output.name: output
    for output in (
        Found("shapley", "fair share", "points",
            "the part of an effect that belongs to one change, averaged over all orders in which changes "
            "can be "
            "added; the parts sum to the whole exactly"),
        Found("demand_push", "demand push", "points",
            "the part of the four-way change in own use that belongs to the pandemic and to points",
            use="own"),
        Found("supply_push", "supply push", "points",
            "the part of it that belongs to the phone version of e-Tax and to the Digital Agency", use="own"),
        Found("prob_best_by_B", "chance of being best, by budget", "share of paired runs",
            "paired runs in which the option adds most own users, at each budget; the chances sum to 1",
            use="own"),
        Found("plans", "plans", "plans", "combinations of levers that reach the goal within the constraint, "
            "cheapest first", table="levers"),
        Found("near_equal_plans", "near-equal plans", "plans",
            "plans that reach the goal at hardly more cost than the best", table="levers"),
        Found("infeasible_proof", "statement that nothing was found", "text",
            "what was searched, where no plan within the ranges reached the goal", table="levers"),
        Found("rank_of_options_by_profile", "rank of options by profile", "rank",
            "arms in the order of what they do to the headline of their question, under each profile"),
        Found("rank_reversals", "rank reversals", "pairs",
            "pairs of arms whose order under a profile differs from that in Japan, both by intervals "
            "that exclude 0"),
    )
}  # fmt: skip
"""Outputs that are found once for a question: attributions, plans and ranks."""


def declared(name: str) -> Output | Compared | Found:
    """The declaration of an output, under the head of its name for ``shapley(...)``. Raises KeyError."""
    head = name.partition("(")[0]
    found = OUTPUTS.get(head) or COMPARED.get(head) or OF_QUESTIONS.get(head)
    if found is None:
        raise KeyError(f"no output is called '{name}'")
    return found
