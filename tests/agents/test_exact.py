"""Own exponential, logarithm and logistic: accurate, monotone, and the same bits with compilation off."""

from __future__ import annotations

import hashlib
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numba import njit

from agents import exact

ROOT = Path(exact.__file__).parents[1]
NODES = np.arange(-2048, 2049) / 256.0


@njit
def table_at(points, table, out):
    for i in range(points.size):
        out[i] = exact.logistic_table(points[i], table)


@njit
def exact_at(points, out):
    for i in range(points.size):
        out[i] = exact.logistic(points[i])


def tabulated(points: np.ndarray) -> np.ndarray:
    out = np.empty_like(points)
    table_at(points, exact.LOGISTIC_TABLE, out)
    return out


def computed(points: np.ndarray) -> np.ndarray:
    out = np.empty_like(points)
    exact_at(points, out)
    return out


def test_the_exponential_is_right_to_fifteen_digits() -> None:
    for x in np.linspace(-600, 600, 4001).tolist():
        assert exact.exp(x) == pytest.approx(math.exp(x), rel=4e-14 if abs(x) > 40 else 2e-15)


def test_the_exponential_does_not_overflow() -> None:
    assert exact.exp(0.0) == 1.0
    assert exact.exp(-1e9) == 0.0
    assert exact.exp(1e9) == exact.exp(700.0) < math.inf


def test_the_logarithm_is_right_to_fifteen_digits() -> None:
    for x in np.exp(np.linspace(-200, 200, 2001)).tolist():
        assert exact.log(x) == pytest.approx(math.log(x), rel=1e-15, abs=4e-16)
    assert exact.log(1.0) == 0.0


def test_logit_undoes_the_logistic() -> None:
    for x in np.linspace(-15, 15, 301).tolist():
        assert exact.logit(exact.logistic(x)) == pytest.approx(x, abs=1e-8)


def test_the_tabulated_logistic_is_exact_at_its_nodes() -> None:
    truth = np.array([1 / (1 + math.exp(-x)) for x in NODES])
    assert np.abs(tabulated(NODES) - truth).max() < 1e-14


def test_the_tabulated_logistic_errs_by_less_than_two_in_ten_million_between_nodes() -> None:
    points = np.linspace(-8, 8, 100_001)
    assert np.abs(tabulated(points) - 1 / (1 + np.exp(-points))).max() < 2e-7


def test_the_tabulated_logistic_is_within_the_tolerance_of_the_specification_everywhere() -> None:
    points = np.linspace(-40, 40, 100_001)
    assert np.abs(tabulated(points) - 1 / (1 + np.exp(-points))).max() < 5.1e-4


@pytest.mark.parametrize("function", [tabulated, computed])
def test_a_higher_value_never_lowers_the_chance(function: object) -> None:
    points = np.sort(np.random.default_rng(3).uniform(-9, 9, 200_000))
    assert np.all(np.diff(function(points)) >= 0)  # type: ignore[operator]


def test_the_table_cannot_be_overwritten() -> None:
    with pytest.raises(ValueError, match="read-only"):
        exact.LOGISTIC_TABLE[0] = 0.5


def test_the_bits_are_the_same_with_compilation_off() -> None:
    program = (
        "import numpy as np\n"
        "from agents import exact\n"
        "x = np.linspace(-30, 30, 997)\n"
        "rows = [(exact.exp(v), exact.log(v + 31), exact.logistic(v), exact.threshold(exact.logistic(v)),"
        " exact.logistic_table(v, exact.LOGISTIC_TABLE)) for v in x]\n"
        "print(np.array(rows).tobytes().hex())\n"
    )

    def run(disabled: str) -> str:
        environment = {**os.environ, "NUMBA_DISABLE_JIT": disabled, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        return hashlib.sha256(done.stdout.encode()).hexdigest()

    assert run("0") == run("1")


def test_the_table_has_the_bits_of_the_logistic() -> None:
    from agents.exact import LOGISTIC_TABLE, logistic

    assert all(LOGISTIC_TABLE[k] == logistic(k / 256.0 - 8.0) for k in range(4098))
