"""Priced: what one scenario gives and costs beside another, run by run, and what of it nobody has priced."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.effects import Records, of_arm
from policies.base import Policy
from simulation.measured import OUTPUTS, NoValueError, View
from simulation.record import RunRecord
from simulation.scenario import Scenario
from simulation.spending import spending, unpriced


@dataclass(frozen=True, eq=False)
class Option:
    """One scenario beside the reference, run by run.

    users : (R,) own users in Japan beyond the reference
    low, high : (R,) yen beyond it until the month of comparison, ends of the stated range
    own : yen of what the option itself adds or changes, middle of the range; the rest of the cost are cases
        of policies that both have, which a budget does not hold
    priced, bare : entries that the option adds or changes, with and without a stated cost
    assumed : whether the question itself assumes a price
    uncounted : policies with a price per case of a kind that no run counts
    hours, municipal : (R,) hours that citizens save and yen that municipalities pay beyond the reference;
        empty where a run cannot know
    """

    arm: str
    users: np.ndarray
    low: np.ndarray
    high: np.ndarray
    own: float
    priced: tuple[str, ...]
    bare: tuple[str, ...]
    assumed: bool
    uncounted: tuple[str, ...]
    hours: np.ndarray
    municipal: np.ndarray

    @property
    def stated(self) -> str:
        """``stated``, ``in part`` or ``not stated``."""
        missing = bool(self.uncounted) or (bool(self.bare) and not self.assumed)
        if not missing:
            return "stated"
        return "in part" if self.priced or self.assumed else "not stated"

    @property
    def yen(self) -> float:
        """Middle of the stated range, mean over the runs."""
        return float((self.low + self.high).mean() / 2)


def option(
    records: Records,
    arm: str,
    minus: str,
    month: int,
    scenarios: Mapping[str, Scenario],
    assumed: Sequence[float] = (0.0, 0.0),
) -> Option:
    """The option as it came out; assumed : lowest and highest yen that a question assumes beyond prices."""
    priced, bare = _entries(scenarios[minus], scenarios[arm], month)
    sides = [of_arm(records, name) for name in (arm, minus)]
    weight = sides[0][0].weight
    stocks = [
        np.array([float(run.counts(month).persons("own_use_any_12m")) for run in side]) for side in sides
    ]
    spent = [np.array([_spent(run, month, None) for run in side]) for side in sides]
    own = [np.array([_spent(run, month, priced) for run in side]) for side in sides]
    beyond = np.sort(spent[0] - spent[1], axis=1)
    known = set(unpriced(sides[1][0]))
    return Option(
        arm,
        users=(stocks[0] - stocks[1]) * weight,
        low=beyond[:, 0] + assumed[0],
        high=beyond[:, 1] + assumed[1],
        own=float((own[0] - own[1]).mean()) + sum(assumed) / 2,
        priced=priced,
        bare=bare,
        assumed=any(assumed),
        uncounted=tuple(name for name in unpriced(sides[0][0]) if name not in known),
        hours=_beyond("hours_saved_total", sides, month),
        municipal=_beyond("cost_muni", sides, month),
    )


def _spent(run: RunRecord, month: int, names: Collection[str] | None) -> tuple[float, float]:
    """Lowest and highest yen until ``month``, of the named policies or of all."""
    entries = [
        entry for entry in spending(run) if entry.month <= month and (names is None or entry.policy in names)
    ]
    return sum(entry.low for entry in entries), sum(entry.high for entry in entries)


def _beyond(output: str, sides: Sequence[Sequence[RunRecord]], month: int) -> np.ndarray:
    """(R,) an output of the first side less that of the second; empty where it has no value."""
    try:
        found = [[OUTPUTS[output].read(View(run, run.first, month)) for run in side] for side in sides]
    except NoValueError:
        return np.zeros(0)
    return np.array(found[0]) - np.array(found[1])


def _entries(reference: Scenario, scenario: Scenario, month: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Policies in force by ``month`` in which the two differ, with and without a cost; removed ones too.

    A name that goes on after ``_`` is a step of the same measure, and entries that one setting was made
    into are numbered: they are paid for together.
    """
    new = [
        (name, entry)
        for mine, other in ((scenario, reference), (reference, scenario))
        for name, entry in mine.policies.items()
        if other.policies.get(name) != entry and _acts(entry, month)
    ]
    priced = {name for name, entry in new if entry.cost is not None}
    names = dict.fromkeys(name for name, _ in new)

    def measure(name: str) -> str:
        """The first of the entries that one measure was made into."""
        head = re.sub(r"_\d+$", "", name)
        return head if head in names else name

    paid = {measure(name) for name in priced}
    bare = [
        name
        for name in names
        if measure(name) not in paid and not any(name.startswith(f"{p}_") for p in paid)
    ]
    return tuple(name for name in names if name in priced), tuple(bare)


def _acts(entry: Policy, month: int) -> bool:
    on = entry.start is not None and entry.start <= month
    return on and not entry.context_only and entry.strength > 0.0
