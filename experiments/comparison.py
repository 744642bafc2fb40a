"""Comparison: scenarios set against the first of them, measure by measure and citizen by citizen.

Differences come first: how large, how sure, who gains and who loses. Then what is told apart (assumptions and
policies), who is left behind, what it costs, and what pairing was worth.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np

from configs.months import month_text
from experiments import equity, grouped, independence, weighing, worlds
from experiments.answers import NOT_MODELLED, assumptions, headline
from experiments.comparing import Comparison, assumed
from experiments.effects import (
    difference,
    flips_between,
    identical,
    level,
    mean_flips,
    of_arm,
    values,
)
from experiments.gathering import stop_lines, wished_line
from experiments.pictured import Frame, ages, devices, funnel, prefectures, series
from experiments.plain import citizens_line
from experiments.priced import option
from experiments.spent import spent_rows
from experiments.statistics import Difference, variance_reduction
from experiments.stopping import needed
from experiments.told import all_notes, user_changes
from experiments.wording import (
    brief,
    changes_line,
    effect,
    measure_words,
    month_words,
    runs_words,
    unit_of,
    what_it_takes,
)
from simulation.manifest import versions
from simulation.measures import MEASURES, WATCHED

SHOWN = (*WATCHED, "gap_age", "trust", "barrier_not_offered", "barrier_unaware", "barrier_device")
"""Measures that are compared, beside that of the headline."""


def compared(comparison: Comparison) -> dict[str, Any]:
    """Every scenario less the first, as plain values; keys that an answer has too mean the same."""
    plan, records, asked = comparison.plan, comparison.records, comparison.plan.asked
    names, month, count = plan.names, plan.month, comparison.found.replicates
    first, when, confidence = names[0], month_text(month), comparison.found.confidence
    record = of_arm(records, first)[0]
    changes = user_changes(asked.changes, asked.config_dir)
    notes = [*all_notes(of_arm(records, name)[0].scenario for name in names), *plan.notes]
    parts = [_Pair(comparison, name) for name in names[1:]]
    costs = weighed(comparison)
    text = [f"Measured in {month_words(when)}; {record.population.citizens:,} simulated citizens."]
    text += [line for line in (changes_line(changes), *(f"Note: {note}" for note in notes)) if line]
    text += ["", *overview(parts)] if len(parts) > 1 else []
    for part in parts:
        text += ["", *part.lines(whole=len(parts) == 1)]
    text += ["", *weighing.lines(costs, plan.said)]
    text += closing(comparison, parts[0].found[asked.measure])
    rows = [row for part in parts for row in part.rows()]
    frame = Frame(tuple(names), record.first, month, confidence)
    return {
        "question": {
            "id": "compare",
            "question": f"What differs between {', '.join(names[:-1])} and {names[-1]}?",
        },
        "scenarios": names,
        "changes": changes,
        "notes": notes,
        "population": record.population.name,
        "citizens": record.population.citizens,
        "weight": record.weight,
        "replicates": count,
        "seed": record.scenario.seed,
        "window": {"from": month_text(record.first), "to": when},
        "measured_month": when,
        "arms": [{"name": name, "title": name, "changes": [], "command": ""} for name in names],
        "headline": parts[0].headline,
        "levels": [_level(comparison, name, measure) for name in names for measure in WATCHED],
        "differences": rows,
        "flips": {part.arm: part.flips() for part in parts},
        "by_group": [row for part in parts for row in part.by_group],
        "pairing": [part.pairing for part in parts if part.pairing is not None],
        "worlds": [part.world | {"arm": part.arm, "minus": first} for part in parts if part.world],
        "equity": [part.equity for part in parts],
        "weighing": costs,
        "cost": spent_rows(comparison),
        "cost_note": costs["note"],
        "stopping": stopping(comparison, parts[0].found[asked.measure]),
        "series": series(frame, records),
        "funnel": funnel(frame, records),
        "prefectures": prefectures(frame, records),
        "ages": ages(frame, records),
        "devices": devices(record),
        "assumptions": assumptions(record.scenario, [row["measure"] for row in rows]),
        "not_modelled": list(NOT_MODELLED),
        "text": text,
        "seconds": round(comparison.found.seconds, 2),
        "version": versions()["denshi"],
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def weighed(comparison: Comparison) -> dict[str, Any]:
    """The cost block: every scenario as an option beside the first."""
    plan, asked = comparison.plan, comparison.plan.asked
    first, *others = plan.names
    options = [
        option(comparison.records, name, first, plan.month, plan.scenarios, assumed(comparison, name))
        for name in others
    ]
    return weighing.weighed(options, first, asked.budget, asked.value, comparison.found.confidence)


def stopping(comparison: Comparison, found: Difference) -> dict[str, Any] | None:
    """Where a sequence of looks ended; None where the number of runs was given."""
    stop = comparison.found.stop
    return None if stop is None else stop.row(None if stop.enough else needed(found, stop.width))


def closing(comparison: Comparison, found: Difference) -> list[str]:
    """Why no more was run, and what a wished width takes."""
    asked, unit = comparison.plan.asked, unit_of(comparison.plan.asked.measure)
    said = stop_lines(comparison.found, found, unit)
    if asked.request.wished is not None:
        said.append(wished_line(comparison.found, found, asked.request.wished, unit))
    return ["", *said] if said else []


class _Pair:
    """One scenario beside the first: everything that is told of the two."""

    def __init__(self, comparison: Comparison, arm: str) -> None:
        self.comparison, self.arm = comparison, arm
        plan, records = comparison.plan, comparison.records
        self.first, self.month, self.main = plan.names[0], plan.month, plan.asked.measure
        self.runs, self.confidence = comparison.found.replicates, comparison.found.confidence
        measures = dict.fromkeys((self.main, *SHOWN))
        self.found = {
            m: difference(records, arm, self.first, m, self.month, self.confidence) for m in measures
        }
        self.counted = {
            m: mean_flips(flips_between(records, arm, self.first, m, self.month)) for m in WATCHED
        }
        self.same = identical(records, arm, self.first)
        still = all(d.exactly_zero for d in self.found.values())
        self.nothing = still and all(c.gained == c.lost == 0 for c in self.counted.values())
        self.headline = headline(
            records, self.main, arm, self.first, self.month, self.runs, plan.said, self.confidence
        )
        pairs = list(zip(of_arm(records, self.first), of_arm(records, arm), strict=True))
        by_run = [grouped.flips_by_group(before, after, self.month, WATCHED) for before, after in pairs]
        self.group_counts = {
            m: {name: np.sum([one[m][name] for one in by_run], axis=0) for name in by_run[0][m]}
            for m in WATCHED
        }
        self.by_group = grouped.group_rows(self.group_counts, pairs[0][0], arm, self.first, self.runs)
        tallies = [grouped.tally(before, after, self.month) for before, after in pairs]
        self.equity = equity.equity(tallies, arm, self.first, self.confidence)
        self.world = (
            worlds.table(records, plan.worlds[arm], self.main, self.month, self.confidence)
            if arm in plan.worlds
            else None
        )
        self.pairing: dict[str, Any] | None = None
        if comparison.apart:
            worth = independence.worth(records, comparison.apart, arm, self.first, self.main, self.month)
            self.pairing = independence.row(worth, arm, self.first, self.main, self.runs)

    def flips(self) -> dict[str, dict[str, int]]:
        """Measure -> citizens by what happened to them, mean over the runs."""
        return {m: dict(zip(grouped.OUTCOMES, one.counts(), strict=True)) for m, one in self.counted.items()}

    def rows(self) -> list[dict[str, Any]]:
        """One row for each measure."""
        records, found = self.comparison.records, []
        for measure, d in self.found.items():
            pair = [values(records, name, measure, self.month) for name in (self.arm, self.first)]
            found.append(
                {
                    "measure": measure, "meaning": MEASURES[measure].meaning, "arm": self.arm,
                    "minus": self.first, "estimate": d.estimate, "low": d.low, "high": d.high,
                    "unit": unit_of(measure), "replicates": d.replicates,
                    "variance_reduction": variance_reduction(*pair),
                    "identical": bool(self.same) or self.nothing,
                }
            )  # fmt: skip
        return found

    def lines(self, whole: bool) -> list[str]:
        """What differs, in words, the difference first; ``whole`` with everything that was told apart."""
        plan, main, arm, first = self.comparison.plan, self.found[self.main], *self._said
        if self.nothing and self.same is not False:
            how = (
                "every column of every citizen is equal" if self.same else "nothing that was recorded differs"
            )
            said = [f"No difference between '{arm}' and '{first}': {how} in {_all(self.runs)}."]
            return [*said, *self._world_lines()]
        said = [effect(main, self.main, arm, first, month_text(self.month))]
        need = what_it_takes(main, self.comparison.found.seconds)
        answer = {"headline": self.headline, "replicates": self.runs, "weight": self._weight()}
        said += [line for line in (need, citizens_line(answer)) if line]
        others = {m: brief(d, unit_of(m)) for m, d in self.found.items() if m != self.main}
        if not whole:
            named = [f"{measure_words(m)} {others[m]}" for m in WATCHED if m in others]
            said.append(f"  Besides: {'; '.join(named)}")
            said += [grouped.short_line(self.by_group, self.shown_measure)]
            return [*said, *equity.short_lines(self.equity, self.runs), *self._world_lines()]
        said += [f"  {measure_words(m):34} {words}" for m, words in others.items()]
        runs = runs_words(self.runs)
        what = measure_words(self.shown_measure)
        said.append(f"Citizens by what happens to them, {what}, mean of {runs}:")
        said += grouped.lines(self.by_group, self.shown_measure)
        said += ["Who is left behind, own online use:", *equity.lines(self.equity, self.runs)]
        said += self._world_lines()
        if not self.world:
            said.append(worlds.plain_line(plan.scenarios[self.first], plan.scenarios[self.arm], arm, first))
        return [line for line in [*said, *self._pairing_lines()] if line]

    @property
    def shown_measure(self) -> str:
        """The measure of which citizens are told apart on the screen."""
        return self.main if self.main in WATCHED else "own_use"

    @property
    def _said(self) -> tuple[str, str]:
        return self.comparison.plan.said(self.arm), self.comparison.plan.said(self.first)

    def _world_lines(self) -> list[str]:
        return worlds.lines(self.world, *self._said) if self.world else []

    def _pairing_lines(self) -> list[str]:
        if self.pairing is not None:
            return [independence.line(self.pairing)]
        factor = self.headline["variance_reduction"]
        if factor is None:
            return []
        return [
            f"  pairing is worth about {factor:,.1f} times the runs (estimated from the paired runs; "
            f"independent=true measures it)"
        ]

    def _weight(self) -> float:
        return of_arm(self.comparison.records, self.first)[0].weight


def overview(parts: list[_Pair]) -> list[str]:
    """All scenarios beside the first, one line each."""
    main, names = parts[0].main, [part.comparison.plan.said(part.arm) for part in parts]
    width = max(map(len, names))
    said = [f"Less '{parts[0].comparison.plan.said(parts[0].first)}', {measure_words(main)}:"]
    for name, part in zip(names, parts, strict=True):
        flips = part.counted.get(part.shown_measure)
        moved = f"; {flips.gained:,} citizens gain, {flips.lost:,} lose" if flips else ""
        said.append(f"  {name:{width}}  {brief(part.found[main], unit_of(main))}{moved}")
    return said


def _level(comparison: Comparison, name: str, measure: str) -> dict[str, Any]:
    found = level(
        values(comparison.records, name, measure, comparison.plan.month), comparison.found.confidence
    )
    return {"scenario": name, "measure": measure, "mean": found.mean, "low": found.low, "high": found.high}


def _all(count: int) -> str:
    return "the one run" if count == 1 else f"all {runs_words(count)}"
