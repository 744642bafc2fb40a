"""Seeking: a few dozen runs that find a good point among many, without a single random number.

First the points of an even sequence (Roberts 2018, a Kronecker sequence with the generalised golden ratio),
then steps along each axis from the best point so far, halved when none of them helps (compass search, Kolda,
Lewis and Torczon 2003). Whoever asks again gets the same points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

Coordinates = tuple[float, ...]
Score = tuple[float, ...]
"""Smaller is better, in the order of the numbers."""


class Tried(NamedTuple):
    """A point of the unit cube and its score."""

    at: Coordinates
    score: Score


def even_points(count: int, axes: int) -> list[Coordinates]:
    """``count`` points spread evenly over the unit cube."""
    ratio = 2.0
    for _ in range(60):
        ratio = (1.0 + ratio) ** (1.0 / (axes + 1))
    steps = [ratio ** -(axis + 1) for axis in range(axes)]
    return [tuple((0.5 + step * (k + 1)) % 1.0 for step in steps) for k in range(count)]


def neighbours(at: Coordinates, step: float) -> list[Coordinates]:
    """One step up and down along each axis, inside the cube; twice the number of axes at most."""
    found = []
    for axis, value in enumerate(at):
        for moved in (min(1.0, value + step), max(0.0, value - step)):
            if moved != value:
                found.append((*at[:axis], moved, *at[axis + 1 :]))
    return found


def most(axes: int, start: int, rounds: int) -> int:
    """Points that ``seek`` looks at, at most."""
    return 2 + start + rounds * 2 * axes


def seek(
    score: Callable[[Sequence[Coordinates]], list[Score]],
    axes: int,
    start: int,
    rounds: int,
    step: float = 0.25,
) -> list[Tried]:
    """All points that were tried, the best first.

    score : of a batch of points; start : even points beside the corners of nothing and of everything
    rounds : batches of steps from the best point; the step is halved when none helps
    """
    known: dict[Coordinates, Score] = {}

    def look(points: Sequence[Coordinates]) -> None:
        new = [point for point in dict.fromkeys(points) if point not in known]
        if new:
            known.update(zip(new, score(new), strict=True))

    look([(0.0,) * axes, (1.0,) * axes, *even_points(start, axes)])
    for _ in range(rounds):
        best = min(known, key=lambda point: (known[point], point))
        look(neighbours(best, step))
        if min(known, key=lambda point: (known[point], point)) == best:
            step /= 2.0
    return sorted((Tried(*pair) for pair in known.items()), key=lambda tried: (tried.score, tried.at))
