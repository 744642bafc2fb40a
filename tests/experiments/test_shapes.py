"""Shapes over a sweep, judged on rows whose verdict is known by hand."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.shapes import SHAPES

X = np.array([1.0, 2.0, 4.0])


def rows(*points: float, noise: float = 0.01) -> np.ndarray:
    """Four replicates around the points, each shifted as a whole and shaken a little."""
    shake = noise * np.array([[1, -1, 1], [-1, 1, -1], [1, 1, -1], [-1, -1, 1]])
    return np.array(points) + np.arange(4)[:, None] * 10.0 + shake


@pytest.mark.parametrize(
    ("shape", "points", "verdict"),
    [
        ("non-decreasing", (1, 2, 3), "holds"),
        ("non-decreasing", (1, 2, 2), "holds"),
        ("non-decreasing", (1, 3, 2), "contradicted"),
        ("non-increasing", (3, 2, 1), "holds"),
        ("non-increasing", (1, 2, 3), "contradicted"),
        ("diminishing returns", (0, 2, 3), "holds"),
        ("diminishing returns", (0, 1, 3), "undetermined"),
        ("diminishing returns", (0, 1, 6), "contradicted"),
    ],
)
def test_a_shape_is_judged_step_by_step_within_replicates(
    shape: str, points: tuple[float, ...], verdict: str
) -> None:
    found = SHAPES[shape](X, rows(*points))
    assert found.verdict == verdict, found.why


def test_steps_that_drown_in_luck_are_undetermined() -> None:
    assert SHAPES["non-decreasing"](X, rows(1, 2, 3, noise=50)).verdict == "undetermined"


def test_a_value_that_nothing_moves_neither_rises_nor_falls() -> None:
    still = np.ones((4, 3))
    assert all(SHAPES[shape](X, still).verdict == "holds" for shape in ("non-decreasing", "non-increasing"))


def test_a_straight_line_is_not_said_to_stand_still_and_sizes_carry_their_unit() -> None:
    still, line = np.ones((4, 3)), np.array([[1.0, 2.0, 4.0]] * 4)
    bends = SHAPES["diminishing returns"]
    assert bends(X, line, "points") == ("holds", "nowhere bent: every further unit adds exactly as much")
    assert bends(X, still, "points").why == "nothing moves at all"
    assert SHAPES["non-increasing"](X, still, "").why == "nothing moves at all"
    assert SHAPES["non-decreasing"](X, line, "points").why.startswith("from first to last +3 points; ")
    assert SHAPES["non-increasing"](X, line, "yen").why == "step 1 of 2 is +1 yen"
    assert SHAPES["not above 0"](X, line, "days").why == "+1 days at 1"


def test_not_above_zero_asks_every_point() -> None:
    shape = SHAPES["not above 0"]
    below = np.array([[-1.0, -2.0, 0.0], [-3.0, -2.0, 0.0]])
    assert shape(X, below).verdict == "holds"
    assert shape(X, below + np.array([0.0, 0.0, 5.0])).verdict == "contradicted"
    assert shape(X, np.array([[-1.0, 9.0, 0.0], [-3.0, -2.0, 0.0]])).verdict == "undetermined"
