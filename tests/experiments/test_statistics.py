from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.statistics import (
    Difference,
    interval,
    paired,
    runs_needed,
    student,
    variance_reduction,
    verdict,
)
from experiments.wording import brief, effect, places, what_it_takes

numbers = st.floats(-1, 1, allow_nan=False, width=32)


@pytest.mark.parametrize("count", [2, 3, 8, 16])
def test_intervals_cover_the_truth_at_their_nominal_rate(count: int) -> None:
    """4,000 made-up experiments: the 95 % interval misses within four standard errors of one in twenty."""
    rng = np.random.default_rng(count)
    before = rng.normal(0.3, 0.05, (4000, count))
    after = before + rng.normal(0.02, 0.01, (4000, count))
    found = [paired(b.tolist(), a.tolist()) for b, a in zip(after, before, strict=True)]
    covered = np.mean([d.low <= 0.02 <= d.high for d in found if d.low is not None and d.high is not None])
    assert abs(covered - 0.95) < 4 * math.sqrt(0.95 * 0.05 / 4000)


def test_the_quantile_is_students() -> None:
    assert student(7) == pytest.approx(2.364624, abs=1e-6)
    assert student(1) == pytest.approx(12.706205, abs=1e-6)


def test_pairing_is_worth_what_the_common_luck_explains() -> None:
    rng = np.random.default_rng(5)
    luck = rng.normal(0, 1.0, 4000)
    before, after = luck + rng.normal(0, 0.25, 4000), luck + rng.normal(0, 0.25, 4000)
    factor = variance_reduction(after.tolist(), before.tolist())
    assert factor == pytest.approx(17.0, rel=0.1)


def test_one_replicate_gives_a_difference_without_an_interval() -> None:
    found = paired([0.3], [0.2])
    assert found.estimate == pytest.approx(0.1)
    assert found.low is None
    assert not found.detected
    assert variance_reduction([0.3], [0.2]) is None
    assert "no interval" in effect(found.scaled(100), "own_use", "b", "a", "2021-03")


def test_equal_runs_differ_by_exactly_zero() -> None:
    found = paired([0.2, 0.3], [0.2, 0.3])
    assert found == Difference(0.0, 0.0, 0.0, (0.0, 0.0))
    assert found.exactly_zero
    assert effect(found, "own_use", "b", "a", "2021-03").startswith("No difference:")
    assert brief(found) == "no difference"


@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=9))
@settings(max_examples=150, deadline=None)
def test_no_sentence_goes_beyond_its_interval(pairs: list[tuple[float, float]]) -> None:
    found = paired([b for b, _ in pairs], [a for _, a in pairs]).scaled(100)
    said = effect(found, "own_use", "new", "old", "2021-03")
    assert "own online use" in said
    if found.exactly_zero:
        assert "No difference" in said
    elif found.low is None:
        assert "no interval" in said
    elif found.low > 0:
        assert "higher" in said and "lower" not in said
    elif found.high is not None and found.high < 0:
        assert "lower" in said and "higher" not in said
    else:
        assert said.startswith("No detectable difference")
        assert "higher" not in said and "lower than" not in said
        assert f"smaller than {found.bound:,.{places(found.estimate, found.low, found.high)}f} points" in said


@given(st.lists(st.tuples(numbers, numbers), min_size=2, max_size=6))
@settings(max_examples=100, deadline=None)
def test_swapping_the_scenarios_turns_the_sign(pairs: list[tuple[float, float]]) -> None:
    one = paired([b for b, _ in pairs], [a for _, a in pairs])
    other = paired([a for _, a in pairs], [b for b, _ in pairs])
    assert one.estimate == pytest.approx(-other.estimate, abs=1e-12)
    assert one.low is not None and other.high is not None
    assert one.low == pytest.approx(-other.high, abs=1e-9)


def test_a_sign_holds_only_beyond_the_interval() -> None:
    above = Difference(1.0, 0.5, 1.5, (1.0, 1.0))
    unclear = Difference(0.2, -0.5, 0.9, (0.1, 0.3))
    zero = paired([1.0, 2.0], [1.0, 2.0])
    assert verdict(">0", above) == "holds"
    assert verdict("<0", above) == "contradicted"
    assert verdict(">=0", above) == "holds"
    assert verdict(">0", unclear) == verdict("<=0", unclear) == "undetermined"
    assert verdict(">=0", zero) == verdict("<=0", zero) == "holds"
    assert verdict(">0", zero) == "contradicted"
    assert verdict("open", above) == "reported"


def test_four_times_the_runs_halve_the_interval() -> None:
    rng = np.random.default_rng(1)
    values = tuple(rng.normal(0, 1, 16).tolist())
    ends = interval(values)
    assert ends is not None
    found = Difference(float(np.mean(values)), *ends, values)
    half = (ends[1] - ends[0]) / 2
    runs = runs_needed(found, half / 2)
    assert runs is not None
    assert 52 <= runs <= 64
    said = what_it_takes(Difference(0.0, -half, half, values), seconds=16.0)
    assert said is not None
    assert f"To see {half / 2:.{places(half / 2)}f} points" in said


@pytest.mark.parametrize("size", [12.0, 0.9, 0.04, 0.0031])
def test_nothing_that_is_not_zero_is_printed_as_zero(size: float) -> None:
    assert float(f"{size:.{places(size)}f}") > 0.0
