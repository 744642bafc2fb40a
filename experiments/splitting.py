"""Splitting: how to divide a sum over several measures so that an output becomes largest.

All splits in quarters are tried on the smaller population, then the neighbours in eighths of the best one.
Each sum of the sweep has its own best split.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from experiments.effects import Records
from experiments.goals import Run
from experiments.questions import Question
from experiments.readings import Readings
from experiments.runs import read_run, run_name
from simulation.measured import NoValueError

COARSE, FINE = 4, 8
"""Parts of the sum in the first and in the second look."""

Split = tuple[int, ...]
"""Eighths of the sum for each measure."""


def splits(parts: int, count: int) -> list[Split]:
    """Every way to divide ``parts`` among ``count`` measures, in eighths."""
    return [
        tuple(FINE // parts * share for share in shares)
        for shares in itertools.product(range(parts + 1), repeat=count)
        if sum(shares) == parts
    ]


def around(best: Split) -> list[Split]:
    """Splits that move one eighth from one measure to another."""
    found = []
    for giver, taker in itertools.permutations(range(len(best)), 2):
        if best[giver]:
            moved = list(best)
            moved[giver] -= 1
            moved[taker] += 1
            found.append(tuple(moved))
    return found


def best_split(question: Question, arm: str, letters: Mapping[str, Any], run: Run, month: int) -> str:
    """Name of the run of ``arm`` at ``letters`` whose split makes the output largest."""
    optimise = question.arms[arm].optimise or {}
    over, output = list(optimise["over"]), str(optimise["maximise"])

    def named(split: Split) -> str:
        return run_name(arm, {**letters, **{n: share / FINE for n, share in zip(over, split, strict=True)}})

    known: dict[Split, float] = {}

    def look(wanted: Sequence[Split]) -> Split:
        new = [split for split in wanted if split not in known]
        records = run([named(split) for split in new])
        known.update({split: _mean(question, records, named(split), output, month) for split in new})
        return max(known, key=lambda split: (known[split], split))

    look(splits(COARSE, len(over)))
    return named(look(around(max(known, key=lambda split: (known[split], split)))))


def _mean(question: Question, records: Records, run: str, output: str, month: int) -> float:
    readings = Readings(records, question.reference, question.window.start, month)
    try:
        return float(np.mean(readings.values(run, output)))
    except NoValueError:
        return float("-inf")


def said_split(question: Question, run: str) -> str:
    """``promotion 25 %, incentive 0 %, simplification 75 %``."""
    arm, values = read_run(run)
    over = (question.arms[arm].optimise or {}).get("over", ())
    return ", ".join(f"{name} {100 * float(values.get(name, 0.0)):.0f} %" for name in over)
