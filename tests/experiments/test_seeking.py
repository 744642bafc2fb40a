"""Searches: the same points every time, few of them, and close to the best of problems solved by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from experiments.goals import Goal, Tally
from experiments.questions import question
from experiments.seeking import Coordinates, Score, Tried, even_points, neighbours, seek


def bowl(points: Sequence[Coordinates]) -> list[Score]:
    return [(sum((x - 0.3) ** 2 for x in at),) for at in points]


def test_a_bowl_is_found_with_few_tries() -> None:
    tried = seek(bowl, axes=3, start=12, rounds=10)
    assert len(tried) < 100
    assert max(abs(x - 0.3) for x in tried[0].at) < 0.05
    assert tried == seek(bowl, axes=3, start=12, rounds=10)


def test_even_points_leave_no_half_of_an_axis_empty() -> None:
    points = np.array(even_points(20, 5))
    assert points.shape == (20, 5)
    assert ((points >= 0.0) & (points < 1.0)).all()
    assert ((points < 0.5).sum(axis=0) >= 7).all() and ((points >= 0.5).sum(axis=0) >= 7).all()


def test_steps_stay_inside_the_ranges() -> None:
    assert neighbours((0.0, 1.0), 0.25) == [(0.25, 1.0), (0.0, 0.75)]


def test_a_plan_that_breaks_the_constraint_never_beats_one_that_keeps_it() -> None:
    keeps = Tally(0.5, {"gap_age": (0.2, 0.2)}, 1e12)
    breaks = Tally(0.9, {"gap_age": (0.21, 0.2)}, 0.0)
    assert keeps.score(0.5) < breaks.score(0.5)
    assert Tally(0.5, {}, 1.0).score(0.5) < Tally(0.5, {}, 2.0).score(0.5) < Tally(0.4, {}, 0.0).score(0.5)


@pytest.fixture
def goal() -> Goal:
    return Goal(question("S24"))


def test_a_month_and_a_sum_lie_within_their_ranges(goal: Goal) -> None:
    low, high = goal.values_at((0.0,) * 5), goal.values_at((1.0,) * 5)
    assert low["standard.available_from"] == "2006-04"
    assert high["standard.available_from"] == "2010-04"
    assert (low["incentive.etax_yen"], high["incentive.etax_yen"]) == (0.0, 20000.0)
    assert goal.values_at((0.5,) * 5)["services.*.smartphone_ready"] == 0.5


def told(goal: Goal, *found: tuple[Coordinates, Tally]) -> dict[str, object]:
    goal.tallies = {goal.run_at(at): tally for at, tally in found}
    tried = sorted((Tried(at, tally.score(0.5)) for at, tally in found), key=lambda t: (t.score, t.at))
    return goal.told(tried, "a bench")


def test_near_equal_plans_cost_hardly_more_and_differ(goal: Goal) -> None:
    at = {name: (x, 0.0, 0.0, 0.0, 0.0) for name, x in (("a", 0.1), ("b", 0.2), ("c", 0.5), ("d", 0.9))}
    cost = {"a": 100.0, "b": 101.0, "c": 105.0, "d": 200.0}
    found = told(goal, *((at[n], Tally(0.6, {"gap_age": (0.1, 0.2)}, cost[n])) for n in at))
    (best,) = found["plans"]["plans"]  # type: ignore[index]
    (near,) = found["near_equal_plans"]["plans"]  # type: ignore[index]
    assert (best["minimised"], near["minimised"]) == (100.0, 105.0)
    assert str(found["infeasible_proof"]) == "not needed: a plan was found"


def test_where_nothing_reaches_the_goal_the_answer_says_what_was_searched(goal: Goal) -> None:
    found = told(
        goal,
        ((0.5,) * 5, Tally(0.4, {"gap_age": (0.1, 0.2)}, 5.0)),
        ((1.0,) * 5, Tally(0.3, {"gap_age": (0.1, 0.2)}, 9.0)),
        ((0.25,) * 5, Tally(0.55, {"gap_age": (0.4, 0.2)}, 9.0)),
    )
    assert found["plans"]["plans"] == []  # type: ignore[index]
    said = str(found["infeasible_proof"])
    assert "No plan within the ranges reaches" in said and "3 plans tried on a bench" in said
    assert "the closest comes to 40.0 %" in said
    assert "the most that any of them reaches, constraint aside, is 55.0 %" in said
