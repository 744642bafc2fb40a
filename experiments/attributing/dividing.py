"""Dividing: run every combination that is needed, and share out the effect exactly.

Up to six parts every combination is run and the shares are Shapley's (1953); with more, the orders of
``experiments.attributing.orders`` are. Values are fractions, so that parts and whole are equal, not nearly
so. Combinations whose levers agree until some month are run once until then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Any

from experiments.attributing.orders import Order, coalitions, orders, parts_of
from experiments.attributing.players import Package
from experiments.attributing.years import aligned, differing_months, stretches, timelines
from experiments.effects import POINTS, Records
from experiments.gathering import Bench
from experiments.shapley import exact_parts
from experiments.statistics import Difference, paired
from experiments.wording import runs_words
from policies.timeline import Timeline
from simulation.scenario import Scenario

EXACT = 6
"""Parts up to which every combination is run: 64 of them."""
NOTHING = "nothing"
DIGITS = 2
"""Decimals of the points that are shown; shown parts sum to the shown whole."""


@dataclass(frozen=True)
class Division:
    """What is to be run to divide one effect among its parts.

    by : lever, year or group; words : part -> what it is
    runs : name of a run -> parts in force; orders : of each replicate, empty where every combination is run
    """

    by: str
    parts: tuple[str, ...]
    words: Mapping[str, str]
    runs: Mapping[str, frozenset[str]]
    arms: Mapping[str, Scenario]
    levers: Mapping[str, Timeline] = field(default_factory=dict)
    orders: Mapping[int, Sequence[Order]] = field(default_factory=dict)

    @property
    def exact(self) -> bool:
        """Whether every combination is run."""
        return not self.orders

    @property
    def only(self) -> dict[int, set[str]] | None:
        """Runs of each replicate; None where each has all."""
        if self.exact:
            return None
        name_of = {chosen: name for name, chosen in self.runs.items()}
        return {
            number: {name_of[chosen] for order in tried for chosen in coalitions(order)}
            for number, tried in self.orders.items()
        }

    def count(self, replicates: int) -> int:
        """Runs in all."""
        only = self.only
        return len(self.runs) * replicates if only is None else sum(map(len, only.values()))


@dataclass(frozen=True)
class Divided:
    """Parts of the effect in each replicate, as fractions of the measure; they sum to ``whole`` exactly."""

    division: Division
    measure: str
    parts: tuple[dict[str, Fraction], ...]
    whole: tuple[Fraction, ...]


def runs_of(parts: Sequence[str], seed: int, replicates: int) -> tuple[dict[str, frozenset[str]], Any]:
    """Every combination by name and no orders; or those that the orders of the replicates meet."""
    if len(parts) <= EXACT:
        found = [frozenset(c) for size in range(len(parts) + 1) for c in combinations(parts, size)]
        return {run_name(parts, chosen): chosen for chosen in found}, {}
    tried = {number: orders(parts, seed, number) for number in range(replicates)}
    met = dict.fromkeys(chosen for several in tried.values() for one in several for chosen in coalitions(one))
    ranked = sorted(met, key=lambda chosen: (len(chosen), run_name(parts, chosen)))
    return {run_name(parts, chosen): chosen for chosen in ranked}, tried


def run_name(parts: Sequence[str], chosen: frozenset[str]) -> str:
    """The parts in force, in their order."""
    return " + ".join(part for part in parts if part in chosen) or NOTHING


def of_package(package: Package, by: str, replicates: int) -> Division:
    """The division among levers or groups."""
    parts = tuple(package.parts)
    runs, tried = runs_of(parts, package.after.seed, replicates)
    arms = {name: package.world(chosen, name) for name, chosen in runs.items()}
    return Division(by, parts, package.words, runs, arms, orders=tried)


def of_years(package: Package, replicates: int, every: int | None) -> Division:
    """The division among stretches of fiscal years; empty where no lever differs in any month."""
    from simulation.model import load_population, timeline_of

    nothing, everything = (package.world(chosen, "") for chosen in ((), package.parts))
    people = load_population(everything)
    before, after = aligned(*(timeline_of(one, people) for one in (nothing, everything)))
    months = differing_months(before, after)
    found = stretches(months, everything.calendar.end, every) if months.size else ()
    names = tuple(stretch.name for stretch in found)
    runs, tried = runs_of(names, everything.seed, replicates)
    arms = {name: everything.model_copy(update={"name": name}) for name in runs}
    words = dict.fromkeys(names, "the package's levers in these fiscal years only")
    return Division("year", names, words, runs, arms, timelines(before, after, found, runs), orders=tried)


def divided(division: Division, bench: Bench, replicates: int, measure: str, month: int) -> Divided:
    """Run and share out."""
    from dataclasses import replace

    more: dict[str, Any] = {"timelines": division.levers or None, "only": division.only}
    text = f"by {division.by}: {len(division.runs)} combinations, {runs_words(replicates)}"
    records = replace(bench, more=more).run(division.arms, range(replicates), text)
    return shared(division, records, replicates, measure, month)


def shared(division: Division, records: Records, replicates: int, measure: str, month: int) -> Divided:
    """The parts of each replicate from records of all runs."""
    everything, nothing = frozenset(division.parts), frozenset[str]()
    parts, whole = [], []
    for number in range(replicates):
        values = {
            chosen: Fraction(records[name, number].value(measure, month))
            for name, chosen in division.runs.items()
            if (name, number) in records
        }
        parts.append(parts_of(values, division.orders[number]) if division.orders else exact_parts(values))
        whole.append(values[everything] - values[nothing])
    return Divided(division, measure, tuple(parts), tuple(whole))


def rows(found: Divided, factor: float = POINTS) -> dict[str, Any]:
    """Parts and whole as plain values; ``exact`` are fractions of the measure that sum without rounding.

    ``shown`` are points to two decimals that sum to the shown whole, the largest remainders rounded up.
    """
    division, count = found.division, len(found.whole)
    means = {part: sum((one[part] for one in found.parts), Fraction(0)) / count for part in division.parts}
    total = sum(found.whole, Fraction(0)) / count
    scale = int(factor) * 10**DIGITS
    shown = apportioned({part: mean * scale for part, mean in means.items()}, round(total * scale))
    parts = [
        {
            "part": part,
            "what": division.words[part],
            **_ends(_spread([one[part] for one in found.parts], factor)),
            "exact": str(means[part]),
            "shown": shown[part] / 10**DIGITS,
        }
        for part in division.parts
    ]
    whole = _ends(_spread(list(found.whole), factor))
    return {
        "by": division.by,
        "method": "every combination (Shapley 1953)" if division.exact else "orders drawn in each replicate",
        "combinations": len(division.runs),
        "runs": division.count(count),
        "replicates": count,
        "parts": parts,
        "whole": {**whole, "exact": str(total), "shown": round(total * scale) / 10**DIGITS},
        "sums_exactly": all(
            sum(one.values(), Fraction(0)) == all_ for one, all_ in zip(found.parts, found.whole, strict=True)
        ),
    }


def apportioned(amounts: Mapping[str, Fraction], whole: int) -> dict[str, int]:
    """The amounts as integers that sum to ``whole``: rounded down, then the largest remainders up."""
    floors = {name: amount.numerator // amount.denominator for name, amount in amounts.items()}
    left = whole - sum(floors.values())
    ranked = sorted(amounts, key=lambda name: (floors[name] - amounts[name], name))
    return {name: floors[name] + (name in ranked[:left]) for name in amounts}


def _spread(values: Sequence[Fraction], factor: float) -> Difference:
    return paired([factor * float(value) for value in values], [0.0] * len(values))


def _ends(found: Difference) -> dict[str, Any]:
    return {"estimate": found.estimate, "low": found.low, "high": found.high}
