"""Tuning by hand, with a script to hold the hand: a vector of assumptions, its misfits, and a small search.

    python -m experiments.validation.tuning 0                     misfits of the numbers in configs
    python -m experiments.validation.tuning 0 incentive.weight=1  misfits of another vector
    python -m experiments.validation.tuning 100                   a hundred steps of a random search

It searches inside the ranges of the records only and keeps near where it starts. It writes nothing: whoever
likes a vector copies it into ``configs`` and says so in the source. It is no calibration.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

import numpy as np

from agents.draws import PERMANENT, PURPOSES, SYNTHESIS, draw
from experiments.validation.checks import Check, checks
from experiments.validation.life import LAST, live
from simulation.scenario import load

SCALE = ("jp_10k", 2)
"""Population and lives of one evaluation."""
FREE: dict[str, tuple[float, float]] = {
    "assumptions.incentive.weight": (0.3, 1.2),
    "assumptions.card.base_hazard": (0.002, 0.0035),
    "assumptions.card.need": (0.0, 1.5),
    "assumptions.card.campaign": (0.0, 1.0),
    "assumptions.card.push": (0.0, 1.0),
    "assumptions.card.deadline": (1.0, 3.0),
    "assumptions.card.reader_share": (0.1, 0.5),
    "assumptions.card.photo_id": (0.0, 2.0),
    "assumptions.attempt.intercept": (0.0, 3.0),
    "assumptions.literacy.level": (-2.0, 1.0),
    "assumptions.beta.time_saved": (0.2, 2.0),
    "assumptions.beta.benefit": (0.0, 1.5),
    "assumptions.awareness.own_search": (0.1, 0.6),
    "assumptions.awareness.mass_media": (0.01, 0.15),
    "assumptions.observation.yea_saying": (0.0, 1.5),
    "assumptions.observation.recall": (0.0, 1.0),
    "assumptions.observation.panel_literacy": (0.0, 4.0),
    "assumptions.observation.panel_pc": (0.0, 1.5),
    "assumptions.observation.low_ease": (0.2, 0.5),
    "institutions.offer.level": (-8.0, 2.0),
    "services.etax.intercept": (-2.0, 1.0),
    "services.etax.complexity": (0.3, 0.8),
    "services.certificates.intercept": (-2.0, 1.0),
    "services.health_care.intercept": (-2.0, 1.0),
    "services.local_services.intercept": (-2.0, 1.0),
    "services.local_services.complexity": (0.05, 0.4),
    "services.local_services.smartphone_ready": (0.0, 0.4),
    "policies.office_pcs_2008.terminal": (0.2, 0.8),
}
"""What may move, and between what: ranges of records; for the rest, what their unit makes sensible."""
MOVES, LEAP = 2.5, 0.7
"""How many numbers a step moves on average, and over which part of their range."""
STRIDE, WORD = 128, 4294967296.0
"""Draws of a step, and how many values a draw has."""
SLACK = 0.6
"""Distances below this share of the tolerance count nothing: a better fit would be over-fitting."""
PULL = 0.02
"""Cost of moving a number over its whole range."""


def now(names: Sequence[str]) -> dict[str, float]:
    """Where the numbers stand in ``configs``."""
    tree = load(["scenario=jp_history", f"end={LAST}"]).resolved()
    found = {}
    for name in names:
        place = tree
        for part in name.split("."):
            place = place[part]
        found[name] = float(place["value"] if isinstance(place, Mapping) else place)
    return found


def evaluate(numbers: Mapping[str, float], extra: Sequence[str] = ()) -> list[Check]:
    """The checks of a vector."""
    words = [f"{name}={value:.6g}" for name, value in numbers.items()]
    population, lives = SCALE
    return checks([live(population, replicate, [*words, *extra]) for replicate in range(lives)])


def loss(found: Sequence[Check], numbers: Mapping[str, float], start: Mapping[str, float]) -> float:
    """Sum of squared distances beyond the slack, and a pull back to the start.

    The rank correlation of prefectures is left out: at this size it is mostly noise.
    """
    miss = sum(max(0.0, row.misfit - SLACK) ** 2 for row in found if not row.at_least)
    moved = sum(((numbers[n] - start[n]) / (FREE[n][1] - FREE[n][0])) ** 2 for n in numbers)
    return miss + PULL * moved


def search(steps: int, extra: Sequence[str], seed: int) -> dict[str, float]:
    """A random walk that keeps what is better; prints each improvement."""
    names = list(FREE)
    start = now(names)
    best, found = dict(start), evaluate(start, extra)
    least = loss(found, best, start)
    print(f"start {least:.3f}")
    for step in range(steps):
        tried = dict(best)
        luck = (
            draw(seed, 0, SYNTHESIS, PERMANENT, PURPOSES["TUNING"], 0, STRIDE * step + np.arange(STRIDE))
            / WORD
        )
        for name, rank, way in zip(names, luck[::2], luck[1::2], strict=False):
            if rank < MOVES / len(names):
                low, high = FREE[name]
                tried[name] = float(np.clip(tried[name] + (way - 0.5) * LEAP * (high - low), low, high))
        rows = evaluate(tried, extra)
        cost = loss(rows, tried, start)
        if cost < least:
            best, least, found = tried, cost, rows
            changed = {n: f"{v:.4g}" for n, v in best.items() if abs(v - start[n]) > 1e-9}
            print(f"{step} {least:.3f} {changed}", flush=True)
    show(found)
    return best


def show(found: Sequence[Check]) -> None:
    """The misfits on the screen."""
    for row in found:
        print(f"{row.name:24}{row.data:8.3f}{row.model:8.3f}{row.misfit:6.2f} {'' if row.met else 'not met'}")


def main(arguments: Sequence[str]) -> int:
    """Search as many steps as the first word says; further words are overrides."""
    steps, extra = int(arguments[0]) if arguments else 0, list(arguments[1:])
    if steps:
        search(steps, extra, steps)
    else:
        show(evaluate({}, extra))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
