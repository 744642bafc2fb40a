"""Stopping: intervals of a sequence of looks hold together, and say what was asked, reached and needed."""

from __future__ import annotations

import math

import numpy as np
import pytest

from configs.errors import ScenarioError
from experiments.gathering import Request, request_of, wished_line
from experiments.options import Options
from experiments.statistics import LEVEL, interval, paired, student
from experiments.stopping import FIRST, MOST, counts, looked, plan, spent

REPEATS = 500


def missed(most: int, seed: int, corrected: bool) -> float:
    """Share of made-up experiments with truth 0 in which some look's interval misses it."""
    values = np.random.default_rng(seed).normal(0.0, 1.0, (REPEATS, most))
    out = np.zeros(REPEATS, bool)
    for look in plan(most):
        seen = values[:, : look.replicates]
        error = seen.std(axis=1, ddof=1) / math.sqrt(look.replicates)
        level = look.level if corrected else LEVEL
        out |= np.abs(seen.mean(axis=1)) > student(look.replicates - 1, level) * error
    return float(out.mean())


@pytest.mark.parametrize("most", [16, MOST])
def test_all_looks_together_miss_one_time_in_twenty(most: int) -> None:
    """500 repeats of a toy with known truth, within binomial error; uncorrected looks miss far more often."""
    error = math.sqrt(0.05 * 0.95 / REPEATS)
    assert abs(missed(most, 5, corrected=True) - 0.05) < 3 * error
    assert missed(most, 5, corrected=False) > 0.05 + 6 * error


@pytest.mark.parametrize("width", [0.4, 0.7, 1.2])
def test_the_interval_at_which_one_stops_holds_the_truth_at_least_at_its_nominal_rate(width: float) -> None:
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(REPEATS):
        values = rng.normal(0.3, 1.0, MOST).tolist()
        ends = (0.0, 0.0)
        for look in plan():
            ends = interval(values[: look.replicates], look.level) or ends
            if ends[1] - ends[0] <= 2 * width:
                break
        held += ends[0] <= 0.3 <= ends[1]
    assert held / REPEATS > 0.95 - 3 * math.sqrt(0.05 * 0.95 / REPEATS)


def test_what_is_spent_grows_to_five_in_a_hundred_and_no_further() -> None:
    assert spent(0.0) == 0.0
    assert spent(1.0) == pytest.approx(0.05)
    assert spent(0.25) < spent(0.5) < spent(1.0) == spent(2.0)
    assert plan(2)[-1].level == pytest.approx(0.95, abs=1e-6)
    assert all(look.level > 0.95 for look in plan(64))
    assert counts(10) == (4, 6, 8, 10)


def test_looking_goes_on_until_the_widest_interval_is_narrow_enough() -> None:
    narrow, wide = [0.0, 0.1, 0.2, 0.1], [0.0, 4.0, -4.0, 0.0]
    first = looked(None, [narrow, wide], plan()[0], 2.0, MOST)
    assert not first.enough
    assert first.reached is not None and first.reached > 4.0
    second = looked(first, [narrow, narrow], plan()[1], 2.0, MOST)
    assert second.enough
    assert len(second.looks) == 2
    assert looked(None, [[0.0] * 4], plan()[0], 0.1, MOST).enough, "nothing varies, so nothing is open"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["until=0.5", "replicates=4"], "replicates: until= finds their number"),
        (["most=8"], "most: belongs to until="),
        (["until=0.5", "most=2"], f"most: lies between {FIRST} and"),
        (["until=-1"], "until: is a number above 0, got '-1'"),
        (["until=narrow"], "until: is a number above 0, got 'narrow'"),
        (["until=nan"], "until: is a number above 0"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(words: list[str], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        request_of(Options(words), 4)


def test_a_request_is_a_number_of_runs_or_a_width() -> None:
    assert request_of(Options(["replicates=7", "wished=0.2"]), 4) == Request(7, wished=0.2)
    assert request_of(Options(["until=0.5", "most=16"]), 4) == Request(4, 0.5, 16)


def test_how_many_runs_a_wished_width_takes_follows_the_spread() -> None:
    from experiments.gathering import Gathered

    found = Gathered({}, 4, 8.0)
    difference = paired([0.0, 1.0, 2.0, 1.0], [0.0] * 4)
    said = wished_line(found, difference, 0.2, "points")
    runs = int(said.partition("about ")[2].partition(" ")[0])
    spread = float(np.std(difference.values, ddof=1))
    assert student(runs - 1) * spread / math.sqrt(runs) <= 0.2
    assert student(runs - 3) * spread / math.sqrt(runs - 2) > 0.2
    assert "cannot be told from one run" in wished_line(found, paired([1.0], [0.0]), 0.2, "points")
